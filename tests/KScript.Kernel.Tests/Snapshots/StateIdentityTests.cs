// Each field of each row is changed in turn: the hash must see it, unless it is listed as no part of the identity, with the reason.
using System.Reflection;

namespace KScript.Kernel.Tests;

public class StateIdentityTests
{
    /// <summary>What says nothing about how the machine will behave: StateWalk.cs has the reasons in full.</summary>
    private static readonly SortedSet<string> NoIdentity =
    [
        // Lists backwards, the ends and counts of lists: they follow from the lists forwards.
        "TaskRow.PrevSibling", "TaskRow.GroupPrev", "SigQueueRow.LastSame", "ReadyQueue.Tail", "ReadyQueue.Count",
        "GroupRow.Count", "GroupRow.Stopped", "WaiterRow.Previous",
        // The tree over a queue, which follows from its keys.
        "ReadyQueue.Root", "QueueNode.Left", "QueueNode.Right", "QueueNode.Parent", "QueueNode.Heap", "QueueNode.Queue", "QueueNode.LeftBest", "QueueNode.RightBest",
        // Places in heaps.
        "TaskExtra.AlarmTimer", "WaiterRow.Timer", "IntervalRow.CpuTimer",
        // Events that are still to be written.
        "CpuRow.LastName", "CpuRow.LastTgid",
        // What counts the past: nothing but a limit or a report looks at it.
        "MachineScalars.EventCount", "MachineScalars.TasksEver", "MachineScalars.Reaped", "MachineScalars.ReapedCpuTime",
        "MachineScalars.TimerSequence",
        // A working set's name is for whoever looks; links of a cache's list backwards, of a task's rows, and what follows from the lists.
        "WarmRow.Name", "WarmRow.Newer", "WarmRow.NextOfTask", "TaskCpu.Warm", "CpuRow.CacheOldest", "CpuRow.CacheUsed",
        "MachineScalars.FreeWarm", "MachineScalars.WarmTop",
        // Free slots, and how many are in use.
        "MachineScalars.FreeTask", "MachineScalars.FreeGroup", "MachineScalars.FreeSig", "MachineScalars.FreeUser", "MachineScalars.UserTop",
        "MachineScalars.TaskTop", "MachineScalars.GroupTop", "MachineScalars.SigTop", "MachineScalars.TimerCount",
        "MachineScalars.UsedNumbers", "MachineScalars.TaskCount",
        // Counts of tasks in a state.
        "MachineScalars.Zombies", "MachineScalars.Orphans", "MachineScalars.Subreapers", "MachineScalars.ReadyCount",
        "MachineScalars.RunningCount", "MachineScalars.CpuTimers", "MachineScalars.TicklessCount", "MachineScalars.UntilTimed",
        // Of several threads and of locks: lists backwards, their ends, counts of what the rows say; free numbers.
        "ThreadGroupRow.Last", "ThreadGroupRow.Live", "ThreadGroupRow.StopsDue", "ThreadGroupRow.Stopped", "ThreadEndRow.Newer", "LockRow.PreviousHeld", "TracingRow.Previous", "TracingRow.Last",
        "MemoryRow.Users", "MemoryRow.Next",
        // An object, which walks over what is in it by itself.
        "MemoryRow.Memory", "MachineScalars.FreeMemory", "MachineScalars.MemoryTop", "MachineScalars.LockTop",
        // Pid namespaces and cgroups: what counts who points; chains of free rows, and buckets.
        "NamespaceRow.Numbers", "NamespaceRow.Users", "NumberRow.Pid", "NumberRow.Next", "CgroupRow.Tasks", "CgroupRow.Children",
        "MachineScalars.NamespaceCount", "MachineScalars.FreeNamespace", "MachineScalars.NamespaceTop", "MachineScalars.FreeNumber",
        "MachineScalars.NumberTop", "MachineScalars.CgroupCount", "MachineScalars.FreeCgroup", "MachineScalars.CgroupTop",
        // The sum of what deadline tasks may use.
        "MachineScalars.DeadlineBandwidth",
        // Files: what counts who points, where rows lie, chains of free rows; lists backwards; what follows from lists of others.
        "MachineScalars.FileTables", "MachineScalars.OpenFiles", "MachineScalars.Inodes", "MachineScalars.Requests", "MachineScalars.DescriptorTop",
        "MachineScalars.FreeSegment", "MachineScalars.SegmentTop", "MachineScalars.FreeFileLock", "MachineScalars.FileLockTop", "MachineScalars.FreePoll",
        "MachineScalars.PollTop", "MachineScalars.FreeInterest", "MachineScalars.InterestTop", "MachineScalars.FreeName", "MachineScalars.NameTop",
        "FileTableRow.Count", "FileTableRow.Lowest", "OpenFileRow.References", "OpenFileRow.Watchers",
        "InodeRow.Opens", "InodeRow.Readers", "InodeRow.Writers", "InodeRow.Links", "InodeRow.Tail",
        "FileCallRow.FirstPoll", "FileCallRow.FirstFired", "PollEntryRow.PreviousOfInode", "PollEntryRow.NextOfTask", "PollEntryRow.NextFired",
        "NameRow.Next", "SegmentRow.TextBytes", "FileLockRow.Inode", "InterestRow.Inode",
        // Terminals: the list of those that have one.
        "MachineScalars.TerminalTop", "TerminalRow.FirstProcess", "ControllingRow.Next", "ControllingRow.Previous",
        // How many CPUs a class has.
        "ClassRow.Running",
    ];

    private static readonly Lazy<Machine[]> States = new(() => [.. Collect("rr q=4 cpus=2 switch=1"), .. Collect("mlfq q=2 queues=3 boost=7"), .. Collect("linux rt_runtime=5 rt_period=9"), .. Collect("srtf"), .. Collect("eevdf q=2"), .. Collect("cfs latency=4 min_granularity=1"), .. Collect("priority aging=2"), .. WithCaches(), .. WithThreads(), .. WithContainers(), .. WithTerminals(), .. Collect("rr q=4 cpus=2", WithTracing()),
        .. Collect("rr q=4 cpus=2", WithFiles())]);

    /// <summary>A run in which everything happens that leaves a trace in the state, and all its states.</summary>
    private static IEnumerable<Machine> Collect(string settings) => Collect(settings, Everything());

    private static IEnumerable<Machine> Collect(string settings, Step[] program)
    {
        Machine m = Scenario.Boot(Scenario.Settings(settings), program).Machine;
        m.DetachAll();
        var states = new List<Machine>();
        while (m.Step() && states.Count < 400)
        {
            states.Add(m.Snapshot());
        }

        // Those in which most is going on; and a few of each moment.
        return states.Where((_, i) => i % 4 == 0 || i > states.Count - 40);
    }

    /// <summary>Jobs with working sets on two CPUs with queues of their own.</summary>
    private static IEnumerable<Machine> WithCaches()
    {
        var names = new NameTable();
        JobSpec[] jobs = [.. new[] { 3, 4, 5, 6 }.Select(size => new JobSpec(names.Intern($"J{size}"), size - 3, new ScriptedContext(Do.Compute(4 * size))) { WorkingSet = size })];
        Machine m = Machine.Create(Scenario.Settings("rr q=3 cpus=2 queues=percpu balance=4 peek=3 migrate=1 cache=10 warmup=3"), names, new BootPrograms { Jobs = jobs });
        m.Boot();
        while (m.Step())
        {
            yield return m.Snapshot();
        }
    }

    /// <summary>Threads, joins, vfork and locks in a process with memory.</summary>
    private static IEnumerable<Machine> WithThreads()
    {
        Step[] main = Do.All(
            Do.Child(Do.Sleep(20)),
            Do.Call(SyscallNumber.MutexLock, 1),
            Do.Thread(Do.Call(SyscallNumber.MutexLock, 1), Do.Wait(), Do.Sleep(3)),
            Do.Thread(Do.Sleep(2), Do.Call(SyscallNumber.PthreadExit, 5)),
            Do.Thread(Do.Call(SyscallNumber.SemWait, 2), Do.Sleep(5)),
            Do.Sleep(4),
            Do.Call(SyscallNumber.PthreadJoin, 5),
            Do.Call(SyscallNumber.MutexUnlock, 1),
            Do.Kill(2, Signal.SIGSTOP),
            Do.Sleep(6));
        var programs = new BootPrograms
        {
            Main = new ScriptedContext(main) { HasMemory = true },
            Locks = [new LockSpec("m", LockKind.Mutex), new LockSpec("s", LockKind.Semaphore, 0)],
        };
        Machine m = Machine.Create(Scenario.Settings("rr q=3 cpus=2"), new NameTable(), programs);
        m.Boot();
        while (m.Step())
        {
            yield return m.Snapshot();
        }
    }

    /// <summary>Containers in one another, cgroups that are full and frozen, and an init whose end waits for somebody whose parent does not wait.</summary>
    private static IEnumerable<Machine> WithContainers()
    {
        Step[] main = Do.All(
            Do.CallWith(SyscallNumber.CgroupCreate, "g", 3),
            Do.CallWith(SyscallNumber.CgroupAttach, "g", 0),
            Do.Container(5, Do.Container(-1, Do.Sleep(40)), Do.Thread(Do.Sleep(2), Do.Call(SyscallNumber.PthreadExit, 5)), Do.Sleep(20)),
            Do.CallWith(SyscallNumber.CgroupMax, "g", 30),
            Do.Child(Do.Call(SyscallNumber.Vfork), Do.Sleep(4)),
            Do.Call(SyscallNumber.Unshare, (long)CloneFlags.CLONE_NEWPID),
            Do.Child(Do.Child(Do.Sleep(50)), Do.Call(SyscallNumber.Vfork), Do.Sleep(10)),
            Do.Child(Do.Sleep(1)),
            Do.Sleep(3),
            Do.CallWith(SyscallNumber.CgroupFreeze, "container"),
            Do.Sleep(9),
            Do.Sleep(30));
        Machine m = Scenario.Boot(Scenario.Settings("rr q=3 cpus=2"), main).Machine;
        m.DetachAll();
        while (m.Step())
        {
            yield return m.Snapshot();
        }
    }

    /// <summary>A session with a terminal, a group in its foreground that ends, and a hang-up.</summary>
    private static IEnumerable<Machine> WithTerminals()
    {
        Step[] session = Do.All(
            Do.Call(SyscallNumber.Setsid),
            Do.Call(SyscallNumber.TakeTerminal, 1),
            Do.Child(Do.Call(SyscallNumber.Setpgid, 0, 0), Do.Sleep(4)),
            Do.Call(SyscallNumber.Sigaction, Signal.SIGHUP, SignalHandler.Ignore),
            Do.Call(SyscallNumber.Sigaction, Signal.SIGTTOU, SignalHandler.Ignore),
            Do.Sleep(2),
            Do.Call(SyscallNumber.Tcsetpgrp, 3, 4),
            Do.Wait(),
            Do.Sleep(2),
            Do.Call(SyscallNumber.Tcsetpgrp, 3, 3),
            Do.Sleep(9));
        var programs = new BootPrograms
        {
            Main = new ScriptedContext(Do.All(Do.Child(session), Do.Sleep(3), Do.CallWith(SyscallNumber.Type, "one\nty", 1), Do.Sleep(9), Do.Call(SyscallNumber.Hangup, 1), Do.Sleep(9))),
            Terminals = [new TerminalSpec("tty0", TerminalSpec.Usual)],
        };
        Machine m = Machine.Create(Scenario.Settings("rr q=3"), new NameTable(), programs);
        m.Boot();
        while (m.Step())
        {
            yield return m.Snapshot();
        }
    }

    internal static Step[] Everything() => Do.All(
        Do.On(Signal.SIGUSR1, Do.Compute(1), SigActionFlags.Restart),
        Do.Call(SyscallNumber.Setrlimit, ResourceLimit.RLIMIT_CORE, 5),
        Do.Call(SyscallNumber.Setrlimit, ResourceLimit.RLIMIT_CPU, 50),
        Do.Call(SyscallNumber.Umask, 5),
        Do.CallWith(SyscallNumber.Chdir, "/tmp", 0),
        Do.Call(SyscallNumber.Prctl, 1, Signal.SIGUSR2),
        Do.Call(SyscallNumber.Alarm, 40),
        Do.Call(SyscallNumber.Setitimer, ItimerWhich.ITIMER_PROF, 1000, 3),
        Do.Child(Do.Call(SyscallNumber.Setpgid, 0, 0), Do.Compute(9), Do.Call(SyscallNumber.Subreaper), Do.Sleep(3), Do.Exit(3)),
        Do.Child(Do.Sleep(8), Do.Kill(2, Signal.SIGUSR1), Do.Compute(3)),
        Do.Child(Do.Sleep(8), Do.Call(SyscallNumber.Sigprocmask, 0, 0xffff), Do.Compute(3), Do.Call(SyscallNumber.Pause)),
        Do.Child(Do.Until(Condition.Zombies, 3), Do.Until(Condition.TimeReached, 25)),
        Do.Child(Do.Call(SyscallNumber.Io, 6, 1), Do.Call(SyscallNumber.Io, 2, 1)),
        Do.Child(Do.Child(Do.Compute(20)), Do.Call(SyscallNumber.SchedYield), Do.Exit(1)),
        Do.Compute(5),
        Do.Kill(5, Signal.SIGSTOP),
        Do.Call(SyscallNumber.Sigqueue, 5, Signal.SIGRTMIN, 7),
        Do.Call(SyscallNumber.Wait4, -1, 0),
        Do.Sleep(6),
        Do.Kill(5, Signal.SIGUSR2),
        Do.Call(SyscallNumber.Wait4, -1, 2),
        Do.Compute(3),
        Do.Wait(),
        Do.Sleep(4),
        Do.Kill(5, Signal.SIGKILL),
        Do.Wait(),
        Do.Wait());

    /// <summary>Tracees in stops of several kinds, and a tracer that lets them go on.</summary>
    private static Step[] WithTracing() => Do.All(
        Do.Child(Do.Call(SyscallNumber.Ptrace, PtraceRequest.PTRACE_TRACEME), Do.Kill(3, Signal.SIGUSR1), Do.Sleep(30)),
        Do.Child(Do.Sleep(30)),
        Do.Call(SyscallNumber.Ptrace, PtraceRequest.PTRACE_SEIZE, 4, (long)PtraceOptions.PTRACE_O_TRACESYSGOOD),
        Do.Call(SyscallNumber.Ptrace, PtraceRequest.PTRACE_INTERRUPT, 4),
        Do.Wait(),
        Do.Wait(),
        Do.Call(SyscallNumber.Ptrace, PtraceRequest.PTRACE_SYSCALL, 4),
        Do.Call(SyscallNumber.Ptrace, PtraceRequest.PTRACE_CONT, 3, Signal.SIGSTOP),
        Do.Sleep(3),
        Do.Wait(),
        Do.Wait());

    /// <summary>A process that has every kind of file, with children that wait in every way.</summary>
    private static Step[] WithFiles() => Do.All(
        Do.Call(SyscallNumber.Pipe),
        Do.CallWith(SyscallNumber.Write, "one", 4),
        Do.CallWith(SyscallNumber.Write, "two", 4),
        Do.Call(SyscallNumber.Read, 3, 2),
        Do.Call(SyscallNumber.Fcntl, 3, FcntlCommand.F_SETFD, 1),
        Do.Call(SyscallNumber.Fcntl, 3, FcntlCommand.F_SETOWN, 2),
        Do.Call(SyscallNumber.Fcntl, 3, FcntlCommand.F_SETSIG, Signal.SIGUSR2),
        Do.Call(SyscallNumber.Fcntl, 3, FcntlCommand.F_SETFL, (long)OpenFlags.Async),
        Do.Call(SyscallNumber.Fcntl, 4, FcntlCommand.F_SETFL, (long)OpenFlags.Async),
        Do.CallWith(SyscallNumber.Open, "/tmp/a", (long)(OpenFlags.ReadWrite | OpenFlags.Create)),
        Do.CallWith(SyscallNumber.Write, "contents", 5),
        Do.Call(SyscallNumber.Flock, 5, LockOperation.LOCK_EX),
        Do.Call(SyscallNumber.Fcntl, 5, FcntlCommand.F_SETLK, LockOperation.F_WRLCK, 2),
        Do.Call(SyscallNumber.Fcntl, 5, FcntlCommand.F_SETLK, LockOperation.F_RDLCK, 2),
        Do.Call(SyscallNumber.EpollCreate),
        Do.Call(SyscallNumber.EpollCtl, 6, EpollOperation.EPOLL_CTL_ADD, 3, 1),
        Do.Call(SyscallNumber.EpollCtl, 6, EpollOperation.EPOLL_CTL_ADD, 4, 4),
        Do.Call(SyscallNumber.TimerfdCreate),
        Do.Call(SyscallNumber.TimerfdSettime, 7, 30, 5),
        Do.Call(SyscallNumber.Pipe),
        Do.Call(SyscallNumber.AioRead, 8, 10, Signal.SIGUSR2),
        Do.Call(SyscallNumber.AioRead, 8, 10, 0),
        Do.Call(SyscallNumber.AioRead, 3, 1, 0),
        Do.Child(Do.CallWith(SyscallNumber.Poll, new long[] { 7, 8 }, 40), Do.Exit(0)),
        Do.Child(Do.CallWith(SyscallNumber.Poll, new long[] { 8 }, 40), Do.Exit(0)),
        Do.Child(Do.Call(SyscallNumber.Read, 8, 1)),
        Do.Child(Do.CallWith(SyscallNumber.Open, "/tmp/a", 2), Do.Call(SyscallNumber.Flock, 10, LockOperation.LOCK_EX)),
        Do.Child(Do.Call(SyscallNumber.Fcntl, 5, FcntlCommand.F_SETLKW, LockOperation.F_WRLCK, 3)),
        Do.Child(Do.CallWith(SyscallNumber.Mkfifo, "/tmp/fifo", 0x1b6), Do.CallWith(SyscallNumber.Open, "/tmp/fifo", 1)),
        Do.Child(Do.Call(SyscallNumber.Sigprocmask, 0, 0xffff), Do.CallWith(SyscallNumber.Write, new string('x', 100_000), 9)),
        Do.Sleep(1),
        Do.CallWith(SyscallNumber.Write, "z", 4),
        Do.Sleep(1),
        Do.Call(SyscallNumber.Read, 3, 1),
        Do.Sleep(40));

    public static TheoryData<string> Rows => ["TaskRow", "TaskExtra", "IntervalRow", "SchedRow", "SchedEntity", "QueueNode", "FairRow", "GroupRow", "TimerRow", "CpuRow", "ReadyQueue", "WaiterRow", "MachineScalars", "SigQueueRow", "ClassRow", "TaskCpu", "WarmRow", "ThreadGroupRow", "ThreadEndRow", "MemoryRow", "LockRow", "TracingRow", "NamespaceRow", "NumberRow", "CgroupRow",
        "FileTableRow", "DescriptorRow", "OpenFileRow", "InodeRow", "SegmentRow", "FileLockRow", "PollEntryRow", "FileCallRow", "InterestRow", "AioRow", "NameRow", "TerminalRow", "ControllingRow"];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_field_is_seen_or_listed(string row)
    {
        Type type = typeof(Machine).Assembly.GetType("KScript.Kernel." + row)!;
        foreach (FieldInfo field in Changes.FieldsOf(type))
        {
            string name = $"{row}.{field.Name}";
            bool seen = States.Value.Any(state => IsSeen(state, row, field));
            Assert.True(seen != NoIdentity.Contains(name), seen ? $"{name} is listed as no identity, and seen" : $"{name} is not seen");
        }
    }

    private static bool IsSeen(Machine state, string row, FieldInfo field)
    {
        ulong before = state.StateHash();
        return row switch
        {
            "TaskRow" => InTable(state, field, before, static m => m.Tasks, m => Slots(m).Where(s => m.Tasks[s].State != TaskState.Free)),
            "TaskExtra" => InTable(state, field, before, static m => m.Extras, m => Slots(m).Where(s => (m.Tasks[s].Flags & TaskFlags.HasExtra) != 0)),
            "IntervalRow" => InTable(state, field, before, static m => m.Intervals, m => Slots(m).Where(s => m.Tasks[s].State != TaskState.Free && s < m.Intervals.Capacity)),
            "SchedRow" => InTable(state, field, before, static m => m.Sched, m => Slots(m).Where(s => m.Tasks[s].State != TaskState.Free && s < m.Sched.Capacity)),
            "SchedEntity" => InTable(state, field, before, static m => m.Entities, m => Slots(m).Where(s => m.Tasks[s].State != TaskState.Free && s < m.Entities.Capacity)),
            "WaiterRow" => InTable(state, field, before, static m => m.Waiters, m => Slots(m).Where(s => m.Tasks[s].WaitsOn.HasQueue)),
            "QueueNode" => InTable(state, field, before, static m => m.Nodes, m => Slots(m).Where(s => OrderedQueue.Contains(m, s))),
            "ClassRow" => InArray(state, field, before, static m => m.Classes),
            "FairRow" => InArray(state, field, before, static m => m.Fair),
            "GroupRow" => InTable(state, field, before, static m => m.Groups, m => Enumerable.Range(1, m.S.GroupTop).Where(g => m.Groups[g].Pgid != 0)),
            "TimerRow" => InTable(state, field, before, static m => m.Timers, m => Enumerable.Range(1, m.S.TimerCount)),
            "SigQueueRow" => InTable(state, field, before, static m => m.SigQueue, m => Enumerable.Range(1, m.S.SigTop)),
            "TaskCpu" => InTable(state, field, before, static m => m.TaskCpus, m => Slots(m).Where(s => m.Tasks[s].State != TaskState.Free && s < m.TaskCpus.Capacity)),
            "WarmRow" => InTable(state, field, before, static m => m.Warmth, m => Enumerable.Range(1, m.S.WarmTop).Where(w => m.Warmth[w].Size != 0)),
            "ThreadGroupRow" => InTable(state, field, before, static m => m.ThreadGroups, m => Slots(m).Where(s => Threads.IsThreaded(m, s))),
            "ThreadEndRow" => InTable(state, field, before, static m => m.ThreadEnds, m => Enumerable.Range(1, 20).Where(tid => m.ThreadEnds.Get(tid).Process != 0)),
            "MemoryRow" => InTable(state, field, before, static m => m.Memories, m => Enumerable.Range(1, m.S.MemoryTop).Where(n => m.Memories[n].Memory is not null)),
            "TracingRow" => InTable(state, field, before, static m => m.Tracing, m => Slots(m).Where(s => Tracing.IsTraced(m, s) || Tracing.FirstOf(m, s) != 0)),
            "LockRow" => InTable(state, field, before, static m => m.Locks, m => Enumerable.Range(1, m.S.LockTop)),
            "NamespaceRow" => InTable(state, field, before, static m => m.Namespaces, m => Numbers(m, m.S.NamespaceTop).Where(n => m.Namespaces[n].Level != 0)),
            "NumberRow" => InNumbers(state, field, before),
            "CgroupRow" => InTable(state, field, before, static m => m.Cgroups, m => Numbers(m, m.S.CgroupTop).Where(n => m.Cgroups[n].IsUsed)),
            "FileTableRow" => InTable(state, field, before, static m => m.FileTables, m => Numbers(m, m.S.FileTables.Top).Where(t => m.FileTables[t].Users > 0)),
            "DescriptorRow" => InTable(state, field, before, static m => m.Descriptors, m => Numbers(m, m.S.DescriptorTop - 1).Where(d => d >= 32)),
            "OpenFileRow" => InTable(state, field, before, static m => m.OpenFiles, m => Numbers(m, m.S.OpenFiles.Top).Where(f => m.OpenFiles[f].Inode != 0)),
            "InodeRow" => InTable(state, field, before, static m => m.Inodes, m => Numbers(m, m.S.Inodes.Top).Where(i => m.Inodes[i].Kind != InodeKind.None)),
            "SegmentRow" => InTable(state, field, before, static m => m.Segments, m => Numbers(m, m.S.SegmentTop).Where(s => m.Segments[s].Text is not null)),
            "FileLockRow" => InTable(state, field, before, static m => m.FileLocks, m => Numbers(m, m.S.FileLockTop).Where(l => m.FileLocks[l].Inode != 0)),
            "PollEntryRow" => InTable(state, field, before, static m => m.PollEntries, m => Numbers(m, m.S.PollTop).Where(e => m.PollEntries[e].Task != 0)),
            "FileCallRow" => InTable(state, field, before, static m => m.FileCalls, m => Slots(m).Where(s => s < m.FileCalls.Capacity && m.Tasks[s].State != TaskState.Free)),
            "InterestRow" => InTable(state, field, before, static m => m.Interests, m => Numbers(m, m.S.InterestTop).Where(i => m.Interests[i].Inode != 0)),
            "AioRow" => InTable(state, field, before, static m => m.Requests, m => Numbers(m, m.S.Requests.Top).Where(r => m.Requests[r].Task != 0)),
            "NameRow" => InTable(state, field, before, static m => m.FileNames, m => Numbers(m, m.S.NameTop).Where(n => m.FileNames[n].Name is not null)),
            "TerminalRow" => InTable(state, field, before, static m => m.Terminals, m => Numbers(m, m.S.TerminalTop)),
            "ControllingRow" => InTable(state, field, before, static m => m.Controlling, m => Slots(m).Where(s => s < m.Controlling.Capacity && m.Tasks[s].State != TaskState.Free)),
            "CpuRow" => InArray(state, field, before, static m => m.Cpus),
            "ReadyQueue" => InArray(state, field, before, static m => m.Queues),
            _ => InScalars(state, field, before),
        };
    }

    private static IEnumerable<int> Slots(Machine m) => Enumerable.Range(1, m.S.TaskTop);

    private static IEnumerable<int> Numbers(Machine m, int top) => top < 1 ? [] : Enumerable.Range(1, top);

    /// <summary>Numbers in namespaces are walked from the machine's; of the chain only a shorter one is tried, for one that ends nowhere is no state.</summary>
    private static bool InNumbers(Machine state, FieldInfo field, ulong before)
    {
        if (field.Name != nameof(NumberRow.Outer))
        {
            return InTable(state, field, before, static m => m.Numbers, m => Numbers(m, m.S.NumberTop).Where(n => m.Numbers[n].Pid != 0));
        }

        foreach (int row in Numbers(state, state.S.NumberTop).Where(n => state.Numbers[n].Outer != 0))
        {
            Machine copy = state.Snapshot();
            copy.Numbers.Write(row).Outer = 0;
            TouchOwner(copy, typeof(NumberRow));
            if (Differs(copy, before))
            {
                return true;
            }
        }

        return false;
    }

    private static bool InTable<T>(Machine state, FieldInfo field, ulong before, Func<Machine, PagedTable<T>> table, Func<Machine, IEnumerable<int>> rows)
    {
        foreach (int row in rows(state).ToArray())
        {
            foreach (object value in Changes.Of(field.FieldType, field.GetValue(table(state)[row])))
            {
                Machine copy = state.Snapshot();
                object boxed = table(copy)[row]!;
                field.SetValue(boxed, value);
                table(copy).Write(row) = (T)boxed;
                TouchOwner(copy, typeof(T));
                if (typeof(T) == typeof(SigQueueRow) && HasRing(copy))
                {
                    // A queue that ends nowhere is no state of a machine, and no walk comes back from it.
                    continue;
                }

                if (Differs(copy, before))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The kernel writes the queue's owner whenever it changes the queue, which is how the hash gets to know.</summary>
    private static void TouchOwner(Machine copy, Type type)
    {
        for (int slot = 1; type == typeof(SigQueueRow) && slot <= copy.S.TaskTop; slot++)
        {
            copy.Extras.Write(slot).QueueCount += 0;
        }

        for (int table = 1; type == typeof(DescriptorRow) && table <= copy.S.FileTables.Top; table++)
        {
            copy.FileTables.Write(table).Count += 0;
        }

        for (int pid = 1; type == typeof(NumberRow) && pid < copy.PidNumbers.Capacity; pid++)
        {
            copy.PidNumbers.Write(pid) += 0;
        }

        bool isInInode = type == typeof(SegmentRow) || type == typeof(FileLockRow) || type == typeof(InterestRow) || type == typeof(PollEntryRow);
        for (int inode = 1; isInInode && inode <= copy.S.Inodes.Top; inode++)
        {
            copy.Inodes.Write(inode).Opens += 0;
        }
    }

    private static bool HasRing(Machine m)
    {
        for (int slot = 1; slot <= m.S.TaskTop; slot++)
        {
            int seen = 0;
            for (int first = m.Extras.Get(slot).QueueHead; first != 0; first = m.SigQueue[first].Next)
            {
                for (int row = first; row != 0; row = m.SigQueue[row].NextSame)
                {
                    if (++seen > m.S.SigTop)
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private static bool InArray<T>(Machine state, FieldInfo field, ulong before, Func<Machine, T[]> array)
    {
        for (int i = 0; i < array(state).Length; i++)
        {
            foreach (object value in Changes.Of(field.FieldType, field.GetValue(array(state)[i])))
            {
                Machine copy = state.Snapshot();
                object boxed = array(copy)[i]!;
                field.SetValue(boxed, value);
                array(copy)[i] = (T)boxed;
                if (Differs(copy, before))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool InScalars(Machine state, FieldInfo field, ulong before)
    {
        foreach (object value in Changes.Of(field.FieldType, field.GetValue(state.S)))
        {
            // How far a table is looked at is not what is in it.
            if (field.Name.EndsWith("Top", StringComparison.Ordinal) || field.Name == "TimerCount")
            {
                continue;
            }

            Machine copy = state.Snapshot();
            object boxed = copy.S;
            field.SetValue(boxed, value);
            copy.S = (MachineScalars)boxed;
            if (Differs(copy, before))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Differs(Machine copy, ulong before)
    {
        try
        {
            return copy.StateHash() != before;
        }
        catch (Exception failure) when (failure is IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            // The changed value is looked at, and leads nowhere.
            return true;
        }
    }

    [Fact]
    public void Every_field_of_the_scripted_context_is_seen()
    {
        var context = new ScriptedContext(Everything());
        ulong before = Hash(context);
        foreach (FieldInfo field in Changes.FieldsOf(typeof(ScriptedContext)).Where(f => f.DeclaringType == typeof(ScriptedContext) && f.Name is not ("steps" or "frames" or "<HasMemory>k__BackingField")))
        {
            UserContext copy = context.Copy(null);
            field.SetValue(copy, Changes.Of(field.FieldType, field.GetValue(copy)).First());
            Assert.True(Hash(copy) != before, field.Name);
        }

        static ulong Hash(UserContext context)
        {
            var writer = new HashWriter();
            writer.Reset(1);
            context.WriteState(writer);
            return writer.Value;
        }
    }

    [Fact]
    public void The_dump_sees_what_the_hash_sees()
    {
        foreach (Machine state in States.Value)
        {
            Machine copy = state.Snapshot();
            Assert.True(state.StateEquals(copy, out string none), none);
            copy.Step();
            Assert.Equal(state.StateHash() == copy.StateHash(), state.StateEquals(copy, out _));
        }
    }
}
