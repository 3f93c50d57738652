// Highest response ratio next: between shortest job first, which may starve the long ones, and first come, first served.
namespace KScript.Kernel;

/// <summary>Highest response ratio next, not preempted (Brinch Hansen 1971; Stallings, Operating Systems, 9.2).</summary>
/// <remarks>
/// 1. A task waits from when it enters. 2. The highest response ratio is next: (w + s) / s, w the time waited and s the next burst. Of equal
/// ratios the one that has waited longest, then the shorter burst (ours). 3. It runs until it blocks or exits; where another class took its CPU
/// it is the first again, for it had been chosen. 4. and 5. How long a burst is: BurstPolicy.
/// All ratios grow, each at its own rate, so that no order of the queue lasts. But of equal bursts the one that came first has the highest
/// ratio at any time: the queue is in order of bursts and of arrival within them, and a choice looks at the first of each length.
/// It costs O(d log n) for d different lengths among n waiting tasks, once for each time that a CPU is given away; all else costs O(log n).
/// Its fields in SchedEntity: those of BurstPolicy, and Since.
/// </remarks>
internal sealed class HighestRatio(BurstOptions options) : BurstPolicy(options)
{
    /// <summary>The key of tasks that another class has preempted: before all bursts.</summary>
    private const long Chosen = -1;

    /// <summary>Its row in SchedulerTable.</summary>
    public static PolicyRow Row { get; } = new("hrrn", BurstOptions.Rows, "highest response ratio next: (waiting + burst) / burst, not preempted")
    {
        Create = static said => new HighestRatio(BurstOptions.Of(said)),
    };

    public override string PickRule(Machine m, int task) => "hrrn/2: highest response ratio";

    public override void Enqueue(Machine m, int rq, int task, EnqueueReason reason)
    {
        bool preempted = reason == EnqueueReason.Preempted;
        m.Entities.Write(task).Since = m.S.Now;
        OrderedQueue.Insert(m, QueueIndex(rq), task, preempted ? Chosen : m.Entities[task].Burst, beforeEquals: preempted);
    }

    public override int PickNext(Machine m, int rq, int cpu)
    {
        int queue = QueueIndex(rq);
        int best = 0;
        for (int first = QueueOf(m, rq).Head; first != 0; first = OrderedQueue.FirstAbove(m, queue, m.Nodes[first].Key))
        {
            int task = FirstAllowed(m, first, cpu);
            if (task != 0 && (best == 0 || IsHigher(m, task, best)))
            {
                best = task;
                if (m.Nodes[task].Key == Chosen)
                {
                    break;
                }
            }
        }

        if (best != 0)
        {
            OrderedQueue.Remove(m, best);
        }

        return best;
    }

    /// <summary>The first of those with the burst of a task that may run on a CPU; 0: none.</summary>
    private static int FirstAllowed(Machine m, int first, int cpu)
    {
        for (int task = first; task != 0 && m.Nodes[task].Key == m.Nodes[first].Key; task = m.Tasks[task].Next)
        {
            if (Affinity.Allows(m, task, cpu))
            {
                return task;
            }
        }

        return 0;
    }

    /// <summary>Whether one ratio is above another, or the same after a longer wait: w / s compared without division.</summary>
    private static bool IsHigher(Machine m, int task, int other)
    {
        Int128 one = (Int128)Waited(m, task) * Service(m, other);
        Int128 two = (Int128)Waited(m, other) * Service(m, task);
        return one > two || (one == two && Waited(m, task) > Waited(m, other));
    }

    private static long Waited(Machine m, int task) => m.S.Now - m.Entities[task].Since;

    /// <summary>The burst in thousandths of a tick; one of no length counts as the shortest that there is, for a ratio needs one.</summary>
    private static long Service(Machine m, int task) => Math.Max(1, m.Entities[task].Burst);
}
