// Pipes and socketpairs: what a read and a write do, and when they wait. A pipe has pages, as Linux's has (pipe(7), fs/pipe.c): a small
// write goes on in the last page where it fits whole, else it begins a new one; so writes of up to PIPE_BUF bytes never mix, and a
// pipe of 16 pages may be full with less than 65,536 bytes in it.
namespace KScript.Kernel;

/// <summary>Pipes of a machine.</summary>
internal static class Pipes
{
    /// <summary>The bytes of a page, and PIPE_BUF: up to so many are written at once or not at all.</summary>
    public const int PageSize = 4096;

    /// <summary>The pages of a pipe (PIPE_DEF_BUFFERS).</summary>
    private const int DefaultPages = 16;

    /// <summary>/proc/sys/fs/pipe-max-size, which only the privileged may go beyond; and where they end, too.</summary>
    private const int MostPages = 256, MostPrivilegedPages = 32768;

    /// <summary>What a socket holds (net.core.wmem_default), counted by bytes of data alone.</summary>
    private const long SocketBytes = 212_992;

    /// <summary>How many pages so many bytes take.</summary>
    public static int PagesFor(int bytes) => (bytes + PageSize - 1) / PageSize;

    /// <summary>pipe2(flags): a pipe, its reading end and its writing end.</summary>
    /// <returns>A record of two descriptors, r and w.</returns>
    /// <errors>EINVAL another flag than O_CLOEXEC and O_NONBLOCK; EMFILE RLIMIT_NOFILE.</errors>
    /// <source>POSIX.1-2017 pipe(); pipe(2)</source>
    public static SyscallResult Pipe2(Machine m, int task, ref Trap trap)
    {
        long flags = trap.ArgumentCount > 0 ? trap.A0 : 0;
        if ((flags & ~(long)(OpenFlags.CloseOnExec | OpenFlags.NonBlocking)) != 0)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        int inode = Create(m, task);
        var kept = (OpenFlags)flags & OpenFlags.NonBlocking;
        return Give(m, task, OpenFiles.Create(m, inode, kept | OpenFlags.ReadOnly), OpenFiles.Create(m, inode, kept | OpenFlags.WriteOnly),
            (flags & (long)OpenFlags.CloseOnExec) != 0, NamedNumbers.Ends);
    }

    /// <summary>The inode of a pipe.</summary>
    private static int Create(Machine m, int task)
    {
        int inode = Inodes.Create(m, InodeKind.Pipe, Credentials.UidOf(m, task));
        ref InodeRow row = ref m.Inodes.Write(inode);
        row.MaxPages = DefaultPages;
        row.Value = 1;
        return inode;
    }

    /// <summary>A FIFO's inode gets a buffer.</summary>
    public static void MakeFifo(ref InodeRow row) => row.MaxPages = DefaultPages;

    /// <summary>socketpair(type flags): two ends; what is written to one is read from the other.</summary>
    /// <returns>A record of two descriptors, a and b.</returns>
    /// <errors>EINVAL another flag than SOCK_CLOEXEC and SOCK_NONBLOCK; EMFILE RLIMIT_NOFILE.</errors>
    /// <source>POSIX.1-2017 socketpair(); socketpair(2)</source>
    public static SyscallResult Socketpair(Machine m, int task, ref Trap trap)
    {
        long flags = trap.ArgumentCount > 0 ? trap.A0 : 0;
        if ((flags & ~(long)(OpenFlags.CloseOnExec | OpenFlags.NonBlocking)) != 0)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        int one = Inodes.Create(m, InodeKind.Socket), other = Inodes.Create(m, InodeKind.Socket);
        m.Inodes.Write(one).Other = other;
        m.Inodes.Write(other).Other = one;
        var kept = ((OpenFlags)flags & OpenFlags.NonBlocking) | OpenFlags.ReadWrite;
        return Give(m, task, OpenFiles.Create(m, one, kept), OpenFiles.Create(m, other, kept), (flags & (long)OpenFlags.CloseOnExec) != 0, NamedNumbers.SocketEnds);
    }

    /// <summary>Two descriptors for two new open files, or none.</summary>
    private static SyscallResult Give(Machine m, int task, int first, int second, bool closeOnExec, string[] names)
    {
        OpenFiles.Hold(m, first);
        OpenFiles.Hold(m, second);
        long one = Descriptors.Open(m, task, first, closeOnExec);
        long other = one < 0 ? -1 : Descriptors.Open(m, task, second, closeOnExec);
        if (one >= 0 && other < 0)
        {
            Descriptors.Close(m, task, (int)one);
        }

        OpenFiles.Release(m, first);
        OpenFiles.Release(m, second);
        return other < 0 ? SyscallResult.Fail(Errno.EMFILE) : SyscallResult.Of(new NamedNumbers(names, [one, other]));
    }

    /// <summary>The inode whose buffer a write goes to: a pipe's own, of a socket the other end's.</summary>
    private static int TargetOf(in InodeRow row, int inode) => row.Kind == InodeKind.Socket ? row.Other : inode;

    private static bool HasWriters(Machine m, in InodeRow row) => row.Kind == InodeKind.Socket ? row.Other != 0 : row.Writers > 0;

    private static bool HasReaders(in InodeRow row) => row.Kind == InodeKind.Socket ? row.Other != 0 : row.Readers > 0;

    /// <summary>Reads what is there, up to a count; "" where nobody can write any more.</summary>
    public static SyscallResult Read(Machine m, int task, int file, long count)
    {
        int inode = Inodes.Of(m, file);
        ref readonly InodeRow row = ref m.Inodes[inode];
        if (count == 0 || (row.Size == 0 && !HasWriters(m, in row)))
        {
            return SyscallResult.Of("");
        }

        return row.Size == 0
            ? FileCalls.Wait(m, task, file, new WaitsOn(WaitKind.Input, 0, inode))
            : SyscallResult.Of(Take(m, inode, count));
    }

    private static string Take(Machine m, int inode, long count)
    {
        ref InodeRow row = ref m.Inodes.Write(inode);
        bool wasFull = IsFull(in row);
        string text = Contents.Take(m, ref row, count);
        bool hasRoom = wasFull && !IsFull(in row);
        if (row.Size > 0)
        {
            // The next reader finds the rest (Linux: wake_next_reader).
            WaitQueues.WakeOne(m, new WaitsOn(WaitKind.Input, 0, inode));
        }

        if (hasRoom)
        {
            int writer = row.Kind == InodeKind.Socket ? row.Other : inode;
            if (writer != 0)
            {
                WaitQueues.WakeOne(m, new WaitsOn(WaitKind.Room, 0, writer));
                Inodes.Notify(m, writer, PollEvents.Out);
            }
        }

        return text;
    }

    private static bool IsFull(in InodeRow row) => row.Kind == InodeKind.Socket ? row.Size >= SocketBytes : row.Pages >= row.MaxPages;

    /// <summary>Writes a text: all of it, if need be bit by bit; without waiting as much as there is room for. Without readers SIGPIPE, and EPIPE.</summary>
    public static SyscallResult Write(Machine m, int task, int file, string text)
    {
        int inode = Inodes.Of(m, file);
        int total = ByteText.Count(text);
        int done = FileCalls.DoneOf(m, task);
        if (total == 0)
        {
            return SyscallResult.Of(0);
        }

        ref readonly InodeRow row = ref m.Inodes[inode];
        if (!HasReaders(in row))
        {
            int pid = m.Tasks[task].Pid;
            Signals.Send(m, task, Signal.SIGPIPE, new SigInfo(Signal.SIGPIPE, SignalCode.SI_USER, pid, 0, 0, Credentials.UidOf(m, task)), task, own: true);
            return done > 0 ? SyscallResult.Of(done) : SyscallResult.Fail(Errno.EPIPE);
        }

        int target = TargetOf(in row, inode);
        done = Put(m, target, text, done, total);
        if (done == total)
        {
            if (!IsFull(in m.Inodes[target]))
            {
                // The next writer has room, too (Linux: wake_next_writer).
                WaitQueues.WakeOne(m, new WaitsOn(WaitKind.Room, 0, inode));
            }

            return SyscallResult.Of(total);
        }

        return FileCalls.Wait(m, task, file, new WaitsOn(WaitKind.Room, 0, inode), done);
    }

    /// <summary>Puts in what there is room for; gives how many bytes of the text are written then.</summary>
    private static int Put(Machine m, int inode, string text, int done, int total)
    {
        ref InodeRow row = ref m.Inodes.Write(inode);
        bool wasEmpty = row.Size == 0;
        int before = done;
        if (row.Kind == InodeKind.Socket)
        {
            int count = (int)Math.Min(total - done, SocketBytes - row.Size);
            if (count > 0)
            {
                Contents.Append(m, ref row, text, total, done, count);
                done += count;
            }
        }
        else
        {
            done = PutPages(m, ref row, text, done, total);
        }

        if (done > before)
        {
            if (wasEmpty)
            {
                WaitQueues.WakeOne(m, new WaitsOn(WaitKind.Input, 0, inode));
            }

            Inodes.Notify(m, inode, PollEvents.In);
        }

        return done;
    }

    private static int PutPages(Machine m, ref InodeRow row, string text, int done, int total)
    {
        int rest = total % PageSize;
        if (done == 0 && row.Pages > 0 && rest > 0 && row.LastPageEnd + rest <= PageSize)
        {
            Contents.Append(m, ref row, text, total, 0, rest, sharesPage: true);
            row.LastPageEnd += (ushort)rest;
            done = rest;
        }

        int pages = Math.Min(row.MaxPages - row.Pages, PagesFor(total - done));
        if (pages > 0)
        {
            int count = Math.Min(total - done, pages * PageSize);
            Contents.Append(m, ref row, text, total, done, count);
            row.Pages += (ushort)pages;
            row.LastPageEnd = (ushort)(count - ((pages - 1) * PageSize));
            done += count;
        }

        return done;
    }

    /// <summary>A description of a pipe was closed: with the last of its kind the other side hears of it.</summary>
    public static void EndClosed(Machine m, int inode, bool reader, bool writer)
    {
        ref InodeRow row = ref m.Inodes.Write(inode);
        if (row.Kind == InodeKind.Socket)
        {
            if (row.Opens == 0 && row.Other != 0)
            {
                int other = row.Other;
                m.Inodes.Write(other).Other = 0;
                row.Other = 0;
                Both(m, other, PollEvents.In | PollEvents.Out | PollEvents.HangUp);
            }

            return;
        }

        if (reader && row.Readers == 0)
        {
            WaitQueues.WakeAll(m, new WaitsOn(WaitKind.Room, 0, inode));
            Inodes.Notify(m, inode, PollEvents.Out | PollEvents.Error);
        }

        if (writer && row.Writers == 0)
        {
            WaitQueues.WakeAll(m, new WaitsOn(WaitKind.Input, 0, inode));
            Inodes.Notify(m, inode, PollEvents.In | PollEvents.HangUp);
        }

        if (m.Inodes[inode].Opens == 0)
        {
            // A FIFO that nobody has open keeps nothing.
            Contents.Clear(m, ref m.Inodes.Write(inode));
        }
    }

    private static void Both(Machine m, int inode, PollEvents events)
    {
        WaitQueues.WakeAll(m, new WaitsOn(WaitKind.Input, 0, inode));
        WaitQueues.WakeAll(m, new WaitsOn(WaitKind.Room, 0, inode));
        Inodes.Notify(m, inode, events);
    }

    /// <summary>What poll says of an end (Linux: pipe_poll, unix_poll).</summary>
    public static PollEvents Readiness(Machine m, int file)
    {
        OpenFileRow open = m.OpenFiles[file];
        ref readonly InodeRow row = ref m.Inodes[open.Inode];
        var events = PollEvents.None;
        if (row.Kind == InodeKind.Socket)
        {
            return row.Other == 0 ? PollEvents.In | PollEvents.Out | PollEvents.HangUp
                : (row.Size > 0 ? PollEvents.In : 0) | (IsFull(in m.Inodes[row.Other]) ? 0 : PollEvents.Out);
        }

        if (OpenFiles.CanRead(open.Flags))
        {
            // A FIFO that no writer has opened since its reader did has not been hung up.
            events |= (row.Size > 0 ? PollEvents.In : 0) | (row.Writers == 0 && open.Offset != row.Value ? PollEvents.HangUp : 0);
        }

        if (OpenFiles.CanWrite(open.Flags))
        {
            events |= (IsFull(in row) ? 0 : PollEvents.Out) | (row.Readers == 0 ? PollEvents.Error : 0);
        }

        return events;
    }

    /// <summary>F_GETPIPE_SZ: how many bytes a pipe holds at most. -1: it is none.</summary>
    public static long CapacityOf(in InodeRow row) => row.Kind == InodeKind.Pipe ? (long)row.MaxPages * PageSize : -1;

    /// <summary>F_SETPIPE_SZ: another size, rounded up to pages and a power of two.</summary>
    /// <returns>The new size, or why not.</returns>
    public static SyscallResult SetCapacity(Machine m, int task, int inode, long bytes)
    {
        if (m.Inodes[inode].Kind != InodeKind.Pipe)
        {
            return SyscallResult.Fail(Errno.EBADF);
        }

        if (bytes is <= 0 or > (long)MostPrivilegedPages * PageSize)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        int pages = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)PagesFor((int)bytes));
        ref InodeRow row = ref m.Inodes.Write(inode);
        if (pages > MostPages && pages > row.MaxPages && Credentials.UidOf(m, task) != 0)
        {
            return SyscallResult.Fail(Errno.EPERM);
        }

        if (pages < row.Pages)
        {
            return SyscallResult.Fail(Errno.EBUSY);
        }

        bool grows = IsFull(in row) && pages > row.Pages;
        row.MaxPages = (ushort)pages;
        if (grows)
        {
            WaitQueues.WakeAll(m, new WaitsOn(WaitKind.Room, 0, inode));
            Inodes.Notify(m, inode, PollEvents.Out);
        }

        return SyscallResult.Of((long)pages * PageSize);
    }
}
