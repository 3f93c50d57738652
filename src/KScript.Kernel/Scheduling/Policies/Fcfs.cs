// First come, first served: in order of arrival, run to block or exit.
namespace KScript.Kernel;

/// <summary>First come, first served (OSTEP ch. 7 "FIFO"; Silberschatz 5.3.1).</summary>
/// <remarks>
/// 1. New and woken tasks enter at the tail. 2. The head is next. 3. It runs until it blocks or exits; where another class took its CPU
/// it is the head again, for it came first.
/// </remarks>
internal sealed class Fcfs : SchedulerPolicy
{
    /// <summary>Its row in SchedulerTable.</summary>
    public static PolicyRow Row { get; } = new("fcfs", [], "first come, first served; run to block or exit")
    {
        Create = static _ => new Fcfs(),
    };

    public override string PickRule(Machine m, int task) => "fcfs/2: head of the queue";

    public override void Enqueue(Machine m, int rq, int task, EnqueueReason reason)
    {
        if (reason == EnqueueReason.Preempted)
        {
            ReadyQueues.PushHead(m, QueueIndex(rq), task);
        }
        else
        {
            ReadyQueues.PushTail(m, QueueIndex(rq), task);
        }
    }

    public override int PickNext(Machine m, int rq, int cpu) => ReadyQueues.Take(m, QueueIndex(rq), cpu);
}
