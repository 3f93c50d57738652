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
        var place = NewTaskPlace.Of(m, task);
        return Make(m, task, trap.ArgumentCount > 0 ? trap.A0 : 0, in place);
    }

    /// <summary>A child that is a copy of the caller, in a pid namespace and a cgroup.</summary>
    public static SyscallResult Make(Machine m, int task, long name, in NewTaskPlace place)
    {
        Errno error = MayMake(m, task, in place, out int pid);
        if (error != Errno.None)
        {
            return SyscallResult.Fail(error);
        }

        int child = CopyTask(m, task, pid, task, in place);
        AddressSpaces.Inherit(m, task, child, shared: false);
        if (name != 0)
        {
            m.Tasks.Write(child).Name = new NameId((ushort)name);
        }

        Descriptors.Fork(m, task, child);
        UserContext context = m.ForkContext(m.Contexts[task]!);
        m.Contexts.Write(child) = context;
        context.SetResult(0);
        m.Policy.Forked(m, task, child);
        Events.NoteOther(m, child, status: 0);
        Events.NoteNamespace(m, task, child);
        Dispatching.Enqueue(m, child, EnqueueReason.New);
        if (Tracing.IsTraced(m, task))
        {
            Tracing.Forked(m, task, child, Signal.SIGCHLD, vfork: false);
        }

        return SyscallResult.Of(Namespaces.NumberFor(m, task, pid));
    }

    /// <summary>Whether a task may make another: the errno, or none and the new one's number in the machine.</summary>
    public static Errno MayMake(Machine m, int task, in NewTaskPlace place, out int pid)
    {
        pid = 0;
        if (m.S.InitDead)
        {
            return Errno.ENOMEM;
        }

        if (Credentials.ReachedProcessLimit(m, task) || Scheduling.ForbidsFork(m, task))
        {
            return Errno.EAGAIN;
        }

        pid = TaskTable.AllocatePid(m);
        if (pid == 0 || !Namespaces.HasNumber(m, place.Namespace))
        {
            return Errno.EAGAIN;
        }

        if (place.Namespace != 0 && m.Namespaces[place.Namespace].IsClosed)
        {
            return Errno.ENOMEM;
        }

        // Last, when the number is given out already: a fork that pids.max forbids uses one up (Linux: cgroup_can_fork behind alloc_pid).
        return Cgroups.MayGrow(m, place.Cgroup) ? Errno.None : Errno.EAGAIN;
    }

    /// <summary>
    /// The child's row: the caller's, of its process what is in the leader's, with the differences of POSIX fork(): its own pid and parent, no children, no times, no pending
    /// signals, no alarm; not the subreaper flag, not the parent-death signal. What is not reset here is inherited:
    /// the fields' marks say which is which (ForkRules.cs).
    /// </summary>
    /// <param name="m">The machine.</param>
    /// <param name="from">The caller.</param>
    /// <param name="pid">The child's number.</param>
    /// <param name="parent">The child's parent: the caller, or with CLONE_PARENT the caller's.</param>
    /// <param name="place">Its pid namespace and its cgroup.</param>
    public static int CopyTask(Machine m, int from, int pid, int parent, in NewTaskPlace place)
    {
        int child = TaskTable.AllocateSlot(m);
        ref TaskRow row = ref m.Tasks.Write(child);
        ref TaskRow source = ref m.Tasks.Write(from);
        int leader = source.LeaderOr(from);
        row = source;
        row.Group = m.Tasks[leader].Group;
        row.FirstChild = 0;
        row.CpuTime = 0;
        row.WaitsOn = default;
        row.Status = 0;
        row.Call = SyscallNumber.None;
        row.State = TaskState.Ready;
        row.Flags &= TaskFlags.HasExtra;
        if (leader != from)
        {
            CopyFromBoth(m, leader, from, child);
        }
        else if ((row.Flags & TaskFlags.HasExtra) != 0)
        {
            m.Extras.Write(child) = InheritedExtra(m.Extras[from]);
            Users.CountProcess(m, m.Extras[child].Uid, 1);
            Scheduling.ResetForked(m, child);
        }

        TaskTable.SetPid(m, ref row, child, pid);
        TaskTable.LinkChild(m, ref m.Tasks.Write(parent), parent, ref row, child);
        TaskTable.JoinGroup(m, row.Group, ref row, child);
        if (place.Namespace != 0)
        {
            Namespaces.Number(m, child, place.Namespace);
        }

        Cgroups.Enter(m, child, place.Cgroup);

        if (m.S.TerminalTop > 0)
        {
            Terminals.Fork(m, leader, child);
        }

        if (m.S.CpuTimers > 0)
        {
            IntervalTimers.Fork(m, leader, child);
        }

        return child;
    }

    /// <summary>The rarer half of a child that a thread forked which is not its process's first: what is the process's, and what is the thread's.</summary>
    private static void CopyFromBoth(Machine m, int leader, int thread, int child)
    {
        TaskExtra extra = TaskTable.ReadExtra(m, thread);
        TaskExtra process = TaskTable.ReadExtra(m, leader);
        extra.Actions = process.Actions;
        extra.Uid = process.Uid;
        extra.UmaskPlusOne = process.UmaskPlusOne;
        extra.Directory = process.Directory;
        extra.Limits = process.Limits;
        extra.NoDump = process.NoDump;
        extra.Cgroup = process.Cgroup;
        extra = InheritedExtra(extra);
        if (!extra.Equals(default(TaskExtra)))
        {
            TaskTable.Extra(m, child) = extra;
            Users.CountProcess(m, extra.Uid, 1);
            Scheduling.ResetForked(m, child);
        }
    }

    private static TaskExtra InheritedExtra(TaskExtra extra)
    {
        extra.Memory = 0;
        extra.VforkChild = extra.VforkParent = extra.VforkNumber = 0;
        extra.ChildNamespace = 0;
        extra.EndStatus = 0;
        extra.ExitSignalPlusOne = 0;
        if (extra.HasBorrowed)
        {
            (extra.SchedPolicy, extra.RtPriority, extra.Priority) = (extra.OwnPolicy, extra.OwnRtPriority, extra.OwnPriority);
        }

        extra.FirstHeld = extra.WaitMutex = extra.OwnPriority = 0;
        extra.WaitOutcome = WaitOutcome.None;
        extra.HasBorrowed = false;
        extra.OwnPolicy = default;
        extra.OwnRtPriority = 0;
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
        Events.JobArrive(m, slot, job.Deadline == 0 ? 0 : VirtualTime.After(m.Now, job.Deadline));
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
        AddressSpaces.Give(m, slot, template.FreshMemory());
        return slot;
    }
}

/// <summary>Where a new task is put beside its parent: its pid namespace, 0 the machine's, and its cgroup, 0 the root.</summary>
internal readonly record struct NewTaskPlace(int Namespace, int Cgroup)
{
    /// <summary>Where a task's children come.</summary>
    public static NewTaskPlace Of(Machine m, int task) => new(Namespaces.OfChildren(m, task), Cgroups.Of(m, task));
}
