// How the rows of files are walked for hash, comparison and dump (Snapshots/StateWalk.cs). Numbers of tables, open files and inodes are
// identity: the lowest free one is always given, as with pids. Rows of names, polls, locks and contents are not.
namespace KScript.Kernel;

internal readonly struct TaskFilesWalk : IRowWalk
{
    public static RowKey Key => RowKey.Task;

    public static ulong Seed => 0xB5297A4D3F84D5B5;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink => sink.Field("file_table", m.TaskFiles[row]);
}

/// <summary>Not written: the task's entries, which are rows of their own.</summary>
internal readonly struct FileCallWalk : IRowWalk
{
    public static RowKey Key => RowKey.Task;

    public static ulong Seed => 0x68E31DA4C1B3F2A7;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly FileCallRow call = ref m.FileCalls[row];
        sink.Pair("call_file", call.File, "done", call.Done);
        sink.Field("polls", call.Polls ? 1 : 0);
    }
}

/// <summary>Not written: Users (the tasks say it), First (where its rows are), Lowest, Count.</summary>
internal readonly struct FileTableWalk : IRowWalk
{
    public static RowKey Key => RowKey.FileTable;

    public static ulong Seed => 0x1B56C4E9A7D3F08B;

    public static bool Exists(Machine m, int row) => m.FileTables[row].Users != 0;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly FileTableRow table = ref m.FileTables[row];
        sink.Pair("table", row, "blocked_by", table.BlockedBy);
        sink.Field("size", table.Size);
        for (int fd = 0; fd < 1 << table.Size; fd++)
        {
            ref readonly DescriptorRow descriptor = ref m.Descriptors[table.First + fd];
            if (descriptor.File != 0)
            {
                sink.Pair("fd", fd, "file", descriptor.File);
                sink.Field("cloexec", descriptor.CloseOnExec ? 1 : 0);
            }
        }
    }
}

/// <summary>Not written: References (the descriptors and calls say them).</summary>
internal readonly struct OpenFileWalk : IRowWalk
{
    public static RowKey Key => RowKey.OpenFile;

    public static ulong Seed => 0x7FEB352D9E3779B1;

    public static bool Exists(Machine m, int row) => m.OpenFiles[row].Inode != 0;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly OpenFileRow file = ref m.OpenFiles[row];
        sink.Pair("file", row, "inode", file.Inode);
        sink.Pair("flags", (long)file.Flags, "offset", file.Offset);
        sink.Pair("owner", file.Owner, "owner_signal", file.Signal);
        sink.Field("next_async", file.NextAsync);
    }
}

/// <summary>
/// Not written: Opens, Readers, Writers, Links (descriptions and names say them), the tails of queues, Tail, FirstPoll's row (whose it is
/// stands for it), Other where it is a place in the heap of timers.
/// </summary>
internal readonly struct InodeWalk : IRowWalk
{
    public static RowKey Key => RowKey.Inode;

    public static ulong Seed => 0x846CA68BC2B2AE35;

    public static bool Exists(Machine m, int row) => m.Inodes[row].Kind != InodeKind.None;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly InodeRow inode = ref m.Inodes[row];
        sink.Pair("inode", row, "inode_kind", (long)inode.Kind);
        sink.Pair("mode", inode.Mode, "uid", inode.Uid);
        sink.Pair("pages", inode.Pages, "max_pages", inode.MaxPages);
        sink.Pair("last_page_end", inode.Pages > 0 ? inode.LastPageEnd : 0, "size", inode.Size);
        sink.Pair("reading", PidOf(m, inode.Reading.Head), "writing", PidOf(m, inode.Writing.Head));
        sink.Pair("opening", PidOf(m, inode.Opening.Head), "locking", PidOf(m, inode.Locking.Head));
        sink.Pair("async", inode.FirstAsync, "other", OtherOf(m, in inode));
        sink.Pair("polled_by", PidOf(m, m.PollEntries.Get(inode.FirstPoll).Task), "polled_as", m.PollEntries.Get(inode.FirstPoll).Index);
        sink.Pair("value", inode.Value, "due", inode.Due);
        sink.Pair("period", inode.Period, "first_request", inode.FirstRequest);
        // Not more than there are: a dump of a broken machine has to end, too.
        int most = m.S.InterestTop;
        for (int watched = inode.Kind == InodeKind.Epoll ? inode.Head : 0; watched != 0 && most-- > 0; watched = m.Interests[watched].Next)
        {
            sink.Pair("watched", m.Interests[watched].File, "watched_as", m.Interests[watched].Descriptor);
            sink.Field("wanted", (long)m.Interests[watched].Wanted);
        }

        most = m.S.SegmentTop;
        for (int piece = inode.Kind is InodeKind.Directory or InodeKind.Epoll ? 0 : inode.Head; piece != 0 && most-- > 0; piece = m.Segments[piece].Next)
        {
            ref readonly SegmentRow segment = ref m.Segments[piece];
            sink.Pair("shares_page", segment.SharesPage ? 1 : 0, "total", segment.Total);
            sink.Text("text", ByteText.Slice(segment.Text!, segment.Start + segment.Total - segment.Left, segment.Left, segment.TextBytes));
        }

        most = m.S.FileLockTop;
        for (int held = inode.FirstLock; held != 0 && most-- > 0; held = m.FileLocks[held].Next)
        {
            ref readonly FileLockRow locked = ref m.FileLocks[held];
            sink.Pair("lock_file", locked.File, "lock_table", locked.Table);
            sink.Pair("lock_start", locked.Start, "lock_end", locked.End);
            sink.Field("exclusive", locked.Exclusive ? 1 : 0);
        }
    }

    private static long OtherOf(Machine m, in InodeRow inode) => inode.Kind switch
    {
        InodeKind.Process => PidOf(m, inode.Other),
        InodeKind.Timer => 0,
        _ => inode.Other,
    };

    private static int PidOf(Machine m, int slot) => m.Tasks[slot].Pid;
}

/// <summary>Not written: links of lists but for the next of the inode's, which is who hears of it after this one.</summary>
internal readonly struct PollEntryWalk : IRowWalk
{
    public static RowKey Key => RowKey.Poll;

    public static ulong Seed => 0x2545F4914F6CDD1D;

    public static bool Exists(Machine m, int row) => m.PollEntries[row].Task != 0;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly PollEntryRow entry = ref m.PollEntries[row];
        PollEntryRow next = m.PollEntries.Get(entry.NextOfInode);
        sink.Pair("poller", m.Tasks[entry.Task].Pid, "index", entry.Index);
        sink.Pair("fd", entry.Descriptor, "file", entry.File);
        sink.Pair("wanted", (long)entry.Wanted, "fired", entry.Fired ? 1 : 0);
        sink.Pair("next_poller", m.Tasks[next.Task].Pid, "next_index", next.Index);
    }
}

internal readonly struct NameWalk : IRowWalk
{
    public static RowKey Key => RowKey.FileName;

    public static ulong Seed => 0xA24BAED4963EE407;

    public static bool Exists(Machine m, int row) => m.FileNames[row].Name is not null;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly NameRow name = ref m.FileNames[row];
        sink.Text("name", name.Name);
        sink.Pair("directory", name.Directory, "inode", name.Inode);
    }
}

internal readonly struct TaskRequestsWalk : IRowWalk
{
    public static RowKey Key => RowKey.Task;

    public static ulong Seed => 0x3C79AC492BA7B653;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink => sink.Field("first_request", m.TaskRequests[row]);
}

internal readonly struct RequestWalk : IRowWalk
{
    public static RowKey Key => RowKey.Request;

    public static ulong Seed => 0x8EBC6AF09C88C6E5;

    public static bool Exists(Machine m, int row) => m.Requests[row].Task != 0;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink
    {
        ref readonly AioRow request = ref m.Requests[row];
        sink.Pair("request", row, "request_of", m.Tasks[request.Task].Pid);
        sink.Pair("file", request.File, "count", request.Count);
        sink.Pair("signal", request.Signal, "next_of_task", request.NextOfTask);
        sink.Field("next_of_inode", request.NextOfInode);
        if (request.Text is not null)
        {
            sink.Text("text", request.Text);
        }
    }
}
