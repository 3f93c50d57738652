// The rules on queues that are kept in order: the tree over the list (Schedulers/OrderedQueue.cs).
namespace KScript.Kernel;

internal static partial class Invariants
{
    /// <summary>The tree has the tasks of the list, in its order; keys rise, heaps fall, aggregates are right.</summary>
    internal static void CheckOrder(Machine m, in ReadyQueue queue)
    {
        if (queue.Root == 0)
        {
            Require(queue.Head == 0 || !OrderedQueue.Contains(m, queue.Head), "queue-order", m, queue.Head, "it has a node in no tree");
            return;
        }

        Require(m.Nodes[queue.Root].Parent == 0, "queue-order", m, queue.Root, "the root has a parent");
        int next = queue.Head;
        CheckSubtree(m, queue.Root, ref next, queue.Count);
        Require(next == 0, "queue-order", m, next, "it is in the list and not in the tree");
        for (int task = queue.Head; m.Tasks[task].Next != 0; task = m.Tasks[task].Next)
        {
            Require(m.Nodes[task].Key <= m.Nodes[m.Tasks[task].Next].Key, "queue-order", m, task, "a lesser key comes after it");
        }
    }

    /// <summary>Walks a subtree from left to right along the list. It is no deeper than it has tasks.</summary>
    private static void CheckSubtree(Machine m, int task, ref int next, int deepest)
    {
        QueueNode node = m.Nodes[task];
        Require(deepest > 0, "queue-order", m, task, "the tree has a loop");
        Require(node.Heap == OrderedQueue.HeapOf(m.Tasks[task].Pid), "queue-order", m, task, "its place in the tree is not that of its pid");
        Require(node.Parent == 0 || m.Nodes[node.Parent].Heap > node.Heap, "queue-order", m, task, "it is below a lesser one");
        CheckAggregate(m, task, node.Left, node.LeftBest);
        CheckAggregate(m, task, node.Right, node.RightBest);
        if (node.Left != 0)
        {
            Require(m.Nodes[node.Left].Parent == task, "queue-order", m, task, "a child has another parent");
            CheckSubtree(m, node.Left, ref next, deepest - 1);
        }

        Require(next == task, "queue-order", m, task, "the list has another task in its place");
        next = m.Tasks[task].Next;
        if (node.Right != 0)
        {
            Require(m.Nodes[node.Right].Parent == task, "queue-order", m, task, "a child has another parent");
            CheckSubtree(m, node.Right, ref next, deepest - 1);
        }
    }

    private static void CheckAggregate(Machine m, int task, int child, long known)
    {
        Aggregate aggregate = m.Policy.AggregateOf(m.Nodes[task].Queue - 1);
        long best = child == 0 ? OrderedQueue.Nothing(aggregate) : OrderedQueue.BestOf(in m.Nodes[child], aggregate);
        Require(aggregate == Aggregate.None || known == best, "queue-order", m, task, "what it knows of those below it is wrong");
    }
}
