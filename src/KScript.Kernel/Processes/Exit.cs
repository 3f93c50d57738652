// How tasks end: exit, adoption of the children, the zombie and its SIGCHLD, the orphaned groups. Reaping is in Wait.cs.
namespace KScript.Kernel;

/// <summary>The end of tasks.</summary>
internal static class Exit
{
    /// <summary>_exit: ends the caller's process, all of its threads, with A0 &amp; 0xff.</summary>
    /// <source>POSIX.1-2017 _exit(); _exit(2); exit_group(2)</source>
    public static SyscallResult Call(Machine m, int task, ref Trap trap)
    {
        GroupExit.End(m, task, WaitStatus.ExitedWith(trap.A0));
        return SyscallResult.Handled;
    }

    /// <summary>
    /// A running thread ends with a raw wait status. Its children are given away; a thread beside the first leaves nothing behind, and with
    /// the last one the process is a zombie and its parent hears of it, or it is gone at once where nobody will wait (docs/kernel.md).
    /// </summary>
    public static void EndThread(Machine m, int task, int status)
    {
        if (Tracing.IsTraced(m, task) && TraceStops.StopsBeforeEnd(m, task, status))
        {
            return;
        }

        ref TaskRow row = ref m.Tasks.Write(task);
        int cpu = row.Cpu;
        int leader = row.LeaderOr(task);
        TaskFlags flags = leader == task ? row.Flags : row.Flags | m.Tasks[leader].Flags;
        bool threaded = (flags & TaskFlags.Threaded) != 0;
        bool isLast = !threaded || m.ThreadGroups[leader].Live == 1;
        if (isLast && m.S.NamespaceCount != 0 && NamespaceEnd.Waits(m, cpu, task, status))
        {
            return;
        }

        // What only a task can have that did something out of the ordinary.
        bool hasMore = (flags & TaskFlags.HasExtra) != 0;
        if (isLast && (flags & (TaskFlags.Traced | TaskFlags.Threaded)) != 0 && Threads.IsStopped(m, leader))
        {
            Signals.ForgetStop(m, leader);
        }

        if (isLast && hasMore)
        {
            IntervalTimers.CancelAll(m, leader);
        }

        Dispatching.LeaveBlocked(m, cpu, blocks: false);
        if (hasMore)
        {
            Scheduling.Died(m, task);
        }

        UserContext? context = m.Contexts[task];
        if (isLast && threaded)
        {
            status = m.ThreadGroups[leader].Exiting ? m.ThreadGroups[leader].ExitStatus : status;
        }

        if (isLast && WaitStatus.IsSignaled(status))
        {
            m.TellOfDeath(leader, context, status);
        }

        if (hasMore)
        {
            LetGo(m, leader, task, isLast);
        }

        m.Contexts.Write(task) = null;
        CloseFiles(m, task, isLast);
        if (hasMore)
        {
            Signals.Flush(m, task, isLast);
        }

        row.Call = SyscallNumber.None;
        row.WaitsOn = default;
        row.Flags &= ~(TaskFlags.SignalPending | TaskFlags.SyscallPaid);
        if ((row.Flags & TaskFlags.Tracer) != 0)
        {
            Tracing.TracerEnds(m, task);
        }

        Namespaces.LeaveByEnd(m, task);
        if (!threaded)
        {
            EndProcess(m, cpu, task, status);
        }
        else
        {
            EndOneOfSeveral(m, cpu, leader, task, status, isLast);
        }

        if (context is not null)
        {
            m.Recycle(context);
        }
    }

    /// <summary>The locks that it holds, the parent that waits in vfork, its memory.</summary>
    private static void LetGo(Machine m, int leader, int task, bool isLast)
    {
        Locks.HolderDies(m, task);
        Clone.ReleaseParent(m, task);
        if (isLast)
        {
            AddressSpaces.Drop(m, leader);
        }
    }

    /// <summary>What its call on files remembered, and its descriptors: readers see the end of a pipe, writers that nobody reads.</summary>
    public static void CloseFiles(Machine m, int task, bool isLast)
    {
        if (task < m.FileCalls.Capacity)
        {
            FileCalls.End(m, task);
        }

        AioFiles.Cancel(m, task);
        if (isLast)
        {
            Descriptors.Exit(m, task);
        }
    }

    /// <summary>A process's only thread has ended, or the last of them.</summary>
    private static void EndProcess(Machine m, int cpu, int leader, int status)
    {
        ref TaskRow row = ref m.Tasks.Write(leader);
        if ((row.Flags & TaskFlags.Subreaper) != 0)
        {
            m.S.Subreapers--;
        }

        row.Status = (ushort)status;
        row.Flags &= ~(TaskFlags.ContinueUnreported | TaskFlags.Subreaper);
        if (leader == Machine.InitSlot)
        {
            InitDies(m, cpu, status);
            return;
        }

        bool zombie = !NobodyWaits(m, leader);
        if (row.State != TaskState.Zombie)
        {
            row.State = TaskState.Zombie;
            m.S.Zombies++;
        }

        if ((row.Flags & TaskFlags.Adopted) != 0)
        {
            m.S.Orphans--;
        }

        ChildReports.Update(m, leader);
        if (m.S.TerminalTop > 0)
        {
            Terminals.ProcessEnds(m, leader);
        }

        if (row.FirstChild != 0)
        {
            GiveChildrenAway(m, leader, FindReaper(m, leader));
        }

        Groups.AfterExit(m, leader);
        Events.Exit(m, cpu, leader, status, zombie);
        if (Threads.CanBeReaped(m, leader))
        {
            TellOfEnd(m, leader, zombie);
        }
    }

    /// <summary>The end of a process: its tracer hears of it where one traces it that is not its parent, else the parent (Linux: exit_notify).</summary>
    private static void TellOfEnd(Machine m, int leader, bool zombie)
    {
        if (!Tracing.IsTraced(m, leader) || Tracing.IsOfParent(m, leader))
        {
            TellParent(m, leader, zombie);
            return;
        }

        ProcessFiles.Died(m, leader);
        Tracing.TellTracerOfDeath(m, leader, m.Tasks[leader].Status);
    }

    /// <summary>
    /// A thread of several has ended: its children become another thread's. The first one's row stays as Z, for it is the process's; the others'
    /// slots and numbers are free at once (Linux: release_task of a thread that is not the leader).
    /// </summary>
    private static void EndOneOfSeveral(Machine m, int cpu, int leader, int task, int status, bool isLast)
    {
        ref ThreadGroupRow group = ref m.ThreadGroups.Write(leader);
        group.Live--;
        bool stops = GroupStop.Forget(m, leader, task);
        if (!isLast || task != leader)
        {
            Events.ThreadExit(m, cpu, task, status);
        }

        if (!isLast)
        {
            Signals.Retarget(m, task, Signals.PendingIn(m, task, own: false) & ~Signals.MaskOf(m, task));
        }

        if (task == leader)
        {
            m.Tasks.Write(task).State = TaskState.Zombie;
            m.S.Zombies++;
        }

        if (m.Tasks[task].FirstChild != 0)
        {
            GiveChildrenAway(m, task, isLast ? FindReaper(m, leader) : LivingThread(m, leader, task));
        }

        if (task != leader)
        {
            group.EndedCpuTime += m.Tasks[task].CpuTime;
            m.Tasks.Write(task).CpuTime = 0;
            EndOther(m, leader, task, status);
        }

        if (isLast)
        {
            Threads.FoldTimes(m, leader);
            Joining.ForgetAll(m, leader);
            EndProcess(m, cpu, leader, status);
            return;
        }

        if (stops)
        {
            Signals.ProcessStopped(m, leader);
        }

        GroupExit.AfterEnd(m, leader);
    }

    /// <summary>A thread beside the first is gone with its end; a traced one when its tracer has waited for it (Linux: exit_notify).</summary>
    private static void EndOther(Machine m, int leader, int task, int status)
    {
        if (!Tracing.IsTraced(m, task))
        {
            ReleaseThread(m, leader, task);
            return;
        }

        ref TaskRow row = ref m.Tasks.Write(task);
        row.State = TaskState.Zombie;
        row.Status = (ushort)status;
        m.S.Zombies++;
        Tracing.TellTracerOfDeath(m, task, status);
    }

    /// <summary>A dead thread beside the first, which was left for its tracer, goes; the last of them lets its process be waited for.</summary>
    public static void ReleaseDeadThread(Machine m, int leader, int task)
    {
        m.S.Zombies--;
        ReleaseThread(m, leader, task);
        if (Threads.CanBeReaped(m, leader))
        {
            ChildReports.Update(m, leader);
            TellOfEnd(m, leader, zombie: !NobodyWaits(m, leader));
        }
    }

    /// <summary>The first thread of a process that lives, but for one.</summary>
    private static int LivingThread(Machine m, int leader, int but)
    {
        int thread = leader;
        while (thread != 0 && (thread == but || m.Tasks[thread].State == TaskState.Zombie))
        {
            m.RowsVisited++;
            thread = Threads.After(m, thread);
        }

        return thread;
    }

    /// <summary>The slot and the number of a thread that has ended are free.</summary>
    public static void ReleaseThread(Machine m, int leader, int task)
    {
        int tid = m.Tasks[task].Pid;
        Tracing.ForgetIfAny(m, task);
        Cgroups.Count(m, Cgroups.Of(m, leader), -1);
        Threads.Leave(m, leader, task);
        TaskTable.FreeSlot(m, ref m.Tasks.Write(task), task);
        TaskTable.ClearPid(m, tid);
    }

    /// <summary>
    /// Whether a child's parent has said that it will not wait: SIGCHLD ignored, or SA_NOCLDWAIT. A child that is traced, or whose end sends something
    /// else, waits to be waited for (Linux: do_notify_parent).
    /// </summary>
    private static bool NobodyWaits(Machine m, int child)
    {
        int parent = Threads.LeaderOf(m, m.Tasks[child].Parent);
        if ((m.Tasks[parent].Flags & TaskFlags.HasExtra) == 0 || ExitSignalOf(m, child) != Signal.SIGCHLD || Tracing.IsTraced(m, child))
        {
            return false;
        }

        SigAction action = Signals.ActionOf(m, parent, Signal.SIGCHLD);
        return action.Handler == SignalHandler.Ignore || (action.Flags & SigActionFlags.NoChildWait) != 0;
    }

    /// <summary>The signal that a process's end sends to its parent; 0: none (clone(2)).</summary>
    public static int ExitSignalOf(Machine m, int leader)
    {
        int plusOne = (m.Tasks[leader].Flags & TaskFlags.HasExtra) == 0 ? 0 : m.Extras[leader].ExitSignalPlusOne;
        return plusOne == 0 ? Signal.SIGCHLD : plusOne - 1;
    }

    /// <summary>
    /// The parent hears that a child is dead: SIGCHLD, and the end of its wait. Where nobody waits it is no zombie and goes at once,
    /// and a parent blocked in wait looks again, for it may have no child left (ECHILD).
    /// </summary>
    public static void TellParent(Machine m, int task) => TellParent(m, task, !NobodyWaits(m, task));

    private static void TellParent(Machine m, int task, bool zombie)
    {
        ref readonly TaskRow row = ref m.Tasks[task];
        int parent = row.Parent;
        if ((parent == Machine.InitSlot && m.HasBuiltInInit) || NamespaceEnd.IsEnding(m, parent))
        {
            Wait.Reap(m, task, parent);
            return;
        }

        int status = row.Status;
        ProcessFiles.Died(m, task);
        if (Tracing.IsTraced(m, task))
        {
            Wait.WakeTracer(m, task, WaitOptions.Exited);
        }

        Signals.SendExitSignal(m, parent, task, ExitSignalOf(m, task), WaitStatus.CodeOf(status), WaitStatus.ValueOf(status));
        Wait.WakeWaiter(m, parent, task, WaitOptions.Exited);
        if (!zombie)
        {
            Wait.Release(m, task);
        }
    }

    /// <summary>Children go to another, in their order, to the tail.</summary>
    private static void GiveChildrenAway(Machine m, int task, int reaper)
    {
        ChildReports.LeaveAllOf(m, task);
        for (int child = m.Tasks[task].FirstChild; child != 0;)
        {
            int next = m.Tasks[child].NextSibling;
            ChildReports.Forget(m, child);
            Adopt(m, child, task, reaper);
            child = next;
        }
    }

    /// <summary>
    /// The nearest living subreaper among the ancestors of a process in its pid namespace, else the namespace's init; a thread of it that lives
    /// (Linux: find_new_reaper).
    /// </summary>
    private static int FindReaper(Machine m, int leader)
    {
        int level = Namespaces.LevelOf(m, leader);
        if (m.S.Subreapers > 0)
        {
            for (int ancestor = ParentOf(m, leader); ancestor > Machine.InitSlot && Namespaces.LevelOf(m, ancestor) == level; ancestor = ParentOf(m, ancestor))
            {
                if ((m.Tasks[ancestor].Flags & TaskFlags.Subreaper) != 0 && !Threads.IsDead(m, ancestor))
                {
                    return LivingThread(m, ancestor, but: 0);
                }
            }
        }

        int init = level == 0 ? Machine.InitSlot : Namespaces.InitOf(m, Namespaces.Of(m, leader));
        return LivingThread(m, init, but: 0) is var living and not 0 ? living : init;
    }

    /// <summary>The process that a process is a child of.</summary>
    private static int ParentOf(Machine m, int leader) => Threads.LeaderOf(m, m.Tasks[leader].Parent);

    private static void Adopt(Machine m, int child, int from, int reaper)
    {
        TaskTable.UnlinkChild(m, child);
        TaskTable.LinkChild(m, reaper, child);
        ChildReports.Update(m, child);
        if (Threads.LeaderOf(m, reaper) == Threads.LeaderOf(m, from))
        {
            // Another thread of the same process: the child is no orphan, and only what hangs on the thread itself happens.
            SendDeathSignal(m, child, from);
            return;
        }

        ref TaskRow row = ref m.Tasks.Write(child);
        bool zombie = Threads.IsDead(m, child);
        // It has an ordinary parent now (Linux: reparent_leader sets exit_signal to SIGCHLD).
        if ((row.Flags & TaskFlags.HasExtra) != 0)
        {
            m.Extras.Write(child).ExitSignalPlusOne = 0;
        }

        if ((row.Flags & TaskFlags.Adopted) == 0)
        {
            row.Flags |= TaskFlags.Adopted;
            if (!zombie)
            {
                m.S.Orphans++;
            }
        }

        Events.Adopt(m, child, reaper);
        Groups.AfterParentExit(m, child, from);
        if (zombie)
        {
            // A zombie goes with its SIGCHLD, so that the adopter may reap it; one that is traced when its tracer has waited for it.
            if (Threads.CanBeReaped(m, child) && !Tracing.IsTraced(m, child))
            {
                TellParent(m, child);
            }

            return;
        }

        SendDeathSignal(m, child, from);
    }

    /// <summary>The thread that forked a process has ended: its parent-death signals, those of each thread that set one (Linux: forget_original_parent).</summary>
    private static void SendDeathSignal(Machine m, int child, int from)
    {
        for (int thread = child; thread != 0; thread = Threads.After(m, thread))
        {
            int signal = TaskTable.ReadExtra(m, thread).ParentDeathSignal;
            if (signal != 0 && m.Tasks[thread].State != TaskState.Zombie && Credentials.MaySignal(m, from, child, signal))
            {
                var info = new SigInfo(signal, SignalCode.SI_USER, Threads.PidOf(m, from), 0, 0, Credentials.UidOf(m, from));
                Signals.Send(m, thread, signal, in info, sender: from);
            }
        }
    }

    /// <summary>
    /// The end of a script's own init. Linux panics ("Attempted to kill init!"); the run ends with that word.
    /// </summary>
    private static void InitDies(Machine m, int cpu, int status)
    {
        m.S.InitDead = true;
        m.S.Zombies += m.Tasks[Machine.InitSlot].State == TaskState.Zombie ? 0 : 1;
        m.Tasks.Write(Machine.InitSlot).State = TaskState.Zombie;
        Events.Exit(m, cpu, Machine.InitSlot, status, zombie: true);
        m.Halt(new InitDied(status));
    }
}

/// <summary>Why a run halted: the script's own init ended. On Linux: Kernel panic - not syncing: Attempted to kill init!</summary>
/// <param name="Status">Its raw wait status.</param>
internal sealed record InitDied(int Status)
{
    /// <inheritdoc/>
    public override string ToString() => $"init died ({WaitStatus.Describe(Status)}); Linux would panic: Attempted to kill init!";
}
