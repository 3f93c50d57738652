// A processor as plain data. What CPUs do and in which order is in Machine.Instant.cs.
namespace KScript.Kernel;

/// <summary>What a CPU is doing.</summary>
internal enum CpuMode : byte
{
    /// <summary>Nothing: the idle task (swapper).</summary>
    Idle,
    /// <summary>Changing tasks at a cost (machine switch=N); charged to nobody.</summary>
    Switching,
    /// <summary>Its task executes statements that take no time.</summary>
    Chain,
    /// <summary>Its task uses time until BurstEnd.</summary>
    Burst,
}

/// <summary>One processor.</summary>
internal struct CpuRow
{
    /// <summary>Slot of the task on it; 0: idle.</summary>
    public int Current;
    /// <summary>Pid of the task that had it before it became idle or chose again; a pid, for the task may be gone and its slot another's.</summary>
    public int LastPid;
    /// <summary>The pid of its process, for the trace.</summary>
    public int LastTgid;
    /// <summary>Its name, for the trace.</summary>
    public NameId LastName;
    /// <summary>When that task left it; -1: it died, and nobody comes back.</summary>
    public long LeftAt;
    /// <summary>What that task had left of its slice when it left, in case it is chosen again at once.</summary>
    public long LastSliceEnd;
    public CpuMode Mode;
    /// <summary>Something better is ready: the chain ends at the next boundary.</summary>
    public bool NeedReschedule;
    /// <summary>The slice is not timed, for nobody waits: see Scheduling.Tickless.</summary>
    public bool Tickless;
    /// <summary>Slot of the task that the policy put back into its queue without a word; it may be chosen again at once.</summary>
    public int PutBack;
    /// <summary>Length of the slice, for the phase of untimed ones.</summary>
    public long SliceTicks;
    /// <summary>Since when the time used has not been charged to Current.</summary>
    public long ChargedUntil;
    /// <summary>When Current began to run; the start of slices is counted from here.</summary>
    public long SliceStart;
    /// <summary>When the burst (or the switch) ends; Never in a chain.</summary>
    public long BurstEnd;
    /// <summary>When the slice ends; Never: not timed.</summary>
    public long SliceEnd;
    /// <summary>The tick that Budget is for.</summary>
    public long BudgetTick;
    /// <summary>The work of the burst under way, in ticks of a cold cache; 0 where caches are not modelled.</summary>
    public long BurstWork;
    /// <summary>The ticks of that burst that pass before its working set is in the cache.</summary>
    public long ColdTicks;
    /// <summary>The cache: first and last of its rows in Machine.Warmth, by time of entry, and the sum of their sizes.</summary>
    public int CacheNewest;
    public int CacheOldest;
    public long CacheUsed;
    /// <summary>Statements left in that tick (ips). Programs look at it at loops and calls only and may overdraw it: the debt is paid in the next ticks.</summary>
    public int Budget;

    /// <summary>The statements left at a time: each tick since brings as many as a CPU can execute, and none are saved up.</summary>
    public readonly int BudgetAt(long now, int ips) => (int)Math.Min(ips, Budget + (Math.Min(now - BudgetTick, int.MaxValue) * ips));

    /// <summary>A time that does not come.</summary>
    public const long Never = long.MaxValue;

    /// <summary>When something happens on it next.</summary>
    public readonly long NextEvent => Math.Min(BurstEnd, SliceEnd);
}
