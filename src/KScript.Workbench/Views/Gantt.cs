// A chart of who ran when: a row for each CPU, then a row for each task. Where the run is longer than the chart is wide, a
// column stands for several ticks: the CPU's row shows who ran longest in it, a task's row what the task mostly did.
using System.Globalization;
using System.Text;
using KScript.Kernel;
using KScript.Workbench.Metrics;

namespace KScript.Workbench.Views;

/// <summary>Draws the chart.</summary>
/// <remarks>
/// A column of a task's row shows that it ran for at least half of the time that it was there, that it ran for less than that, or
/// else what it was longest: ready, blocked, uninterruptible, stopped, a zombie. Without a <see cref="TaskPhases"/> blocked is not
/// told apart from ready, and zombies are not shown.
/// </remarks>
internal sealed class Gantt
{
    private const int MaximumRows = 200;
    private const int MostLabel = 24;
    private const int LeastLabel = 8;
    private const string Spare = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private readonly StringBuilder text = new();
    private readonly RunStatistics statistics;
    private readonly Machine machine;
    private readonly ChartSigns signs;
    private readonly List<int> shown = [];
    private readonly List<Run>[] runs;
    private readonly int left;
    private readonly ChartScale scale;

    private Gantt(RunStatistics statistics, Machine machine, int width, ChartSigns signs)
    {
        this.statistics = statistics;
        this.machine = machine;
        this.signs = signs;
        int widest = 6;
        for (int i = 0; i < statistics.Tasks.Length; i++)
        {
            if (statistics.Tasks[i].IsScheduled)
            {
                shown.Add(i);
                widest = Math.Max(widest, Label(i).Length + 2);
            }
        }

        // Names get a third of the chart at most.
        left = Math.Min(widest, Math.Clamp((width / 3) - 2, LeastLabel, MostLabel)) + 2;
        scale = new ChartScale(statistics.Time, Math.Max(10, width - left - 2));
        runs = new List<Run>[machine.Settings.Cpus];
        CollectRuns();
    }

    // A stretch in which a CPU ran a task; the task's index, -1 for nobody.
    private readonly record struct Run(long From, long To, int Task);

    /// <summary>What a task did in a column: ticks.</summary>
    private struct Cell
    {
        public long Present;
        public long Running;
        public long Blocked;
        public long Uninterruptible;
        public long Stopped;
        public long Zombie;
        public long LongestRun;
        public int Cpu;
    }

    /// <summary>The chart as text, in ASCII.</summary>
    public static string Draw(RunStatistics statistics, Machine machine, int width) => Draw(statistics, machine, width, ChartSigns.Ascii);

    /// <summary>The chart as text.</summary>
    public static string Draw(RunStatistics statistics, Machine machine, int width, ChartSigns signs)
    {
        var chart = new Gantt(statistics, machine, width, signs);
        chart.Draw();
        return chart.text.ToString();
    }

    private void Draw()
    {
        text.Append("# gantt: 1 column = ").Append(Text(scale.Ticks)).Append(scale.Ticks == 1 ? " tick\n" : " ticks\n");
        Line("", scale.Times());
        Line("", scale.Marks());
        var symbols = Symbols();
        for (int cpu = 0; cpu < machine.Settings.Cpus; cpu++)
        {
            Line($"cpu {Text(cpu)}", CpuRow(cpu, symbols));
        }

        var rows = TaskRows();
        for (int i = 0; i < rows.Length; i++)
        {
            Line($"{symbols[shown[i]]} {Label(shown[i])}", rows[i]);
        }

        if (rows.Length < shown.Count)
        {
            text.Append("# and ").Append(Text(shown.Count - rows.Length)).Append(" more tasks\n");
        }

        Legend(rows);
    }

    private void Legend(string[] rows)
    {
        text.Append("# ").Append(ShowsCpus ? "0-9 the CPU it runs on" : $"{signs.Runs} runs");
        if (scale.Ticks > 1)
        {
            text.Append("  ").Append(signs.RunsPartly).Append(" a little");
        }

        text.Append("  ").Append(signs.Ready).Append(statistics.Phases is null ? " does not run" : $" ready  {signs.Blocked} blocked");
        foreach ((char sign, string meaning) in (ReadOnlySpan<(char, string)>)
            [(signs.Uninterruptible, "uninterruptible"), (signs.Stopped, "stopped"), (signs.Zombie, "zombie")])
        {
            // The rarer states are explained where they are.
            text.Append(Array.Exists(rows, row => row.Contains(sign, StringComparison.Ordinal)) ? $"  {sign} {meaning}" : "");
        }

        text.Append('\n');
    }

    private bool ShowsCpus => machine.Settings.Cpus is > 1 and <= 10;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private string Label(int task) => $"{machine.Names[statistics.Tasks[task].Name]}[{Text(statistics.Tasks[task].Pid)}]";

    private void Line(string label, string row)
    {
        label = label.Length > left - 2 ? label[..(left - 2)] : label;
        text.Append(("# " + label.PadRight(left) + row).TrimEnd()).Append('\n');
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

    // Who ran longest in each column, all its stretches together; '.' where the CPU was idle for more than half of it.
    private string CpuRow(int cpu, char[] symbols)
    {
        var row = new char[scale.Columns];
        Array.Fill(row, '.');
        var most = new long[scale.Columns];
        var busy = new long[scale.Columns];
        var ticks = new Dictionary<(int Column, int Task), long>();
        foreach (var run in runs[cpu].Where(run => run.Task >= 0))
        {
            scale.Spread(run.From, run.To, (column, part) =>
            {
                long sum = ticks.GetValueOrDefault((column, run.Task)) + part;
                ticks[(column, run.Task)] = sum;
                busy[column] += part;
                if (sum > most[column])
                {
                    row[column] = symbols[run.Task];
                    most[column] = sum;
                }
            });
        }

        for (int column = 0; column < row.Length; column++)
        {
            row[column] = busy[column] * 2 < scale.TicksOf(column) ? '.' : row[column];
        }

        return new string(row);
    }

    private string[] TaskRows()
    {
        var cells = new Cell[Math.Min(shown.Count, MaximumRows)][];
        var rowOf = new Cell[statistics.Tasks.Length][];
        for (int i = 0; i < cells.Length; i++)
        {
            var row = cells[i] = rowOf[shown[i]] = new Cell[scale.Columns];
            ref readonly var task = ref statistics.Tasks[shown[i]];
            scale.Spread(task.Arrival, task.Finish < 0 ? statistics.Time : task.Finish, (column, part) => row[column].Present += part);
        }

        for (int cpu = 0; cpu < runs.Length; cpu++)
        {
            foreach (var run in runs[cpu])
            {
                if (run.Task >= 0 && rowOf[run.Task] is { } row)
                {
                    int here = cpu;
                    scale.Spread(run.From, run.To, (column, part) => AddRun(ref row[column], here, part));
                }
            }
        }

        foreach (var stretch in statistics.Phases?.Intervals(statistics.Tasks.Length, statistics.Time) ?? [])
        {
            if (stretch.Phase is not (TaskPhase.Ready or TaskPhase.Running) && rowOf[stretch.Task] is { } row)
            {
                scale.Spread(stretch.From, stretch.To, (column, part) => AddPhase(ref row[column], stretch.Phase, part));
            }
        }

        return Array.ConvertAll(cells, row => new string(Array.ConvertAll(row, SignOf)));
    }

    private static void AddPhase(ref Cell cell, TaskPhase phase, long ticks)
    {
        switch (phase)
        {
            case TaskPhase.Blocked:
                cell.Blocked += ticks;
                break;
            case TaskPhase.Uninterruptible:
                cell.Uninterruptible += ticks;
                break;
            case TaskPhase.Stopped:
                cell.Stopped += ticks;
                break;
            case TaskPhase.Zombie:
                // It has finished, and is there still.
                cell.Zombie += ticks;
                cell.Present += ticks;
                break;
            case TaskPhase.Ready or TaskPhase.Running or TaskPhase.Gone:
                break;
        }
    }

    private static void AddRun(ref Cell cell, int cpu, long ticks)
    {
        cell.Running += ticks;
        if (ticks > cell.LongestRun)
        {
            (cell.LongestRun, cell.Cpu) = (ticks, cpu);
        }
    }

    private char SignOf(Cell cell)
    {
        if (cell.Present == 0)
        {
            return ' ';
        }

        if (cell.Running > 0)
        {
            return cell.Running * 2 < cell.Present ? signs.RunsPartly : ShowsCpus ? (char)('0' + cell.Cpu) : signs.Runs;
        }

        long ready = cell.Present - cell.Blocked - cell.Uninterruptible - cell.Stopped - cell.Zombie;
        (char sign, long longest) = (signs.Ready, ready);
        foreach ((char other, long ticks) in (ReadOnlySpan<(char, long)>)
            [(signs.Blocked, cell.Blocked), (signs.Uninterruptible, cell.Uninterruptible), (signs.Stopped, cell.Stopped), (signs.Zombie, cell.Zombie)])
        {
            if (ticks > longest)
            {
                (sign, longest) = (other, ticks);
            }
        }

        return sign;
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
        for (int cpu = 0; cpu < end.Length; cpu++)
        {
            end[cpu] = statistics.Time;
            runs[cpu] = [];
        }

        for (int i = statistics.Schedule.Length - 1; i >= 0; i--)
        {
            var entry = statistics.Schedule[i];
            int owner = entry.Pid == 0 ? -1 : byPid[entry.Pid].FindLast(task => statistics.Tasks[task].Arrival <= entry.Time);
            runs[entry.Cpu].Add(new Run(entry.Time, end[entry.Cpu], owner));
            end[entry.Cpu] = entry.Time;
        }

        foreach (var list in runs)
        {
            list.Reverse();
        }
    }
}
