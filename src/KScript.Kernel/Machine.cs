// The machine: everything that can change, as plain data, and how it is made and copied. Only the kernel's verbs change it:
// Machine.Instant.cs (time, CPUs), Fork.cs, Exit.cs, Wait.cs, Exec.cs, Signals/. Reading it from outside: ProcessView.cs, ViewTable.cs.

namespace KScript.Kernel;

/// <summary>One simulated machine.</summary>
internal sealed partial class Machine
{
    /// <summary>The slot of init, pid 1.</summary>
    internal const int InitSlot = 1;

    /// <summary>Says who may write to pages and contexts: a new one at every snapshot.</summary>
    internal object Token = new();

    internal readonly SchedulerPolicy Policy;

    // What the policy answers always the same, asked once.
    private readonly bool burstsFirst;
    internal readonly bool IsPreemptive;
    private readonly bool retimesSlices;
    private readonly bool hasPolicyTimers;
    internal readonly bool MetersRuns;
    /// <summary>align=true, and a policy whose slices have a length of their own: those that are set anew as others come and go have none.</summary>
    internal readonly bool AlignsSlices;
    private readonly bool hasLevels;
    private readonly long boostTicks;
    // Dead contexts whose memory later forks use; made when first needed, for most copies of a machine never run.
    private const int PoolSize = 16;

    /// <summary>What a task takes in the tables, about.</summary>
    private const int BytesOfTask = 400;

    private UserContext?[] pool = [];
    private int pooled;

    private Machine(MachineSettings settings, NameTable names, SchedulerPolicy policy)
    {
        Settings = settings;
        Names = names;
        Policy = policy;
        CpuOptions = settings.CpuOptions;
        PerCpu = CpuOptions.PerCpu;
        Waiting = settings.Cpus > 1 || PerCpu ? new WaitingCounts(settings.Cpus, PerCpu) : null;
        PolicyTraits traits = policy.Traits;
        burstsFirst = traits.BurstsFirst;
        IsPreemptive = traits.IsPreemptive;
        retimesSlices = traits.RetimesSlices;
        hasPolicyTimers = traits.HasTimers;
        MetersRuns = traits.MetersRuns;
        AlignsSlices = CpuOptions.Align && !retimesSlices;
        hasLevels = traits.HasLevels;
        boostTicks = traits.BoostTicks;
        Cpus = new CpuRow[settings.Cpus];
        Queues = new ReadyQueue[traits.Queues * RunQueueCount];
        Fair = new FairRow[traits.FairRows * RunQueueCount];
        Classes = new ClassRow[traits.Classes];
        IdleCpus = new(settings.Cpus);
        DueBursts = new(settings.Cpus);
        DueSlices = new(settings.Cpus);
        ToRun = new(settings.Cpus);
        ToRetime = new(settings.Cpus);
        CpuTimes = new(settings.Cpus);
        WentIdle = new(settings.Cpus);
        TicklessCpus = new(settings.Cpus);
    }

    /// <summary>What the script said of it.</summary>
    public MachineSettings Settings { get; }

    /// <summary>Virtual time in ticks since boot.</summary>
    public long Now => S.Now;

    /// <summary>Names of tasks and programs.</summary>
    public NameTable Names { get; }

    /// <summary>Memory that all tasks share; null where the program has none.</summary>
    public SharedMemory? Shared { get; private set; }

    /// <summary>Events so far (lines of the trace at level `all`), whether or not a sink took them.</summary>
    public long EventCount => S.EventCount;

    /// <summary>Why the run was stopped from inside (a failed assert, a type error), or null.</summary>
    public object? HaltReason => S.Halt;

    /// <summary>Whether the run was stopped from inside.</summary>
    public bool IsHalted => S.Halt is not null;

    /// <summary>Lets a run that was stopped from inside go on: its user has mended what was wrong.</summary>
    public void Resume() => S.Halt = null;

    /// <summary>Whether Boot was called.</summary>
    public bool IsBooted => boot is null;

    /// <summary>A program stops the run.</summary>
    private void Halt(in Trap halt) => S.Halt = halt.Payload ?? "halted";

    /// <summary>Stops the run from outside the tasks: a property that failed, a limit.</summary>
    public void Halt(object reason) => S.Halt ??= reason;

    /// <summary>Shared memory to change: this machine's own copy.</summary>
    public SharedMemory WritableShared()
    {
        SharedMemory memory = Shared ?? throw new InvalidOperationException("the program has no shared memory");
        if (memory.Owner != Token)
        {
            memory = memory.Copy();
            memory.Owner = Token;
            Shared = memory;
        }

        memory.Hash = 0;
        return memory;
    }

    /// <summary>A choice among several: the first, or by `machine seed=N` at random (SplitMix64), as choose() documents.</summary>
    /// <param name="count">How many there are, at least 1.</param>
    /// <returns>0..count-1.</returns>
    public int NextChoice(int count)
    {
        if (Oracle is not null && count > 1)
        {
            return Oracle.Pick(count);
        }

        if (Settings.Seed is null || count <= 1)
        {
            return 0;
        }

        return (int)(NextRandom() % (ulong)count);
    }

    /// <summary>The next random number of the machine's seed (0 where none is given): SplitMix64 (Steele, Lea and Flood 2014).</summary>
    internal ulong NextRandom()
    {
        ulong z = S.Random += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>The context of a task, this machine's own: a shared one is copied first.</summary>
    internal UserContext Own(int slot)
    {
        ref UserContext? place = ref Contexts.Write(slot);
        UserContext context = place!;
        if (context.Owner != Token)
        {
            place = context = CopyContext(context);
        }

        context.Hash = 0;
        return context;
    }

    private UserContext CopyContext(UserContext context)
    {
        // Not charged: it is not the script that wants a copy, but who has made a snapshot.
        UserContext copy = context.Copy(TakePooled());
        copy.Owner = Token;
        copy.BurstLeft = context.BurstLeft;
        return copy;
    }

    /// <summary>A copy for a child: the same program at the same place, with no burst of its own.</summary>
    internal UserContext ForkContext(UserContext parent)
    {
        UserContext copy = parent.Fork(TakePooled());
        Meter.Allocate(BytesOfTask + copy.Size);
        copy.Owner = Token;
        copy.BurstLeft = 0;
        copy.Hash = 0;
        return copy;
    }

    /// <summary>A copy for a task that goes on in the caller's memory, or in a copy of it: a thread, the child of clone or vfork.</summary>
    internal UserContext BranchContext(UserContext from)
    {
        UserContext copy = from.Branch(TakePooled());
        Meter.Allocate(BytesOfTask + copy.Size);
        copy.Owner = Token;
        copy.BurstLeft = 0;
        copy.Hash = 0;
        return copy;
    }

    /// <summary>A dead task's context gives its memory to a later fork.</summary>
    internal void Recycle(UserContext context)
    {
        if (context.Owner != Token)
        {
            return;
        }

        if (pool.Length == 0)
        {
            pool = new UserContext?[PoolSize];
        }

        if (pooled < pool.Length)
        {
            pool[pooled++] = context;
        }
    }

    private UserContext? TakePooled()
    {
        if (pooled == 0)
        {
            return null;
        }

        UserContext? context = pool[--pooled];
        pool[pooled] = null;
        return context;
    }
}

/// <summary>A batch job that init starts.</summary>
/// <param name="Name">Its name.</param>
/// <param name="At">When, in ticks.</param>
/// <param name="Template">The program; copied when the job starts.</param>
internal sealed record JobSpec(NameId Name, long At, UserContext Template)
{
    /// <summary>nice=.</summary>
    public int Nice { get; init; }
    /// <summary>priority=, a lower number is better.</summary>
    public int Priority { get; init; }
    /// <summary>tickets=.</summary>
    public int Tickets { get; init; } = 100;
    /// <summary>burst=, or what its body says where that is constant; -1 unknown.</summary>
    public long Burst { get; init; } = -1;
    /// <summary>affinity=: allowed CPUs as a bit set, or null.</summary>
    public ulong[]? Affinity { get; init; }
    /// <summary>policy=, rtprio=, runtime=, deadline=, period=; its nice value is Nice.</summary>
    public SchedulingAttributes Scheduling { get; init; }
    /// <summary>period= of a periodic job in ticks; 0: it is none.</summary>
    public long Period { get; init; }
    /// <summary>deadline=: how many ticks after its arrival it is to have ended; 0: there is no such time.</summary>
    public long Deadline { get; init; }
    /// <summary>class=, for `sched mlq`.</summary>
    public int QueueClass { get; init; }
    /// <summary>working_set=: what it takes in a cache; 0: nothing, and no cache makes it faster.</summary>
    public int WorkingSet { get; init; }
}

/// <summary>The machine's numbers, in one place so that a copy cannot forget one.</summary>
internal struct MachineScalars
{
    public long Now;
    public long EventCount;
    public object? Halt;
    public ulong Random;
    /// <summary>The next free slot of each table: a chain of freed ones, then the high-water mark.</summary>
    public int FreeTask;
    public int TaskTop;
    public int FreeGroup;
    public int GroupTop;
    public int FreeSig;
    public int SigTop;
    public int FreeUser;
    public int UserTop;
    public int FreeMemory;
    public int MemoryTop;
    /// <summary>How many pid namespaces there are beside the machine's; 0: nothing is translated.</summary>
    public int NamespaceCount;
    public int FreeNamespace;
    public int NamespaceTop;
    public int FreeNumber;
    public int NumberTop;
    /// <summary>How many cgroups there are beside the root; 0: nothing is counted.</summary>
    public int CgroupCount;
    public int FreeCgroup;
    public int CgroupTop;
    /// <summary>How many objects there are in Machine.Locks.</summary>
    public int LockTop;
    /// <summary>How many terminals there are; 0: none of their rules is looked at.</summary>
    public int TerminalTop;
    public int TimerCount;
    public FileNumberPool FileTables;
    public FileNumberPool OpenFiles;
    public FileNumberPool Inodes;
    public FileNumberPool Requests;
    public int DescriptorTop;
    public int FreeSegment;
    public int SegmentTop;
    public int FreeFileLock;
    public int FileLockTop;
    public int FreePoll;
    public int PollTop;
    public int FreeInterest;
    public int InterestTop;
    public int FreeName;
    public int NameTop;
    /// <summary>The root of the file tree; 0: it was not used yet.</summary>
    public int RootInode;
    public long TimerSequence;
    public int LastPid;
    /// <summary>How many numbers are in use as pid, pgid or sid.</summary>
    public int UsedNumbers;
    /// <summary>Tasks alive or zombie, init included.</summary>
    public int TaskCount;
    public int Zombies;
    public int Orphans;
    public int Subreapers;
    /// <summary>Tasks ever, and how many were reaped.</summary>
    public long TasksEver;
    public long Reaped;
    /// <summary>CPU time of tasks that are gone, in ticks.</summary>
    public long ReapedCpuTime;
    /// <summary>The next job of Machine.Jobs to start.</summary>
    public int NextJob;
    /// <summary>Those who wait in `until`.</summary>
    public WaitQueue Conditions;
    public int ReadyCount;
    public Phase Phase;
    /// <summary>The CPU whose chain a step or a limit cut short, plus 1; 0: none.</summary>
    public int CutChain;
    /// <summary>Something happened in this pass over the instant.</summary>
    public bool Busy;
    public bool InitDead;
    /// <summary>A boost is due in this instant.</summary>
    public bool BoostDue;
    /// <summary>The policy wants to act in this instant (SchedulerPolicy.Timer).</summary>
    public bool PolicyDue;
    /// <summary>Queues are evened out in this instant (balance=N).</summary>
    public bool BalanceDue;
    /// <summary>CPUs with an empty queue look for a task in this instant (peek=N).</summary>
    public bool PeekDue;
    /// <summary>Rows of Machine.Warmth: a chain of freed ones, then the high-water mark.</summary>
    public int FreeWarm;
    public int WarmTop;
    /// <summary>How many boosts there have been.</summary>
    public long BoostCount;
    /// <summary>The instant in which slices were last ended.</summary>
    public long SlicesDoneAt;
    /// <summary>Tasks in `until` whose condition time alone can change.</summary>
    public int UntilTimed;
    public int RunningCount;
    /// <summary>Tasks that have set an interval timer for CPU time.</summary>
    public int CpuTimers;
    /// <summary>CPUs whose slice is not timed.</summary>
    public int TicklessCount;
    /// <summary>What all deadline tasks may use together, in 1/2^20 of a CPU.</summary>
    public long DeadlineBandwidth;
    /// <summary>The task whose condition is to be looked at next where a limit cut that short; 0: none.</summary>
    public int CutUntil;
    /// <summary>Somebody's condition held before that.</summary>
    public bool CutUntilWoke;
    /// <summary>Slot of the process whose prompt, block or death pauses the run; 0: nobody's; -1: the first that gets to its prompt.</summary>
    public int Foreground;
}

/// <summary>What an instant is worked through in, in this order (docs/kernel.md).</summary>
internal enum Phase : byte
{
    Timers,
    Bursts,
    Slices,
    Choose,
    Run,
    Quiet,
}
