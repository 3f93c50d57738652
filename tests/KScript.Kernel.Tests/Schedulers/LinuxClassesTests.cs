// The stack of `sched linux`: which class goes before which, the share of the real-time class, and the policies of the fair class.
namespace KScript.Kernel.Tests;

public class LinuxClassesTests
{
    [Theory]
    // sched(7): deadline before real-time before the rest, whatever priority or nice value these have.
    [InlineData("linux", "A 0 4 nice=-20; F 1 3 fifo=99; D 2 2 deadline=2/10/10", "A 0-1, F 1-2, D 2-4, F 4-6, A 6-9")]
    // 6 of each 10 for real-time, while somebody else is ready.
    [InlineData("linux rt_runtime=6 rt_period=10", "F 0 20 fifo=1; A 0 8", "F 0-6, A 6-10, F 10-16, A 16-20, F 20-28")]
    [InlineData("linux rt_runtime=6 rt_period=10", "F 0 20 fifo=1", "F 0-20")]
    [InlineData("linux rt_runtime=-1 rt_period=10", "F 0 20 fifo=1; A 0 8", "F 0-20, A 20-28")]
    [InlineData("linux rt_runtime=6 rt_period=10", "F 0 9 fifo=1; A 8 4", "F 0-8, A 8-10, F 10-11, A 11-13")]
    // What it did not use in a window does not carry over; F has used nothing of that which begins at 10.
    [InlineData("linux rt_runtime=6 rt_period=10", "A 0 30; F 9 12 fifo=1", "A 0-9, F 9-16, A 16-20, F 20-25, A 25-42")]
    public void Charts(string settings, string jobs, string chart) => Assert.Equal(chart, JobTable.Run(settings, jobs).Timeline());

    [Fact]
    public void The_share_of_the_real_time_class_is_that_of_all_CPUs()
    {
        // Two CPUs: 12 of 20 ticks of CPU time in each window; F and G use them side by side until 6. A takes the highest CPU of equals.
        Scenario run = JobTable.Run("linux rt_runtime=6 rt_period=10 cpus=2", "F 0 9 fifo=1; G 0 9 fifo=1; A 0 4; B 0 4");
        Assert.Equal("F 0-6, B 6-10, F 10-13", run.Timeline(0));
        Assert.Equal("G 0-6, A 6-10, G 10-13", run.Timeline(1));
    }

    // Weights: 3 for SCHED_IDLE, 1024 for nice 0 (kernel/sched/core.c). Of 1027 ticks 3 are A's, up to one slice more or less.
    [Fact]
    public void Idle_tasks_have_next_to_no_weight()
    {
        Scenario run = JobTable.Run("linux q=3", "A 0 50 idle=0; B 0 1024");
        long endOfB = run.Events.Single(static e => e is { Kind: TraceEventKind.ProcessExit, Pid: 3 }).Time;
        Assert.InRange(endOfB, 1024, 1030);
    }

    // B sleeps while A computes, so that it is owed time when it wakes: as SCHED_OTHER it takes the CPU, as SCHED_BATCH it does not (sched(7)).
    [Theory]
    [InlineData("nice=0", true)]
    [InlineData("batch=0", false)]
    [InlineData("idle=0", false)]
    public void Only_normal_tasks_preempt_when_they_wake(string policy, bool preempts)
    {
        Scenario run = JobTable.Run("linux q=8", $"A 0 40; C 0 40; B 0 c1 s9 c1 s4 c1 s7 c1 s3 c1 {policy}");
        Assert.Equal(preempts, run.Events.Any(static e => e is { Kind: TraceEventKind.SchedPreempt, OtherPid: 4 }));
    }

    [Fact]
    public void Classes_change_while_running()
    {
        // Into the real-time class and back: nobody else gets the CPU between.
        var names = new NameTable();
        JobSpec[] jobs = JobTable.Parse("A 0 1; B 0 4", names);
        jobs[0] = jobs[0] with
        {
            Template = new ScriptedContext(
                Do.Call(SyscallNumber.SchedSetscheduler, 0, 1, 9), Do.Compute(9), Do.Call(SyscallNumber.SchedSetscheduler, 0, 0, 0), Do.Compute(4)),
        };
        Scenario run = Scenario.Jobs(Scenario.Settings("linux q=2"), jobs, names);
        Assert.StartsWith("A 0-9", run.Timeline());
        Assert.Equal(17, run.Machine.Now);
    }
}
