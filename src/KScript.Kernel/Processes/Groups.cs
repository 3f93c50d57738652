// Process groups and sessions: setpgid, setsid, and what happens when a group is orphaned.
namespace KScript.Kernel;

/// <summary>Job control's groups and sessions.</summary>
internal static class Groups
{
    /// <summary>The number of a task's group, which is its process's.</summary>
    public static int Of(Machine m, int task) => m.Tasks[Threads.LeaderOf(m, task)].Group;

    /// <summary>The group's id of a task.</summary>
    public static int PgidOf(Machine m, int task) => m.Groups[Of(m, task)].Pgid;

    /// <summary>The session's id of a task.</summary>
    public static int SidOf(Machine m, int task) => m.Groups[Of(m, task)].Sid;

    /// <summary>setpgid(pid, pgid): moves the caller or a child that has not called exec into a group of its session.</summary>
    /// <errors>EINVAL pgid &lt; 0, or pid is a thread's that is not its process's first; ESRCH pid is neither the caller nor a child; EACCES the child has called exec; EPERM a session
    /// leader, or another session, or no such group.</errors>
    /// <source>POSIX.1-2017 setpgid(); setpgid(2)</source>
    public static SyscallResult Setpgid(Machine m, int task, ref Trap trap)
    {
        int caller = Threads.LeaderOf(m, task);
        long pid = trap.A0 == 0 ? m.Tasks[caller].Pid : trap.A0;
        long pgid = trap.A1 == 0 ? pid : trap.A1;
        if (pgid < 0)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        int target = TaskTable.Find(m, pid);
        if (target == 0)
        {
            return SyscallResult.Fail(Errno.ESRCH);
        }

        if (!Threads.IsLeader(m, target))
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        if (target != caller && Threads.LeaderOf(m, m.Tasks[target].Parent) != caller)
        {
            return SyscallResult.Fail(Errno.ESRCH);
        }

        int sid = SidOf(m, task);
        if (target != caller)
        {
            if (SidOf(m, target) != sid)
            {
                return SyscallResult.Fail(Errno.EPERM);
            }

            if ((m.Tasks[target].Flags & TaskFlags.DidExec) != 0)
            {
                return SyscallResult.Fail(Errno.EACCES);
            }
        }

        if (SidOf(m, target) == m.Tasks[target].Pid)
        {
            return SyscallResult.Fail(Errno.EPERM);
        }

        int group = TaskTable.FindGroup(m, pgid);
        if (pgid != pid && (group == 0 || m.Groups[group].Sid != sid))
        {
            return SyscallResult.Fail(Errno.EPERM);
        }

        if (group != m.Tasks[target].Group)
        {
            Move(m, target, group == 0 ? TaskTable.CreateGroup(m, (int)pgid, sid) : group);
        }

        return SyscallResult.Of(0);
    }

    /// <summary>setsid: a new session and group, which the caller leads.</summary>
    /// <returns>The session's id, the caller's pid.</returns>
    /// <errors>EPERM the caller's pid is the id of a group already.</errors>
    /// <source>POSIX.1-2017 setsid(); setsid(2)</source>
    public static SyscallResult Setsid(Machine m, int task, ref Trap trap)
    {
        int leader = Threads.LeaderOf(m, task);
        int pid = m.Tasks[leader].Pid;
        if (TaskTable.FindGroup(m, pid) != 0)
        {
            return SyscallResult.Fail(Errno.EPERM);
        }

        Move(m, leader, TaskTable.CreateGroup(m, pid, pid));
        return SyscallResult.Of(pid);
    }

    /// <summary>getpgid(pid); 0 is the caller.</summary>
    /// <errors>ESRCH no such process.</errors>
    /// <source>POSIX.1-2017 getpgid()</source>
    public static SyscallResult Getpgid(Machine m, int task, ref Trap trap) => OfProcess(m, task, trap.A0, PgidOf);

    /// <summary>getpgrp: the caller's group.</summary>
    public static SyscallResult Getpgrp(Machine m, int task, ref Trap trap) => SyscallResult.Of(PgidOf(m, task));

    /// <summary>getsid(pid); 0 is the caller.</summary>
    /// <errors>ESRCH no such process.</errors>
    /// <source>POSIX.1-2017 getsid()</source>
    public static SyscallResult Getsid(Machine m, int task, ref Trap trap) => OfProcess(m, task, trap.A0, SidOf);

    private static SyscallResult OfProcess(Machine m, int task, long pid, Func<Machine, int, int> read)
    {
        int target = pid == 0 ? task : TaskTable.Find(m, pid);
        return target == 0 ? SyscallResult.Fail(Errno.ESRCH) : SyscallResult.Of(read(m, target));
    }

    private static void Move(Machine m, int task, int group)
    {
        // The new group first: the old one may end, and its number must not be freed in between.
        TaskTable.LeaveGroup(m, task);
        TaskTable.JoinGroup(m, group, task);
    }

    /// <summary>
    /// Whether no member has a parent outside the group in the same session: nobody could continue it. A member that is dead or is
    /// given as leaving does not count (POSIX.1-2017 3.264; Linux will_become_orphaned_pgrp).
    /// </summary>
    public static bool IsOrphaned(Machine m, int group, int leaving = 0)
    {
        int sid = m.Groups[group].Sid;
        for (int member = m.Groups[group].First; member != 0; member = m.Tasks[member].GroupNext)
        {
            ref readonly TaskRow row = ref m.Tasks[member];
            if (member == leaving || row.Parent == 0 || Threads.IsDead(m, member))
            {
                continue;
            }

            int parentGroup = Of(m, row.Parent);
            if (parentGroup != group && m.Groups[parentGroup].Sid == sid)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The group of a task that died may be orphaned by that: stopped members get SIGHUP, then SIGCONT.</summary>
    public static void AfterExit(Machine m, int task)
    {
        ref readonly TaskRow row = ref m.Tasks[task];
        int group = row.Group;
        if (m.Groups[group].Stopped > 0 && Of(m, row.Parent) is var parentGroup && parentGroup != group && m.Groups[parentGroup].Sid == m.Groups[group].Sid)
        {
            HangUpIfOrphaned(m, group, task);
        }
    }

    /// <summary>A child was given to another parent: its group may be orphaned by that.</summary>
    public static void AfterParentExit(Machine m, int child, int parent)
    {
        int group = m.Tasks[child].Group;
        int parentGroup = Of(m, parent);
        if (m.Groups[group].Stopped > 0 && parentGroup != group && m.Groups[parentGroup].Sid == m.Groups[group].Sid)
        {
            HangUpIfOrphaned(m, group, leaving: 0);
        }
    }

    private static void HangUpIfOrphaned(Machine m, int group, int leaving)
    {
        if (!IsOrphaned(m, group, leaving))
        {
            return;
        }

        Signals.SendToGroup(m, group, Signal.SIGHUP, SigInfo.FromKernel(Signal.SIGHUP), sender: 0);
        Signals.SendToGroup(m, group, Signal.SIGCONT, SigInfo.FromKernel(Signal.SIGCONT), sender: 0);
    }
}
