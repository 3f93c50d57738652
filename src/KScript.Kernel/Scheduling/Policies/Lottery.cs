// Lottery scheduling: a draw for each slice, won in proportion to the tickets.
using System.Globalization;

namespace KScript.Kernel;

/// <summary>The options of the lottery.</summary>
/// <param name="QuantumTicks">The slice.</param>
/// <param name="Randoms">The numbers to draw with, in this order, before those of the machine's seed.</param>
/// <param name="Compensate">A task that did not use its slice up has more tickets until it wins again.</param>
/// <param name="Ostep">The unused rest of a slice is wasted.</param>
internal sealed record LotteryOptions(int QuantumTicks, long[] Randoms, bool Compensate, bool Ostep);

/// <summary>Lottery scheduling (Waldspurger and Weihl, OSDI 1994; OSTEP ch. 9).</summary>
/// <remarks>
/// 1. A task has the tickets of its job (100 where it says nothing); a fork has its parent's. 2. For each slice a ticket is drawn: a random
/// number modulo the tickets of all that wait. Going through them in the order of their pids and adding up, the first whose sum is greater
/// has won. 3. A slice is q; one that ends goes back to the draw, if others wait. 4. With compensate=true, a task that used only the
/// fraction f of its slice counts as 1/f times its tickets until it next wins. 5. Random numbers are those of randoms=, in order, then
/// SplitMix64 of the machine's seed. With rules=ostep a burst that ends within a slice lasts to its end, as in OSTEP's simulator.
/// A winner that may not run on the CPU leaves it to the next one that may. Its fields in SchedEntity: Tickets; Seen, the CPU time when
/// it last won; Lag, its tickets with compensation, 0 where it has none. FairRow.Clock counts the draws.
/// </remarks>
internal sealed class Lottery(LotteryOptions options) : SchedulerPolicy
{
    private static readonly SettingRow Quantum = new("q", SettingKind.Int, "10", 1, SettingRow.MaxTicks, "the time quantum in ticks");
    private static readonly SettingRow Randoms = new("randoms", SettingKind.IntList, "none", 0, long.MaxValue, "the random numbers to draw with, in this order, before those of the seed");
    private static readonly SettingRow Compensate = new("compensate", SettingKind.Bool, "false", 0, 1, "a task that uses a part of its slice counts for more until it wins again");
    private static readonly SettingRow Rules = new("rules", SettingKind.Word, "default", 0, 1, "ostep: the unused rest of a slice is wasted") { Words = ["default", "ostep"] };

    /// <summary>Its row in SchedulerTable.</summary>
    public static PolicyRow Row { get; } = new("lottery", [Quantum, Randoms, Compensate, Rules], "a draw for each slice, won in proportion to the tickets")
    {
        Create = static said => new Lottery(
            new LotteryOptions(said.Ticks(Quantum), said.List(Randoms) ?? [], said.IsTrue(Compensate), said.Is(Rules, "ostep"))),
    };

    /// <summary>Nobody counts for more, so that the sum over all tasks is a number.</summary>
    private const long MostTickets = 1L << 40;

    protected override PolicyTraits Describe() => new() { Aggregate = Aggregate.Sum, WastesRest = options.Ostep };

    public override string PickRule(Machine m, int task) =>
        string.Create(CultureInfo.InvariantCulture, $"lottery/2: ticket {m.LastTicket} of {m.LastTicketsOf}");

    public override void Started(Machine m, int task, JobSpec job) => m.Entities.Write(task).Tickets = job.Tickets;

    public override void Forked(Machine m, int parent, int child) => m.Entities.Write(child).Tickets = m.Entities.Get(parent).Tickets;

    public override void Enqueue(Machine m, int rq, int task, EnqueueReason reason)
    {
        ref readonly SchedEntity entity = ref m.Entities[task];
        m.Tasks.Write(task).Slice = 0;
        OrderedQueue.Insert(m, QueueIndex(rq), task, m.Tasks[task].Pid, entity.Lag > 0 ? entity.Lag : entity.Tickets);
    }

    public override int PickNext(Machine m, int rq, int cpu)
    {
        if (QueueOf(m, rq).Head == 0)
        {
            return 0;
        }

        int task = FirstAllowed(m, rq, cpu, Draw(m, rq));
        if (task != 0)
        {
            OrderedQueue.Remove(m, task);
            ref SchedEntity entity = ref m.Entities.Write(task);
            entity.Lag = 0;
            entity.Seen = m.Tasks[task].CpuTime;
        }

        return task;
    }

    public override long QuantumOf(Machine m, int task) => options.QuantumTicks;

    public override long SliceTicks(Machine m, int task) => options.QuantumTicks;

    public override bool SliceOver(Machine m, int rq, int task, out string rule)
    {
        rule = "lottery/3: slice used up";
        return options.Ostep || IsAnyoneWaiting(m, rq);
    }

    public override bool RenewsAlone(Machine m, int task) => !options.Ostep;

    public override void Blocked(Machine m, int task, long sliceLeft)
    {
        if (!options.Compensate)
        {
            return;
        }

        ref SchedEntity entity = ref m.Entities.Write(task);
        long used = CpuUse.Of(m, task) - entity.Seen;
        // Alone it may have had many slices; the last one counts.
        long part = used % options.QuantumTicks;
        long compensated = entity.Tickets * (long)options.QuantumTicks / Math.Max(1, part);
        entity.Lag = used > 0 && part == 0 ? 0 : Math.Min(compensated, MostTickets);
    }

    /// <summary>Rule 2: the winner among all that wait.</summary>
    private int Draw(Machine m, int rq)
    {
        long total = OrderedQueue.Total(m, QueueIndex(rq));
        ulong random = NextRandom(m, rq);
        long ticket = (long)(random % (ulong)total);
        m.LastTicket = ticket;
        m.LastTicketsOf = total;
        int at = QueueOf(m, rq).Root;
        while (true)
        {
            ref readonly QueueNode node = ref m.Nodes[at];
            if (ticket < node.LeftBest)
            {
                at = node.Left;
            }
            else if (ticket < node.LeftBest + node.Value)
            {
                return at;
            }
            else
            {
                ticket -= node.LeftBest + node.Value;
                at = node.Right;
            }
        }
    }

    private ulong NextRandom(Machine m, int rq)
    {
        ref long drawn = ref FairOf(m, rq).Clock;
        return drawn < options.Randoms.Length ? (ulong)options.Randoms[drawn++] : m.NextRandom();
    }

    /// <summary>The winner, or the next one that may run on the CPU, from the last on to the first; 0: none may.</summary>
    private int FirstAllowed(Machine m, int rq, int cpu, int winner)
    {
        for (int task = winner; task != 0; task = m.Tasks[task].Next)
        {
            if (Affinity.Allows(m, task, cpu))
            {
                return task;
            }
        }

        for (int task = QueueOf(m, rq).Head; task != winner; task = m.Tasks[task].Next)
        {
            if (Affinity.Allows(m, task, cpu))
            {
                return task;
            }
        }

        return 0;
    }
}
