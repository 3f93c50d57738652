// The file tree: names in directories, in memory, a tree of its own for each machine. It is made when somebody first uses a path. There are
// no links beside the names themselves, no mounts, and no groups: who is not the owner is somebody else.
namespace KScript.Kernel;

/// <summary>A name in a directory.</summary>
internal struct NameRow
{
    /// <summary>The name; null: the row is free.</summary>
    public string? Name;
    /// <summary>The directory that it is in, and what it leads to.</summary>
    public int Directory;
    public int Inode;
    /// <summary>The next name that has the same hash. Of a free row, the next free one.</summary>
    public int Next;
}

/// <summary>Where a path leads.</summary>
/// <param name="Directory">The directory that the last name is in; 0: there is none.</param>
/// <param name="Name">The last name; "" for the root and for `.` and `..`.</param>
/// <param name="Inode">What it leads to; 0: nothing of that name.</param>
/// <param name="Error">Why it leads nowhere: ENOENT where the last name alone is missing, with its directory.</param>
internal readonly record struct PathEnd(int Directory, string Name, int Inode, Errno Error);

/// <summary>Directories and paths.</summary>
internal static class FileTree
{
    private const int Buckets = 4096;
    private const int MostNameBytes = 255, MostPathBytes = 4096;
    private const int Everybody = 0x1ff, Sticky = 0x200, OwnerFirst = 0x1ed, OwnerOnly = 0x1c0, AllMayWrite = 0x1b6;

    /// <summary>The permission to look names up in a directory, to read and to write.</summary>
    public const int MayExecute = 1, MayWrite = 2, MayRead = 4;

    private static readonly string[] Directories = ["bin", "dev", "etc", "home", "proc", "root", "tmp", "usr", "var"];

    /// <summary>The root; the tree is made if it is not there yet.</summary>
    private static int Root(Machine m)
    {
        if (m.S.RootInode != 0)
        {
            return m.S.RootInode;
        }

        // The descriptions of the standard files have the first numbers.
        StandardFiles.Of(m, 0);
        int root = Inodes.Create(m, InodeKind.Directory, mode: OwnerFirst);
        m.Inodes.Write(root).Links = 1;
        m.Inodes.Write(root).Other = root;
        m.S.RootInode = root;
        foreach (string name in Directories)
        {
            int mode = name switch { "tmp" => Everybody | Sticky, "root" => OwnerOnly, _ => OwnerFirst };
            int directory = Add(m, root, name, Inodes.Create(m, InodeKind.Directory, mode: mode));
            if (name == "dev")
            {
                Add(m, directory, "null", Inodes.Create(m, InodeKind.Null, mode: AllMayWrite));
                Add(m, directory, "tty", Inodes.Of(m, 1));
            }
        }

        return root;
    }

    /// <summary>A device has a name in /dev; where there is one of that name already, it is another device from now on.</summary>
    public static void AddDevice(Machine m, string name, int inode)
    {
        int directory = Find(m, Root(m), "dev");
        if (directory != 0)
        {
            Add(m, directory, name, inode);
        }
    }

    // ----- names

    private static int BucketOf(int directory, string name)
    {
        // FNV-1a.
        uint hash = 2166136261u ^ (uint)directory;
        foreach (char c in name)
        {
            hash = (hash ^ c) * 16777619u;
        }

        return (int)(hash % Buckets);
    }

    private static int Find(Machine m, int directory, string name)
    {
        for (int row = m.NameBuckets.Get(BucketOf(directory, name)); row != 0; row = m.FileNames[row].Next)
        {
            if (m.FileNames[row].Directory == directory && m.FileNames[row].Name == name)
            {
                return m.FileNames[row].Inode;
            }
        }

        return 0;
    }

    /// <summary>Gives an inode a name; gives the inode.</summary>
    public static int Add(Machine m, int directory, string name, int inode)
    {
        int row = m.S.FreeName;
        if (row != 0)
        {
            m.S.FreeName = m.FileNames[row].Next;
        }
        else
        {
            row = ++m.S.NameTop;
        }

        ref int head = ref m.NameBuckets.Write(BucketOf(directory, name));
        m.FileNames.Write(row) = new NameRow { Name = name, Directory = directory, Inode = inode, Next = head };
        head = row;
        ref InodeRow added = ref m.Inodes.Write(inode);
        added.Links++;
        if (added.Kind == InodeKind.Directory)
        {
            added.Other = directory;
        }

        m.Inodes.Write(directory).Size++;
        return inode;
    }

    private static void Remove(Machine m, int directory, string name)
    {
        ref int place = ref m.NameBuckets.Write(BucketOf(directory, name));
        while (m.FileNames[place].Directory != directory || m.FileNames[place].Name != name)
        {
            place = ref m.FileNames.Write(place).Next;
        }

        int row = place, inode = m.FileNames[row].Inode;
        place = m.FileNames[row].Next;
        m.FileNames.Write(row) = new NameRow { Next = m.S.FreeName };
        m.S.FreeName = row;
        m.Inodes.Write(directory).Size--;
        m.Inodes.Write(inode).Links--;
        Inodes.FreeIfUnused(m, inode);
    }

    // ----- paths

    /// <summary>Whether a task may do something with an inode.</summary>
    public static bool May(Machine m, int task, int inode, int what)
    {
        int uid = Credentials.UidOf(m, task);
        ref readonly InodeRow row = ref m.Inodes[inode];
        int bits = uid == row.Uid ? row.Mode >> 6 : row.Mode;
        return uid == 0 || (bits & what) == what;
    }

    /// <summary>Follows a path, from the working directory if it does not begin with a slash.</summary>
    public static PathEnd Resolve(Machine m, int task, string path)
    {
        if (path.Length == 0)
        {
            return new PathEnd(0, "", 0, Errno.ENOENT);
        }

        if (path.Length >= MostPathBytes)
        {
            return new PathEnd(0, "", 0, Errno.ENAMETOOLONG);
        }

        int at = Root(m);
        string from = path[0] == '/' ? "" : TaskTable.ReadExtra(m, task).Directory ?? "/";
        foreach (string name in from.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = Find(m, at, name);
        }

        var end = new PathEnd(at, "", at, Errno.None);
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < names.Length; i++)
        {
            end = Step(m, task, end.Inode, names[i]);
            bool isLast = i == names.Length - 1;
            if (end.Error != Errno.None)
            {
                return isLast ? end : end with { Directory = 0 };
            }

            if (!isLast && m.Inodes[end.Inode].Kind != InodeKind.Directory && end.Inode > 0)
            {
                return new PathEnd(0, "", 0, Errno.ENOTDIR);
            }
        }

        return path[^1] == '/' && m.Inodes[end.Inode].Kind != InodeKind.Directory ? new PathEnd(0, "", 0, Errno.ENOTDIR) : end;
    }

    private static PathEnd Step(Machine m, int task, int directory, string name)
    {
        if (!May(m, task, directory, MayExecute))
        {
            return new PathEnd(0, "", 0, Errno.EACCES);
        }

        if (name is "." or "..")
        {
            return new PathEnd(directory, "", name == "." ? directory : m.Inodes[directory].Other, Errno.None);
        }

        if (name.Length > MostNameBytes)
        {
            return new PathEnd(0, "", 0, Errno.ENAMETOOLONG);
        }

        int inode = Find(m, directory, name);
        return new PathEnd(directory, name, inode, inode == 0 ? Errno.ENOENT : Errno.None);
    }

    /// <summary>The path of a directory, from the root on.</summary>
    public static string PathOf(Machine m, int directory)
    {
        var names = new List<string>();
        for (int at = directory; at != m.Inodes[at].Other; at = m.Inodes[at].Other)
        {
            names.Add(NameOf(m, at));
        }

        names.Reverse();
        return "/" + string.Join('/', names);
    }

    /// <summary>A path that leads to a file; "" where none does.</summary>
    public static string PathOfFile(Machine m, int inode)
    {
        int row = RowOf(m, inode);
        if (row == 0)
        {
            return "";
        }

        string directory = PathOf(m, m.FileNames[row].Directory);
        return (directory == "/" ? directory : directory + "/") + m.FileNames[row].Name;
    }

    private static string NameOf(Machine m, int inode) => m.FileNames[RowOf(m, inode)].Name!;

    private static int RowOf(Machine m, int inode)
    {
        for (int row = 1; row <= m.S.NameTop; row++)
        {
            if (m.FileNames[row].Inode == inode && m.FileNames[row].Name is not null)
            {
                return row;
            }
        }

        return 0;
    }

    // ----- calls

    /// <summary>What a new file's permissions are: what was asked for without the bits of the umask.</summary>
    private static int ModeOf(Machine m, int task, long mode) => (int)mode & Everybody & ~FileSystemContext.UmaskOf(m, task);

    /// <summary>A new name in a directory that the caller may write to; or why not.</summary>
    public static Errno TryCreate(Machine m, int task, in PathEnd end, InodeKind kind, long mode, out int inode)
    {
        inode = 0;
        Errno error = end.Error switch
        {
            Errno.None => Errno.EEXIST,
            Errno.ENOENT when end.Directory != 0 => Errno.None,
            _ => end.Error,
        };
        if (error == Errno.None && !May(m, task, end.Directory, MayWrite))
        {
            error = Errno.EACCES;
        }

        if (error == Errno.None)
        {
            inode = Inodes.Create(m, kind, Credentials.UidOf(m, task), ModeOf(m, task, mode));
            if (kind == InodeKind.Pipe)
            {
                Pipes.MakeFifo(ref m.Inodes.Write(inode));
            }

            Add(m, end.Directory, end.Name, inode);
        }

        return error;
    }

    private static SyscallResult Made(Errno error) => error == Errno.None ? SyscallResult.Of(0) : SyscallResult.Fail(error);

    private static string PathIn(in Trap trap) => trap.Payload as string ?? "";

    /// <summary>mkdir(path, mode).</summary>
    /// <errors>EACCES no permission; EEXIST there is something of that name; ENAMETOOLONG; ENOENT no such directory, or an empty path; ENOTDIR.</errors>
    /// <source>POSIX.1-2017 mkdir()</source>
    public static SyscallResult Mkdir(Machine m, int task, ref Trap trap) =>
        Made(TryCreate(m, task, Resolve(m, task, PathIn(in trap).TrimEnd('/') is { Length: > 0 } path ? path : PathIn(in trap)), InodeKind.Directory, trap.A0, out _));

    /// <summary>mkfifo(path, mode): a pipe with a name.</summary>
    /// <errors>As mkdir.</errors>
    /// <source>POSIX.1-2017 mkfifo(); fifo(7)</source>
    public static SyscallResult Mkfifo(Machine m, int task, ref Trap trap) =>
        Made(TryCreate(m, task, Resolve(m, task, PathIn(in trap)), InodeKind.Pipe, trap.A0, out _));

    /// <summary>unlink(path): the name goes; the file when nobody has it open any more.</summary>
    /// <errors>EACCES no permission; EISDIR a directory; ENOENT nothing of that name; ENOTDIR; EPERM another's file in a directory like /tmp.</errors>
    /// <source>POSIX.1-2017 unlink(); unlink(2)</source>
    public static SyscallResult Unlink(Machine m, int task, ref Trap trap)
    {
        PathEnd end = Resolve(m, task, PathIn(in trap));
        Errno error = MayRemove(m, task, in end);
        if (error == Errno.None && m.Inodes[end.Inode].Kind == InodeKind.Directory)
        {
            error = Errno.EISDIR;
        }

        if (error == Errno.None)
        {
            Remove(m, end.Directory, end.Name);
        }

        return Made(error);
    }

    /// <summary>rmdir(path): an empty directory goes.</summary>
    /// <errors>EACCES no permission; EBUSY the root; ENOENT nothing of that name; ENOTDIR no directory; ENOTEMPTY there is something in it; EPERM as unlink.</errors>
    /// <source>POSIX.1-2017 rmdir()</source>
    public static SyscallResult Rmdir(Machine m, int task, ref Trap trap)
    {
        PathEnd end = Resolve(m, task, PathIn(in trap));
        Errno error = end.Error == Errno.None && end.Name.Length == 0 ? Errno.EBUSY : MayRemove(m, task, in end);
        if (error == Errno.None)
        {
            error = m.Inodes[end.Inode].Kind != InodeKind.Directory ? Errno.ENOTDIR : m.Inodes[end.Inode].Size > 0 ? Errno.ENOTEMPTY : Errno.None;
        }

        if (error == Errno.None)
        {
            Remove(m, end.Directory, end.Name);
        }

        return Made(error);
    }

    private static Errno MayRemove(Machine m, int task, in PathEnd end)
    {
        if (end.Error != Errno.None)
        {
            return end.Error;
        }

        if (end.Name.Length == 0)
        {
            return Errno.EISDIR;
        }

        int uid = Credentials.UidOf(m, task);
        ref readonly InodeRow directory = ref m.Inodes[end.Directory];
        bool sticks = (directory.Mode & Sticky) != 0 && uid != 0 && uid != directory.Uid && uid != m.Inodes[end.Inode].Uid;
        return !May(m, task, end.Directory, MayWrite | MayExecute) ? Errno.EACCES : sticks ? Errno.EPERM : Errno.None;
    }

    /// <summary>chdir(path).</summary>
    /// <errors>EACCES no permission; ENOENT no such directory; ENOTDIR no directory; ENAMETOOLONG.</errors>
    /// <source>POSIX.1-2017 chdir()</source>
    public static SyscallResult Chdir(Machine m, int task, ref Trap trap)
    {
        PathEnd end = Resolve(m, task, PathIn(in trap));
        Errno error = end.Error != Errno.None ? end.Error
            : m.Inodes[end.Inode].Kind != InodeKind.Directory ? Errno.ENOTDIR
            : May(m, task, end.Inode, MayExecute) ? Errno.None : Errno.EACCES;
        if (error == Errno.None)
        {
            TaskTable.Extra(m, task).Directory = PathOf(m, end.Inode);
        }

        return Made(error);
    }
}
