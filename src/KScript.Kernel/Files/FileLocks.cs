// Advisory locks: flock's, which belong to the open file description, and the record locks of fcntl, which belong to the process: fork does
// not pass them on, and any close of the file by it releases them all.
namespace KScript.Kernel;

/// <summary>What is locked.</summary>
internal struct FileLockRow
{
    /// <summary>The inode; 0: the row is free.</summary>
    public int Inode;
    /// <summary>The open file description of a flock, 0 for a record lock.</summary>
    public int File;
    /// <summary>The descriptor table of a record lock (the process), 0 for a flock.</summary>
    public int Table;
    /// <summary>It is for writing, and excludes all others.</summary>
    public bool Exclusive;
    /// <summary>From here, in bytes, up to before there.</summary>
    public long Start;
    public long End;
    /// <summary>The next lock of the inode. Of a free row, the next free one.</summary>
    public int Next;
}

/// <summary>The operations of flock and the types of record locks, with Linux's values.</summary>
internal static class LockOperation
{
    public const int LOCK_SH = 1;
    public const int LOCK_EX = 2;
    public const int LOCK_NB = 4;
    public const int LOCK_UN = 8;
    public const int F_RDLCK = 0;
    public const int F_WRLCK = 1;
    public const int F_UNLCK = 2;
}

/// <summary>Locks of a machine's files.</summary>
internal static class FileLocks
{
    private const long ToTheEnd = long.MaxValue;

    /// <summary>flock(fd, operation).</summary>
    /// <errors>EAGAIN LOCK_NB, and another has it; EBADF no such descriptor; EINTR a handler ran; EINVAL no such operation.</errors>
    /// <source>flock(2)</source>
    public static SyscallResult Flock(Machine m, int task, ref Trap trap)
    {
        long operation = trap.A1 & ~LockOperation.LOCK_NB;
        int file = Descriptors.FileOf(m, task, trap.A0);
        if (operation is not (LockOperation.LOCK_SH or LockOperation.LOCK_EX or LockOperation.LOCK_UN))
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        if (file == 0)
        {
            return SyscallResult.Fail(Errno.EBADF);
        }

        var wanted = new FileLockRow { Inode = Inodes.Of(m, file), File = file, Exclusive = operation == LockOperation.LOCK_EX, End = ToTheEnd };
        if (operation == LockOperation.LOCK_UN || ConflictOf(m, in wanted) == 0)
        {
            Unlock(m, in wanted);
            if (operation != LockOperation.LOCK_UN)
            {
                Insert(m, in wanted);
            }

            return SyscallResult.Of(0);
        }

        return (trap.A1 & LockOperation.LOCK_NB) != 0 ? SyscallResult.FailNotYet(Errno.EAGAIN) : Wait(m, task, wanted.Inode);
    }

    /// <summary>fcntl(fd, F_SETLK, type, start, length) and its kin; a length of 0 is up to the end, whatever is written there later.</summary>
    /// <returns>0; F_GETLK: the pid of who has a lock in the way, 0 for nobody.</returns>
    public static SyscallResult Fcntl(Machine m, int task, int file, ref Trap trap)
    {
        long type = trap.A2, start = trap.ArgumentCount > 3 ? trap.A3 : 0, length = trap.ArgumentCount > 4 ? trap.A4 : 0;
        if (type is < LockOperation.F_RDLCK or > LockOperation.F_UNLCK || start < 0 || length < 0 || length > ToTheEnd - start)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        OpenFlags flags = m.OpenFiles[file].Flags;
        bool asks = trap.A1 == FcntlCommand.F_GETLK;
        if (!asks && ((type == LockOperation.F_RDLCK && !OpenFiles.CanRead(flags)) || (type == LockOperation.F_WRLCK && !OpenFiles.CanWrite(flags))))
        {
            return SyscallResult.Fail(Errno.EBADF);
        }

        int table = Descriptors.OwnTable(m, task);
        var wanted = new FileLockRow
        {
            Inode = Inodes.Of(m, file),
            Table = table,
            Exclusive = type == LockOperation.F_WRLCK,
            Start = start,
            End = length == 0 ? ToTheEnd : start + length,
        };
        int conflict = type == LockOperation.F_UNLCK ? 0 : ConflictOf(m, in wanted);
        if (asks)
        {
            return SyscallResult.Of(conflict == 0 ? 0 : PidOf(m, m.FileLocks[conflict].Table));
        }

        m.FileTables.Write(table).BlockedBy = 0;
        if (conflict == 0)
        {
            Unlock(m, in wanted);
            if (type != LockOperation.F_UNLCK)
            {
                Insert(m, in wanted);
            }

            return SyscallResult.Of(0);
        }

        if (trap.A1 == FcntlCommand.F_SETLK)
        {
            return SyscallResult.FailNotYet(Errno.EAGAIN);
        }

        int holder = m.FileLocks[conflict].Table;
        for (int other = holder; other != 0; other = m.FileTables[other].BlockedBy)
        {
            if (other == table)
            {
                return SyscallResult.Fail(Errno.EDEADLK);
            }
        }

        SyscallResult result = Wait(m, task, wanted.Inode);
        m.FileTables.Write(table).BlockedBy = holder;
        return result;
    }

    private static SyscallResult Wait(Machine m, int task, int inode)
    {
        var on = new WaitsOn(WaitKind.FileLock, 0, inode);
        bool wokenBySignal = m.Tasks[task].Call != SyscallNumber.None && (m.Tasks[task].Flags & TaskFlags.SignalPending) != 0;
        return wokenBySignal ? SyscallResult.Restart(on) : SyscallResult.Block(on);
    }

    private static int PidOf(Machine m, int table)
    {
        for (int slot = 1; slot <= m.S.TaskTop; slot++)
        {
            if (Descriptors.TableOf(m, slot) == table)
            {
                return Threads.PidOf(m, slot);
            }
        }

        return 0;
    }

    private static bool IsSameOwner(in FileLockRow a, in FileLockRow b) => a.File == b.File && a.Table == b.Table;

    private static bool Overlap(in FileLockRow a, in FileLockRow b) => a.Start < b.End && b.Start < a.End;

    /// <summary>A lock of somebody else that is in the way; of the same kind only, for flock and record locks do not know of each other. 0: none.</summary>
    private static int ConflictOf(Machine m, in FileLockRow wanted)
    {
        for (int row = m.Inodes[wanted.Inode].FirstLock; row != 0; row = m.FileLocks[row].Next)
        {
            ref readonly FileLockRow held = ref m.FileLocks[row];
            if (held.File == 0 == (wanted.File == 0) && !IsSameOwner(in held, in wanted) && Overlap(in held, in wanted) && (held.Exclusive || wanted.Exclusive))
            {
                return row;
            }
        }

        return 0;
    }

    /// <summary>The owner's locks within a range go; what reaches beyond it stays. Who waits looks again.</summary>
    private static void Unlock(Machine m, in FileLockRow range)
    {
        List<FileLockRow>? rests = null;
        bool any = false;
        for (int row = m.Inodes[range.Inode].FirstLock, before = 0; row != 0;)
        {
            FileLockRow held = m.FileLocks[row];
            int next = held.Next;
            if (!IsSameOwner(in held, in range) || !Overlap(in held, in range))
            {
                before = row;
            }
            else
            {
                any = true;
                Drop(m, range.Inode, row, before);
                if (held.Start < range.Start)
                {
                    (rests ??= []).Add(held with { End = range.Start });
                }

                if (held.End > range.End)
                {
                    (rests ??= []).Add(held with { Start = range.End });
                }
            }

            row = next;
        }

        foreach (FileLockRow rest in rests ?? [])
        {
            Insert(m, in rest);
        }

        if (any)
        {
            WaitQueues.WakeAll(m, new WaitsOn(WaitKind.FileLock, 0, range.Inode));
        }
    }

    private static void Drop(Machine m, int inode, int row, int before)
    {
        int next = m.FileLocks[row].Next;
        if (before == 0)
        {
            m.Inodes.Write(inode).FirstLock = next;
        }
        else
        {
            m.FileLocks.Write(before).Next = next;
        }

        m.FileLocks.Write(row) = new FileLockRow { Next = m.S.FreeFileLock };
        m.S.FreeFileLock = row;
        // The inode's row is what is hashed.
        m.Inodes.Write(inode).FirstLock += 0;
    }

    private static void Insert(Machine m, in FileLockRow added)
    {
        int row = m.S.FreeFileLock;
        if (row != 0)
        {
            m.S.FreeFileLock = m.FileLocks[row].Next;
        }
        else
        {
            row = ++m.S.FileLockTop;
        }

        ref InodeRow inode = ref m.Inodes.Write(added.Inode);
        m.FileLocks.Write(row) = added with { Next = inode.FirstLock };
        inode.FirstLock = row;
    }

    /// <summary>A process closed a descriptor of a file: its record locks on it are gone (POSIX.1-2017 close()).</summary>
    public static void DropOf(Machine m, int table, int file)
    {
        int inode = Inodes.Of(m, file);
        if (table != 0 && m.Inodes[inode].FirstLock != 0)
        {
            Unlock(m, new FileLockRow { Inode = inode, Table = table, End = ToTheEnd });
        }
    }

    /// <summary>A description is closed: its flock is gone.</summary>
    public static void DropOfDescription(Machine m, int inode, int file)
    {
        if (m.Inodes[inode].FirstLock != 0)
        {
            Unlock(m, new FileLockRow { Inode = inode, File = file, End = ToTheEnd });
        }
    }
}
