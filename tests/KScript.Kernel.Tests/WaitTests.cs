// wait4 and waitid: which child, which event, and when there is none (POSIX.1-2017 wait(), waitid(); docs/kernel.md).
using static KScript.Kernel.Tests.Do;

namespace KScript.Kernel.Tests;

public class WaitTests
{
    [Fact]
    public void The_oldest_child_with_an_event_is_first()
    {
        // [4] ends before [3]; at 5 both are dead, and [3] is older.
        Scenario run = Scenario.Run(Child(Sleep(3)), Child(Sleep(1)), Sleep(5), Wait(), Wait(), Wait());
        Assert.Equal("fork=3 fork=4 @5 nanosleep=0 wait4=3 wait4=4 wait4=ECHILD exited:0", run.Calls(2));
    }

    [Fact]
    public void Only_a_waiter_whose_selector_matches_is_woken()
    {
        Scenario run = Scenario.Run(Child(Sleep(1)), Child(Sleep(3)), Wait(4), Wait(3));
        Assert.Equal("fork=3 fork=4 @3 wait4=4 wait4=3 exited:0", run.Calls(2));
        Assert.DoesNotContain("1 SchedWakeup main[2]", run.Happened(TraceEventKind.SchedWakeup));
    }

    [Fact]
    public void Between_the_exit_and_the_waiters_run_the_zombie_can_be_seen()
    {
        Scenario run = Scenario.Boot(new MachineSettings(), Child(Sleep(2)), Child(Sleep(2), Compute(5)), Wait(3));
        // At 2 both wake; [3] exits and wakes [2], which is behind [4] in the queue.
        run.RunTo(3);
        Assert.Equal(TaskState.Zombie, run.Process(3).State);
        Assert.Equal(TaskState.Ready, run.Process(2).State);
    }

    [Fact]
    public void Nohang_answers_0_and_costs_a_tick()
    {
        Scenario run = Scenario.Run(Scenario.Settings("rr q=10 cpus=2"), Child(Sleep(1)), Wait(-1, 1), Wait(-1, 1), Wait(-1, 1));
        Assert.Equal("fork=3 wait4=0 @1 wait4=0 @2 wait4=3 exited:0", run.Calls(2));
        Assert.Equal(2, run.Machine.S.ReapedCpuTime);
    }

    [Theory]
    [InlineData(0, "wait4=4")]
    [InlineData(-3, "wait4=3")]
    [InlineData(-9, "wait4=ECHILD")]
    [InlineData(int.MinValue, "wait4=ESRCH")]
    [InlineData(99, "wait4=ECHILD")]
    public void Selectors_of_groups(long selector, string answer)
    {
        // [3] is in a group of its own, [4] in the caller's.
        Scenario run = Scenario.Run(Child(Call(SyscallNumber.Setpgid, 0, 0)), Child(), Sleep(1), Wait(selector));
        Assert.Contains(answer, run.Calls(2), StringComparison.Ordinal);
    }

    [Fact]
    public void Stops_and_continues_are_reported_once_each()
    {
        const long Untraced = 2;
        const long Continued = 8;
        Scenario run = Scenario.Run(
            Child(Sleep(50)),
            Sleep(1),
            Kill(3, Signal.SIGSTOP),
            Wait(-1, Untraced),
            Wait(-1, Untraced | 1),
            Kill(3, Signal.SIGCONT),
            Wait(-1, Continued),
            Wait(-1, Continued | 1),
            Kill(3, Signal.SIGKILL),
            Wait());
        Assert.Contains("kill=0 wait4=3 wait4=0 @2 kill=0 wait4=3 wait4=0 @3 kill=0 wait4=3", run.Calls(2), StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_change_replaces_an_unreported_one()
    {
        Scenario run = Scenario.Run(
            Child(Sleep(50)), Sleep(1), Kill(3, Signal.SIGSTOP), Sleep(1), Kill(3, Signal.SIGCONT), Sleep(1), Wait(-1, 2 | 1), Wait(-1, 8), Kill(3, Signal.SIGKILL));
        Assert.Contains("@3 nanosleep=0 wait4=0 @4 wait4=3", run.Calls(2), StringComparison.Ordinal);
    }

    [Fact]
    public void On_waking_a_result_beats_EINTR_and_the_handler_runs_first()
    {
        Scenario run = Scenario.Run(On(Signal.SIGCHLD, Call(SyscallNumber.Getpid)), Child(Sleep(3), Exit(5)), Wait());
        Assert.Equal("sigaction=0 fork=3 @3 wait4=3 getpid=2 exited:0", run.Calls(2));
    }

    [Fact]
    public void A_handler_interrupts_or_restarts()
    {
        Step[] child = Child(Sleep(2), Kill(2, Signal.SIGUSR1), Sleep(2));
        Scenario plain = Scenario.Run(On(Signal.SIGUSR1, Compute(0)), child, Wait(), Wait());
        Assert.Contains("@2 wait4=EINTR @4 wait4=3", plain.Calls(2), StringComparison.Ordinal);
        Scenario restarted = Scenario.Run(On(Signal.SIGUSR1, Compute(0), SigActionFlags.Restart), child, Wait());
        Assert.Contains("fork=3 @4 wait4=3", restarted.Calls(2), StringComparison.Ordinal);
    }

    [Fact]
    public void Waitid_with_NOWAIT_leaves_the_child()
    {
        const long Exited = 4;
        const long NoWait = 0x01000000;
        Scenario run = Scenario.Run(
            Child(), Call(SyscallNumber.Waitid, 0, 0, Exited | NoWait), Call(SyscallNumber.Waitid, 1, 3, Exited), Call(SyscallNumber.Waitid, 0, 0, Exited));
        Assert.Equal("fork=3 waitid=0 waitid=0 waitid=ECHILD exited:0", run.Calls(2));
    }
}
