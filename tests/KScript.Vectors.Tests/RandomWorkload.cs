// Random MLFQ workloads, the same on every machine: xorshift64*, seeded by the test.

namespace KScript.Vectors.Tests;

internal sealed class RandomWorkload(int seed)
{
    private ulong state = (ulong)seed * 0x9E3779B97F4A7C15;

    /// <summary>One to five jobs, one to four queues, and every option on or off.</summary>
    public OstepVector Next(string id)
    {
        long ioLength = Choose(0, 0, 1, 2, 3, 5);
        return new OstepVector
        {
            Id = id,
            Sim = "mlfq",
            Queues = [.. Enumerable.Range(0, Between(1, 4)).Select(_ => new OstepQueue(Between(1, 5), Between(1, 3)))],
            Boost = Choose(0, 0, 5, 7, 10, 20),
            Stay = Between(0, 1) == 1,
            Iobump = Between(0, 1) == 1,
            Jobs = [.. Enumerable.Range(0, Between(1, 5)).Select(_ => new OstepJob(Choose(0, 0, Between(0, 30)), Between(1, 30), Choose(0, 0, 1, 2, 3, 4, 6), ioLength))],
            Schedule = [],
            End = 0,
            Results = [],
            Averages = [],
        };
    }

    private long Choose(params long[] values) => values[Between(0, values.Length - 1)];

    private int Between(int low, int high)
    {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        return low + (int)(((state * 0x2545F4914F6CDD1D) >> 33) % (ulong)(high - low + 1));
    }
}
