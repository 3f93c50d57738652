// Signals: pending, blocked, discarded, delivered, stopped (signal(7), POSIX.1-2017 2.4; docs/kernel.md).
using static KScript.Kernel.Tests.Do;

namespace KScript.Kernel.Tests;

public class SignalsTests
{
    private static readonly int[] Two = [Signal.SIGUSR1, Signal.SIGUSR2];

    [Fact]
    public void Standard_signals_do_not_queue_and_real_time_ones_do_in_order()
    {
        Step[] count(int signal) => On(signal, Call(SyscallNumber.Getpid));
        Scenario run = Scenario.Run(
            count(Signal.SIGUSR1),
            count(Signal.SIGRTMIN),
            Call(SyscallNumber.Sigprocmask, 0, (long)(Signal.Bit(Signal.SIGUSR1) | Signal.Bit(Signal.SIGRTMIN))),
            Kill(2, Signal.SIGUSR1),
            Kill(2, Signal.SIGUSR1),
            Call(SyscallNumber.Sigqueue, 2, Signal.SIGRTMIN, 1),
            Call(SyscallNumber.Sigqueue, 2, Signal.SIGRTMIN, 2),
            Call(SyscallNumber.Sigprocmask, 2, 0));
        int handled = run.Events.Count(static e => e.Kind == TraceEventKind.SignalDeliver && e.Signal == Signal.SIGUSR1);
        int queued = run.Events.Count(static e => e.Kind == TraceEventKind.SignalDeliver && e.Signal == Signal.SIGRTMIN);
        Assert.Equal((1, 2), (handled, queued));
    }

    [Fact]
    public void Handlers_are_frames_the_lowest_number_below()
    {
        // Both pend; the lower is pushed first, so the body of the higher one runs first.
        Scenario run = Scenario.Run(
            On(Signal.SIGUSR1, Call(SyscallNumber.Getpid)),
            On(Signal.SIGUSR2, Call(SyscallNumber.Getppid)),
            Call(SyscallNumber.Sigprocmask, 0, (long)(Signal.Bit(Two[0]) | Signal.Bit(Two[1]))),
            Kill(2, Signal.SIGUSR1),
            Kill(2, Signal.SIGUSR2),
            Call(SyscallNumber.Sigprocmask, 2, 0));
        Assert.EndsWith("sigprocmask=0 getppid=1 getpid=2 exited:0", run.Calls(2), StringComparison.Ordinal);
    }

    [Fact]
    public void The_mask_of_a_handler_holds_while_it_runs()
    {
        Scenario run = Scenario.Run(
            On(Signal.SIGUSR1, All(Kill(2, Signal.SIGUSR2), Call(SyscallNumber.Getpid)), mask: Signal.Bit(Signal.SIGUSR2)),
            On(Signal.SIGUSR2, Call(SyscallNumber.Getppid)),
            Kill(2, Signal.SIGUSR1));
        Assert.EndsWith("kill=0 kill=0 getpid=2 getppid=1 exited:0", run.Calls(2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SigActionFlags.None)]
    [InlineData(SigActionFlags.Restart)]
    public void Abort_kills_after_a_handler_that_returns(object flagsValue)
    {
        var flags = (SigActionFlags)flagsValue;
        // abort(3): SIGABRT ignored, or caught by a handler that returns, still terminates the process.
        Scenario run = Scenario.Run(On(Signal.SIGABRT, Call(SyscallNumber.Getpid), flags), Call(SyscallNumber.Abort), Call(SyscallNumber.Getppid));
        Assert.Equal("sigaction=0 getpid=2 abort=0 killed:by:SIGABRT", run.Calls(2));
    }

    [Theory]
    [InlineData(Signal.SIGKILL)]
    [InlineData(Signal.SIGSTOP)]
    public void Two_cannot_be_caught_ignored_or_blocked(int signal)
    {
        Scenario run = Scenario.Boot(
            new MachineSettings(), Ignore(signal), Call(SyscallNumber.Sigprocmask, 2, -1), Kill(2, signal), Exit(5)).RunTo(1);
        Assert.StartsWith("sigaction=EINVAL sigprocmask=0 kill=0", run.Calls(2), StringComparison.Ordinal);
        Assert.DoesNotContain("exited", run.Calls(2), StringComparison.Ordinal);
    }

    [Fact]
    public void A_computing_task_on_another_CPU_is_interrupted_with_the_rest_of_its_burst_kept()
    {
        Scenario run = Scenario.Run(
            Scenario.Settings("fcfs cpus=2"), On(Signal.SIGUSR1, Compute(2)), Child(Sleep(3), Kill(2, Signal.SIGUSR1)), Compute(10), Wait());
        // 3 of 10, the handler's 2, the other 7.
        Assert.Equal("sigaction=0 fork=3 @12 wait4=3 exited:0", run.Calls(2));
        Assert.Contains("3 SignalDeliver main[2]", run.Happened(TraceEventKind.SignalDeliver));
    }

    [Fact]
    public void A_ready_task_stays_R_until_it_runs_and_dies_then()
    {
        Scenario run = Scenario.Boot(Scenario.Settings("fcfs"), Child(Compute(5)), Kill(3, Signal.SIGTERM), Compute(4), Wait()).RunTo(2);
        Assert.Equal(TaskState.Ready, run.Process(3).State);
        run.RunTo(4);
        Assert.Equal("@4 killed:by:SIGTERM", run.Calls(3));
    }

    [Fact]
    public void Disk_sleep_ignores_even_SIGKILL_until_it_is_over()
    {
        Scenario run = Scenario.Run(Child(Call(SyscallNumber.Disk, 9)), Sleep(1), Kill(3, Signal.SIGKILL), Wait());
        Assert.Equal("@9 disk=0 killed:by:SIGKILL", run.Calls(3));
    }

    [Fact]
    public void A_stopped_sleeper_goes_on_with_its_old_deadline()
    {
        Step[] child = Child(Sleep(10), Call(SyscallNumber.Getpid));
        Scenario before = Scenario.Run(child, Sleep(2), Kill(3, Signal.SIGSTOP), Sleep(3), Kill(3, Signal.SIGCONT), Wait());
        Assert.Equal("@10 nanosleep=0 getpid=3 exited:0", before.Calls(3));
        Scenario after = Scenario.Run(child, Sleep(2), Kill(3, Signal.SIGSTOP), Sleep(20), Kill(3, Signal.SIGCONT), Wait());
        Assert.Equal("@22 nanosleep=0 getpid=3 exited:0", after.Calls(3));
    }

    [Fact]
    public void SIGCONT_takes_pending_stops_away_and_a_stop_a_pending_SIGCONT()
    {
        ulong both = Signal.Bit(Signal.SIGCONT) | Signal.Bit(Signal.SIGTSTP);
        Scenario run = Scenario.Boot(
            new MachineSettings(),
            On(Signal.SIGCONT, Compute(1)),
            Call(SyscallNumber.Sigprocmask, 0, (long)both),
            Kill(2, Signal.SIGTSTP),
            Sleep(1),
            Kill(2, Signal.SIGCONT),
            Sleep(1),
            Kill(2, Signal.SIGTSTP),
            Sleep(9));
        Assert.Equal(Signal.Bit(Signal.SIGTSTP), run.RunTo(0).Machine.SignalsOf(2).Pending);
        Assert.Equal(Signal.Bit(Signal.SIGCONT), run.RunTo(1).Machine.SignalsOf(2).Pending);
        Assert.Equal(Signal.Bit(Signal.SIGTSTP), run.RunTo(2).Machine.SignalsOf(2).Pending);
    }

    [Fact]
    public void Sleep_tells_what_is_left_and_nanosleep_fails()
    {
        Step[] child = Child(Sleep(4), Kill(2, Signal.SIGUSR1));
        Assert.Contains("@4 sleep=6", Scenario.Run(On(Signal.SIGUSR1, Compute(0)), child, Call(SyscallNumber.Sleep, 10)).Calls(2), StringComparison.Ordinal);
        Assert.Contains("@4 nanosleep=EINTR", Scenario.Run(On(Signal.SIGUSR1, Compute(0)), child, Sleep(10)).Calls(2), StringComparison.Ordinal);
    }

    [Fact]
    public void Sigsuspend_waits_with_another_mask_and_gives_it_back()
    {
        Scenario run = Scenario.Run(
            On(Signal.SIGUSR1, Call(SyscallNumber.Getpid)),
            Call(SyscallNumber.Sigprocmask, 0, (long)Signal.Bit(Signal.SIGUSR1)),
            Kill(2, Signal.SIGUSR1),
            Call(SyscallNumber.Sigsuspend, 0),
            Call(SyscallNumber.Getppid));
        Assert.EndsWith("kill=0 sigsuspend=EINTR getpid=2 getppid=1 exited:0", run.Calls(2), StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_cannot_be_refused()
    {
        Step[] fault = [new Step(StepKind.Fault) { A0 = Signal.SIGSEGV, A1 = 1 }];
        Assert.EndsWith("killed:by:SIGSEGV", Scenario.Run(Ignore(Signal.SIGSEGV), fault, Exit(0)).Calls(2), StringComparison.Ordinal);
        Assert.EndsWith("killed:by:SIGSEGV", Scenario.Run(Call(SyscallNumber.Sigprocmask, 2, -1), fault, Exit(0)).Calls(2), StringComparison.Ordinal);
    }

    [Fact]
    public void Init_is_not_reached_by_what_it_does_not_handle()
    {
        Scenario run = Scenario.Run(Kill(1, Signal.SIGTERM), Kill(1, Signal.SIGKILL), Sleep(1));
        Assert.Equal("kill=0 kill=0 @1 nanosleep=0 exited:0", run.Calls(2));
        Assert.Equal(TaskState.Interruptible, run.Process(1).State);
    }

    [Fact]
    public void Kill_of_all_goes_by_pid_whatever_slots_the_tasks_have()
    {
        // [5] has the slot that [3] had, before [4]'s.
        Scenario run = Scenario.Run(Child(), Child(Sleep(9)), Wait(3), Child(Sleep(9)), Sleep(1), Kill(-1, Signal.SIGTERM), Wait(), Wait());
        Assert.Equal(["1 SignalGenerate main[4]", "1 SignalGenerate main[5]"], run.Happened(TraceEventKind.SignalGenerate).Where(e => e.StartsWith('1')).Take(2));
    }

    [Fact]
    public void The_unprivileged_may_signal_their_own_and_SIGCONT_their_session()
    {
        Scenario run = Scenario.Run(
            Child(Sleep(9)), Child(Call(SyscallNumber.Setuid, 7), Sleep(9)), Sleep(1), Call(SyscallNumber.Setuid, 7),
            Kill(3, Signal.SIGTERM), Kill(3, Signal.SIGCONT), Kill(4, Signal.SIGTERM), Kill(-1, Signal.SIGTERM));
        Assert.Contains("kill=EPERM kill=0 kill=0", run.Calls(2), StringComparison.Ordinal);
    }
}
