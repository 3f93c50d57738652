// A curve in ASCII: a metric against the values of a swept parameter. The values stand at equal distances, in their order.
using System.Globalization;
using System.Numerics;
using System.Text;
using KScript.Workbench.Metrics;

namespace KScript.Cli.Comparing;

/// <summary>Draws a curve.</summary>
internal static class CurvePlot
{
    private const int Height = 12;
    private const int MostStride = 6;

    /// <summary>The curve; 'O' is the best value, '*' the others. Runs that were stopped are left out.</summary>
    public static string Draw(IReadOnlyList<ComparedRun> runs, ComparedMetric metric, string parameter, int width)
    {
        var shown = runs.Where(run => run.Stopped is null).ToArray();
        if (shown.Length == 0)
        {
            return "";
        }

        var values = Array.ConvertAll(shown, run => metric.Of(run.Metrics));
        var least = values.Aggregate((a, b) => a.CompareTo(b) <= 0 ? a : b);
        var most = values.Aggregate((a, b) => a.CompareTo(b) >= 0 ? a : b);
        string[] labels = [most.ToText(2), least.ToText(2)];
        int left = labels.Max(label => label.Length) + 1;
        int room = Math.Max(10, width - left - 3);
        int columns = Math.Min(room, (shown.Length - 1) * Math.Clamp(room / shown.Length, 1, MostStride) + 1);
        var best = metric.BestOf(runs);
        var grid = new char[Height][];
        for (int row = 0; row < Height; row++)
        {
            grid[row] = new char[columns];
            Array.Fill(grid[row], ' ');
        }

        for (int i = 0; i < shown.Length; i++)
        {
            ref char cell = ref grid[RowOf(values[i], least, most)][ColumnOf(i, shown.Length, columns)];
            cell = metric.IsBest(shown[i], best) ? 'O' : cell == 'O' ? 'O' : '*';
        }

        var text = new StringBuilder();
        text.Append(metric.Summary).Append(" against ").Append(parameter).Append(best is null ? "\n" : "; O is the best\n");
        for (int row = 0; row < Height; row++)
        {
            string label = row == 0 ? labels[0] : row == Height - 1 ? labels[1] : "";
            text.Append((label.PadLeft(left) + " |" + new string(grid[row])).TrimEnd()).Append('\n');
        }

        text.Append(' ', left).Append(" +").Append('-', columns).Append('\n');
        return text.Append(' ', left + 2).Append(Axis(shown, columns)).Append('\n').ToString();
    }

    private static int ColumnOf(int index, int count, int columns) => count == 1 ? 0 : (int)((long)index * (columns - 1) / (count - 1));

    // The greatest value in row 0, the least in the last; all in the last where they are alike.
    private static int RowOf(Ratio value, Ratio least, Ratio most)
    {
        var scale = BigInteger.Pow(10, 6);
        var (low, high, here) = (least.Times(scale), most.Times(scale), value.Times(scale));
        return high == low ? Height - 1 : (int)((((high - here) * (Height - 1) * 2) + (high - low)) / ((high - low) * 2));
    }

    // Each value of the parameter below its point, as far as there is room.
    private static string Axis(ComparedRun[] runs, int columns)
    {
        var axis = new StringBuilder();
        for (int i = 0; i < runs.Length; i++)
        {
            int column = ColumnOf(i, runs.Length, columns);
            if (column >= axis.Length + (axis.Length == 0 ? 0 : 1))
            {
                axis.Append(' ', column - axis.Length).Append(runs[i].Parameter?.ToString(CultureInfo.InvariantCulture));
            }
        }

        return axis.ToString();
    }
}
