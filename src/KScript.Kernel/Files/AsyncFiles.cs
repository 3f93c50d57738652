// O_ASYNC: a signal when a file becomes ready (fcntl(2), "Managing signals"). Pipes, sockets and the terminal have it.
namespace KScript.Kernel;

/// <summary>Signal-driven input and output.</summary>
internal static class AsyncFiles
{
    private const OpenFlags Settable = OpenFlags.Append | OpenFlags.NonBlocking | OpenFlags.Async;

    /// <summary>F_SETFL: the status flags; others stay as they are.</summary>
    public static void SetFlags(Machine m, int file, OpenFlags flags)
    {
        ref OpenFileRow row = ref m.OpenFiles.Write(file);
        OpenFlags before = row.Flags;
        row.Flags = (before & ~Settable) | (flags & Settable);
        bool knows = m.Inodes[row.Inode].Kind is InodeKind.Pipe or InodeKind.Socket or InodeKind.Terminal or InodeKind.PseudoTerminal;
        if (!knows)
        {
            row.Flags &= ~OpenFlags.Async;
        }

        bool was = (before & OpenFlags.Async) != 0, isSet = (row.Flags & OpenFlags.Async) != 0;
        if (was && !isSet)
        {
            Remove(m, row.Inode, file);
        }
        else if (isSet && !was)
        {
            row.NextAsync = m.Inodes[row.Inode].FirstAsync;
            m.Inodes.Write(row.Inode).FirstAsync = file;
        }
    }

    /// <summary>A description has O_ASYNC no more.</summary>
    public static void Remove(Machine m, int inode, int file)
    {
        ref int place = ref m.Inodes.Write(inode).FirstAsync;
        while (place != file)
        {
            place = ref m.OpenFiles.Write(place).NextAsync;
        }

        place = m.OpenFiles[file].NextAsync;
        m.OpenFiles.Write(file).NextAsync = 0;
    }

    /// <summary>F_SETOWN, F_GETOWN, F_SETSIG, F_GETSIG.</summary>
    public static SyscallResult Fcntl(Machine m, int file, int command, long argument)
    {
        switch (command)
        {
            case FcntlCommand.F_GETOWN:
                return SyscallResult.Of(m.OpenFiles[file].Owner);
            case FcntlCommand.F_GETSIG:
                return SyscallResult.Of(m.OpenFiles[file].Signal);
            case FcntlCommand.F_SETSIG:
                if (argument != 0 && !Signal.IsValid(argument))
                {
                    return SyscallResult.Fail(Errno.EINVAL);
                }

                m.OpenFiles.Write(file).Signal = (byte)argument;
                return SyscallResult.Of(0);
            default:
                if (argument is < -int.MaxValue or > int.MaxValue)
                {
                    return SyscallResult.Fail(Errno.EINVAL);
                }

                bool there = argument == 0 || (argument > 0 ? TaskTable.Find(m, argument) : TaskTable.FindGroup(m, -argument)) != 0;
                if (there)
                {
                    m.OpenFiles.Write(file).Owner = (int)argument;
                }

                return there ? SyscallResult.Of(0) : SyscallResult.Fail(Errno.ESRCH);
        }
    }

    /// <summary>An inode became ready: the owners of its descriptions with O_ASYNC get their signal.</summary>
    public static void Tell(Machine m, int inode, PollEvents events)
    {
        for (int file = m.Inodes[inode].FirstAsync; file != 0; file = m.OpenFiles[file].NextAsync)
        {
            OpenFileRow row = m.OpenFiles[file];
            PollEvents mine = (OpenFiles.CanRead(row.Flags) ? PollEvents.In | PollEvents.HangUp : 0) | (OpenFiles.CanWrite(row.Flags) ? PollEvents.Out | PollEvents.Error : 0);
            if ((events & mine) == 0 || row.Owner == 0)
            {
                continue;
            }

            int signal = row.Signal == 0 ? Signal.SIGPOLL : row.Signal;
            var info = new SigInfo(signal, SignalCode.SI_KERNEL, 0, 0, (long)(events & mine));
            if (row.Owner > 0 && TaskTable.Find(m, row.Owner) is var task and not 0)
            {
                Signals.Send(m, task, signal, in info, sender: 0);
            }
            else if (row.Owner < 0 && TaskTable.FindGroup(m, -(long)row.Owner) is var group and not 0)
            {
                Signals.SendToGroup(m, group, signal, in info, sender: 0);
            }
        }
    }
}
