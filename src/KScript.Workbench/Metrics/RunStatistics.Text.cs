// The statistics as a table for people. Every figure is computed in whole numbers, so that it is the same everywhere.
using System.Globalization;
using System.Numerics;
using KScript.Kernel;
using KScript.Workbench.Traces;
using KScript.Workbench.Views;

namespace KScript.Workbench.Metrics;

internal sealed partial class RunStatistics
{
    private static readonly string[] Titles =
        ["pid", "name", "ppid", "arrival", "first", "finish", "response", "turnaround", "waiting", "cpu", "blocked", "slowdown", "vol", "invol", "exit"];

    /// <summary>Writes the table, then the machine's figures.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="width">Columns of the screen: a wider table is cut between columns, and each part has pids and names.</param>
    public void WriteText(Utf8Output output, Machine machine, int width = 80)
    {
        var rows = new List<string[]> { Titles };
        foreach (ref readonly var task in Tasks)
        {
            if (task.IsScheduled)
            {
                rows.Add(Cells(machine, task));
            }
        }

        output.Write("# statistics, in ticks\n"u8);
        WriteTable(output, rows, width);
        var metrics = new RunMetrics(this, cpus.Length);
        WriteSample(output, "response", metrics.Response, 0, width);
        WriteSample(output, "turnaround", metrics.Turnaround, 0, width);
        WriteSample(output, "waiting", metrics.Waiting, 0, width);
        WriteSample(output, "slowdown", metrics.Slowdown, 2, width);
        WriteMachine(output, metrics);
    }

    private static string[] Cells(Machine machine, in TaskStatistics task) =>
    [
        Text(task.Pid), machine.Names[task.Name], Text(task.Ppid), Text(task.Arrival), Text(task.FirstRun), Text(task.Finish),
        Text(task.Response), Text(task.Turnaround), Text(task.Waiting), Text(task.Cpu), Text(task.Blocked),
        task.Slowdown < 0 ? "-" : new Ratio(task.Slowdown, 1000).ToText(2), Text(task.VoluntarySwitches), Text(task.InvoluntarySwitches), Exit(task),
    ];

    private static string Text(long value) => value < 0 ? "-" : value.ToString(CultureInfo.InvariantCulture);

    private static string Exit(in TaskStatistics task)
    {
        if (task.Finish < 0)
        {
            return "-";
        }

        return WaitStatus.IsExited(task.Status)
            ? Text(WaitStatus.ExitCode(task.Status))
            : System.Text.Encoding.ASCII.GetString(SignalNames.Of(WaitStatus.TermSignal(task.Status)) ?? "?"u8);
    }

    // Numbers to the right, names and exits to the left.
    private static void WriteTable(Utf8Output output, List<string[]> rows, int width)
    {
        var widths = new int[Titles.Length];
        foreach (string[] row in rows)
        {
            for (int i = 0; i < row.Length; i++)
            {
                widths[i] = Math.Max(widths[i], row[i].Length);
            }
        }

        int last = Titles.Length - 1;
        var taken = widths.Select((w, i) => w + (i is 1 || i == last ? 2 : 1)).ToArray();
        foreach (int[] block in ColumnBlocks.Of(taken, keys: 2, width - 1))
        {
            foreach (string[] row in rows)
            {
                output.Write("#"u8);
                foreach (int i in block)
                {
                    string cell = i == 1 ? row[i].PadRight(widths[i]) : i == last ? row[i] : row[i].PadLeft(widths[i]);
                    output.Write(i is 1 || i == last ? "  "u8 : " "u8);
                    output.Write(cell);
                }

                output.Write("\n"u8);
            }
        }
    }

    private static void WriteSample(Utf8Output output, string name, MetricSample sample, int decimals, int width)
    {
        if (sample.Count == 0)
        {
            return;
        }

        string[] parts =
        [
            $"mean {sample.Mean.ToText(2)}", $"median {sample.Percentile(50).ToText(decimals)}", $"p90 {sample.Percentile(90).ToText(decimals)}",
            $"p95 {sample.Percentile(95).ToText(decimals)}", $"p99 {sample.Percentile(99).ToText(decimals)}", $"max {sample.Maximum.ToText(decimals)}",
        ];
        string line = $"# {name}:";
        string separator = " ";
        foreach (string part in parts)
        {
            if (line.Length + separator.Length + part.Length > width)
            {
                output.Write(line + "\n");
                (line, separator) = ("#", "   ");
            }

            line += separator + part;
            separator = "  ";
        }

        output.Write(line + "\n");
    }

    private void WriteMachine(Utf8Output output, RunMetrics metrics)
    {
        for (int cpu = 0; cpu < cpus.Length; cpu++)
        {
            output.Write("# cpu "u8);
            output.Write(cpu);
            output.Write(": busy "u8);
            output.Write(Busy(cpu));
            output.Write(" of "u8);
            output.Write(Time);
            output.Write($", utilisation {new Ratio((BigInteger)Busy(cpu) * 100, Time).ToText(2)} %\n");
        }

        output.Write("# switches "u8);
        output.Write(Switches);
        output.Write("  idle "u8);
        output.Write(Idle);
        output.Write($"  throughput {metrics.Throughput.ToText(2)} tasks per 1000 ticks\n");
        if (metrics.Deadlines > 0)
        {
            output.Write($"# deadlines {metrics.Deadlines}  missed {metrics.Missed}\n");
        }

        output.Write($"# fairness (Jain): of CPU time {metrics.CpuTimeFairness.ToText(2)}, of progress {metrics.ProgressFairness.ToText(2)}\n");
    }
}
