// Ready tasks in the order of a key: a ready queue as any other (linked by TaskRow.Next), and over it a tree that finds a place in
// it in O(log n). The tree is a treap (Seidel and Aragon 1996): by key from left to right, by a hash of the pid from top to
// bottom. Its shape follows from what is in it, whatever the history; two machines with equal queues have equal trees.
namespace KScript.Kernel;

/// <summary>What a subtree knows of the values in it.</summary>
internal enum Aggregate : byte
{
    /// <summary>Nothing; insertion and removal then touch few nodes.</summary>
    None,
    /// <summary>The least.</summary>
    Minimum,
    /// <summary>Their sum.</summary>
    Sum,
}

/// <summary>A ready task's node in the tree over its queue, by task slot; all zero while it is in none.</summary>
internal struct QueueNode
{
    // What a way down the tree reads stands together: a node is a cache line away from the next.

    /// <summary>The place in the order: the least is first.</summary>
    public long Key;
    public int Left;
    public int Right;
    /// <summary>The aggregate over all that is below it to the left; where that is nothing, what changes no aggregate.</summary>
    public long LeftBest;
    /// <summary>What is aggregated: tickets, a deadline.</summary>
    public long Value;
    /// <summary>The aggregate to the right. Kept here and not with the children, so that a way up or down looks at nobody beside it.</summary>
    public long RightBest;
    public int Parent;
    /// <summary>A hash of the pid, different for each; a parent's is greater than its children's.</summary>
    public uint Heap;
    /// <summary>Number of its queue in Machine.Queues, plus 1.</summary>
    public int Queue;
}

/// <summary>Operations on ready queues that are kept in order.</summary>
internal static class OrderedQueue
{
    /// <summary>Puts a task into a queue: behind those of an equal key, or before them.</summary>
    public static void Insert(Machine m, int queue, int task, long key, long value = 0, bool beforeEquals = false)
    {
        ref ReadyQueue q = ref m.Queues[queue];
        ref QueueNode node = ref m.Nodes.Write(task);
        int above = 0;
        int before = 0;
        bool right = false;
        if (q.Tail != 0 && !beforeEquals && key >= m.Nodes[q.Tail].Key)
        {
            // The last of all: nothing is right of the tail.
            above = before = q.Tail;
            right = true;
        }
        else
        {
            for (int at = q.Root; at != 0;)
            {
                ref readonly QueueNode other = ref m.Nodes[at];
                above = at;
                right = beforeEquals ? key > other.Key : key >= other.Key;
                before = right ? at : before;
                at = right ? other.Right : other.Left;
            }
        }

        node = new QueueNode { Parent = above, Heap = HeapOf(m.Tasks[task].Pid), Queue = queue + 1, Key = key, Value = value };
        Aggregate aggregate = m.Policy.AggregateOf(queue);
        node.LeftBest = node.RightBest = Nothing(aggregate);
        LinkAfter(m, ref q, before, task);
        if (above == 0)
        {
            q.Root = task;
            return;
        }

        ref QueueNode parent = ref m.Nodes.Write(above);
        if (right)
        {
            parent.Right = task;
        }
        else
        {
            parent.Left = task;
        }

        Refresh(m, task, aggregate);
        while (node.Parent != 0 && m.Nodes[node.Parent].Heap < node.Heap)
        {
            RotateUp(m, ref q, task, aggregate);
        }
    }

    /// <summary>Takes a task out of the queue that it is in.</summary>
    public static void Remove(Machine m, int task)
    {
        ref QueueNode node = ref m.Nodes.Write(task);
        ref ReadyQueue q = ref m.Queues[node.Queue - 1];
        Aggregate aggregate = m.Policy.AggregateOf(node.Queue - 1);
        ReadyQueues.Unlink(m, ref q, Before(m, in q, task), task);
        while (node.Left != 0 && node.Right != 0)
        {
            RotateUp(m, ref q, m.Nodes[node.Left].Heap > m.Nodes[node.Right].Heap ? node.Left : node.Right, aggregate);
        }

        int below = node.Left != 0 ? node.Left : node.Right;
        int above = node.Parent;
        node.Value = Nothing(aggregate);
        Refresh(m, task, aggregate);
        ReplaceChild(m, ref q, above, task, below);
        if (below != 0)
        {
            m.Nodes.Write(below).Parent = above;
        }

        node = default;
    }

    /// <summary>Takes the first task that may run on a CPU out of a queue; 0: none.</summary>
    public static int Take(Machine m, int queue, int cpu)
    {
        for (int task = m.Queues[queue].Head; task != 0; task = m.Tasks[task].Next)
        {
            if (Affinity.Allows(m, task, cpu))
            {
                Remove(m, task);
                return task;
            }
        }

        return 0;
    }

    /// <summary>The first task in a queue whose key is above a given one, in O(log n); 0: none.</summary>
    public static int FirstAbove(Machine m, int queue, long key)
    {
        int first = 0;
        for (int at = m.Queues[queue].Root; at != 0;)
        {
            ref readonly QueueNode node = ref m.Nodes[at];
            bool above = node.Key > key;
            first = above ? at : first;
            at = above ? node.Left : node.Right;
        }

        return first;
    }

    /// <summary>Changes a waiting task's value where it is.</summary>
    public static void SetValue(Machine m, int task, long value)
    {
        ref QueueNode node = ref m.Nodes.Write(task);
        node.Value = value;
        Refresh(m, task, m.Policy.AggregateOf(node.Queue - 1));
    }

    /// <summary>Whether a task waits in an ordered queue.</summary>
    public static bool Contains(Machine m, int task) => m.Nodes.Get(task).Queue != 0;

    /// <summary>The aggregate over a whole queue; it must not be empty.</summary>
    public static long Total(Machine m, int queue) => BestOf(in m.Nodes[m.Queues[queue].Root], m.Policy.AggregateOf(queue));

    /// <summary>The aggregate over a node and all below it.</summary>
    public static long BestOf(in QueueNode node, Aggregate aggregate) => aggregate == Aggregate.Sum
        ? node.LeftBest + node.Value + node.RightBest
        : Math.Min(node.Value, Math.Min(node.LeftBest, node.RightBest));

    /// <summary>The aggregate over no tasks.</summary>
    public static long Nothing(Aggregate aggregate) => aggregate == Aggregate.Minimum ? long.MaxValue : 0;

    /// <summary>A hash of a pid that no two pids share: each step can be undone (Murmur3's finalizer).</summary>
    public static uint HeapOf(int pid)
    {
        uint hash = (uint)pid;
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
        return hash ^ (hash >> 16);
    }

    /// <summary>Tells those above a node what it and all below it come to now, until one knew it.</summary>
    private static void Refresh(Machine m, int from, Aggregate aggregate)
    {
        if (aggregate == Aggregate.None)
        {
            return;
        }

        long best = BestOf(in m.Nodes[from], aggregate);
        for (int at = m.Nodes[from].Parent; at != 0; at = m.Nodes[at].Parent)
        {
            ref QueueNode node = ref m.Nodes.Write(at);
            ref long known = ref node.LeftBest;
            if (node.Left != from)
            {
                known = ref node.RightBest;
            }

            if (known == best)
            {
                return;
            }

            known = best;
            best = BestOf(in node, aggregate);
            from = at;
        }
    }

    /// <summary>A node and its parent change places; the order from left to right stays.</summary>
    private static void RotateUp(Machine m, ref ReadyQueue q, int task, Aggregate aggregate)
    {
        ref QueueNode node = ref m.Nodes.Write(task);
        int down = node.Parent;
        ref QueueNode parent = ref m.Nodes.Write(down);
        int moved;
        if (parent.Left == task)
        {
            moved = parent.Left = node.Right;
            node.Right = down;
            parent.LeftBest = node.RightBest;
            node.RightBest = BestOf(in parent, aggregate);
        }
        else
        {
            moved = parent.Right = node.Left;
            node.Left = down;
            parent.RightBest = node.LeftBest;
            node.LeftBest = BestOf(in parent, aggregate);
        }

        if (moved != 0)
        {
            m.Nodes.Write(moved).Parent = down;
        }

        ReplaceChild(m, ref q, parent.Parent, down, task);
        node.Parent = parent.Parent;
        parent.Parent = task;
    }

    private static void ReplaceChild(Machine m, ref ReadyQueue q, int above, int old, int child)
    {
        if (above == 0)
        {
            q.Root = child;
            return;
        }

        ref QueueNode parent = ref m.Nodes.Write(above);
        if (parent.Left == old)
        {
            parent.Left = child;
        }
        else
        {
            parent.Right = child;
        }
    }

    /// <summary>The task before another one in its queue; 0: it is the first.</summary>
    private static int Before(Machine m, in ReadyQueue q, int task)
    {
        if (q.Head == task)
        {
            return 0;
        }

        int at = m.Nodes[task].Left;
        if (at != 0)
        {
            while (m.Nodes[at].Right != 0)
            {
                at = m.Nodes[at].Right;
            }

            return at;
        }

        int from = task;
        at = m.Nodes[task].Parent;
        while (m.Nodes[at].Left == from)
        {
            from = at;
            at = m.Nodes[at].Parent;
        }

        return at;
    }

    private static void LinkAfter(Machine m, ref ReadyQueue q, int before, int task)
    {
        ref TaskRow row = ref m.Tasks.Write(task);
        if (before == 0)
        {
            row.Next = q.Head;
            q.Head = task;
        }
        else
        {
            ref TaskRow earlier = ref m.Tasks.Write(before);
            row.Next = earlier.Next;
            earlier.Next = task;
        }

        q.Tail = q.Tail == before ? task : q.Tail;
        q.Count++;
    }
}
