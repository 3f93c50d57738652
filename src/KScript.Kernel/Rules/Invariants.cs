// Rules that hold after every step, each with a name. The checks look at every task, so they run only where asked for: tests,
// `kscript run --check-invariants`. Invariants.Lists.cs has the rules on lists and heaps.
using System.Globalization;
using System.Runtime.CompilerServices;

namespace KScript.Kernel;

/// <summary>Checks of a machine's state. A broken one is a bug of the kernel.</summary>
internal static partial class Invariants
{
    /// <summary>The names of all rules, with what they say.</summary>
    public static IReadOnlyList<(string Name, string Rule)> Rules { get; } =
    [
        ("pids-unique", "each task has a pid of its own, found under it; numbers in use are marked, and no others"),
        ("one-parent", "each task but init is in one list of children, its parent's; the lists are sound both ways; no task is lost"),
        ("child-reports", "a child stands in its parent's tree if it has something to report, in the order of the list, under what it has"),
        ("threads", "each thread but the first is in one list, its process's; a process counts its threads, those that stopped and those that have still to"),
        ("thread-ends", "what is left of threads for join is in the list of their process, and names nobody else's"),
        ("locks", "who holds a mutex lives, unless it died with it, and finds it in its list; nobody waits for a mutex that nobody holds, or for a unit that is there"),
        ("namespaces", "a number in a namespace is that of one number of the machine's, which has one in each namespace around; counts are right; no namespace is left that nobody keeps"),
        ("cgroups", "a cgroup has as many tasks and cgroups inside as are counted; those of a frozen one that run next stand still; a container's has a task"),
        ("memory", "a memory has as many users as are counted; one without any is gone"),
        ("groups", "each process is in one group, of one session; counts and the number of stopped members are right; groups without members are gone"),
        ("zombie-holds-nothing", "a zombie has no program, children, timers, pending signals or call"),
        ("one-place", "a ready task is in one queue, a running one on one CPU, and no other task is in a queue or on a CPU"),
        ("queue-order", "in a queue that is kept in order, the tree and the list have the same tasks in the same order, that of their keys"),
        ("blocked-for-a-reason", "a blocked task is in a call, and what wakes it is there: a timer, a child, its queue, or signals alone"),
        ("wait-queues", "each task that waits in a queue stands in that of what it waits on, once; nobody else stands in any"),
        ("sleeps-through-no-signal", "no task sleeps interruptibly while a signal that may act is pending"),
        ("timers", "timers are ordered, none is overdue, each belongs to a task that knows its place"),
        ("pending-signals", "a pending signal has its siginfo and the other way round"),
        ("classes", "a class runs on as many CPUs as are counted for it; a deadline task's budget is within its runtime"),
        ("descriptors", "a descriptor leads to an open file; a table has as many users and open descriptors as it says"),
        ("open-files", "an open file has as many references as descriptors, calls and polls lead to it"),
        ("inodes", "an inode has as many names, open files, readers, writers and bytes as it says, and is gone when it has no name and is not open"),
        ("polls", "who polls stands in the list of each file that it polls, and nobody else does"),
        ("terminals", "who has a terminal is in its list, and in the session that it belongs to; its foreground is of that session, too"),
        ("counts", "the machine's counts are those of its tasks"),
        ("free-lists", "free slots are chained, and there are no others"),
        ("cpus", "the sets and times of CPUs say what the CPUs do"),
        ("run-queues", "a waiting task is in the queue of a CPU that it may use; who waits where is counted"),
        ("caches", "a cache holds what it says, in order, and no more than fits"),
        ("cpu-time", "no more CPU time was used than there was"),
    ];

    /// <summary>Checks every rule, in proportion to the number of tasks. Not while a step is being made.</summary>
    /// <exception cref="KernelPanicException">One is broken.</exception>
    public static void Check(Machine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        if (machine.S.TaskTop == 0)
        {
            // Not booted yet.
            return;
        }

        CheckPids(machine);
        CheckTree(machine);
        CheckGroups(machine);
        CheckThreads(machine);
        CheckMemories(machine);
        CheckTracing(machine);
        CheckNamespaces(machine);
        CheckCgroups(machine);
        CheckLocks(machine);
        CheckTasks(machine);
        CheckQueues(machine);
        CheckCpus(machine);
        CheckTimers(machine);
        CheckWaitQueues(machine);
        CheckFreeLists(machine);
        CheckFiles(machine);
        CheckTerminals(machine);
        CheckClasses(machine);
        CheckCounts(machine);
    }

    private static void Require(bool holds, string invariant, Machine m, int task, string explanation)
    {
        if (!holds)
        {
            throw Broken(invariant, m, task, explanation);
        }
    }

    /// <summary>The same with an explanation that is only put together where the rule is broken.</summary>
    private static void Require(
        bool holds, string invariant, Machine m, int task, [InterpolatedStringHandlerArgument(nameof(holds))] ref Explanation explanation)
    {
        if (!holds)
        {
            throw Broken(invariant, m, task, explanation.ToString());
        }
    }

    /// <summary>Text that is not made while a rule holds.</summary>
    [InterpolatedStringHandler]
    internal ref struct Explanation
    {
        private DefaultInterpolatedStringHandler text;

        public Explanation(int literalLength, int formattedCount, bool holds, out bool isWanted)
        {
            isWanted = !holds;
            text = holds ? default : new DefaultInterpolatedStringHandler(literalLength, formattedCount, CultureInfo.InvariantCulture);
        }

        public void AppendLiteral(string value) => text.AppendLiteral(value);

        public void AppendFormatted<T>(T value) => text.AppendFormatted(value);

        public override string ToString() => text.ToStringAndClear();
    }

    private static KernelPanicException Broken(string invariant, Machine m, int task, string explanation)
    {
        string who = task == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{m.Names[m.Tasks[task].Name]}[{m.Tasks[task].Pid}] ({m.Tasks[task].State}): ");
        return new KernelPanicException(invariant, string.Create(CultureInfo.InvariantCulture, $"{who}{explanation}, at t={m.Now}"));
    }

    private static void CheckPids(Machine m)
    {
        int found = 0;
        for (int slot = 1; slot <= m.S.TaskTop; slot++)
        {
            ref readonly TaskRow row = ref m.Tasks[slot];
            if (row.State != TaskState.Free)
            {
                Require(row.Pid > 0 && m.PidTasks.Get(row.Pid) == slot, "pids-unique", m, slot, "its pid leads to another task");
                found++;
            }
        }

        for (int pid = 0; pid < m.PidTasks.Capacity; pid++)
        {
            found -= m.PidTasks[pid] != 0 ? 1 : 0;
        }

        Require(found == 0, "pids-unique", m, 0, "a pid leads to a free slot, or two to one");
        int numbers = Math.Max(m.PidBits.Capacity * 64, Math.Max(m.PidTasks.Capacity, Math.Max(m.PidGroups.Capacity, m.PidSessions.Capacity)));
        numbers = Math.Min(numbers, m.Settings.PidMax);
        for (int number = 0; number < numbers; number++)
        {
            bool marked = (m.PidBits.Get(number >> 6) & (1UL << number)) != 0;
            bool used = m.PidTasks.Get(number) != 0 || m.PidGroups.Get(number) != 0 || m.PidSessions.Get(number) != 0;
            if (marked != used)
            {
                throw Broken("pids-unique", m, 0, $"number {number} is {(marked ? "marked and not in use" : "in use and not marked")}");
            }
        }
    }

    /// <summary>What must hold of each task on its own.</summary>
    private static void CheckTasks(Machine m)
    {
        for (int slot = 1; slot <= m.S.TaskTop; slot++)
        {
            switch (m.Tasks[slot].State)
            {
                case TaskState.Free:
                    break;
                case TaskState.Zombie:
                    CheckZombie(m, slot);
                    break;
                default:
                    CheckLiving(m, slot);
                    break;
            }
        }
    }

    private static void CheckZombie(Machine m, int slot)
    {
        const TaskFlags OfTheLiving = TaskFlags.SignalPending | TaskFlags.SyscallPaid | TaskFlags.ContinueUnreported | TaskFlags.Subreaper;
        ref readonly TaskRow row = ref m.Tasks[slot];
        TaskExtra extra = TaskTable.ReadExtra(m, slot);
        Require(m.Contexts[slot] is null, "zombie-holds-nothing", m, slot, "it has a program");
        Require(row.FirstChild == 0 || slot == Machine.InitSlot, "zombie-holds-nothing", m, slot, "it has children");
        // Next is its place in the chain of its parent, which CheckFresh follows.
        Require(row.Call == SyscallNumber.None, "zombie-holds-nothing", m, slot, "it is in a call");
        // A thread's end is its tracer's to wait for; an untraced one leaves nothing behind.
        Require(
            Threads.IsLeader(m, slot) || Tracing.IsTraced(m, slot),
            "zombie-holds-nothing", m, slot, "it is a thread that is not its process's first, and nobody traces it");
        if (!Threads.IsDead(m, slot))
        {
            // Other threads of its process live: what is the process's is still there.
            Require((row.Flags & (TaskFlags.SignalPending | TaskFlags.SyscallPaid)) == 0 && extra.OwnPending == 0, "zombie-holds-nothing", m, slot, "signals may act");
            CheckPending(m, slot);
            return;
        }

        Require((row.Flags & OfTheLiving) == 0, "zombie-holds-nothing", m, slot, "it has flags of the living");
        Require((extra.Pending | extra.OwnPending) == 0 && extra.QueueHead == 0 && extra.QueueCount == 0, "zombie-holds-nothing", m, slot, "signals are pending");
        Require(extra.AlarmDue == 0 && extra.AlarmTimer == 0, "zombie-holds-nothing", m, slot, "it has an alarm");
        bool isUntimed = m.Intervals.Get(slot) is { RealInterval: 0, VirtualDue: 0, ProfDue: 0, LimitDue: 0, CpuTimer: 0 };
        Require(isUntimed, "zombie-holds-nothing", m, slot, "it has interval timers");
    }

    private static void CheckLiving(Machine m, int slot)
    {
        ref readonly TaskRow row = ref m.Tasks[slot];
        bool builtIn = slot == Machine.InitSlot && m.HasBuiltInInit;
        Require(builtIn || m.Contexts.Get(slot) is not null, "zombie-holds-nothing", m, slot, "it lives without a program");
        CheckPending(m, slot);
        TaskExtra extra = TaskTable.ReadExtra(m, slot);
        Require(extra.DlBudget >= 0 && extra.DlBudget <= extra.DlRuntime, "classes", m, slot, $"a budget of {extra.DlBudget} in {extra.DlRuntime}");
        bool asleep = row.State is TaskState.Interruptible or TaskState.Uninterruptible;
        if (asleep && !builtIn)
        {
            CheckBlocked(m, slot);
        }
    }

    private static void CheckBlocked(Machine m, int slot)
    {
        ref readonly TaskRow row = ref m.Tasks[slot];
        bool timed = Sleeping.HasTimer(m, slot);
        bool reason = row.WaitsOn.Kind switch
        {
            WaitKind.Nothing => false,
            WaitKind.Time or WaitKind.Device => timed,
            WaitKind.Child => row.WaitsOn.Events != 0 && (row.FirstChild != 0 || Tracing.FirstOf(m, slot) != 0),
            WaitKind.ChildOfThreads => row.WaitsOn.Events != 0 && (FirstChildOfAny(m, row.LeaderOr(slot)) != 0 || TracesAny(m, row.LeaderOr(slot))),
            WaitKind.Thread => TaskTable.Find(m, row.WaitsOn.Id) is var thread and not 0 && Threads.LeaderOf(m, thread) == row.LeaderOr(slot)
                && m.Tasks[thread].State != TaskState.Zombie && m.ThreadEnds.Get(row.WaitsOn.Id).Joiner == row.Pid,
            WaitKind.Threads => m.ThreadGroups.Get(row.LeaderOr(slot)) is { Live: > 1 } group && group.Executing == slot,
            WaitKind.VforkChild => TaskTable.Find(m, row.WaitsOn.Id) is var child and not 0 && TaskTable.ReadExtra(m, child).VforkParent == row.Pid,
            WaitKind.Signal or WaitKind.Request => true,
            WaitKind.Files => m.FileCalls.Get(slot).Polls,
            WaitKind.NamespaceEmpty => m.Namespaces[row.WaitsOn.Id] is { IsClosed: true } space && space.Numbers > (row.LeaderOr(slot) == slot ? 1 : 2),
            WaitKind.Thaw => Freezer.IsDue(m, slot),
            _ => row.WaitsOn.HasQueue,
        };
        Require(reason, "blocked-for-a-reason", m, slot, $"blocked in {row.Call}, and nothing will wake it");
        Require(
            row.WaitsOn.Kind == WaitKind.Thaw || row.State == (SyscallTable.Find(row.Call)?.Blocks?.State ?? TaskState.Interruptible),
            "blocked-for-a-reason",
            m,
            slot,
            $"blocked in {row.Call} in the wrong state");
        Require(
            row.State == TaskState.Uninterruptible || row.WaitsOn.Kind == WaitKind.Thaw || (row.Flags & TaskFlags.SignalPending) == 0,
            "sleeps-through-no-signal",
            m,
            slot,
            $"blocked in {row.Call}");
    }

    private static void CheckPending(Machine m, int slot)
    {
        TaskExtra extra = TaskTable.ReadExtra(m, slot);
        ulong queued = 0;
        ulong queuedOwn = 0;
        int count = 0;
        int lower = 0;
        for (int first = extra.QueueHead; first != 0; first = m.SigQueue[first].Next)
        {
            int signal = m.SigQueue[first].Info.Signo;
            int key = Signals.QueueKey(signal, m.SigQueue[first].Own);
            Require(key > lower, "pending-signals", m, slot, "queued siginfos are not in the order of their numbers");
            (m.SigQueue[first].Own ? ref queuedOwn : ref queued) |= Signal.Bit(signal);
            lower = key;
            int last = first;
            for (int row = first; row != 0; row = m.SigQueue[row].NextSame)
            {
                Require(Signals.QueueKey(m.SigQueue[row].Info.Signo, m.SigQueue[row].Own) == key, "pending-signals", m, slot, "a siginfo stands behind one of another signal");
                Require(++count <= extra.QueueCount, "pending-signals", m, slot, "more siginfos are queued than are counted");
                last = row;
            }

            Require(last == m.SigQueue[first].LastSame, "pending-signals", m, slot, "the last siginfo of a signal is not where it is looked for");
        }

        // At RLIMIT_SIGPENDING a signal pends without its siginfo.
        bool known = (queued & ~extra.Pending) == 0 && (queuedOwn & ~extra.OwnPending) == 0
            && (TaskTable.ReadOfProcess(m, slot).Limits is not null || (queued == extra.Pending && queuedOwn == extra.OwnPending));
        Require(known && count == extra.QueueCount, "pending-signals", m, slot, "pending bits and queued siginfos differ");
        bool isOneOfSeveral = Threads.IsThreaded(m, Threads.LeaderOf(m, slot));
        ulong pending = isOneOfSeveral ? Signals.PendingIn(m, slot, own: true) : Signals.PendingOf(m, slot);
        bool mayAct = m.Tasks[slot].State is not (TaskState.Stopped or TaskState.Traced) && (pending & ~Signals.MaskOf(m, slot)) != 0;
        Require(
            !mayAct || (m.Tasks[slot].Flags & TaskFlags.SignalPending) != 0, "pending-signals", m, slot, "a signal may act and nobody will look");
        if (isOneOfSeveral && Threads.IsLeader(m, slot))
        {
            CheckSharedPending(m, slot);
        }
    }

    /// <summary>A signal of a process of several threads that one of them may take: one of those that may will look.</summary>
    private static void CheckSharedPending(Machine m, int leader)
    {
        ulong taken = 0;
        ulong seen = 0;
        for (int thread = leader; thread != 0; thread = Threads.After(m, thread))
        {
            if (m.Tasks[thread].State is not (TaskState.Zombie or TaskState.Stopped or TaskState.Traced))
            {
                ulong open = ~Signals.MaskOf(m, thread);
                taken |= open;
                seen |= (m.Tasks[thread].Flags & TaskFlags.SignalPending) != 0 ? open : 0;
            }
        }

        ulong pending = Signals.PendingIn(m, leader, own: false);
        Require((pending & taken & ~seen) == 0, "pending-signals", m, leader, "a signal of the process may act and none of its threads will look");
    }

    private static void CheckCounts(Machine m)
    {
        int zombies = 0;
        int orphans = 0;
        int subreapers = 0;
        int ready = 0;
        int running = 0;
        long cpuTime = m.S.ReapedCpuTime;
        long bandwidth = 0, processes = 0, queued = 0;
        for (int slot = 1; slot <= m.S.TaskTop; slot++)
        {
            ref readonly TaskRow row = ref m.Tasks[slot];
            if (row.State == TaskState.Free)
            {
                continue;
            }

            zombies += row.State == TaskState.Zombie ? 1 : 0;
            orphans += (row.Flags & TaskFlags.Adopted) != 0 && !Threads.IsDead(m, slot) ? 1 : 0;
            subreapers += (row.Flags & TaskFlags.Subreaper) != 0 ? 1 : 0;
            ready += row.State == TaskState.Ready ? 1 : 0;
            running += row.State == TaskState.Running ? 1 : 0;
            bandwidth += DeadlineBandwidth.OfTask(m, slot);
            processes += Credentials.UidOf(m, slot) != 0 ? 1 : 0;
            queued += Signals.QueuedCount(m, slot);
            cpuTime += ProcessView.CpuTimeOf(m, slot) + (Threads.IsThreaded(m, slot) ? m.ThreadGroups[slot].EndedCpuTime : 0);
        }

        for (int row = 1; row <= m.S.UserTop; row++)
        {
            UserRow user = m.Users[row];
            processes -= user.Processes;
            queued -= user.Queued;
            Require(user.Processes >= 0 && user.Queued >= 0, "counts", m, 0, $"user {user.Uid} has {user.Processes} processes and {user.Queued} siginfos");
        }

        Same(m, processes, 0, "processes of users who are not root");
        Same(m, queued, 0, "siginfos of users");
        Same(m, zombies, m.S.Zombies, "zombies");
        Same(m, orphans, m.S.Orphans, "orphans");
        Same(m, subreapers, m.S.Subreapers, "subreapers");
        Same(m, ready, m.S.ReadyCount, "ready tasks");
        Same(m, running, m.S.RunningCount, "running tasks");
        Same(m, bandwidth, m.S.DeadlineBandwidth, "parts of a CPU for deadline tasks");
        // Under any schedule each task has a CPU of its own.
        if (cpuTime < 0 || (!m.Settings.PolicyText.StartsWith(Unordered.Name, StringComparison.Ordinal) && cpuTime / m.Cpus.Length > m.Now))
        {
            throw Broken("cpu-time", m, 0, $"{cpuTime} ticks used on {m.Cpus.Length} CPUs");
        }
    }

    private static void Same(Machine m, long found, long counted, string what)
    {
        if (found != counted)
        {
            throw Broken("counts", m, 0, $"{found} {what}, counted {counted}");
        }
    }
}
