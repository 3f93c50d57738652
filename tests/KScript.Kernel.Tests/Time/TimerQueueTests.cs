// The heap of timers against a sorted list.

namespace KScript.Kernel.Tests;

public class TimerQueueTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Behaves_as_a_sorted_list(int seed)
    {
        var random = new Random(seed);
        Machine m = Scenario.Boot(new MachineSettings()).Machine;
        // Slots far above those in use: a task's place in the heap is all that is touched.
        var idle = new Stack<int>(Enumerable.Range(100, 50));
        var model = new List<(long Due, long Order, int Task)>();
        long order = 0;
        for (int round = 0; round < 5000; round++)
        {
            int what = random.Next(3);
            if (what == 0 && idle.Count > 0)
            {
                int task = idle.Pop();
                long due = random.Next(20);
                TimerQueue.Set(m, task, TimerKind.Wake, due);
                model.Add((due, order++, task));
                model.Sort();
            }
            else if (what == 1 && model.Count > 0)
            {
                (long due, _, int task) = model[0];
                model.RemoveAt(0);
                Assert.Equal((due, task), (TimerQueue.FirstDue(m), TimerQueue.Take(m).Task));
                idle.Push(task);
            }
            else if (model.Count > 0)
            {
                int which = random.Next(model.Count);
                int task = model[which].Task;
                model.RemoveAt(which);
                TimerQueue.RemoveAt(m, m.Waiters[task].Timer);
                idle.Push(task);
            }

            Assert.Equal(model.Count, m.S.TimerCount);
            Assert.All(model, t => Assert.Equal(t.Task, m.Timers[m.Waiters[t.Task].Timer].Task));
        }
    }

    [Fact]
    public void Of_those_due_together_the_first_set_is_first()
    {
        Scenario run = Scenario.Run(
            Do.Child(Do.Sleep(5), Do.Compute(1)),
            Do.Child(Do.Compute(1), Do.Sleep(4), Do.Compute(1)),
            Do.Wait(),
            Do.Wait());
        // [3] sets its timer at 0, [4] at 1, both for 5.
        Assert.Equal(["5 SchedWakeup main[3]", "5 SchedWakeup main[4]"], run.Happened(TraceEventKind.SchedWakeup).Where(e => e.StartsWith('5')));
    }
}
