// The deadline class of `linux`: SCHED_DEADLINE.
namespace KScript.Kernel;

/// <summary>
/// SCHED_DEADLINE: earliest deadline first (Liu and Layland 1973) among constant bandwidth servers (Abeni and Buttazzo 1998); sched(7),
/// kernel documentation sched-deadline.rst, kernel/sched/deadline.c.
/// </summary>
/// <remarks>
/// A task has a runtime, a relative deadline and a period, a budget, and an absolute deadline. 1. A task that wakes keeps budget and deadline
/// if using the budget until the deadline takes no more than its density, runtime / deadline. Else it gets a full budget and a deadline from
/// now; where deadline and period differ, and the old deadline is to come, only as much budget as fits its density, and between deadline and
/// the end of the period it waits for the next. 2. The earliest absolute deadline is next (a tie: in order of arrival, a preempted task
/// before its equals). 3. An earlier deadline preempts. 4. Running uses the budget up. A task without budget is throttled: it is R and does not
/// run until its next period begins. 5. Then its budget is full again, and its deadline one period later. 6. Yielding gives the rest of the
/// budget away. Admission is by bandwidth: DeadlineBandwidth.
/// Throttled tasks wait in one queue for the whole machine, in order of their next period.
/// </remarks>
internal sealed class DeadlineClass : SchedulerPolicy
{
    private const int Throttled = 1;

    protected override PolicyTraits Describe() => new() { Queues = 2, IsPreemptive = true, HasTimers = true };

    public override string PickRule(Machine m, int task) => "linux/dl-2: earliest deadline";

    public override string PreemptRule(Machine m, int by, int task) => "linux/dl-3: earlier deadline";

    public override void Enqueue(Machine m, int rq, int task, EnqueueReason reason)
    {
        ref TaskExtra extra = ref m.Extras.Write(task);
        switch (reason)
        {
            case EnqueueReason.Preempted:
                extra.DlBudget = m.Tasks[task].Slice;
                break;
            case EnqueueReason.SliceOver or EnqueueReason.Yielded:
                extra.DlBudget = 0;
                break;
            case EnqueueReason.New or EnqueueReason.Woken or EnqueueReason.Changed or EnqueueReason.Lowered:
                Wake(ref extra, m.S.Now);
                break;
        }

        if (extra.DlBudget == 0 && NextPeriod(in extra) <= m.S.Now)
        {
            Replenish(ref extra, m.S.Now);
        }

        m.Tasks.Write(task).Slice = (int)extra.DlBudget;
        if (extra.DlBudget == 0)
        {
            OrderedQueue.Insert(m, QueueIndex(0, Throttled), task, NextPeriod(in extra));
            RunQueues.SetAside(m, task);
        }
        else
        {
            OrderedQueue.Insert(m, QueueIndex(rq), task, extra.DlDue, beforeEquals: reason == EnqueueReason.Preempted);
        }
    }

    /// <summary>Rule 1.</summary>
    private static void Wake(ref TaskExtra extra, long now)
    {
        bool constrained = extra.DlDeadline < extra.DlPeriod;
        if (constrained && extra.DlDue != 0 && extra.DlDue <= now && now < NextPeriod(in extra))
        {
            extra.DlBudget = 0;
            return;
        }

        if (extra.DlDue == 0 || extra.DlDue <= now)
        {
            Begin(ref extra, now);
            return;
        }

        long laxity = extra.DlDue - now;
        bool overflows = (Int128)extra.DlBudget * extra.DlDeadline > (Int128)laxity * extra.DlRuntime;
        if (overflows && constrained)
        {
            extra.DlBudget = (long)((Int128)laxity * extra.DlRuntime / extra.DlDeadline);
        }
        else if (overflows)
        {
            Begin(ref extra, now);
        }
    }

    private static void Begin(ref TaskExtra extra, long now)
    {
        extra.DlDue = now + extra.DlDeadline;
        extra.DlBudget = extra.DlRuntime;
    }

    /// <summary>When the next period of a task begins.</summary>
    private static long NextPeriod(in TaskExtra extra) => extra.DlDue - extra.DlDeadline + extra.DlPeriod;

    /// <summary>Rule 5. A deadline that would have passed already is one from now instead.</summary>
    private static void Replenish(ref TaskExtra extra, long now)
    {
        extra.DlDue += extra.DlPeriod;
        extra.DlBudget = extra.DlRuntime;
        if (extra.DlDue <= now)
        {
            Begin(ref extra, now);
        }
    }

    public override long NextTimer(Machine m)
    {
        int first = m.Queues[QueueIndex(0, Throttled)].Head;
        return first == 0 ? CpuRow.Never : m.Nodes[first].Key;
    }

    public override void Timer(Machine m)
    {
        while (NextTimer(m) <= m.S.Now)
        {
            int task = m.Queues[QueueIndex(0, Throttled)].Head;
            OrderedQueue.Remove(m, task);
            ref TaskExtra extra = ref m.Extras.Write(task);
            Replenish(ref extra, m.S.Now);
            m.Tasks.Write(task).Slice = (int)extra.DlBudget;
            RunQueues.BringBack(m, task);
            OrderedQueue.Insert(m, QueueIndex(RunQueues.Holding(m, task)), task, extra.DlDue);
        }
    }

    public override void Dequeue(Machine m, int task)
    {
        if (!MayRun(m, task))
        {
            RunQueues.BringBack(m, task);
        }

        OrderedQueue.Remove(m, task);
    }

    public override int PickNext(Machine m, int rq, int cpu) => OrderedQueue.Take(m, QueueIndex(rq), cpu);

    public override int FirstWaiting(Machine m, int rq) => QueueOf(m, rq).Head;

    public override int BestWaiting(Machine m, int rq) => QueueOf(m, rq).Head;

    public override bool MayRun(Machine m, int task) => m.Extras[task].DlBudget > 0;

    public override bool IsBetter(Machine m, int waiting, int running) =>
        MayRun(m, waiting) && m.Extras[waiting].DlDue < m.Extras[running].DlDue;

    public override long SliceTicks(Machine m, int task) => m.Extras[task].DlBudget;

    public override bool SliceOver(Machine m, int rq, int task, out string rule)
    {
        rule = "linux/dl-4: runtime used up, throttled until its next period";
        return true;
    }

    public override void Blocked(Machine m, int task, long sliceLeft) => m.Extras.Write(task).DlBudget = sliceLeft;

    public override bool YieldsAlone(Machine m, int task) => true;
}
