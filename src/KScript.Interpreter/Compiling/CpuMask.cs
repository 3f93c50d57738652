// CPUs as a bit set, as `affinity=` gives them to the kernel.
namespace KScript.Interpreter.Compiling;

/// <summary>Makes bit sets of CPUs.</summary>
internal static class CpuMask
{
    /// <summary>The set of these CPUs; there is at least one.</summary>
    public static ulong[] Of(ReadOnlySpan<long> cpus)
    {
        long highest = 0;
        foreach (long cpu in cpus)
        {
            highest = Math.Max(highest, cpu);
        }

        var mask = new ulong[(highest / 64) + 1];
        foreach (long cpu in cpus)
        {
            mask[cpu / 64] |= 1UL << (int)(cpu % 64);
        }

        return mask;
    }
}
