// epoll: a file that remembers which files are to be polled (epoll(7)). Level-triggered; an epoll file in another one is not there.
namespace KScript.Kernel;

/// <summary>A file that an epoll file watches.</summary>
internal struct InterestRow
{
    /// <summary>The epoll file's inode; 0: the row is free.</summary>
    public int Inode;
    /// <summary>The open file that is watched, to which this is no reference: when it is closed the row goes.</summary>
    public int File;
    /// <summary>The descriptor as it was given.</summary>
    public int Descriptor;
    /// <summary>What is waited for.</summary>
    public PollEvents Wanted;
    /// <summary>The next of the epoll file's. Of a free row, the next free one.</summary>
    public int Next;
}

/// <summary>The operations of epoll_ctl, with Linux's values.</summary>
internal static class EpollOperation
{
    public const int EPOLL_CTL_ADD = 1;
    public const int EPOLL_CTL_DEL = 2;
    public const int EPOLL_CTL_MOD = 3;
}

/// <summary>epoll_create, epoll_ctl, epoll_wait.</summary>
internal static class EpollFiles
{
    /// <summary>epoll_create(flags).</summary>
    /// <errors>EINVAL another flag than O_CLOEXEC; EMFILE RLIMIT_NOFILE.</errors>
    /// <source>epoll_create(2), as epoll_create1</source>
    public static SyscallResult Create(Machine m, int task, ref Trap trap)
    {
        long flags = trap.ArgumentCount > 0 ? trap.A0 : 0;
        return (flags & ~(long)OpenFlags.CloseOnExec) != 0
            ? SyscallResult.Fail(Errno.EINVAL)
            : EventFiles.Open(m, task, Inodes.Create(m, InodeKind.Epoll), flags);
    }

    /// <summary>epoll_ctl(epoll, operation, fd, events).</summary>
    /// <errors>EBADF no such descriptor; EEXIST it is watched already; EINVAL no epoll file, or the same, or no such operation; ENOENT it is not watched; EPERM a regular file or directory.</errors>
    /// <source>epoll_ctl(2)</source>
    public static SyscallResult Control(Machine m, int task, ref Trap trap)
    {
        int epoll = Descriptors.FileOf(m, task, trap.A0), file = Descriptors.FileOf(m, task, trap.A2);
        if (epoll == 0 || file == 0)
        {
            return SyscallResult.Fail(Errno.EBADF);
        }

        int inode = Inodes.Of(m, epoll);
        InodeKind watched = m.Inodes[Inodes.Of(m, file)].Kind;
        if (watched is InodeKind.Regular or InodeKind.Directory or InodeKind.Proc or InodeKind.Null)
        {
            return SyscallResult.Fail(Errno.EPERM);
        }

        if (m.Inodes[inode].Kind != InodeKind.Epoll || watched == InodeKind.Epoll)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        int fd = (int)trap.A2;
        int row = Find(m, inode, file, fd, out int before);
        switch (trap.A1)
        {
            case EpollOperation.EPOLL_CTL_ADD:
                return row != 0 ? SyscallResult.Fail(Errno.EEXIST) : Add(m, inode, file, fd, (PollEvents)trap.A3, before);
            case EpollOperation.EPOLL_CTL_MOD when row != 0:
                m.Interests.Write(row).Wanted = (PollEvents)trap.A3;
                m.Inodes.Write(inode).Size += 0;
                return SyscallResult.Of(0);
            case EpollOperation.EPOLL_CTL_DEL when row != 0:
                Remove(m, inode, row, before);
                return SyscallResult.Of(0);
            default:
                return SyscallResult.Fail(trap.A1 is EpollOperation.EPOLL_CTL_MOD or EpollOperation.EPOLL_CTL_DEL ? Errno.ENOENT : Errno.EINVAL);
        }
    }

    /// <summary>The row of a descriptor (0: none), and the one before it or the last.</summary>
    private static int Find(Machine m, int inode, int file, int fd, out int before)
    {
        before = 0;
        int row = m.Inodes[inode].Head;
        while (row != 0 && (m.Interests[row].File != file || m.Interests[row].Descriptor != fd))
        {
            m.RowsVisited++;
            before = row;
            row = m.Interests[row].Next;
        }

        return row;
    }

    private static SyscallResult Add(Machine m, int inode, int file, int fd, PollEvents wanted, int last)
    {
        int row = m.S.FreeInterest;
        if (row != 0)
        {
            m.S.FreeInterest = m.Interests[row].Next;
        }
        else
        {
            row = ++m.S.InterestTop;
        }

        m.Interests.Write(row) = new InterestRow { Inode = inode, File = file, Descriptor = fd, Wanted = wanted };
        (last == 0 ? ref m.Inodes.Write(inode).Head : ref m.Interests.Write(last).Next) = row;
        m.Inodes.Write(inode).Size++;
        m.OpenFiles.Write(file).Watchers++;
        return SyscallResult.Of(0);
    }

    private static void Remove(Machine m, int inode, int row, int before)
    {
        InterestRow gone = m.Interests[row];
        (before == 0 ? ref m.Inodes.Write(inode).Head : ref m.Interests.Write(before).Next) = gone.Next;
        m.Inodes.Write(inode).Size--;
        m.OpenFiles.Write(gone.File).Watchers--;
        m.Interests.Write(row) = new InterestRow { Next = m.S.FreeInterest };
        m.S.FreeInterest = row;
    }

    /// <summary>An open file that is watched is closed: nobody watches it any more. Looks at all that is watched.</summary>
    public static void Closed(Machine m, int file)
    {
        for (int row = 1; row <= m.S.InterestTop && m.OpenFiles[file].Watchers > 0; row++)
        {
            InterestRow watched = m.Interests[row];
            if (watched.Inode != 0 && watched.File == file)
            {
                Find(m, watched.Inode, file, watched.Descriptor, out int before);
                Remove(m, watched.Inode, row, before);
            }
        }
    }

    /// <summary>An epoll file is gone, and what it watched is not watched by it.</summary>
    public static void Clear(Machine m, int inode)
    {
        while (m.Inodes[inode].Head is var row and not 0)
        {
            Remove(m, inode, row, 0);
        }
    }

    /// <summary>epoll_wait(epoll, ticks): as poll of what it watches. A stop ends it, too (signal(7)).</summary>
    /// <returns>The list of [fd, what happened].</returns>
    /// <errors>EBADF no such descriptor; EINTR a handler ran, or it was stopped and continued; EINVAL no epoll file.</errors>
    /// <source>epoll_wait(2)</source>
    public static SyscallResult Wait(Machine m, int task, ref Trap trap)
    {
        int epoll = Descriptors.FileOf(m, task, trap.A0);
        if (epoll == 0 || m.Inodes[Inodes.Of(m, epoll)].Kind != InodeKind.Epoll)
        {
            return SyscallResult.Fail(epoll == 0 ? Errno.EBADF : Errno.EINVAL);
        }

        return Polling.Look(m, task, new PollSet(m, Inodes.Of(m, epoll)), trap.ArgumentCount > 1 ? trap.A1 : -1);
    }

    /// <summary>Whether something that it watches is ready.</summary>
    public static bool IsReady(Machine m, int task, int inode)
    {
        for (int row = m.Inodes[inode].Head; row != 0; row = m.Interests[row].Next)
        {
            if ((Inodes.Readiness(m, m.Interests[row].File, task) & (m.Interests[row].Wanted | Polling.Always)) != 0)
            {
                return true;
            }
        }

        return false;
    }
}
