// A processor as plain data, and sets of processors. What CPUs do and in which order is in Kernel.cs.
using System.Numerics;

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
    /// <summary>It became idle in this instant, and no event has said so.</summary>
    public bool IdleUnreported;
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
    /// <summary>Statements left in that tick (ips). Programs look at it at loops and calls only and may overdraw it: the debt is paid in the next ticks.</summary>
    public int Budget;

    /// <summary>The statements left at a time: each tick since brings as many as a CPU can execute, and none are saved up.</summary>
    public readonly int BudgetAt(long now, int ips) => (int)Math.Min(ips, Budget + (Math.Min(now - BudgetTick, int.MaxValue) * ips));

    /// <summary>A time that does not come.</summary>
    public const long Never = long.MaxValue;

    /// <summary>When something happens on it next.</summary>
    public readonly long NextEvent => Math.Min(BurstEnd, SliceEnd);
}

/// <summary>A set of CPUs, looked through in the order of their numbers. The first 64 are in a word of their own: most machines have no more.</summary>
internal sealed class CpuSet(int count)
{
    private ulong first;
    private readonly ulong[] rest = count > 64 ? new ulong[(count - 1) >> 6] : [];

    public void Add(int cpu)
    {
        if (cpu < 64)
        {
            first |= 1UL << cpu;
        }
        else
        {
            rest[(cpu >> 6) - 1] |= 1UL << cpu;
        }
    }

    public void Remove(int cpu)
    {
        if (cpu < 64)
        {
            first &= ~(1UL << cpu);
        }
        else
        {
            rest[(cpu >> 6) - 1] &= ~(1UL << cpu);
        }
    }

    public bool Contains(int cpu) => ((cpu < 64 ? first : rest[(cpu >> 6) - 1]) & (1UL << cpu)) != 0;

    /// <summary>Whether it has no member.</summary>
    public bool IsEmpty => first == 0 && (rest.Length == 0 || Next(64) < 0);

    /// <summary>The lowest member, or -1.</summary>
    public int Lowest() => first != 0 ? BitOperations.TrailingZeroCount(first) : rest.Length == 0 ? -1 : Next(64);

    /// <summary>The first member from a number on, or -1.</summary>
    public int Next(int from)
    {
        if (from < 64)
        {
            ulong bits = first & (ulong.MaxValue << from);
            if (bits != 0)
            {
                return BitOperations.TrailingZeroCount(bits);
            }

            from = 64;
        }

        for (int word = (from >> 6) - 1; word < rest.Length; word++)
        {
            ulong bits = rest[word] & (ulong.MaxValue << from);
            if (bits != 0)
            {
                return ((word + 1) << 6) + BitOperations.TrailingZeroCount(bits);
            }

            from = 0;
        }

        return -1;
    }

    public void CopyFrom(CpuSet other)
    {
        first = other.first;
        other.rest.CopyTo(rest, 0);
    }

    public CpuSet Copy()
    {
        var copy = new CpuSet(Capacity);
        copy.CopyFrom(this);
        return copy;
    }

    /// <summary>Numbers below it fit.</summary>
    private int Capacity => 64 + (64 * rest.Length);
}
