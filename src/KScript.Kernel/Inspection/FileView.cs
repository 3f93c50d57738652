// Reading descriptors, pipes and locks from outside: where they lead, and who holds what. Copies, valid at the time they were made; nothing here
// changes the machine.
namespace KScript.Kernel;

/// <summary>A descriptor of a process.</summary>
/// <param name="Pid">Whose.</param>
/// <param name="Descriptor">Its number.</param>
internal readonly record struct HolderView(int Pid, int Descriptor);

/// <summary>A descriptor, and where it leads.</summary>
/// <param name="Descriptor">Its number.</param>
/// <param name="File">The number of the open file description.</param>
/// <param name="Inode">The number of the inode.</param>
/// <param name="Kind">What the inode is.</param>
/// <param name="Flags">Access mode and status flags.</param>
/// <param name="ClosesOnExec">FD_CLOEXEC.</param>
/// <param name="Offset">Where reading and writing go on.</param>
/// <param name="Name">What it leads to, as /proc/PID/fd names it.</param>
internal readonly record struct DescriptorView(
    int Descriptor, int File, int Inode, InodeKind Kind, OpenFlags Flags, bool ClosesOnExec, long Offset, string Name);

/// <summary>A pipe, a FIFO or an end of a socketpair.</summary>
/// <param name="Inode">Its number.</param>
/// <param name="Name">As /proc/PID/fd names it.</param>
/// <param name="Bytes">How many bytes are in it.</param>
/// <param name="Pages">Pages that are in use, of the most there may be; 0 of a socket.</param>
/// <param name="MostPages">How many pages there may be; 0 of a socket.</param>
/// <param name="Readers">Descriptors that read from it.</param>
/// <param name="Writers">Descriptors that write to it.</param>
/// <param name="WaitingReaders">Who waits to read, in order.</param>
/// <param name="WaitingWriters">Who waits to write, in order.</param>
internal sealed record PipeView(
    int Inode,
    string Name,
    long Bytes,
    int Pages,
    int MostPages,
    IReadOnlyList<HolderView> Readers,
    IReadOnlyList<HolderView> Writers,
    IReadOnlyList<int> WaitingReaders,
    IReadOnlyList<int> WaitingWriters);

internal sealed partial class Machine
{
    /// <summary>The open descriptors of a process, by number; of one that has none or is gone, none. Of who never touched them, 0, 1 and 2.</summary>
    public IReadOnlyList<DescriptorView> DescriptorsOf(int pid)
    {
        int task = TaskTable.Find(this, pid);
        var list = new List<DescriptorView>();
        if (task == 0 || Tasks[task].State == TaskState.Zombie || Contexts.Get(task) is null)
        {
            return list;
        }

        int table = Kernel.Descriptors.TableOf(this, task);
        if (table == 0)
        {
            for (int fd = 0; fd < Kernel.Descriptors.Standard; fd++)
            {
                bool isPipe = fd == 1 && Settings.StdoutIsPipe;
                list.Add(new DescriptorView(fd, fd + 1, 0, isPipe ? InodeKind.OutsidePipe : InodeKind.Terminal,
                    isPipe ? OpenFlags.WriteOnly : OpenFlags.ReadWrite, false, 0, isPipe ? OutsidePipeName : TerminalName));
            }

            return list;
        }

        for (int fd = 0; fd < 1 << FileTables[table].Size; fd++)
        {
            DescriptorRow row = Descriptors[FileTables[table].First + fd];
            if (row.File != 0)
            {
                OpenFileRow file = OpenFiles[row.File];
                list.Add(new DescriptorView(fd, row.File, file.Inode, Inodes[file.Inode].Kind, file.Flags, row.CloseOnExec, file.Offset, NameOf(file.Inode)));
            }
        }

        return list;
    }

    /// <summary>All descriptors that lead to an open file description, by pid. Looks at every process.</summary>
    public IReadOnlyList<HolderView> HoldersOf(int file)
    {
        var list = new List<HolderView>();
        foreach (ProcessView p in Processes())
        {
            list.AddRange(DescriptorsOf(p.Pid).Where(d => d.Inode != 0 && d.File == file).Select(d => new HolderView(p.Pid, d.Descriptor)));
        }

        return list;
    }

    /// <summary>The pipes, FIFOs that are open, and ends of socketpairs, by number. Looks at every process.</summary>
    public IReadOnlyList<PipeView> Pipes()
    {
        var list = new List<PipeView>();
        var holders = Processes().SelectMany(p => DescriptorsOf(p.Pid).Select(d => (p.Pid, Held: d))).ToList();
        for (int inode = 1; inode <= S.Inodes.Top; inode++)
        {
            InodeRow row = Inodes[inode];
            if (row.Kind is not (InodeKind.Pipe or InodeKind.Socket) || row.Opens == 0)
            {
                continue;
            }

            int writing = row.Kind == InodeKind.Socket ? row.Other : inode;
            List<HolderView> Holding(int of, Func<OpenFlags, bool> may) =>
                [.. holders.Where(h => h.Held.Inode == of && of != 0 && may(h.Held.Flags)).Select(h => new HolderView(h.Pid, h.Held.Descriptor))];
            list.Add(new PipeView(
                inode, NameOf(inode), row.Size, row.Pages, row.MaxPages, Holding(inode, Kernel.OpenFiles.CanRead), Holding(writing, Kernel.OpenFiles.CanWrite),
                PidsIn(row.Reading), writing == 0 ? [] : PidsIn(Inodes[writing].Writing)));
        }

        return list;
    }

    /// <summary>The pipe that a process waits to read from or to write to; null: it waits for no pipe.</summary>
    public PipeView? WaitsForPipe(int pid)
    {
        int task = TaskTable.Find(this, pid);
        WaitsOn on = task == 0 ? default : Tasks[task].WaitsOn;
        int read = on.Kind == WaitKind.Room && Inodes[on.Id].Kind == InodeKind.Socket ? Inodes[on.Id].Other : on.Id;
        return on.Kind is WaitKind.Input or WaitKind.Room ? Pipes().FirstOrDefault(pipe => pipe.Inode == read) : null;
    }

    private List<int> PidsIn(WaitQueue queue)
    {
        var pids = new List<int>();
        for (int task = queue.Head; task != 0; task = this.Waiters[task].Next)
        {
            pids.Add(Tasks[task].Pid);
        }

        return pids;
    }

    private const string TerminalName = "the terminal", OutsidePipeName = "a pipe (machine stdout=pipe)";

    /// <summary>What an inode is called.</summary>
    private string NameOf(int inode)
    {
        ref readonly InodeRow row = ref Inodes[inode];
        string path = row.Links > 0 && row.Kind is not (InodeKind.Terminal or InodeKind.Directory) ? FileTree.PathOfFile(this, inode) : "";
        return row.Kind switch
        {
            InodeKind.Terminal => TerminalName,
            InodeKind.OutsidePipe => OutsidePipeName,
            InodeKind.Pipe when row.Links == 0 => $"pipe:[{inode}]",
            InodeKind.Socket => $"socket:[{inode}]",
            InodeKind.Directory => FileTree.PathOf(this, inode),
            InodeKind.Proc => $"/proc/{row.Other}/{ProcFiles.FileOf(in row).ToString().ToLowerInvariant()}",
            InodeKind.Epoll => "anon_inode:[eventpoll]",
            InodeKind.Event => "anon_inode:[eventfd]",
            InodeKind.Signal => "anon_inode:[signalfd]",
            InodeKind.Timer => "anon_inode:[timerfd]",
            InodeKind.Process => $"pidfd of {row.Value}{(row.Other == 0 ? " (gone)" : "")}",
            _ => path.Length > 0 ? path : $"inode:[{inode}] (deleted)",
        };
    }
}
