// Stride scheduling: lottery's shares without its chance.

namespace KScript.Kernel;

/// <summary>Stride scheduling (Waldspurger and Weihl 1995, MIT/LCS/TM-528; OSTEP ch. 9.6).</summary>
/// <remarks>
/// 1. A task's stride is a constant divided by its tickets; its pass grows by the stride for each slice of q, and for a part of a slice
/// by that part of the stride. 2. The smallest pass is next, with a slice of q; of equal passes the first that came. 3. At the end of a
/// slice a task goes on if its pass is still the smallest. 4. The global pass grows as the pass of a task would that had the tickets of
/// all that are ready or running. A task that blocks remembers how far its pass is from the global one, and has that distance again
/// when it wakes; a new task is one stride ahead.
/// </remarks>
internal sealed class Stride(int quantumTicks) : FairPolicy
{
    private static readonly SettingRow Quantum = new("q", SettingKind.Int, "10", 1, SettingRow.MaxTicks, "the time quantum in ticks");

    /// <summary>Its row in SchedulerTable.</summary>
    public static PolicyRow Row { get; } = new("stride", [Quantum], "in proportion to the tickets, without chance")
    {
        Create = static said => new Stride(said.Ticks(Quantum)),
    };

    public override string PickRule(Machine m, int task) => "stride/2: smallest pass";

    protected override long WeightOf(Machine m, int task) => m.Entities[task].Tickets;

    protected override void Charged(Machine m, int rq, long weight, long ticks, long cost) =>
        FairOf(m, rq).Clock = Virtual.After(FairOf(m, rq).Clock, Virtual.Of(ticks, FairOf(m, rq).Load));

    protected override long LagOf(Machine m, in FairRow fair, int task, in SchedEntity entity) => entity.Virtual - fair.Clock;

    protected override void Place(Machine m, int rq, int task, ref SchedEntity entity, EnqueueReason reason)
    {
        long remain = reason == EnqueueReason.New ? Virtual.Of(quantumTicks, WeightOf(m, task)) : entity.Lag;
        entity.Virtual = Virtual.After(FairOf(m, rq).Clock, remain);
    }

    public override long QuantumOf(Machine m, int task) => quantumTicks;

    public override long SliceTicks(Machine m, int task) => quantumTicks;

    public override bool RenewsAlone(Machine m, int task) => true;

    public override bool SliceOver(Machine m, int rq, int task, out string rule)
    {
        ChargeRunning(m, rq);
        rule = "stride/3: slice used up, another has the smallest pass";
        int head = QueueOf(m, rq).Head;
        return head != 0 && m.Entities[head].Virtual <= m.Entities[task].Virtual;
    }
}
