// The end of virtual time: far enough that no script means it, and early enough that no sum of times overflows.
namespace KScript.Kernel;

/// <summary>Sums of times.</summary>
internal static class VirtualTime
{
    /// <summary>What would happen after this tick never does: who sleeps until then sleeps for ever.</summary>
    public const long End = 1L << 62;

    /// <summary>So many ticks after a time; CpuRow.Never where that is beyond the end.</summary>
    public static long After(long time, long ticks) => ticks > End - time ? CpuRow.Never : time + ticks;
}
