// wait4 and waitid: which child is reported, when the caller blocks, and how zombies are reaped.
namespace KScript.Kernel;

/// <summary>The options of wait4 and waitid, with Linux's values.</summary>
[Flags]
internal enum WaitOptions : uint
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
    /// <summary>Asked by no caller: a stop of a child that the caller traces, which every wait of a tracer tells of (ptrace(2)).</summary>
    Trapped = 16,
    /// <summary>WNOWAIT: the child stays as it is.</summary>
    NoWait = 0x01000000,
    /// <summary>__WNOTHREAD: children that the calling thread forked itself, not those of its process's other threads.</summary>
    NoThread = 0x20000000,
    /// <summary>__WALL: children whatever signal their end sends.</summary>
    All = 0x40000000,
    /// <summary>__WCLONE: only children whose end does not send SIGCHLD; without it and __WALL only the others.</summary>
    Clone = 0x80000000,
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
        const WaitOptions Known = WaitOptions.NoHang | WaitOptions.Stopped | WaitOptions.Continued | WaitOptions.NoThread | WaitOptions.All | WaitOptions.Clone;
        if (trap.A1 is < int.MinValue or > uint.MaxValue || (options & ~Known) != 0)
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
            | WaitOptions.NoWait | WaitOptions.NoThread | WaitOptions.All | WaitOptions.Clone;
        if (trap.A2 is < int.MinValue or > uint.MaxValue || (options & ~Known) != 0 || ((int)options & Changes) == 0)
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

    /// <summary>
    /// Whether a wait that is about to be made would block, and would block just so if it were made later: until a child can be reported nobody
    /// can tell whether it was made. The caller's own group is another matter, for it is taken when the call is made.
    /// </summary>
    public static bool WouldBlock(Machine m, int task, in Trap trap)
    {
        var options = (WaitOptions)(trap.Number == SyscallNumber.Wait4 ? trap.A1 | (long)WaitOptions.Exited : trap.A2);
        int selector;
        switch (trap.Number)
        {
            case SyscallNumber.Wait4 when trap.A0 is > int.MinValue and <= int.MaxValue and not 0:
                selector = (int)trap.A0;
                break;
            case SyscallNumber.Waitid when trap.A0 == IdType.P_ALL:
                selector = EveryChild;
                break;
            case SyscallNumber.Waitid when trap.A0 == IdType.P_PID && trap.A1 is > 0 and <= int.MaxValue:
                selector = (int)trap.A1;
                break;
            default:
                return false;
        }

        return (options & WaitOptions.NoHang) == 0 && FirstToReport(m, task, selector, options) == 0 && HasChild(m, task, selector, options);
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

        int pgid = Groups.PgidOf(m, task);
        TaskTable.Extra(m, task).WaitGroup = pgid;
        return pgid;
    }

    /// <summary>Whether the caller's group is no longer the one that its waitpid(0) took: a call that a signal woke takes the new one.</summary>
    public static bool HasMovedGroup(Machine m, int task) =>
        TaskTable.ReadExtra(m, task).WaitGroup is var group and not 0 && group != Groups.PgidOf(m, task);

    /// <summary>
    /// Takes the first child, from the oldest, that has an event that was asked for; else blocks, or answers 0 (WNOHANG), or
    /// fails with ECHILD where no child can ever match.
    /// </summary>
    private static SyscallResult Look(Machine m, int task, int selector, WaitOptions options, bool asWaitid)
    {
        int child = FirstToReport(m, task, selector, options);
        if (child != 0)
        {
            return Report(m, task, child, EventFor(m, task, child, options), options, asWaitid);
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

        WaitKind kind = Threads.IsThreaded(m, Threads.LeaderOf(m, task)) ? WaitKind.ChildOfThreads : WaitKind.Child;
        var on = new WaitsOn(kind, WordOf(options), selector);
        bool wokenBySignal = m.Tasks[task].Call != SyscallNumber.None && (m.Tasks[task].Flags & TaskFlags.SignalPending) != 0;
        return wokenBySignal ? SyscallResult.Restart(on) : SyscallResult.Block(on);
    }

    /// <summary>
    /// The oldest child that has something to report of what was asked for; 0: none. Of several threads the caller's own children come first, then
    /// those of the others (Linux: do_wait). One pid or all children: at most logarithmic in the children that report; a group: linear in those
    /// of other groups that are older.
    /// </summary>
    private static int FirstToReport(Machine m, int task, int selector, WaitOptions options)
    {
        if (selector > 0)
        {
            int named = ChildNamed(m, task, selector, options);
            return named != 0 && EventFor(m, task, named, options) >= 0 ? named : 0;
        }

        bool threaded = Threads.IsThreaded(m, Threads.LeaderOf(m, task));
        WaitOptions wanted = (options & (WaitOptions)Changes) | WaitOptions.Trapped;
        int parent = task;
        do
        {
            int child = ChildReports.First(m, parent, wanted);
            while (child != 0 && !(Matches(m, child, selector) && IsOfKind(m, child, options)))
            {
                child = ChildReports.After(m, child, wanted);
            }

            child = child != 0 ? child : Tracing.FirstToReport(m, parent, selector, options);
            if (child != 0 || !threaded)
            {
                return child;
            }

            parent = NextParent(m, task, parent, options);
        }
        while (parent != 0);
        return 0;
    }

    /// <summary>The next thread of the caller's process whose children may be waited for, in a circle from the caller; 0: that was all.</summary>
    private static int NextParent(Machine m, int task, int parent, WaitOptions options)
    {
        int leader = Threads.LeaderOf(m, task);
        if ((options & WaitOptions.NoThread) != 0 || !Threads.IsThreaded(m, leader))
        {
            return 0;
        }

        m.RowsVisited++;
        int next = Threads.After(m, parent);
        next = next == 0 ? leader : next;
        return next == task ? 0 : next;
    }

    /// <summary>The child with a pid; 0: the caller has no such child.</summary>
    private static int ChildNamed(Machine m, int task, int pid, WaitOptions options)
    {
        int child = TaskTable.Find(m, pid);
        return child != 0 && ((Threads.IsLeader(m, child) && IsChildOf(m, child, task, options) && IsOfKind(m, child, options)) || IsTraceeOf(m, child, task, options))
            ? child
            : 0;
    }

    /// <summary>Whether a thread is a tracee of a thread's process; with __WNOTHREAD of the thread itself.</summary>
    private static bool IsTraceeOf(Machine m, int child, int task, WaitOptions options) =>
        Tracing.IsTracedBy(m, child, task, itself: (options & WaitOptions.NoThread) != 0);

    /// <summary>Whether a process is a child of a thread's process; with __WNOTHREAD of the thread itself.</summary>
    private static bool IsChildOf(Machine m, int child, int task, WaitOptions options)
    {
        int parent = m.Tasks[child].Parent;
        return parent == task || ((options & WaitOptions.NoThread) == 0 && parent != 0 && Threads.LeaderOf(m, parent) == Threads.LeaderOf(m, task));
    }

    /// <summary>Whether a child's exit signal is among those waited for: SIGCHLD, with __WCLONE every other, with __WALL any (Linux: eligible_child).</summary>
    private static bool IsOfKind(Machine m, int child, WaitOptions options) =>
        (options & WaitOptions.All) != 0 || (Exit.ExitSignalOf(m, child) == Signal.SIGCHLD) == ((options & WaitOptions.Clone) == 0);

    /// <summary>
    /// Whether a child could ever report what is asked for. A zombie without WEXITED cannot stop or continue any more: for such a call it is no
    /// child (waitid(2); Linux wait_consider_task). At most linear in the zombies for such a call, and for a group in its members or
    /// the caller's children, whichever are fewer.
    /// </summary>
    private static bool HasChild(Machine m, int task, int selector, WaitOptions options)
    {
        if (selector > 0)
        {
            int named = ChildNamed(m, task, selector, options);
            return named != 0 && (IsTraceeOf(m, named, task, options) ? MayReportToTracer(m, named, options) : MayReport(m, named, options));
        }

        int parent = task;
        do
        {
            if (HasOwnChild(m, parent, selector, options) || Tracing.HasTracee(m, parent, selector, options))
            {
                return true;
            }

            parent = NextParent(m, task, parent, options);
        }
        while (parent != 0);
        return false;
    }

    private static bool HasOwnChild(Machine m, int task, int selector, WaitOptions options) =>
        selector == EveryChild ? HasAnyChild(m, task, options) : HasChildInGroup(m, task, selector, options);

    private static bool HasAnyChild(Machine m, int task, WaitOptions options)
    {
        for (int child = m.Tasks[task].FirstChild; child != 0; child = m.Tasks[child].NextSibling)
        {
            m.RowsVisited++;
            if (MayReport(m, child, options))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasChildInGroup(Machine m, int task, int selector, WaitOptions options)
    {
        int member = m.Groups[TaskTable.FindGroup(m, selector == int.MinValue ? 1 : -selector)].First;
        for (int child = member == 0 ? 0 : m.Tasks[task].FirstChild; child != 0; child = m.Tasks[child].NextSibling)
        {
            m.RowsVisited++;
            if (Matches(m, child, selector) && MayReport(m, child, options))
            {
                return true;
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
        IsOfKind(m, child, options) && ((options & WaitOptions.Exited) != 0 || !Threads.IsDead(m, child));

    /// <summary>Whether a tracee could ever report what its tracer asks for: a dead one stops no more (Linux: wait_consider_task).</summary>
    public static bool MayReportToTracer(Machine m, int task, WaitOptions options) =>
        (options & (WaitOptions.Exited | WaitOptions.Continued)) != 0 || m.Tasks[task].State != TaskState.Zombie;

    // What a waiter in a queue says beside the changes: which children count.
    private const byte OwnChildren = 16, CloneChildren = 32, AllChildren = 64;

    private static byte WordOf(WaitOptions options) => (byte)(((int)options & Changes)
        | ((options & WaitOptions.NoThread) != 0 ? OwnChildren : 0)
        | ((options & WaitOptions.Clone) != 0 ? CloneChildren : 0)
        | ((options & WaitOptions.All) != 0 ? AllChildren : 0));

    private static WaitOptions OptionsOf(byte word) => (WaitOptions)(word & Changes)
        | ((word & OwnChildren) != 0 ? WaitOptions.NoThread : 0)
        | ((word & CloneChildren) != 0 ? WaitOptions.Clone : 0)
        | ((word & AllChildren) != 0 ? WaitOptions.All : 0);

    public static bool Matches(Machine m, int child, int selector) => selector switch
    {
        EveryChild => true,
        > 0 => m.Tasks[child].Pid == selector,
        int.MinValue => Groups.PgidOf(m, child) == 1,
        _ => Groups.PgidOf(m, child) == -selector,
    };

    /// <summary>The status word of what a child or tracee has to report to a caller of what was asked for, or -1.</summary>
    private static int EventFor(Machine m, int task, int child, WaitOptions options) =>
        IsTraceeOf(m, child, task, WaitOptions.None) ? EventOfTracee(m, child, options) : EventOf(m, child, options);

    /// <summary>
    /// What a tracee has to report to its tracer, or -1: its stops are told without WUNTRACED, each once, and its process's stop is not (Linux:
    /// wait_consider_task, task_stopped_code).
    /// </summary>
    public static int EventOfTracee(Machine m, int task, WaitOptions options)
    {
        ref readonly TaskRow row = ref m.Tasks[task];
        bool isThread = !Threads.IsLeader(m, task);
        if (isThread ? row.State == TaskState.Zombie : Threads.IsDead(m, task))
        {
            if ((options & WaitOptions.Exited) == 0 || !(isThread || Threads.CanBeReaped(m, task)))
            {
                return -1;
            }

            // Once the process has ended as a whole, that is how each of its threads has.
            return isThread && m.ThreadGroups[Threads.LeaderOf(m, task)] is { Exiting: true } group ? group.ExitStatus : row.Status;
        }

        if (Tracing.HasStopToReport(m, task))
        {
            return Tracing.StopStatusOf(m, task);
        }

        bool continued = (m.Tasks[Threads.LeaderOf(m, task)].Flags & TaskFlags.ContinueUnreported) != 0 && (options & WaitOptions.Continued) != 0;
        return continued ? WaitStatus.Continued : -1;
    }

    /// <summary>The status word of a change that was asked for and not yet reported, or -1.</summary>
    private static int EventOf(Machine m, int child, WaitOptions options)
    {
        ref readonly TaskRow row = ref m.Tasks[child];
        if (Threads.IsDead(m, in row, child))
        {
            return (options & WaitOptions.Exited) != 0 && Threads.CanBeReaped(m, child) && !Tracing.IsTraced(m, child) ? row.Status : -1;
        }

        if (row.Status != 0 && (options & WaitOptions.Stopped) != 0 && Threads.IsStopped(m, child))
        {
            return row.Status;
        }

        return (row.Flags & TaskFlags.ContinueUnreported) != 0 && (options & WaitOptions.Continued) != 0 ? WaitStatus.Continued : -1;
    }

    private static SyscallResult Report(Machine m, int task, int child, int status, WaitOptions options, bool asWaitid)
    {
        // Here, and not where calls are translated: a child that is reaped has no number any more.
        int pid = Namespaces.NumberFor(m, task, m.Tasks[child].Pid);
        UserContext context = m.Own(task);
        context.SetUsage(ResourceUsage.OfWaited(m, child));
        if (asWaitid || (options & WaitOptions.NoWait) != 0)
        {
            // A stop of a tracee is told whole, the event with it (Linux: wait_task_stopped).
            bool trapped = WaitStatus.IsStopped(status) && IsTraceeOf(m, child, task, WaitOptions.None);
            int code = trapped ? SignalCode.CLD_TRAPPED : WaitStatus.CodeOf(status);
            int value = trapped ? status >> WaitStatus.CodeShift : WaitStatus.ValueOf(status);
            context.SetInfo(new SigInfo(Signal.SIGCHLD, code, pid, value, 0, Credentials.UidOf(m, child)));
        }

        if (!asWaitid)
        {
            context.SetStatus(status);
        }

        Events.NoteOther(m, child, status);
        if ((options & WaitOptions.NoWait) == 0)
        {
            Consume(m, task, child, status);
        }

        return SyscallResult.Of(asWaitid ? 0 : pid);
    }

    private static void Consume(Machine m, int task, int child, int status)
    {
        bool isTracee = IsTraceeOf(m, child, task, WaitOptions.None);
        if (isTracee && WaitStatus.IsStopped(status))
        {
            m.Tracing.Write(child).Unreported = false;
            ChildReports.Update(m, Threads.LeaderOf(m, child));
            return;
        }

        if (isTracee && !WaitStatus.IsContinued(status) && (!Threads.IsLeader(m, child) || !Tracing.IsOfParent(m, child)))
        {
            Tracing.TakenByTracer(m, child);
            return;
        }

        int leader = Threads.LeaderOf(m, child);
        ref TaskRow row = ref m.Tasks.Write(leader);
        if (Threads.IsDead(m, in row, leader))
        {
            ResourceUsage.Credit(m, task, child);
            Reap(m, child, task);
            return;
        }

        if (row.Status != 0 && Threads.IsStopped(m, child))
        {
            row.Status = 0;
        }
        else
        {
            row.Flags &= ~TaskFlags.ContinueUnreported;
        }

        ChildReports.Update(m, leader);
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
        if ((row.Flags & (TaskFlags.HasExtra | TaskFlags.Threaded | TaskFlags.Traced | TaskFlags.TraceDue)) != 0)
        {
            // A zombie can have been made a deadline task after its death.
            Scheduling.Died(m, child);
            Users.CountProcess(m, Credentials.UidOf(m, child), -1);
            Tracing.ForgetIfAny(m, child);
            Cgroups.Count(m, Cgroups.Of(m, child), -1);
            Threads.Dissolve(m, child);
        }

        m.S.ReapedCpuTime += row.CpuTime;
        m.S.Zombies--;
        TaskTable.UnlinkChild(m, ref row, child);
        TaskTable.LeaveGroup(m, ref row, child);
        TaskTable.FreeSlot(m, ref row, child);
        TaskTable.ClearPid(m, pid);
    }

    /// <summary>
    /// A child has changed: the parent wakes if it waits for just that. A death wakes any waiter whose selector matches, since the
    /// child may have been the last one that could have stopped (Linux: child_wait_callback does not ask for the options).
    /// </summary>
    public static void WakeWaiter(Machine m, int parent, int child, WaitOptions kind)
    {
        int leader = Threads.LeaderOf(m, parent);
        if (!Threads.IsThreaded(m, leader))
        {
            WakeIfMeant(m, parent, child, kind);
            return;
        }

        for (int waiter = m.ThreadGroups[leader].ChildWaiters.Head; waiter != 0;)
        {
            int next = m.Waiters[waiter].Next;
            m.RowsVisited++;
            WakeIfMeant(m, waiter, child, kind);
            waiter = next;
        }
    }

    /// <summary>A tracee has something to tell: its tracer wakes if it waits for it, or another thread of the tracer's process.</summary>
    public static void WakeTracer(Machine m, int tracee, WaitOptions kind)
    {
        int tracer = m.Tracing[tracee].Tracer;
        int leader = Threads.LeaderOf(m, tracer);
        if (!Threads.IsThreaded(m, leader))
        {
            WakeIfTracer(m, tracer, tracee, kind);
            return;
        }

        for (int waiter = m.ThreadGroups[leader].ChildWaiters.Head; waiter != 0;)
        {
            int next = m.Waiters[waiter].Next;
            m.RowsVisited++;
            WakeIfTracer(m, waiter, tracee, kind);
            waiter = next;
        }
    }

    private static void WakeIfTracer(Machine m, int waiter, int tracee, WaitOptions kind)
    {
        WaitsOn on = m.Tasks[waiter].WaitsOn;
        if (on.Kind is not (WaitKind.Child or WaitKind.ChildOfThreads) || !Matches(m, tracee, on.Id))
        {
            return;
        }

        WaitOptions options = OptionsOf(on.Events);
        if (IsTraceeOf(m, tracee, waiter, options) && (kind is WaitOptions.Exited or WaitOptions.Trapped || (options & kind) != 0))
        {
            Blocked.Wake(m, waiter);
        }
    }

    private static void WakeIfMeant(Machine m, int waiter, int child, WaitOptions kind)
    {
        WaitsOn on = m.Tasks[waiter].WaitsOn;
        if (on.Kind is not (WaitKind.Child or WaitKind.ChildOfThreads) || !Matches(m, child, on.Id))
        {
            return;
        }

        WaitOptions options = OptionsOf(on.Events);
        if ((kind == WaitOptions.Exited || (options & kind) != 0) && IsChildOf(m, child, waiter, options) && IsOfKind(m, child, options))
        {
            Blocked.Wake(m, waiter);
        }
    }
}
