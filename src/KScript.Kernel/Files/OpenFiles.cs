// Open file descriptions (Linux: struct file), the second of Unix's three tables: offset and status flags of a file that was opened, shared
// by the descriptors that dup and fork made of the one. What is opened is an inode.
namespace KScript.Kernel;

/// <summary>The flags of open and of a description, with Linux's values.</summary>
[Flags]
internal enum OpenFlags
{
    /// <summary>O_RDONLY.</summary>
    ReadOnly = 0,
    /// <summary>O_WRONLY.</summary>
    WriteOnly = 1,
    /// <summary>O_RDWR.</summary>
    ReadWrite = 2,
    /// <summary>O_ACCMODE.</summary>
    AccessMode = 3,
    /// <summary>O_CREAT.</summary>
    Create = 0x40,
    /// <summary>O_EXCL.</summary>
    Exclusive = 0x80,
    /// <summary>O_NOCTTY: a terminal that is opened does not become the controlling one.</summary>
    NoTerminal = 0x100,
    /// <summary>O_TRUNC.</summary>
    Truncate = 0x200,
    /// <summary>O_APPEND.</summary>
    Append = 0x400,
    /// <summary>O_NONBLOCK.</summary>
    NonBlocking = 0x800,
    /// <summary>O_ASYNC: SIGIO when it becomes ready.</summary>
    Async = 0x2000,
    /// <summary>O_DIRECTORY.</summary>
    Directory = 0x10000,
    /// <summary>O_CLOEXEC, of the descriptor.</summary>
    CloseOnExec = 0x80000,
}

/// <summary>An open file description.</summary>
internal struct OpenFileRow
{
    /// <summary>The inode's number; 0: the row is free.</summary>
    public int Inode;
    /// <summary>How many descriptors lead to it, and calls that are under way on it.</summary>
    public int References;
    /// <summary>Access mode, O_APPEND, O_NONBLOCK, O_ASYNC.</summary>
    public OpenFlags Flags;
    /// <summary>The signal of O_ASYNC (F_SETSIG); 0: SIGIO.</summary>
    public byte Signal;
    /// <summary>Whom O_ASYNC tells (F_SETOWN): a pid, or a group as its negative number; 0: nobody.</summary>
    public int Owner;
    /// <summary>How many epoll files watch it.</summary>
    public int Watchers;
    /// <summary>The next description of the inode with O_ASYNC.</summary>
    public int NextAsync;
    /// <summary>Where reading and writing go on, in bytes.</summary>
    public long Offset;
}

/// <summary>References to open files.</summary>
internal static class OpenFiles
{
    private const OpenFlags Kept = OpenFlags.AccessMode | OpenFlags.Append | OpenFlags.NonBlocking;

    /// <summary>A description of an inode, to which nobody leads yet.</summary>
    public static int Create(Machine m, int inode, OpenFlags flags)
    {
        int file = FileNumbers.Take(m, FileNumber.OpenFile);
        m.OpenFiles.Write(file) = new OpenFileRow { Inode = inode, Flags = flags & Kept };
        ref InodeRow row = ref m.Inodes.Write(inode);
        row.Opens++;
        row.Readers += CanRead(flags) ? 1 : 0;
        row.Writers += CanWrite(flags) ? 1 : 0;
        return file;
    }

    /// <summary>Whether the access mode lets it be read.</summary>
    public static bool CanRead(OpenFlags flags) => (flags & OpenFlags.AccessMode) != OpenFlags.WriteOnly;

    /// <summary>Whether the access mode lets it be written.</summary>
    public static bool CanWrite(OpenFlags flags) => (flags & OpenFlags.AccessMode) is OpenFlags.WriteOnly or OpenFlags.ReadWrite;

    /// <summary>One reference more.</summary>
    public static void Hold(Machine m, int file) => m.OpenFiles.Write(file).References++;

    /// <summary>One reference less; with the last one it is closed, and who waits for the other end hears of it.</summary>
    public static void Release(Machine m, int file)
    {
        ref OpenFileRow row = ref m.OpenFiles.Write(file);
        if (--row.References > 0)
        {
            return;
        }

        int inode = row.Inode;
        OpenFlags flags = row.Flags;
        if ((flags & OpenFlags.Async) != 0)
        {
            AsyncFiles.Remove(m, inode, file);
        }

        if (row.Watchers > 0)
        {
            EpollFiles.Closed(m, file);
        }

        FileLocks.DropOfDescription(m, inode, file);
        m.OpenFiles.Write(file) = default;
        FileNumbers.Free(m, FileNumber.OpenFile, file);
        Inodes.Closed(m, inode, CanRead(flags), CanWrite(flags));
    }
}
