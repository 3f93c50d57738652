// Reading the process table from outside: what ps, pstree, top, the summary of a run and tests show.
namespace KScript.Kernel;

/// <summary>A task as ps would show it; a copy, valid at the time it was made.</summary>
/// <param name="Pid">pid.</param>
/// <param name="Ppid">The parent's pid; 0 for init.</param>
/// <param name="Pgid">The process group.</param>
/// <param name="Sid">The session.</param>
/// <param name="State">The state; Ready and Running are both R.</param>
/// <param name="Name">comm.</param>
/// <param name="CpuTicks">CPU time used, in ticks.</param>
/// <param name="Nice">-20..19.</param>
/// <param name="Status">Zombie: the raw wait word. Stopped: the signal, 0 once reported.</param>
/// <param name="BlockedIn">The system call it is blocked in, or None.</param>
/// <param name="WaitsFor">What it waits for while it is blocked.</param>
/// <param name="IsAdopted">Its parent died and it was adopted.</param>
/// <param name="Cpu">The CPU it runs on, or -1.</param>
/// <param name="Tgid">The pid of its process; its own but in a thread that is not its process's first.</param>
/// <param name="ThreadCount">Of a process's first thread: how many threads have not ended. Of another: 0.</param>
internal readonly record struct ProcessView(
    int Pid, int Ppid, int Pgid, int Sid, TaskState State, string Name, long CpuTicks, int Nice, int Status, SyscallNumber BlockedIn, WaitKind WaitsFor, bool IsAdopted, int Cpu,
    int Tgid, int ThreadCount)
{
    /// <summary>Whether it is a thread that is not its process's first.</summary>
    public bool IsOtherThread => Tgid != Pid;

    /// <summary>As the trace names it: name[pid], of a thread that is not its process's first name[pid/tid].</summary>
    public string Label => IsOtherThread ? $"{Name}[{Tgid}/{Pid}]" : $"{Name}[{Pid}]";

    /// <summary>Whether it is dead and can be waited for: a first thread that ended before the others shows Z too, and cannot.</summary>
    public bool IsDead => State == TaskState.Zombie && ThreadCount == 0;

    /// <summary>Whether it is a session leader (ps: s).</summary>
    public bool IsSessionLeader => Pid == Sid;

    /// <summary>CPU time used up to now, the running burst included.</summary>
    internal static long CpuTimeOf(Machine m, int slot)
    {
        ref readonly TaskRow row = ref m.Tasks[slot];
        long time = row.CpuTime;
        if (row.State == TaskState.Running)
        {
            ref CpuRow c = ref m.Cpus[row.Cpu];
            time += c.Mode == CpuMode.Switching ? 0 : m.Now - c.ChargedUntil;
        }

        return time;
    }

    internal static ProcessView Of(Machine m, int slot)
    {
        TaskRow row = m.Tasks[slot];
        return new ProcessView(
            row.Pid,
            ProcessCalls.PpidOf(m, slot),
            Kernel.Groups.PgidOf(m, slot),
            Kernel.Groups.SidOf(m, slot),
            row.State,
            m.Names[row.Name],
            CpuTimeOf(m, slot),
            TaskTable.ReadExtra(m, slot).Nice,
            row.State == TaskState.Stopped && row.Status != 0 ? WaitStatus.StopSignal(row.Status) : row.Status,
            row.Call,
            row.WaitsOn.Kind,
            (row.Flags & TaskFlags.Adopted) != 0,
            row.State == TaskState.Running ? row.Cpu : -1,
            Threads.PidOf(m, slot),
            row.LeaderOr(slot) == slot ? Threads.CountOf(m, slot) : 0);
    }
}

internal sealed partial class Machine
{
    /// <summary>Tasks ever made, init included.</summary>
    public long TasksEver => S.TasksEver;

    /// <summary>How many were reaped.</summary>
    public long ReapedCount => S.Reaped;

    /// <summary>CPU time of the processes that are gone, in ticks.</summary>
    public long ReapedCpuTicks => S.ReapedCpuTime;

    /// <summary>Zombies now.</summary>
    public int ZombieCount => S.Zombies;

    /// <summary>Living processes now that were adopted.</summary>
    public int OrphanCount => S.Orphans;

    /// <summary>All processes by pid, zombies included: of each its first thread.</summary>
    public IReadOnlyList<ProcessView> Processes() => Look(static (m, slot) => Threads.IsLeader(m, slot));

    /// <summary>All threads by number, the first of each process among them.</summary>
    public IReadOnlyList<ProcessView> AllThreads() => Look(static (_, _) => true);

    private List<ProcessView> Look(Func<Machine, int, bool> isMeant)
    {
        var list = new List<ProcessView>(S.TaskCount);
        for (int slot = 1; slot <= S.TaskTop; slot++)
        {
            if (Tasks[slot].State != TaskState.Free && isMeant(this, slot))
            {
                list.Add(ProcessView.Of(this, slot));
            }
        }

        list.Sort(static (a, b) => a.Pid.CompareTo(b.Pid));
        return list;
    }

    /// <summary>The task with a pid; false: no such process.</summary>
    public bool TryGetProcess(int pid, out ProcessView process)
    {
        int slot = TaskTable.Find(this, pid);
        process = slot == 0 ? default : ProcessView.Of(this, slot);
        return slot != 0;
    }

    /// <summary>How many tasks there are, zombies and init included.</summary>
    public int ProcessCount => S.TaskCount;

    /// <summary>The slot of a task, as programs and traps name it; 0: no such process.</summary>
    public int SlotOf(int pid) => TaskTable.Find(this, pid);

    /// <summary>The pid of the task in a slot: the thread's own number.</summary>
    public int PidOf(int slot) => Tasks[slot].Pid;

    /// <summary>The pid of the process of the task in a slot.</summary>
    public int TgidOf(int slot) => Threads.PidOf(this, slot);

    /// <summary>The tid of the thread that traces a task; 0: nobody does.</summary>
    public int TracerOf(int pid) => TaskTable.Find(this, pid) is var slot and not 0 ? PidOf(Kernel.Tracing.TracerOf(this, slot)) : 0;

    /// <summary>The tids of those that a thread traces, in the order in which it came to trace them.</summary>
    public IReadOnlyList<int> TraceesOf(int pid)
    {
        var list = new List<int>();
        int slot = TaskTable.Find(this, pid);
        for (int task = slot == 0 ? 0 : Kernel.Tracing.FirstOf(this, slot); task != 0; task = Tracing[task].Next)
        {
            list.Add(Tasks[task].Pid);
        }

        return list;
    }

    /// <summary>What holds a task in t; None: nothing does.</summary>
    public TraceStop TraceStopOf(int pid) =>
        TaskTable.Find(this, pid) is var slot and not 0 && Tasks[slot].State == TaskState.Traced ? Tracing[slot].Stop : TraceStop.None;

    /// <summary>What wait tells of a task's stop for its tracer: the raw status word; 0: it is in none.</summary>
    public int TraceStatusOf(int pid) => TraceStopOf(pid) == TraceStop.None ? 0 : Kernel.Tracing.StopStatusOf(this, TaskTable.Find(this, pid));

    /// <summary>Whether a tracee listens, stopped with its process (PTRACE_LISTEN).</summary>
    public bool IsListening(int pid) => TraceStopOf(pid) != TraceStop.None && Tracing[TaskTable.Find(this, pid)].Listening;

    /// <summary>Whether anybody is traced.</summary>
    public bool HasTracees
    {
        get
        {
            for (int slot = 1; slot <= S.TaskTop; slot++)
            {
                if (Tasks[slot].State != TaskState.Free && Kernel.Tracing.IsTraced(this, slot))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The program that a task runs, to look at and not to change; null for no such process, a zombie, and the built-in init.</summary>
    public UserContext? ContextOf(int pid) => Contexts.Get(TaskTable.Find(this, pid));

    /// <summary>The tids of the threads of a process that live, the first one first.</summary>
    public IReadOnlyList<int> ThreadsOf(int pid)
    {
        var list = new List<int>();
        int slot = TaskTable.Find(this, pid);
        for (int thread = slot == 0 ? 0 : Threads.LeaderOf(this, slot); thread != 0; thread = Threads.After(this, thread))
        {
            if (Tasks[thread].State != TaskState.Zombie)
            {
                list.Add(Tasks[thread].Pid);
            }
        }

        return list;
    }

    /// <summary>The pids of a task's children, oldest first.</summary>
    public IReadOnlyList<int> ChildrenOf(int pid)
    {
        var list = new List<int>();
        int slot = TaskTable.Find(this, pid);
        for (int thread = slot == 0 ? 0 : Threads.LeaderOf(this, slot); thread != 0; thread = Threads.After(this, thread))
        {
            for (int child = Tasks[thread].FirstChild; child != 0; child = Tasks[child].NextSibling)
            {
                list.Add(Tasks[child].Pid);
            }
        }

        return list;
    }

    /// <summary>A task's signals: the blocked and pending ones as masks (bit n-1 is signal n).</summary>
    public (ulong Blocked, ulong Pending) SignalsOf(int pid)
    {
        int slot = TaskTable.Find(this, pid);
        return slot == 0 ? (0, 0) : (Signals.MaskOf(this, slot), Signals.PendingOf(this, slot));
    }

    /// <summary>The disposition of a task's signal: "default", "ignore" or "handler"; null for no such process.</summary>
    public string? DispositionOf(int pid, int signal)
    {
        int slot = TaskTable.Find(this, pid);
        return slot == 0 ? null : Signals.ActionOf(this, slot, signal).Handler switch
        {
            SignalHandler.Default => "default",
            SignalHandler.Ignore => "ignore",
            _ => "handler",
        };
    }
}
