// open: a path becomes a descriptor. Of a FIFO it waits for the other end (fifo(7)).
using System.Globalization;

namespace KScript.Kernel;

/// <summary>open.</summary>
internal static class OpenCalls
{
    /// <summary>rw-rw-rw-, where the mode is left out.</summary>
    public const long DefaultMode = 0x1b6;

    /// <summary>open(path, flags, mode).</summary>
    /// <returns>The lowest free descriptor.</returns>
    /// <errors>EACCES no permission; EEXIST O_CREAT|O_EXCL, and it is there; EINTR a handler ran while a FIFO waited; EINVAL O_RDONLY with O_TRUNC and the like; EISDIR a directory to write; EMFILE RLIMIT_NOFILE; ENAMETOOLONG; ENOENT; ENOTDIR; ENXIO O_NONBLOCK|O_WRONLY of a FIFO that nobody reads, /dev/tty without a terminal of one's own; EIO a terminal that was hung up.</errors>
    /// <source>POSIX.1-2017 open(); open(2); fifo(7)</source>
    public static SyscallResult Open(Machine m, int task, ref Trap trap)
    {
        if (m.Tasks[task].Call != SyscallNumber.None && m.FileCalls.Get(task).File is var waiting and not 0)
        {
            return OpenedFifo(m, task, waiting, (trap.A0 & (long)OpenFlags.CloseOnExec) != 0);
        }

        var flags = (OpenFlags)trap.A0;
        if ((flags & OpenFlags.AccessMode) == OpenFlags.AccessMode)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        string path = trap.Payload as string ?? "";
        if (path.StartsWith("/proc/", StringComparison.Ordinal) && InodeOfProc(m, task, path) is var proc and not 0)
        {
            if (OpenFiles.CanWrite(flags))
            {
                Inodes.FreeIfUnused(m, proc);
                return SyscallResult.Fail(Errno.EACCES);
            }

            return EventFiles.Open(m, task, proc, trap.A0, OpenFlags.ReadOnly);
        }

        PathEnd end = FileTree.Resolve(m, task, path);
        Errno error = end.Error;
        int inode = end.Inode;
        bool isNew = error == Errno.ENOENT && end.Directory != 0 && (flags & OpenFlags.Create) != 0;
        if (isNew)
        {
            error = FileTree.TryCreate(m, task, in end, InodeKind.Regular, trap.ArgumentCount > 1 ? trap.A1 : DefaultMode, out inode);
        }
        else if (error == Errno.None)
        {
            error = MayOpen(m, task, inode, flags);
        }

        if (error != Errno.None)
        {
            return SyscallResult.Fail(error);
        }

        if (m.S.TerminalTop > 0 && m.Inodes[inode].Kind is InodeKind.Terminal or InodeKind.PseudoTerminal)
        {
            return OpenTerminal(m, task, inode, flags);
        }

        if (m.Inodes[inode].Kind == InodeKind.Pipe)
        {
            return OpenFifo(m, task, inode, flags);
        }

        if ((flags & OpenFlags.Truncate) != 0 && m.Inodes[inode].Kind == InodeKind.Regular)
        {
            Contents.Clear(m, ref m.Inodes.Write(inode));
        }

        return EventFiles.Open(m, task, inode, trap.A0, flags & (OpenFlags.AccessMode | OpenFlags.Append));
    }

    /// <summary>A terminal; /dev/tty is the caller's own where the script declares some, and ENXIO without one.</summary>
    private static SyscallResult OpenTerminal(Machine m, int task, int inode, OpenFlags flags)
    {
        if (m.Inodes[inode].Kind == InodeKind.PseudoTerminal)
        {
            return TerminalFiles.Open(m, task, inode, flags);
        }

        int own = Terminals.Of(m, task);
        return own == 0 ? SyscallResult.Fail(Errno.ENXIO) : TerminalFiles.Open(m, task, m.Terminals[own].Inode, flags);
    }

    private static Errno MayOpen(Machine m, int task, int inode, OpenFlags flags)
    {
        bool isDirectory = m.Inodes[inode].Kind == InodeKind.Directory;
        if ((flags & (OpenFlags.Create | OpenFlags.Exclusive)) == (OpenFlags.Create | OpenFlags.Exclusive))
        {
            return Errno.EEXIST;
        }

        if (isDirectory && (OpenFiles.CanWrite(flags) || (flags & OpenFlags.Create) != 0))
        {
            return Errno.EISDIR;
        }

        if (!isDirectory && (flags & OpenFlags.Directory) != 0)
        {
            return Errno.ENOTDIR;
        }

        bool truncates = (flags & OpenFlags.Truncate) != 0;
        int wanted = (OpenFiles.CanRead(flags) ? FileTree.MayRead : 0) | (OpenFiles.CanWrite(flags) || truncates ? FileTree.MayWrite : 0);
        return FileTree.May(m, task, inode, wanted) ? Errno.None : Errno.EACCES;
    }

    // ----- FIFOs: Value counts the openings for writing, Period those for reading.

    private static SyscallResult OpenFifo(Machine m, int task, int inode, OpenFlags flags)
    {
        bool reads = OpenFiles.CanRead(flags), writes = OpenFiles.CanWrite(flags);
        bool waits = (flags & OpenFlags.NonBlocking) == 0;
        if (writes && !reads && !waits && m.Inodes[inode].Readers == 0)
        {
            return SyscallResult.Fail(Errno.ENXIO);
        }

        int file = OpenFiles.Create(m, inode, flags);
        ref InodeRow row = ref m.Inodes.Write(inode);
        row.Value += writes ? 1 : 0;
        row.Period += reads ? 1 : 0;
        m.OpenFiles.Write(file).Offset = row.Value;
        FileCalls.Keep(m, task, file, 0);
        bool isAlone = (reads ? row.Writers : row.Readers) == 0;
        WaitQueues.WakeAll(m, new WaitsOn(WaitKind.OtherEnd, 0, inode));
        if (waits && isAlone)
        {
            FileCalls.Keep(m, task, file, (int)(reads ? row.Value : row.Period));
            return SyscallResult.Block(new WaitsOn(WaitKind.OtherEnd, 0, inode));
        }

        return OpenedFifo(m, task, file, (flags & OpenFlags.CloseOnExec) != 0, met: true);
    }

    /// <summary>A FIFO's description has met the other end, or has not yet.</summary>
    private static SyscallResult OpenedFifo(Machine m, int task, int file, bool closeOnExec, bool met = false)
    {
        OpenFileRow open = m.OpenFiles[file];
        ref readonly InodeRow row = ref m.Inodes[open.Inode];
        long came = OpenFiles.CanRead(open.Flags) ? row.Value : row.Period;
        if (!met && came == FileCalls.DoneOf(m, task))
        {
            var on = new WaitsOn(WaitKind.OtherEnd, 0, open.Inode);
            return (m.Tasks[task].Flags & TaskFlags.SignalPending) != 0 ? SyscallResult.Restart(on) : SyscallResult.Block(on);
        }

        int fd = Descriptors.Open(m, task, file, closeOnExec);
        FileCalls.End(m, task);
        return fd < 0 ? SyscallResult.Fail(Errno.EMFILE) : SyscallResult.Of(fd);
    }

    // ----- /proc

    /// <summary>/proc/PID/stat, status, children; also self, and task/PID/children as on Linux. 0: there is none.</summary>
    private static int InodeOfProc(Machine m, int task, string path)
    {
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        bool isOfTask = names.Length == 5 && names[2] == "task" && names[3] == names[1];
        int which = names.Length == 3 ? ProcFiles.Find(names[2]) : isOfTask ? ProcFiles.Find(names[4]) : -1;
        if (which < 0)
        {
            return 0;
        }

        int space = Namespaces.Of(m, task);
        int pid = names[1] == "self" ? m.Tasks[task].Pid
            : int.TryParse(names[1], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? Namespaces.PidOf(m, space, number) : 0;
        if (TaskTable.Find(m, pid) == 0)
        {
            return 0;
        }

        int inode = Inodes.Create(m, InodeKind.Proc, mode: 0x124);
        ref InodeRow row = ref m.Inodes.Write(inode);
        row.Other = pid;
        row.Value = ProcFiles.ValueOf((ProcFile)which, space);
        return inode;
    }
}
