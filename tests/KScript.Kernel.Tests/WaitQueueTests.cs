// The queues of blocked tasks: first come, first served, and out of the middle when a signal comes; what a blocked task says that it
// waits for.
using System.Runtime.CompilerServices;
using static KScript.Kernel.Tests.Do;

namespace KScript.Kernel.Tests;

public class WaitQueueTests
{
    private const int Waiters = 6;

    [Fact]
    public void A_task_stays_small()
    {
        // At a million tasks each byte is a megabyte.
        Assert.Equal(56, Unsafe.SizeOf<TaskRow>());
        Assert.Equal(8, Unsafe.SizeOf<WaitsOn>());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Woken_in_the_order_in_which_they_came_whoever_leaves_early(int seed)
    {
        var random = new Random(seed);
        Machine m = Machine();
        List<int> model = Queue(m);
        Assert.Equal(Waiters, model.Count);
        while (model.Count > 0)
        {
            // A signal takes one from anywhere, or the thing that is waited for the first.
            int gone = random.Next(2) == 0 ? 0 : random.Next(model.Count);
            m.LeaveUntil(model[gone]);
            if (gone == 0)
            {
                Assert.True(WaitQueues.WakeOne(m, WaitsOn.Condition));
            }
            else
            {
                Blocked.Wake(m, model[gone]);
            }

            Assert.Equal((TaskState.Ready, default(WaitsOn)), (m.Tasks[model[gone]].State, m.Tasks[model[gone]].WaitsOn));
            model.RemoveAt(gone);
            Assert.Equal(model, Queue(m));
            Invariants.Check(m);
        }

        Assert.False(WaitQueues.WakeOne(m, WaitsOn.Condition));
    }

    [Fact]
    public void All_wake_in_the_order_in_which_they_came()
    {
        Machine m = Machine();
        List<int> model = Queue(m);
        model.ForEach(m.LeaveUntil);
        WaitQueues.WakeAll(m, WaitsOn.Condition);
        var ready = new List<int>();
        for (int task = m.Queues[0].Head; task != 0; task = m.Tasks[task].Next)
        {
            ready.Add(task);
        }

        Assert.Equal(model, ready);
        Assert.Empty(Queue(m));
        Invariants.Check(m);
    }

    [Fact]
    public void The_queue_of_a_time_is_nobodys()
    {
        Machine m = Machine();
        Assert.Throws<KernelPanicException>(() => WaitQueues.WakeOne(m, WaitsOn.Time));
    }

    public static TheoryData<object, object> Reasons => new()
    {
        { SyscallNumber.Nanosleep, WaitKind.Time },
        { SyscallNumber.Sleep, WaitKind.Time },
        { SyscallNumber.Io, WaitKind.Device },
        { SyscallNumber.Disk, WaitKind.Device },
        { SyscallNumber.Pause, WaitKind.Signal },
        { SyscallNumber.Sigtimedwait, WaitKind.Signal },
        { SyscallNumber.Sigsuspend, WaitKind.Signal },
    };

    [Theory]
    [MemberData(nameof(Reasons))]
    public void A_blocked_task_says_what_it_waits_for(object callValue, object kindValue)
    {
        var call = (SyscallNumber)callValue;
        var kind = (WaitKind)kindValue;
        Scenario run = Scenario.Boot(new MachineSettings(), Child(Call(call, 5)), Wait()).RunTo(1);
        Assert.Equal((kind, WaitKind.Child), (run.Process(3).WaitsFor, run.Process(2).WaitsFor));
    }

    [Fact]
    public void A_wait_goes_on_for_the_same_child_after_a_signal_that_does_nothing()
    {
        // SIGTSTP is discarded in an orphaned group (POSIX.1-2017 2.4.3): the wait goes on, and the child that dies later ends it.
        Scenario run = Scenario.Run(
            Child(
                Call(SyscallNumber.Setsid),
                Child(Sleep(2), Kill(3, Signal.SIGTSTP), Sleep(2), Exit(7)),
                Wait()),
            Wait());
        Assert.Equal("setsid=3 fork=4 @4 wait4=4 exited:0", run.Calls(3));
    }

    /// <summary>Children that wait for what does not come, one after the other.</summary>
    private static Machine Machine()
    {
        Step[][] children = [.. Enumerable.Range(0, Waiters).Select(static _ => Child(Until(Condition.Zombies, 99)))];
        return Scenario.Boot(Scenario.Settings("rr q=9"), [.. children, Call(SyscallNumber.Pause)]).RunTo(1).Machine;
    }

    private static List<int> Queue(Machine m)
    {
        var list = new List<int>();
        for (int task = m.S.Conditions.Head; task != 0; task = m.Waiters[task].Next)
        {
            list.Add(task);
        }

        return list;
    }
}
