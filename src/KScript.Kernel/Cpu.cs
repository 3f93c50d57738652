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
    /// <summary>Slot of the task that had it before it became idle or chose again.</summary>
    public int Last;
    /// <summary>When Last left it.</summary>
    public long LeftAt;
    /// <summary>What Last had left of its slice when it left, in case it is chosen again at once.</summary>
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
    /// <summary>Statements left in that tick (ips).</summary>
    public int Budget;

    /// <summary>A time that does not come.</summary>
    public const long Never = long.MaxValue;

    /// <summary>When something happens on it next.</summary>
    public readonly long NextEvent => Math.Min(BurstEnd, SliceEnd);
}

/// <summary>A set of CPUs, looked through in the order of their numbers.</summary>
internal sealed class CpuSet(int count)
{
    private readonly ulong[] words = new ulong[(count + 63) >> 6];

    public void Add(int cpu) => words[cpu >> 6] |= 1UL << cpu;

    public void Remove(int cpu) => words[cpu >> 6] &= ~(1UL << cpu);

    public bool Contains(int cpu) => (words[cpu >> 6] & (1UL << cpu)) != 0;

    /// <summary>The first member from a number on, or -1.</summary>
    public int Next(int from)
    {
        int word = from >> 6;
        if (word >= words.Length)
        {
            return -1;
        }

        ulong bits = words[word] & (ulong.MaxValue << from);
        while (true)
        {
            if (bits != 0)
            {
                return (word << 6) + BitOperations.TrailingZeroCount(bits);
            }

            if (++word >= words.Length)
            {
                return -1;
            }

            bits = words[word];
        }
    }

    public bool IsEmpty => Next(0) < 0;

    public void CopyFrom(CpuSet other) => other.words.CopyTo(words, 0);

    public ReadOnlySpan<ulong> Words => words;
}
