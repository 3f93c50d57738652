// nice, getpriority and setpriority on processes, groups and users. Answers as on Linux 6.18 (see SchedulingCallsTests.cs).
namespace KScript.Kernel.Tests;

public class PrioritiesTests
{
    private static Step[] Get(long which, long who) => Do.Call(SyscallNumber.Getpriority, which, who);

    private static Step[] Set(long which, long who, long nice) => Do.Call(SyscallNumber.Setpriority, which, who, nice);

    [Fact]
    public void A_group_has_the_nice_value_of_its_best_member()
    {
        // 2 leads a group of itself and 3; 4 leads one of its own.
        Scenario run = Scenario.Run(
            Do.Child(Do.Call(SyscallNumber.Nice, 4), Do.Sleep(9)),
            Do.Child(Do.Call(SyscallNumber.Setpgid, 0, 0), Do.Call(SyscallNumber.Nice, -4), Do.Sleep(9)),
            Do.Call(SyscallNumber.Nice, 6),
            Do.Sleep(1),
            Get(Priorities.PRIO_PGRP, 0),
            Get(Priorities.PRIO_PGRP, 4),
            Get(Priorities.PRIO_PGRP, 3),
            Get(Priorities.PRIO_USER, 0),
            Set(Priorities.PRIO_PGRP, 0, 9),
            Get(Priorities.PRIO_PROCESS, 3),
            Get(Priorities.PRIO_PROCESS, 4),
            Get(Priorities.PRIO_USER, 777),
            Get(3, 0));
        Assert.Equal(
            "fork=3 fork=4 nice=6 @1 nanosleep=0 getpriority=4 getpriority=-4 getpriority=ESRCH getpriority=-4 setpriority=0 "
            + "getpriority=9 getpriority=-4 getpriority=ESRCH getpriority=EINVAL exited:0",
            run.Calls(2));
    }

    [Fact]
    public void The_unprivileged_may_be_nicer_to_others_and_not_to_themselves()
    {
        Scenario run = Scenario.Run(
            Do.Call(SyscallNumber.Nice, 3),
            Do.Call(SyscallNumber.Setuid, 1000),
            Do.Call(SyscallNumber.Nice, -1),
            Do.Call(SyscallNumber.Nice, 2),
            Set(Priorities.PRIO_PROCESS, 0, 0),
            Set(Priorities.PRIO_PROCESS, 1, 5),
            Set(Priorities.PRIO_USER, 0, 19),
            Do.Call(SyscallNumber.Nice, 1));
        Assert.Equal(
            "nice=3 setuid=0 nice=EPERM nice=5 setpriority=EACCES setpriority=EPERM setpriority=0 nice=19 exited:0", run.Calls(2));
    }

    [Fact]
    public void One_that_may_not_be_changed_does_not_keep_the_others_from_it()
    {
        // 3 stays privileged, in the group of 2, which is not: the group's call fails with EPERM and has changed 2.
        Scenario run = Scenario.Run(
            Do.Child(Do.Sleep(9)),
            Do.Call(SyscallNumber.Setuid, 1000),
            Set(Priorities.PRIO_PGRP, 0, 7),
            Get(Priorities.PRIO_PROCESS, 0),
            Get(Priorities.PRIO_PROCESS, 3));
        Assert.Equal("fork=3 setuid=0 setpriority=EPERM getpriority=7 getpriority=0 exited:0", run.Calls(2));
    }

    [Fact]
    public void A_call_that_fails_for_some_makes_room_for_the_better_all_the_same()
    {
        // 3 makes itself worse than 2, which waits for a CPU; 5 stays privileged, so that the group's call fails.
        Scenario run = Scenario.Run(
            Scenario.Settings("priority preemptive=true cpus=2"),
            Do.Child(
                Do.Call(SyscallNumber.Setpgid, 0, 0),
                Do.Child(Do.Sleep(99)),
                Do.Call(SyscallNumber.Setuid, 1000),
                Do.Compute(5),
                Set(Priorities.PRIO_PGRP, 0, 10),
                Do.Compute(50)),
            Do.Child(Do.Compute(60)),
            Do.Sleep(2));
        Assert.Equal("setpgid=0 fork=5 setuid=0 @5 setpriority=EPERM @55 exited:0", run.Calls(3));
        Assert.Equal("fork=3 fork=4 @5 nanosleep=0 exited:0", run.Calls(2));
    }
}
