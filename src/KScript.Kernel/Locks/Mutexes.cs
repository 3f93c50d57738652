// lock, trylock, unlock, and the condition that is waited for under a mutex.
namespace KScript.Kernel;

/// <summary>Mutexes and conditions.</summary>
internal static class Mutexes
{
    /// <summary>lock(m, ticks): waits until nobody holds the mutex, and holds it.</summary>
    /// <errors>
    /// EDEADLK the caller holds it already; EOWNERDEAD the caller has it, and its last holder died (robust); ENOTRECOVERABLE it was not
    /// made
    /// consistent after that; ETIMEDOUT; EINVAL no such mutex, or a negative time. A handler does not end it.
    /// </errors>
    /// <source>POSIX.1-2017 pthread_mutex_lock(), pthread_mutex_timedlock(); error-checking mutexes</source>
    public static SyscallResult Lock(Machine m, int task, ref Trap trap)
    {
        int number = Locks.Find(m, trap.A0, LockKind.Mutex);
        if (number == 0 || (Locks.HasTime(in trap, 1, trap.A1) && trap.A1 < 0))
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        bool resumed = m.Tasks[task].Call != SyscallNumber.None;
        if (m.Locks[number].Holder == m.Tasks[task].Pid && (m.Locks[number].Flags & LockFlags.Abandoned) == 0)
        {
            return resumed ? Locked(m, number) : SyscallResult.Fail(Errno.EDEADLK);
        }

        if ((m.Locks[number].Flags & LockFlags.NotRecoverable) != 0)
        {
            return SyscallResult.Fail(Errno.ENOTRECOVERABLE);
        }

        if (m.Locks[number].Holder == 0)
        {
            Locks.Take(m, number, task);
            return Locked(m, number);
        }

        bool isTimed = Locks.BeginTimed(m, task, in trap, 1, trap.A1);
        PriorityInheritance.Lend(m, number, task);
        return Locks.WaitOn(m, task, WaitsOn.Lock(number), isTimed);
    }

    private static SyscallResult Locked(Machine m, int number) =>
        (m.Locks[number].Flags & LockFlags.Inconsistent) != 0 ? SyscallResult.Fail(Errno.EOWNERDEAD) : SyscallResult.Of(0);

    /// <summary>trylock(m): holds the mutex if nobody does.</summary>
    /// <errors>EBUSY somebody holds it, the caller included; EOWNERDEAD, ENOTRECOVERABLE as lock; EINVAL no such mutex.</errors>
    /// <source>POSIX.1-2017 pthread_mutex_trylock()</source>
    public static SyscallResult TryLock(Machine m, int task, ref Trap trap)
    {
        int number = Locks.Find(m, trap.A0, LockKind.Mutex);
        if (number == 0)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        if ((m.Locks[number].Flags & LockFlags.NotRecoverable) != 0)
        {
            return SyscallResult.Fail(Errno.ENOTRECOVERABLE);
        }

        if (m.Locks[number].Holder != 0)
        {
            return SyscallResult.Fail(Errno.EBUSY);
        }

        Locks.Take(m, number, task);
        return Locked(m, number);
    }

    /// <summary>unlock(m): of a mutex, or of a lock for readers and writers.</summary>
    /// <errors>EPERM the caller does not hold it; EINVAL no such object.</errors>
    /// <source>POSIX.1-2017 pthread_mutex_unlock(), pthread_rwlock_unlock()</source>
    public static SyscallResult Unlock(Machine m, int task, ref Trap trap)
    {
        if (Locks.Find(m, trap.A0, LockKind.ReadersWriter) is var shared and not 0)
        {
            return ReadersWriters.Unlock(m, task, shared);
        }

        int number = Locks.Find(m, trap.A0, LockKind.Mutex);
        if (number == 0)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        if (m.Locks[number].Holder != m.Tasks[task].Pid || (m.Locks[number].Flags & LockFlags.Abandoned) != 0)
        {
            return SyscallResult.Fail(Errno.EPERM);
        }

        return SyscallResult.Of(0) with { Reschedule = Release(m, number, task) };
    }

    /// <summary>The holder gives a mutex to the first who waits.</summary>
    private static Reschedule Release(Machine m, int number, int task)
    {
        Locks.Drop(m, number, task);
        ref LockRow row = ref m.Locks.Write(number);
        if ((row.Flags & LockFlags.Inconsistent) != 0)
        {
            row.Flags = (row.Flags & ~LockFlags.Inconsistent) | LockFlags.NotRecoverable;
            WaitQueues.WakeAll(m, WaitsOn.Lock(number));
        }
        else
        {
            HandOver(m, number);
        }

        return PriorityInheritance.GiveBack(m, task);
    }

    /// <summary>A mutex that nobody holds goes to the first who waits.</summary>
    public static void HandOver(Machine m, int number)
    {
        int next = m.Locks[number].Waiters.Head;
        if (next != 0)
        {
            Locks.Take(m, number, next);
            Blocked.Wake(m, next);
            PriorityInheritance.Lend(m, number, m.Locks[number].Waiters.Head);
        }
    }

    /// <summary>consistent(m): what a robust mutex guards is sound again (pthread_mutex_consistent).</summary>
    /// <errors>EINVAL no such mutex, it is not robust, or it is consistent; EPERM another holds it.</errors>
    /// <source>POSIX.1-2017 pthread_mutex_consistent()</source>
    public static SyscallResult Consistent(Machine m, int task, ref Trap trap)
    {
        int number = Locks.Find(m, trap.A0, LockKind.Mutex);
        if (number == 0 || (m.Locks[number].Flags & LockFlags.Inconsistent) == 0)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        if (m.Locks[number].Holder != m.Tasks[task].Pid)
        {
            return SyscallResult.Fail(Errno.EPERM);
        }

        m.Locks.Write(number).Flags &= ~LockFlags.Inconsistent;
        return SyscallResult.Of(0);
    }

    /// <summary>
    /// wait_on(c, m, ticks): gives the mutex away and waits for a notification; then waits for the mutex and holds it again. A handler
    /// that runs
    /// meanwhile does not end it.
    /// </summary>
    /// <errors>
    /// EPERM the caller does not hold the mutex; ETIMEDOUT (with the mutex held); EOWNERDEAD, ENOTRECOVERABLE as lock; EINVAL no such
    /// object, a negative time.
    /// </errors>
    /// <source>POSIX.1-2017 pthread_cond_wait(), pthread_cond_timedwait()</source>
    public static SyscallResult WaitOn(Machine m, int task, ref Trap trap)
    {
        int condition = Locks.Find(m, trap.A0, LockKind.Condition);
        int mutex = Locks.Find(m, trap.A1, LockKind.Mutex);
        if (condition == 0 || mutex == 0 || (Locks.HasTime(in trap, 2, trap.A2) && trap.A2 < 0))
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        bool waits = TaskTable.ReadExtra(m, task).WaitMutex == mutex;
        bool holds = m.Locks[mutex].Holder == m.Tasks[task].Pid && (m.Locks[mutex].Flags & LockFlags.Abandoned) == 0;
        if (!waits)
        {
            return holds ? BeginWait(m, task, condition, mutex, in trap) : SyscallResult.Fail(Errno.EPERM);
        }

        return holds ? EndWait(m, task, mutex) : GoOnWaiting(m, task, condition, mutex, in trap);
    }

    private static SyscallResult BeginWait(Machine m, int task, int condition, int mutex, in Trap trap)
    {
        Locks.BeginTimed(m, task, in trap, 2, trap.A2);
        ref TaskExtra extra = ref TaskTable.Extra(m, task);
        extra.WaitMutex = mutex;
        extra.WaitOutcome = WaitOutcome.None;
        Release(m, mutex, task);
        return SyscallResult.Block(WaitsOn.Lock(condition));
    }

    private static SyscallResult EndWait(Machine m, int task, int mutex)
    {
        ref TaskExtra extra = ref m.Extras.Write(task);
        bool late = extra.WaitOutcome == WaitOutcome.TimedOut;
        extra.WaitMutex = 0;
        extra.WaitOutcome = WaitOutcome.None;
        return late ? SyscallResult.Fail(Errno.ETIMEDOUT) : Locked(m, mutex);
    }

    /// <summary>It was woken and has not the mutex: its time is over, a signal came, or the mutex cannot be had any more.</summary>
    private static SyscallResult GoOnWaiting(Machine m, int task, int condition, int mutex, in Trap trap)
    {
        ref TaskExtra extra = ref m.Extras.Write(task);
        bool isTimed = Locks.HasTime(in trap, 2, trap.A2);
        bool resumed = m.Tasks[task].Call != SyscallNumber.None;
        bool signalled = resumed && (m.Tasks[task].Flags & TaskFlags.SignalPending) != 0;
        if (extra.WaitOutcome == WaitOutcome.None && isTimed && resumed && Sleeping.Left(m, task) == 0)
        {
            extra.WaitOutcome = WaitOutcome.TimedOut;
        }

        if (extra.WaitOutcome == WaitOutcome.None)
        {
            WaitsOn on = WaitsOn.Lock(condition);
            return signalled ? SyscallResult.Restart(on) : SyscallResult.Block(on);
        }

        if ((m.Locks[mutex].Flags & LockFlags.NotRecoverable) != 0)
        {
            extra.WaitMutex = 0;
            return SyscallResult.Fail(Errno.ENOTRECOVERABLE);
        }

        if (m.Locks[mutex].Holder == 0)
        {
            Locks.Take(m, mutex, task);
            return EndWait(m, task, mutex);
        }

        return signalled ? SyscallResult.Restart(WaitsOn.Lock(mutex)) : SyscallResult.Block(WaitsOn.Lock(mutex));
    }

    /// <summary>
    /// notify(c): one of those who wait goes on, the one who has waited longest; without any nothing happens, and is not remembered.
    /// </summary>
    /// <errors>EINVAL no such condition.</errors>
    /// <source>POSIX.1-2017 pthread_cond_signal()</source>
    public static SyscallResult Notify(Machine m, int task, ref Trap trap) => Notify(m, trap.A0, all: false);

    /// <summary>notify_all(c): all who wait go on, one after another as they get the mutex.</summary>
    /// <errors>EINVAL no such condition.</errors>
    /// <source>POSIX.1-2017 pthread_cond_broadcast()</source>
    public static SyscallResult NotifyAll(Machine m, int task, ref Trap trap) => Notify(m, trap.A0, all: true);

    private static SyscallResult Notify(Machine m, long number, bool all)
    {
        int condition = Locks.Find(m, number, LockKind.Condition);
        if (condition == 0)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        for (int waiter = m.Locks[condition].Waiters.Head; waiter != 0; waiter = all ? m.Locks[condition].Waiters.Head : 0)
        {
            MoveToMutex(m, waiter);
        }

        return SyscallResult.Of(0);
    }

    /// <summary>A waiter of a condition waits for its mutex from now on, or has it (Linux: FUTEX_CMP_REQUEUE).</summary>
    private static void MoveToMutex(Machine m, int waiter)
    {
        m.Extras.Write(waiter).WaitOutcome = WaitOutcome.Notified;
        int mutex = m.Extras[waiter].WaitMutex;
        if (m.Locks[mutex].Holder == 0)
        {
            Locks.Take(m, mutex, waiter);
            Blocked.Wake(m, waiter);
            return;
        }

        if (Sleeping.HasTimer(m, waiter))
        {
            // It has been notified: its time does not run any more.
            Sleeping.KeepDeadline(m, waiter);
            m.Extras.Write(waiter).HasDeadline = false;
        }

        WaitQueues.Leave(m, waiter);
        m.Tasks.Write(waiter).WaitsOn = WaitsOn.Lock(mutex);
        WaitQueues.Enter(m, waiter);
        PriorityInheritance.Lend(m, mutex, waiter);
    }
}
