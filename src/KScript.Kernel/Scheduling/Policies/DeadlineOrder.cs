// Rate monotonic and earliest deadline first, for periodic jobs: the two policies of every textbook's chapter on real time.
namespace KScript.Kernel;

/// <summary>
/// `rm`: the shorter the period the better, for good; `edf`: the sooner the deadline the better (Liu and Layland, Scheduling Algorithms for
/// Multiprogramming in a Hard-Real-Time Environment, 1973; Silberschatz 5.6.4 and 5.6.5).
/// </summary>
/// <remarks>
/// 1. `rm` goes by the job's `period=`, `edf` by the time at which it is to have ended: its release plus its `deadline=`, which is the period where it
/// is left out. Forks have what their parent has; who has neither comes behind all who do. 2. A task enters behind its equals, a preempted one
/// before them. 3. The best is next. 4. A better one takes the CPU; there are no slices. Nothing is refused, and who is late runs on.
/// Its field in SchedEntity: Deadline, the period or the deadline.
/// </remarks>
internal sealed class DeadlineOrder(bool byPeriod) : SchedulerPolicy
{
    /// <summary>The row of `rm` in SchedulerTable.</summary>
    public static PolicyRow RateMonotonicRow { get; } = new("rm", [], "rate monotonic: the job with the shortest period first, preemptive")
    {
        Create = static said => new DeadlineOrder(byPeriod: true),
    };

    /// <summary>The row of `edf` in SchedulerTable.</summary>
    public static PolicyRow EarliestRow { get; } = new("edf", [], "earliest deadline first, preemptive")
    {
        Create = static said => new DeadlineOrder(byPeriod: false),
    };

    protected override PolicyTraits Describe() => new() { IsPreemptive = true };

    public override string PickRule(Machine m, int task) => byPeriod ? "rm/3: shortest period" : "edf/3: earliest deadline";

    public override string PreemptRule(Machine m, int by, int task) => byPeriod ? "rm/4: shorter period" : "edf/4: earlier deadline";

    public override void Started(Machine m, int task, JobSpec job) =>
        m.Entities.Write(task).Deadline = byPeriod ? job.Period : job.Deadline == 0 ? 0 : VirtualTime.After(m.Now, job.Deadline);

    public override void Forked(Machine m, int parent, int child) => m.Entities.Write(child).Deadline = m.Entities.Get(parent).Deadline;

    public override void Enqueue(Machine m, int rq, int task, EnqueueReason reason) =>
        OrderedQueue.Insert(m, QueueIndex(rq), task, KeyOf(m, task), beforeEquals: reason == EnqueueReason.Preempted);

    public override int PickNext(Machine m, int rq, int cpu) => OrderedQueue.Take(m, QueueIndex(rq), cpu);

    public override int BestWaiting(Machine m, int rq) => QueueOf(m, rq).Head;

    public override bool IsBetter(Machine m, int waiting, int running) => KeyOf(m, waiting) < KeyOf(m, running);

    private static long KeyOf(Machine m, int task)
    {
        long key = m.Entities.Get(task).Deadline;
        return key == 0 ? long.MaxValue : key;
    }
}
