// fork: what the child has of its parent and what not (POSIX.1-2017 fork(); docs/kernel.md), and pids.
using static KScript.Kernel.Tests.Do;

namespace KScript.Kernel.Tests;

public class ForkTests
{
    [Fact]
    public void The_parent_gets_the_pid_and_runs_on_before_the_child()
    {
        Scenario run = Scenario.Run(Fork(), IfChild(Exit(7)), Call(SyscallNumber.Getpid), Wait());
        Assert.Equal("fork=3 getpid=2 wait4=3 exited:0", run.Calls(2));
        Assert.Equal(
            ["0 SysExit main[2]", "0 SysExit main[2]", "0 ProcessExit main[3]", "0 SysExit main[2]", "0 ProcessExit main[2]"],
            run.Happened(TraceEventKind.SysExit, TraceEventKind.ProcessExit));
    }

    [Fact]
    public void The_child_has_its_parents_mask_dispositions_group_nice_and_limits()
    {
        Scenario run = Scenario.Run(
            Call(SyscallNumber.Sigprocmask, 0, (long)Signal.Bit(Signal.SIGUSR1)),
            Ignore(Signal.SIGUSR2),
            Call(SyscallNumber.Nice, 5),
            Call(SyscallNumber.Umask, 0x3f),
            Call(SyscallNumber.Setrlimit, ResourceLimit.RLIMIT_CORE, 9),
            CallWith(SyscallNumber.Chdir, "/tmp"),
            Child(
                Call(SyscallNumber.Getpgrp),
                Call(SyscallNumber.Getpriority, 0, 0),
                Call(SyscallNumber.Getrlimit, ResourceLimit.RLIMIT_CORE),
                Call(SyscallNumber.Umask, 0),
                Sleep(5)),
            Sleep(1),
            Wait()).RunTo(9);
        Assert.Equal("getpgrp=2 getpriority=5 getrlimit=9 umask=63 @5 nanosleep=0 exited:0", run.Calls(3));
        Scenario at1 = Scenario.Boot(
            new MachineSettings(), Call(SyscallNumber.Sigprocmask, 0, (long)Signal.Bit(Signal.SIGUSR1)), Ignore(Signal.SIGUSR2), Child(Sleep(5)), Sleep(5)).RunTo(1);
        Assert.Equal(at1.Machine.SignalsOf(2), at1.Machine.SignalsOf(3));
        Assert.Equal("ignore", at1.Machine.DispositionOf(3, Signal.SIGUSR2));
    }

    [Fact]
    public void The_child_has_no_pending_signals_alarm_times_or_subreaper_flag()
    {
        Scenario run = Scenario.Boot(
            new MachineSettings(),
            Call(SyscallNumber.Sigprocmask, 0, (long)Signal.Bit(Signal.SIGUSR1)),
            Kill(2, Signal.SIGUSR1),
            Compute(4),
            Call(SyscallNumber.Alarm, 90),
            Call(SyscallNumber.Subreaper),
            Call(SyscallNumber.Prctl, 1, Signal.SIGTERM),
            Child(Call(SyscallNumber.Alarm, 0), Call(SyscallNumber.Prctl, 37), Call(SyscallNumber.Prctl, 2), Sleep(9)),
            Sleep(9)).RunTo(5);
        Assert.Equal("@4 alarm=0 prctl=0 prctl=0", run.Calls(3));
        Assert.Equal(0UL, run.Machine.SignalsOf(3).Pending);
        Assert.Equal((4, 0), (run.Process(2).CpuTicks, run.Process(3).CpuTicks));
    }

    [Fact]
    public void Pids_go_up_then_wrap_and_skip_those_in_use()
    {
        // pid_max=6: 1..5. [3] stays, so after [5] comes [4] again (2 and 3 are in use).
        Scenario run = Scenario.Run(
            Scenario.Settings("rr q=10 pid_max=6"), Child(Sleep(9)), Child(), Wait(4), Child(), Wait(5), Child(), Child(), Fork());
        Assert.Equal("fork=3 fork=4 wait4=4 fork=5 wait4=5 fork=4 fork=5 fork=EAGAIN exited:0", run.Calls(2));
    }

    [Fact]
    public void A_number_in_use_as_a_group_is_skipped()
    {
        // [3] leads a group and ends; [4] is still in it, so 3 is not handed out again.
        Scenario run = Scenario.Run(
            Scenario.Settings("rr q=10 pid_max=6"),
            Child(Call(SyscallNumber.Setpgid, 0, 0), Sleep(2)),
            Child(Call(SyscallNumber.Setpgid, 0, 3), Sleep(9)),
            Wait(3),
            Child(),
            Fork(),
            Wait(4),
            Fork());
        Assert.Contains("@2 wait4=3 fork=5 fork=EAGAIN", run.Calls(2), StringComparison.Ordinal);
        Assert.Contains("wait4=4 fork=3", run.Calls(2), StringComparison.Ordinal);
    }

    [Fact]
    public void RLIMIT_NPROC_binds_the_unprivileged_alone()
    {
        Scenario root = Scenario.Run(Call(SyscallNumber.Setrlimit, ResourceLimit.RLIMIT_NPROC, 1), Child(), Wait());
        Assert.Contains("fork=3", root.Calls(2), StringComparison.Ordinal);
        Scenario user = Scenario.Run(Call(SyscallNumber.Setrlimit, ResourceLimit.RLIMIT_NPROC, 1), Call(SyscallNumber.Setuid, 7), Fork());
        Assert.Contains("fork=EAGAIN", user.Calls(2), StringComparison.Ordinal);
    }

    [Fact]
    public void Exec_keeps_what_belongs_to_the_process()
    {
        Scenario run = Scenario.Boot(
            new MachineSettings(),
            Call(SyscallNumber.Sigprocmask, 0, (long)Signal.Bit(Signal.SIGUSR1)),
            On(Signal.SIGTERM, Exit(1)),
            Ignore(Signal.SIGHUP),
            Kill(2, Signal.SIGUSR1),
            Call(SyscallNumber.Alarm, 50),
            CallWith(SyscallNumber.Execve, new Image("other", All(Call(SyscallNumber.Alarm, 0), Sleep(9))))).RunTo(2);
        Assert.Equal("other", run.Process(2).Name);
        Assert.Equal((Signal.Bit(Signal.SIGUSR1), Signal.Bit(Signal.SIGUSR1)), run.Machine.SignalsOf(2));
        Assert.Equal(("default", "ignore"), (run.Machine.DispositionOf(2, Signal.SIGTERM), run.Machine.DispositionOf(2, Signal.SIGHUP)));
        Assert.EndsWith("execve=0 alarm=50", run.Calls(2), StringComparison.Ordinal);
    }
}
