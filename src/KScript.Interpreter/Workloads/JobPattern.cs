// What a generated or recorded job does: computing and I/O in turn. Data, not code: a workload has a hundred thousand of
// them, and one context (PatternContext) runs them all.
using KScript.Kernel;

namespace KScript.Interpreter.Workloads;

/// <summary>A job's steps: compute, I/O, compute … The first computes; the last may be either.</summary>
internal sealed class JobPattern
{
    private readonly long[] steps;
    private readonly long every;
    private readonly long length;

    private JobPattern(long cpu, long every, long length, long[] steps)
    {
        Cpu = cpu;
        this.every = every;
        this.length = length;
        this.steps = steps;
        Count = steps.Length > 0 ? steps.Length : every == 0 ? 1 : (2 * Math.Max(1, ((cpu - 1) / every) + 1)) - 1;
    }

    /// <summary>All that it computes, in ticks.</summary>
    public long Cpu { get; }

    /// <summary>How many steps it has.</summary>
    public long Count { get; }

    /// <summary>What it computes before it first does I/O.</summary>
    public long FirstBurst => Step(0);

    /// <summary>So many ticks of computing, with I/O of a length after every so many of them (0: none); not after the last.</summary>
    public static JobPattern Periodic(long burst, long every, long length) => new(burst, every, length, []);

    /// <summary>Steps as they are listed: compute, I/O, compute …</summary>
    public static JobPattern Listed(long[] steps)
    {
        long cpu = 0;
        for (int i = 0; i < steps.Length; i += 2)
        {
            cpu += steps[i];
        }

        return new JobPattern(cpu, 0, 0, steps);
    }

    /// <summary>The length of a step; the even ones compute.</summary>
    public long Step(long index)
    {
        if (steps.Length > 0)
        {
            return steps[index];
        }

        return every == 0 ? Cpu : index % 2 == 1 ? length : Math.Min(every, Cpu - (index / 2 * every));
    }

    /// <summary>Writes what it is, for hashes and dumps.</summary>
    internal void WriteState(StateWriter writer)
    {
        writer.Write("pattern_cpu", Cpu);
        writer.Write("pattern_every", every);
        writer.Write("pattern_length", length);
        writer.Write("pattern_steps", steps);
    }
}
