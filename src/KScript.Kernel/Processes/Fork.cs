// How tasks come to be: fork, the jobs that init starts, and the first tasks of a machine.
namespace KScript.Kernel;

/// <summary>Creation of tasks.</summary>
internal static class Fork
{
    /// <summary>fork: a child that is a copy of the caller; A0 is the child's name, 0 the caller's.</summary>
    /// <returns>The child's pid; the child's context gets 0.</returns>
    /// <errors>EAGAIN no pid is free, RLIMIT_NPROC is reached, or a SCHED_DEADLINE caller without the reset flag; ENOMEM the namespace's init is dead.</errors>
    /// <source>POSIX.1-2017 fork(); fork(2)</source>
    public static SyscallResult Call(Machine m, int task, ref Trap trap)
    {
        if (m.S.InitDead)
        {
            return SyscallResult.Fail(Errno.ENOMEM);
        }

        if (Credentials.ReachedProcessLimit(m, task))
        {
            return SyscallResult.Fail(Errno.EAGAIN);
        }

        if (Scheduling.ForbidsFork(m, task))
        {
            return SyscallResult.Fail(Errno.EAGAIN);
        }

        int pid = TaskTable.AllocatePid(m);
        if (pid == 0)
        {
            return SyscallResult.Fail(Errno.EAGAIN);
        }

        int child = CopyTask(m, task, pid);
        if (trap.ArgumentCount > 0 && trap.A0 != 0)
        {
            m.Tasks.Write(child).Name = new NameId((ushort)trap.A0);
        }

        Descriptors.Fork(m, task, child);
        UserContext context = m.ForkContext(m.Contexts[task]!);
        m.Contexts.Write(child) = context;
        context.SetResult(0);
        m.Policy.Forked(m, task, child);
        Events.NoteOther(m, child, status: 0);
        Dispatching.Enqueue(m, child, EnqueueReason.New);
        return SyscallResult.Of(pid);
    }

    /// <summary>
    /// The child's row: the parent's, with the differences of POSIX fork(): its own pid and parent, no children, no times, no pending
    /// signals, no alarm; not the subreaper flag, not the parent-death signal. What is not reset here is inherited:
    /// the fields' marks say which is which (ForkRules.cs).
    /// </summary>
    private static int CopyTask(Machine m, int parent, int pid)
    {
        int child = TaskTable.AllocateSlot(m);
        ref TaskRow row = ref m.Tasks.Write(child);
        ref TaskRow source = ref m.Tasks.Write(parent);
        row = source;
        row.FirstChild = 0;
        row.CpuTime = 0;
        row.WaitsOn = default;
        row.Status = 0;
        row.Call = SyscallNumber.None;
        row.State = TaskState.Ready;
        row.Flags &= TaskFlags.HasExtra;
        if ((row.Flags & TaskFlags.HasExtra) != 0)
        {
            m.Extras.Write(child) = InheritedExtra(m.Extras[parent]);
            Scheduling.ResetForked(m, child, ref row);
        }

        TaskTable.SetPid(m, ref row, child, pid);
        TaskTable.LinkChild(m, ref source, parent, ref row, child);
        TaskTable.JoinGroup(m, row.Group, ref row, child);
        return child;
    }

    private static TaskExtra InheritedExtra(TaskExtra extra)
    {
        extra.Pending = 0;
        extra.SavedMask = 0;
        extra.QueueHead = extra.QueueCount = 0;
        extra.AlarmDue = 0;
        extra.AlarmTimer = 0;
        extra.ParentDeathSignal = 0;
        extra.HasDeadline = false;
        extra.Deadline = 0;
        extra.RestoreMask = false;
        extra.WaitSet = 0;
        extra.FatalSignal = 0;
        extra.OwnPending = 0;
        extra.TellsContinue = false;
        extra.Unnoticed = false;
        extra.WaitGroup = 0;
        extra.ChildrenCpuTime = 0;
        extra.CutShortAt = 0;
        return extra;
    }

    /// <summary>init starts a batch job: a child of init that leads a group of its own in session 1.</summary>
    public static void StartJob(Machine m, JobSpec job)
    {
        int pid = TaskTable.AllocatePid(m);
        if (pid == 0)
        {
            m.Halt($"no pid is free for job {m.Names[job.Name]}; machine pid_max=N has more");
            return;
        }

        SchedulingAttributes attributes = job.Scheduling with { Nice = job.Nice };
        if (!DeadlineBandwidth.Admits(m, task: 0, in attributes))
        {
            m.Halt($"job {m.Names[job.Name]} is not admitted: with it the deadline tasks would need more than their share of the CPUs");
            return;
        }

        int slot = NewChildOfInit(m, pid, job.Name, job.Template);
        Scheduling.Store(m, slot, in attributes);
        if (job.QueueClass != 0)
        {
            TaskTable.Extra(m, slot).QueueClass = (byte)job.QueueClass;
        }

        ulong[]? affinity = job.Affinity is null ? null : Affinity.Present(m, job.Affinity);
        if (job.Priority != 0 || job.WorkingSet != 0 || affinity is not null)
        {
            ref TaskExtra extra = ref TaskTable.Extra(m, slot);
            extra.Priority = job.Priority;
            extra.Affinity = affinity;
            extra.WorkingSet = job.WorkingSet;
        }

        m.Policy.Started(m, slot, job);
        Events.JobArrive(m, slot);
        Dispatching.Enqueue(m, slot, EnqueueReason.New);
    }

    /// <summary>A task made by the kernel itself: main and the jobs.</summary>
    public static int NewChildOfInit(Machine m, int pid, NameId name, UserContext template)
    {
        int slot = TaskTable.AllocateSlot(m);
        m.Tasks.Write(slot).Name = name;
        TaskTable.SetPid(m, slot, pid);
        TaskTable.LinkChild(m, Machine.InitSlot, slot);
        TaskTable.JoinGroup(m, TaskTable.CreateGroup(m, pid, sid: 1), slot);
        m.Contexts.Write(slot) = m.ForkContext(template);
        return slot;
    }
}
