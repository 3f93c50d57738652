// The statistics as a table for people. Every figure is computed in whole numbers, so that it is the same everywhere.
using System.Globalization;

namespace KScript.Kernel;

public sealed partial class RunStatistics
{
    private static readonly string[] Titles =
        ["pid", "name", "ppid", "arrival", "first", "finish", "response", "turnaround", "waiting", "cpu", "blocked", "vol", "invol", "exit"];

    /// <summary>Writes the table, then the machine's figures.</summary>
    public void WriteText(Utf8Output output, Machine machine)
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
        WriteTable(output, rows);
        WriteMeans(output);
        WriteMachine(output);
    }

    private static string[] Cells(Machine machine, in TaskStatistics task) =>
    [
        Text(task.Pid), machine.Names[task.Name], Text(task.Ppid), Text(task.Arrival), Text(task.FirstRun), Text(task.Finish),
        Text(task.Response), Text(task.Turnaround), Text(task.Waiting), Text(task.Cpu), Text(task.Blocked),
        Text(task.VoluntarySwitches), Text(task.InvoluntarySwitches), Exit(task),
    ];

    private static string Text(long value) => value < 0 ? "-" : value.ToString(CultureInfo.InvariantCulture);

    private static string Exit(in TaskStatistics task)
    {
        if (task.Finish < 0)
        {
            return "-";
        }

        int signal = task.Status & 0x7f;
        return signal == 0
            ? Text((task.Status >> 8) & 0xff)
            : System.Text.Encoding.ASCII.GetString(SignalNames.Of(signal) ?? "?"u8);
    }

    // Numbers to the right, names and exits to the left.
    private static void WriteTable(Utf8Output output, List<string[]> rows)
    {
        var widths = new int[Titles.Length];
        foreach (string[] row in rows)
        {
            for (int i = 0; i < row.Length; i++)
            {
                widths[i] = Math.Max(widths[i], row[i].Length);
            }
        }

        foreach (string[] row in rows)
        {
            output.Write("#"u8);
            for (int i = 0; i < row.Length; i++)
            {
                bool last = i == row.Length - 1;
                string cell = i == 1 ? row[i].PadRight(widths[i]) : last ? row[i] : row[i].PadLeft(widths[i]);
                output.Write(i is 1 || last ? "  "u8 : " "u8);
                output.Write(cell);
            }

            output.Write("\n"u8);
        }
    }

    // Of the tasks that have ended: the others' times are not known yet.
    private void WriteMeans(Utf8Output output)
    {
        var response = new List<long>();
        var turnaround = new List<long>();
        var waiting = new List<long>();
        foreach (ref readonly var task in Tasks)
        {
            if (task is { IsScheduled: true, Finish: >= 0 })
            {
                turnaround.Add(task.Turnaround);
                waiting.Add(task.Waiting);
                if (task.FirstRun >= 0)
                {
                    response.Add(task.Response);
                }
            }
        }

        WriteDistribution(output, "response"u8, response);
        WriteDistribution(output, "turnaround"u8, turnaround);
        WriteDistribution(output, "waiting"u8, waiting);
    }

    private static void WriteDistribution(Utf8Output output, ReadOnlySpan<byte> name, List<long> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        values.Sort();
        Int128 sum = 0;
        foreach (long value in values)
        {
            sum += value;
        }

        output.Write("# "u8);
        output.Write(name);
        output.Write(": mean "u8);
        WriteRatio(output, sum, values.Count);
        output.Write("  median "u8);
        output.Write(Percentile(values, 50));
        output.Write("  p90 "u8);
        output.Write(Percentile(values, 90));
        output.Write("  p99 "u8);
        output.Write(Percentile(values, 99));
        output.Write("  max "u8);
        output.Write(values[^1]);
        output.Write("\n"u8);
    }

    // Nearest rank: the least value that is not below so many percent of them.
    private static long Percentile(List<long> sorted, int percent) =>
        sorted[(int)(((((long)sorted.Count * percent) + 99) / 100) - 1)];

    private void WriteMachine(Utf8Output output)
    {
        for (int cpu = 0; cpu < cpus.Length; cpu++)
        {
            output.Write("# cpu "u8);
            output.Write(cpu);
            output.Write(": busy "u8);
            output.Write(Busy(cpu));
            output.Write(" of "u8);
            output.Write(Time);
            output.Write(", utilisation "u8);
            WriteRatio(output, (Int128)Busy(cpu) * 100, Math.Max(1, Time));
            output.Write(" %\n"u8);
        }

        long ended = 0;
        Int128 sum = 0;
        Int128 squares = 0;
        long sharing = 0;
        foreach (ref readonly var task in Tasks)
        {
            if (task.IsScheduled)
            {
                ended += task.Finish >= 0 ? 1 : 0;
                sharing++;
                sum += task.Cpu;
                squares += (Int128)task.Cpu * task.Cpu;
            }
        }

        output.Write("# switches "u8);
        output.Write(Switches);
        output.Write("  idle "u8);
        output.Write(Idle);
        output.Write("  throughput "u8);
        WriteRatio(output, (Int128)ended * 1000, Math.Max(1, Time));
        output.Write(" tasks per 1000 ticks  fairness (Jain, of CPU time) "u8);
        WriteRatio(output, squares == 0 ? 1 : sum * sum, squares == 0 ? 1 : squares * sharing);
        output.Write("\n"u8);
    }

    // Two decimals, rounded half up.
    private static void WriteRatio(Utf8Output output, Int128 numerator, Int128 denominator)
    {
        long hundredths = (long)(((numerator * 200) + denominator) / (denominator * 2));
        output.Write(hundredths / 100);
        output.Write("."u8);
        output.Write(hundredths / 10 % 10);
        output.Write(hundredths % 10);
    }
}
