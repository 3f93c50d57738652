// The calls on cgroups. On Linux each is a file of /sys/fs/cgroup that is made or written to.
namespace KScript.Kernel;

/// <summary>What is done with cgroups.</summary>
internal static class CgroupCalls
{
    /// <summary>
    /// cgroup: a child in a cgroup right in the caller's, which is made if it is not there. A0 is its pids.max where that is said, A1 its
    /// name (Linux: mkdir, pids.max, clone3 with CLONE_INTO_CGROUP).
    /// </summary>
    /// <returns>The child's pid; the child's context gets 0.</returns>
    /// <errors>EACCES not privileged; EINVAL a negative limit; EAGAIN, ENOMEM as fork.</errors>
    /// <source>cgroups(7); clone(2) CLONE_INTO_CGROUP</source>
    public static SyscallResult Run(Machine m, int task, ref Trap trap)
    {
        NameId name = NamespaceCalls.NameIn(in trap);
        int cgroup = Cgroups.FindIn(m, Cgroups.Of(m, task), name);
        if (cgroup == 0 || trap.A0 != NamespaceCalls.NoLimit)
        {
            Errno error = MayWrite(m, task, trap.A0);
            if (error != Errno.None)
            {
                return SyscallResult.Fail(error);
            }
        }

        if (cgroup == 0)
        {
            cgroup = Cgroups.Create(m, Cgroups.Of(m, task), name, trap.A0, isTemporary: false);
        }
        else if (trap.A0 != NamespaceCalls.NoLimit)
        {
            m.Cgroups.Write(cgroup).PidsMaxPlusOne = trap.A0 + 1;
        }

        return Fork.Make(m, task, name.Value, new NewTaskPlace(Namespaces.OfChildren(m, task), cgroup));
    }

    /// <summary>cgroup_create(name, pids): a cgroup in the caller's, without tasks.</summary>
    /// <errors>EACCES not privileged; EINVAL a name that is empty or has a /, or a negative limit; EEXIST there is one.</errors>
    /// <source>cgroups(7); mkdir(2)</source>
    public static SyscallResult Create(Machine m, int task, ref Trap trap)
    {
        string text = trap.Payload as string ?? "";
        Errno error = MayWrite(m, task, trap.A0);
        bool isName = text.Length > 0 && !text.Contains('/', StringComparison.Ordinal);
        if (error != Errno.None || !isName || !m.Names.TryIntern(text, out NameId name))
        {
            return SyscallResult.Fail(error == Errno.None ? Errno.EINVAL : error);
        }

        if (Cgroups.FindIn(m, Cgroups.Of(m, task), name) != 0)
        {
            return SyscallResult.Fail(Errno.EEXIST);
        }

        Cgroups.Create(m, Cgroups.Of(m, task), name, trap.A0, isTemporary: false);
        return SyscallResult.Of(0);
    }

    /// <summary>cgroup_remove(name).</summary>
    /// <errors>EACCES not privileged; ENOENT no such cgroup; EBUSY it has tasks, zombies among them, or cgroups inside.</errors>
    /// <source>cgroups(7); rmdir(2)</source>
    public static SyscallResult Remove(Machine m, int task, ref Trap trap)
    {
        Errno error = Find(m, task, in trap, out int cgroup);
        if (error == Errno.None && m.Cgroups[cgroup] is not { Tasks: 0, Children: 0 })
        {
            error = Errno.EBUSY;
        }

        if (error != Errno.None)
        {
            return SyscallResult.Fail(error);
        }

        Cgroups.Free(m, cgroup);
        return SyscallResult.Of(0);
    }

    /// <summary>
    /// cgroup_attach(name, pid): the process, 0 the caller's, moves there, all of its threads; "" is the root. No pids.max is asked.
    /// </summary>
    /// <errors>EACCES not privileged; ENOENT no such cgroup; ESRCH no such process, or it is a zombie.</errors>
    /// <source>cgroups(7): cgroup.procs; cgroup-v2.rst, PID: "attaching a process to a cgroup" may go beyond the limit</source>
    public static SyscallResult Attach(Machine m, int task, ref Trap trap)
    {
        int cgroup = 0;
        Errno error = trap.Payload is "" ? MayWrite(m, task, 0) : Find(m, task, in trap, out cgroup);
        if (error != Errno.None)
        {
            return SyscallResult.Fail(error);
        }

        int target = trap.A0 == 0 ? task : TaskTable.Find(m, trap.A0);
        int leader = target == 0 ? 0 : Threads.LeaderOf(m, target);
        if (leader == 0 || Threads.IsDead(m, leader))
        {
            return SyscallResult.Fail(Errno.ESRCH);
        }

        Cgroups.Move(m, leader, cgroup);
        return SyscallResult.Of(0);
    }

    /// <summary>cgroup_max(name, pids): sets pids.max, -1 for max. What is there already stays.</summary>
    /// <errors>EACCES not privileged; EINVAL a negative limit; ENOENT no such cgroup.</errors>
    /// <source>cgroup-v2.rst: pids.max</source>
    public static SyscallResult SetMax(Machine m, int task, ref Trap trap)
    {
        Errno error = Find(m, task, in trap, out int cgroup);
        error = error == Errno.None ? MayWrite(m, task, trap.A0) : error;
        if (error != Errno.None)
        {
            return SyscallResult.Fail(error);
        }

        m.Cgroups.Write(cgroup).PidsMaxPlusOne = trap.A0 + 1;
        return SyscallResult.Of(0);
    }

    /// <summary>cgroup_freeze(name): its tasks, and those inside, stand still.</summary>
    /// <errors>EACCES not privileged; ENOENT no such cgroup.</errors>
    /// <source>cgroup-v2.rst: cgroup.freeze</source>
    public static SyscallResult Freeze(Machine m, int task, ref Trap trap) => SetFrozen(m, task, in trap, frozen: true);

    /// <summary>cgroup_thaw(name): they go on, unless a cgroup around is frozen too.</summary>
    /// <errors>As cgroup_freeze.</errors>
    /// <source>cgroup-v2.rst: cgroup.freeze</source>
    public static SyscallResult Thaw(Machine m, int task, ref Trap trap) => SetFrozen(m, task, in trap, frozen: false);

    private static SyscallResult SetFrozen(Machine m, int task, in Trap trap, bool frozen)
    {
        Errno error = Find(m, task, in trap, out int cgroup);
        if (error != Errno.None)
        {
            return SyscallResult.Fail(error);
        }

        Freezer.Set(m, cgroup, frozen);
        return SyscallResult.Of(0);
    }

    /// <summary>cgroup_kill(name): SIGKILL to each process in it and inside, a frozen one too.</summary>
    /// <errors>As cgroup_freeze.</errors>
    /// <source>cgroup-v2.rst: cgroup.kill</source>
    public static SyscallResult Kill(Machine m, int task, ref Trap trap)
    {
        Errno error = Find(m, task, in trap, out int cgroup);
        if (error != Errno.None)
        {
            return SyscallResult.Fail(error);
        }

        var info = new SigInfo(Signal.SIGKILL, SignalCode.SI_USER, Threads.PidOf(m, task), 0, 0, Credentials.UidOf(m, task));
        foreach (int pid in Cgroups.Inside(m, cgroup))
        {
            int target = TaskTable.Find(m, pid);
            if (target != 0 && !Threads.IsDead(m, target))
            {
                Signals.Send(m, target, Signal.SIGKILL, in info, sender: task);
            }
        }

        return SyscallResult.Of(0);
    }

    private static Errno MayWrite(Machine m, int task, long most) =>
        Credentials.UidOf(m, task) != 0 ? Errno.EACCES : most < NamespaceCalls.NoLimit ? Errno.EINVAL : Errno.None;

    private static Errno Find(Machine m, int task, in Trap trap, out int cgroup)
    {
        cgroup = Cgroups.Find(m, trap.Payload as string ?? "");
        return cgroup == 0 ? Errno.ENOENT : MayWrite(m, task, 0);
    }
}
