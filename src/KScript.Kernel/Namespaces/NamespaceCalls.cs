// The calls on pid namespaces: container and enter, which the language has blocks for, and Linux's own unshare and setns beneath them.
namespace KScript.Kernel;

/// <summary>container, enter, unshare, setns.</summary>
internal static class NamespaceCalls
{
    /// <summary>What is said of pids where there is no limit.</summary>
    public const long NoLimit = -1;

    /// <summary>
    /// container: a child that is the first process of a new pid namespace, in a cgroup of its own that goes with it. A0 is the cgroup's
    /// pids.max, A1 the container's name. On Linux clone with CLONE_NEWPID into a cgroup (clone3).
    /// </summary>
    /// <returns>The child's pid, as the caller sees it; the child's context gets 0.</returns>
    /// <errors>
    /// EPERM not privileged; EINVAL a negative limit, or the caller's children live in another namespace already; ENOSPC namespaces 32
    /// deep; EAGAIN, ENOMEM as fork.
    /// </errors>
    /// <source>clone(2) CLONE_NEWPID, CLONE_INTO_CGROUP; pid_namespaces(7)</source>
    public static SyscallResult Container(Machine m, int task, ref Trap trap)
    {
        if (trap.A0 < NoLimit)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        NameId name = NameIn(in trap);
        Errno error = TryCreate(m, task, name, out int space);
        if (error != Errno.None)
        {
            return SyscallResult.Fail(error);
        }

        int cgroup = Cgroups.Create(m, Cgroups.Of(m, task), name, trap.A0, isTemporary: true);
        SyscallResult result = Fork.Make(m, task, name.Value, new NewTaskPlace(space, cgroup));
        Cgroups.FreeIfOver(m, cgroup);
        Namespaces.Drop(m, space);
        return result;
    }

    /// <summary>
    /// enter: a child in the pid namespace, and the cgroup, of a process, whose parent the caller is, from outside. A0 is the process, or 0
    /// and A1 the name of a container. On Linux setns, fork, and setns back: what docker exec does.
    /// </summary>
    /// <returns>The child's pid, as the caller sees it; the child's context gets 0.</returns>
    /// <errors>
    /// EPERM not privileged; ESRCH no such process, or no container of that name; EINVAL its namespace is not in the caller's; ENOMEM its
    /// init is dead; EAGAIN as fork.
    /// </errors>
    /// <source>setns(2); pid_namespaces(7)</source>
    public static SyscallResult Enter(Machine m, int task, ref Trap trap)
    {
        int target = trap.A0 != 0 ? TaskTable.Find(m, trap.A0) : InitOfNamed(m, task, NameIn(in trap));
        if (target == 0)
        {
            return SyscallResult.Fail(Errno.ESRCH);
        }

        Errno error = MayJoin(m, task, Namespaces.Of(m, target));
        return error != Errno.None
            ? SyscallResult.Fail(error)
            : Fork.Make(m, task, 0, new NewTaskPlace(Namespaces.Of(m, target), Cgroups.Of(m, target)));
    }

    /// <summary>The name behind the one number that container, enter and cgroup have by their rows.</summary>
    public static NameId NameIn(in Trap trap) => trap.ArgumentCount > 1 ? new NameId((ushort)trap.A1) : default;

    /// <summary>The init of the first container of a name that the caller can see; 0: there is none.</summary>
    private static int InitOfNamed(Machine m, int task, NameId name)
    {
        int own = Namespaces.Of(m, task);
        for (int space = 1; space <= m.S.NamespaceTop; space++)
        {
            ref readonly NamespaceRow row = ref m.Namespaces[space];
            bool isMeant = row.Level != 0 && row.Name == name && space != own && Namespaces.IsWithin(m, space, own);
            if (isMeant && Namespaces.InitOf(m, space) is var init and not 0)
            {
                return init;
            }
        }

        return 0;
    }

    /// <summary>unshare(CLONE_NEWPID): the caller's next children live in a new pid namespace; the caller stays where it is.</summary>
    /// <errors>
    /// EINVAL another flag, or the caller's children live in another namespace already; EPERM not privileged; ENOSPC namespaces 32 deep.
    /// </errors>
    /// <remarks>Differs from Linux: other flags are EINVAL.</remarks>
    /// <source>unshare(2); pid_namespaces(7)</source>
    public static SyscallResult Unshare(Machine m, int task, ref Trap trap)
    {
        if (trap.A0 == 0)
        {
            return SyscallResult.Of(0);
        }

        if (trap.A0 != (long)CloneFlags.CLONE_NEWPID)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        Errno error = TryCreate(m, task, default, out int space);
        if (error != Errno.None)
        {
            return SyscallResult.Fail(error);
        }

        Namespaces.SetOfChildren(m, task, space);
        Namespaces.Drop(m, space);
        return SyscallResult.Of(0);
    }

    /// <summary>
    /// setns(fd, CLONE_NEWPID): the caller's next children live in the pid namespace of the process that a pidfd stands for.
    /// </summary>
    /// <errors>
    /// EBADF no such descriptor, or no pidfd; EINVAL another type, or the namespace is not the caller's and not in it; ESRCH the process
    /// was reaped; EPERM not privileged.
    /// </errors>
    /// <source>setns(2); pid_namespaces(7)</source>
    public static SyscallResult Setns(Machine m, int task, ref Trap trap)
    {
        int pid = ProcessFiles.PidOf(m, task, trap.A0, out _);
        if (pid < 0)
        {
            return SyscallResult.Fail(Errno.EBADF);
        }

        if (trap.A1 != (long)CloneFlags.CLONE_NEWPID)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        int target = TaskTable.Find(m, pid);
        if (target == 0)
        {
            return SyscallResult.Fail(Errno.ESRCH);
        }

        int space = Namespaces.Of(m, target);
        Errno error = MayJoin(m, task, space);
        if (error != Errno.None)
        {
            return SyscallResult.Fail(error);
        }

        Namespaces.SetOfChildren(m, task, space == Namespaces.Of(m, task) ? 0 : space);
        return SyscallResult.Of(0);
    }

    /// <summary>A new namespace in the caller's own, which its maker keeps until it drops it.</summary>
    /// <returns>EPERM, EINVAL, ENOSPC; none.</returns>
    public static Errno TryCreate(Machine m, int task, NameId name, out int space)
    {
        space = 0;
        if (Credentials.UidOf(m, task) != 0)
        {
            return Errno.EPERM;
        }

        if (Namespaces.IsUnshared(m, task))
        {
            return Errno.EINVAL;
        }

        space = Namespaces.Create(m, Namespaces.Of(m, task), name);
        return space == 0 ? Errno.ENOSPC : Errno.None;
    }

    /// <summary>
    /// Whether a task's children may live in a namespace: the privileged's, in its own and those inside (Linux: pidns_install).
    /// </summary>
    private static Errno MayJoin(Machine m, int task, int space) =>
        Credentials.UidOf(m, task) != 0 ? Errno.EPERM : Namespaces.IsWithin(m, space, Namespaces.Of(m, task)) ? Errno.None : Errno.EINVAL;
}
