// sched_setscheduler and its relatives: the answers are those that a C program with the same calls got from Linux 6.18, as root and then
// as another user with RLIMIT_RTPRIO and RLIMIT_NICE at 0.
namespace KScript.Kernel.Tests;

public class SchedulingCallsTests
{
    private const long Reset = SchedulingCalls.ResetOnFork;
    private const long Other = (long)SchedulingPolicy.Other;
    private const long Fifo = (long)SchedulingPolicy.Fifo;
    private const long RoundRobin = (long)SchedulingPolicy.RoundRobin;
    private const long Batch = (long)SchedulingPolicy.Batch;
    private const long Idle = (long)SchedulingPolicy.Idle;
    private const long Deadline = (long)SchedulingPolicy.Deadline;

    private static Step[] Set(long pid, long policy, long priority) => Do.Call(SyscallNumber.SchedSetscheduler, pid, policy, priority);

    private static Step[] SetAttr(params long[] attributes) => Do.CallWith(SyscallNumber.SchedSetattr, attributes, 0);

    private static Step[] Get() => Do.Call(SyscallNumber.SchedGetscheduler, 0);

    private static Step[] Nice() => Do.Call(SyscallNumber.Getpriority, Priorities.PRIO_PROCESS, 0);


    public static TheoryData<long, long, long, string> Policies => new()
    {
        { 0, Fifo, 0, "EINVAL" }, { 0, Fifo, 100, "EINVAL" }, { 0, Fifo, -1, "EINVAL" }, { 0, Fifo, 99, "0" }, { 0, Other, 1, "EINVAL" },
        { 0, 4, 0, "EINVAL" }, { 0, Deadline, 0, "EINVAL" }, { -1, Other, 0, "EINVAL" }, { 9999, Other, 0, "ESRCH" }, { 9999, 4, 0, "ESRCH" },
        { 0, -1, 0, "EINVAL" }, { 0, Batch, 0, "0" }, { 0, Idle, 0, "0" }, { 0, Idle, 1, "EINVAL" }, { 1, RoundRobin, 1, "0" },
    };

    [Theory]
    [MemberData(nameof(Policies))]
    public void A_policy_takes_its_own_priorities(long pid, long policy, long priority, string answer)
        => Assert.Equal(answer, Last(Scenario.Run(Set(pid, policy, priority))));

    /// <summary>What the call before the exit gave.</summary>
    private static string Last(Scenario run)
    {
        TraceEvent e = run.Events.Last(static e => e is { Kind: TraceEventKind.SysExit, Pid: 2 } && e.Number != SyscallNumber.Exit);
        return e.Error == Errno.None ? e.Result.ToString(System.Globalization.CultureInfo.InvariantCulture) : e.Error.ToString();
    }

    [Theory]
    [InlineData(Other, "0", "0")]
    [InlineData(Fifo, "1", "99")]
    [InlineData(RoundRobin, "1", "99")]
    [InlineData(Batch, "0", "0")]
    [InlineData(4, "EINVAL", "EINVAL")]
    [InlineData(Idle, "0", "0")]
    [InlineData(Deadline, "0", "0")]
    [InlineData(7, "EINVAL", "EINVAL")]
    public void Each_policy_has_a_range_of_priorities(long policy, string least, string greatest)
    {
        Assert.Equal(least, Last(Scenario.Run(Do.Call(SyscallNumber.SchedGetPriorityMin, policy))));
        Assert.Equal(greatest, Last(Scenario.Run(Do.Call(SyscallNumber.SchedGetPriorityMax, policy))));
    }

    public static TheoryData<long[], string> Attributes => new()
    {
        { [Deadline, 0, 0, 0, 10, 30, 100], "0" },
        { [Deadline, 0, 0, 0, 30, 20, 100], "EINVAL" },
        { [Deadline, 0, 0, 0, 30, 50, 40], "EINVAL" },
        { [Deadline, 0, 0, 0, 30, 50, 0], "0" },
        { [Deadline, 0, 0, 0, 30, 50], "0" },
        { [Deadline, 0, 0, 0, 0, 50], "EINVAL" },
        { [Deadline, 0, 0, 1, 10, 50], "EINVAL" },
        { [Deadline, 1, 0, 0, 10, 50], "0" },
        { [Fifo, 0, 7, 3], "0" },
        { [Fifo, 4096, 7, 3], "EINVAL" },
        { [Other, 0, 50], "0" },
        { [4], "EINVAL" },
        { [], "EINVAL" },
        { [0, 0, 0, 0, 0, 0, 0, 0], "EINVAL" },
    };

    [Theory]
    [MemberData(nameof(Attributes))]
    public void Attributes_must_fit_together(long[] attributes, string answer) => Assert.Equal(answer, Last(Scenario.Run(SetAttr(attributes))));

    [Fact]
    public void Nice_is_clamped_and_kept_while_the_policy_does_not_use_it()
    {
        Assert.Equal("19", Last(Scenario.Run(SetAttr(Other, 0, 50), Nice())));
        Assert.Equal("19", Last(Scenario.Run(SetAttr(Other, 0, 50), SetAttr(Fifo, 0, 7, 3), Nice())));
        Assert.Equal("19", Last(Scenario.Run(SetAttr(Other, 0, 50), SetAttr(Idle, 0, 7), Nice())));
    }

    [Fact]
    public void The_reset_flag_is_told_with_the_policy()
    {
        Assert.Equal("1073741825", Last(Scenario.Run(Set(0, Fifo | Reset, 4), Get())));
        Assert.Equal("6", Last(Scenario.Run(SetAttr(Deadline, 0, 0, 0, 10, 30), Get())));
    }

    [Fact]
    public void A_deadline_task_forks_with_the_reset_flag_alone()
    {
        Assert.Equal("EAGAIN", Last(Scenario.Run(SetAttr(Deadline, 0, 0, 0, 10, 30), Do.Fork())));
        Scenario run = Scenario.Run(SetAttr(Deadline, 1, 0, 0, 10, 30), Do.Child(Get()), Do.Wait());
        Assert.Equal("sched_getscheduler=0 exited:0", run.Calls(3));
    }

    [Theory]
    [InlineData(Fifo, 0, 0)]
    [InlineData(RoundRobin, 0, 0)]
    [InlineData(Other, -5, 0)]
    [InlineData(Other, 5, 5)]
    public void The_reset_flag_takes_from_a_child_what_is_privileged(long policy, long nice, long nicenessOfChild)
    {
        Step[] set = Do.All(Do.Call(SyscallNumber.Nice, nice), Set(0, policy | Reset, policy is Fifo or RoundRobin ? 7 : 0));
        Scenario run = Scenario.Run(set, Do.Child(Get(), Do.Call(SyscallNumber.SchedGetparam, 0), Nice()), Do.Wait());
        Assert.Equal($"sched_getscheduler=0 sched_getparam=0 getpriority={nicenessOfChild} exited:0", run.Calls(3));
    }

    [Fact]
    public void Without_the_flag_children_inherit_and_exec_keeps_it()
    {
        var image = new Image("image", Do.All(Get(), Do.Call(SyscallNumber.SchedGetparam, 0)));
        Scenario run = Scenario.Run(Set(0, RoundRobin, 7), Do.Child(Do.CallWith(SyscallNumber.Execve, image)), Do.Wait());
        Assert.Equal("execve=0 sched_getscheduler=2 sched_getparam=7 exited:0", run.Calls(3));
    }

    [Fact]
    public void Setparam_keeps_the_policy()
    {
        Scenario run = Scenario.Run(
            Set(0, Fifo | Reset, 3),
            Do.Call(SyscallNumber.SchedSetparam, 0, 9),
            Get(),
            Do.Call(SyscallNumber.SchedGetparam, 0),
            Do.Call(SyscallNumber.SchedSetparam, 0, 0));
        Assert.Equal("sched_setscheduler=0 sched_setparam=0 sched_getscheduler=1073741825 sched_getparam=9 sched_setparam=EINVAL exited:0", run.Calls(2));
        Assert.Equal("EINVAL", Last(Scenario.Run(SetAttr(Deadline, 0, 0, 0, 10, 30), Do.Call(SyscallNumber.SchedSetparam, 0, 0))));
    }

    [Fact]
    public void The_unprivileged_may_step_down_and_not_up()
    {
        Scenario run = Scenario.Run(
            Set(0, Fifo | Reset, 4),
            Do.Call(SyscallNumber.Setuid, 1000),
            Set(0, Fifo, 4),
            Set(0, Fifo | Reset, 3),
            Set(0, Fifo | Reset, 4),
            Set(0, RoundRobin | Reset, 3),
            Set(0, Reset, 0),
            Set(0, Other, 0),
            Set(0, Batch | Reset, 0),
            Set(0, Fifo | Reset, 1),
            SetAttr(Deadline, 1, 0, 0, 10, 30),
            Set(0, Idle | Reset, 0),
            Set(0, Reset, 0),
            Set(1, Other, 0));
        string[] answers = ["0", "EPERM", "0", "EPERM", "EPERM", "0", "EPERM", "0", "EPERM", "EPERM", "0", "EPERM", "EPERM"];
        Assert.Equal(answers, run.Events
            .Where(static e => e is { Kind: TraceEventKind.SysExit, Number: SyscallNumber.SchedSetscheduler or SyscallNumber.SchedSetattr })
            .Select(static e => e.Error == Errno.None ? "0" : e.Error.ToString()));
    }

    [Fact]
    public void Rlimits_let_the_unprivileged_up()
    {
        Step[] raised = Do.All(
            Do.Call(SyscallNumber.Setrlimit, ResourceLimit.RLIMIT_RTPRIO, 5),
            Do.Call(SyscallNumber.Setrlimit, ResourceLimit.RLIMIT_NICE, 25),
            Do.Call(SyscallNumber.Setuid, 1000));
        Assert.Equal("0", Last(Scenario.Run(raised, Set(0, Fifo, 5))));
        Assert.Equal("EPERM", Last(Scenario.Run(raised, Set(0, Fifo, 6))));
        // A limit of 25 is a nice value of 20 - 25.
        Assert.Equal("-5", Last(Scenario.Run(raised, Do.Call(SyscallNumber.Nice, -5))));
        Assert.Equal("EPERM", Last(Scenario.Run(raised, Do.Call(SyscallNumber.Nice, -6))));
    }

    [Theory]
    [InlineData(1, 95, "0")]
    [InlineData(1, 96, "EBUSY")]
    [InlineData(2, 96, "0")]
    public void Deadline_tasks_are_admitted_while_there_is_room(int cpus, long runtime, string answer)
        => Assert.Equal(answer, Last(Scenario.Run(Scenario.Settings($"rr cpus={cpus}"), SetAttr(Deadline, 0, 0, 0, runtime, 100))));

    [Fact]
    public void The_dead_and_those_who_leave_the_class_make_room()
    {
        Step[] half = SetAttr(Deadline, 0, 0, 0, 50, 100);
        Scenario run = Scenario.Run(Do.Child(half, Do.Sleep(2)), Do.Sleep(1), half, Do.Wait(), half, Set(0, Other, 0), half);
        Assert.Equal("fork=3 @1 nanosleep=0 sched_setattr=EBUSY @2 wait4=3 sched_setattr=0 sched_setscheduler=0 sched_setattr=0 exited:0", run.Calls(2));
    }
}
