// execve: a new image in the same process.
namespace KScript.Kernel;

/// <summary>execve.</summary>
internal static class Exec
{
    /// <summary>
    /// Replaces the image of the caller's process and ends its other threads; the caller is its first and only one then. Kept: pid,
    /// parent, group, session, mask, ignored signals, pending signals, alarm, nice, affinity,
    /// the subreaper flag, descriptors without FD_CLOEXEC. Reset: caught signals, and what belongs to memory (the context sees to that).
    /// </summary>
    /// <errors>ENOENT no such program. Of a path: what ExecutableFiles.WhyNot finds.</errors>
    /// <source>POSIX.1-2017 exec; execve(2)</source>
    public static SyscallResult Call(Machine m, int task, ref Trap trap)
    {
        if (trap.Payload is string path)
        {
            return SyscallResult.Fail(ExecutableFiles.WhyNot(m, task, path));
        }

        UserContext context = m.Own(task);
        if (!context.CanExec(trap.Payload))
        {
            return SyscallResult.Fail(Errno.ENOENT);
        }

        if (!IsAlone(m, task))
        {
            // Only what is deadly wakes it before the others have ended.
            WaitsOn on = WaitsOn.Threads(Threads.PidOf(m, task));
            return m.Tasks[task].Call != SyscallNumber.None ? SyscallResult.Restart(on) : SyscallResult.Block(on);
        }

        int tid = m.Tasks[task].Pid;
        return ReplaceImage(m, BecomeFirst(m, task), context, ref trap, tid);
    }

    /// <summary>
    /// Ends the other threads (Linux: de_thread). False: some have not ended yet; the caller waits for them in D, which a deadly signal
    /// ends.
    /// </summary>
    private static bool IsAlone(Machine m, int task)
    {
        int leader = Threads.LeaderOf(m, task);
        if (!Threads.IsThreaded(m, leader))
        {
            return true;
        }

        ref ThreadGroupRow group = ref m.ThreadGroups.Write(leader);
        if (group.Live > 1 && group.Executing == 0)
        {
            group.Executing = task;
            GroupExit.TellOthers(m, leader, task);
        }

        return group.Live == 1;
    }

    /// <summary>
    /// The thread that is left has the process's pid from now on: its program, its signals and its place on the CPU become the first
    /// thread's, whose
    /// row is the process's (Linux: de_thread, exchange_tids).
    /// </summary>
    /// <returns>The first thread's slot.</returns>
    private static int BecomeFirst(Machine m, int task)
    {
        int leader = Threads.LeaderOf(m, task);
        if (!Threads.IsThreaded(m, leader))
        {
            return task;
        }

        if (task != leader)
        {
            TakePlaceOfFirst(m, leader, task);
        }

        // Differs from Linux: dead threads that their tracer has not waited for do not hold the exec up.
        for (int thread = Threads.After(m, leader); thread != 0; thread = Threads.After(m, leader))
        {
            m.S.Zombies--;
            Exit.ReleaseThread(m, leader, thread);
        }

        Threads.FoldTimes(m, leader);
        Threads.Dissolve(m, leader);
        return leader;
    }

    private static void TakePlaceOfFirst(Machine m, int leader, int task)
    {
        int cpu = m.Tasks[task].Cpu;
        m.ThreadGroups.Write(leader).EndedCpuTime += m.Tasks[leader].CpuTime;
        ref TaskRow first = ref m.Tasks.Write(leader);
        ref TaskRow row = ref m.Tasks.Write(task);
        first.State = TaskState.Running;
        first.Cpu = cpu;
        first.Slice = row.Slice;
        first.CpuTime = row.CpuTime;
        first.Call = row.Call;
        first.Flags |= row.Flags & (TaskFlags.SignalPending | TaskFlags.SyscallPaid);
        m.S.Zombies--;
        row.CpuTime = 0;
        TaskExtra own = TaskTable.ReadExtra(m, task);
        if ((row.Flags & TaskFlags.HasExtra) != 0)
        {
            TakeOwnPart(ref TaskTable.Extra(m, leader), in own);
            Signals.MoveOwn(m, task, leader);
        }

        m.Contexts.Write(leader) = m.Contexts[task];
        m.Contexts.Write(task) = null;
        for (int child = row.FirstChild; child != 0; child = m.Tasks[task].FirstChild)
        {
            TaskTable.UnlinkChild(m, child);
            TaskTable.LinkChild(m, leader, child);
            ChildReports.Update(m, child);
        }

        if (((row.Flags | first.Flags) & (TaskFlags.Traced | TaskFlags.Tracer)) != 0)
        {
            Tracing.MoveTo(m, task, leader);
        }

        Events.ThreadLeads(m, cpu, leader, task);
        MoveOnCpu(m, cpu, leader, task);
        row.State = TaskState.Zombie;
        Exit.ReleaseThread(m, leader, task);
    }

    /// <summary>What of a thread's rarer half is its own, but for the signals that pend for it.</summary>
    private static void TakeOwnPart(ref TaskExtra to, in TaskExtra own)
    {
        to.Mask = own.Mask;
        to.ParentDeathSignal = own.ParentDeathSignal;
        to.Nice = own.Nice;
        to.Priority = own.Priority;
        to.QueueClass = own.QueueClass;
        to.SchedPolicy = own.SchedPolicy;
        to.RtPriority = own.RtPriority;
        to.ResetOnFork = own.ResetOnFork;
        (to.DlRuntime, to.DlDeadline, to.DlPeriod, to.DlBudget, to.DlDue) = (own.DlRuntime, own.DlDeadline, own.DlPeriod, own.DlBudget, own.DlDue);
        to.Affinity = own.Affinity;
        to.WorkingSet = own.WorkingSet;
        to.ChildNamespace = own.ChildNamespace;
    }

    /// <summary>What the schedulers remember of the thread is remembered of the first one from now on, and its CPU runs that.</summary>
    private static void MoveOnCpu(Machine m, int cpu, int leader, int task)
    {
        if (task < m.Sched.Capacity)
        {
            m.Sched.Write(leader) = m.Sched[task];
        }

        if (task < m.Entities.Capacity)
        {
            m.Entities.Write(leader) = m.Entities[task];
            m.Entities.Write(task) = default;
        }

        if (task < m.TaskCpus.Capacity)
        {
            Caches.Forget(m, leader);
            Caches.Forget(m, task);
            m.TaskCpus.Write(leader) = m.TaskCpus[task];
        }

        ref CpuRow c = ref m.Cpus[cpu];
        c.Current = leader;
        c.LastPid = m.Tasks[leader].Pid;
        m.ToRun.Add(cpu);
        m.S.Foreground = m.S.Foreground == task ? leader : m.S.Foreground;
    }

    private static SyscallResult ReplaceImage(Machine m, int task, UserContext context, ref Trap trap, int oldTid)
    {
        Trap call = trap;
        bool resumed = m.Tasks[task].Call != SyscallNumber.None;
        context.TryExec(m, trap.Payload, out NameId name);
        AddressSpaces.Drop(m, task);
        AddressSpaces.Give(m, task, context.FreshMemory());
        Locks.HolderDies(m, task);
        Clone.ReleaseParent(m, task);
        int cpu = m.Tasks[task].Cpu;
        Events.SysExit(m, cpu, task, in call, 0, Errno.None, resumed);
        m.Complete(task);
        ref TaskRow row = ref m.Tasks.Write(task);
        row.Name = name;
        row.Flags |= TaskFlags.DidExec;
        Signals.ResetHandlers(m, task);
        if ((row.Flags & TaskFlags.HasExtra) != 0)
        {
            // Both belong to the memory that is gone.
            m.Extras.Write(task).Aborting = false;
            m.Extras.Write(task).NoDump = false;
            // From now on it is an ordinary child (execve(2); Linux: begin_new_exec).
            m.Extras.Write(task).ExitSignalPlusOne = 0;
        }

        AioFiles.Cancel(m, task);
        Descriptors.Exec(m, task);
        Events.Exec(m, cpu, task, m.Names[name]);
        if (Tracing.IsTraced(m, task))
        {
            Tracing.Executed(m, task, oldTid);
            SyscallStops.Done(m, task, SyscallNumber.Execve, 0);
        }

        return SyscallResult.Handled;
    }
}
