// A chart of who ran when, in ASCII: a row for each CPU, then a row for each task. Where the run is longer than the chart
// is wide, a column stands for several ticks and shows who ran longest in it.
using System.Globalization;
using System.Text;
using KScript.Kernel;

namespace KScript.Interpreter.Views;

/// <summary>Draws the chart.</summary>
public sealed class Gantt
{
    private const int MaximumRows = 200;
    private const string Spare = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private readonly StringBuilder text = new();
    private readonly RunStatistics statistics;
    private readonly Machine machine;
    private readonly List<int> shown = [];
    private readonly List<Run> runs = [];
    private readonly int left;
    private readonly int columns;
    private readonly long scale;

    private Gantt(RunStatistics statistics, Machine machine, int width)
    {
        this.statistics = statistics;
        this.machine = machine;
        int widest = 6;
        for (int i = 0; i < statistics.Tasks.Length; i++)
        {
            if (statistics.Tasks[i].IsScheduled)
            {
                shown.Add(i);
                widest = Math.Max(widest, Label(i).Length + 2);
            }
        }

        left = Math.Min(widest, 24) + 2;
        long most = Math.Max(10, width - left - 2);
        scale = Math.Max(1, (statistics.Time + most - 1) / most);
        columns = (int)((statistics.Time + scale - 1) / scale);
        CollectRuns();
    }

    // A stretch in which a CPU ran a task; the task's index, -1 for nobody.
    private readonly record struct Run(long From, long To, int Cpu, int Task);

    /// <summary>The chart as text.</summary>
    public static string Draw(RunStatistics statistics, Machine machine, int width)
    {
        var chart = new Gantt(statistics, machine, width);
        chart.Draw();
        return chart.text.ToString();
    }

    private void Draw()
    {
        text.Append("# gantt: 1 column = ").Append(Text(scale)).Append(scale == 1 ? " tick\n" : " ticks\n");
        Ruler();
        var symbols = Symbols();
        for (int cpu = 0; cpu < machine.Settings.Cpus; cpu++)
        {
            Line($"cpu {Text(cpu)}", CpuRow(cpu, symbols));
        }

        var rows = TaskRows();
        for (int i = 0; i < rows.Length; i++)
        {
            Line($"{symbols[shown[i]]} {Label(shown[i])}", new string(rows[i]).TrimEnd());
        }

        if (rows.Length < shown.Count)
        {
            text.Append("# and ").Append(Text(shown.Count - rows.Length)).Append(" more tasks\n");
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private string Label(int task) => $"{machine.Names[statistics.Tasks[task].Name]}[{Text(statistics.Tasks[task].Pid)}]";

    private void Line(string label, string row)
    {
        label = label.Length > left - 2 ? label[..(left - 2)] : label;
        text.Append("# ").Append((label.PadRight(left) + row).TrimEnd()).Append('\n');
    }

    // A time above every tenth column, or every twentieth where times are long.
    private void Ruler()
    {
        int step = Text(columns * scale).Length < 10 ? 10 : 20;
        var row = new StringBuilder();
        for (int column = 0; column < columns; column += step)
        {
            row.Append(Text(column * scale).PadRight(step));
        }

        Line("", row.ToString());
    }

    // The first letter of a task's name where it is free, else the next spare sign; '*' when there are no more.
    private char[] Symbols()
    {
        var symbols = new char[statistics.Tasks.Length];
        var taken = new HashSet<char>();
        foreach (int task in shown)
        {
            string name = machine.Names[statistics.Tasks[task].Name];
            char wanted = name.Length > 0 && char.IsAsciiLetterOrDigit(name[0]) ? name[0] : 'A';
            for (int spare = 0; !taken.Add(wanted) && wanted != '*'; spare++)
            {
                wanted = taken.Count < Spare.Length && spare < Spare.Length ? Spare[spare] : '*';
            }

            symbols[task] = wanted;
        }

        return symbols;
    }

    private string CpuRow(int cpu, char[] symbols)
    {
        var row = new char[columns];
        Array.Fill(row, '.');
        var most = new long[columns];
        var ticks = new Dictionary<(int Column, int Task), long>();
        foreach (var run in runs)
        {
            for (long at = run.From; run.Cpu == cpu && at < run.To;)
            {
                int column = (int)(at / scale);
                long until = Math.Min(run.To, (column + 1) * scale);
                long sum = ticks.GetValueOrDefault((column, run.Task)) + until - at;
                ticks[(column, run.Task)] = sum;
                if (sum > most[column])
                {
                    row[column] = run.Task < 0 ? '.' : symbols[run.Task];
                    most[column] = sum;
                }

                at = until;
            }
        }

        return new string(row);
    }

    // '#' (or the CPU's number where there are several): ran in this column; '-': alive and did not; ' ': not there.
    private char[][] TaskRows()
    {
        var rows = new char[Math.Min(shown.Count, MaximumRows)][];
        var rowOf = new Dictionary<int, char[]>();
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var task = ref statistics.Tasks[shown[i]];
            long end = task.Finish < 0 ? statistics.Time : task.Finish;
            rows[i] = new char[columns];
            rowOf[shown[i]] = rows[i];
            Array.Fill(rows[i], ' ');
            Fill(rows[i], task.Arrival, end, '-');
        }

        foreach (var run in runs)
        {
            if (rowOf.TryGetValue(run.Task, out var row))
            {
                Fill(row, run.From, run.To, machine.Settings.Cpus is > 1 and <= 10 ? (char)('0' + run.Cpu) : '#');
            }
        }

        return rows;
    }

    private void Fill(char[] row, long from, long to, char sign)
    {
        if (to > from)
        {
            int first = (int)(from / scale);
            row.AsSpan(first, (int)((to - 1) / scale) - first + 1).Fill(sign);
        }
    }

    // The schedule as stretches, in order of time. A pid may have been used twice: the last task with it that was there by then.
    private void CollectRuns()
    {
        var byPid = new Dictionary<int, List<int>>();
        for (int i = 0; i < statistics.Tasks.Length; i++)
        {
            int pid = statistics.Tasks[i].Pid;
            if (!byPid.TryGetValue(pid, out var list))
            {
                byPid[pid] = list = [];
            }

            list.Add(i);
        }

        var end = new long[machine.Settings.Cpus];
        Array.Fill(end, statistics.Time);
        for (int i = statistics.Schedule.Length - 1; i >= 0; i--)
        {
            var entry = statistics.Schedule[i];
            int owner = entry.Pid == 0 ? -1 : byPid[entry.Pid].FindLast(task => statistics.Tasks[task].Arrival <= entry.Time);
            runs.Add(new Run(entry.Time, end[entry.Cpu], entry.Cpu, owner));
            end[entry.Cpu] = entry.Time;
        }

        runs.Reverse();
    }
}
