// Locks that one writer or any number of readers hold. First come, first served: a reader waits behind a writer that waits, so that no
// writer starves;
// readers that stand side by side go on together.
namespace KScript.Kernel;

/// <summary>rdlock, wrlock, and their unlock.</summary>
internal static class ReadersWriters
{
    /// <summary>rdlock(r): holds the lock with the other readers.</summary>
    /// <errors>EDEADLK the caller writes under it; EINVAL no such lock. A handler does not end it.</errors>
    /// <source>POSIX.1-2017 pthread_rwlock_rdlock()</source>
    public static SyscallResult ReadLock(Machine m, int task, ref Trap trap) => Lock(m, task, trap.A0, writes: false);

    /// <summary>wrlock(r): holds the lock alone.</summary>
    /// <errors>EDEADLK the caller writes under it already; EINVAL no such lock. A handler does not end it.</errors>
    /// <source>POSIX.1-2017 pthread_rwlock_wrlock()</source>
    public static SyscallResult WriteLock(Machine m, int task, ref Trap trap) => Lock(m, task, trap.A0, writes: true);

    private static SyscallResult Lock(Machine m, int task, long argument, bool writes)
    {
        int number = Locks.Find(m, argument, LockKind.ReadersWriter);
        if (number == 0)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        bool resumed = m.Tasks[task].Call != SyscallNumber.None;
        if (m.Locks[number].Holder == m.Tasks[task].Pid && (m.Locks[number].Flags & LockFlags.Abandoned) == 0)
        {
            return resumed && writes ? SyscallResult.Of(0) : SyscallResult.Fail(Errno.EDEADLK);
        }

        ref TaskExtra extra = ref TaskTable.Extra(m, task);
        if (extra.WaitOutcome == WaitOutcome.Granted)
        {
            extra.WaitOutcome = WaitOutcome.None;
            return SyscallResult.Of(0);
        }

        if (resumed)
        {
            // A signal has taken it out of the queue: those behind it may be able to go on.
            Admit(m, number);
        }

        ref LockRow row = ref m.Locks.Write(number);
        if (row.Holder == 0 && row.Waiters.Head == 0 && (!writes || row.Count == 0))
        {
            if (writes)
            {
                Locks.Take(m, number, task);
            }
            else
            {
                row.Count++;
            }

            return SyscallResult.Of(0);
        }

        return Locks.WaitOn(m, task, WaitsOn.Lock(number), isTimed: false);
    }

    /// <summary>The writer, or a reader, holds it no more.</summary>
    public static SyscallResult Unlock(Machine m, int task, int number)
    {
        ref LockRow row = ref m.Locks.Write(number);
        if ((row.Flags & LockFlags.Abandoned) == 0 && row.Holder == m.Tasks[task].Pid)
        {
            Locks.Drop(m, number, task);
        }
        else if (row.Holder == 0 && row.Count > 0)
        {
            row.Count--;
        }
        else
        {
            return SyscallResult.Fail(Errno.EPERM);
        }

        Admit(m, number);
        return SyscallResult.Of(0);
    }

    /// <summary>The first who waits goes on if it can, and with a reader those behind it up to the next writer.</summary>
    private static void Admit(Machine m, int number)
    {
        for (int first = m.Locks[number].Waiters.Head; first != 0 && m.Locks[number].Holder == 0; first = m.Locks[number].Waiters.Head)
        {
            if (m.Tasks[first].Call == SyscallNumber.RwlockWrlock)
            {
                if (m.Locks[number].Count == 0)
                {
                    Locks.Take(m, number, first);
                    Blocked.Wake(m, first);
                }

                return;
            }

            m.Locks.Write(number).Count++;
            m.Extras.Write(first).WaitOutcome = WaitOutcome.Granted;
            Blocked.Wake(m, first);
        }
    }
}
