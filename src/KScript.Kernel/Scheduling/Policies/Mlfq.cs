// The multi-level feedback queue: levels, each a queue with a longer slice; using slices up moves a task down.
namespace KScript.Kernel;

/// <summary>The options of an MLFQ, one entry a level where it has several.</summary>
/// <param name="Quanta">Slice of each level in ticks; their number is the number of queues.</param>
/// <param name="Allotments">Slices that a task may use up at a level before it moves down.</param>
/// <param name="BoostTicks">Every how many ticks all tasks move to the top; 0: never.</param>
/// <param name="Stay">Blocking gives a fresh allotment (and, with OSTEP's rules, a fresh slice).</param>
/// <param name="WakeToHead">iobump: woken tasks enter at the head of their queue.</param>
/// <param name="PreemptedToHead">A preempted task goes to the head of its queue instead of the tail.</param>
/// <param name="Ostep">OSTEP's simulator's choice on every point.</param>
internal sealed record MlfqOptions(int[] Quanta, int[] Allotments, long BoostTicks, bool Stay, bool WakeToHead, bool PreemptedToHead, bool Ostep);

/// <summary>Multi-level feedback queue (Corbato, Daggett and Daley 1962; OSTEP ch. 8; Silberschatz 5.3.6).</summary>
/// <remarks>
/// 1. A new task enters the tail of the top queue. 2. The head of the best queue that is not empty is next. 3. A task in a better
/// queue preempts; the preempted one goes to the tail of its own queue with the rest of its slice. 4. Using up the allotment of
/// slices at a level moves a task down one queue; in the last queue it stays (round robin). 5. A task that blocks keeps its level and
/// gets a fresh slice. 6. Every boost=N ticks all tasks move to the top queue, the best queue first.
/// With rules=ostep: 3. the preempted task stays at the head. 5. A task that blocks keeps the rest of its slice, unless stay=true; a
/// slice that ends as it blocks counts as used up. 6. A boost appends the lowest queue first, gives everybody a fresh slice and
/// allotment, and whoever is then first runs. And within an instant bursts and slices end before timers act.
/// </remarks>
internal sealed class Mlfq(MlfqOptions options) : SchedulerPolicy
{
    private static readonly SettingRow Quantum = new("q", SettingKind.IntList, "10", 1, SettingRow.MaxTicks, "the top queue's quantum, each lower one twice as long; or one for each queue");
    private static readonly SettingRow Queues = new("queues", SettingKind.Int, "3", 1, 64, "how many queues");
    private static readonly SettingRow BoostPeriod = new("boost", SettingKind.Int, "0", 0, SettingRow.MaxTicks, "every so many ticks all tasks move to the top; 0: never");
    private static readonly SettingRow Allotment = new("allot", SettingKind.IntList, "1", 1, SettingRow.MaxTicks, "slices at a level before a task moves down; one for all, or one for each queue");
    private static readonly SettingRow Stay = new("stay", SettingKind.Bool, "false", 0, 1, "a task that blocks gets a fresh allotment");
    private static readonly SettingRow IoBump = new("iobump", SettingKind.Bool, "false", 0, 1, "a woken task enters at the head of its queue");
    private static readonly SettingRow Preempted = new("preempted", SettingKind.Word, "tail", 0, 1, "where a preempted task goes in its queue") { Words = ["tail", "head"] };
    private static readonly SettingRow Rules = new("rules", SettingKind.Word, "default", 0, 1, "ostep: as OSTEP's simulator on every point") { Words = ["default", "ostep"] };

    /// <summary>Its row in SchedulerTable.</summary>
    public static PolicyRow Row { get; } = new("mlfq", [Quantum, Queues, BoostPeriod, Allotment, Stay, IoBump, Preempted, Rules], "multi-level feedback queue")
    {
        Create = Make,
    };

    private static Mlfq Make(PolicySettings said)
    {
        bool ostep = said.Is(Rules, "ostep");
        int[] quanta = Quanta(said, doubling: !ostep);
        return new Mlfq(new MlfqOptions(
            quanta,
            PerLevel(said.List(Allotment)!, quanta.Length),
            said.Number(BoostPeriod),
            Stay: said.IsTrue(Stay),
            WakeToHead: said.IsTrue(IoBump),
            PreemptedToHead: said.Has(Preempted) ? said.Is(Preempted, "head") : ostep,
            Ostep: ostep));
    }

    /// <summary>Several quanta are one for each queue; one is the top queue's, doubled from queue to queue.</summary>
    private static int[] Quanta(PolicySettings said, bool doubling)
    {
        long[] given = said.List(Quantum)!;
        int queues = given.Length > 1 && !said.Has(Queues) ? given.Length : (int)said.Number(Queues);
        int[] quanta = PerLevel(given, queues);
        for (int level = given.Length; level < queues && doubling; level++)
        {
            quanta[level] = (int)Math.Min((long)quanta[level - 1] * 2, SettingRow.MaxTicks);
        }

        return quanta;
    }

    /// <summary>One number for each level; the last given one holds for the rest.</summary>
    private static int[] PerLevel(long[] given, int count)
    {
        int[] values = new int[count];
        for (int level = 0; level < count; level++)
        {
            values[level] = (int)given[Math.Min(level, given.Length - 1)];
        }

        return values;
    }

    private int Last => options.Quanta.Length - 1;

    protected override PolicyTraits Describe() => new() { Queues = options.Quanta.Length, IsPreemptive = true, HasLevels = true, BurstsFirst = options.Ostep, BoostTicks = options.BoostTicks };

    public override string PickRule(Machine m, int task) => "mlfq/2: head of the best queue";

    public override string PreemptRule(Machine m, int by, int task) => "mlfq/3: in a better queue";

    public override int LevelOf(Machine m, int task) => RowOf(m, task).Level;

    public override SchedRow RowOf(Machine m, int task)
    {
        SchedRow row = m.Sched.Get(task);
        return IsBoosted(m, in row) ? Fresh(m) : row;
    }

    public override int SliceOf(Machine m, int task)
    {
        ref readonly TaskRow row = ref m.Tasks[task];
        return row.State is TaskState.Ready or TaskState.Running && IsBoosted(m, m.Sched.Get(task)) ? 0 : row.Slice;
    }

    public override void Enqueue(Machine m, int rq, int task, EnqueueReason reason)
    {
        if (reason == EnqueueReason.New)
        {
            m.Sched.Write(task) = Fresh(m);
            m.Tasks.Write(task).Slice = 0;
        }

        int level = Current(m, task).Level;
        bool bumped = reason == EnqueueReason.Woken && options.WakeToHead;
        if (bumped && options.Ostep)
        {
            Dispatching.PutBackRunning(m, rq, level);
        }

        if (reason is EnqueueReason.Woken or EnqueueReason.SliceOver)
        {
            m.Tasks.Write(task).Slice = options.Ostep ? m.Sched[task].SliceLeft : 0;
        }

        if (bumped || (reason == EnqueueReason.Preempted && options.PreemptedToHead))
        {
            ReadyQueues.PushHead(m, QueueIndex(rq, level), task);
        }
        else
        {
            ReadyQueues.PushTail(m, QueueIndex(rq, level), task);
        }
    }

    public override int PickNext(Machine m, int rq, int cpu)
    {
        for (int level = 0; level <= Last; level++)
        {
            int task = ReadyQueues.Take(m, QueueIndex(rq, level), cpu);
            if (task != 0)
            {
                return task;
            }
        }

        return 0;
    }

    public override long SliceTicks(Machine m, int task)
    {
        ref SchedRow row = ref Current(m, task);
        int rest = m.Tasks[task].Slice;
        return rest > 0 ? rest : options.Quanta[row.Level];
    }

    public override bool SliceOver(Machine m, int rq, int task, out string rule)
    {
        ref SchedRow row = ref Current(m, task);
        rule = Account(ref row);
        return IsAnyoneWaiting(m, rq);
    }

    public override long QuantumOf(Machine m, int task) => options.Quanta[RowOf(m, task).Level];

    // With OSTEP's rules a slice that ends as the task blocks is accounted for, so slices are always timed there.
    public override bool RenewsAlone(Machine m, int task) => !options.Ostep && Current(m, task).Level == Last;

    public override int BestWaiting(Machine m, int rq)
    {
        for (int level = 0; level <= Last; level++)
        {
            if (QueueOf(m, rq, level).Head != 0)
            {
                return QueueOf(m, rq, level).Head;
            }
        }

        return 0;
    }

    public override bool IsBetter(Machine m, int waiting, int running) => Current(m, waiting).Level < Current(m, running).Level;

    public override void Blocked(Machine m, int task, long sliceLeft)
    {
        ref SchedRow row = ref Current(m, task);
        if (options.Stay)
        {
            row.AllotLeft = options.Allotments[row.Level];
        }

        if (!options.Ostep)
        {
            return;
        }

        row.SliceLeft = options.Stay ? options.Quanta[row.Level] : (int)sliceLeft;
        if (sliceLeft == 0)
        {
            Account(ref row);
            row.SliceLeft = options.Quanta[row.Level];
        }
    }

    public override void Boost(Machine m)
    {
        for (int rq = 0; rq < m.RunQueueCount; rq++)
        {
            Boost(m, rq);
        }

        // From here on a task that has seen fewer boosts is at the top: Row. Nobody is visited for that.
        m.S.BoostCount = m.Now / options.BoostTicks;
        Dispatching.RestartMovedSlices(m);
    }

    private void Boost(Machine m, int rq)
    {
        if (options.Ostep)
        {
            for (int level = 0; level <= Last; level++)
            {
                Dispatching.PutBackRunning(m, rq, level);
            }

            for (int level = Last; level > 0; level--)
            {
                ReadyQueues.Append(m, QueueIndex(rq, 0), QueueIndex(rq, level));
            }

            return;
        }

        for (int level = 1; level <= Last; level++)
        {
            ReadyQueues.Append(m, QueueIndex(rq, 0), QueueIndex(rq, level));
        }
    }

    /// <summary>A slice was used up: rule 4.</summary>
    private string Account(ref SchedRow row)
    {
        row.SliceLeft = 0;
        if (--row.AllotLeft > 0)
        {
            return "mlfq/4: slice used up, more allotted at this level";
        }

        bool last = row.Level == Last;
        row.Level = last ? Last : row.Level + 1;
        row.AllotLeft = options.Allotments[row.Level];
        return last ? "mlfq/4: slice used up in the last queue" : "mlfq/4: slice used up, moved down";
    }

    private SchedRow Fresh(Machine m) => new()
    {
        Level = 0,
        AllotLeft = options.Allotments[0],
        SliceLeft = options.Ostep ? options.Quanta[0] : 0,
        BoostsSeen = m.S.BoostCount,
    };

    /// <summary>Whether there were boosts that the row has not seen, and that change it.</summary>
    private bool IsBoosted(Machine m, in SchedRow row) => row.BoostsSeen != m.S.BoostCount && (row.Level > 0 || options.Ostep);

    /// <summary>The task's row, after the boosts that it has not seen yet.</summary>
    private ref SchedRow Current(Machine m, int task)
    {
        ref SchedRow row = ref m.Sched.Write(task);
        if (row.BoostsSeen != m.S.BoostCount)
        {
            if (IsBoosted(m, in row))
            {
                // The rest of an old slice goes with the old level.
                if (m.Tasks[task].State is TaskState.Ready or TaskState.Running)
                {
                    m.Tasks.Write(task).Slice = 0;
                }

                row = Fresh(m);
            }

            row.BoostsSeen = m.S.BoostCount;
        }

        return ref row;
    }
}
