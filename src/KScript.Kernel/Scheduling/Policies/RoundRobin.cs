// Round robin: a slice each, then to the tail.
namespace KScript.Kernel;

/// <summary>Round robin with time quantum q (OSTEP ch. 7.7; Silberschatz 5.3.3).</summary>
/// <remarks>
/// 1. New and woken tasks enter at the tail. 2. The head is next, with a slice of q. 3. A task whose slice ends and that wants
/// more goes to the tail, behind those that entered at the same instant. 4. A task that nobody waits behind goes on.
/// </remarks>
internal sealed class RoundRobin(int quantumTicks) : SchedulerPolicy
{
    private static readonly SettingRow Quantum = new("q", SettingKind.Int, "10", 1, SettingRow.MaxTicks, "the time quantum in ticks");

    /// <summary>Its row in SchedulerTable.</summary>
    public static PolicyRow Row { get; } = new("rr", [Quantum], "round robin: a slice of q each, then to the tail")
    {
        Create = static said => new RoundRobin(said.Ticks(Quantum)),
    };

    public override string PickRule(Machine m, int task) => "rr/2: head of the queue";

    public override void Enqueue(Machine m, int rq, int task, EnqueueReason reason)
    {
        ref TaskRow row = ref m.Tasks.Write(task);
        if (reason != EnqueueReason.Preempted)
        {
            row.Slice = 0;
        }

        ReadyQueues.PushTail(m, QueueIndex(rq), task, ref row);
    }

    public override int PickNext(Machine m, int rq, int cpu) => ReadyQueues.Take(m, QueueIndex(rq), cpu);

    public override long SliceTicks(Machine m, int task)
    {
        int rest = m.Tasks[task].Slice;
        return rest > 0 ? rest : quantumTicks;
    }

    public override bool SliceOver(Machine m, int rq, int task, out string rule)
    {
        rule = "rr/3: slice used up, to the tail";
        return IsAnyoneWaiting(m, rq);
    }

    public override long QuantumOf(Machine m, int task) => quantumTicks;

    public override bool RenewsAlone(Machine m, int task) => true;
}
