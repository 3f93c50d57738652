// A stream of random numbers: SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA
// 2014). Each attribute of a workload has a stream of its own, so that another burst= leaves the arrivals as they were.
namespace KScript.Interpreter.Workloads;

/// <summary>Random numbers from a seed; the same on every machine.</summary>
internal struct DrawStream
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;
    private ulong state;

    /// <summary>The stream of a seed with a number; those of other numbers have nothing to do with it.</summary>
    public DrawStream(long seed, int number)
    {
        state = (ulong)seed;
        ulong mixed = Next();
        state = mixed ^ ((ulong)number * 0xD1B54A32D192ED03);
        state = Next();
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        ulong z = state += Gamma;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to <paramref name="bound"/> - 1, all equally likely (Lemire 2019: multiply, and throw away what would favour some).</summary>
    public ulong Below(ulong bound)
    {
        ulong unfair = (0 - bound) % bound;
        while (true)
        {
            UInt128 product = (UInt128)Next() * bound;
            if ((ulong)product >= unfair)
            {
                return (ulong)(product >> 64);
            }
        }
    }

    /// <summary>A number from 1 to 2^64 - 1: divided by 2^64, uniform between 0 and 1.</summary>
    public ulong NextFraction()
    {
        while (true)
        {
            ulong u = Next();
            if (u != 0)
            {
                return u;
            }
        }
    }
}
