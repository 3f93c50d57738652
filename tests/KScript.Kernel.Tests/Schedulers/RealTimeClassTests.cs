// SCHED_FIFO and SCHED_RR under `sched linux`: charts by hand from the rules of sched(7) and POSIX.1-2017 XSH 2.8.4.
namespace KScript.Kernel.Tests;

public class RealTimeClassTests
{
    [Theory]
    // A preempted task is the head of its list: F goes on before H, which came while G ran.
    [InlineData("linux", "F 0 5 fifo=10; G 1 3 fifo=20; H 2 2 fifo=10", "F 0-1, G 1-4, F 4-8, H 8-10")]
    // SCHED_FIFO runs until it blocks, and woken it is the last of its list.
    [InlineData("linux", "A 0 c2 i1 c2 fifo=10; B 0 9 fifo=10", "A 0-2, B 2-11, A 11-13")]
    // Yielding: to the tail. Alone, or among lower ones, it goes on.
    [InlineData("linux", "A 0 c2 y c2 fifo=10; B 0 3 fifo=10", "A 0-2, B 2-5, A 5-7")]
    [InlineData("linux", "A 0 c2 y c2 fifo=10; B 0 3 fifo=9", "A 0-4, B 4-7")]
    // SCHED_RR: at the end of the quantum behind C, which came meanwhile and is SCHED_FIFO.
    [InlineData("linux rr=2", "A 0 5 rr=10; B 0 3 rr=10; C 1 2 fifo=10", "A 0-2, B 2-4, C 4-6, A 6-8, B 8-9, A 9-10")]
    // Preempted, it completes the rest of its quantum.
    [InlineData("linux rr=4", "A 0 6 rr=10; B 0 4 rr=10; H 2 1 fifo=50", "A 0-2, H 2-3, A 3-5, B 5-9, A 9-11")]
    // A quantum is used up over several bursts: A has 1 of its 4 left when it blocks at 3.
    [InlineData("linux rr=4", "A 0 c3 i1 c3 rr=10; B 0 6 rr=10", "A 0-3, B 3-7, A 7-8, B 8-10, A 10-12")]
    // Who lowers his own priority is the head of the lower list; who yields a better CPU for it loses it.
    [InlineData("linux", "A 0 c1 p5 c2 fifo=10; B 0 2 fifo=5", "A 0-3, B 3-5")]
    [InlineData("linux", "A 0 c1 p4 c2 fifo=10; B 0 2 fifo=5", "A 0-1, B 1-3, A 3-5")]
    public void Charts(string settings, string jobs, string chart) => Assert.Equal(chart, JobTable.Run(settings, jobs).Timeline());

    // A is pid 2, B pid 3; M, better than both, changes A while it waits.
    [Theory]
    [InlineData(5, 10, 10, "M 0-1, B 1-3, A 3-5")]
    [InlineData(10, 5, 5, "M 0-1, A 1-3, B 3-5")]
    [InlineData(5, 5, 5, "M 0-1, A 1-3, B 3-5")]
    [InlineData(5, 10, 20, "M 0-1, A 1-3, B 3-5")]
    public void A_raised_priority_goes_to_the_tail_and_a_lowered_one_to_the_head(int ofA, int ofB, int changed, string chart)
    {
        var names = new NameTable();
        JobSpec[] jobs = JobTable.Parse($"A 0 2 fifo={ofA}; B 0 2 fifo={ofB}; M 0 1 fifo=50", names);
        jobs[2] = jobs[2] with { Template = new ScriptedContext(Do.Compute(1), Do.Call(SyscallNumber.SchedSetparam, 2, changed)) };
        Assert.Equal(chart, Scenario.Jobs(Scenario.Settings("linux"), jobs, names).Timeline());
    }

    [Fact]
    public void A_waiting_task_changes_class_at_once()
    {
        var names = new NameTable();
        JobSpec[] jobs = JobTable.Parse("A 0 2 fifo=5; B 0 2; M 0 1 fifo=50", names);
        // B goes from the fair class over A's head, and A down into the fair class.
        jobs[2] = jobs[2] with
        {
            Template = new ScriptedContext(
                Do.Compute(1), Do.Call(SyscallNumber.SchedSetscheduler, 3, 1, 9), Do.Compute(1), Do.Call(SyscallNumber.SchedSetscheduler, 2, 0, 0), Do.Compute(1)),
        };
        Assert.Equal("M 0-3, B 3-5, A 5-7", Scenario.Jobs(Scenario.Settings("linux"), jobs, names).Timeline());
    }

    [Fact]
    public void The_trace_names_the_rules()
    {
        Scenario run = JobTable.Run("linux rr=2", "A 0 5 rr=10; B 0 3 rr=10; H 3 1 fifo=20");
        Assert.Equal(
            ["linux/rt-4: quantum used up, to the tail of its priority", "linux/rt-3: better priority"],
            run.Events.Where(static e => e.Kind is TraceEventKind.SchedSlice or TraceEventKind.SchedPreempt).Take(2).Select(static e => e.Rule));
        Assert.Equal("linux/rt-2: head of the best priority", run.Events.First(static e => e.Kind == TraceEventKind.SchedSwitch).Rule);
    }

    [Fact]
    public void The_interval_of_round_robin_is_its_quantum()
    {
        string Interval(string attributes)
        {
            var names = new NameTable();
            JobSpec[] jobs = JobTable.Parse("A 0 1 " + attributes, names);
            jobs[0] = jobs[0] with { Template = new ScriptedContext(Do.Call(SyscallNumber.SchedRrGetInterval, 0)) };
            return Scenario.Jobs(Scenario.Settings("linux rr=7 q=2"), jobs, names).Calls(2);
        }

        Assert.Equal("sched_rr_get_interval=7 exited:0", Interval("rr=1"));
        Assert.Equal("sched_rr_get_interval=0 exited:0", Interval("fifo=1"));
        Assert.Equal("sched_rr_get_interval=2 exited:0", Interval("nice=0"));
    }
}
