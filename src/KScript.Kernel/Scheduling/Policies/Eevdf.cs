// Earliest eligible virtual deadline first: of those that have had no more than their due, the one whose next slice is due first.

namespace KScript.Kernel;

/// <summary>Earliest eligible virtual deadline first (Stoica and Abdel-Wahab 1995; Linux 6.6, kernel/sched/fair.c).</summary>
/// <remarks>
/// 1. A task's virtual runtime v grows by its CPU time divided by its weight (that of its nice value). Virtual time V is the mean of v
/// over the ready and running tasks, by weight. Lag is V - v: what a task is owed. 2. A task is eligible if it is owed nothing or more:
/// v is at most V. 3. Its virtual deadline is v plus q / weight, when its slice began. 4. Of the eligible tasks the earliest virtual
/// deadline is next (of equal ones the smaller v, and one that waits before the one that runs). 5. When v reaches the deadline the slice is used up: the deadline moves on by
/// another q / weight, and the choice is made again. 6. A task that blocks keeps its lag, no more than two slices either way; when it
/// wakes it is placed so that it has this lag again. A new task has none. 7. A woken task that is the choice preempts. 8. Yielding puts
/// the deadline off by a slice. 9. A change of nice acts at once; what is owed stays the same CPU time.
/// V is never computed where it is only compared with: v is at most V exactly where v times the load is at most the sum of weight
/// times v, in 128 bits, so that no zero point has to move along.
/// </remarks>
internal sealed class Eevdf(int quantumTicks, bool followsPolicies = false) : FairPolicy
{
    private static readonly SettingRow Quantum = new("q", SettingKind.Int, "3", 1, SettingRow.MaxTicks, "the time quantum in ticks, from which virtual deadlines follow");

    /// <summary>Its row in SchedulerTable.</summary>
    public static PolicyRow Row { get; } = new("eevdf", [Quantum], "earliest eligible virtual deadline first")
    {
        Create = static said => new Eevdf(said.Ticks(Quantum)),
    };

    protected override PolicyTraits Describe() => new() { Aggregate = Aggregate.Minimum, IsPreemptive = true, RetimesSlices = true };

    public override string PickRule(Machine m, int task) => "eevdf/4: earliest eligible virtual deadline";

    public override string PreemptRule(Machine m, int by, int task) => "eevdf/7: woken with an earlier virtual deadline";

    protected override long WeightOf(Machine m, int task) => IsIdlePolicy(m, task) ? NiceWeights.Idle : NiceWeights.Of(TaskTable.ReadExtra(m, task).Nice);

    public override long QuantumOf(Machine m, int task) => quantumTicks;

    public override int FirstWaiting(Machine m, int rq)
    {
        int best = Earliest(m, rq);
        return best != 0 ? best : base.FirstWaiting(m, rq);
    }

    /// <summary>SCHED_BATCH and SCHED_IDLE tasks preempt nobody when they wake (sched(7)).</summary>
    protected override bool MayPreempt(Machine m, int task) => !followsPolicies || Scheduling.PolicyOf(m, task) == SchedulingPolicy.Other;

    private bool IsIdlePolicy(Machine m, int task) => followsPolicies && Scheduling.PolicyOf(m, task) == SchedulingPolicy.Idle;

    protected override void Charged(Machine m, int rq, long weight, long ticks, long cost) => FairOf(m, rq).Sum += (Int128)weight * cost;

    protected override void LoadChanged(Machine m, ref FairRow fair, long virtualTime, long weight)
    {
        if (fair.Load + weight == 0)
        {
            // The last one goes: virtual time stands still until somebody comes.
            fair.Clock = virtualTime;
        }

        fair.Load += weight;
        fair.Sum += (Int128)weight * virtualTime;
    }

    protected override long LagOf(Machine m, in FairRow fair, int task, in SchedEntity entity)
    {
        long limit = 2 * SliceCost(WeightOf(m, task));
        return Math.Clamp(VirtualTime(in fair) - entity.Virtual, -limit, limit);
    }

    protected override void Place(Machine m, int rq, int task, ref SchedEntity entity, EnqueueReason reason)
    {
        ref readonly FairRow fair = ref FairOf(m, rq);
        long weight = WeightOf(m, task);
        long lag = reason == EnqueueReason.New ? 0 : entity.Lag;
        if (fair.Load > 0)
        {
            // Its coming moves V: so much more, that the lag is right afterwards.
            lag = Virtual.Rescale(lag, fair.Load + weight, fair.Load);
        }

        long rest = Math.Clamp(entity.Deadline - entity.Virtual, 0, SliceCost(weight));
        bool moves = reason is EnqueueReason.Preempted or EnqueueReason.SliceOver or EnqueueReason.Yielded;
        entity.Virtual = VirtualTime(in fair) - lag;
        entity.Deadline = Virtual.After(entity.Virtual, moves ? rest : SliceCost(weight));
    }

    protected override void Return(Machine m, int rq, int task, ref SchedEntity entity, EnqueueReason reason)
    {
        Renew(m, task, ref entity);
        if (reason == EnqueueReason.Yielded)
        {
            entity.Deadline = Virtual.After(entity.Deadline, SliceCost(WeightOf(m, task)));
        }
    }

    protected override (long Key, long Value) PlaceInOrder(in SchedEntity entity, long weight, EnqueueReason reason) => (entity.Virtual, entity.Deadline);

    protected override int Choose(Machine m, int rq, int cpu)
    {
        int best = Earliest(m, rq);
        if (best != 0 && Affinity.Allows(m, best, cpu))
        {
            return best;
        }

        // Nobody is eligible (all that are run on other CPUs), or the choice may not run here: the earliest that may.
        int second = 0;
        for (int task = QueueOf(m, rq).Head; task != 0; task = m.Tasks[task].Next)
        {
            bool eligible = IsEligible(m, rq, task);
            if (!eligible && second != 0)
            {
                break;
            }

            if (Affinity.Allows(m, task, cpu) && (second == 0 || m.Entities[task].Deadline < m.Entities[second].Deadline))
            {
                second = task;
            }

            if (second != 0 && !eligible)
            {
                break;
            }
        }

        return second;
    }

    protected override long Rank(in SchedEntity entity) => entity.Deadline;

    /// <summary>Rule 4 in O(log n): the least deadline left of the last eligible task; 0: nobody is eligible.</summary>
    private int Earliest(Machine m, int rq)
    {
        // The key is the virtual runtime; a whole number is at most V where it is at most V rounded down.
        long now = VirtualTime(in FairOf(m, rq));
        int best = 0;
        bool below = false;
        long least = long.MaxValue;
        for (int at = QueueOf(m, rq).Root; at != 0;)
        {
            ref readonly QueueNode node = ref m.Nodes[at];
            if (node.Key > now)
            {
                at = node.Left;
                continue;
            }

            if (node.LeftBest < least)
            {
                least = node.LeftBest;
                best = node.Left;
                below = true;
            }

            if (node.Value < least)
            {
                least = node.Value;
                best = at;
                below = false;
            }

            at = node.Right;
        }

        return below ? FirstWith(m, best, least) : best;
    }

    /// <summary>The first node of a subtree that has the subtree's least deadline.</summary>
    private static int FirstWith(Machine m, int top, long least)
    {
        int at = top;
        while (true)
        {
            ref readonly QueueNode node = ref m.Nodes[at];
            if (node.LeftBest == least)
            {
                at = node.Left;
            }
            else if (node.Value == least)
            {
                return at;
            }
            else
            {
                at = node.Right;
            }
        }
    }

    public override int BestWaiting(Machine m, int rq)
    {
        int woken = base.BestWaiting(m, rq);
        return woken != 0 && Earliest(m, rq) == woken ? woken : 0;
    }

    public override bool IsBetter(Machine m, int waiting, int running)
    {
        int rq = m.Entities[running].LoadOf - 1;
        return IsEligible(m, rq, waiting) && (!IsEligible(m, rq, running) || m.Entities[waiting].Deadline < m.Entities[running].Deadline);
    }

    public override long SliceTicks(Machine m, int task)
    {
        ref readonly SchedEntity entity = ref m.Entities[task];
        return QueueOf(m, entity.LoadOf - 1).Head == 0 ? NoSlice : Virtual.TicksFor(entity.Deadline - entity.Virtual, WeightOf(m, task));
    }

    public override long SliceEnd(Machine m, int cpu)
    {
        int task = m.Cpus[cpu].Current;
        Charge(m, task, WeightOf(m, task));
        Renew(m, task, ref m.Entities.Write(task));
        long ticks = SliceTicks(m, task);
        return ticks == NoSlice ? CpuRow.Never : m.S.Now + ticks;
    }

    public override bool SliceOver(Machine m, int rq, int task, out string rule)
    {
        ChargeRunning(m, rq);
        Renew(m, task, ref m.Entities.Write(task));
        rule = "eevdf/5: slice used up, another has the earliest eligible virtual deadline";
        int best = Earliest(m, rq);
        // Of equal deadlines that of the one who waits (Linux: pick_eevdf).
        return best != 0 && (!IsEligible(m, rq, task) || m.Entities[best].Deadline <= m.Entities[task].Deadline);
    }

    public override void Changed(Machine m, int task, int oldNice)
    {
        if (IsIdlePolicy(m, task))
        {
            // Its weight is not that of its nice value.
            return;
        }

        long old = NiceWeights.Of(oldNice);
        long weight = WeightOf(m, task);
        ref SchedEntity entity = ref m.Entities.Write(task);
        int rq = entity.LoadOf - 1;
        if (rq < 0)
        {
            entity.Lag = Virtual.Rescale(entity.Lag, old, weight);
            return;
        }

        ChargeOthersAndSelf(m, rq, task, old);
        ref FairRow fair = ref FairOf(m, rq);
        long now = VirtualTime(in fair);
        fair.Sum -= (Int128)old * entity.Virtual;
        long rest = Virtual.Rescale(entity.Deadline - entity.Virtual, old, weight);
        entity.Virtual = now - Virtual.Rescale(now - entity.Virtual, old, weight);
        entity.Deadline = Virtual.After(entity.Virtual, rest);
        fair.Load += weight - old;
        fair.Sum += (Int128)weight * entity.Virtual;
        MarkSlices(m, rq);
        if (OrderedQueue.Contains(m, task))
        {
            OrderedQueue.Remove(m, task);
            OrderedQueue.Insert(m, QueueIndex(rq), task, entity.Virtual, entity.Deadline);
        }
    }

    /// <summary>The task's own time was used at its old weight: it comes before the others are charged.</summary>
    private void ChargeOthersAndSelf(Machine m, int rq, int task, long oldWeight)
    {
        Charge(m, task, oldWeight);
        ChargeRunning(m, rq);
    }

    private bool IsEligible(Machine m, int rq, int task)
    {
        ref readonly FairRow fair = ref FairOf(m, rq);
        return (Int128)m.Entities[task].Virtual * fair.Load <= fair.Sum;
    }

    /// <summary>V of a run queue, rounded down.</summary>
    private static long VirtualTime(in FairRow fair) => fair.Load == 0 ? fair.Clock : (long)FloorDivide(fair.Sum, fair.Load);

    private static Int128 FloorDivide(Int128 sum, long load)
    {
        Int128 whole = sum / load;
        return sum - (whole * load) < 0 ? whole - 1 : whole;
    }

    private long SliceCost(long weight) => Virtual.Of(quantumTicks, weight);

    /// <summary>Rule 5: slices that were used up while nobody waited ended all the same.</summary>
    private void Renew(Machine m, int task, ref SchedEntity entity)
    {
        if (entity.Virtual >= entity.Deadline)
        {
            long slice = SliceCost(WeightOf(m, task));
            long late = entity.Virtual - entity.Deadline;
            entity.Deadline = Virtual.After(entity.Deadline, ((late / slice) + 1) * slice);
        }
    }
}
