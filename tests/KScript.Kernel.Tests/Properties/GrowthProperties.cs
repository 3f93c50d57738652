// How the cost of what programs do grows with the number of children, signals, requests, tasks: in rows that the kernel's loops look at, which is
// a number and no time. n log n at most: from 500 to 2000 that is 4.9 times as much, and 16 times where each looks at all (docs/kernel.md).
using static KScript.Kernel.Tests.Do;

namespace KScript.Kernel.Tests;

public class GrowthProperties
{
    private const int Few = 500;
    private const int Counter = 1;

    [Theory]
    [InlineData(3, 1)]
    [InlineData(0, -1)]
    public void Waiting_for_each_child_by_number(int from, int step) => GrowsLinearly(n =>
        All(
            Repeat(n, Child(Sleep(1))),
            Sleep(5),
            Add(Counter, from != 0 ? from : n + 2),
            Repeat(n, CallOf(Counter, SyscallNumber.Wait4, 0), Add(Counter, step))));

    [Fact]
    public void Waiting_for_any_of_children_that_die_in_reverse_order() => GrowsLinearly(n => All(Dying(n), Repeat(n, Wait())));

    [Fact]
    public void Waiting_when_all_have_died_in_reverse_order() => GrowsLinearly(n => All(Dying(n), Sleep(2 * n), Repeat(n, Wait())));

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(3)]
    public void Asking_again_and_again_whether_a_child_has_died(int whom) => GrowsLinearly(n =>
        All(Repeat(n, Child(Sleep(1_000_000))), Repeat(n, Wait(whom, 1))));

    [Fact]
    public void The_oldest_of_those_that_died_is_reaped_whatever_the_order_of_death()
    {
        Scenario run = Scenario.Run(All(Dying(7), Sleep(20), Repeat(7, Wait())));
        Assert.EndsWith("wait4=3 wait4=4 wait4=5 wait4=6 wait4=7 wait4=8 wait4=9 exited:0", run.Calls(2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Signal.FirstRealTime, Signal.FirstRealTime)]
    [InlineData(Signal.FirstRealTime, Signal.SIGRTMAX)]
    public void Real_time_signals_queued_and_taken_one_by_one(int first, int second) => GrowsLinearly(n =>
        All(
            Call(SyscallNumber.Sigprocmask, 0, (long)(Signal.Bit(first) | Signal.Bit(second))),
            Repeat(n, Call(SyscallNumber.Sigqueue, 2, first, 7), Call(SyscallNumber.Sigqueue, 2, second, 7)),
            Repeat(n, Call(SyscallNumber.Sigtimedwait, (long)Signal.Bit(second), 0)),
            Repeat(n, Call(SyscallNumber.Sigtimedwait, (long)Signal.Bit(first), 0))));

    [Fact]
    public void Requests_that_wait_for_one_device() => GrowsLinearly(n =>
        All(Repeat(n, Child(Call(SyscallNumber.Io, 1, 0))), Repeat(n, Wait())));

    /// <summary>The limits that go by what all processes of a user have.</summary>
    [Fact]
    public void Forks_and_signals_of_a_user_with_limits() => GrowsLinearly(n =>
        All(
            Call(SyscallNumber.Setrlimit, ResourceLimit.RLIMIT_NPROC, 1_000_000),
            Call(SyscallNumber.Setrlimit, ResourceLimit.RLIMIT_SIGPENDING, 1_000_000),
            Call(SyscallNumber.Setuid, 1000),
            Call(SyscallNumber.Sigprocmask, 0, (long)Signal.Bit(Signal.SIGRTMAX)),
            Repeat(n, Child(Sleep(1)), Call(SyscallNumber.Sigqueue, 2, Signal.SIGRTMAX, 7)),
            Repeat(n, Wait()),
            Repeat(n, Call(SyscallNumber.Sigtimedwait, (long)Signal.Bit(Signal.SIGRTMAX), 0))));

    /// <summary>Users who each have a process: a thousand chains, so that a few of them share one.</summary>
    [Fact]
    public void Many_users_with_a_process_each() => GrowsLinearly(n =>
        All(
            Add(Counter, 1),
            Repeat(n, Child(CallOf(Counter, SyscallNumber.Setuid), Sleep(5)), Add(Counter, 1)),
            Repeat(n, Wait())));

    /// <summary>Children of whom the last dies first, one a tick.</summary>
    private static Step[] Dying(int n) =>
        All(Add(Counter, n), Repeat(n, Child(CallOf(Counter, SyscallNumber.Nanosleep)), Add(Counter, -1)));

    private static Step[] Add(int register, long number) => [new(StepKind.AddAndJump) { A0 = register, A1 = number, Target = 1 }];

    /// <summary>To either side of the bound: a row more for each is no growth, and looking at all of them for each would be millions.</summary>
    private static void GrowsLinearly(Func<int, Step[]> program, string settings = "rr q=10 pid_max=100000")
    {
        long few = RowsVisited(settings, program(Few));
        long many = RowsVisited(settings, program(4 * Few));
        Assert.True(many <= (few * 11 / 2) + (4 * Few), $"{few} rows for {Few}, {many} for four times as many");
    }

    private static long RowsVisited(string settings, Step[] program)
    {
        Scenario run = Scenario.Boot(Scenario.Settings(settings), program);
        Assert.Equal(RunEnd.Finished, run.Machine.Run(new RunLimits { MaxEvents = 10_000_000 }));
        Invariants.Check(run.Machine);
        return run.Machine.RowsVisited;
    }
}
