// The machine's tables and what else a snapshot copies, each declared once, here. A new table is a field and its line in EachTable, which copying,
// restoring, hashing and the dump go through; its walk (StateWalk.Rows.cs) says which of its fields are the machine's identity.
namespace KScript.Kernel;

/// <summary>What is done with each table of a machine: copying, hashing, the dump.</summary>
internal interface ITableVisitor
{
    /// <summary>Looks at a table.</summary>
    /// <param name="table">It.</param>
    /// <param name="other">The same table of the other machine; where there is only one, the table itself.</param>
    /// <typeparam name="TRow">Its rows.</typeparam>
    /// <typeparam name="TWalk">How they are walked.</typeparam>
    void Visit<TRow, TWalk>(PagedTable<TRow> table, PagedTable<TRow> other)
        where TWalk : struct, IRowWalk;
}

internal sealed partial class Machine
{
    internal readonly PagedTable<TaskRow> Tasks = new();
    internal readonly PagedTable<TaskExtra> Extras = new();
    internal readonly PagedTable<SchedRow> Sched = new();
    internal readonly PagedTable<SchedEntity> Entities = new();
    internal readonly PagedTable<QueueNode> Nodes = new();
    /// <summary>Places in wait queues and in the heap of timers, of the tasks that have one.</summary>
    internal readonly PagedTable<WaiterRow> Waiters = new();
    /// <summary>By task; written to on machines with several CPUs only.</summary>
    internal readonly PagedTable<TaskCpu> TaskCpus = new();
    /// <summary>Working sets in caches, and on their way.</summary>
    internal readonly PagedTable<WarmRow> Warmth = new();
    /// <summary>Children that have something to report to wait.</summary>
    internal readonly PagedTable<ChildReportRow> Reports = new();
    /// <summary>Processes of several threads, by the leader's slot.</summary>
    internal readonly PagedTable<ThreadGroupRow> ThreadGroups = new();
    /// <summary>What is left of threads for join, by tid.</summary>
    internal readonly PagedTable<ThreadEndRow> ThreadEnds = new();
    /// <summary>Memory that several tasks may share.</summary>
    internal readonly PagedTable<MemoryRow> Memories = new();
    /// <summary>Mutexes and the like.</summary>
    internal readonly PagedTable<LockRow> Locks = new();
    /// <summary>Tracers and tracees, by task.</summary>
    internal readonly PagedTable<TracingRow> Tracing = new();
    /// <summary>Pid namespaces beside the machine's.</summary>
    internal readonly PagedTable<NamespaceRow> Namespaces = new();
    /// <summary>The numbers of processes in namespaces.</summary>
    internal readonly PagedTable<NumberRow> Numbers = new();
    /// <summary>By a number of the machine's: the row of its number in the innermost namespace; 0: it has none but this.</summary>
    internal readonly PagedTable<int> PidNumbers = new();
    /// <summary>The first row of a chain of numbers, by bucket.</summary>
    internal readonly PagedTable<int> NumberBuckets = new();
    internal readonly PagedTable<CgroupRow> Cgroups = new();
    internal readonly PagedTable<UserContext?> Contexts = new();
    internal readonly PagedTable<GroupRow> Groups = new();
    internal readonly PagedTable<SigQueueRow> SigQueue = new();
    /// <summary>What is counted for each user.</summary>
    internal readonly PagedTable<UserRow> Users = new();
    /// <summary>The first row of a chain of users, by bucket.</summary>
    internal readonly PagedTable<int> UserBuckets = new();
    internal readonly PagedTable<TimerRow> Timers = new();
    /// <summary>Interval timers, of the tasks that have set one.</summary>
    internal readonly PagedTable<IntervalRow> Intervals = new();
    /// <summary>Slot by pid.</summary>
    internal readonly PagedTable<int> PidTasks = new();
    /// <summary>Group number by pgid.</summary>
    internal readonly PagedTable<int> PidGroups = new();
    /// <summary>How many groups a session has, by sid.</summary>
    internal readonly PagedTable<int> PidSessions = new();
    /// <summary>A bit for each number in use as pid, pgid or sid.</summary>
    internal readonly PagedTable<ulong> PidBits = new();
    /// <summary>The status with which a pid was last reaped, plus 1.</summary>
    internal readonly PagedTable<int> ReapedStatus = new();
    /// <summary>The descriptor table that a task refers to; 0: it has none (Descriptors.cs).</summary>
    internal readonly PagedTable<int> TaskFiles = new();
    internal readonly PagedTable<FileTableRow> FileTables = new();
    internal readonly PagedTable<DescriptorRow> Descriptors = new();
    internal readonly PagedTable<OpenFileRow> OpenFiles = new();
    internal readonly PagedTable<InodeRow> Inodes = new();
    internal readonly PagedTable<SegmentRow> Segments = new();
    internal readonly PagedTable<FileLockRow> FileLocks = new();
    internal readonly PagedTable<PollEntryRow> PollEntries = new();
    internal readonly PagedTable<InterestRow> Interests = new();
    internal readonly PagedTable<AioRow> Requests = new();
    /// <summary>By task: the first of its requests.</summary>
    internal readonly PagedTable<int> TaskRequests = new();
    /// <summary>By task: what its call on a file remembers while it waits.</summary>
    internal readonly PagedTable<FileCallRow> FileCalls = new();
    /// <summary>The inode of the pidfds of a task, by its slot.</summary>
    internal readonly PagedTable<int> ProcessFiles = new();
    internal readonly PagedTable<NameRow> FileNames = new();
    internal readonly PagedTable<TerminalRow> Terminals = new();
    /// <summary>The controlling terminals of processes, by their first threads.</summary>
    internal readonly PagedTable<ControllingRow> Controlling = new();
    /// <summary>The first name with a hash.</summary>
    internal readonly PagedTable<int> NameBuckets = new();
    /// <summary>A bit for each number in use (FileNumbers.cs).</summary>
    internal readonly PagedTable<ulong> FileBits = new();

    internal MachineScalars S;
    /// <summary>
    /// Rows that loops without a fixed bound have looked at: what growth is measured by (docs/kernel.md). Only counts; no part of the state.
    /// </summary>
    internal long RowsVisited;
    /// <summary>What the program has said of each object of Locks, from number 1 on; never changed, replaced by more.</summary>
    public IReadOnlyList<LockSpec> LockSpecs { get; internal set; } = [];
    /// <summary>What the program has said of each of Terminals, from number 1 on; never changed, replaced by more.</summary>
    public IReadOnlyList<TerminalSpec> TerminalSpecs { get; internal set; } = [];
    internal JobSpec[] Jobs = [];
    internal readonly CpuRow[] Cpus;
    internal readonly ReadyQueue[] Queues;
    internal readonly FairRow[] Fair;
    internal readonly ClassRow[] Classes;
    internal readonly CpuSet IdleCpus;
    internal readonly CpuSet DueBursts;
    internal readonly CpuSet DueSlices;
    internal readonly CpuSet ToRun;
    internal readonly CpuSet ToRetime;
    internal readonly CpuTimes CpuTimes;
    /// <summary>CPUs that became idle in this instant, and of which no event has said so.</summary>
    internal readonly CpuSet WentIdle;
    /// <summary>CPUs whose slice is not timed.</summary>
    internal readonly CpuSet TicklessCpus;
    /// <summary>How many wait for which CPU; null where there is one CPU.</summary>
    internal readonly WaitingCounts? Waiting;
    /// <summary>The disks of `io n on NAME`: when each has served what it was given.</summary>
    internal long[] DeviceFreeAt = [];

    /// <summary>
    /// What of its code programs have reached, by numbers of theirs; null where nobody asks. It is about the run, no part of the state: a
    /// snapshot has none.
    /// </summary>
    public bool[]? Reached { get; set; }

    /// <summary>Every table, in the order of the dump.</summary>
    private static void EachTable<TVisitor>(Machine m, Machine other, ref TVisitor visitor)
        where TVisitor : struct, ITableVisitor
    {
        visitor.Visit<TaskRow, TaskWalk>(m.Tasks, other.Tasks);
        visitor.Visit<SchedRow, SchedWalk>(m.Sched, other.Sched);
        visitor.Visit<SchedEntity, EntityWalk>(m.Entities, other.Entities);
        visitor.Visit<QueueNode, NodeWalk>(m.Nodes, other.Nodes);
        visitor.Visit<WaiterRow, WaiterWalk>(m.Waiters, other.Waiters);
        visitor.Visit<TaskCpu, TaskCpuWalk>(m.TaskCpus, other.TaskCpus);
        visitor.Visit<WarmRow, WarmWalk>(m.Warmth, other.Warmth);
        visitor.Visit<TaskExtra, ExtraWalk>(m.Extras, other.Extras);
        visitor.Visit<ThreadGroupRow, ThreadGroupWalk>(m.ThreadGroups, other.ThreadGroups);
        visitor.Visit<ThreadEndRow, ThreadEndWalk>(m.ThreadEnds, other.ThreadEnds);
        visitor.Visit<LockRow, LockWalk>(m.Locks, other.Locks);
        visitor.Visit<MemoryRow, MemoryWalk>(m.Memories, other.Memories);
        visitor.Visit<TracingRow, TracingWalk>(m.Tracing, other.Tracing);
        visitor.Visit<NamespaceRow, NamespaceWalk>(m.Namespaces, other.Namespaces);
        visitor.Visit<NumberRow, NoWalk>(m.Numbers, other.Numbers);
        visitor.Visit<int, PidNumbersWalk>(m.PidNumbers, other.PidNumbers);
        visitor.Visit<int, NoWalk>(m.NumberBuckets, other.NumberBuckets);
        visitor.Visit<CgroupRow, CgroupWalk>(m.Cgroups, other.Cgroups);
        visitor.Visit<UserContext?, ContextWalk>(m.Contexts, other.Contexts);
        visitor.Visit<IntervalRow, IntervalWalk>(m.Intervals, other.Intervals);
        visitor.Visit<GroupRow, GroupWalk>(m.Groups, other.Groups);
        visitor.Visit<int, ReapedWalk>(m.ReapedStatus, other.ReapedStatus);
        visitor.Visit<SigQueueRow, NoWalk>(m.SigQueue, other.SigQueue);
        visitor.Visit<UserRow, NoWalk>(m.Users, other.Users);
        visitor.Visit<int, NoWalk>(m.UserBuckets, other.UserBuckets);
        visitor.Visit<ChildReportRow, NoWalk>(m.Reports, other.Reports);
        visitor.Visit<TimerRow, NoWalk>(m.Timers, other.Timers);
        visitor.Visit<int, NoWalk>(m.PidTasks, other.PidTasks);
        visitor.Visit<int, NoWalk>(m.PidGroups, other.PidGroups);
        visitor.Visit<int, NoWalk>(m.PidSessions, other.PidSessions);
        visitor.Visit<ulong, NoWalk>(m.PidBits, other.PidBits);
        visitor.Visit<int, TaskFilesWalk>(m.TaskFiles, other.TaskFiles);
        visitor.Visit<FileCallRow, FileCallWalk>(m.FileCalls, other.FileCalls);
        visitor.Visit<FileTableRow, FileTableWalk>(m.FileTables, other.FileTables);
        visitor.Visit<OpenFileRow, OpenFileWalk>(m.OpenFiles, other.OpenFiles);
        visitor.Visit<InodeRow, InodeWalk>(m.Inodes, other.Inodes);
        visitor.Visit<PollEntryRow, PollEntryWalk>(m.PollEntries, other.PollEntries);
        visitor.Visit<NameRow, NameWalk>(m.FileNames, other.FileNames);
        visitor.Visit<TerminalRow, TerminalWalk>(m.Terminals, other.Terminals);
        visitor.Visit<ControllingRow, ControllingWalk>(m.Controlling, other.Controlling);
        visitor.Visit<DescriptorRow, NoWalk>(m.Descriptors, other.Descriptors);
        visitor.Visit<SegmentRow, NoWalk>(m.Segments, other.Segments);
        visitor.Visit<FileLockRow, NoWalk>(m.FileLocks, other.FileLocks);
        visitor.Visit<InterestRow, NoWalk>(m.Interests, other.Interests);
        visitor.Visit<AioRow, RequestWalk>(m.Requests, other.Requests);
        visitor.Visit<int, TaskRequestsWalk>(m.TaskRequests, other.TaskRequests);
        visitor.Visit<int, NoWalk>(m.ProcessFiles, other.ProcessFiles);
        visitor.Visit<int, NoWalk>(m.NameBuckets, other.NameBuckets);
        visitor.Visit<ulong, NoWalk>(m.FileBits, other.FileBits);
    }

    /// <summary>A look at every table of this machine, for tests that none is forgotten.</summary>
    internal void EachTable<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, ITableVisitor => EachTable(this, this, ref visitor);

    private readonly struct TableSharing : ITableVisitor
    {
        public void Visit<TRow, TWalk>(PagedTable<TRow> table, PagedTable<TRow> other)
            where TWalk : struct, IRowWalk => table.ShareFrom(other);
    }

    /// <summary>Becomes a copy of another machine of the same settings: the tables share their pages, the rest is copied, or replaced when it changes.</summary>
    private void TakeOver(Machine from)
    {
        var sharing = default(TableSharing);
        EachTable(this, from, ref sharing);
        S = from.S;
        Jobs = from.Jobs;
        LockSpecs = from.LockSpecs;
        TerminalSpecs = from.TerminalSpecs;
        Shared = from.Shared;
        Rules = from.Rules;
        Points = from.Points;
        following = from.following;
        boot = from.boot;
        from.Cpus.CopyTo(Cpus, 0);
        from.Queues.CopyTo(Queues, 0);
        from.Fair.CopyTo(Fair, 0);
        from.Classes.CopyTo(Classes, 0);
        IdleCpus.CopyFrom(from.IdleCpus);
        DueBursts.CopyFrom(from.DueBursts);
        DueSlices.CopyFrom(from.DueSlices);
        ToRun.CopyFrom(from.ToRun);
        ToRetime.CopyFrom(from.ToRetime);
        CpuTimes.CopyFrom(from.CpuTimes);
        WentIdle.CopyFrom(from.WentIdle);
        TicklessCpus.CopyFrom(from.TicklessCpus);
        Waiting?.CopyFrom(from.Waiting!);
        DeviceFreeAt = from.DeviceFreeAt.Length == 0 ? [] : from.DeviceFreeAt.AsSpan().ToArray();
        // What the hash remembers of this very state.
        timersSeen = from.timersSeen;
        timersHash = from.timersHash;
    }
}
