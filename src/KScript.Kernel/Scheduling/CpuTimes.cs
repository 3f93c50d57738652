// Which CPU has something to do next, and when: a tree of winners over the CPUs, so that an instant costs in proportion to the CPUs that
// have something to do in it and not to all of them. Where many have something to do at one time, as slices of one length make it, a change
// ends at the first node above whose time stays.
using System.Numerics;

namespace KScript.Kernel;

/// <summary>The times of the CPUs' next events, with the earliest.</summary>
internal sealed class CpuTimes
{
    private readonly int leaves;

    // By node, the earliest time below it. Node 1 is the root, node n has children 2n and 2n+1, the CPUs begin at `leaves`.
    private readonly long[] earliest;

    public CpuTimes(int count)
    {
        leaves = (int)BitOperations.RoundUpToPowerOf2((uint)count);
        earliest = new long[2 * leaves];
        Array.Fill(earliest, CpuRow.Never);
    }

    /// <summary>The earliest time.</summary>
    public long FirstTime => earliest[1];

    /// <summary>The CPU of the earliest time; the lowest number among several.</summary>
    public int First
    {
        get
        {
            long[] times = earliest;
            long time = times[1];
            int node = 1;
            while (node < leaves)
            {
                node *= 2;
                node += times[node] == time ? 0 : 1;
            }

            return node - leaves;
        }
    }

    public void Set(int cpu, long time)
    {
        long[] times = earliest;
        int node = leaves + cpu;
        while (times[node] != time)
        {
            times[node] = time;
            if (node == 1)
            {
                return;
            }

            // The winner of this node and its neighbour.
            time = Math.Min(time, times[node ^ 1]);
            node >>= 1;
        }
    }

    /// <summary>The time that was set for a CPU.</summary>
    public long Of(int cpu) => earliest[leaves + cpu];

    public void CopyFrom(CpuTimes other) => other.earliest.CopyTo(earliest, 0);
}
