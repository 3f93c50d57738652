// ps, pstree and top: tables of the whole machine, written to the standard output of the process that asks. They are views:
// they cost nothing, change nothing, and are no system call.
using System.Globalization;
using System.Text;
using KScript.Kernel;

namespace KScript.Interpreter.Views;

/// <summary>Which table; the numbers are in the code.</summary>
public enum TableKind : byte { Ps, Pstree, Top }

/// <summary>Renders tables.</summary>
public static class Tables
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>Writes a table to the standard output of a process.</summary>
    public static void Show(Machine machine, int task, TableKind kind) => machine.Output(machine.PidOf(task), 1, Render(machine, kind));

    /// <summary>A table as text.</summary>
    public static string Render(Machine machine, TableKind kind) => kind switch
    {
        TableKind.Ps => Ps(machine),
        TableKind.Pstree => Pstree(machine),
        TableKind.Top => Top(machine),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>As `ps -o pid,ppid,pgid,sid,stat,time,comm`.</summary>
    public static string Ps(Machine machine)
    {
        var text = new StringBuilder("  PID  PPID  PGID   SID STAT    TIME COMMAND\n");
        foreach (ProcessView p in machine.Processes())
        {
            text.Append(Culture, $"{p.Pid,5} {p.Ppid,5} {p.Pgid,5} {p.Sid,5} {Stat(p),-4} {p.CpuTicks,7} {Command(p)}\n");
        }

        return text.ToString();
    }

    /// <summary>The state as ps prints it: the letter, &lt; or N for nice, s for the leader of a session.</summary>
    private static string Stat(in ProcessView p)
    {
        string nice = p.Nice < 0 ? "<" : p.Nice > 0 ? "N" : "";
        return Describing.Letter(p.State) + nice + (p.IsSessionLeader ? "s" : "");
    }

    private static string Command(in ProcessView p) => p.State == TaskState.Zombie ? $"{p.Name} <defunct>" : p.Name;

    /// <summary>As pstree -p, one process a line.</summary>
    public static string Pstree(Machine machine)
    {
        var text = new StringBuilder();
        // Without recursion: a chain of forks may be as deep as there are pids.
        var rest = new Stack<(int Pid, string Indent, bool IsLast, bool IsRoot)>();
        rest.Push((1, "", true, true));
        while (rest.TryPop(out var next))
        {
            if (!machine.TryGetProcess(next.Pid, out ProcessView p))
            {
                continue;
            }

            text.Append(next.Indent).Append(next.IsRoot ? "" : next.IsLast ? "`- " : "|- ").Append(Culture, $"{Command(p)}({p.Pid})\n");
            string indent = next.IsRoot ? "" : next.Indent + (next.IsLast ? "   " : "|  ");
            IReadOnlyList<int> children = machine.ChildrenOf(next.Pid);
            for (int i = children.Count - 1; i >= 0; i--)
            {
                rest.Push((children[i], indent, i == children.Count - 1, false));
            }
        }

        return text.ToString();
    }

    /// <summary>The head of top, and the processes by CPU time.</summary>
    public static string Top(Machine machine)
    {
        IReadOnlyList<ProcessView> processes = machine.Processes();
        long busy = machine.ReapedCpuTicks;
        var counts = new int[4];
        foreach (ProcessView p in processes)
        {
            busy += p.CpuTicks;
            counts[Column(p.State)]++;
        }

        long capacity = machine.Now * machine.Settings.Cpus;
        var text = new StringBuilder();
        text.Append(Culture, $"top - t={machine.Now}, {machine.Settings.Cpus} cpu{(machine.Settings.Cpus == 1 ? "" : "s")}\n");
        text.Append(Culture, $"Tasks: {processes.Count} total, {counts[0]} running, {counts[1]} sleeping, {counts[2]} stopped, {counts[3]} zombie\n");
        text.Append(Culture, $"%Cpu(s): {Percent(busy, capacity)} us, {Percent(capacity - busy, capacity)} id\n");
        text.Append("  PID  PPID S  %CPU    TIME COMMAND\n");
        foreach (ProcessView p in processes.OrderByDescending(p => p.CpuTicks).ThenBy(p => p.Pid))
        {
            text.Append(Culture, $"{p.Pid,5} {p.Ppid,5} {Describing.Letter(p.State)} {Percent(p.CpuTicks, machine.Now),5} {p.CpuTicks,7} {Command(p)}\n");
        }

        return text.ToString();
    }

    private static int Column(TaskState state) => state switch
    {
        TaskState.Ready or TaskState.Running => 0,
        TaskState.Interruptible or TaskState.Uninterruptible or TaskState.Free or TaskState.Dead => 1,
        TaskState.Stopped or TaskState.Traced => 2,
        TaskState.Zombie => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    /// <summary>With one decimal, in whole numbers: the same everywhere.</summary>
    private static string Percent(long part, long whole)
    {
        long tenths = whole <= 0 ? 0 : part * 1000 / whole;
        return string.Create(Culture, $"{tenths / 10}.{tenths % 10}");
    }
}
