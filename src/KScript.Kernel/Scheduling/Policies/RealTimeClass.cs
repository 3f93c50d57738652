// The real-time class of `linux`: SCHED_FIFO and SCHED_RR.
namespace KScript.Kernel;

/// <summary>SCHED_FIFO and SCHED_RR with priorities 1..99, a greater number is better (POSIX.1-2017 XSH 2.8.4; sched(7); kernel/sched/rt.c).</summary>
/// <remarks>
/// 1. Each priority has a list. New and woken tasks enter at the tail of theirs. 2. The head of the best list that is not empty is next.
/// 3. A better priority preempts; the preempted task is the head of its list and keeps the rest of its quantum. 4. SCHED_FIFO runs until
/// it blocks, yields or is preempted. SCHED_RR whose quantum ends goes to the tail, if others wait in its list; what is left of a
/// quantum stays while the task is blocked. 5. Yielding: to the tail. 6. A priority that is raised, or another policy: to the tail; one that is
/// lowered: to the head.
/// The lists are one queue in order of priority: its head is next, and a place in it is found in O(log n).
/// Its field in SchedRow: SliceLeft.
/// </remarks>
internal sealed class RealTimeClass(int quantumTicks) : SchedulerPolicy
{
    protected override PolicyTraits Describe() => new() { IsPreemptive = true };

    public override string PickRule(Machine m, int task) => "linux/rt-2: head of the best priority";

    public override string PreemptRule(Machine m, int by, int task) => "linux/rt-3: better priority";

    public override void Enqueue(Machine m, int rq, int task, EnqueueReason reason)
    {
        bool toHead = reason is EnqueueReason.Preempted or EnqueueReason.Lowered;
        if (reason != EnqueueReason.Preempted)
        {
            m.Tasks.Write(task).Slice = reason == EnqueueReason.Woken ? m.Sched.Get(task).SliceLeft : 0;
        }

        OrderedQueue.Insert(m, QueueIndex(rq), task, KeyOf(m, task), beforeEquals: toHead);
    }

    public override int PickNext(Machine m, int rq, int cpu) => OrderedQueue.Take(m, QueueIndex(rq), cpu);

    public override int BestWaiting(Machine m, int rq) => QueueOf(m, rq).Head;

    public override bool IsBetter(Machine m, int waiting, int running) => KeyOf(m, waiting) < KeyOf(m, running);

    public override long SliceTicks(Machine m, int task)
    {
        if (!IsRoundRobin(m, task))
        {
            return NoSlice;
        }

        int rest = m.Tasks[task].Slice;
        return rest > 0 ? rest : quantumTicks;
    }

    public override bool SliceOver(Machine m, int rq, int task, out string rule)
    {
        rule = "linux/rt-4: quantum used up, to the tail of its priority";
        int head = QueueOf(m, rq).Head;
        return head != 0 && KeyOf(m, head) <= KeyOf(m, task);
    }

    public override bool RenewsAlone(Machine m, int task) => true;

    public override void Blocked(Machine m, int task, long sliceLeft)
    {
        if (IsRoundRobin(m, task))
        {
            m.Sched.Write(task).SliceLeft = (int)sliceLeft;
        }
    }

    public override long QuantumOf(Machine m, int task) => IsRoundRobin(m, task) ? quantumTicks : 0;

    private static bool IsRoundRobin(Machine m, int task) => m.Extras[task].SchedPolicy == SchedulingPolicy.RoundRobin;

    /// <summary>The place in the order: the best priority first.</summary>
    private static int KeyOf(Machine m, int task) => -m.Extras[task].RtPriority;
}
