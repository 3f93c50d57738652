// The end of a process: what stays of it, who adopts its children, whom it tells (docs/kernel.md).
using KScript.Workbench.Metrics;

using static KScript.Kernel.Tests.Do;

namespace KScript.Kernel.Tests;

public class ExitTests
{
    [Fact]
    public void The_low_eight_bits_are_the_status()
    {
        Scenario run = Scenario.Boot(new MachineSettings(), Child(Exit(0x1ff)), Child(Exit(-1)), Sleep(9)).RunTo(1);
        Assert.Equal((0xff00, 0xff00), (run.Process(3).Status, run.Process(4).Status));
    }

    [Fact]
    public void A_zombie_can_be_signalled_and_joined_and_has_its_times()
    {
        Scenario run = Scenario.Run(Child(Compute(3), Exit(0)), Sleep(5), Kill(3, Signal.SIGKILL), Call(SyscallNumber.Getpgid, 3), Call(SyscallNumber.Setpgid, 3, 3), Wait());
        Assert.Equal("fork=3 @5 nanosleep=0 kill=0 getpgid=2 setpgid=0 wait4=3 exited:0", run.Calls(2));
    }

    [Fact]
    public void Orphans_go_to_init_which_reaps_in_the_same_instant()
    {
        Scenario run = Scenario.Run(Child(Child(Sleep(5), Call(SyscallNumber.Getppid)), Exit(0)), Wait(), Sleep(2));
        Assert.EndsWith("@5 nanosleep=0 getppid=1 exited:0", run.Calls(4), StringComparison.Ordinal);
        Assert.Equal(["0 ProcessAdopt main[4]"], run.Happened(TraceEventKind.ProcessAdopt));
        Assert.Equal((0, 0), (run.Machine.ZombieCount, run.Machine.OrphanCount));
        Assert.Contains("5 ProcessReap main[4]", run.Happened(TraceEventKind.ProcessReap));
    }

    [Fact]
    public void The_nearest_subreaper_adopts_to_the_tail_of_its_list()
    {
        Scenario run = Scenario.Boot(
            new MachineSettings(),
            Call(SyscallNumber.Subreaper),
            Child(Child(Sleep(20)), Child(Sleep(20)), Sleep(1)),
            Child(Sleep(20)),
            Sleep(9)).RunTo(2);
        // [3] had [5] and [6]; [4] is older in the list of its grandparent, for it came first.
        Assert.Equal([3, 4, 5, 6], run.Machine.ChildrenOf(2));
        Assert.True(run.Process(5).IsAdopted);
        Assert.Equal(2, run.Process(6).Ppid);
        Assert.Equal(TaskState.Zombie, run.Process(3).State);
    }

    [Fact]
    public void A_zombie_child_is_adopted_with_its_SIGCHLD()
    {
        Scenario run = Scenario.Run(
            Call(SyscallNumber.Subreaper),
            On(Signal.SIGCHLD, Compute(1)),
            Child(Child(Exit(4)), Sleep(3)),
            Call(SyscallNumber.Pause),
            Wait(),
            Wait());
        Assert.Contains("pause=EINTR", run.Calls(2), StringComparison.Ordinal);
        Assert.Contains("wait4=3 wait4=4", run.Calls(2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_SIGCHLD_is_ignored_or_NOCLDWAIT_set_there_is_no_zombie(bool noCldWait)
    {
        Step[] setting = noCldWait ? On(Signal.SIGCHLD, Compute(1), SigActionFlags.NoChildWait) : Ignore(Signal.SIGCHLD);
        Scenario run = Scenario.Run(setting, Child(Sleep(2)), Child(Sleep(4)), Wait(), Wait());
        // wait blocks until the last child is gone, then fails (POSIX.1-2017 wait(), 2.4.3); a handler runs all the same.
        string calls = run.Calls(2);
        Assert.Contains(noCldWait ? "wait4=EINTR" : "@4 wait4=ECHILD", calls, StringComparison.Ordinal);
        Assert.Equal(0, run.Machine.ReapedCount - 1);
    }

    [Fact]
    public void The_parents_death_signal_reaches_the_orphan()
    {
        Scenario run = Scenario.Run(Child(Child(Call(SyscallNumber.Prctl, 1, Signal.SIGTERM), Sleep(50)), Sleep(3)), Wait());
        Assert.Equal("prctl=0 @3 killed:by:SIGTERM", run.Calls(4));
    }

    [Fact]
    public void An_orphaned_group_with_a_stopped_member_gets_SIGHUP_and_SIGCONT()
    {
        // [3] leads a session, its child [4] stops in a group of its own; [3] alone links that group to the session.
        Scenario run = Scenario.Run(
            Child(Call(SyscallNumber.Setsid), Child(Call(SyscallNumber.Setpgid, 0, 0), Kill(0, Signal.SIGSTOP), Exit(3)), Sleep(4)),
            Wait());
        Assert.Equal("setpgid=0 kill=0 @4 killed:by:SIGHUP", run.Calls(4));
    }

    [Fact]
    public void A_group_that_its_adopter_links_to_the_session_is_not_orphaned()
    {
        Scenario run = Scenario.Run(Child(Child(Call(SyscallNumber.Setpgid, 0, 0), Kill(0, Signal.SIGSTOP), Exit(3)), Sleep(4)), Wait());
        Assert.Equal(("setpgid=0 kill=0", TaskState.Stopped), (run.Calls(4), run.Process(4).State));
    }

    [Fact]
    public void Inits_own_death_halts_the_run()
    {
        Machine m = Machine.Create(new MachineSettings(), new NameTable(), new BootPrograms { Init = new ScriptedContext(Exit(3)) });
        m.Boot();
        Assert.Equal(RunEnd.Halted, m.Run(new RunLimits()));
        Assert.IsType<InitDied>(m.HaltReason);
        Invariants.Check(m);
    }

    [Fact]
    public void A_scripts_own_init_may_fail_to_reap()
    {
        Machine m = Machine.Create(
            new MachineSettings(), new NameTable(), new BootPrograms { Init = new ScriptedContext(Sleep(100)), Main = new ScriptedContext(Exit(3)) });
        m.Boot();
        m.Run(new RunLimits { Until = 50 });
        Assert.Equal(1, m.ZombieCount);
        Invariants.Check(m);
    }

    [Fact]
    public void CPU_time_is_neither_lost_nor_made()
    {
        foreach (string settings in new[] { "fcfs", "rr q=2 cpus=3", "rr q=3 switch=2", "mlfq q=1 queues=3 boost=5 cpus=2", "rr q=3 syscall=1 cpus=2" })
        {
            Scenario run = Scenario.Run(Scenario.Settings(settings), StateIdentityTests.Everything());
            MachineSettings machine = Scenario.Settings(settings);
            var statistics = new RunStatistics(machine, keepSchedule: false);
            foreach (TraceEvent e in run.Events)
            {
                statistics.Write(run.Machine, in e);
            }

            statistics.End(run.Machine);
            long busy = Enumerable.Range(0, machine.Cpus).Sum(cpu => statistics.Busy(cpu));
            long live = run.Machine.Processes().Sum(static p => p.CpuTicks);
            // What CPUs ran is what tasks used, but for the time of switches, which is nobody's.
            Assert.Equal(run.Machine.Now * machine.Cpus, busy + statistics.Idle);
            long switching = busy - live - run.Machine.S.ReapedCpuTime;
            Assert.True(machine.SwitchTicks == 0 ? switching == 0 : switching >= 0, $"{settings}: {switching} ticks are nobody's");
        }
    }
}
