// wait4 and waitid: which child is reported, when the caller blocks, and how zombies are reaped.
namespace KScript.Kernel;

/// <summary>The options of wait4 and waitid, with Linux's values.</summary>
[Flags]
internal enum WaitOptions
{
    /// <summary>Blocks, and tells of the dead alone.</summary>
    None = 0,
    /// <summary>WNOHANG.</summary>
    NoHang = 1,
    /// <summary>WUNTRACED, WSTOPPED.</summary>
    Stopped = 2,
    /// <summary>WEXITED.</summary>
    Exited = 4,
    /// <summary>WCONTINUED.</summary>
    Continued = 8,
    /// <summary>WNOWAIT: the child stays as it is.</summary>
    NoWait = 0x01000000,
    /// <summary>__WNOTHREAD: accepted, as __WALL; without threads and clone they change nothing.</summary>
    NoThread = 0x20000000,
    /// <summary>__WALL.</summary>
    All = 0x40000000,
}

/// <summary>Whom waitid waits for: idtype.</summary>
internal static class IdType
{
    /// <summary>Every child.</summary>
    public const int P_ALL = 0;
    /// <summary>The child with this pid.</summary>
    public const int P_PID = 1;
    /// <summary>The children in this process group.</summary>
    public const int P_PGID = 2;
    /// <summary>The child that a pidfd stands for.</summary>
    public const int P_PIDFD = 3;
}

/// <summary>Waiting for children, and the end of zombies.</summary>
internal static class Wait
{
    /// <summary>The options that say which changes are waited for.</summary>
    private const int Changes = (int)(WaitOptions.Stopped | WaitOptions.Exited | WaitOptions.Continued);

    private const int EveryChild = -1;

    /// <summary>wait4(pid, options): waits for a child to change.</summary>
    /// <returns>The child's pid; 0 with WNOHANG where none has changed. Sets the status.</returns>
    /// <errors>ECHILD no child matches; EINTR a handler ran; EINVAL unknown options; ESRCH pid is INT_MIN.</errors>
    /// <source>POSIX.1-2017 wait(); wait(2)</source>
    public static SyscallResult Wait4(Machine m, int task, ref Trap trap)
    {
        var options = (WaitOptions)trap.A1;
        const WaitOptions Known = WaitOptions.NoHang | WaitOptions.Stopped | WaitOptions.Continued | WaitOptions.NoThread | WaitOptions.All;
        if (trap.A1 is < int.MinValue or > int.MaxValue || (options & ~Known) != 0)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        if (trap.A0 == int.MinValue)
        {
            return SyscallResult.Fail(Errno.ESRCH);
        }

        int selector = (int)Math.Clamp(trap.A0, int.MinValue + 1, int.MaxValue);
        if (selector == 0)
        {
            selector = GroupSelector(OwnGroup(m, task));
        }

        return Look(m, task, selector, options | WaitOptions.Exited, asWaitid: false);
    }

    /// <summary>waitid(idtype, id, options): P_ALL 0, P_PID 1, P_PGID 2, P_PIDFD 3. A3 = 1: answers as wait does (the form `wait pid nowait`).</summary>
    /// <returns>0, and info says who; info.pid = 0 with WNOHANG where none has changed.</returns>
    /// <errors>EAGAIN a pidfd with O_NONBLOCK, and nothing to report; EBADF no pidfd; ECHILD no child matches; EINTR a handler ran; EINVAL unknown idtype or options, or none of WEXITED, WSTOPPED, WCONTINUED.</errors>
    /// <source>POSIX.1-2017 waitid(); waitid(2)</source>
    public static SyscallResult Waitid(Machine m, int task, ref Trap trap)
    {
        var options = (WaitOptions)trap.A2;
        const WaitOptions Known = WaitOptions.NoHang | WaitOptions.Stopped | WaitOptions.Exited | WaitOptions.Continued
            | WaitOptions.NoWait | WaitOptions.NoThread | WaitOptions.All;
        if (trap.A2 is < int.MinValue or > int.MaxValue || (options & ~Known) != 0 || ((int)options & Changes) == 0)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        long id = trap.A1;
        int selector;
        switch (trap.A0)
        {
            case IdType.P_ALL:
                selector = EveryChild;
                break;
            case IdType.P_PID when id is > 0 and <= int.MaxValue:
                selector = (int)id;
                break;
            case IdType.P_PGID when id is >= 0 and <= int.MaxValue:
                selector = GroupSelector(id == 0 ? OwnGroup(m, task) : (int)id);
                break;
            case IdType.P_PIDFD when id >= 0:
                selector = ProcessFiles.PidOf(m, task, id, out bool waits);
                if (selector <= 0)
                {
                    return SyscallResult.Fail(selector < 0 ? Errno.EBADF : Errno.ECHILD);
                }

                if (!waits)
                {
                    SyscallResult now = Look(m, task, selector, options | WaitOptions.NoHang, asWaitid: true);
                    return now.Outcome == SyscallOutcome.NotYet ? SyscallResult.FailNotYet(Errno.EAGAIN) : now;
                }

                break;
            default:
                return SyscallResult.Fail(Errno.EINVAL);
        }

        return Look(m, task, selector, options, asWaitid: trap.ArgumentCount < 4 || trap.A3 == 0);
    }

    /// <summary>The children of a group; that numbered 1 is the one that -1 cannot say.</summary>
    private static int GroupSelector(int pgid) => pgid == 1 ? int.MinValue : -pgid;

    /// <summary>The caller's group as it was when it called, should somebody move it meanwhile (Linux: kernel_wait4, get_task_pid).</summary>
    private static int OwnGroup(Machine m, int task)
    {
        if (m.Tasks[task].Call != SyscallNumber.None && TaskTable.ReadExtra(m, task).WaitGroup is var group and not 0)
        {
            return group;
        }

        int pgid = m.Groups[m.Tasks[task].Group].Pgid;
        TaskTable.Extra(m, task).WaitGroup = pgid;
        return pgid;
    }

    /// <summary>Whether the caller's group is no longer the one that its waitpid(0) took: a call that a signal woke takes the new one.</summary>
    public static bool HasMovedGroup(Machine m, int task) =>
        TaskTable.ReadExtra(m, task).WaitGroup is var group and not 0 && group != m.Groups[m.Tasks[task].Group].Pgid;

    /// <summary>
    /// Takes the first child, from the oldest, that has an event that was asked for; else blocks, or answers 0 (WNOHANG), or
    /// fails with ECHILD where no child can ever match.
    /// </summary>
    private static SyscallResult Look(Machine m, int task, int selector, WaitOptions options, bool asWaitid)
    {
        int child = FirstToReport(m, task, selector, options);
        if (child != 0)
        {
            return Report(m, task, child, EventOf(m, child, options), options, asWaitid);
        }

        if (!HasChild(m, task, selector, options))
        {
            return SyscallResult.Fail(Errno.ECHILD);
        }

        if ((options & WaitOptions.NoHang) != 0)
        {
            if (asWaitid)
            {
                m.Own(task).SetInfo(default);
            }

            return SyscallResult.NotYet(0);
        }

        var on = new WaitsOn(WaitKind.Child, (byte)((int)options & Changes), selector);
        bool wokenBySignal = m.Tasks[task].Call != SyscallNumber.None && (m.Tasks[task].Flags & TaskFlags.SignalPending) != 0;
        return wokenBySignal ? SyscallResult.Restart(on) : SyscallResult.Block(on);
    }

    /// <summary>
    /// The oldest child that has something to report of what was asked for; 0: none. One pid or all children: at most logarithmic in the
    /// children that report; a group: linear in those of other groups that are older.
    /// </summary>
    private static int FirstToReport(Machine m, int task, int selector, WaitOptions options)
    {
        if (selector > 0)
        {
            int named = ChildNamed(m, task, selector);
            return named != 0 && EventOf(m, named, options) >= 0 ? named : 0;
        }

        WaitOptions wanted = options & (WaitOptions)Changes;
        int child = ChildReports.First(m, task, wanted);
        while (child != 0 && !Matches(m, child, selector))
        {
            child = ChildReports.After(m, child, wanted);
        }

        return child;
    }

    /// <summary>The child with a pid; 0: the caller has no such child.</summary>
    private static int ChildNamed(Machine m, int task, int pid)
    {
        int child = TaskTable.Find(m, pid);
        return child != 0 && m.Tasks[child].Parent == task ? child : 0;
    }

    /// <summary>
    /// Whether a child could ever report what is asked for. A zombie without WEXITED cannot stop or continue any more: for such a call it is no
    /// child (waitid(2); Linux wait_consider_task). At most linear in the zombies for such a call, and for a group in its members or
    /// the caller's children, whichever are fewer.
    /// </summary>
    private static bool HasChild(Machine m, int task, int selector, WaitOptions options)
    {
        if (selector > 0)
        {
            int named = ChildNamed(m, task, selector);
            return named != 0 && MayReport(m, named, options);
        }

        int member = selector == EveryChild ? 0 : m.Groups[TaskTable.FindGroup(m, selector == int.MinValue ? 1 : -selector)].First;
        int child = member == 0 && selector != EveryChild ? 0 : m.Tasks[task].FirstChild;
        for (; child != 0; child = m.Tasks[child].NextSibling)
        {
            m.RowsVisited++;
            if (Matches(m, child, selector) && MayReport(m, child, options))
            {
                return true;
            }

            if (selector == EveryChild)
            {
                continue;
            }

            if (m.Tasks[member].Parent == task && MayReport(m, member, options))
            {
                return true;
            }

            member = m.Tasks[member].GroupNext;
            if (member == 0)
            {
                return false;
            }
        }

        return false;
    }

    private static bool MayReport(Machine m, int child, WaitOptions options) =>
        m.Tasks[child].State != TaskState.Zombie || (options & WaitOptions.Exited) != 0;

    private static bool Matches(Machine m, int child, int selector) => selector switch
    {
        EveryChild => true,
        > 0 => m.Tasks[child].Pid == selector,
        int.MinValue => m.Groups[m.Tasks[child].Group].Pgid == 1,
        _ => m.Groups[m.Tasks[child].Group].Pgid == -selector,
    };

    /// <summary>The status word of a change that was asked for and not yet reported, or -1.</summary>
    private static int EventOf(Machine m, int child, WaitOptions options)
    {
        ref readonly TaskRow row = ref m.Tasks[child];
        if (row.State == TaskState.Zombie)
        {
            return (options & WaitOptions.Exited) != 0 ? row.Status : -1;
        }

        if (row.State == TaskState.Stopped && row.Status != 0 && (options & WaitOptions.Stopped) != 0)
        {
            return row.Status;
        }

        return (row.Flags & TaskFlags.ContinueUnreported) != 0 && (options & WaitOptions.Continued) != 0 ? WaitStatus.Continued : -1;
    }

    private static SyscallResult Report(Machine m, int task, int child, int status, WaitOptions options, bool asWaitid)
    {
        int pid = m.Tasks[child].Pid;
        UserContext context = m.Own(task);
        if (asWaitid || (options & WaitOptions.NoWait) != 0)
        {
            context.SetInfo(new SigInfo(Signal.SIGCHLD, WaitStatus.CodeOf(status), pid, WaitStatus.ValueOf(status), 0, Credentials.UidOf(m, child)));
        }

        if (!asWaitid)
        {
            context.SetStatus(status);
        }

        Events.NoteOther(m, child, status);
        if ((options & WaitOptions.NoWait) == 0)
        {
            Consume(m, task, child);
        }

        return SyscallResult.Of(asWaitid ? 0 : pid);
    }

    private static void Consume(Machine m, int task, int child)
    {
        ref TaskRow row = ref m.Tasks.Write(child);
        switch (row.State)
        {
            case TaskState.Zombie:
                ResourceUsage.Credit(m, task, child);
                Reap(m, child, task);
                return;
            case TaskState.Stopped when row.Status != 0:
                row.Status = 0;
                break;
            default:
                row.Flags &= ~TaskFlags.ContinueUnreported;
                break;
        }

        ChildReports.Update(m, child);
    }

    /// <summary>A zombie is collected: pid, slot and group membership go (Linux: release_task).</summary>
    public static void Reap(Machine m, int child, int by)
    {
        ref readonly TaskRow row = ref m.Tasks[child];
        Events.Reap(m, child, by, row.Status);
        m.ReapedStatus.Write(row.Pid) = row.Status + 1;
        m.S.Reaped++;
        Release(m, child);
    }

    /// <summary>Removes a dead task for good.</summary>
    public static void Release(Machine m, int child)
    {
        ref TaskRow row = ref m.Tasks.Write(child);
        int pid = row.Pid;
        m.S.ReapedCpuTime += row.CpuTime;
        m.S.Zombies--;
        TaskTable.UnlinkChild(m, ref row, child);
        TaskTable.LeaveGroup(m, ref row);
        TaskTable.FreeSlot(m, ref row, child);
        TaskTable.ClearPid(m, pid);
    }

    /// <summary>
    /// A child has changed: the parent wakes if it waits for just that. A death wakes any waiter whose selector matches, since the
    /// child may have been the last one that could have stopped (Linux: child_wait_callback does not ask for the options).
    /// </summary>
    public static void WakeWaiter(Machine m, int parent, int child, WaitOptions kind)
    {
        WaitsOn on = m.Tasks[parent].WaitsOn;
        if (on.Kind == WaitKind.Child && (kind == WaitOptions.Exited || (on.Events & (int)kind) != 0) && Matches(m, child, on.Id))
        {
            Blocked.Wake(m, parent);
        }
    }
}
