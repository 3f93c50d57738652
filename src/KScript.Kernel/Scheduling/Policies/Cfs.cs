// The completely fair scheduler: whoever has had the least, in proportion to his weight, is next.

namespace KScript.Kernel;

/// <summary>The options of cfs, in ticks.</summary>
/// <param name="Latency">In how many ticks everybody shall have run once.</param>
/// <param name="MinGranularity">No slice is shorter.</param>
/// <param name="WakeupGranularity">How far a woken task must be behind to preempt, at nice 0.</param>
internal sealed record CfsOptions(int Latency, int MinGranularity, int WakeupGranularity);

/// <summary>
/// Completely fair scheduler (Molnar 2007; Linux 2.6.23 to 6.5: Documentation/scheduler/sched-design-CFS.rst, kernel/sched/fair.c;
/// OSTEP ch. 9.7).
/// </summary>
/// <remarks>
/// 1. A task's vruntime grows by its CPU time times 1024 / weight; the weight is that of its nice value. 2. The smallest vruntime is
/// next. 3. A slice is latency times the task's share of the weights of all that are ready or running, at least min_granularity; it
/// is timed only while somebody waits, and set anew when others come. At its end the task goes on if its vruntime is still the smallest.
/// 4. min_vruntime follows the smallest vruntime and never goes back. A woken task has at least min_vruntime minus half a latency.
/// 5. A forked child has at least its parent's vruntime and min_vruntime, and a slice on top; a job has min_vruntime.
/// 6. A task that has woken preempts where it is more than wakeup_granularity (at its own weight) behind the running one.
/// 7. A yielding task goes behind those that are less than wakeup_granularity ahead of it. 8. A change of nice acts at once.
/// </remarks>
internal sealed class Cfs(CfsOptions options) : FairPolicy
{
    private static readonly SettingRow Latency = new("latency", SettingKind.Int, "20", 1, SettingRow.MaxTicks, "in how many ticks every task shall have run once");
    private static readonly SettingRow MinGranularity = new("min_granularity", SettingKind.Int, "4", 1, SettingRow.MaxTicks, "no slice is shorter, in ticks");
    private static readonly SettingRow WakeupLag = new("wakeup_granularity", SettingKind.Int, "5", 0, SettingRow.MaxTicks, "how many ticks a woken task must be behind to preempt");

    /// <summary>Its row in SchedulerTable.</summary>
    public static PolicyRow Row { get; } = new("cfs", [Latency, MinGranularity, WakeupLag], "completely fair: the smallest virtual runtime, by nice weights")
    {
        Create = static said => new Cfs(new CfsOptions(said.Ticks(Latency), said.Ticks(MinGranularity), said.Ticks(WakeupLag))),
    };

    protected override PolicyTraits Describe() => new() { IsPreemptive = true, RetimesSlices = true };

    public override string PickRule(Machine m, int task) => "cfs/2: smallest vruntime";

    public override string PreemptRule(Machine m, int by, int task) => "cfs/6: woken far behind";

    protected override long WeightOf(Machine m, int task) => NiceWeights.Of(TaskTable.ReadExtra(m, task).Nice);

    protected override void Charged(Machine m, int rq, long weight, long ticks, long cost)
    {
    }

    protected override long LagOf(Machine m, in FairRow fair, int task, in SchedEntity entity) => entity.Virtual - fair.Clock;

    protected override void Place(Machine m, int rq, int task, ref SchedEntity entity, EnqueueReason reason)
    {
        ref readonly FairRow fair = ref FairOf(m, rq);
        int last = Math.Abs(entity.LoadOf) - 1;
        if (last < 0)
        {
            entity.Virtual = fair.Clock;
            return;
        }

        if (last != rq)
        {
            entity.Virtual += fair.Clock - FairOf(m, last).Clock;
        }

        entity.Virtual = reason switch
        {
            EnqueueReason.New => Math.Max(entity.Virtual, fair.Clock) + Virtual.Of(SliceOf(m, rq, task, 1), WeightOf(m, task)),
            EnqueueReason.Woken => Math.Max(entity.Virtual, fair.Clock - Virtual.Of(options.Latency / 2, NiceWeights.Normal)),
            EnqueueReason.Preempted or EnqueueReason.SliceOver or EnqueueReason.Yielded or EnqueueReason.Changed or EnqueueReason.Lowered =>
                entity.Virtual,
        };
    }

    protected override (long Key, long Value) PlaceInOrder(in SchedEntity entity, long weight, EnqueueReason reason) =>
        (reason == EnqueueReason.Yielded ? Virtual.After(entity.Virtual, WakeupGranularity(weight)) : entity.Virtual, 0);

    /// <summary>Rule 4: min_vruntime.</summary>
    protected override void Settle(Machine m, int rq)
    {
        int head = QueueOf(m, rq).Head;
        long least = head == 0 ? long.MaxValue : m.Entities[head].Virtual;
        (int from, int to) = RunQueues.CpusOf(m, rq);
        for (int cpu = from; cpu < to; cpu++)
        {
            int task = m.Cpus[cpu].Current;
            if (task != 0 && Owns(m, task) && m.Entities[task].LoadOf == rq + 1)
            {
                least = Math.Min(least, m.Entities[task].Virtual);
            }
        }

        if (least != long.MaxValue)
        {
            FairOf(m, rq).Clock = Math.Max(FairOf(m, rq).Clock, least);
        }
    }

    /// <summary>Rule 6: where a woken task is far enough behind one that runs, whoever has the smallest vruntime takes the CPU.</summary>
    public override int BestWaiting(Machine m, int rq)
    {
        int woken = base.BestWaiting(m, rq);
        (int from, int to) = RunQueues.CpusOf(m, rq);
        for (int cpu = from; woken != 0 && cpu < to; cpu++)
        {
            int task = m.Cpus[cpu].Current;
            if (task != 0 && Owns(m, task) && IsBetter(m, woken, task))
            {
                return QueueOf(m, rq).Head;
            }
        }

        return 0;
    }

    public override bool IsBetter(Machine m, int waiting, int running) =>
        m.Entities[running].Virtual - m.Entities[waiting].Virtual > WakeupGranularity(WeightOf(m, waiting));

    public override long SliceTicks(Machine m, int task)
    {
        int rq = m.Entities[task].LoadOf - 1;
        return QueueOf(m, rq).Head == 0 ? NoSlice : SliceOf(m, rq, task, 0);
    }

    public override long QuantumOf(Machine m, int task)
    {
        int load = m.Entities.Get(task).LoadOf;
        return load > 0 ? SliceOf(m, load - 1, task, 0) : options.Latency;
    }

    public override long SliceEnd(Machine m, int cpu)
    {
        ref readonly CpuRow c = ref m.Cpus[cpu];
        long ticks = SliceTicks(m, c.Current);
        return ticks == NoSlice ? CpuRow.Never : Math.Max(m.S.Now + 1, c.SliceStart + ticks);
    }

    public override bool SliceOver(Machine m, int rq, int task, out string rule)
    {
        ChargeRunning(m, rq);
        int head = QueueOf(m, rq).Head;
        rule = "cfs/3: slice used up, another has the smallest vruntime";
        return head != 0 && m.Entities[head].Virtual <= m.Entities[task].Virtual;
    }

    public override void Changed(Machine m, int task, int oldNice)
    {
        ref SchedEntity entity = ref m.Entities.Write(task);
        if (entity.LoadOf > 0)
        {
            long old = NiceWeights.Of(oldNice);
            Charge(m, task, old);
            FairOf(m, entity.LoadOf - 1).Load += WeightOf(m, task) - old;
            MarkSlices(m, entity.LoadOf - 1);
        }
    }

    /// <summary>Rule 3, to the nearest tick; more: tasks of the same weight that are about to come.</summary>
    private long SliceOf(Machine m, int rq, int task, int more)
    {
        long weight = WeightOf(m, task);
        long load = FairOf(m, rq).Load + (more * weight);
        long share = ((options.Latency * weight) + (load / 2)) / load;
        return Math.Max(options.MinGranularity, share);
    }

    private long WakeupGranularity(long weight) => Virtual.Of(options.WakeupGranularity, weight);
}
