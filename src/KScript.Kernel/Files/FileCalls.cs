// The calls on descriptors of any kind: read, write, close, dup, fcntl, lseek. What a read or write does is the business of what the descriptor
// leads to; what is here is who may, and how such a call waits.
namespace KScript.Kernel;

/// <summary>What a call on a file that waits remembers; by task, all zero else.</summary>
internal struct FileCallRow
{
    /// <summary>The open file that it is on, which it holds a reference to: somebody with the same table may close the descriptor. 0: none.</summary>
    public int File;
    /// <summary>Bytes that a write has got rid of so far.</summary>
    public int Done;
    /// <summary>It is a poll that has entered itself in lists.</summary>
    public bool Polls;
    /// <summary>Its entries, and those to which something has happened (Polling.cs).</summary>
    public int FirstPoll;
    public int FirstFired;
}

/// <summary>The commands of fcntl, with Linux's values.</summary>
internal static class FcntlCommand
{
    public const int F_DUPFD = 0;
    public const int F_GETFD = 1;
    public const int F_SETFD = 2;
    public const int F_GETFL = 3;
    public const int F_SETFL = 4;
    public const int F_GETLK = 5;
    public const int F_SETLK = 6;
    public const int F_SETLKW = 7;
    public const int F_SETOWN = 8;
    public const int F_GETOWN = 9;
    public const int F_SETSIG = 10;
    public const int F_GETSIG = 11;
    public const int F_DUPFD_CLOEXEC = 1030;
    public const int F_SETPIPE_SZ = 1031;
    public const int F_GETPIPE_SZ = 1032;

    /// <summary>The flag of F_GETFD and F_SETFD.</summary>
    public const int FD_CLOEXEC = 1;
}

/// <summary>Where lseek counts from.</summary>
internal static class SeekFrom
{
    public const int SEEK_SET = 0;
    public const int SEEK_CUR = 1;
    public const int SEEK_END = 2;
}

/// <summary>Calls on descriptors.</summary>
internal static class FileCalls
{
    /// <summary>How much read takes where it is not said: what a pipe holds.</summary>
    public const int DefaultCount = 65536;

    // ----- waiting

    /// <summary>The open file that the caller's call is on: that it began with, if it has waited already. 0: EBADF.</summary>
    private static int FileOf(Machine m, int task, long fd) =>
        task < m.FileCalls.Capacity && m.FileCalls[task].File is var file and not 0 ? file : Descriptors.FileOf(m, task, fd);

    /// <summary>How many bytes the caller's write has got rid of before it waited.</summary>
    public static int DoneOf(Machine m, int task) => task < m.FileCalls.Capacity ? m.FileCalls[task].Done : 0;

    /// <summary>
    /// A call on a file would have to wait: it does, or with O_NONBLOCK says so (EAGAIN), or a signal has woken it. What was written counts
    /// as a result then.
    /// </summary>
    public static SyscallResult Wait(Machine m, int task, int file, WaitsOn on, int done = 0)
    {
        if ((m.OpenFiles[file].Flags & OpenFlags.NonBlocking) != 0)
        {
            return done > 0 ? SyscallResult.Of(done) : SyscallResult.FailNotYet(Errno.EAGAIN);
        }

        bool wokenBySignal = m.Tasks[task].Call != SyscallNumber.None && (m.Tasks[task].Flags & TaskFlags.SignalPending) != 0;
        if (wokenBySignal && done > 0)
        {
            return SyscallResult.Of(done);
        }

        if (done > 0 || Descriptors.IsShared(m, task))
        {
            Keep(m, task, file, done);
        }

        return wokenBySignal ? SyscallResult.Restart(on) : SyscallResult.Block(on);
    }

    /// <summary>The caller's call is on an open file, whatever becomes of the descriptor, and has done so much.</summary>
    public static void Keep(Machine m, int task, int file, int done)
    {
        ref FileCallRow row = ref m.FileCalls.Write(task);
        row.Done = done;
        if (row.File == 0)
        {
            row.File = file;
            OpenFiles.Hold(m, file);
        }
    }

    /// <summary>The caller's call is over: what it remembered is not needed any more.</summary>
    public static void End(Machine m, int task)
    {
        int file = m.FileCalls[task].File;
        if (file != 0)
        {
            m.FileCalls.Write(task) = default;
            OpenFiles.Release(m, file);
        }

        Polling.End(m, task);
    }

    // ----- read and write

    /// <summary>read(fd, count): what is there, as text; up to count bytes.</summary>
    /// <returns>The text, "" at the end.</returns>
    /// <errors>EAGAIN O_NONBLOCK, and it would wait; EBADF no such descriptor, or not open for reading; EINTR a handler ran; EINVAL a negative count; EIO a terminal, from the background while SIGTTIN is ignored, blocked or nobody could continue the caller, or it was hung up meanwhile; EISDIR a directory; ESRCH a file of /proc, whose process is gone.</errors>
    /// <source>POSIX.1-2017 read(); read(2); pipe(7)</source>
    public static SyscallResult Read(Machine m, int task, ref Trap trap)
    {
        int file = FileOf(m, task, trap.A0);
        if (file == 0 || !OpenFiles.CanRead(m.OpenFiles[file].Flags))
        {
            return SyscallResult.Fail(Errno.EBADF);
        }

        return ReadNow(m, task, file, trap.ArgumentCount > 1 ? trap.A1 : DefaultCount);
    }

    /// <summary>A read of an open file that may be read.</summary>
    public static SyscallResult ReadNow(Machine m, int task, int file, long count)
    {
        int inode = Inodes.Of(m, file);
        return count < 0 ? SyscallResult.Fail(Errno.EINVAL) : m.Inodes[inode].Kind switch
        {
            InodeKind.Pipe or InodeKind.Socket => Pipes.Read(m, task, file, count),
            InodeKind.Regular or InodeKind.Proc => RegularFiles.Read(m, file, count),
            InodeKind.Directory => SyscallResult.Fail(Errno.EISDIR),
            InodeKind.Null => SyscallResult.Of(""),
            InodeKind.Event => EventFiles.Read(m, task, file, count),
            InodeKind.Signal => SignalFiles.Read(m, task, file, count),
            InodeKind.Timer => TimerFiles.Read(m, task, file, count),
            InodeKind.Terminal => Wait(m, task, file, new WaitsOn(WaitKind.Input, 0, inode)),
            InodeKind.PseudoTerminal => TerminalFiles.Read(m, task, file, count),
            _ => SyscallResult.Fail(Errno.EINVAL),
        };
    }

    /// <summary>read_bytes(fd, count): as read; gives how many bytes they are, and nobody looks at them.</summary>
    public static SyscallResult ReadBytes(Machine m, int task, ref Trap trap)
    {
        SyscallResult result = Read(m, task, ref trap);
        return result.Payload is string text ? SyscallResult.Of(ByteText.Count(text)) : result;
    }

    /// <summary>write(fd, text).</summary>
    /// <returns>The number of bytes (UTF-8).</returns>
    /// <errors>EAGAIN O_NONBLOCK, and it would wait; EBADF no such descriptor, or not open for writing; EINTR a handler ran; EINVAL nothing can be written to it; EIO a terminal that was hung up, or with TOSTOP from the background where nobody could continue the caller; EPIPE nobody reads the pipe (and SIGPIPE).</errors>
    /// <source>POSIX.1-2017 write(); write(2); pipe(7)</source>
    public static SyscallResult Write(Machine m, int task, ref Trap trap)
    {
        string text = trap.Payload as string ?? "";
        if (trap.A0 is 1 or 2 && Descriptors.TableOf(m, task) == 0)
        {
            m.Output(m.Tasks[task].Pid, (int)trap.A0, text);
            return SyscallResult.Of(ByteText.Count(text));
        }

        int file = FileOf(m, task, trap.A0);
        if (file == 0 || !OpenFiles.CanWrite(m.OpenFiles[file].Flags))
        {
            return SyscallResult.Fail(Errno.EBADF);
        }

        switch (m.Inodes[Inodes.Of(m, file)].Kind)
        {
            case InodeKind.Pipe or InodeKind.Socket:
                return Pipes.Write(m, task, file, text);
            case InodeKind.Terminal or InodeKind.OutsidePipe:
                m.Output(m.Tasks[task].Pid, StandardFiles.OutputOf(file), text);
                return SyscallResult.Of(ByteText.Count(text));
            case InodeKind.Regular:
                return RegularFiles.Write(m, file, text);
            case InodeKind.Null:
                return SyscallResult.Of(ByteText.Count(text));
            case InodeKind.Event:
                return EventFiles.Write(m, task, file, text);
            case InodeKind.PseudoTerminal:
                return TerminalFiles.Write(m, task, file, text);
            default:
                return SyscallResult.Fail(Errno.EINVAL);
        }
    }

    // ----- descriptors

    /// <summary>close(fd).</summary>
    /// <errors>EBADF no such descriptor.</errors>
    /// <source>POSIX.1-2017 close(); close(2)</source>
    public static SyscallResult Close(Machine m, int task, ref Trap trap)
    {
        if (Descriptors.FileOf(m, task, trap.A0) == 0)
        {
            return SyscallResult.Fail(Errno.EBADF);
        }

        Descriptors.Close(m, task, (int)trap.A0);
        return SyscallResult.Of(0);
    }

    /// <summary>dup(fd): the lowest free descriptor for the same open file.</summary>
    /// <errors>EBADF no such descriptor; EMFILE RLIMIT_NOFILE.</errors>
    /// <source>POSIX.1-2017 dup(); dup(2)</source>
    public static SyscallResult Dup(Machine m, int task, ref Trap trap) => DupFrom(m, task, trap.A0, 0, closeOnExec: false);

    private static SyscallResult DupFrom(Machine m, int task, long fd, long least, bool closeOnExec)
    {
        int file = Descriptors.FileOf(m, task, fd);
        return file == 0 ? SyscallResult.Fail(Errno.EBADF) : Given(Descriptors.Open(m, task, file, closeOnExec, least));
    }

    private static SyscallResult Given(int fd) => fd < 0 ? SyscallResult.Fail(Errno.EMFILE) : SyscallResult.Of(fd);

    /// <summary>dup2(fd, to): to leads to fd's open file; what it led to is closed.</summary>
    /// <errors>EBADF fd is not open, or to is beyond RLIMIT_NOFILE.</errors>
    /// <source>POSIX.1-2017 dup2(); dup(2)</source>
    public static SyscallResult Dup2(Machine m, int task, ref Trap trap)
    {
        int file = Descriptors.FileOf(m, task, trap.A0);
        if (file == 0 || trap.A1 < 0 || trap.A1 >= Descriptors.LimitOf(m, task))
        {
            return SyscallResult.Fail(Errno.EBADF);
        }

        if (trap.A0 != trap.A1)
        {
            Descriptors.Replace(m, task, (int)trap.A1, file, closeOnExec: false);
        }

        return SyscallResult.Of(trap.A1);
    }

    /// <summary>dup3(fd, to, flags): as dup2, and fd and to must differ.</summary>
    /// <errors>EBADF as dup2; EINVAL fd is to, or another flag than O_CLOEXEC.</errors>
    /// <source>dup(2)</source>
    public static SyscallResult Dup3(Machine m, int task, ref Trap trap)
    {
        if (trap.A0 == trap.A1 || (trap.A2 & ~(long)OpenFlags.CloseOnExec) != 0)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        int file = Descriptors.FileOf(m, task, trap.A0);
        if (file == 0 || trap.A1 < 0 || trap.A1 >= Descriptors.LimitOf(m, task))
        {
            return SyscallResult.Fail(Errno.EBADF);
        }

        Descriptors.Replace(m, task, (int)trap.A1, file, trap.A2 != 0);
        return SyscallResult.Of(trap.A1);
    }

    /// <summary>fcntl(fd, command, argument …).</summary>
    /// <errors>EBADF no such descriptor; EINVAL no such command, or an argument out of range; EMFILE RLIMIT_NOFILE; EAGAIN, EDEADLK, EINTR of locks; EBUSY, EPERM of F_SETPIPE_SZ; ESRCH F_SETOWN of nobody.</errors>
    /// <source>POSIX.1-2017 fcntl(); fcntl(2)</source>
    public static SyscallResult Fcntl(Machine m, int task, ref Trap trap)
    {
        int file = FileOf(m, task, trap.A0);
        if (file == 0)
        {
            return SyscallResult.Fail(Errno.EBADF);
        }

        long argument = trap.ArgumentCount > 2 ? trap.A2 : 0;
        int fd = (int)Math.Clamp(trap.A0, 0, int.MaxValue);
        switch (trap.A1)
        {
            case FcntlCommand.F_DUPFD or FcntlCommand.F_DUPFD_CLOEXEC:
                return argument < 0 || argument >= Descriptors.LimitOf(m, task)
                    ? SyscallResult.Fail(Errno.EINVAL)
                    : DupFrom(m, task, trap.A0, argument, trap.A1 == FcntlCommand.F_DUPFD_CLOEXEC);
            case FcntlCommand.F_GETFD:
                return SyscallResult.Of(Descriptors.ClosesOnExec(m, task, fd) ? FcntlCommand.FD_CLOEXEC : 0);
            case FcntlCommand.F_SETFD:
                Descriptors.Write(m, task, fd).CloseOnExec = (argument & FcntlCommand.FD_CLOEXEC) != 0;
                return SyscallResult.Of(0);
            case FcntlCommand.F_GETFL:
                return SyscallResult.Of((long)m.OpenFiles[file].Flags);
            case FcntlCommand.F_SETFL:
                AsyncFiles.SetFlags(m, file, (OpenFlags)argument);
                return SyscallResult.Of(0);
            case FcntlCommand.F_GETLK or FcntlCommand.F_SETLK or FcntlCommand.F_SETLKW:
                return FileLocks.Fcntl(m, task, file, ref trap);
            case FcntlCommand.F_SETOWN or FcntlCommand.F_GETOWN or FcntlCommand.F_SETSIG or FcntlCommand.F_GETSIG:
                return AsyncFiles.Fcntl(m, file, (int)trap.A1, argument);
            case FcntlCommand.F_GETPIPE_SZ:
                long size = Pipes.CapacityOf(in m.Inodes[Inodes.Of(m, file)]);
                return size < 0 ? SyscallResult.Fail(Errno.EBADF) : SyscallResult.Of(size);
            case FcntlCommand.F_SETPIPE_SZ:
                return Pipes.SetCapacity(m, task, Inodes.Of(m, file), argument);
            default:
                return SyscallResult.Fail(Errno.EINVAL);
        }
    }

    /// <summary>lseek(fd, offset, whence).</summary>
    /// <returns>The new offset.</returns>
    /// <errors>EBADF no such descriptor; EINVAL no such whence, or before the beginning; ESPIPE a pipe, a socket, a terminal and the like.</errors>
    /// <source>POSIX.1-2017 lseek(); lseek(2)</source>
    public static SyscallResult Lseek(Machine m, int task, ref Trap trap)
    {
        int file = Descriptors.FileOf(m, task, trap.A0);
        if (file == 0)
        {
            return SyscallResult.Fail(Errno.EBADF);
        }

        ref readonly InodeRow row = ref m.Inodes[Inodes.Of(m, file)];
        long whence = trap.ArgumentCount > 2 ? trap.A2 : SeekFrom.SEEK_SET;
        if (whence is < SeekFrom.SEEK_SET or > SeekFrom.SEEK_END)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        if (row.Kind is not (InodeKind.Regular or InodeKind.Proc or InodeKind.Null or InodeKind.Directory))
        {
            return SyscallResult.Fail(Errno.ESPIPE);
        }

        if (row.Kind == InodeKind.Null)
        {
            return SyscallResult.Of(0);
        }

        long from = whence switch { SeekFrom.SEEK_SET => 0, SeekFrom.SEEK_CUR => m.OpenFiles[file].Offset, _ => row.Size };
        if (trap.A1 > RegularFiles.MostBytes - from || trap.A1 < -from)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        m.OpenFiles.Write(file).Offset = from + trap.A1;
        return SyscallResult.Of(from + trap.A1);
    }

    /// <summary>isatty(fd): whether it leads to a terminal.</summary>
    /// <returns>1, or 0.</returns>
    /// <source>POSIX.1-2017 isatty()</source>
    public static SyscallResult Isatty(Machine m, int task, ref Trap trap) => SyscallResult.Of(StandardFiles.IsTerminal(m, task, trap.A0) ? 1 : 0);
}
