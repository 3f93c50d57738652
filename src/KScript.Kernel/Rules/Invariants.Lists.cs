// The rules on what ties tasks together: children, groups, queues, CPUs, timers, free slots.
namespace KScript.Kernel;

internal static partial class Invariants
{
    private const WaitOptions AnyReport = WaitOptions.Exited | WaitOptions.Stopped | WaitOptions.Continued | WaitOptions.Trapped;

    /// <summary>From init every task is reached exactly once, over lists that agree in both directions.</summary>
    private static void CheckTree(Machine m)
    {
        Require(m.Tasks[Machine.InitSlot].Parent == 0, "one-parent", m, Machine.InitSlot, "init has a parent");
        // Depth first without a stack: the lists themselves lead back.
        int reached = 1;
        int task = FirstChildOfAny(m, Machine.InitSlot);
        while (task != 0)
        {
            Require(++reached <= m.S.TaskCount, "one-parent", m, task, "the tree has a loop");
            int next = FirstChildOfAny(m, task);
            while (next == 0 && task != Machine.InitSlot)
            {
                next = m.Tasks[task].NextSibling;
                if (next == 0)
                {
                    int parent = m.Tasks[task].Parent;
                    next = FirstChildOfAny(m, Threads.After(m, parent));
                    task = Threads.LeaderOf(m, parent);
                }
            }

            task = next;
        }

        int processes = 0;
        for (int slot = 1; slot <= m.S.TaskTop; slot++)
        {
            processes += m.Tasks[slot].State != TaskState.Free && Threads.IsLeader(m, slot) ? 1 : 0;
        }

        Require(reached == processes, "one-parent", m, 0, $"{processes} processes, {reached} below init");
    }

    /// <summary>The first child of a thread, or of those after it in its process; 0: none has any.</summary>
    private static int FirstChildOfAny(Machine m, int thread)
    {
        int child = 0;
        for (; thread != 0 && child == 0; thread = Threads.After(m, thread))
        {
            child = FirstChildOf(m, thread);
        }

        return child;
    }

    /// <summary>The first child, after a look at the whole list.</summary>
    private static int FirstChildOf(Machine m, int parent)
    {
        int first = m.Tasks[parent].FirstChild;
        int report = ChildReports.FirstInTree(m, parent, AnyReport);
        int fresh = 0;
        int last = 0;
        int count = 0;
        for (int child = first; child != 0; child = m.Tasks[child].NextSibling)
        {
            ref readonly TaskRow row = ref m.Tasks[child];
            Require(row.State != TaskState.Free, "one-parent", m, parent, "a child's slot is free");
            Require(row.Parent == parent, "one-parent", m, child, "it is in the list of another parent");
            Require(child == first || row.PrevSibling == last, "one-parent", m, child, "the list of children is broken backwards");
            Require(++count <= m.S.TaskCount, "one-parent", m, parent, "the list of children has a loop");
            CheckReport(m, child, ref report);
            fresh += ChildReports.IsFresh(m, child) ? 1 : 0;
            last = child;
        }

        Require(report == 0, "child-reports", m, parent, "more children stand in its tree than have anything to report");
        CheckFresh(m, parent, fresh);
        Require(first == 0 || m.Tasks[first].PrevSibling == last, "one-parent", m, parent, "the youngest child is not where it is looked for");
        return first;
    }

    /// <summary>The chain of zombies that are not in the tree yet: those of its children that say so, and no other.</summary>
    private static void CheckFresh(Machine m, int parent, int count)
    {
        int child = m.Reports.Get(parent).Fresh;
        while (child != 0)
        {
            Require(--count >= 0 && m.Tasks[child].Parent == parent && ChildReports.IsFresh(m, child), "child-reports", m, parent, "its chain of zombies is broken");
            child = m.Tasks[child].Next == child ? 0 : m.Tasks[child].Next;
        }

        Require(count == 0, "child-reports", m, parent, "zombies are missing in its chain");
    }

    /// <summary>A child against the next of the tree that its parent's list has not come to.</summary>
    private static void CheckReport(Machine m, int child, ref int report)
    {
        ChildReportRow row = m.Reports.Get(child);
        Require(ChildReports.Kinds(m, child) == (byte)ChildReports.KindsOf(m, child), "child-reports", m, child, "it is not known for what it has to report");
        if (row.Kinds != 0)
        {
            Require(report == child, "child-reports", m, child, "the tree has another order than the list");
            int below = row.Kinds | m.Reports.Get(row.Left).Below | m.Reports.Get(row.Right).Below;
            Require(row.Below == below, "child-reports", m, child, "it is not known what is below it");
            report = ChildReports.After(m, child, AnyReport);
        }
    }

    private static void CheckGroups(Machine m)
    {
        int members = 0;
        int groups = 0;
        for (int group = 1; group <= m.S.GroupTop; group++)
        {
            if (m.Groups[group].Pgid != 0)
            {
                members += CheckGroup(m, group);
                groups++;
            }
        }

        int processes = 0;
        for (int slot = 1; slot <= m.S.TaskTop; slot++)
        {
            processes += m.Tasks[slot].State != TaskState.Free && Threads.IsLeader(m, slot) ? 1 : 0;
        }

        Require(members == processes, "groups", m, 0, $"{processes} processes, {members} in groups");
        int counted = 0;
        for (int sid = 0; sid < m.PidSessions.Capacity; sid++)
        {
            Require(m.PidSessions[sid] >= 0, "groups", m, 0, $"session {sid} has less than no groups");
            counted += m.PidSessions[sid];
        }

        Require(counted == groups, "groups", m, 0, $"{groups} groups, counted {counted} by session");
        for (int pgid = 0; pgid < m.PidGroups.Capacity; pgid++)
        {
            int group = m.PidGroups[pgid];
            Require(group == 0 || m.Groups[group].Pgid == pgid, "groups", m, 0, $"group {pgid} is found and gone");
        }
    }

    private static int CheckGroup(Machine m, int group)
    {
        GroupRow g = m.Groups[group];
        int count = 0;
        int stopped = 0;
        int before = 0;
        for (int member = g.First; member != 0; member = m.Tasks[member].GroupNext)
        {
            ref readonly TaskRow row = ref m.Tasks[member];
            Require(row.State != TaskState.Free && row.Group == group, "groups", m, member, "it is in the list of another group");
            Require(row.GroupPrev == before, "groups", m, member, "the group's list is broken backwards");
            Require(++count <= g.Count, "groups", m, member, "the group's list has a loop, or more members than counted");
            stopped += Threads.IsStopped(m, member) ? 1 : 0;
            before = member;
        }

        Require(count == g.Count && count > 0, "groups", m, 0, $"group {g.Pgid} has {count} members, counted {g.Count}");
        Require(stopped == g.Stopped, "groups", m, 0, $"group {g.Pgid} has {stopped} stopped members, counted {g.Stopped}");
        Require(m.PidGroups.Get(g.Pgid) == group, "groups", m, 0, $"group {g.Pgid} is not found under its number");
        return count;
    }

    private static void CheckQueues(Machine m)
    {
        int queued = 0;
        foreach (ReadyQueue queue in m.Queues)
        {
            int last = 0;
            int count = 0;
            for (int task = queue.Head; task != 0; task = m.Tasks[task].Next)
            {
                Require(m.Tasks[task].State == TaskState.Ready, "one-place", m, task, "it is in a queue and not ready");
                Require(++count <= queue.Count, "one-place", m, task, "the queue has a loop, or more tasks than counted");
                last = task;
            }

            Require(count == queue.Count && last == queue.Tail, "one-place", m, last, "the queue's count or tail is wrong");
            queued += count;
            CheckOrder(m, in queue);
        }

        // With as many ready tasks as queued ones (counts), and no queued one that is not ready, each is queued exactly once.
        Require(queued == m.S.ReadyCount, "one-place", m, 0, $"{m.S.ReadyCount} ready tasks, {queued} in queues");
    }

    private static void CheckCpus(Machine m)
    {
        int busy = 0;
        int tickless = 0;
        for (int cpu = 0; cpu < m.Cpus.Length; cpu++)
        {
            ref readonly CpuRow c = ref m.Cpus[cpu];
            int task = c.Current;
            busy += task != 0 ? 1 : 0;
            tickless += c.Tickless ? 1 : 0;
            Require(
                task == 0 || (m.Tasks[task].State == TaskState.Running && m.Tasks[task].Cpu == cpu), "one-place", m, task, $"CPU {cpu} runs it");
            Require(m.IdleCpus.Contains(cpu) == (task == 0), "cpus", m, task, $"CPU {cpu} is idle, or is not");
            Require((c.Mode == CpuMode.Idle) == (task == 0), "cpus", m, task, $"CPU {cpu} is in mode {c.Mode}");
            Require(!m.ToRun.Contains(cpu) || c.Mode == CpuMode.Chain || task == 0, "cpus", m, task, $"CPU {cpu} is to run and busy");
            bool remembered = m.ToRun.Contains(cpu) || m.DueBursts.Contains(cpu) || m.S.CutChain == cpu + 1;
            Require(c.Mode != CpuMode.Chain || remembered, "cpus", m, task, $"CPU {cpu} is forgotten");
            long next = Math.Min(After(m, c.BurstEnd), After(m, c.SliceEnd));
            // What is due in this instant will set the time anew.
            bool isDue = m.DueBursts.Contains(cpu) || m.DueSlices.Contains(cpu);
            Require(isDue || m.CpuTimes.Of(cpu) == next, "cpus", m, task, $"CPU {cpu} has its next event at {next}, noted {m.CpuTimes.Of(cpu)}");
            Require(c.ChargedUntil <= m.Now, "cpus", m, task, $"CPU {cpu} has charged time to come");
        }

        Require(busy == m.S.RunningCount, "one-place", m, 0, $"{busy} busy CPUs, {m.S.RunningCount} running tasks");
        Same(m, tickless, m.S.TicklessCount, "untimed slices");
        CheckWaiting(m);
        CheckCaches(m);
    }

    /// <summary>Who waits where, counted anew.</summary>
    private static void CheckWaiting(Machine m)
    {
        if (m.Waiting is not { } waiting)
        {
            return;
        }

        int free = 0;
        int[] inQueue = new int[m.Cpus.Length];
        int[] load = new int[m.Cpus.Length];
        int[] pinned = new int[m.Cpus.Length];
        for (int slot = 1; slot <= m.S.TaskTop; slot++)
        {
            ref readonly TaskRow row = ref m.Tasks[slot];
            if (row.State is not (TaskState.Ready or TaskState.Running) || (row.State == TaskState.Ready && !m.Policy.MayRun(m, slot)))
            {
                continue;
            }

            bool waits = row.State == TaskState.Ready;
            int cpu = waits ? RunQueues.Holding(m, slot) : row.Cpu;
            Require(!m.PerCpu || !waits || Affinity.Allows(m, slot, cpu), "run-queues", m, slot, $"it waits for CPU {cpu}, which it may not use");
            load[cpu]++;
            inQueue[cpu] += waits ? 1 : 0;
            bool restricted = Affinity.IsRestricted(m, slot);
            free += waits && !restricted ? 1 : 0;
            for (int other = 0; other < m.Cpus.Length && waits && restricted; other++)
            {
                pinned[other] += Affinity.Allows(m, slot, other) ? 1 : 0;
            }
        }

        Same(m, free, waiting.Free, "waiting tasks that may use every CPU");
        for (int cpu = 0; cpu < m.Cpus.Length; cpu++)
        {
            Same(m, pinned[cpu], waiting.PinnedTo(cpu), $"waiting tasks with a list that has CPU {cpu}");
            Require(waiting.Wanted.Contains(cpu) == (pinned[cpu] > 0), "run-queues", m, 0, $"CPU {cpu} is wanted, or is not");
            Require(!m.TicklessCpus.Contains(cpu) == !m.Cpus[cpu].Tickless, "cpus", m, 0, $"the slice of CPU {cpu} is timed, or is not");
            if (m.PerCpu)
            {
                Same(m, inQueue[cpu], waiting.In(cpu), $"tasks in the queue of CPU {cpu}");
                Same(m, load[cpu], waiting.Loads![cpu], $"tasks of CPU {cpu}");
                Require(waiting.Queues.Contains(cpu) == (inQueue[cpu] > 0), "run-queues", m, 0, $"the queue of CPU {cpu} is empty, or is not");
            }
        }
    }

    private static void CheckCaches(Machine m)
    {
        for (int cpu = 0; cpu < m.Cpus.Length; cpu++)
        {
            ref readonly CpuRow c = ref m.Cpus[cpu];
            long used = 0;
            int newer = 0;
            for (int row = c.CacheNewest; row != 0; row = m.Warmth[row].Older)
            {
                ref readonly WarmRow w = ref m.Warmth[row];
                Require(w.Cpu == cpu && w.TicksLeft < 0 && w.Newer == newer && w.Size > 0, "caches", m, 0, $"a working set is in the cache of CPU {cpu} by mistake");
                used += w.Size;
                newer = row;
            }

            Require(used == c.CacheUsed && used <= m.CpuOptions.CacheSize && newer == c.CacheOldest, "caches", m, 0, $"the cache of CPU {cpu} holds {used}, counted {c.CacheUsed}");
        }
    }

    private static long After(Machine m, long time) => time <= m.Now ? CpuRow.Never : time;

    private static void CheckTimers(Machine m)
    {
        int alarms = 0, cpuTimers = 0;
        for (int place = 1; place <= m.S.TimerCount; place++)
        {
            TimerRow timer = m.Timers[place];
            TimerRow above = m.Timers[place >> 1];
            int task = timer.Kind == TimerKind.File ? 0 : timer.Task;
            ref readonly TaskRow row = ref m.Tasks[task];
            Require(
                place == 1 || above.Due < timer.Due || (above.Due == timer.Due && above.Sequence < timer.Sequence),
                "timers",
                m,
                task,
                "the heap is out of order");
            Require(timer.Due >= m.Now, "timers", m, task, $"a timer of {timer.Due} is overdue");
            switch (timer.Kind)
            {
                case TimerKind.Alarm:
                    TaskExtra extra = TaskTable.ReadExtra(m, timer.Task);
                    Require(extra.AlarmTimer == place && extra.AlarmDue == timer.Due, "timers", m, timer.Task, "the alarm is not where the task looks");
                    alarms++;
                    break;
                case TimerKind.CpuTime:
                    IntervalRow intervals = m.Intervals.Get(timer.Task);
                    bool uses = IntervalTimers.IsUsed(m, timer.Task);
                    Require(intervals.CpuTimer == place && (uses || timer.Due == m.Now), "timers", m, timer.Task, "its CPU time is counted, and it uses none");
                    break;
                case TimerKind.File:
                    ref readonly InodeRow inode = ref m.Inodes[timer.Task];
                    Require(inode.Kind == InodeKind.Timer && inode.Other == place && inode.Due == timer.Due, "timers", m, 0, "a timerfd does not know its timer");
                    break;
                case TimerKind.Wake:
                    bool blocked = row.State is TaskState.Interruptible or TaskState.Uninterruptible;
                    Require(blocked && m.Waiters.Get(timer.Task).Timer == place, "timers", m, timer.Task, "a timer wakes it that it does not know");
                    break;
            }
        }

        for (int slot = 1; slot <= m.S.TaskTop; slot++)
        {
            alarms -= m.Tasks[slot].State != TaskState.Free && TaskTable.ReadExtra(m, slot).AlarmDue != 0 ? 1 : 0;
            cpuTimers += m.Intervals.Get(slot) is { VirtualDue: 0, ProfDue: 0, LimitDue: 0 } ? 0 : 1;
        }

        Require(alarms == 0, "timers", m, 0, "a task's alarm has no timer");
        Require(cpuTimers == m.S.CpuTimers, "timers", m, 0, "the tasks with timers for CPU time are counted wrong");
    }

    /// <summary>What a stack with quotas counts of the CPUs.</summary>
    private static void CheckClasses(Machine m)
    {
        if (m.Policy is not ClassStack { Traits.MetersRuns: true } stack)
        {
            return;
        }

        int[] running = new int[stack.ClassCount];
        foreach (ref readonly CpuRow c in m.Cpus.AsSpan())
        {
            if (c.Current != 0 && c.Mode != CpuMode.Switching)
            {
                running[stack.ClassOf(m, c.Current)]++;
            }
        }

        for (int i = 0; i < running.Length; i++)
        {
            Require(running[i] == m.Classes[i].Running, "classes", m, 0, $"class {i} runs on {running[i]} CPUs, counted {m.Classes[i].Running}");
        }
    }

    /// <summary>Each blocked task stands in the queue of what it waits on, once, and nobody else stands in any.</summary>
    private static void CheckWaitQueues(Machine m)
    {
        int waiting = 0;
        int queued = 0;
        int timed = 0;
        for (int slot = 1; slot <= m.S.TaskTop; slot++)
        {
            ref readonly TaskRow row = ref m.Tasks[slot];
            WaiterRow waiter = m.Waiters.Get(slot);
            if (!row.WaitsOn.HasQueue)
            {
                Require(waiter.Next == 0 && waiter.Previous == 0, "wait-queues", m, slot, "it stands in a queue and does not wait for it");
                continue;
            }

            waiting++;
            timed += row.WaitsOn.Kind == WaitKind.Condition && m.Contexts[slot]!.ConditionDependsOnTime ? 1 : 0;
            if (waiter.Previous == 0)
            {
                Require(WaitQueues.OfWaiter(m, slot).Head == slot, "wait-queues", m, slot, "nobody is before it, and it is not the first");
                queued += CheckWaitQueue(m, slot);
            }
        }

        Require(queued == waiting, "wait-queues", m, 0, $"{waiting} tasks wait in queues, {queued} are in them");
        Require(m.S.Conditions.Head == 0 || m.Tasks[m.S.Conditions.Head].WaitsOn == WaitsOn.Condition, "wait-queues", m, m.S.Conditions.Head, "it waits in no `until`");
        Same(m, timed, m.S.UntilTimed, "conditions on the time");
    }

    /// <summary>A queue from its first task on; how long it is.</summary>
    private static int CheckWaitQueue(Machine m, int first)
    {
        WaitsOn on = m.Tasks[first].WaitsOn;
        int count = 0;
        int last = 0;
        for (int task = first; task != 0; task = m.Waiters[task].Next)
        {
            bool same = on.Kind == WaitKind.ChildOfThreads
                ? m.Tasks[task].WaitsOn.Kind == on.Kind && Threads.LeaderOf(m, task) == Threads.LeaderOf(m, first)
                : m.Tasks[task].WaitsOn == on;
            Require(same, "wait-queues", m, task, "it stands in a queue and waits for something else");
            Require(m.Waiters[task].Previous == last, "wait-queues", m, task, "the list backwards differs");
            Require(++count <= m.S.TaskCount, "wait-queues", m, task, "a queue has a loop");
            last = task;
        }

        Require(WaitQueues.OfWaiter(m, first).Tail == last, "wait-queues", m, last, "it is the last, and its queue does not know");
        return count;
    }

    private static void CheckFreeLists(Machine m)
    {
        int free = 0;
        for (int slot = m.S.FreeTask; slot != 0 && free <= m.S.TaskTop; slot = m.Tasks[slot].Next)
        {
            Require(m.Tasks[slot].State == TaskState.Free, "free-lists", m, slot, "a free slot is in use");
            free++;
        }

        Require(free + m.S.TaskCount == m.S.TaskTop, "free-lists", m, 0, $"{m.S.TaskTop} slots, {m.S.TaskCount} in use, {free} free");
        int groups = 0;
        for (int group = 1; group <= m.S.GroupTop; group++)
        {
            groups += m.Groups[group].Pgid == 0 ? 1 : 0;
        }

        for (int group = m.S.FreeGroup; group != 0 && groups >= 0; group = m.Groups[group].First)
        {
            groups--;
        }

        Require(groups == 0, "free-lists", m, 0, "free groups are lost");
        int infos = m.S.SigTop;
        for (int row = m.S.FreeSig; row != 0 && infos >= 0; row = m.SigQueue[row].Next)
        {
            infos--;
        }

        for (int slot = 1; slot <= m.S.TaskTop; slot++)
        {
            infos -= m.Tasks[slot].State == TaskState.Free ? 0 : Signals.QueuedCount(m, slot);
        }

        Require(infos == 0, "free-lists", m, 0, "queued siginfos are lost");
    }
}
