// Which run queue has the fewest tasks and which the most: a tree of winners over the queues, so that placing a task and
// stealing one cost the logarithm of the number of CPUs.
using System.Numerics;

namespace KScript.Kernel;

/// <summary>Numbers by index, with the first of the least and the first of the greatest.</summary>
internal sealed class LoadTree
{
    private readonly int[] loads;
    private readonly int leaves;

    // By node: the index of the winner below it. Node 1 is the root, node n has children 2n and 2n+1, the leaves begin at `leaves`.
    private readonly short[] least;
    private readonly short[] most;

    public LoadTree(int count)
    {
        loads = new int[count];
        leaves = (int)BitOperations.RoundUpToPowerOf2((uint)count);
        least = new short[2 * leaves];
        most = new short[2 * leaves];
        for (int node = (2 * leaves) - 1; node > 0; node--)
        {
            // All are 0: the lowest index below a node wins. Leaves without a load never do: they come after all others.
            least[node] = most[node] = (short)(node >= leaves ? Math.Min(node - leaves, count - 1) : least[2 * node]);
        }
    }

    private LoadTree(LoadTree from)
    {
        loads = from.loads.AsSpan().ToArray();
        leaves = from.leaves;
        least = from.least.AsSpan().ToArray();
        most = from.most.AsSpan().ToArray();
    }

    /// <summary>The first of those with the least.</summary>
    public int Least => least[1];

    /// <summary>The first of those with the most.</summary>
    public int Most => most[1];

    public int this[int index] => loads[index];

    public void Add(int index, int change)
    {
        loads[index] += change;
        bool goesOn = true;
        for (int node = (leaves + index) >> 1; node > 0 && goesOn; node >>= 1)
        {
            short low = loads[least[(2 * node) + 1]] < loads[least[2 * node]] ? least[(2 * node) + 1] : least[2 * node];
            short high = loads[most[(2 * node) + 1]] > loads[most[2 * node]] ? most[(2 * node) + 1] : most[2 * node];
            // Above a node whose winners are others than before and after nothing changes.
            goesOn = low != least[node] || high != most[node] || low == index || high == index;
            least[node] = low;
            most[node] = high;
        }
    }

    public LoadTree Copy() => new(this);

    public void CopyFrom(LoadTree other)
    {
        other.loads.CopyTo(loads, 0);
        other.least.CopyTo(least, 0);
        other.most.CopyTo(most, 0);
    }
}
