// RLIMIT_CPU: how much CPU time a process may use, in seconds. At the soft limit it gets SIGXCPU, and again each second; at the hard one SIGKILL. It
// counts as the interval timers of the CPU time do (IntervalTimers.cs).
namespace KScript.Kernel;

/// <summary>The limit of the CPU time.</summary>
internal static class CpuLimit
{
    private const long MicrosecondsPerSecond = 1_000_000;

    /// <summary>The limit of a process was set.</summary>
    public static void Changed(Machine m, int task)
    {
        int leader = Threads.LeaderOf(m, task);
        if (!Threads.IsDead(m, leader))
        {
            IntervalTimers.SetLimit(m, leader, TicksOf(m, Credentials.LimitOf(m, leader, ResourceLimit.RLIMIT_CPU)));
        }
    }

    /// <summary>So many seconds in ticks; 0 where they never pass. A limit of 0 acts with the first tick.</summary>
    private static long TicksOf(Machine m, long seconds) =>
        seconds >= VirtualTime.End / MicrosecondsPerSecond ? 0 : Math.Max(1, seconds * MicrosecondsPerSecond / m.Settings.TickMicroseconds);

    /// <summary>
    /// A process has used what it may: SIGKILL at the hard limit; else SIGXCPU, and the soft limit is a second more from then on, as getrlimit shows
    /// (Linux: check_process_timers).
    /// </summary>
    public static void Reached(Machine m, int leader, long used)
    {
        long hard = TicksOf(m, Credentials.LimitOf(m, leader, ResourceLimit.RLIMIT_CPU + ResourceLimit.Count));
        if (hard != 0 && used >= hard)
        {
            IntervalTimers.SetLimit(m, leader, 0);
            Signals.Send(m, leader, Signal.SIGKILL, SigInfo.FromKernel(Signal.SIGKILL), sender: 0);
            return;
        }

        Credentials.RaiseCpuLimit(m, leader);
        Changed(m, leader);
        Signals.Send(m, leader, Signal.SIGXCPU, SigInfo.FromKernel(Signal.SIGXCPU), sender: 0);
    }
}
