// Linux's scheduling classes as a stack.
namespace KScript.Kernel;

/// <summary>The options of `linux`, in ticks.</summary>
/// <param name="FairQuantum">The slice of the fair class (base_slice_ns).</param>
/// <param name="RoundRobinQuantum">The quantum of SCHED_RR (sched_rr_timeslice_ms).</param>
/// <param name="RealTimeRuntime">sched_rt_runtime_us: what the real-time class may use of a period on a CPU; -1: all, and no admission test.</param>
/// <param name="RealTimePeriod">sched_rt_period_us.</param>
internal sealed record LinuxOptions(int FairQuantum, int RoundRobinQuantum, long RealTimeRuntime, long RealTimePeriod);

/// <summary>The classes of Linux 6.12 and later (sched(7); kernel/sched/): deadline, real-time, fair.</summary>
/// <remarks>
/// 1. SCHED_DEADLINE goes before SCHED_FIFO and SCHED_RR, these before SCHED_OTHER, SCHED_BATCH and SCHED_IDLE. 2. Within the classes:
/// DeadlineClass, RealTimeClass, Eevdf. 3. The real-time class leaves what is not in rt_runtime= of each rt_period= to the fair one, if anybody there
/// is ready (as since Linux 6.12, where a deadline server sees to that; before, the CPU idled).
/// </remarks>
internal sealed class LinuxClasses(LinuxOptions options)
    : ClassStack(
        "linux",
        [new DeadlineClass(), new RealTimeClass(options.RoundRobinQuantum), new Eevdf(options.FairQuantum, followsPolicies: true)],
        [NoSlice, IsLimited(options) ? options.RealTimeRuntime : NoSlice, NoSlice],
        options.RealTimePeriod)
{
    private static readonly SettingRow FairQuantum = new("q", SettingKind.Int, "3", 1, SettingRow.MaxTicks, "the time quantum of the fair class in ticks");
    private static readonly SettingRow RoundRobinQuantum = new("rr", SettingKind.Int, "100ms", 1, SettingRow.MaxTicks, "the time quantum of SCHED_RR");
    private static readonly SettingRow RealTimeRuntime = new(
        "rt_runtime", SettingKind.Int, "950ms", -1, SettingRow.MaxTicks, "what the real-time class may use of each rt_period while others wait; -1: all, and no admission test");
    private static readonly SettingRow RealTimePeriod = new("rt_period", SettingKind.Int, "1s", 1, SettingRow.MaxTicks, "the period of rt_runtime");

    /// <summary>Its row in SchedulerTable.</summary>
    public static PolicyRow Row { get; } = new("linux", [FairQuantum, RoundRobinQuantum, RealTimeRuntime, RealTimePeriod], "deadline, real-time and fair classes as a stack")
    {
        Create = static said => new LinuxClasses(
            new LinuxOptions(said.Ticks(FairQuantum), said.Ticks(RoundRobinQuantum), said.Number(RealTimeRuntime), said.Number(RealTimePeriod))),
        IsStack = true,
    };

    private const int Deadline = 0;
    private const int RealTime = 1;
    private const int Fair = 2;

    protected override PolicyTraits Describe() => base.Describe() with
    {
        FollowsPolicies = true,
        DeadlineLimit = options.RealTimeRuntime < 0
            ? -1
            : DeadlineBandwidth.Ratio(Math.Min(options.RealTimeRuntime, options.RealTimePeriod), options.RealTimePeriod),
    };

    /// <summary>Deadline and real-time tasks run at once (sched(7): "immediately preempt"); the fair class has its own times.</summary>
    public override bool PreemptsWithinInstant(Machine m, int waiting, int running) =>
        ClassOf(m, waiting) < Fair && IsBetter(m, waiting, running);

    public override int ClassOf(Machine m, int task) => Scheduling.PolicyOf(m, task) switch
    {
        SchedulingPolicy.Deadline => Deadline,
        SchedulingPolicy.Fifo or SchedulingPolicy.RoundRobin => RealTime,
        SchedulingPolicy.Other or SchedulingPolicy.Batch or SchedulingPolicy.Idle => Fair,
    };

    private static bool IsLimited(LinuxOptions options) => options.RealTimeRuntime >= 0 && options.RealTimeRuntime < options.RealTimePeriod;
}
