// The other ways in which tasks come to be: threads, clone with its flags, vfork. fork itself and what all of them share is in Fork.cs.
namespace KScript.Kernel;

/// <summary>What a new task shares with the caller, with Linux's values.</summary>
[Flags]
internal enum CloneFlags : long
{
    None = 0,
    /// <summary>The memory.</summary>
    CLONE_VM = 0x100,
    /// <summary>Working directory and umask: with CLONE_THREAD alone.</summary>
    CLONE_FS = 0x200,
    /// <summary>The descriptor table.</summary>
    CLONE_FILES = 0x400,
    /// <summary>The dispositions of signals: with CLONE_THREAD alone.</summary>
    CLONE_SIGHAND = 0x800,
    /// <summary>The caller waits until the child has called exec or has ended.</summary>
    CLONE_VFORK = 0x4000,
    /// <summary>The caller's parent is the child's.</summary>
    CLONE_PARENT = 0x8000,
    /// <summary>A thread of the caller's process.</summary>
    CLONE_THREAD = 0x10000,
    /// <summary>A mount namespace: the model has none.</summary>
    CLONE_NEWNS = 0x20000,
    /// <summary>System V semaphores' undo list: nothing to share.</summary>
    CLONE_SYSVSEM = 0x40000,
    /// <summary>A pid namespace, whose first process the child is.</summary>
    CLONE_NEWPID = 0x20000000,
}

/// <summary>pthread_create, clone, vfork.</summary>
internal static class Clone
{
    private const CloneFlags Known = CloneFlags.CLONE_VM | CloneFlags.CLONE_FS | CloneFlags.CLONE_FILES | CloneFlags.CLONE_SIGHAND
        | CloneFlags.CLONE_VFORK | CloneFlags.CLONE_PARENT | CloneFlags.CLONE_THREAD | CloneFlags.CLONE_SYSVSEM
        | CloneFlags.CLONE_NEWPID;

    private const CloneFlags OfThread = CloneFlags.CLONE_VM | CloneFlags.CLONE_FS | CloneFlags.CLONE_FILES | CloneFlags.CLONE_SIGHAND
        | CloneFlags.CLONE_THREAD | CloneFlags.CLONE_SYSVSEM;

    /// <summary>pthread_create: a thread of the caller's process; A0 is its name, 0 the process's.</summary>
    /// <returns>Its tid.</returns>
    /// <errors>EAGAIN no number is free, or RLIMIT_NPROC or a cgroup's pids.max is reached; EINVAL the caller's children live in another pid namespace.</errors>
    /// <source>POSIX.1-2017 pthread_create(); pthread_create(3)</source>
    public static SyscallResult Thread(Machine m, int task, ref Trap trap) => Namespaces.IsUnshared(m, task)
        ? SyscallResult.Fail(Errno.EINVAL)
        : Make(m, task, trap.A0, OfThread, exitSignal: 0);

    /// <summary>
    /// clone(flags, signal): a task that shares with the caller what the flags say, and whose end sends the signal; A2 is its name, 0
    /// the caller's.
    /// </summary>
    /// <returns>Its tid; the child's context gets 0.</returns>
    /// <errors>
    /// EINVAL flags that exclude each other or need another, that the model does not have, or no such signal; of CLONE_NEWPID: EINVAL the caller's
    /// children live in another namespace already, EPERM not privileged, ENOSPC namespaces 32 deep; EAGAIN, ENOMEM as fork.
    /// </errors>
    /// <remarks>Differs from Linux: CLONE_FS and CLONE_SIGHAND between processes, and namespaces other than of pids, are EINVAL.</remarks>
    /// <source>clone(2)</source>
    public static SyscallResult Call(Machine m, int task, ref Trap trap)
    {
        if (m.Tasks[task].Call != SyscallNumber.None)
        {
            return Waited(m, task);
        }

        var flags = (CloneFlags)trap.A0;
        long signal = trap.ArgumentCount > 1 ? trap.A1 : 0;
        if (!AreSound(m, task, flags) || (signal != 0 && !Signal.IsValid(signal)))
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        return Make(m, task, trap.ArgumentCount > 2 ? trap.A2 : 0, flags, (int)signal);
    }

    private static bool AreSound(Machine m, int task, CloneFlags flags)
    {
        bool thread = flags.HasFlag(CloneFlags.CLONE_THREAD);
        return (flags & ~Known) == 0
            && (!thread || flags.HasFlag(CloneFlags.CLONE_SIGHAND))
            && (!flags.HasFlag(CloneFlags.CLONE_SIGHAND) || flags.HasFlag(CloneFlags.CLONE_VM))
            && (thread || (flags & (CloneFlags.CLONE_FS | CloneFlags.CLONE_SIGHAND)) == 0)
            && (!thread || (!flags.HasFlag(CloneFlags.CLONE_NEWPID) && !Namespaces.IsUnshared(m, task)))
            && (!flags.HasFlag(CloneFlags.CLONE_PARENT) || (m.Tasks[Threads.LeaderOf(m, task)].Flags & TaskFlags.Init) == 0);
    }

    /// <summary>
    /// vfork: a child that has the caller's memory, while the caller waits in D until it has called exec or has ended; A0 is its name.
    /// </summary>
    /// <returns>The child's pid.</returns>
    /// <errors>As fork.</errors>
    /// <source>vfork(2)</source>
    public static SyscallResult Vfork(Machine m, int task, ref Trap trap) => m.Tasks[task].Call != SyscallNumber.None
        ? Waited(m, task)
        : Make(m, task, trap.A0, CloneFlags.CLONE_VM | CloneFlags.CLONE_VFORK, Signal.SIGCHLD);

    private static SyscallResult Make(Machine m, int task, long name, CloneFlags flags, int exitSignal)
    {
        var place = NewTaskPlace.Of(m, task);
        int made = 0;
        if (flags.HasFlag(CloneFlags.CLONE_NEWPID))
        {
            Errno refused = NamespaceCalls.TryCreate(m, task, new NameId((ushort)name), out made);
            if (refused != Errno.None)
            {
                return SyscallResult.Fail(refused);
            }

            place = place with { Namespace = made };
        }

        Errno error = Fork.MayMake(m, task, in place, out int pid);
        if (error != Errno.None)
        {
            Namespaces.Drop(m, made);
            return SyscallResult.Fail(error);
        }

        bool thread = flags.HasFlag(CloneFlags.CLONE_THREAD);
        int child = thread ? CopyThread(m, task, pid) : Fork.CopyTask(m, task, pid, ParentFor(m, task, flags), in place);
        Namespaces.Drop(m, made);
        if (name != 0)
        {
            m.Tasks.Write(child).Name = new NameId((ushort)name);
        }

        if (!thread)
        {
            AddressSpaces.Inherit(m, task, child, flags.HasFlag(CloneFlags.CLONE_VM));
            if (flags.HasFlag(CloneFlags.CLONE_FILES))
            {
                Descriptors.Share(m, task, child);
            }
            else
            {
                Descriptors.Fork(m, task, child);
            }

            int inherited = flags.HasFlag(CloneFlags.CLONE_PARENT) ? Exit.ExitSignalOf(m, Threads.LeaderOf(m, task)) : exitSignal;
            if (inherited != Signal.SIGCHLD)
            {
                TaskTable.Extra(m, child).ExitSignalPlusOne = (byte)(inherited + 1);
            }
        }

        UserContext context = m.BranchContext(m.Contexts[task]!);
        m.Contexts.Write(child) = context;
        context.SetResult(0);
        m.Policy.Forked(m, task, child);
        Events.NoteOther(m, child, status: 0);
        Events.NoteNamespace(m, task, child);
        Dispatching.Enqueue(m, child, EnqueueReason.New);
        if (Tracing.IsTraced(m, task))
        {
            Tracing.Forked(m, task, child, exitSignal, flags.HasFlag(CloneFlags.CLONE_VFORK));
        }

        int number = Namespaces.NumberFor(m, task, pid);
        if (!flags.HasFlag(CloneFlags.CLONE_VFORK))
        {
            return SyscallResult.Of(number);
        }

        TaskTable.Extra(m, child).VforkParent = m.Tasks[task].Pid;
        TaskTable.Extra(m, task).VforkChild = pid;
        TaskTable.Extra(m, task).VforkNumber = number;
        return SyscallResult.Block(WaitsOn.VforkChild(pid));
    }

    private static int ParentFor(Machine m, int task, CloneFlags flags) =>
        flags.HasFlag(CloneFlags.CLONE_PARENT) ? m.Tasks[Threads.LeaderOf(m, task)].Parent : task;

    /// <summary>
    /// A thread's row: its own place, times and children; of the caller's it has the mask, the nice value and what sched_* set. What is its
    /// process's it asks the leader for.
    /// </summary>
    private static int CopyThread(Machine m, int from, int tid)
    {
        int thread = TaskTable.AllocateSlot(m);
        ref TaskRow source = ref m.Tasks.Write(from);
        ref TaskRow row = ref m.Tasks.Write(thread);
        row.Name = source.Name;
        row.State = TaskState.Ready;
        if ((source.Flags & TaskFlags.HasExtra) != 0)
        {
            TaskExtra own = OwnPart(m.Extras[from]);
            if (!own.Equals(default(TaskExtra)))
            {
                TaskTable.Extra(m, thread) = own;
                Scheduling.ResetForked(m, thread);
            }
        }

        TaskTable.SetPid(m, thread, tid);
        int leader = source.LeaderOr(from);
        Threads.Enter(m, leader, thread);
        if (Namespaces.Of(m, leader) is var space and not 0)
        {
            Namespaces.Number(m, thread, space);
        }

        Cgroups.Enter(m, thread, Cgroups.Of(m, thread));
        return thread;
    }

    private static TaskExtra OwnPart(in TaskExtra from) => new()
    {
        Mask = from.Mask,
        Nice = from.Nice,
        Priority = from.Priority,
        QueueClass = from.QueueClass,
        SchedPolicy = from.SchedPolicy,
        RtPriority = from.RtPriority,
        ResetOnFork = from.ResetOnFork,
        Affinity = from.Affinity,
        WorkingSet = from.WorkingSet,
    };

    /// <summary>A parent in vfork runs again: its child is done, or something deadly has come for it.</summary>
    private static SyscallResult Waited(Machine m, int task)
    {
        int pid = m.Extras[task].VforkChild;
        int child = TaskTable.Find(m, pid);
        if (child != 0 && TaskTable.ReadExtra(m, child).VforkParent == m.Tasks[task].Pid)
        {
            return SyscallResult.Restart(WaitsOn.VforkChild(pid));
        }

        ref TaskExtra extra = ref m.Extras.Write(task);
        int number = extra.VforkNumber;
        extra.VforkChild = extra.VforkNumber = 0;
        if (Tracing.IsTraced(m, task))
        {
            Tracing.VforkDone(m, task, pid);
        }

        return SyscallResult.Of(number);
    }

    /// <summary>
    /// A vforked child has called exec, or ends: its parent goes on, if it still waits for it (Linux: mm_release, complete_vfork_done).
    /// </summary>
    public static void ReleaseParent(Machine m, int child)
    {
        int parent = (m.Tasks[child].Flags & TaskFlags.HasExtra) == 0 ? 0 : TaskTable.Find(m, m.Extras[child].VforkParent);
        if (parent == 0)
        {
            return;
        }

        m.Extras.Write(child).VforkParent = 0;
        if (m.Tasks[parent].WaitsOn is { Kind: WaitKind.VforkChild } on && on.Id == m.Tasks[child].Pid)
        {
            Blocked.Wake(m, parent);
        }
    }
}
