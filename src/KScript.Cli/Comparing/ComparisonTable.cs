// What compare prints: a table for people with a star at the best of each column, CSV, or JSON.
using System.Globalization;
using System.Text;
using KScript.Workbench.Metrics;
using KScript.Workbench.Traces;
using KScript.Workbench.Views;

namespace KScript.Cli.Comparing;

/// <summary>Prints compared runs.</summary>
internal static class ComparisonTable
{
    private const int CsvDecimals = 3;

    /// <summary>The table. Metrics are means over the tasks where their row does not say otherwise.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="width">Columns of the screen: a wider table is cut between columns, and each part names the policies.</param>
    public static string Text(IReadOnlyList<ComparedRun> runs, int width)
    {
        var shown = Array.FindAll(ComparedMetric.Rows, row => row.Title is not null);
        var best = Array.ConvertAll(shown, row => row.BestOf(runs));
        var table = new List<string[]> { (string[])["policy", .. shown.Select(row => row.Title + " ")] };
        foreach (var run in runs)
        {
            var cells = new List<string> { run.Policy + (run.Stopped is null ? "" : " (stopped)") };
            for (int i = 0; i < shown.Length; i++)
            {
                cells.Add(shown[i].Of(run.Metrics).ToText(shown[i].Decimals) + (shown[i].IsBest(run, best[i]) ? "*" : " "));
            }

            table.Add([.. cells]);
        }

        var text = new StringBuilder();
        int[] taken = [.. Enumerable.Range(0, table[0].Length).Select(i => table.Max(row => row[i].Length) + 1)];
        foreach (int[] block in ColumnBlocks.Of(taken, keys: 1, width))
        {
            text.Append(text.Length == 0 ? "" : "\n");
            foreach (string[] row in table)
            {
                var line = new StringBuilder();
                foreach (int i in block)
                {
                    line.Append(i == 0 ? row[i].PadRight(taken[i]) : row[i].PadLeft(taken[i]));
                }

                text.Append(line.ToString().TrimEnd()).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>A header and a line for each run.</summary>
    public static string Csv(IReadOnlyList<ComparedRun> runs)
    {
        var text = new StringBuilder("policy,parameter,tasks,ended,");
        text.AppendJoin(',', ComparedMetric.Rows.Select(row => row.Key)).Append(",stopped\n");
        foreach (var run in runs)
        {
            text.Append(run.Policy.Contains(',', StringComparison.Ordinal) ? $"\"{run.Policy}\"" : run.Policy).Append(',');
            text.Append(run.Parameter?.ToString(CultureInfo.InvariantCulture)).Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{run.Metrics.Tasks},{run.Metrics.Ended},");
            text.AppendJoin(',', ComparedMetric.Rows.Select(row => row.Of(run.Metrics).ToText(row.Decimals == 0 ? 0 : CsvDecimals)));
            text.Append(run.Stopped is null ? ",false\n" : ",true\n");
        }

        return text.ToString();
    }

    /// <summary>One object on one line: {"runs":[{"policy","parameter","stopped","time","switches","metrics","best"}]}.</summary>
    public static void WriteJson(Utf8Output output, IReadOnlyList<ComparedRun> runs)
    {
        var best = Array.ConvertAll(ComparedMetric.Rows, row => row.BestOf(runs));
        output.Write("{\"runs\":["u8);
        for (int i = 0; i < runs.Count; i++)
        {
            var run = runs[i];
            output.Write(i == 0 ? "{\"policy\":"u8 : ",{\"policy\":"u8);
            output.Write(Quoted(run.Policy));
            output.Write($",\"parameter\":{run.Parameter?.ToString(CultureInfo.InvariantCulture) ?? "null"},\"stopped\":{(run.Stopped is null ? "null" : Quoted(run.Stopped))}");
            output.Write($",\"time\":{run.Metrics.Time},\"switches\":{run.Metrics.Switches},\"metrics\":");
            MetricsJson.Write(output, run.Metrics);
            var names = ComparedMetric.Rows.Where((row, column) => row.IsBest(run, best[column])).Select(row => Quoted(row.Key));
            output.Write($",\"best\":[{string.Join(",", names)}]}}");
        }

        output.Write("]}\n"u8);
    }

    private static string Quoted(string text) => "\"" + System.Text.Json.JsonEncodedText.Encode(text) + "\"";
}
