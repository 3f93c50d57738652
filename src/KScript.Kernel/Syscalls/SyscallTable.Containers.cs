// The rows of the calls on pid namespaces and cgroups.
namespace KScript.Kernel;

internal static partial class SyscallTable
{
    private const long NewPid = (long)CloneFlags.CLONE_NEWPID;

    private static readonly Parameter Cgroup = P("cgroup", ParameterKind.Text);
    private static readonly Parameter Most = P("pids", ParameterKind.Int, NamespaceCalls.NoLimit);

    /// <summary>Calls on pid namespaces and cgroups.</summary>
    private static SyscallRow[] ContainerRows =>
    [
        new(SyscallNumber.Container, "container", [Most], ResultKind.Int,
            [Errno.EAGAIN, Errno.EINVAL, Errno.ENOMEM, Errno.ENOSPC, Errno.EPERM], NamespaceCalls.Container,
            "makes a child that is pid 1 of a new pid namespace, in a cgroup of its own", "clone(2) CLONE_NEWPID")
            { Callable = false, Levels = TraceLevels.Lifecycle },
        new(SyscallNumber.Enter, "enter", [P("pid", ParameterKind.Pid)], ResultKind.Int,
            [Errno.EAGAIN, Errno.EINVAL, Errno.ENOMEM, Errno.EPERM, Errno.ESRCH], NamespaceCalls.Enter,
            "makes a child in the pid namespace of a process, from outside: setns, then fork", "setns(2)")
            { Callable = false, Levels = TraceLevels.Lifecycle },
        new(SyscallNumber.Unshare, "unshare", [P("flags", ParameterKind.Flags)], ResultKind.Int,
            [Errno.EINVAL, Errno.ENOSPC, Errno.EPERM], NamespaceCalls.Unshare,
            "the caller's next children live in a new pid namespace: unshare(CLONE_NEWPID)", "unshare(2)")
            { Levels = TraceLevels.Lifecycle },
        new(SyscallNumber.Setns, "setns", [P("fd", ParameterKind.Fd), P("type", ParameterKind.Flags, NewPid)], ResultKind.Int,
            [Errno.EBADF, Errno.EINVAL, Errno.EPERM, Errno.ESRCH], NamespaceCalls.Setns,
            "the caller's next children live in the pid namespace of a pidfd's process", "setns(2)") { Levels = TraceLevels.Lifecycle },
        new(SyscallNumber.Cgroup, "cgroup", [Most], ResultKind.Int,
            [Errno.EACCES, Errno.EAGAIN, Errno.EINVAL, Errno.ENOMEM], CgroupCalls.Run,
            "makes a child in a cgroup right in the caller's, which is made if need be", "clone(2) CLONE_INTO_CGROUP")
            { Callable = false, Levels = TraceLevels.Lifecycle },
        new(SyscallNumber.CgroupCreate, "cgroup_create", [P("name", ParameterKind.Text), Most], ResultKind.Int,
            [Errno.EACCES, Errno.EEXIST, Errno.EINVAL], CgroupCalls.Create,
            "makes a cgroup in the caller's; pids is its pids.max, -1 for none", "cgroups(7)") { Levels = TraceLevels.Lifecycle },
        new(SyscallNumber.CgroupRemove, "cgroup_remove", [Cgroup], ResultKind.Int,
            [Errno.EACCES, Errno.EBUSY, Errno.ENOENT], CgroupCalls.Remove,
            "removes a cgroup without tasks", "cgroups(7)") { Levels = TraceLevels.Lifecycle },
        new(SyscallNumber.CgroupAttach, "cgroup_attach", [Cgroup, P("pid", ParameterKind.Pid, 0)], ResultKind.Int,
            [Errno.EACCES, Errno.ENOENT, Errno.ESRCH], CgroupCalls.Attach,
            "moves a process into a cgroup: writes cgroup.procs; \"\" is the root", "cgroups(7)") { Levels = TraceLevels.Lifecycle },
        new(SyscallNumber.CgroupMax, "cgroup_max", [Cgroup, P("pids", ParameterKind.Int)], ResultKind.Int,
            [Errno.EACCES, Errno.EINVAL, Errno.ENOENT], CgroupCalls.SetMax,
            "sets pids.max, how many tasks a cgroup may have; -1: any number", "cgroups(7)") { Levels = TraceLevels.Lifecycle },
        new(SyscallNumber.CgroupFreeze, "cgroup_freeze", [Cgroup], ResultKind.Int, [Errno.EACCES, Errno.ENOENT], CgroupCalls.Freeze,
            "the tasks of a cgroup stand still: cgroup.freeze", "cgroups(7)") { Aliases = ["freeze"], Levels = TraceLevels.Lifecycle },
        new(SyscallNumber.CgroupThaw, "cgroup_thaw", [Cgroup], ResultKind.Int, [Errno.EACCES, Errno.ENOENT], CgroupCalls.Thaw,
            "the tasks of a frozen cgroup go on", "cgroups(7)") { Aliases = ["thaw"], Levels = TraceLevels.Lifecycle },
        new(SyscallNumber.CgroupKill, "cgroup_kill", [Cgroup], ResultKind.Int, [Errno.EACCES, Errno.ENOENT], CgroupCalls.Kill,
            "SIGKILL to each process of a cgroup: cgroup.kill", "cgroups(7)") { Levels = TraceLevels.Lifecycle | TraceLevels.Signals },
    ];
}
