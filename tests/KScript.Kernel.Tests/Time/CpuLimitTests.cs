// RLIMIT_CPU: when its signals come, whoever else runs, and that nothing of it is left over. What Linux does is in tests/conformance/limits.
using static KScript.Kernel.Tests.Do;

namespace KScript.Kernel.Tests;

public class CpuLimitTests
{
    private const int Second = 1000;

    private static Step[] Limit(long soft, long hard) => Call(SyscallNumber.Setrlimit, ResourceLimit.RLIMIT_CPU, soft, hard);

    private static long[] Times(Scenario run, int signal) => [.. run.Events.Where(e => e.Kind == TraceEventKind.SignalGenerate && e.Signal == signal).Select(e => e.Time)];

    [Theory]
    [InlineData("rr q=10")]
    [InlineData("rr q=100 cpus=2")]
    [InlineData("eevdf")]
    [InlineData("linux")]
    public void Each_second_over_the_soft_limit_and_the_end_at_the_hard_one(string settings)
    {
        Scenario run = Scenario.Run(Scenario.Settings(settings), On(Signal.SIGXCPU, []), Limit(1, 4), Sleep(500), Compute(10 * Second));
        Assert.Equal([500 + Second, 500 + (2 * Second), 500 + (3 * Second)], Times(run, Signal.SIGXCPU));
        Assert.Equal([500L + (4 * Second)], Times(run, Signal.SIGKILL));
    }

    [Fact]
    public void Ignored_it_comes_all_the_same_and_changes_nothing()
    {
        Scenario run = Scenario.Run(Call(SyscallNumber.Sigaction, Signal.SIGXCPU, SignalHandler.Ignore), Limit(1, -1), Compute((2 * Second) + 1));
        Assert.Equal([Second, 2 * Second], Times(run, Signal.SIGXCPU));
        Assert.EndsWith("exited:0", run.Calls(2), StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_of_nothing_acts_with_the_first_tick()
    {
        Scenario run = Scenario.Run(Child(Limit(0, 0), Sleep(7), Compute(5)), Wait());
        Assert.Equal([8L], Times(run, Signal.SIGKILL));
    }

    [Fact]
    public void A_limit_that_is_lowered_from_outside_while_the_process_computes()
    {
        Scenario run = Scenario.Run(
            Scenario.Settings("rr q=10 cpus=2"),
            Child(Compute(10 * Second)),
            Sleep(300),
            Call(SyscallNumber.Prlimit, 3, ResourceLimit.RLIMIT_CPU, 1, 1),
            Wait());
        Assert.Equal([(long)Second], Times(run, Signal.SIGKILL));
    }

    [Fact]
    public void A_limit_that_is_taken_back_is_none()
    {
        Scenario run = Scenario.Run(Limit(1, -1), Compute(300), Limit(-1, -1), Compute(3 * Second));
        Assert.Empty(Times(run, Signal.SIGXCPU));
        Assert.Equal(0, run.Machine.S.CpuTimers);
    }

    [Fact]
    public void Threads_use_it_up_together()
    {
        Scenario run = Scenario.Run(Scenario.Settings("rr q=10 cpus=2"), Limit(1, 1), Thread(Compute(5 * Second)), Compute(5 * Second));
        Assert.Equal([Second / 2L], Times(run, Signal.SIGKILL));
    }

    [Fact]
    public void A_child_has_the_limit_and_has_used_nothing_of_it()
    {
        Scenario run = Scenario.Run(Limit(1, 1), Compute(600), Child(Compute(2 * Second)), Wait());
        Assert.Equal([600L + Second], Times(run, Signal.SIGKILL));
        Assert.Equal(0, run.Machine.S.CpuTimers);
    }
}
