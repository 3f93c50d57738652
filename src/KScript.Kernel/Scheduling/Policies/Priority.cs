// Static priorities, with or without preemption, slices among equals, and aging.
namespace KScript.Kernel;

/// <summary>The options of priority scheduling.</summary>
/// <param name="Preemptive">A better task takes the CPU of a worse one.</param>
/// <param name="AgingTicks">Every so many ticks of waiting improve a task by one; 0: never.</param>
/// <param name="QuantumTicks">Slice among equals; 0: they run to block or exit.</param>
/// <param name="PreemptedToTail">A preempted task goes behind its equals instead of before them.</param>
internal sealed record PriorityOptions(bool Preemptive, int AgingTicks, int QuantumTicks, bool PreemptedToTail);

/// <summary>Priority scheduling, a lower number is better (Silberschatz 5.3.4; POSIX.1-2017 2.8.4 for the order among equals).</summary>
/// <remarks>
/// A task's priority is the `priority=` of its job, which forks inherit, plus its nice value, so that nice and setpriority change it,
/// at once. 1. New and woken tasks enter behind their equals; a preempted one before them, with the rest of its slice. 2. The best
/// priority is next. 3. With q=, a task whose slice ends goes behind its equals; without, it runs until it blocks or exits.
/// 4. With preemptive=true a better task takes the CPU. 5. With aging=N, every N ticks of waiting improve a task by one; what it has
/// gained it keeps until it blocks or has used its slice up.
/// With preempted=tail (Silberschatz, exercise on priority with round robin): 1. A preempted task goes behind its equals, with a fresh slice and
/// nothing gained, as if its slice had been over.
/// Aging costs nothing while time passes: priority times N plus the time of entering orders tasks at any later time as their aged
/// priorities do, and when the first will have overtaken a running one is known beforehand.
/// Its fields in SchedEntity: Since, and Lag: what a running task had waited when it got the CPU.
/// </remarks>
internal sealed class Priority(PriorityOptions options) : SchedulerPolicy
{
    private static readonly SettingRow Preemptive = new("preemptive", SettingKind.Bool, "false", 0, 1, "a better task takes the CPU of a worse one");
    private static readonly SettingRow Aging = new("aging", SettingKind.Int, "0", 0, SettingRow.MaxTicks, "every so many ticks of waiting improve a task by one; 0: never");
    private static readonly SettingRow Quantum = new("q", SettingKind.Int, "0", 0, SettingRow.MaxTicks, "the time quantum among equals in ticks; 0: they run to block or exit");
    private static readonly SettingRow Preempted = new("preempted", SettingKind.Word, "head", 0, 1, "where a preempted task goes among its equals") { Words = ["tail", "head"] };

    /// <summary>Its row in SchedulerTable.</summary>
    public static PolicyRow Row { get; } = new("priority", [Preemptive, Aging, Quantum, Preempted], "the best priority first, a lower number is better")
    {
        Create = static said => new Priority(new PriorityOptions(said.IsTrue(Preemptive), said.Ticks(Aging), said.Ticks(Quantum), said.Is(Preempted, "tail"))),
    };

    protected override PolicyTraits Describe() => new() { IsPreemptive = options.Preemptive, RetimesSlices = options.Preemptive && options.AgingTicks > 0 };

    public override string PreemptRule(Machine m, int by, int task) => options.AgingTicks > 0 ? "priority/4: better by now" : "priority/4: better";

    public override string PickRule(Machine m, int task) => LevelOfRunning(m, task) < BaseOf(m, task) ? "priority/5: best priority, improved by waiting" : "priority/2: best priority";

    public override void Enqueue(Machine m, int rq, int task, EnqueueReason reason)
    {
        bool preempted = reason == EnqueueReason.Preempted && !options.PreemptedToTail;
        if (options.AgingTicks > 0)
        {
            ref SchedEntity entity = ref m.Entities.Write(task);
            entity.Since = m.S.Now - (preempted ? entity.Lag : 0);
            entity.Lag = 0;
        }

        if (!preempted)
        {
            m.Tasks.Write(task).Slice = 0;
        }

        OrderedQueue.Insert(m, QueueIndex(rq), task, KeyOf(m, task), beforeEquals: preempted);
        MarkSlices(m, rq);
    }

    public override int PickNext(Machine m, int rq, int cpu)
    {
        int task = OrderedQueue.Take(m, QueueIndex(rq), cpu);
        if (task != 0 && options.AgingTicks > 0)
        {
            ref SchedEntity entity = ref m.Entities.Write(task);
            entity.Lag = m.S.Now - entity.Since;
            MarkSlices(m, rq);
        }

        return task;
    }

    public override int BestWaiting(Machine m, int rq) => QueueOf(m, rq).Head;

    public override bool IsBetter(Machine m, int waiting, int running) => LevelNow(m, waiting) < LevelNow(m, running);

    public override long QuantumOf(Machine m, int task) => options.QuantumTicks;

    public override long SliceTicks(Machine m, int task)
    {
        if (options.QuantumTicks == 0)
        {
            return NoSlice;
        }

        int rest = m.Tasks[task].Slice;
        return rest > 0 ? rest : options.QuantumTicks;
    }

    public override bool RenewsAlone(Machine m, int task) => !Traits.RetimesSlices;

    /// <summary>Rule 5: when the slice ends, or before that when the first that waits is better than the running one.</summary>
    public override long SliceEnd(Machine m, int cpu)
    {
        ref readonly CpuRow c = ref m.Cpus[cpu];
        long end = c.SliceTicks == NoSlice ? CpuRow.Never : c.SliceStart + c.SliceTicks;
        int head = QueueOf(m, RunQueues.Of(m, cpu)).Head;
        if (head == 0)
        {
            return end;
        }

        long behind = BaseOf(m, head) - LevelOfRunning(m, c.Current);
        long overtakes = m.Entities[head].Since + ((behind + 1) * options.AgingTicks);
        // One that is better already, and waits all the same, may not run on this CPU.
        return overtakes > m.S.Now ? Math.Min(end, overtakes) : end;
    }

    public override bool SliceOver(Machine m, int rq, int task, out string rule)
    {
        rule = "priority/3: slice used up, behind its equals";
        MarkSlices(m, rq);
        int head = QueueOf(m, rq).Head;
        // One that is better by now preempts where that is allowed: as soon as the slices of this instant are over.
        return head != 0 && LevelNow(m, head) <= LevelNow(m, task) && (!options.Preemptive || LevelNow(m, head) == LevelNow(m, task));
    }

    public override void Changed(Machine m, int task, int oldNice)
    {
        if (OrderedQueue.Contains(m, task))
        {
            int queue = m.Nodes[task].Queue - 1;
            OrderedQueue.Remove(m, task);
            OrderedQueue.Insert(m, queue, task, KeyOf(m, task));
            MarkSlices(m, RunQueueOf(queue));
        }
        else if (m.Tasks[task].State == TaskState.Running)
        {
            MarkSlices(m, RunQueues.Of(m, m.Tasks[task].Cpu));
        }
    }

    private static long BaseOf(Machine m, int task)
    {
        ref readonly TaskExtra extra = ref TaskTable.ReadExtra(m, task);
        return extra.Nice + extra.Priority;
    }

    private long KeyOf(Machine m, int task) =>
        options.AgingTicks == 0 ? BaseOf(m, task) : (BaseOf(m, task) * options.AgingTicks) + m.Entities[task].Since;

    /// <summary>The priority with what a waiting task has gained so far, or a running one until it got its CPU.</summary>
    private long LevelNow(Machine m, int task) => options.AgingTicks > 0 && m.Tasks[task].State == TaskState.Ready
        ? BaseOf(m, task) - ((m.S.Now - m.Entities[task].Since) / options.AgingTicks)
        : LevelOfRunning(m, task);

    private long LevelOfRunning(Machine m, int task) =>
        options.AgingTicks == 0 ? BaseOf(m, task) : BaseOf(m, task) - (m.Entities[task].Lag / options.AgingTicks);
}
