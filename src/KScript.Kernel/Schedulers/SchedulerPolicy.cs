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
}

/// <summary>What a policy with a memory keeps of each task.</summary>
internal struct SchedRow
{
    /// <summary>Queue level, 0 the best.</summary>
    public int Level;
    /// <summary>Slices left at this level before demotion.</summary>
    public int AllotLeft;
    /// <summary>What is left of the slice, where a policy keeps it while the task is blocked; 0: a fresh one.</summary>
    public int SliceLeft;
    /// <summary>How many boosts the task has seen; an older number means that it is at the top by now.</summary>
    public long BoostsSeen;
}

/// <summary>A queue of ready tasks, linked by TaskRow.Link.</summary>
internal struct ReadyQueue
{
    public int Head;
    public int Tail;
    public int Count;
}

/// <summary>A scheduling policy. Stateless: everything it needs is in the machine.</summary>
internal abstract class SchedulerPolicy
{
    /// <summary>A slice without end.</summary>
    public const long NoSlice = CpuRow.Never;

    /// <summary>How many ready queues it uses in each run queue: its levels.</summary>
    public virtual int QueueCount => 1;

    /// <summary>Whether a better task takes the CPU of a worse one.</summary>
    public virtual bool IsPreemptive => false;

    /// <summary>Whether bursts and slices that end come before timers in an instant (OSTEP's order).</summary>
    public virtual bool BurstsBeforeTimers => false;

    /// <summary>Every how many ticks Boost is called; 0: never.</summary>
    public virtual long BoostTicks => 0;

    /// <summary>Puts a task into a run queue (RunQueues.cs says which).</summary>
    public abstract void Enqueue(Machine m, int rq, int task, EnqueueReason reason);

    /// <summary>Takes the next task for a CPU out of a run queue; 0: none that may run there.</summary>
    public abstract int PickNext(Machine m, int rq, int cpu);

    /// <summary>Takes a task out of the queue that it waits in.</summary>
    public virtual void Dequeue(Machine m, int task)
    {
        int rq = RunQueues.Holding(m, task);
        for (int queue = rq * QueueCount; queue < (rq + 1) * QueueCount; queue++)
        {
            if (ReadyQueues.Remove(m, queue, task))
            {
                return;
            }
        }
    }

    /// <summary>How many ticks the task may run from now, at its dispatch; at least 1, or NoSlice.</summary>
    public abstract long SliceTicks(Machine m, int task);

    /// <summary>
    /// A slice is used up and the task wants more. True: it leaves the CPU, and is enqueued with SliceOver; false: it goes on
    /// with another slice.
    /// </summary>
    /// <param name="m">The machine.</param>
    /// <param name="rq">The run queue of its CPU.</param>
    /// <param name="task">Its slot.</param>
    /// <param name="rule">The rule, for the trace.</param>
    public abstract bool SliceOver(Machine m, int rq, int task, out string rule);

    /// <summary>Whether slices of a task that nobody waits behind need no timing: each would be renewed without any effect.</summary>
    public virtual bool RenewsAlone(Machine m, int task) => false;

    /// <summary>The best task that waits in a run queue; only asked of preemptive policies.</summary>
    public virtual int BestWaiting(Machine m, int rq) => 0;

    /// <summary>Whether a waiting task is better than a running one; a tie is no.</summary>
    public virtual bool IsBetter(Machine m, int waiting, int running) => false;

    /// <summary>The rule by which IsBetter said yes.</summary>
    public virtual string PreemptRule => "";

    /// <summary>The rule by which PickNext chooses.</summary>
    public abstract string PickRule { get; }

    /// <summary>A task leaves the CPU because it blocks; sliceLeft is what it has left (0: nothing, or not timed).</summary>
    public virtual void Blocked(Machine m, int task, long sliceLeft)
    {
    }

    /// <summary>The parent's child was just made, its row copied.</summary>
    public virtual void Forked(Machine m, int parent, int child)
    {
    }

    /// <summary>All tasks to the top (BoostTicks).</summary>
    public virtual void Boost(Machine m)
    {
    }

    /// <summary>What the policy remembers of a task, as it will be taken when the task is next looked at; changes nothing.</summary>
    public virtual SchedRow RowOf(Machine m, int task) => m.Sched.Get(task);

    /// <summary>The same of TaskRow.Slice.</summary>
    public virtual int SliceOf(Machine m, int task) => m.Tasks[task].Slice;

    /// <summary>Whether its queues are levels (LevelOf).</summary>
    public virtual bool HasLevels => false;

    /// <summary>The level that the trace shows for a task; -1: the policy has none.</summary>
    public virtual int LevelOf(Machine m, int task) => -1;
}

/// <summary>Operations on the ready queues.</summary>
internal static class ReadyQueues
{
    public static void PushTail(Machine m, int queue, int task) => PushTail(m, queue, task, ref m.Tasks.Write(task));

    public static void PushTail(Machine m, int queue, int task, ref TaskRow row)
    {
        ref ReadyQueue q = ref m.Queues[queue];
        row.Link = 0;
        if (q.Head == 0)
        {
            q.Head = task;
        }
        else
        {
            m.Tasks.Write(q.Tail).Link = task;
        }

        q.Tail = task;
        q.Count++;
    }

    public static void PushHead(Machine m, int queue, int task)
    {
        ref ReadyQueue q = ref m.Queues[queue];
        m.Tasks.Write(task).Link = q.Head;
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
        for (int task = q.Head; task != 0; before = task, task = m.Tasks[task].Link)
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
        for (int other = q.Head; other != 0; before = other, other = m.Tasks[other].Link)
        {
            if (other == task)
            {
                Unlink(m, ref q, before, task);
                return true;
            }
        }

        return false;
    }

    private static void Unlink(Machine m, ref ReadyQueue q, int before, int task)
    {
        int next = m.Tasks[task].Link;
        if (before == 0)
        {
            q.Head = next;
        }
        else
        {
            m.Tasks.Write(before).Link = next;
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
            m.Tasks.Write(target.Tail).Link = source.Head;
        }

        target.Tail = source.Tail;
        target.Count += source.Count;
        source = default;
    }
}
