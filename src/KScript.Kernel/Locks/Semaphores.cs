// down, trydown, up; barriers.
namespace KScript.Kernel;

/// <summary>Semaphores and barriers.</summary>
internal static class Semaphores
{
    /// <summary>down(s, ticks): takes a unit, or waits for one.</summary>
    /// <errors>EINTR a handler ran that was set without SA_RESTART; ETIMEDOUT; EINVAL no such semaphore, a negative time.</errors>
    /// <source>POSIX.1-2017 sem_wait(), sem_timedwait(); sem_wait(3)</source>
    public static SyscallResult Down(Machine m, int task, ref Trap trap)
    {
        int number = Locks.Find(m, trap.A0, LockKind.Semaphore);
        if (number == 0 || (Locks.HasTime(in trap, 1, trap.A1) && trap.A1 < 0))
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        if (m.Locks[number].Count > 0)
        {
            m.Locks.Write(number).Count--;
            return SyscallResult.Of(0);
        }

        bool isTimed = Locks.BeginTimed(m, task, in trap, 1, trap.A1);
        return Locks.WaitOn(m, task, WaitsOn.Lock(number), isTimed);
    }

    /// <summary>trydown(s): takes a unit if there is one.</summary>
    /// <errors>EAGAIN there is none; EINVAL no such semaphore.</errors>
    /// <source>POSIX.1-2017 sem_trywait()</source>
    public static SyscallResult TryDown(Machine m, int task, ref Trap trap)
    {
        int number = Locks.Find(m, trap.A0, LockKind.Semaphore);
        if (number == 0 || m.Locks[number].Count == 0)
        {
            return SyscallResult.Fail(number == 0 ? Errno.EINVAL : Errno.EAGAIN);
        }

        m.Locks.Write(number).Count--;
        return SyscallResult.Of(0);
    }

    /// <summary>up(s): one more unit; whoever has waited longest looks for it.</summary>
    /// <errors>EOVERFLOW more than SEM_VALUE_MAX; EINVAL no such semaphore.</errors>
    /// <source>POSIX.1-2017 sem_post()</source>
    public static SyscallResult Up(Machine m, int task, ref Trap trap)
    {
        int number = Locks.Find(m, trap.A0, LockKind.Semaphore);
        if (number == 0)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        if (m.Locks[number].Count >= int.MaxValue)
        {
            return SyscallResult.Fail(Errno.EOVERFLOW);
        }

        m.Locks.Write(number).Count++;
        WaitQueues.WakeOne(m, WaitsOn.Lock(number));
        return SyscallResult.Of(0);
    }

    /// <summary>barrier_wait(b): waits until as many have come as the barrier is for.</summary>
    /// <returns>1 for the last to come, 0 for the others (POSIX: PTHREAD_BARRIER_SERIAL_THREAD for one of them).</returns>
    /// <errors>EINVAL no such barrier. A handler does not end it.</errors>
    /// <source>POSIX.1-2017 pthread_barrier_wait()</source>
    public static SyscallResult BarrierWait(Machine m, int task, ref Trap trap)
    {
        int number = Locks.Find(m, trap.A0, LockKind.Barrier);
        if (number == 0)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        ref TaskExtra extra = ref TaskTable.Extra(m, task);
        if (extra.WaitOutcome == WaitOutcome.Granted)
        {
            extra.WaitOutcome = WaitOutcome.None;
            return SyscallResult.Of(0);
        }

        ref LockRow row = ref m.Locks.Write(number);
        if (extra.WaitOutcome == WaitOutcome.None)
        {
            if (row.Count + 1 >= row.Limit)
            {
                row.Count = 0;
                Grant(m, number);
                return SyscallResult.Of(1);
            }

            row.Count++;
            extra.WaitOutcome = WaitOutcome.Counted;
        }

        return Locks.WaitOn(m, task, WaitsOn.Lock(number), isTimed: false);
    }

    /// <summary>All who have come go on; one of them that is in a handler hears of it when it is back.</summary>
    private static void Grant(Machine m, int number)
    {
        for (int waiter = m.Locks[number].Waiters.Head; waiter != 0; waiter = m.Locks[number].Waiters.Head)
        {
            m.Extras.Write(waiter).WaitOutcome = WaitOutcome.Granted;
            Blocked.Wake(m, waiter);
        }
    }
}
