// The ordered queue against a sorted list: random insertions, removals and changes of value.
namespace KScript.Kernel.Tests;

public class OrderedQueueTests
{
    private const int Tasks = 200;

    /// <summary>A machine whose tasks 2.. exist, and are in no queue.</summary>
    private static Machine Machine(string policy)
    {
        Machine m = KScript.Kernel.Machine.Create(Scenario.Settings(policy), new NameTable(), new BootPrograms());
        for (int slot = 1; slot <= Tasks; slot++)
        {
            m.Tasks.Write(slot).Pid = slot * 7;
        }

        return m;
    }

    private static List<int> InOrder(Machine m)
    {
        var order = new List<int>();
        for (int task = m.Queues[0].Head; task != 0; task = m.Tasks[task].Next)
        {
            order.Add(task);
        }

        return order;
    }

    [Theory]
    [InlineData("sjf", 1)]
    [InlineData("sjf", 2)]
    [InlineData("lottery", 3)]
    [InlineData("eevdf", 4)]
    public void It_is_a_sorted_list(string policy, int seed)
    {
        Machine m = Machine(policy);
        var random = new Random(seed);
        var expected = new List<(long Key, int Task, long Value)>();
        for (int step = 0; step < 3000; step++)
        {
            int task = random.Next(1, Tasks + 1);
            int at = expected.FindIndex(e => e.Task == task);
            if (at >= 0 && random.Next(3) == 0)
            {
                long value = random.Next(50);
                expected[at] = expected[at] with { Value = value };
                OrderedQueue.SetValue(m, task, value);
            }
            else if (at >= 0)
            {
                expected.RemoveAt(at);
                OrderedQueue.Remove(m, task);
            }
            else
            {
                (long key, long value, bool first) = (random.Next(-20, 20), random.Next(50), random.Next(2) == 0);
                int place = expected.FindIndex(e => first ? e.Key >= key : e.Key > key);
                expected.Insert(place < 0 ? expected.Count : place, (key, task, value));
                OrderedQueue.Insert(m, 0, task, key, value, first);
            }

            Assert.Equal(expected.Select(e => e.Task), InOrder(m));
            Invariants.CheckOrder(m, in m.Queues[0]);
            if (expected.Count > 0 && m.Policy.Traits.Aggregate != Aggregate.None)
            {
                long total = m.Policy.Traits.Aggregate == Aggregate.Sum ? expected.Sum(e => e.Value) : expected.Min(e => e.Value);
                Assert.Equal(total, OrderedQueue.Total(m, 0));
            }
        }
    }

    [Fact]
    public void Its_shape_follows_from_its_contents()
    {
        Machine up = Machine("sjf");
        Machine down = Machine("sjf");
        for (int task = 1; task <= Tasks; task++)
        {
            OrderedQueue.Insert(up, 0, task, task * 13 % 31);
        }

        // The same tasks in another order of coming; of equal keys the lower slot shall still be first.
        for (int task = Tasks; task >= 1; task--)
        {
            OrderedQueue.Insert(down, 0, task, task * 13 % 31, beforeEquals: true);
        }

        Assert.Equal(InOrder(up), InOrder(down));
        for (int task = 1; task <= Tasks; task++)
        {
            Assert.Equal(up.Nodes[task], down.Nodes[task]);
        }
    }

    [Fact]
    public void It_is_no_deeper_than_a_few_logarithms()
    {
        Machine m = Machine("sjf");
        const int Many = 100_000;
        for (int slot = 1; slot <= Many; slot++)
        {
            m.Tasks.Write(slot).Pid = slot;
            OrderedQueue.Insert(m, 0, slot, slot);
        }

        int deepest = 0;
        for (int slot = 1; slot <= Many; slot++)
        {
            int depth = 0;
            for (int at = slot; at != 0; at = m.Nodes[at].Parent)
            {
                depth++;
            }

            deepest = Math.Max(deepest, depth);
        }

        // A random treap of n nodes has a height of about 4.3 ln n, that is 50; a list would have 100,000.
        Assert.InRange(deepest, 17, 60);
    }
}
