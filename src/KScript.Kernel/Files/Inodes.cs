// Inodes, the last of Unix's three tables: what can be opened. A pipe's buffer, a file's contents, a counter: what of it is there says the
// kind. Those who wait for a thing stand in its queues; those who poll it are in its list (Polling.cs).
namespace KScript.Kernel;

/// <summary>What an inode is.</summary>
internal enum InodeKind : byte
{
    /// <summary>The row is free.</summary>
    None,
    /// <summary>The terminal on which the machine's own output is seen: what is written to it leaves the machine, and nobody types.</summary>
    Terminal,
    /// <summary>A pipe to the world outside (machine stdout=pipe), where all is read at once.</summary>
    OutsidePipe,
    /// <summary>A pipe, or a FIFO where it has a name.</summary>
    Pipe,
    /// <summary>An end of a socketpair: what the other end writes is read here.</summary>
    Socket,
    /// <summary>A regular file.</summary>
    Regular,
    /// <summary>A directory.</summary>
    Directory,
    /// <summary>/dev/null.</summary>
    Null,
    /// <summary>A file of /proc, whose text is made when it is read.</summary>
    Proc,
    /// <summary>eventfd: a counter.</summary>
    Event,
    /// <summary>signalfd: pending signals of who reads.</summary>
    Signal,
    /// <summary>timerfd: how often a timer went off.</summary>
    Timer,
    /// <summary>pidfd: a process.</summary>
    Process,
    /// <summary>epoll: files to be polled.</summary>
    Epoll,
    /// <summary>A terminal that the script declares: what is typed is read, in lines (Terminals/).</summary>
    PseudoTerminal,
}

/// <summary>What poll tells of a file, with Linux's values.</summary>
[Flags]
internal enum PollEvents
{
    None = 0,
    /// <summary>POLLIN: reading would not wait.</summary>
    In = 1,
    /// <summary>POLLPRI.</summary>
    Priority = 2,
    /// <summary>POLLOUT: writing would not wait.</summary>
    Out = 4,
    /// <summary>POLLERR: nobody reads any more.</summary>
    Error = 8,
    /// <summary>POLLHUP: nobody writes any more.</summary>
    HangUp = 16,
    /// <summary>POLLNVAL: no such descriptor.</summary>
    Invalid = 32,
}

/// <summary>An inode.</summary>
internal struct InodeRow
{
    public InodeKind Kind;
    /// <summary>Permissions, as in chmod.</summary>
    public ushort Mode;
    /// <summary>Pipe: how many pages it may use; those in use; where its last page is written on.</summary>
    public ushort MaxPages;
    public ushort Pages;
    public ushort LastPageEnd;
    /// <summary>Its owner.</summary>
    public int Uid;
    /// <summary>Names that lead to it.</summary>
    public int Links;
    /// <summary>Open file descriptions of it, and how many of them may read and write.</summary>
    public int Opens;
    public int Readers;
    public int Writers;
    /// <summary>Those who wait for something to read, for room to write, for the other end to be opened (FIFO), for a lock.</summary>
    public WaitQueue Reading;
    public WaitQueue Writing;
    public WaitQueue Opening;
    public WaitQueue Locking;
    /// <summary>The first entry of those who poll it.</summary>
    public int FirstPoll;
    /// <summary>The first request of aio_read that is not done.</summary>
    public int FirstRequest;
    /// <summary>The first description with O_ASYNC.</summary>
    public int FirstAsync;
    /// <summary>The first of its locks in Machine.Locks.</summary>
    public int FirstLock;
    /// <summary>The contents: first and last row in Machine.Segments. Epoll: the first row in Machine.Interests, alone.</summary>
    public int Head;
    public int Tail;
    /// <summary>Socket: the other end. Process: the task's slot, 0 once it was reaped. Proc: the pid. Timer: its place in the heap. PseudoTerminal: its number.</summary>
    public int Other;
    /// <summary>How many bytes there are. Directory: names. Epoll: files that it watches.</summary>
    public long Size;
    /// <summary>Event, Timer: the counter. Signal: the set. Proc: which file. Process: the pid.</summary>
    public long Value;
    /// <summary>Timer: when it goes off next (0: it is not set) and the period after that. Event: 1 with EFD_SEMAPHORE.</summary>
    public long Due;
    public long Period;
}

/// <summary>Making inodes, letting them go, and telling those who wait.</summary>
internal static class Inodes
{
    /// <summary>A new inode that nobody has opened.</summary>
    public static int Create(Machine m, InodeKind kind, int uid = 0, int mode = 0x180)
    {
        if (m.S.Inodes.Count == 0 && kind != InodeKind.Terminal)
        {
            // The standard files come first: their numbers are known.
            StandardFiles.Of(m, 0);
        }

        int inode = FileNumbers.Take(m, FileNumber.Inode);
        m.Inodes.Write(inode) = new InodeRow { Kind = kind, Uid = uid, Mode = (ushort)mode };
        return inode;
    }

    /// <summary>The inode of an open file.</summary>
    public static int Of(Machine m, int file) => m.OpenFiles[file].Inode;

    /// <summary>A description of it was closed.</summary>
    public static void Closed(Machine m, int inode, bool reader, bool writer)
    {
        ref InodeRow row = ref m.Inodes.Write(inode);
        row.Opens--;
        row.Readers -= reader ? 1 : 0;
        row.Writers -= writer ? 1 : 0;
        if (row.Kind is InodeKind.Pipe or InodeKind.Socket)
        {
            Pipes.EndClosed(m, inode, reader, writer);
        }

        FreeIfUnused(m, inode);
    }

    /// <summary>An inode that nobody has open and that has no name is gone.</summary>
    public static void FreeIfUnused(Machine m, int inode)
    {
        ref InodeRow row = ref m.Inodes.Write(inode);
        if (row.Opens > 0 || row.Links > 0)
        {
            return;
        }

        if (row.Kind == InodeKind.Epoll)
        {
            EpollFiles.Clear(m, inode);
        }
        else if (row.Kind != InodeKind.Directory)
        {
            Contents.Clear(m, ref row);
        }

        if (row.Kind == InodeKind.Timer)
        {
            TimerFiles.Disarm(m, inode);
        }
        else if (row.Kind == InodeKind.Process && row.Other != 0)
        {
            m.ProcessFiles.Write(row.Other) = 0;
        }

        m.Inodes.Write(inode) = default;
        FileNumbers.Free(m, FileNumber.Inode, inode);
    }

    /// <summary>What poll says of an open file now, as seen by a task (a signalfd is about who looks).</summary>
    public static PollEvents Readiness(Machine m, int file, int task)
    {
        ref readonly InodeRow row = ref m.Inodes[m.OpenFiles[file].Inode];
        switch (row.Kind)
        {
            case InodeKind.Pipe or InodeKind.Socket:
                return Pipes.Readiness(m, file);
            case InodeKind.Event:
                return (row.Value != 0 ? PollEvents.In : 0) | (row.Value < EventFiles.Most ? PollEvents.Out : 0);
            case InodeKind.Signal:
                return ((ulong)row.Value & Signals.PendingOf(m, task)) != 0 ? PollEvents.In : 0;
            case InodeKind.Timer:
                return row.Value != 0 ? PollEvents.In : 0;
            case InodeKind.Process:
                return ProcessFiles.Readiness(m, in row);
            case InodeKind.Epoll:
                return EpollFiles.IsReady(m, task, m.OpenFiles[file].Inode) ? PollEvents.In : 0;
            case InodeKind.Terminal or InodeKind.OutsidePipe:
                return PollEvents.Out;
            case InodeKind.PseudoTerminal:
                return TerminalFiles.Readiness(m, in row);
            default:
                return PollEvents.In | PollEvents.Out;
        }
    }

    /// <summary>Something happened to an inode: who polls it looks again, and who asked for SIGIO gets it.</summary>
    public static void Notify(Machine m, int inode, PollEvents events)
    {
        if (m.Inodes[inode].FirstRequest != 0)
        {
            AioFiles.Advance(m, inode);
        }

        if (m.Inodes[inode].FirstPoll != 0)
        {
            Polling.Fire(m, inode, events);
        }

        if (m.Inodes[inode].FirstAsync != 0)
        {
            AsyncFiles.Tell(m, inode, events);
        }
    }
}

/// <summary>
/// The descriptions to which 0, 1 and 2 lead before anybody opens anything: the terminal, or a pipe for 1 with machine stdout=pipe. They are
/// made when somebody first does more with them than write, and stay.
/// </summary>
internal static class StandardFiles
{
    /// <summary>The description of a standard descriptor. The machine itself holds a reference, for those who have no table.</summary>
    public static int Of(Machine m, int fd)
    {
        if (m.S.Inodes.Count == 0)
        {
            int terminal = Inodes.Create(m, InodeKind.Terminal, mode: 0x190);
            int output = m.Settings.StdoutIsPipe ? Inodes.Create(m, InodeKind.OutsidePipe) : terminal;
            for (int standard = 0; standard < Descriptors.Standard; standard++)
            {
                OpenFiles.Hold(m, standard == 1 && m.Settings.StdoutIsPipe
                    ? OpenFiles.Create(m, output, OpenFlags.WriteOnly)
                    : OpenFiles.Create(m, terminal, OpenFlags.ReadWrite));
            }
        }

        return fd + 1;
    }

    /// <summary>Which standard descriptor's output a description is: 2 for standard error, else 1.</summary>
    public static int OutputOf(int file) => file == 3 ? 2 : 1;

    /// <summary>Whether a descriptor of a task leads to a terminal (isatty).</summary>
    public static bool IsTerminal(Machine m, int task, long fd)
    {
        if (Descriptors.TableOf(m, task) == 0)
        {
            return fd is 0 or 2 || (fd == 1 && !m.Settings.StdoutIsPipe);
        }

        int file = Descriptors.FileOf(m, task, fd);
        if (file == 0)
        {
            return false;
        }

        ref readonly InodeRow row = ref m.Inodes[m.OpenFiles[file].Inode];
        return row.Kind == InodeKind.Terminal || (row.Kind == InodeKind.PseudoTerminal && !m.Terminals[row.Other].HungUp);
    }
}
