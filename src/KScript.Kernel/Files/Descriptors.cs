// Descriptor tables (Linux: files_struct), the first of Unix's three tables: small numbers that lead to open file descriptions. A table is
// an object of its own to which processes refer (each by its first thread); fork copies it, clone with CLONE_FILES shares it. Who never did anything with descriptors but write to the standard ones has
// no table (number 0): 0, 1 and 2 lead to where the machine's own do, and fork and exit have nothing to do.
namespace KScript.Kernel;

/// <summary>A descriptor table.</summary>
internal struct FileTableRow
{
    /// <summary>How many processes refer to it.</summary>
    public int Users;
    /// <summary>The row of descriptor 0 in Machine.Descriptors; those of the others follow.</summary>
    public int First;
    /// <summary>Places: 1 &lt;&lt; Size.</summary>
    public byte Size;
    /// <summary>Descriptors that are open.</summary>
    public int Count;
    /// <summary>No lower descriptor is free.</summary>
    public int Lowest;
    /// <summary>The table that holds the record lock which a task of this one waits for; 0: none waits.</summary>
    public int BlockedBy;
}

/// <summary>Where a descriptor leads.</summary>
internal struct DescriptorRow
{
    /// <summary>The open file description; 0: it is closed. Of a run of rows that is free, the first of the next such run.</summary>
    public int File;
    /// <summary>FD_CLOEXEC: exec closes it.</summary>
    public bool CloseOnExec;
}

/// <summary>The tables and what is done with them.</summary>
internal static class Descriptors
{
    /// <summary>The rows at the beginning of Machine.Descriptors that hold, by size, the first free run of that size.</summary>
    private const int Heads = 32;

    private const int SmallestSize = 3;

    /// <summary>0, 1 and 2.</summary>
    public const int Standard = 3;

    /// <summary>The table of a task; 0: it has none, and its descriptors are the standard ones.</summary>
    public static int TableOf(Machine m, int task)
    {
        int leader = Threads.LeaderOf(m, task);
        return leader < m.TaskFiles.Capacity ? m.TaskFiles[leader] : 0;
    }

    /// <summary>Whether somebody else than the task may close what it has open.</summary>
    public static bool IsShared(Machine m, int task) =>
        Threads.IsThreaded(m, Threads.LeaderOf(m, task)) || m.FileTables.Get(TableOf(m, task)).Users > 1;

    /// <summary>The open file description that a descriptor leads to; 0: it is closed (EBADF).</summary>
    public static int FileOf(Machine m, int task, long fd)
    {
        int table = TableOf(m, task);
        if (table == 0)
        {
            return fd is >= 0 and < Standard ? StandardFiles.Of(m, (int)fd) : 0;
        }

        ref readonly FileTableRow row = ref m.FileTables[table];
        return fd >= 0 && fd < 1L << row.Size ? m.Descriptors[row.First + (int)fd].File : 0;
    }

    /// <summary>The row of a descriptor that is open, to change its flag.</summary>
    public static ref DescriptorRow Write(Machine m, int task, int fd)
    {
        // The table's row is what is hashed.
        ref FileTableRow table = ref m.FileTables.Write(OwnTable(m, task));
        return ref m.Descriptors.Write(table.First + fd);
    }

    /// <summary>Whether exec closes a descriptor.</summary>
    public static bool ClosesOnExec(Machine m, int task, int fd)
    {
        int table = TableOf(m, task);
        return table != 0 && m.Descriptors[m.FileTables[table].First + fd].CloseOnExec;
    }

    /// <summary>One more than the highest descriptor that a task may open (RLIMIT_NOFILE).</summary>
    public static long LimitOf(Machine m, int task) => Credentials.LimitOf(m, task, ResourceLimit.RLIMIT_NOFILE);

    /// <summary>How many descriptors of a task are open.</summary>
    public static int CountOf(Machine m, int task) => TableOf(m, task) is var table and not 0 ? m.FileTables[table].Count : Standard;

    /// <summary>
    /// The lowest free descriptor, from a number on, leads to an open file from now on, which it holds a reference to. -1: RLIMIT_NOFILE does
    /// not allow it (EMFILE).
    /// </summary>
    public static int Open(Machine m, int task, int file, bool closeOnExec, long least = 0)
    {
        int table = OwnTable(m, task);
        ref FileTableRow row = ref m.FileTables.Write(table);
        long fd = Math.Max(row.Lowest, least);
        while (fd < 1L << row.Size && m.Descriptors[row.First + (int)fd].File != 0)
        {
            m.RowsVisited++;
            fd++;
        }

        if (fd >= LimitOf(m, task))
        {
            return -1;
        }

        if (least <= row.Lowest)
        {
            row.Lowest = (int)fd + 1;
        }

        Put(m, ref row, (int)fd, file, closeOnExec);
        return (int)fd;
    }

    /// <summary>A descriptor leads to another open file, which it holds a reference to; what it led to is let go.</summary>
    public static void Replace(Machine m, int task, int fd, int file, bool closeOnExec)
    {
        ref FileTableRow row = ref m.FileTables.Write(OwnTable(m, task));
        int old = fd < 1 << row.Size ? m.Descriptors[row.First + fd].File : 0;
        Put(m, ref row, fd, file, closeOnExec);
        if (old != 0)
        {
            row.Count--;
            FileLocks.DropOf(m, TableOf(m, task), old);
            OpenFiles.Release(m, old);
        }
    }

    private static void Put(Machine m, ref FileTableRow row, int fd, int file, bool closeOnExec)
    {
        while (fd >= 1 << row.Size)
        {
            Grow(m, ref row);
        }

        m.Descriptors.Write(row.First + fd) = new DescriptorRow { File = file, CloseOnExec = closeOnExec };
        row.Count++;
        OpenFiles.Hold(m, file);
    }

    /// <summary>Closes a descriptor that is open.</summary>
    public static void Close(Machine m, int task, int fd)
    {
        ref FileTableRow row = ref m.FileTables.Write(OwnTable(m, task));
        ref DescriptorRow place = ref m.Descriptors.Write(row.First + fd);
        int file = place.File;
        place = default;
        row.Count--;
        row.Lowest = Math.Min(row.Lowest, fd);
        FileLocks.DropOf(m, TableOf(m, task), file);
        OpenFiles.Release(m, file);
    }

    /// <summary>fork: the child has a copy, whose descriptors lead to the same open files.</summary>
    public static void Fork(Machine m, int parent, int child)
    {
        int from = TableOf(m, parent);
        if (from == 0)
        {
            return;
        }

        m.TaskFiles.Write(child) = Copy(m, from);
    }

    /// <summary>clone with CLONE_FILES: the child refers to the same table, which is made now where there was none.</summary>
    public static void Share(Machine m, int parent, int child)
    {
        int table = OwnTable(m, parent);
        m.FileTables.Write(table).Users++;
        m.TaskFiles.Write(child) = table;
    }

    private static int Copy(Machine m, int from)
    {
        int table = FileNumbers.Take(m, FileNumber.Table);
        FileTableRow row = m.FileTables[from];
        int old = row.First;
        row.Users = 1;
        row.BlockedBy = 0;
        row.First = TakeRun(m, row.Size);
        for (int fd = 0; fd < 1 << row.Size; fd++)
        {
            DescriptorRow descriptor = m.Descriptors[old + fd];
            if (descriptor.File != 0)
            {
                m.Descriptors.Write(row.First + fd) = descriptor;
                OpenFiles.Hold(m, descriptor.File);
            }
        }

        m.FileTables.Write(table) = row;
        return table;
    }

    /// <summary>exec: a table that is shared becomes the process's own first (Linux: unshare_files); descriptors with FD_CLOEXEC are closed.</summary>
    public static void Exec(Machine m, int task)
    {
        int table = TableOf(m, task);
        if (table != 0 && m.FileTables[table].Users > 1)
        {
            m.FileTables.Write(table).Users--;
            m.TaskFiles.Write(Threads.LeaderOf(m, task)) = table = Copy(m, table);
        }

        for (int fd = 0; table != 0 && fd < 1 << m.FileTables[table].Size; fd++)
        {
            if (m.Descriptors[m.FileTables[table].First + fd].CloseOnExec)
            {
                Close(m, task, fd);
            }
        }
    }

    /// <summary>exit: the process, whose last thread the task is, lets go of its table; with the last one all descriptors are closed.</summary>
    public static void Exit(Machine m, int task)
    {
        int table = TableOf(m, task);
        if (table == 0)
        {
            return;
        }

        m.TaskFiles.Write(Threads.LeaderOf(m, task)) = 0;
        if (--m.FileTables.Write(table).Users > 0)
        {
            return;
        }

        for (int fd = 0; fd < 1 << m.FileTables[table].Size; fd++)
        {
            ref DescriptorRow place = ref m.Descriptors.Write(m.FileTables[table].First + fd);
            int file = place.File;
            place = default;
            if (file != 0)
            {
                FileLocks.DropOf(m, table, file);
                OpenFiles.Release(m, file);
            }
        }

        GiveRun(m, m.FileTables[table].First, m.FileTables[table].Size);
        m.FileTables.Write(table) = default;
        FileNumbers.Free(m, FileNumber.Table, table);
    }

    /// <summary>The task's table, made now where it has none.</summary>
    public static int OwnTable(Machine m, int task)
    {
        int table = TableOf(m, task);
        if (table != 0)
        {
            return table;
        }

        table = FileNumbers.Take(m, FileNumber.Table);
        var row = new FileTableRow { Users = 1, First = TakeRun(m, SmallestSize), Size = SmallestSize, Lowest = Standard };
        for (int fd = 0; fd < Standard; fd++)
        {
            Put(m, ref row, fd, StandardFiles.Of(m, fd), closeOnExec: false);
        }

        m.FileTables.Write(table) = row;
        m.TaskFiles.Write(Threads.LeaderOf(m, task)) = table;
        return table;
    }

    // Runs of rows of Machine.Descriptors, by size; all rows of a free run are closed.

    private static int TakeRun(Machine m, int size)
    {
        int first = m.Descriptors.Get(size).File;
        if (first != 0)
        {
            m.Descriptors.Write(size).File = m.Descriptors[first].File;
            m.Descriptors.Write(first).File = 0;
            return first;
        }

        first = Math.Max(m.S.DescriptorTop, Heads);
        m.S.DescriptorTop = first + (1 << size);
        // Every row below the top may be read.
        m.Descriptors.Write(m.S.DescriptorTop - 1) = default;
        return first;
    }

    private static void GiveRun(Machine m, int first, int size)
    {
        m.Descriptors.Write(first).File = m.Descriptors.Get(size).File;
        m.Descriptors.Write(size).File = first;
    }

    /// <summary>Twice as many places (Linux: expand_fdtable).</summary>
    private static void Grow(Machine m, ref FileTableRow row)
    {
        int first = TakeRun(m, row.Size + 1);
        for (int fd = 0; fd < 1 << row.Size; fd++)
        {
            m.Descriptors.Write(first + fd) = m.Descriptors[row.First + fd];
            m.Descriptors.Write(row.First + fd) = default;
        }

        GiveRun(m, row.First, row.Size);
        row.First = first;
        row.Size++;
    }
}
