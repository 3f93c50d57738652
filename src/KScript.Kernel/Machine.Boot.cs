// How a machine starts: init, then the script's own process, then the jobs of time 0 (boot order).
namespace KScript.Kernel;

/// <summary>The programs that a machine starts with.</summary>
internal sealed class BootPrograms
{
    /// <summary>The script's own process (`main`, pid 2), or null where it has jobs only.</summary>
    public UserContext? Main { get; init; }

    /// <summary>A script's own init, or null for the built-in one.</summary>
    public UserContext? Init { get; init; }

    /// <summary>Batch jobs in source order.</summary>
    public IReadOnlyList<JobSpec> Jobs { get; init; } = [];

    /// <summary>Mutexes and the like, by their numbers from 1 on.</summary>
    public IReadOnlyList<LockSpec> Locks { get; init; } = [];

    /// <summary>Terminals, by their numbers from 1 on.</summary>
    public IReadOnlyList<TerminalSpec> Terminals { get; init; } = [];

    /// <summary>Shared memory, or null.</summary>
    public SharedMemory? Shared { get; init; }
}

internal sealed partial class Machine
{
    /// <summary>The CPU that acts now; -1: the kernel itself (a timer).</summary>
    internal int CurrentCpu => ChainCpu;

    // What the call being made found out, for its event: the child of fork or wait, and its status. Not state: valid within one call.
    internal int LastWaitStatus;
    internal int LastOtherPid;
    internal int LastOtherTgid;
    internal NameId LastOtherName;
    /// <summary>The new process that the call put into another pid namespace; 0: it put none.</summary>
    internal int LastEntered;

    // The call being made was cut short by a stop, and is made from its beginning.
    internal bool CallBeginsAgain;

    /// <summary>The call being made.</summary>
    internal SyscallNumber CurrentCall => trap.Number;

    // The ticket last drawn, and out of how many, for the event of the choice: as little state as the above.
    internal long LastTicket;
    internal long LastTicketsOf;

    /// <summary>Makes a machine at time 0, with init, main and the jobs that are there from the start. Attach sinks, then Boot.</summary>
    public static Machine Create(MachineSettings settings, NameTable names, BootPrograms programs)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(programs);
        JobSpec[] jobs = [.. programs.Jobs];
        // By time; those of one time stay in source order.
        SortByTime(jobs);
        var m = new Machine(settings, names, SchedulerTable.Create(settings)) { Jobs = jobs, Shared = programs.Shared };
        for (int cpu = 0; cpu < m.Cpus.Length; cpu++)
        {
            m.Cpus[cpu].BurstEnd = m.Cpus[cpu].SliceEnd = CpuRow.Never;
            m.Cpus[cpu].BudgetTick = -1;
            m.Cpus[cpu].LeftAt = -1;
            m.IdleCpus.Add(cpu);
        }

        m.S.SlicesDoneAt = -1;
        m.S.Random = (ulong)(settings.Seed ?? 0);
        m.S.Phase = m.FirstPhase;
        m.boot = programs;
        Kernel.Locks.Define(m, programs.Locks);
        Kernel.Terminals.Define(m, programs.Terminals);
        return m;
    }

    private BootPrograms? boot;

    /// <summary>Starts init and main. Call once, after the sinks are attached.</summary>
    public void Boot()
    {
        BootPrograms programs = boot ?? throw new InvalidOperationException("the machine was booted already");
        boot = null;
        int init = TaskTable.AllocateSlot(this);
        TaskTable.SetPid(this, init, TaskTable.AllocatePid(this));
        ref TaskRow row = ref Tasks.Write(init);
        row.Name = Names.Intern("init");
        row.Flags |= TaskFlags.Init;
        row.State = TaskState.Interruptible;
        TaskTable.JoinGroup(this, TaskTable.CreateGroup(this, 1, 1), init);
        Events.Boot(this, init);
        if (programs.Init is not null)
        {
            Contexts.Write(init) = ForkContext(programs.Init);
            AddressSpaces.Give(this, init, programs.Init.FreshMemory());
            Policy.Started(this, init, new JobSpec(row.Name, 0, programs.Init));
            Dispatching.Enqueue(this, init, EnqueueReason.New);
        }

        if (programs.Main is not null)
        {
            int main = Fork.NewChildOfInit(this, TaskTable.AllocatePid(this), Names.Intern("main"), programs.Main);
            Policy.Started(this, main, new JobSpec(Tasks[main].Name, 0, programs.Main));
            Events.Boot(this, main);
            Dispatching.Enqueue(this, main, EnqueueReason.New);
        }

        if (Rules is not null)
        {
            SettleAll();
        }
    }

    /// <summary>Whether init is the built-in one, which adopts and reaps in the same instant and never needs a CPU.</summary>
    internal bool HasBuiltInInit => Contexts.Get(InitSlot) is null && !S.InitDead && !Threads.IsThreaded(this, InitSlot);

    private static void SortByTime(JobSpec[] jobs)
    {
        // Array.Sort is not stable; the index makes it so.
        long[] times = new long[jobs.Length];
        int[] order = new int[jobs.Length];
        for (int i = 0; i < jobs.Length; i++)
        {
            times[i] = jobs[i].At;
            order[i] = i;
        }

        Array.Sort(order, (a, b) => times[a] != times[b] ? times[a].CompareTo(times[b]) : a.CompareTo(b));
        JobSpec[] sorted = new JobSpec[jobs.Length];
        for (int i = 0; i < jobs.Length; i++)
        {
            sorted[i] = jobs[order[i]];
        }

        sorted.CopyTo(jobs, 0);
    }
}
