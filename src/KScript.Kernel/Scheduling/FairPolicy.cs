// What cfs, eevdf and stride have in common: each task has a virtual runtime that grows with the CPU time it uses, the slower the
// greater its weight, and waits in the order of it. Time is accounted for when a task enters, leaves or is compared: never by the tick.

namespace KScript.Kernel;

/// <summary>Virtual time in fixed point: <see cref="OneTick"/> is what a tick costs a task of weight 1.</summary>
internal static class Virtual
{
    public const int Bits = 30;
    public const long OneTick = 1L << Bits;

    /// <summary>Virtual times stop here: 2^32 ticks at weight 1, and 2^42 at nice 0.</summary>
    private const long Last = long.MaxValue / 2;

    /// <summary>What ticks of CPU time cost at a weight, rounded down.</summary>
    public static long Of(long ticks, long weight) =>
        ticks < OneTick ? (ticks << Bits) / weight : (long)Int128.Min(((Int128)ticks << Bits) / weight, Last);

    /// <summary>How many whole ticks at a weight cost at least so much; at least 1.</summary>
    public static long TicksFor(long cost, long weight) =>
        (long)Int128.Clamp((((Int128)cost * weight) + OneTick - 1) >> Bits, 1, int.MaxValue);

    /// <summary>A virtual time later than another.</summary>
    public static long After(long time, long cost) => Math.Min(Last, time + cost);

    /// <summary>A virtual duration at another weight, such that it is as much CPU time.</summary>
    public static long Rescale(long cost, long oldWeight, long newWeight) => (long)Int128.Clamp((Int128)cost * oldWeight / newWeight, -Last, Last);
}

/// <summary>A policy by virtual runtime. Its fields in SchedEntity: Seen, Virtual, LoadOf, and Lag while not runnable.</summary>
internal abstract class FairPolicy : SchedulerPolicy
{
    /// <summary>The weight of a task that has a nice value, or tickets.</summary>
    protected abstract long WeightOf(Machine m, int task);

    /// <summary>Sets Virtual (and what else decides) of a task that becomes runnable in a run queue.</summary>
    protected abstract void Place(Machine m, int rq, int task, ref SchedEntity entity, EnqueueReason reason);

    /// <summary>A task has just used CPU time that made its Virtual grow by a cost.</summary>
    protected abstract void Charged(Machine m, int rq, long weight, long ticks, long cost);

    /// <summary>A runnable task that is not on a CPU any more goes back into its queue.</summary>
    protected virtual void Return(Machine m, int rq, int task, ref SchedEntity entity, EnqueueReason reason)
    {
    }

    /// <summary>A runnable task joins a run queue's load, or leaves it (weight negative).</summary>
    protected virtual void LoadChanged(Machine m, ref FairRow fair, long virtualTime, long weight) => fair.Load += weight;

    /// <summary>How far ahead or behind a task is that leaves a run queue, of whose load it still is: SchedEntity.Lag.</summary>
    protected abstract long LagOf(Machine m, in FairRow fair, int task, in SchedEntity entity);

    /// <summary>Keeps the run queue's clock up after entering or leaving.</summary>
    protected virtual void Settle(Machine m, int rq)
    {
    }

    /// <summary>The key of a task that enters the queue, and the value to aggregate.</summary>
    protected virtual (long Key, long Value) PlaceInOrder(in SchedEntity entity, long weight, EnqueueReason reason) => (entity.Virtual, 0);

    /// <summary>Whether a task may take a CPU when it wakes.</summary>
    protected virtual bool MayPreempt(Machine m, int task) => true;

    public override void Started(Machine m, int task, JobSpec job) => m.Entities.Write(task).Tickets = job.Tickets;

    public override void Forked(Machine m, int parent, int child)
    {
        Charge(m, parent, WeightOf(m, parent));
        SchedEntity entity = m.Entities.Get(parent);
        m.Entities.Write(child) = new SchedEntity { Virtual = entity.Virtual, Tickets = entity.Tickets, LoadOf = -Math.Abs(entity.LoadOf) };
    }

    public override void Enqueue(Machine m, int rq, int task, EnqueueReason reason)
    {
        ChargeRunning(m, rq);
        Settle(m, rq);
        m.Tasks.Write(task).Slice = 0;
        ref SchedEntity entity = ref m.Entities.Write(task);
        long weight = WeightOf(m, task);
        bool joins = entity.LoadOf <= 0;
        if (joins)
        {
            Join(m, rq, task, ref entity, weight, reason);
        }
        else
        {
            Charge(m, task, weight);
            MoveTo(m, rq, task, ref entity, weight);
            Return(m, rq, task, ref entity, reason);
        }

        (long key, long value) = PlaceInOrder(in entity, weight, reason);
        OrderedQueue.Insert(m, QueueIndex(rq), task, key, value);
        if (joins && Traits.IsPreemptive && MayPreempt(m, task))
        {
            NoteWoken(m, rq, task);
        }

        Settle(m, rq);
        MarkSlices(m, rq);
    }

    public override int PickNext(Machine m, int rq, int cpu)
    {
        int task = Choose(m, rq, cpu);
        if (task == 0)
        {
            return 0;
        }

        ref FairRow fair = ref FairOf(m, rq);
        fair.Woken = fair.Woken == task ? 0 : fair.Woken;
        OrderedQueue.Remove(m, task);
        int home = RunQueues.Of(m, cpu);
        if (home != rq)
        {
            MoveTo(m, home, task, ref m.Entities.Write(task), WeightOf(m, task));
        }

        return task;
    }

    public override void Dequeue(Machine m, int task)
    {
        ref FairRow fair = ref FairOf(m, m.Entities[task].LoadOf - 1);
        fair.Woken = fair.Woken == task ? 0 : fair.Woken;
        OrderedQueue.Remove(m, task);
    }

    /// <summary>By what the best of those is known that woke in one instant: the least.</summary>
    protected virtual long Rank(in SchedEntity entity) => entity.Virtual;

    /// <summary>The task that a CPU takes from a queue: the first that may run there.</summary>
    protected virtual int Choose(Machine m, int rq, int cpu)
    {
        int task = QueueOf(m, rq).Head;
        while (task != 0 && !Affinity.Allows(m, task, cpu))
        {
            task = m.Tasks[task].Next;
        }

        return task;
    }

    public override void Blocked(Machine m, int task, long sliceLeft) => Left(m, task);

    public override void Left(Machine m, int task)
    {
        ref SchedEntity entity = ref m.Entities.Write(task);
        int rq = entity.LoadOf - 1;
        ChargeRunning(m, rq);
        Charge(m, task, WeightOf(m, task));
        Leave(m, task, ref entity, WeightOf(m, task));
        Settle(m, rq);
        MarkSlices(m, rq);
    }

    /// <summary>The best of the tasks that woke in this instant, while it waits: only waking preempts.</summary>
    public override int BestWaiting(Machine m, int rq) => FairOf(m, rq).WokenAt == m.S.Now ? FairOf(m, rq).Woken : 0;

    /// <summary>Accounts for the CPU time that a task has used since it was last looked at.</summary>
    protected void Charge(Machine m, int task, long weight)
    {
        ref SchedEntity entity = ref m.Entities.Write(task);
        long used = CpuUse.Of(m, task);
        long ticks = used - entity.Seen;
        if (ticks == 0)
        {
            return;
        }

        entity.Seen = used;
        long before = entity.Virtual;
        entity.Virtual = Virtual.After(before, Virtual.Of(ticks, weight));
        Charged(m, entity.LoadOf - 1, weight, ticks, entity.Virtual - before);
    }

    /// <summary>The same for the tasks that run on the CPUs of a run queue.</summary>
    protected void ChargeRunning(Machine m, int rq)
    {
        (int from, int to) = RunQueues.CpusOf(m, rq);
        for (int cpu = from; cpu < to; cpu++)
        {
            int task = m.Cpus[cpu].Current;
            if (task != 0 && Owns(m, task) && m.Entities[task].LoadOf == rq + 1)
            {
                Charge(m, task, WeightOf(m, task));
            }
        }
    }

    private void Join(Machine m, int rq, int task, ref SchedEntity entity, long weight, EnqueueReason reason)
    {
        Place(m, rq, task, ref entity, reason);
        entity.Seen = m.Tasks[task].CpuTime;
        entity.LoadOf = rq + 1;
        LoadChanged(m, ref FairOf(m, rq), entity.Virtual, weight);
    }

    private void Leave(Machine m, int task, ref SchedEntity entity, long weight)
    {
        ref FairRow fair = ref FairOf(m, entity.LoadOf - 1);
        entity.Lag = LagOf(m, in fair, task, in entity);
        LoadChanged(m, ref fair, entity.Virtual, -weight);
        entity.LoadOf = -entity.LoadOf;
    }

    /// <summary>A runnable task changes run queues: as far ahead or behind there as here.</summary>
    private void MoveTo(Machine m, int rq, int task, ref SchedEntity entity, long weight)
    {
        if (entity.LoadOf == rq + 1)
        {
            return;
        }

        // How far ahead or behind: of the present, on both sides.
        int from = entity.LoadOf - 1;
        ChargeRunning(m, from);
        ChargeRunning(m, rq);
        Settle(m, rq);
        Leave(m, task, ref entity, weight);
        Settle(m, from);
        MarkSlices(m, from);
        Join(m, rq, task, ref entity, weight, EnqueueReason.Preempted);
        MarkSlices(m, rq);
    }

    /// <summary>Only waking preempts: the best of the tasks that woke in this instant is remembered.</summary>
    private void NoteWoken(Machine m, int rq, int task)
    {
        ref FairRow fair = ref FairOf(m, rq);
        if (fair.WokenAt != m.S.Now || fair.Woken == 0 || Rank(in m.Entities[task]) < Rank(in m.Entities[fair.Woken]))
        {
            fair.Woken = task;
            fair.WokenAt = m.S.Now;
        }
    }
}
