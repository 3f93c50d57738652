// Longest remaining time first: the opposite of srtf, of which exam questions are fond.
namespace KScript.Kernel;

/// <summary>Longest remaining time first (GATE CS 2006, question 64).</summary>
/// <remarks>
/// 1. Tasks wait in order of what is left of their bursts, in whole ticks (a part counts as one), the longest first; of equal ones the lowest
/// pid is first. 2. The first of them is next. 3. A task that comes before the running one takes its CPU: when it becomes ready, or when
/// the running one has run so long that less is left of its burst, or as much and its pid is higher. So equal tasks take turns of one tick.
/// 4. and 5. How long a burst is: BurstPolicy.
/// What is left of a waiting task does not change, so when the first of them will come before the running one is known beforehand.
/// </remarks>
internal sealed class LongestRemaining(BurstOptions options) : BurstPolicy(options)
{
    /// <summary>Pids are below 2 to the power of this (PID_MAX_LIMIT).</summary>
    private const int PidBits = 22;

    /// <summary>More than this counts as this much, so that it and a pid make one key.</summary>
    private const long LongestTicks = 1L << 40;

    /// <summary>Its row in SchedulerTable.</summary>
    public static PolicyRow Row { get; } = new("lrtf", BurstOptions.Rows, "longest remaining burst first: a longer one preempts")
    {
        Create = static said => new LongestRemaining(BurstOptions.Of(said)),
    };

    protected override PolicyTraits Describe() => new() { IsPreemptive = true, RetimesSlices = true };

    public override string PickRule(Machine m, int task) => "lrtf/2: longest remaining burst";

    public override string PreemptRule(Machine m, int by, int task) => "lrtf/3: longer than what is left";

    public override void Enqueue(Machine m, int rq, int task, EnqueueReason reason)
    {
        OrderedQueue.Insert(m, QueueIndex(rq), task, KeyOf(m, task));
        MarkSlices(m, rq);
    }

    public override int PickNext(Machine m, int rq, int cpu)
    {
        int task = OrderedQueue.Take(m, QueueIndex(rq), cpu);
        if (task != 0)
        {
            MarkSlices(m, rq);
        }

        return task;
    }

    public override int BestWaiting(Machine m, int rq) => QueueOf(m, rq).Head;

    public override bool IsBetter(Machine m, int waiting, int running) => KeyOf(m, waiting) < KeyOf(m, running);

    /// <summary>Rule 3: when the first that waits comes before the running one.</summary>
    public override long SliceEnd(Machine m, int cpu)
    {
        int head = QueueOf(m, RunQueues.Of(m, cpu)).Head;
        if (head == 0)
        {
            return CpuRow.Never;
        }

        int running = m.Cpus[cpu].Current;
        long left = TicksLeft(m, head);
        bool winsTies = m.Tasks[head].Pid < m.Tasks[running].Pid;
        if (left == 0 && !winsTies)
        {
            // There is no less than nothing.
            return CpuRow.Never;
        }

        long until = TicksLeft(m, running) - left + (winsTies ? 0 : 1);
        // One that comes before it already, and waits all the same, may not run on this CPU.
        return until > 0 ? VirtualTime.After(m.S.Now, until) : CpuRow.Never;
    }

    public override bool SliceOver(Machine m, int rq, int task, out string rule)
    {
        rule = "lrtf/3: another has more left";
        MarkSlices(m, rq);
        int head = QueueOf(m, rq).Head;
        return head != 0 && IsBetter(m, head, task);
    }

    private static long KeyOf(Machine m, int task) => m.Tasks[task].Pid - (TicksLeft(m, task) << PidBits);

    private static long TicksLeft(Machine m, int task) => Math.Min(LongestTicks, (Remaining(m, task) + Milli - 1) / Milli);
}
