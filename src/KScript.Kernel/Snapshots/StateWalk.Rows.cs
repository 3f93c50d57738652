// How each table's rows are walked: what the hash and the dump do with the list of tables in Machine.Tables.cs.
namespace KScript.Kernel;

/// <summary>What the rows of a table are numbered by.</summary>
internal enum RowKey
{
    /// <summary>The table is not walked by rows.</summary>
    None,
    /// <summary>A task's slot.</summary>
    Task,
    /// <summary>A working set's row, which is in a list of its task.</summary>
    WorkingSet,
    /// <summary>A group's number.</summary>
    Group,
    /// <summary>A pid, whether or not somebody has it.</summary>
    Pid,
    /// <summary>A descriptor table's number.</summary>
    FileTable,
    /// <summary>An open file description's number.</summary>
    OpenFile,
    /// <summary>An inode's number.</summary>
    Inode,
    /// <summary>A request of aio_read.</summary>
    Request,
    /// <summary>A row of what tasks poll.</summary>
    Poll,
    /// <summary>A name in a directory.</summary>
    FileName,
    /// <summary>A memory's number, which no user sees.</summary>
    Memory,
    /// <summary>The number of an object on which tasks wait.</summary>
    Lock,
    /// <summary>A pid namespace's number.</summary>
    Namespace,
    /// <summary>A pid, pgid or sid that also has numbers in namespaces.</summary>
    Number,
    /// <summary>A cgroup's number.</summary>
    Cgroup,
    /// <summary>A terminal's number.</summary>
    Terminal,
}

/// <summary>The walk over a table's rows.</summary>
internal interface IRowWalk
{
    /// <summary>What they are numbered by.</summary>
    static abstract RowKey Key { get; }

    /// <summary>Tells its rows from others with the same fields in the sum of all hashes.</summary>
    static abstract ulong Seed { get; }

    /// <summary>Whether what a row says changes as boosts pass.</summary>
    static virtual bool DependsOnBoosts => false;

    /// <summary>Whether a row is in use; of those in use, one whose fields are all 0 is as good as none.</summary>
    static virtual bool Exists(Machine m, int row) => m.Tasks[row].State != TaskState.Free;

    /// <summary>Hands out the row's fields.</summary>
    static abstract void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink;
}

/// <summary>A table that is no part of the identity (an index), or is walked with what its rows belong to (queued signals) or in an order of its own (timers).</summary>
internal readonly struct NoWalk : IRowWalk
{
    public static RowKey Key => RowKey.None;

    public static ulong Seed => 0;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink
    {
    }
}

internal readonly struct TaskWalk : IRowWalk
{
    public static RowKey Key => RowKey.Task;

    public static ulong Seed => 0x9E3779B97F4A7C15;

    public static bool DependsOnBoosts => true;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink => StateWalk.Task(m, row, ref sink);
}

internal readonly struct SchedWalk : IRowWalk
{
    public static RowKey Key => RowKey.Task;

    public static ulong Seed => 0x165667B19E3779F9;

    public static bool DependsOnBoosts => true;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink => StateWalk.Sched(m, row, ref sink);
}

internal readonly struct EntityWalk : IRowWalk
{
    public static RowKey Key => RowKey.Task;

    public static ulong Seed => 0xD6E8FEB86659FD93;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink => StateWalk.Entity(m, row, ref sink);
}

internal readonly struct NodeWalk : IRowWalk
{
    public static RowKey Key => RowKey.Task;

    public static ulong Seed => 0xA0761D6478BD642F;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink => StateWalk.Node(m, row, ref sink);
}

internal readonly struct WaiterWalk : IRowWalk
{
    public static RowKey Key => RowKey.Task;

    public static ulong Seed => 0xD1B54A32D192ED03;

    public static bool Exists(Machine m, int row) => m.Waiters[row].Next != 0;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink => StateWalk.Waiter(m, row, ref sink);
}

internal readonly struct TaskCpuWalk : IRowWalk
{
    public static RowKey Key => RowKey.Task;

    public static ulong Seed => 0x8EBC6AF09C88C6E3;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink => StateWalk.TaskCpu(m, row, ref sink);
}

internal readonly struct WarmWalk : IRowWalk
{
    public static RowKey Key => RowKey.WorkingSet;

    public static ulong Seed => 0x589965CC75374CC3;

    public static bool Exists(Machine m, int row) => m.Warmth[row].Size != 0;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink => StateWalk.Warm(m, row, ref sink);
}

internal readonly struct ExtraWalk : IRowWalk
{
    public static RowKey Key => RowKey.Task;

    public static ulong Seed => 0xC2B2AE3D27D4EB4F;

    public static bool Exists(Machine m, int row) => (m.Tasks[row].Flags & TaskFlags.HasExtra) != 0;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink => StateWalk.Extra(m, row, ref sink);
}

internal readonly struct IntervalWalk : IRowWalk
{
    public static RowKey Key => RowKey.Task;

    public static ulong Seed => 0xE7037ED1A0B428DB;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink => StateWalk.Interval(m, row, ref sink);
}

internal readonly struct ContextWalk : IRowWalk
{
    public static RowKey Key => RowKey.Task;

    public static ulong Seed => 0x27D4EB2F165667C5;

    public static bool Exists(Machine m, int row) => m.Contexts[row] is not null;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink => StateWalk.Context(m, row, ref sink);
}

internal readonly struct GroupWalk : IRowWalk
{
    public static RowKey Key => RowKey.Group;

    public static ulong Seed => 0x85EBCA77C2B2AE63;

    public static bool Exists(Machine m, int row) => m.Groups[row].Pgid != 0;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink => StateWalk.Group(m, row, ref sink);
}

internal readonly struct ThreadGroupWalk : IRowWalk
{
    public static RowKey Key => RowKey.Task;

    public static ulong Seed => 0x9FB21C651E98DF25;

    public static bool Exists(Machine m, int row) => (m.Tasks.Get(row).Flags & TaskFlags.Threaded) != 0;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink => StateWalk.ThreadGroup(m, row, ref sink);
}

internal readonly struct ThreadEndWalk : IRowWalk
{
    public static RowKey Key => RowKey.Pid;

    public static ulong Seed => 0xB492B66FBE98F273;

    public static bool Exists(Machine m, int row) => m.ThreadEnds[row].Process != 0;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink => StateWalk.ThreadEnd(m, row, ref sink);
}

internal readonly struct LockWalk : IRowWalk
{
    public static RowKey Key => RowKey.Lock;

    public static ulong Seed => 0xE7037ED1A0B428DD;

    public static bool Exists(Machine m, int row) => m.Locks[row].Kind != LockKind.None;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink => StateWalk.Lock(m, row, ref sink);
}

internal readonly struct NamespaceWalk : IRowWalk
{
    public static RowKey Key => RowKey.Namespace;

    public static ulong Seed => 0xB5AD4ECEDA1CE2A9;

    public static bool Exists(Machine m, int row) => m.Namespaces[row].Level != 0;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink => StateWalk.Namespace(m, row, ref sink);
}

internal readonly struct PidNumbersWalk : IRowWalk
{
    public static RowKey Key => RowKey.Number;

    public static ulong Seed => 0xCA5A826395121157;

    public static bool Exists(Machine m, int row) => m.PidNumbers[row] != 0;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink => StateWalk.Numbers(m, row, ref sink);
}

internal readonly struct CgroupWalk : IRowWalk
{
    public static RowKey Key => RowKey.Cgroup;

    public static ulong Seed => 0x6C8E9CF570932BD5;

    public static bool Exists(Machine m, int row) => m.Cgroups[row].IsUsed;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink => StateWalk.Cgroup(m, row, ref sink);
}

internal readonly struct MemoryWalk : IRowWalk
{
    public static RowKey Key => RowKey.Memory;

    public static ulong Seed => 0x9AE16A3B2F90404F;

    public static bool Exists(Machine m, int row) => m.Memories[row].Memory is not null;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink => StateWalk.Memory(m, row, ref sink);
}

internal readonly struct ReapedWalk : IRowWalk
{
    public static RowKey Key => RowKey.Pid;

    public static ulong Seed => 0xC4CEB9FE1A85EC53;

    public static bool Exists(Machine m, int row) => m.ReapedStatus[row] != 0;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink => StateWalk.Reaped(m, row, ref sink);
}

internal readonly struct TracingWalk : IRowWalk
{
    public static RowKey Key => RowKey.Task;

    public static ulong Seed => 0x94D049BB133111EB;

    public static bool Exists(Machine m, int row) => (m.Tasks[row].Flags & (TaskFlags.Traced | TaskFlags.Tracer | TaskFlags.TraceDue)) != 0;

    public static void Walk<TSink>(Machine m, int row, ref TSink sink)
        where TSink : struct, IFieldSink => StateWalk.Tracing(m, row, ref sink);
}
