// Shortest job first, and shortest remaining time first: by the length of the next CPU burst, known or predicted.
namespace KScript.Kernel;

/// <summary>
/// `sjf`: shortest next burst first, not preempted; `srtf`: preempted by a shorter remaining one (Silberschatz 5.3.2; OSTEP ch. 7.4
/// and 7.5, "SJF" and "STCF").
/// </summary>
/// <remarks>
/// 1. A task enters behind those whose next burst is as short or shorter (a preempted one before its equals, for it came first).
/// 2. The shortest next burst is next. 3. `sjf`: it runs until it blocks or exits. `srtf`: a task whose burst is shorter than what the
/// running one has left takes its CPU. 4. The first burst of a job is what `burst=` says, or its body where that is constant; that of
/// any other task is guess=. 5. Every burst that ends in blocking gives the next one: alpha times its length, plus 1 - alpha times
/// what it was predicted to be (the exponential average of Silberschatz 5.3.2, in thousandths of a tick).
/// A burst that is longer than predicted has nothing left from there on.
/// </remarks>
internal sealed class ShortestBurst(bool preemptive, int alphaMilli, long guessTicks) : SchedulerPolicy
{
    private static readonly SettingRow Alpha = new("alpha", SettingKind.Milli, "0.5", 0, 1000, "the weight of the last burst in the prediction of the next");
    private static readonly SettingRow Guess = new("guess", SettingKind.Int, "10", 0, SettingRow.MaxTicks, "the first burst of a task of which nothing is known, in ticks");

    /// <summary>The row of `sjf` in SchedulerTable.</summary>
    public static PolicyRow Row { get; } = new("sjf", [Alpha, Guess], "shortest next burst first, not preempted")
    {
        Create = static said => Make(said, preemptive: false),
    };

    /// <summary>The row of `srtf` in SchedulerTable.</summary>
    public static PolicyRow PreemptiveRow { get; } = new("srtf", [Alpha, Guess], "shortest remaining burst first: a shorter one preempts")
    {
        Create = static said => Make(said, preemptive: true),
    };

    private static ShortestBurst Make(PolicySettings said, bool preemptive) => new(preemptive, (int)said.Number(Alpha), said.Number(Guess));

    private const int Milli = 1000;

    /// <summary>Longer bursts count as this long, so that their average in thousandths is a number.</summary>
    private const long LongestTicks = 1L << 42;

    protected override PolicyTraits Describe() => new() { IsPreemptive = preemptive };

    public override string PickRule(Machine m, int task) => preemptive ? "srtf/2: shortest remaining burst" : "sjf/2: shortest next burst";

    public override string PreemptRule(Machine m, int by, int task) => "srtf/3: shorter than what is left";

    public override void Started(Machine m, int task, JobSpec job) =>
        m.Entities.Write(task).Burst = Math.Min(job.Burst >= 0 ? job.Burst : guessTicks, LongestTicks) * Milli;

    public override void Forked(Machine m, int parent, int child) => m.Entities.Write(child).Burst = guessTicks * Milli;

    public override void Enqueue(Machine m, int rq, int task, EnqueueReason reason) =>
        OrderedQueue.Insert(m, QueueIndex(rq), task, Remaining(m, task), beforeEquals: reason == EnqueueReason.Preempted);

    public override int PickNext(Machine m, int rq, int cpu) => OrderedQueue.Take(m, QueueIndex(rq), cpu);

    public override int BestWaiting(Machine m, int rq) => QueueOf(m, rq).Head;

    public override bool IsBetter(Machine m, int waiting, int running) => Remaining(m, waiting) < Remaining(m, running);

    public override void Blocked(Machine m, int task, long sliceLeft)
    {
        if (m.Tasks[task].State is not (TaskState.Interruptible or TaskState.Uninterruptible))
        {
            // A stop is no end of a burst: it goes on when the task does.
            return;
        }

        ref SchedEntity entity = ref m.Entities.Write(task);
        long used = CpuUse.Of(m, task);
        long ran = Math.Min(used - entity.Seen, LongestTicks);
        entity.Seen = used;
        if (ran > 0)
        {
            // Apart, for a length in thousandths times alpha is more than 64 bits hold.
            entity.Burst = (ran * alphaMilli) + (long)((Int128)entity.Burst * (Milli - alphaMilli) / Milli);
        }
    }

    /// <summary>What is left of the task's burst as predicted, in thousandths of a tick.</summary>
    private static long Remaining(Machine m, int task)
    {
        SchedEntity entity = m.Entities.Get(task);
        long ran = Math.Min(CpuUse.Of(m, task) - entity.Seen, LongestTicks);
        return Math.Max(0, entity.Burst - (ran * Milli));
    }
}
