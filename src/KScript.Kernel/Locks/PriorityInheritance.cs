// Priority inheritance: while a better task waits for a mutex, its holder is as good as that one (pthread_mutexattr_setprotocol(3),
// PTHREAD_PRIO_INHERIT;
// Sha, Rajkumar and Lehoczky 1990). It acts where priorities do: under `priority`, and on the real-time priorities of `linux`.
namespace KScript.Kernel;

/// <summary>Lending priorities along mutexes.</summary>
internal static class PriorityInheritance
{
    /// <summary>
    /// A task waits for a mutex, or is the first that does: the holder gets what it has, if that is better; and whoever the holder
    /// waits for.
    /// </summary>
    public static void Lend(Machine m, int number, int task)
    {
        // Bounded by the mutexes: a circle of holders ends where nobody gets better.
        while (task != 0 && (m.Locks[number].Flags & LockFlags.Inherits) != 0)
        {
            int holder = TaskTable.Find(m, m.Locks[number].Holder);
            if (holder == 0 || !IsBetter(m, task, holder))
            {
                return;
            }

            Borrow(m, holder, task);
            WaitsOn on = m.Tasks[holder].WaitsOn;
            if (on.Kind != WaitKind.Lock || m.Locks[on.Id].Kind != LockKind.Mutex)
            {
                return;
            }

            (number, task) = (on.Id, holder);
        }
    }

    private static bool IsBetter(Machine m, int task, int than) =>
        Rank(m, TaskTable.ReadExtra(m, task)) > Rank(m, TaskTable.ReadExtra(m, than));

    /// <summary>
    /// How high what a rarer half says stands: the real-time priority, or under `priority` the static one, of which a lower number is
    /// better.
    /// </summary>
    private static int Rank(Machine m, in TaskExtra extra) => m.Policy.Traits.FollowsPolicies ? extra.RtPriority : -extra.Priority;

    private static void Borrow(Machine m, int holder, int from)
    {
        ref TaskExtra extra = ref TaskTable.Extra(m, holder);
        if (!extra.HasBorrowed)
        {
            extra.HasBorrowed = true;
            (extra.OwnPolicy, extra.OwnRtPriority, extra.OwnPriority) = (extra.SchedPolicy, extra.RtPriority, extra.Priority);
        }

        TaskExtra lender = TaskTable.ReadExtra(m, from);
        Reschedule wanted = Set(m, holder, lender.SchedPolicy, lender.RtPriority, lender.Priority);
        if (wanted.Task != 0)
        {
            // It runs on another CPU, which looks anew whom it should run.
            Dispatching.Requeue(m, m.Tasks[holder].Cpu, wanted.Reason);
        }
    }

    /// <summary>
    /// A task has given a mutex away: it has its own priority again, or that of the best who waits for what it still holds. Linear in
    /// those who do.
    /// </summary>
    public static Reschedule GiveBack(Machine m, int task)
    {
        if ((m.Tasks[task].Flags & TaskFlags.HasExtra) == 0 || !m.Extras[task].HasBorrowed)
        {
            return default;
        }

        TaskExtra own = m.Extras[task];
        (own.SchedPolicy, own.RtPriority, own.Priority) = (own.OwnPolicy, own.OwnRtPriority, own.OwnPriority);
        TaskExtra best = own;
        for (int number = own.FirstHeld; number != 0; number = m.Locks[number].NextHeld)
        {
            bool lends = (m.Locks[number].Flags & LockFlags.Inherits) != 0;
            for (int waiter = lends ? m.Locks[number].Waiters.Head : 0; waiter != 0; waiter = m.Waiters[waiter].Next)
            {
                m.RowsVisited++;
                TaskExtra lender = TaskTable.ReadExtra(m, waiter);
                best = Rank(m, in lender) > Rank(m, in best) ? lender : best;
            }
        }

        m.Extras.Write(task).HasBorrowed = Rank(m, in best) > Rank(m, in own);
        return Set(m, task, best.SchedPolicy, best.RtPriority, best.Priority);
    }

    private static Reschedule Set(Machine m, int task, SchedulingPolicy policy, byte realTime, int priority)
    {
        if (!m.Policy.Traits.FollowsPolicies)
        {
            if (TaskTable.ReadExtra(m, task).Priority == priority)
            {
                return default;
            }

            Dispatching.BeginChange(m, task);
            m.Extras.Write(task).Priority = priority;
            return Dispatching.EndChange(m, task, EnqueueReason.Changed);
        }

        return Scheduling.Set(m, task, Scheduling.Of(m, task) with { Policy = policy, Priority = realTime });
    }
}
