// The queues of those who wait for one thing (Linux: wait_queue_head_t). Each belongs to the thing that is waited for; a task finds its own
// by what it waits on. First come, first served; entering, leaving from anywhere and waking cost the same however long a queue is.

namespace KScript.Kernel;

/// <summary>First and last of those who wait for one thing; 0: nobody.</summary>
internal struct WaitQueue
{
    public int Head;
    public int Tail;
}

/// <summary>What a task has only while it waits in a queue or for a time; by task slot, all zero else.</summary>
internal struct WaiterRow
{
    /// <summary>The next and the previous in the queue that it stands in.</summary>
    public int Next;
    public int Previous;
    /// <summary>The place of the timer that ends its call in the heap (TimerQueue); 0: none.</summary>
    public int Timer;
}

/// <summary>Operations on the queues.</summary>
internal static class WaitQueues
{
    /// <summary>The queue of those who wait for something.</summary>
    public static ref WaitQueue Of(Machine m, WaitsOn on)
    {
        switch (on.Kind)
        {
            case WaitKind.Condition:
                return ref m.S.Conditions;
            case WaitKind.Input:
                return ref m.Inodes.Write(on.Id).Reading;
            case WaitKind.Room:
                return ref m.Inodes.Write(on.Id).Writing;
            case WaitKind.OtherEnd:
                return ref m.Inodes.Write(on.Id).Opening;
            case WaitKind.FileLock:
                return ref m.Inodes.Write(on.Id).Locking;
            case WaitKind.Lock:
                return ref m.Locks.Write(on.Id).Waiters;
            default:
                throw new KernelPanicException("wait-queues", $"who waits for {on.Kind} stands in no queue");
        }
    }

    /// <summary>The queue that a task stands in.</summary>
    public static ref WaitQueue OfWaiter(Machine m, int task)
    {
        if (m.Tasks[task].WaitsOn.Kind == WaitKind.ChildOfThreads)
        {
            return ref m.ThreadGroups.Write(Threads.LeaderOf(m, task)).ChildWaiters;
        }

        return ref Of(m, m.Tasks[task].WaitsOn);
    }

    /// <summary>To the tail of the queue of what it waits on.</summary>
    public static void Enter(Machine m, int task)
    {
        ref WaitQueue queue = ref OfWaiter(m, task);
        m.Waiters.Write(task).Previous = queue.Tail;
        if (queue.Tail == 0)
        {
            queue.Head = task;
        }
        else
        {
            m.Waiters.Write(queue.Tail).Next = task;
        }

        queue.Tail = task;
    }

    /// <summary>Out of the queue of what it waits on, wherever in it it stands.</summary>
    public static void Leave(Machine m, int task)
    {
        ref WaitQueue queue = ref OfWaiter(m, task);
        ref WaiterRow row = ref m.Waiters.Write(task);
        (int next, int previous) = (row.Next, row.Previous);
        row.Next = row.Previous = 0;
        if (previous == 0)
        {
            queue.Head = next;
        }
        else
        {
            m.Waiters.Write(previous).Next = next;
        }

        if (next == 0)
        {
            queue.Tail = previous;
        }
        else
        {
            m.Waiters.Write(next).Previous = previous;
        }
    }

    /// <summary>Wakes whoever has waited longest for something; its call is made again when it runs. False: nobody waits.</summary>
    public static bool WakeOne(Machine m, WaitsOn on)
    {
        int first = Of(m, on).Head;
        if (first != 0)
        {
            Blocked.Wake(m, first);
        }

        return first != 0;
    }

    /// <summary>Wakes all who wait for something, in the order in which they came.</summary>
    public static void WakeAll(Machine m, WaitsOn on)
    {
        while (WakeOne(m, on))
        {
        }
    }
}
