// What the objects have in common: how they are made and found, who holds what, and what becomes of a dead task's.
namespace KScript.Kernel;

/// <summary>Objects on which tasks wait for one another.</summary>
internal static class Locks
{
    /// <summary>The number of an object of a kind; 0: there is none.</summary>
    public static int Find(Machine m, long number, LockKind kind) =>
        number > 0 && number <= m.S.LockTop && m.Locks[(int)number].Kind == kind ? (int)number : 0;

    /// <summary>Makes the objects that a program declares beyond those that there are.</summary>
    public static void Define(Machine m, IReadOnlyList<LockSpec> specs)
    {
        for (int i = m.S.LockTop; i < specs.Count; i++)
        {
            LockSpec spec = specs[i];
            m.Locks.Write(++m.S.LockTop) = new LockRow
            {
                Kind = spec.Kind,
                Flags = spec.Flags,
                Count = spec.Kind == LockKind.Semaphore ? spec.Value : 0,
                Limit = spec.Kind == LockKind.Barrier ? spec.Value : 0,
            };
        }

        m.LockSpecs = specs;
    }

    /// <summary>A task holds a mutex, or writes under a lock, from now on.</summary>
    public static void Take(Machine m, int number, int task)
    {
        ref TaskExtra extra = ref TaskTable.Extra(m, task);
        ref LockRow row = ref m.Locks.Write(number);
        row.Holder = m.Tasks[task].Pid;
        row.PreviousHeld = 0;
        row.NextHeld = extra.FirstHeld;
        if (extra.FirstHeld != 0)
        {
            m.Locks.Write(extra.FirstHeld).PreviousHeld = number;
        }

        extra.FirstHeld = number;
    }

    /// <summary>It holds it no more.</summary>
    public static void Drop(Machine m, int number, int task)
    {
        ref LockRow row = ref m.Locks.Write(number);
        if (row.PreviousHeld == 0)
        {
            m.Extras.Write(task).FirstHeld = row.NextHeld;
        }
        else
        {
            m.Locks.Write(row.PreviousHeld).NextHeld = row.NextHeld;
        }

        if (row.NextHeld != 0)
        {
            m.Locks.Write(row.NextHeld).PreviousHeld = row.PreviousHeld;
        }

        row.Holder = row.NextHeld = row.PreviousHeld = 0;
    }

    /// <summary>
    /// A task ends, or its memory goes: what it held stays locked for ever, but a robust mutex goes to the next, who hears of it
    /// (set_robust_list(2); pthread_mutexattr_setrobust(3)).
    /// </summary>
    public static void HolderDies(Machine m, int task)
    {
        if ((m.Tasks[task].Flags & TaskFlags.HasExtra) == 0)
        {
            return;
        }

        m.Extras.Write(task).WaitMutex = 0;
        for (int number = m.Extras[task].FirstHeld; number != 0; number = m.Extras[task].FirstHeld)
        {
            int holder = m.Locks[number].Holder;
            Drop(m, number, task);
            ref LockRow row = ref m.Locks.Write(number);
            if ((row.Flags & LockFlags.Robust) != 0)
            {
                row.Flags |= LockFlags.Inconsistent;
                Mutexes.HandOver(m, number);
            }
            else
            {
                row.Holder = holder;
                row.Flags |= LockFlags.Abandoned;
            }
        }
    }

    /// <summary>How a call goes on that was woken and has not what it waits for: its time is over, or a signal has come.</summary>
    public static SyscallResult WaitOn(Machine m, int task, WaitsOn on, bool isTimed) => m.Tasks[task].Call == SyscallNumber.None
        ? SyscallResult.Block(on)
        : isTimed && Sleeping.Left(m, task) == 0 ? SyscallResult.Fail(Errno.ETIMEDOUT)
        : (m.Tasks[task].Flags & TaskFlags.SignalPending) != 0 ? SyscallResult.Restart(on)
        : SyscallResult.Block(on);

    /// <summary>Whether a call was given a time, and whether it makes sense; sets when it ends at the first call.</summary>
    public static bool BeginTimed(Machine m, int task, in Trap trap, int position, long ticks)
    {
        if (!HasTime(in trap, position, ticks))
        {
            return false;
        }

        if (m.Tasks[task].Call == SyscallNumber.None)
        {
            Sleeping.SetDeadline(m, task, VirtualTime.After(m.Now, ticks));
        }

        return true;
    }

    /// <summary>A time that was left out.</summary>
    public const long NoTime = long.MinValue;

    /// <summary>Whether a call was given a time.</summary>
    public static bool HasTime(in Trap trap, int position, long ticks) => trap.ArgumentCount > position && ticks != NoTime;
}
