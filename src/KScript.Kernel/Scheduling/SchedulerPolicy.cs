// The seam between the kernel and a scheduling policy: where a task enters, who is next, how long a slice is, who preempts
// whom. A policy is its options and nothing else; what it remembers of a task lives in TaskRow.Slice and SchedRow, and its
// queues in Machine.Queues. One file a policy, one row in SchedulerTable.cs.
namespace KScript.Kernel;

/// <summary>Why a task enters the ready queue.</summary>
internal enum EnqueueReason : byte
{
    /// <summary>It was forked, or a job arrived.</summary>
    New,
    /// <summary>What it waited for has come.</summary>
    Woken,
    /// <summary>A better task took its CPU; the rest of its slice is in TaskRow.Slice.</summary>
    Preempted,
    /// <summary>It used its slice up.</summary>
    SliceOver,
    /// <summary>It gave up the CPU (sched_yield).</summary>
    Yielded,
    /// <summary>Its policy, priority or nice value was changed, not for the worse.</summary>
    Changed,
    /// <summary>Its priority was lowered.</summary>
    Lowered,
}

/// <summary>What a policy with a memory keeps of each task.</summary>
internal struct SchedRow
{
    /// <summary>Queue level, 0 the best.</summary>
    [Reset("OSTEP 8, rule 3: a new job enters at the top")]
    public int Level;
    /// <summary>Slices left at this level before demotion.</summary>
    [Own("the allotment of the top level")]
    public int AllotLeft;
    /// <summary>What is left of the slice, where a policy keeps it while the task is blocked; 0: a fresh one.</summary>
    [Own("a fresh one; 0 where slices are timed from the dispatch")]
    public int SliceLeft;
    /// <summary>How many boosts the task has seen; an older number means that it is at the top by now.</summary>
    [Own("it is at the top")]
    public long BoostsSeen;
}

/// <summary>A queue of ready tasks, linked by TaskRow.Next.</summary>
internal struct ReadyQueue
{
    public int Head;
    public int Tail;
    public int Count;
    /// <summary>The tree over it, where it is kept in order (OrderedQueue.cs); 0: none.</summary>
    public int Root;
}

/// <summary>Where a policy's part of the machine is: alone all of it, as a member of a stack the part of its class.</summary>
/// <param name="FirstQueue">Its first ready queue in run queue 0.</param>
/// <param name="QueueStride">How many ready queues a run queue has.</param>
/// <param name="FirstFair">Its row of Machine.Fair in run queue 0.</param>
/// <param name="FairStride">How many such rows a run queue has.</param>
/// <param name="Stack">The stack, or null.</param>
internal readonly record struct PolicyPlace(int FirstQueue, int QueueStride, int FirstFair, int FairStride, ClassStack? Stack);

/// <summary>A scheduling policy. Stateless: everything it needs is in the machine.</summary>
internal abstract class SchedulerPolicy
{
    /// <summary>A slice without end.</summary>
    public const long NoSlice = CpuRow.Never;

    private PolicyTraits? traits;

    /// <summary>What it answers always the same.</summary>
    public PolicyTraits Traits => traits ??= Describe();

    /// <summary>Says it, once.</summary>
    protected virtual PolicyTraits Describe() => PolicyTraits.Plain;

    /// <summary>How many ready queues it uses in each run queue.</summary>
    public int QueueCount => Traits.Queues;

    /// <summary>What the tree over one of the machine's queues aggregates.</summary>
    public virtual Aggregate AggregateOf(int queue) => Traits.Aggregate;

    private PolicyPlace place;

    /// <summary>Says where its queues and rows are. Once, when it is made.</summary>
    internal virtual void TakePlace(PolicyPlace of) => place = of;

    /// <summary>The number of one of its ready queues in a run queue.</summary>
    protected int QueueIndex(int rq, int level = 0) => (rq * place.QueueStride) + place.FirstQueue + level;

    /// <summary>The run queue that one of its ready queues is in.</summary>
    protected int RunQueueOf(int queue) => queue / place.QueueStride;

    /// <summary>One of its ready queues in a run queue.</summary>
    protected ref ReadyQueue QueueOf(Machine m, int rq, int level = 0) => ref m.Queues[QueueIndex(rq, level)];

    /// <summary>Its memory of a run queue.</summary>
    protected ref FairRow FairOf(Machine m, int rq) => ref m.Fair[(rq * place.FairStride) + place.FirstFair];

    /// <summary>Whether a task is the policy's business: all are, or those of its class.</summary>
    protected bool Owns(Machine m, int task) => place.Stack is null || place.Stack.MemberOf(m, task) == this;

    /// <summary>Whether a task waits in a run queue for the policy to choose it.</summary>
    protected bool IsAnyoneWaiting(Machine m, int rq) =>
        place.Stack is null ? RunQueues.IsAnyoneWaiting(m, rq) : FirstWaiting(m, rq) != 0;

    /// <summary>The task that is about to be chosen from a run queue, or at least one that waits there; 0: nobody does.</summary>
    public virtual int FirstWaiting(Machine m, int rq)
    {
        for (int level = 0; level < QueueCount; level++)
        {
            int head = QueueOf(m, rq, level).Head;
            if (head != 0)
            {
                return head;
            }
        }

        return 0;
    }

    /// <summary>Puts a task into a run queue (RunQueues.cs says which).</summary>
    public abstract void Enqueue(Machine m, int rq, int task, EnqueueReason reason);

    /// <summary>Takes the next task for a CPU out of a run queue; 0: none that may run there.</summary>
    public abstract int PickNext(Machine m, int rq, int cpu);

    /// <summary>How many ticks the task may run from now, at its dispatch; at least 1, or NoSlice.</summary>
    public virtual long SliceTicks(Machine m, int task) => NoSlice;

    /// <summary>
    /// A slice is used up and the task wants more. True: it leaves the CPU, and is enqueued with SliceOver; false: it goes on
    /// with another slice.
    /// </summary>
    /// <param name="m">The machine.</param>
    /// <param name="rq">The run queue of its CPU.</param>
    /// <param name="task">Its slot.</param>
    /// <param name="rule">The rule, for the trace.</param>
    public virtual bool SliceOver(Machine m, int rq, int task, out string rule)
    {
        rule = "";
        return false;
    }

    /// <summary>When the slice of a running task ends as things are now: after this instant, or Never. Only asked where PolicyTraits.RetimesSlices.</summary>
    public virtual long SliceEnd(Machine m, int cpu) => CpuRow.Never;

    /// <summary>Whether slices of a task that nobody waits behind need no timing: each would be renewed without any effect.</summary>
    public virtual bool RenewsAlone(Machine m, int task) => false;

    /// <summary>The best task that waits in a run queue; only asked of preemptive policies.</summary>
    public virtual int BestWaiting(Machine m, int rq) => 0;

    /// <summary>Whether a waiting task is better than a running one; a tie is no.</summary>
    public virtual bool IsBetter(Machine m, int waiting, int running) => false;

    /// <summary>Whether a better task that the running one has made ready takes its CPU within the chain of that one; else at the end of the instant.</summary>
    public virtual bool PreemptsWithinInstant(Machine m, int waiting, int running) => false;

    /// <summary>The rule by which IsBetter said yes; only asked if the trace is looked at.</summary>
    public virtual string PreemptRule(Machine m, int by, int task) => "";

    /// <summary>Who waits in a run queue, or what they weigh, has changed: the slices on its CPUs end at other times.</summary>
    protected void MarkSlices(Machine m, int rq)
    {
        if (!Traits.RetimesSlices)
        {
            return;
        }

        (int from, int to) = RunQueues.CpusOf(m, rq);
        for (int cpu = from; cpu < to; cpu++)
        {
            m.ToRetime.Add(cpu);
        }
    }

    /// <summary>The rule by which PickNext has just chosen a task; only asked if the trace is looked at.</summary>
    public abstract string PickRule(Machine m, int task);

    /// <summary>A task leaves the CPU because it blocks or stops; sliceLeft is what it has left (0: nothing, or not timed).</summary>
    public virtual void Blocked(Machine m, int task, long sliceLeft)
    {
    }

    /// <summary>A task leaves the CPU because it dies.</summary>
    public virtual void Left(Machine m, int task)
    {
    }

    /// <summary>A job is about to arrive, with what its attributes say; main and an init of the script come as jobs without any.</summary>
    public virtual void Started(Machine m, int task, JobSpec job)
    {
    }

    /// <summary>A task has another nice value, or another priority.</summary>
    public virtual void Changed(Machine m, int task, int oldNice)
    {
    }

    /// <summary>The parent's child was just made, its row copied.</summary>
    public virtual void Forked(Machine m, int parent, int child)
    {
    }

    /// <summary>Takes a ready task out of the queue that it is in.</summary>
    public virtual void Dequeue(Machine m, int task)
    {
        if (OrderedQueue.Contains(m, task))
        {
            OrderedQueue.Remove(m, task);
            return;
        }

        int rq = RunQueues.Holding(m, task);
        for (int level = 0; level < QueueCount && !ReadyQueues.Remove(m, QueueIndex(rq, level), task); level++)
        {
            // It is in one of its levels' queues.
        }
    }

    /// <summary>Whether sched_yield takes the CPU from a task even where nobody waits for it.</summary>
    public virtual bool YieldsAlone(Machine m, int task) => false;

    /// <summary>Whether a ready task may be chosen now: false while it is throttled.</summary>
    public virtual bool MayRun(Machine m, int task) => true;

    /// <summary>A task begins to use its CPU, or does so no more (also where its class is about to change). Only told where PolicyTraits.MetersRuns.</summary>
    public virtual void UsesCpu(Machine m, int task, bool begins)
    {
    }

    /// <summary>The next time after this instant at which Timer shall be called, if anything is ready or running then; Never: none.</summary>
    public virtual long NextTimer(Machine m) => CpuRow.Never;

    /// <summary>That time has come.</summary>
    public virtual void Timer(Machine m)
    {
    }

    /// <summary>The length of a task's slices in ticks, for sched_rr_get_interval; 0: they have no end.</summary>
    public virtual long QuantumOf(Machine m, int task) => 0;

    /// <summary>All tasks to the top (PolicyTraits.BoostTicks).</summary>
    public virtual void Boost(Machine m)
    {
    }

    /// <summary>What the policy remembers of a task, as it will be taken when the task is next looked at; changes nothing.</summary>
    public virtual SchedRow RowOf(Machine m, int task) => m.Sched.Get(task);

    /// <summary>The same of TaskRow.Slice.</summary>
    public virtual int SliceOf(Machine m, int task) => m.Tasks[task].Slice;

    /// <summary>The level that the trace shows for a task; only asked where PolicyTraits.HasLevels, else -1.</summary>
    public virtual int LevelOf(Machine m, int task) => -1;
}

/// <summary>Operations on the ready queues.</summary>
internal static class ReadyQueues
{
    public static void PushTail(Machine m, int queue, int task) => PushTail(m, queue, task, ref m.Tasks.Write(task));

    public static void PushTail(Machine m, int queue, int task, ref TaskRow row)
    {
        ref ReadyQueue q = ref m.Queues[queue];
        row.Next = 0;
        if (q.Head == 0)
        {
            q.Head = task;
        }
        else
        {
            m.Tasks.Write(q.Tail).Next = task;
        }

        q.Tail = task;
        q.Count++;
    }

    public static void PushHead(Machine m, int queue, int task)
    {
        ref ReadyQueue q = ref m.Queues[queue];
        m.Tasks.Write(task).Next = q.Head;
        q.Head = task;
        if (q.Tail == 0)
        {
            q.Tail = task;
        }

        q.Count++;
    }

    /// <summary>Takes the first task that may run on a CPU; 0: none.</summary>
    public static int Take(Machine m, int queue, int cpu)
    {
        ref ReadyQueue q = ref m.Queues[queue];
        int before = 0;
        for (int task = q.Head; task != 0; before = task, task = m.Tasks[task].Next)
        {
            if (Affinity.Allows(m, task, cpu))
            {
                Unlink(m, ref q, before, task);
                return task;
            }
        }

        return 0;
    }

    /// <summary>Takes a task out of the midst of a queue. False: it is not there.</summary>
    public static bool Remove(Machine m, int queue, int task)
    {
        ref ReadyQueue q = ref m.Queues[queue];
        int before = 0;
        for (int other = q.Head; other != 0; before = other, other = m.Tasks[other].Next)
        {
            if (other == task)
            {
                Unlink(m, ref q, before, task);
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes a task out, after the one before it (0: it is the first).</summary>
    public static void Unlink(Machine m, ref ReadyQueue q, int before, int task)
    {
        int next = m.Tasks[task].Next;
        if (before == 0)
        {
            q.Head = next;
            m.FetchAhead(next);
        }
        else
        {
            m.Tasks.Write(before).Next = next;
        }

        if (next == 0)
        {
            q.Tail = before;
        }

        q.Count--;
    }

    /// <summary>Appends the whole of one queue to the tail of another, in constant time.</summary>
    public static void Append(Machine m, int to, int from)
    {
        ref ReadyQueue target = ref m.Queues[to];
        ref ReadyQueue source = ref m.Queues[from];
        if (source.Head == 0)
        {
            return;
        }

        if (target.Head == 0)
        {
            target.Head = source.Head;
        }
        else
        {
            m.Tasks.Write(target.Tail).Next = source.Head;
        }

        target.Tail = source.Tail;
        target.Count += source.Count;
        source = default;
    }
}
