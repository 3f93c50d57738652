// The time rules of docs/kernel.md, one test each.
using static KScript.Kernel.Tests.Do;

namespace KScript.Kernel.Tests;

public class TimeRulesTests
{
    private static readonly MachineSettings Plain = new();

    [Fact]
    public void Boot_order_is_main_then_jobs_by_time_then_by_source()
    {
        var names = new NameTable();
        JobSpec job(string name, long at) => new(names.Intern(name), at, new ScriptedContext(Compute(1)));
        Scenario run = Scenario.Jobs(Plain, [job("late", 2), job("b", 0), job("a", 0), job("other", 2)], names);
        Assert.Equal(["0 JobArrive b[2]", "0 JobArrive a[3]", "2 JobArrive late[4]", "2 JobArrive other[5]"], run.Happened(TraceEventKind.JobArrive));
    }

    [Fact]
    public void Arrivals_come_before_timers_and_timers_before_ends_of_bursts()
    {
        // At 5: job C arrives, A's sleep ends, B's burst ends and B wants more.
        Scenario run = Scenario.Jobs(Scenario.Settings("rr q=5"), ("A", 0, All(Sleep(5), Compute(1))), ("B", 0, Compute(6)), ("C", 5, Compute(1)));
        Assert.Equal("B 0-5, C 5-6, A 6-7, B 7-8", run.Timeline());
    }

    [Fact]
    public void Bursts_in_a_row_are_one_burst()
    {
        Scenario run = Scenario.Jobs(Scenario.Settings("rr q=4"), ("A", 0, All(Compute(2), Compute(3))), ("B", 0, Compute(1)));
        Assert.Equal("A 0-4, B 4-5, A 5-6", run.Timeline());
    }

    [Fact]
    public void Who_blocks_or_ends_as_the_slice_ends_was_not_preempted()
    {
        Scenario run = Scenario.Jobs(Scenario.Settings("rr q=3"), ("A", 0, All(Compute(3), Sleep(1))), ("B", 0, Compute(3)), ("C", 0, Compute(4)));
        Assert.Equal(["9 SchedSlice C[4]"], run.Happened(TraceEventKind.SchedSlice));
    }

    [Fact]
    public void Sleep_0_blocks_and_wakes_in_the_same_instant_at_the_tail()
    {
        Scenario run = Scenario.Jobs(Scenario.Settings("rr q=5"), ("A", 0, All(Compute(1), Sleep(0), Compute(1))), ("B", 0, Compute(1)), ("C", 0, Compute(1)));
        Assert.Equal("A 0-1, B 1-2, C 2-3, A 3-4", run.Timeline());
    }

    [Fact]
    public void Compute_0_is_nothing_and_io_0_completes_in_the_same_instant()
    {
        Scenario run = Scenario.Run(Compute(0), Io(0), Compute(0), Call(SyscallNumber.Getpid));
        Assert.Equal("io=0 getpid=2 exited:0", run.Calls(2));
        Assert.Empty(run.Happened(TraceEventKind.Compute));
    }

    [Fact]
    public void A_system_calls_effect_comes_at_the_end_of_its_cost()
    {
        Scenario run = Scenario.Run(Scenario.Settings("rr q=10 syscall=2"), Call(SyscallNumber.Getpid), Sleep(3), Call(SyscallNumber.Getpid));
        // 2 ticks each; the sleep begins at 4 and ends at 7.
        Assert.Equal("@2 getpid=2 @7 nanosleep=0 @9 getpid=2 @11 exited:0", run.Calls(2));
        Assert.Equal(8, run.Machine.S.ReapedCpuTime);
    }

    [Fact]
    public void A_switch_costs_where_the_task_differs_from_the_last_and_is_charged_to_nobody()
    {
        Scenario run = Scenario.Jobs(
            Scenario.Settings("rr q=2 switch=1"), ("A", 0, Compute(4)), ("B", 0, Compute(2)));
        // Switch, A 1-3, switch, B 4-6, switch, A 7-9: slices start after the switch.
        Assert.Equal(["3 SchedSlice A[2]"], run.Happened(TraceEventKind.SchedSlice));
        Assert.Equal((9, 6), (run.Machine.Now, run.Machine.S.ReapedCpuTime));
        Scenario alone = Scenario.Run(Scenario.Settings("rr q=2 switch=1"), Compute(2), Sleep(1), Compute(2));
        Assert.Equal(6, alone.Machine.Now);
    }

    [Fact]
    public void Statements_beyond_the_budget_take_the_rest_of_the_tick()
    {
        Scenario run = Scenario.Run(Scenario.Settings("rr q=10 ips=4"), Repeat(10, Call(SyscallNumber.Getpid)));
        // 10 calls, 11 steps of the loop and the exit: 22 statements, 4 a tick.
        Assert.Equal((5, 5), (run.Machine.Now, run.Machine.S.ReapedCpuTime));
    }

    [Fact]
    public void An_hour_of_sleep_costs_nothing()
    {
        Scenario run = Scenario.Run(Sleep(3_600_000));
        Assert.Equal(3_600_000, run.Machine.Now);
        Assert.InRange(run.Machine.EventCount, 1, 20);
    }

    [Fact]
    public void Devices_serve_one_request_at_a_time()
    {
        Step[] io = Call(SyscallNumber.Io, 5, 0);
        Scenario run = Scenario.Run(Child(io), Child(io), Child(Io(5)), Wait(), Wait(), Wait());
        Assert.Equal(("@5 io=0 exited:0", "@10 io=0 exited:0", "@5 io=0 exited:0"), (run.Calls(3), run.Calls(4), run.Calls(5)));
    }

    [Fact]
    public void Affinity_keeps_a_task_off_other_CPUs()
    {
        Step[] onlyFirst = CallWith(SyscallNumber.SchedSetaffinity, new long[] { 0 }, 0);
        Scenario run = Scenario.Jobs(Scenario.Settings("fcfs cpus=2"), ("A", 0, Compute(6)), ("B", 0, All(onlyFirst, Compute(2))), ("C", 0, Compute(3)));
        Assert.Equal("A 0-6, B 6-8", run.Timeline());
        Assert.Equal("C 0-3", run.Timeline(1));
    }

    [Fact]
    public void A_condition_that_cannot_be_evaluated_halts_the_run_at_that_time_and_leaves_a_machine_that_goes_on()
    {
        // [3] and [4] wait; the zombie [5] at t=4 makes the first condition true and the second impossible.
        Scenario run = Scenario.Boot(
            new MachineSettings(),
            Child(Until(Condition.Zombies, 1), Exit(3)), Child(Until(Condition.Broken, 1)), Child(Sleep(4)), Sleep(9));
        Assert.Equal(RunEnd.Halted, run.Machine.Run(new RunLimits()));
        Assert.Equal((4L, "broken condition", 1), (run.Machine.Now, run.Machine.HaltReason, run.Machine.ZombieCount));
        run.Machine.Resume();
        run.Machine.Run(new RunLimits());
        Assert.Equal("exited:3", run.Calls(3)[^8..]);
    }

    [Fact]
    public void Until_is_looked_at_when_the_instant_is_quiet_and_every_tick()
    {
        Scenario run = Scenario.Run(Child(Sleep(4)), Until(Condition.Zombies, 1), Wait(), Until(Condition.TimeReached, 7), Call(SyscallNumber.Getpid));
        Assert.Equal("fork=3 @4 wait4=3 @7 getpid=2 exited:0", run.Calls(2));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData((1L << 62) + 1)]
    public void What_is_beyond_the_end_of_time_never_comes(long ticks)
    {
        Scenario run = Scenario.Run(
            Scenario.Settings("rr q=10 cpus=3"),
            Child(Sleep(ticks)),
            Child(Call(SyscallNumber.Io, ticks, 0)),
            Child(Sleep(1), Call(SyscallNumber.Io, 1, 0)),
            Child(Call(SyscallNumber.Sigtimedwait, 1, ticks)),
            Call(SyscallNumber.Alarm, ticks),
            Sleep(5),
            Kill(3, Signal.SIGTERM),
            Compute(ticks));
        Assert.Equal((5, TaskState.Running), (run.Machine.Now, run.Process(2).State));
        Assert.Equal("killed:by:SIGTERM", run.Calls(3).Split(' ')[^1]);
        Assert.Equal(RunEnd.Finished, run.Machine.Run(new RunLimits()));
    }

    [Fact]
    public void A_run_ends_with_tasks_blocked_for_ever()
    {
        Scenario run = Scenario.Run(Child(Call(SyscallNumber.Pause)), Wait());
        Assert.Equal((TaskState.Interruptible, SyscallNumber.Wait4), (run.Process(2).State, run.Process(2).BlockedIn));
        Assert.Equal(RunEnd.Finished, run.Machine.Run(new RunLimits()));
    }

    [Fact]
    public void Time_may_pass_only_where_nothing_happens_and_changes_nothing_that_comes()
    {
        Scenario run = Scenario.Boot(Scenario.Settings("mlfq q=2 boost=7"), All(Compute(3), Sleep(20), Compute(5)));
        Assert.False(run.Machine.TryPassTime(1));
        run.Machine.Run(new RunLimits { Until = 10 });
        Assert.Equal(3, run.Machine.Now);
        Assert.False(run.Machine.TryPassTime(2));
        Assert.False(run.Machine.TryPassTime(23));
        Assert.True(run.Machine.TryPassTime(10));
        Assert.True(run.Machine.TryPassTime(22));
        Assert.Equal(22, run.Machine.Now);
        Assert.Equal(RunEnd.Finished, run.Machine.Run(new RunLimits()));
        Assert.False(run.Machine.TryPassTime(99));
        Scenario straight = Scenario.Run(Scenario.Settings("mlfq q=2 boost=7"), All(Compute(3), Sleep(20), Compute(5)));
        Assert.Equal(straight.Timeline(), run.Timeline());
        Assert.Equal(straight.Machine.StateDump(), run.Machine.StateDump());
    }
}
