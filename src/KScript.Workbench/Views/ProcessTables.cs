// ps, pstree and top: the process table, flat, as a tree, and by CPU time. TIME is in ticks.
using System.Globalization;
using System.Text;
using KScript.Kernel;

namespace KScript.Workbench.Views;

/// <summary>Renders processes.</summary>
internal static class ProcessTables
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>
    /// As `ps -o pid,ppid,pgid,sid,stat,time,comm`; with pid namespaces NSPID, the numbers that a process has further in; with TTY and TPGID
    /// where the script declares terminals.
    /// </summary>
    /// <param name="machine">The machine.</param>
    /// <param name="space">The pid namespace of who looks.</param>
    public static string Ps(Machine machine, int space = 0)
    {
        bool nested = HasInner(machine, space), hasTerminals = machine.HasTerminals, traces = space == 0 && machine.HasTracees;
        var text = new StringBuilder($"  PID {(nested ? "NSPID " : "")} PPID  PGID   SID {(traces ? "TRACER " : "")}{(hasTerminals ? "TTY    TPGID " : "")}STAT    TIME COMMAND\n");
        foreach (ProcessView p in machine.SeenFrom(space))
        {
            string inner = nested ? $"{ContainerViews.InnerNumbers(machine, space, p.Pid),5} " : "";
            TerminalView? terminal = hasTerminals ? machine.TerminalOf(p.Pid) : null;
            string where = !hasTerminals ? "" : string.Create(Culture, $"{terminal?.Name ?? "?",-6} {terminal?.Foreground ?? -1,5} ");
            string stat = Stat(p) + (terminal?.IsForeground(p.Pgid) == true ? "+" : "");
            text.Append(Culture, $"{p.Pid,5} {inner}{p.Ppid,5} {p.Pgid,5} {p.Sid,5} {TracerColumn(machine, p.Pid, traces)}{where}{stat,-4} {p.CpuTicks,7} {Command(p)}\n");
        }

        return text.ToString();
    }

    /// <summary>Whether there are namespaces in that of who looks.</summary>
    private static bool HasInner(Machine machine, int space) =>
        machine.HasNamespaces && machine.NamespacesNow().Any(other => other.Number != space && (space == 0 || machine.IsNamespaceWithin(other.Number, space)));

    /// <summary>As `ps -L -o pid,lwp,ppid,stat,time,comm`: a line for each thread.</summary>
    public static string PsThreads(Machine machine, int space = 0)
    {
        bool traces = space == 0 && machine.HasTracees;
        var text = new StringBuilder($"  PID   LWP  PPID {(traces ? "TRACER " : "")}STAT    TIME COMMAND\n");
        foreach (ProcessView p in machine.SeenFrom(space, threads: true).OrderBy(p => p.Tgid).ThenBy(p => p.Pid))
        {
            text.Append(Culture, $"{p.Tgid,5} {p.Pid,5} {p.Ppid,5} {TracerColumn(machine, p.Pid, traces)}{Stat(p),-4} {p.CpuTicks,7} {Command(p)}\n");
        }

        return text.ToString();
    }

    /// <summary>Who traces it, where there is tracing at all; nobody is nothing.</summary>
    private static string TracerColumn(Machine machine, int pid, bool traces) =>
        !traces ? "" : machine.TracerOf(pid) is var tracer and not 0 ? string.Create(Culture, $"{tracer,6} ") : "       ";

    /// <summary>The state as ps prints it: the letter, &lt; or N for nice, s for the leader of a session (ps(1), PROCESS STATE CODES).</summary>
    /// <remarks>There are no locked pages (L) to show. The + of the foreground is put behind it where there are terminals.</remarks>
    private static string Stat(in ProcessView p)
    {
        string nice = p.Nice < 0 ? "<" : p.Nice > 0 ? "N" : "";
        return Describing.Letter(p.State) + nice + (p.IsSessionLeader ? "s" : "") + (p.ThreadCount > 1 || (p.State == TaskState.Zombie && !p.IsDead) ? "l" : "");
    }

    private static string Command(in ProcessView p) => p.State == TaskState.Zombie ? $"{p.Name} <defunct>" : p.Name;

    /// <summary>Characters of a tree: what is deep is also wide, and a chain of all pids would take gigabytes. The rest is cut.</summary>
    private const int MostOfTree = 4_000_000;

    /// <summary>
    /// As pstree -p, one process a line. Pid 1 of a namespace and who entered one say so: `web(5) pid 1 of web`; from a namespace only what is in it
    /// is seen.
    /// </summary>
    public static string Pstree(Machine machine, int space = 0)
    {
        var text = new StringBuilder();
        // Without recursion: a chain of forks may be as deep as there are pids.
        var rest = new Stack<(int Pid, string Indent, bool IsLast, bool IsRoot)>();
        foreach (ProcessView root in machine.SeenFrom(space).Where(static p => p.Ppid == 0).Reverse())
        {
            rest.Push((machine.PidIn(space, root.Pid), "", true, true));
        }

        while (rest.TryPop(out var next))
        {
            if (text.Length > MostOfTree)
            {
                text.Append("...\n");
                break;
            }

            if (!machine.TryGetProcess(next.Pid, out ProcessView p))
            {
                continue;
            }

            text.Append(next.Indent).Append(next.IsRoot ? "" : next.IsLast ? "`- " : "|- ").Append(Culture, $"{Command(p)}({machine.NumberIn(space, p.Pid)}){Crossing(machine, in p)}\n");
            string indent = next.IsRoot ? "" : next.Indent + (next.IsLast ? "   " : "|  ");
            IReadOnlyList<int> children = machine.ChildrenOf(next.Pid);
            for (int i = children.Count - 1; i >= 0; i--)
            {
                rest.Push((children[i], indent, i == children.Count - 1, false));
            }
        }

        return text.ToString();
    }

    /// <summary>What is said of a process that lives in another pid namespace than its parent.</summary>
    private static string Crossing(Machine machine, in ProcessView p)
    {
        if (!machine.HasNamespaces || machine.NamespaceOf(p.Pid) is var space && (space == 0 || space == machine.NamespaceOf(p.Ppid)))
        {
            return "";
        }

        string name = machine.NameOfNamespace(space) is { Length: > 0 } called ? called : string.Create(Culture, $"namespace {space}");
        return string.Create(Culture, $" pid {machine.NumberIn(space, p.Pid)} of {name}");
    }

    /// <summary>The head of top, and the processes by CPU time.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="load">What was measured up to now, or null.</param>
    /// <param name="space">The pid namespace of who looks.</param>
    public static string Top(Machine machine, LoadMeter? load, int space = 0)
    {
        IReadOnlyList<ProcessView> processes = machine.SeenFrom(space);
        long user = machine.ReapedCpuTicks;
        var counts = new int[4];
        int active = 0;
        foreach (ProcessView p in processes)
        {
            user += p.CpuTicks;
            counts[Column(p.State)]++;
            active += p.State is TaskState.Ready or TaskState.Running or TaskState.Uninterruptible ? 1 : 0;
        }

        var text = new StringBuilder();
        text.Append(Culture, $"top - t={machine.Now}, {machine.Settings.Cpus} cpu{(machine.Settings.Cpus == 1 ? "" : "s")}, load: {active} now");
        text.Append(load is null ? "\n" : $", {Hundredths(load.ActiveTicks(machine.Now), machine.Now)} on average\n");
        text.Append(Culture, $"Tasks: {processes.Count} total, {counts[0]} running, {counts[1]} sleeping, {counts[2]} stopped, {counts[3]} zombie\n");
        AppendCpuSplit(text, machine, user, load);
        text.Append("  PID  PPID S  %CPU    TIME COMMAND\n");
        foreach (ProcessView p in processes.OrderByDescending(p => p.CpuTicks).ThenBy(p => p.Pid))
        {
            text.Append(Culture, $"{p.Pid,5} {p.Ppid,5} {Describing.Letter(p.State)} {Percent(p.CpuTicks, machine.Now),5} {p.CpuTicks,7} {Command(p)}\n");
        }

        return text.ToString();
    }

    /// <summary>Where the CPUs' time went: to processes (us), to switching between them (sy), nowhere (id).</summary>
    /// <remarks>
    /// What a system call costs (machine syscall=N) is charged to its caller and counts as us. What switches cost (machine switch=N) is
    /// nobody's: it is what is left of the time that was not idle, and only a recorder knows that.
    /// </remarks>
    private static void AppendCpuSplit(StringBuilder text, Machine machine, long user, LoadMeter? load)
    {
        long capacity = machine.Now * machine.Settings.Cpus;
        if (load is null && machine.Settings.SwitchTicks > 0)
        {
            text.Append(Culture, $"%Cpu(s): {Percent(user, capacity)} us, {Percent(capacity - user, capacity)} sy and id\n");
            return;
        }

        long idle = load?.IdleTicks(machine.Now) ?? capacity - user;
        text.Append(Culture, $"%Cpu(s): {Percent(user, capacity)} us, {Percent(capacity - user - idle, capacity)} sy, {Percent(idle, capacity)} id\n");
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

    private static string Hundredths(long part, long whole)
    {
        long hundredths = whole <= 0 ? 0 : part * 100 / whole;
        return string.Create(Culture, $"{hundredths / 100}.{hundredths % 100:d2}");
    }
}
