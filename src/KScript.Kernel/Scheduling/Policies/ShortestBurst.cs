// Shortest job first, and shortest remaining time first: by the length of the next CPU burst, known or predicted.
namespace KScript.Kernel;

/// <summary>
/// `sjf`: shortest next burst first, not preempted; `srtf`: preempted by a shorter remaining one (Silberschatz 5.3.2; OSTEP ch. 7.4
/// and 7.5, "SJF" and "STCF").
/// </summary>
/// <remarks>
/// 1. A task enters behind those whose next burst is as short or shorter (a preempted one before its equals, for it came first).
/// 2. The shortest next burst is next. 3. `sjf`: it runs until it blocks or exits. `srtf`: a task whose burst is shorter than what the
/// running one has left takes its CPU. 4. and 5. How long a burst is: BurstPolicy.
/// </remarks>
internal sealed class ShortestBurst(bool preemptive, BurstOptions options) : BurstPolicy(options)
{
    /// <summary>The row of `sjf` in SchedulerTable.</summary>
    public static PolicyRow Row { get; } = new("sjf", BurstOptions.Rows, "shortest next burst first, not preempted")
    {
        Create = static said => new ShortestBurst(preemptive: false, BurstOptions.Of(said)),
    };

    /// <summary>The row of `srtf` in SchedulerTable.</summary>
    public static PolicyRow PreemptiveRow { get; } = new("srtf", BurstOptions.Rows, "shortest remaining burst first: a shorter one preempts")
    {
        Create = static said => new ShortestBurst(preemptive: true, BurstOptions.Of(said)),
    };

    protected override PolicyTraits Describe() => new() { IsPreemptive = preemptive };

    public override string PickRule(Machine m, int task) => preemptive ? "srtf/2: shortest remaining burst" : "sjf/2: shortest next burst";

    public override string PreemptRule(Machine m, int by, int task) => "srtf/3: shorter than what is left";

    public override void Enqueue(Machine m, int rq, int task, EnqueueReason reason) =>
        OrderedQueue.Insert(m, QueueIndex(rq), task, Remaining(m, task), beforeEquals: reason == EnqueueReason.Preempted);

    public override int PickNext(Machine m, int rq, int cpu) => OrderedQueue.Take(m, QueueIndex(rq), cpu);

    public override int BestWaiting(Machine m, int rq) => QueueOf(m, rq).Head;

    public override bool IsBetter(Machine m, int waiting, int running) => Remaining(m, waiting) < Remaining(m, running);
}
