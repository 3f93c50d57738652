// Interval timers: what setitimer promises, and that nothing is done for them tick by tick.
using static KScript.Kernel.Tests.Do;

namespace KScript.Kernel.Tests;

public class IntervalTimerTests
{
    [Theory]
    [InlineData("rr q=10")]
    [InlineData("rr q=3")]
    [InlineData("rr q=10 cpus=2")]
    [InlineData("mlfq rules=ostep q=2")] // bursts that end come before timers there
    [InlineData("mlfq q=2 boost=5")]
    [InlineData("eevdf")]
    [InlineData("linux")]
    public void A_virtual_timer_goes_off_when_so_much_CPU_time_is_used_whoever_else_runs(string settings)
    {
        Scenario run = Scenario.Run(
            Scenario.Settings(settings),
            Child(Compute(25)),
            On(Signal.SIGVTALRM, Call(SyscallNumber.Getrusage, UsageOf.RUSAGE_SELF)),
            Call(SyscallNumber.Setitimer, ItimerWhich.ITIMER_VIRTUAL, 7, 0),
            Sleep(4),
            Compute(20),
            Wait());
        Assert.Contains("getrusage=7", run.Calls(2), StringComparison.Ordinal);
    }

    [Fact]
    public void A_burst_that_ends_as_the_CPU_time_runs_out_ends()
    {
        Scenario run = Scenario.Run(
            On(Signal.SIGPROF, Call(SyscallNumber.Getpid)),
            Call(SyscallNumber.Setitimer, ItimerWhich.ITIMER_PROF, 5, 0),
            Compute(5),
            Call(SyscallNumber.Getrusage, UsageOf.RUSAGE_SELF));
        Assert.EndsWith("getpid=2 getrusage=5 exited:0", run.Calls(2), StringComparison.Ordinal);
    }

    [Fact]
    public void Prof_acts_before_virtual_where_both_run_out()
    {
        Scenario run = Scenario.Run(
            On(Signal.SIGPROF, []),
            On(Signal.SIGVTALRM, []),
            Call(SyscallNumber.Setitimer, ItimerWhich.ITIMER_VIRTUAL, 5, 0),
            Call(SyscallNumber.Setitimer, ItimerWhich.ITIMER_PROF, 5, 0),
            Compute(9));
        int[] sent = [.. run.Events.Where(e => e.Kind == TraceEventKind.SignalGenerate).Select(e => (int)e.Signal).Where(signal => signal != Signal.SIGCHLD)];
        Assert.Equal([Signal.SIGPROF, Signal.SIGVTALRM], sent);
    }

    [Fact]
    public void Who_is_killed_while_a_timer_counts_leaves_none()
    {
        Scenario run = Scenario.Run(
            Child(Call(SyscallNumber.Setitimer, ItimerWhich.ITIMER_PROF, 50, 3), Call(SyscallNumber.Setitimer, ItimerWhich.ITIMER_REAL, 60, 3), Compute(1000)),
            Sleep(5),
            Kill(3, Signal.SIGKILL),
            Wait(),
            Sleep(100));
        Assert.Equal(0, run.Machine.S.TimerCount);
        Assert.Equal(0, run.Machine.S.CpuTimers);
    }

    /// <summary>As many events whether it is to go off after a thousand ticks or after a hundred million.</summary>
    [Fact]
    public void Time_that_is_counted_costs_nothing()
    {
        long of(long ticks) => Scenario.Run(
            On(Signal.SIGVTALRM, []),
            Call(SyscallNumber.Setitimer, ItimerWhich.ITIMER_VIRTUAL, ticks, 0),
            Compute(2 * ticks)).Machine.EventCount;
        Assert.Equal(of(1000), of(100_000_000));
    }
}
