// Sending signals: permission is checked in Kill.cs; here a signal becomes pending, is discarded, or wakes its target.
// How pending signals act is in SignalDelivery.cs (the other half of this class).
using System.Numerics;

namespace KScript.Kernel;

/// <summary>Signals of a machine's tasks.</summary>
internal static partial class Signals
{
    private const ulong StopSignals = (1UL << (Signal.SIGSTOP - 1)) | (1UL << (Signal.SIGTSTP - 1)) | (1UL << (Signal.SIGTTIN - 1)) | (1UL << (Signal.SIGTTOU - 1));
    private const ulong Unblockable = (1UL << (Signal.SIGKILL - 1)) | (1UL << (Signal.SIGSTOP - 1));
    private const ulong ContinueBit = 1UL << (Signal.SIGCONT - 1);

    /// <summary>The disposition of a signal, which is the process's.</summary>
    public static SigAction ActionOf(Machine m, int task, int signal)
    {
        int leader = Threads.LeaderOf(m, task);
        if ((m.Tasks[leader].Flags & TaskFlags.HasExtra) == 0)
        {
            return default;
        }

        SigAction[]? actions = m.Extras[leader].Actions;
        return actions is null ? default : actions[signal];
    }

    /// <summary>The mask of blocked signals.</summary>
    public static ulong MaskOf(Machine m, int task) => (m.Tasks[task].Flags & TaskFlags.HasExtra) == 0 ? 0 : m.Extras[task].Mask;

    /// <summary>The pending signals that a thread may take, those of its process and its own.</summary>
    public static ulong PendingOf(Machine m, int task) => PendingIn(m, task, own: false) | PendingIn(m, task, own: true);

    /// <summary>Whose row holds signals: the thread's its own, the leader's the process's.</summary>
    private static int HolderOf(Machine m, int task, bool own) => own ? task : Threads.LeaderOf(m, task);

    /// <summary>The signals that the task blocks but for its being in sigtimedwait (Linux: real_blocked).</summary>
    private static ulong RealMaskOf(Machine m, int task)
    {
        if ((m.Tasks[task].Flags & TaskFlags.HasExtra) == 0)
        {
            return 0;
        }

        ref readonly TaskExtra extra = ref m.Extras[task];
        return extra.WaitSet != 0 ? extra.Mask | extra.SavedMask : extra.Mask;
    }

    /// <summary>Whether a signal would be discarded at once by disposition or default.</summary>
    private static bool IsIgnored(Machine m, int task, int signal)
    {
        long handler = ActionOf(m, task, signal).Handler;
        return handler == SignalHandler.Ignore
            || (handler == SignalHandler.Default && (SignalTable.ActionOf(signal) is DefaultAction.Ignore or DefaultAction.Continue));
    }

    /// <summary>
    /// Sends a signal: the effects on stop and continue come first, whatever the target thinks of the signal; then it is discarded,
    /// merged with one that is pending, or pends and wakes the target. It acts when the target next runs.
    /// </summary>
    /// <param name="m">The machine.</param>
    /// <param name="task">To whom. For a process one of its threads, which takes it if it can.</param>
    /// <param name="signal">Which.</param>
    /// <param name="info">Its siginfo.</param>
    /// <param name="sender">Whose doing it is; 0: the kernel's.</param>
    /// <param name="own">For the thread (tgkill), not for the process.</param>
    /// <returns>What became of it.</returns>
    public static SignalOutcome Send(Machine m, int task, int signal, in SigInfo info, int sender, bool own = false)
    {
        SignalOutcome outcome = Decide(m, task, signal, own, sender);
        Events.SignalGenerate(m, task, signal, sender, outcome);
        if (outcome == SignalOutcome.Dead || (outcome == SignalOutcome.Discarded && (FatalOf(m, task) != 0 || IsEnding(m, task))))
        {
            return outcome;
        }

        PrepareStopAndContinue(m, task, signal);
        if (outcome is SignalOutcome.Pending or SignalOutcome.Blocked)
        {
            int holder = HolderOf(m, task, own);
            int taker = Threads.IsThreaded(m, Threads.LeaderOf(m, task)) ? TakerOf(m, task, signal, own) : task;
            bool decides = outcome == SignalOutcome.Pending && taker != 0 && DecidesDeath(m, taker, signal);
            ref TaskExtra extra = ref TaskTable.Extra(m, holder);
            (own ? ref extra.OwnPending : ref extra.Pending) |= Signal.Bit(signal);
            if (decides)
            {
                DecideDeath(m, taker, signal);
            }

            Queue(m, holder, PidTranslation.ForReceiver(m, task, in info), own);
            if (m.S.Inodes.Count > 0)
            {
                SignalFiles.Notify(m, task, signal);
            }

            if (taker != 0 && (outcome == SignalOutcome.Pending || (MaskOf(m, taker) & Signal.Bit(signal) & ~Unblockable) == 0))
            {
                Notify(m, taker, signal);
            }
        }

        return outcome;
    }

    /// <summary>A process's death is decided, whatever else comes. Of several threads all end (Linux: complete_signal, SIGNAL_GROUP_EXIT).</summary>
    private static void DecideDeath(Machine m, int task, int signal)
    {
        int leader = Threads.LeaderOf(m, task);
        ref TaskExtra extra = ref TaskTable.Extra(m, leader);
        if (extra.FatalSignal != 0)
        {
            return;
        }

        extra.FatalSignal = (byte)signal;
        // Nobody hears of a continue any more (Linux: signal->flags = SIGNAL_GROUP_EXIT).
        extra.TellsContinue = false;
        m.Tasks.Write(leader).Flags &= ~TaskFlags.ContinueUnreported;
        ChildReports.Update(m, leader);
        if (Threads.IsThreaded(m, leader))
        {
            GroupExit.TellOthers(m, leader, but: task);
        }
    }

    /// <summary>
    /// The thread of several that takes a signal: the one it was sent to if it can, else, of a process's signal, the next that can, from where
    /// the last search ended (Linux: complete_signal); 0: nobody can now.
    /// </summary>
    private static int TakerOf(Machine m, int task, int signal, bool own)
    {
        if (Wants(m, task, signal))
        {
            return task;
        }

        if (own)
        {
            return (MaskOf(m, task) & Signal.Bit(signal) & ~Unblockable) == 0 ? task : 0;
        }

        int leader = Threads.LeaderOf(m, task);
        int first = m.ThreadGroups[leader].Taker is var taker and not 0 ? taker : leader;
        int thread = first;
        do
        {
            m.RowsVisited++;
            if (Wants(m, thread, signal))
            {
                m.ThreadGroups.Write(leader).Taker = thread;
                return thread;
            }

            thread = Threads.After(m, thread);
            thread = thread == 0 ? leader : thread;
        }
        while (thread != first);
        return 0;
    }

    /// <summary>Whether a thread can take a signal now (Linux: wants_signal).</summary>
    private static bool Wants(Machine m, int thread, int signal)
    {
        ref readonly TaskRow row = ref m.Tasks[thread];
        if (row.State == TaskState.Zombie || (MaskOf(m, thread) & Signal.Bit(signal) & ~Unblockable) != 0)
        {
            return false;
        }

        return signal == Signal.SIGKILL
            || (row.State is not (TaskState.Stopped or TaskState.Traced) && (row.State == TaskState.Running || (row.Flags & TaskFlags.SignalPending) == 0));
    }

    /// <summary>
    /// Signals of a process that one of its threads will not take, for it blocks them now or ends: others that can are told
    /// (Linux: retarget_shared_pending). Linear in the threads, and only where there are such signals.
    /// </summary>
    public static void Retarget(Machine m, int task, ulong signals)
    {
        int leader = Threads.LeaderOf(m, task);
        ulong left = signals & PendingIn(m, leader, own: false);
        for (int thread = leader; thread != 0 && left != 0;)
        {
            int next = Threads.After(m, thread);
            m.RowsVisited++;
            ulong taken = left & ~(MaskOf(m, thread) & ~Unblockable);
            if (thread != task && taken != 0 && m.Tasks[thread].State != TaskState.Zombie)
            {
                left &= ~taken;
                if ((m.Tasks[thread].Flags & TaskFlags.SignalPending) == 0)
                {
                    Awaken(m, thread, deadly: false);
                }
            }

            thread = next;
        }
    }

    /// <summary>Whether a signal would pend: the target lives, and neither ignores it nor has it pending already.</summary>
    public static bool WouldPend(Machine m, int task, int signal, bool own = false) =>
        Decide(m, task, signal, own, sender: 0) is SignalOutcome.Pending or SignalOutcome.Blocked;

    private static SignalOutcome Decide(Machine m, int task, int signal, bool own, int sender)
    {
        ref readonly TaskRow row = ref m.Tasks[Threads.LeaderOf(m, task)];
        if (row.State == TaskState.Zombie && (own ? m.Tasks[task].State == TaskState.Zombie : Threads.IsDead(m, Threads.LeaderOf(m, task))))
        {
            return SignalOutcome.Dead;
        }

        if (FatalOf(m, task) != 0 || IsEnding(m, task))
        {
            // Its death is decided: nothing reaches it any more (Linux: prepare_signal, SIGNAL_GROUP_EXIT).
            return SignalOutcome.Discarded;
        }

        ulong bit = Signal.Bit(signal);
        bool blocked = (RealMaskOf(m, task) & bit & ~Unblockable) != 0;
        if ((row.Flags & TaskFlags.Init) != 0 && RefusesAsInit(m, task, signal, blocked, sender) is var refusal and not SignalOutcome.None)
        {
            return refusal;
        }

        if (!blocked && IsIgnored(m, task, signal) && (signal == Signal.SIGKILL || !Tracing.IsTraced(m, task)))
        {
            // A tracer hears of what its tracee ignores, too (Linux: sig_ignored).
            return SignalOutcome.Ignored;
        }

        if (signal < Signal.FirstRealTime && (PendingIn(m, task, own) & bit) != 0)
        {
            return SignalOutcome.Coalesced;
        }

        return !blocked || (!own && IsTakenByAnother(m, task, bit)) ? SignalOutcome.Pending : SignalOutcome.Blocked;
    }

    /// <summary>
    /// An init is not reached by what it neither handles nor blocks, from inside its namespace by SIGKILL and SIGSTOP neither; from around it
    /// these two act as on others (pid_namespaces(7), kill(2) NOTES; Linux: sig_task_ignored). One that ends hears nothing.
    /// </summary>
    /// <returns>What becomes of the signal instead; None: it is sent as to others.</returns>
    private static SignalOutcome RefusesAsInit(Machine m, int task, int signal, bool blocked, int sender)
    {
        int leader = Threads.LeaderOf(m, task);
        for (int thread = leader; thread != 0; thread = Threads.After(m, thread))
        {
            if (NamespaceEnd.IsEnding(m, thread))
            {
                return SignalOutcome.Dead;
            }
        }

        bool isForced = (Signal.Bit(signal) & Unblockable) != 0 && leader != Machine.InitSlot && Namespaces.IsFromAround(m, sender, leader);
        return blocked || isForced || ActionOf(m, task, signal).Handler > SignalHandler.Ignore ? SignalOutcome.None : SignalOutcome.Discarded;
    }

    /// <summary>Whether another thread of the process does not block a signal that this one blocks. Only where there are several.</summary>
    private static bool IsTakenByAnother(Machine m, int task, ulong bit)
    {
        int leader = Threads.LeaderOf(m, task);
        for (int thread = Threads.IsThreaded(m, leader) ? leader : 0; thread != 0; thread = Threads.After(m, thread))
        {
            m.RowsVisited++;
            if (m.Tasks[thread].State != TaskState.Zombie && (MaskOf(m, thread) & bit) == 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>One of the two sets of pending signals.</summary>
    public static ulong PendingIn(Machine m, int task, bool own)
    {
        int holder = HolderOf(m, task, own);
        return (m.Tasks[holder].Flags & TaskFlags.HasExtra) == 0 ? 0 : own ? m.Extras[holder].OwnPending : m.Extras[holder].Pending;
    }

    /// <summary>
    /// SIGKILL, and a deadly signal without a core dump that finds its target able to take it, decide the death at once: nothing
    /// that comes later changes the cause (Linux: complete_signal, wants_signal).
    /// </summary>
    private static bool DecidesDeath(Machine m, int task, int signal)
    {
        if (signal == Signal.SIGKILL)
        {
            return true;
        }

        ref readonly TaskRow row = ref m.Tasks[task];
        return ActionOf(m, task, signal).Handler == SignalHandler.Default
            && (m.Tasks[row.LeaderOr(task)].Flags & TaskFlags.Init) == 0
            && SignalTable.ActionOf(signal) == DefaultAction.Terminate
            && row.State != TaskState.Stopped
            && !Tracing.IsTraced(m, task)
            && (row.State == TaskState.Running || (row.Flags & TaskFlags.SignalPending) == 0 || TaskTable.ReadExtra(m, task).Unnoticed);
    }

    /// <summary>
    /// A stop signal takes a pending SIGCONT away; SIGCONT takes pending stops away and resumes a stopped process, even where it is
    /// blocked or ignored (POSIX.1-2017 2.4.3; Linux prepare_signal).
    /// </summary>
    private static void PrepareStopAndContinue(Machine m, int task, int signal)
    {
        ulong bit = Signal.Bit(signal);
        ulong gone = (bit & StopSignals) != 0 ? ContinueBit : signal == Signal.SIGCONT ? StopSignals : 0;
        if (gone == 0)
        {
            return;
        }

        int leader = Threads.LeaderOf(m, task);
        Discard(m, leader, gone, own: false);
        for (int thread = leader; thread != 0; thread = Threads.After(m, thread))
        {
            Discard(m, thread, gone, own: true);
        }

        if (signal == Signal.SIGCONT)
        {
            ResumeProcess(m, leader);
            for (int thread = leader; thread != 0; thread = Threads.After(m, thread))
            {
                if (Tracing.IsTraced(m, thread) && m.Tasks[thread].State != TaskState.Zombie)
                {
                    TraceStops.Continued(m, thread);
                }
            }
        }
    }

    /// <summary>A stopped process goes on, or one that was to stop does not; each of its threads. Linear in the threads.</summary>
    private static void ResumeProcess(Machine m, int leader)
    {
        if (!Threads.IsThreaded(m, leader))
        {
            if (m.Tasks[leader].State == TaskState.Stopped)
            {
                NoteContinue(m, leader);
                Events.Continue(m, leader);
                Resume(m, leader);
                ChildReports.Update(m, leader);
            }
            else if (Threads.IsStopped(m, leader))
            {
                // In t, or let go on by its tracer: it does not wake by this, but its process is stopped no more.
                m.Tracing.Write(leader).StopSignal = 0;
                NoteContinue(m, leader);
                m.Tasks.Write(leader).Flags |= m.Tasks[leader].State == TaskState.Traced ? TaskFlags.None : TaskFlags.SignalPending;
                ChildReports.Update(m, leader);
            }

            return;
        }

        bool wasStopped = Threads.IsStopped(m, leader);
        if (wasStopped)
        {
            NoteContinue(m, leader);
        }

        for (int thread = leader; thread != 0;)
        {
            int next = Threads.After(m, thread);
            GroupStop.Forget(m, leader, thread);
            if (m.Tasks[thread].State == TaskState.Stopped)
            {
                Events.Continue(m, thread);
            }

            Resume(m, thread);
            thread = next;
        }

        m.ThreadGroups.Write(leader).StopSignal = 0;
        ChildReports.Update(m, leader);
    }

    /// <summary>A wait may report from now on that a process was continued; the process itself tells its parent when one of its threads next runs.</summary>
    private static void NoteContinue(Machine m, int leader)
    {
        m.Groups.Write(m.Tasks[leader].Group).Stopped--;
        ref TaskRow row = ref m.Tasks.Write(leader);
        row.Status = 0;
        row.Flags |= TaskFlags.ContinueUnreported;
        TaskTable.Extra(m, leader).TellsContinue = true;
    }

    /// <summary>
    /// A stopped thread goes on: it looks at what is pending when it next runs (Linux: prepare_signal notes SIGNAL_CLD_CONTINUED, get_signal tells).
    /// </summary>
    private static void Resume(Machine m, int task)
    {
        if (m.Tasks[task].State != TaskState.Stopped)
        {
            return;
        }

        CountResumed(m, task);
        ref TaskExtra extra = ref TaskTable.Extra(m, task);
        ref TaskRow row = ref m.Tasks.Write(task);
        row.StopSignal = 0;
        extra.Unnoticed = (row.Flags & TaskFlags.SignalPending) == 0;
        row.Flags |= TaskFlags.SignalPending;
        Dispatching.Wake(m, task);
    }

    /// <summary>A thread of several is no longer in T.</summary>
    private static void CountResumed(Machine m, int task)
    {
        int leader = Threads.LeaderOf(m, task);
        if (Threads.IsThreaded(m, leader))
        {
            m.ThreadGroups.Write(leader).Stopped--;
        }
    }

    /// <summary>A thread of a process that was continued runs again: the parent hears of it now.</summary>
    public static void TellOfContinue(Machine m, int task)
    {
        int leader = Threads.LeaderOf(m, task);
        bool tells = (m.Tasks[leader].Flags & TaskFlags.HasExtra) != 0 && m.Extras[leader].TellsContinue;
        bool unnoticed = (m.Tasks[task].Flags & TaskFlags.HasExtra) != 0 && m.Extras[task].Unnoticed;
        if (!tells && !unnoticed)
        {
            return;
        }

        if (unnoticed)
        {
            m.Extras.Write(task).Unnoticed = false;
        }

        if (tells)
        {
            m.Extras.Write(leader).TellsContinue = false;
        }

        Recalculate(m, task);
        if (tells)
        {
            TellParentOfStop(m, leader, SignalCode.CLD_CONTINUED, Signal.SIGCONT, WaitOptions.Continued);
            if (Tracing.IsTraced(m, leader) && !Tracing.IsOfParent(m, leader))
            {
                Wait.WakeTracer(m, leader, WaitOptions.Continued);
            }
        }
    }

    /// <summary>Makes a signal act soon: wakes a sleeping target, interrupts one that computes on another CPU.</summary>
    private static void Notify(Machine m, int task, int signal)
    {
        if (m.Tasks[task].State is TaskState.Stopped or TaskState.Traced && signal != Signal.SIGKILL)
        {
            // It pends, and nobody is told (Linux: wants_signal); the task looks when it has been continued.
            return;
        }

        Awaken(m, task, deadly: signal == Signal.SIGKILL);
    }

    /// <summary>
    /// A thread is to look at what is pending: it wakes if it sleeps, and one that computes on another CPU is interrupted. For what is deadly it
    /// also wakes where it is stopped, or waits in a D that a kill ends (Linux: signal_wake_up).
    /// </summary>
    public static void Awaken(Machine m, int task, bool deadly)
    {
        ref TaskRow row = ref m.Tasks.Write(task);
        row.Flags |= TaskFlags.SignalPending;
        if ((row.Flags & TaskFlags.HasExtra) != 0)
        {
            m.Extras.Write(task).Unnoticed = false;
        }

        switch (row.State)
        {
            case TaskState.Interruptible when row.WaitsOn.Kind != WaitKind.Thaw || deadly || FatalOf(m, task) != 0:
                WakeForSignal(m, task);
                break;

            case TaskState.Uninterruptible when deadly && row.WaitsOn.IsKillable:
                Blocked.Wake(m, task);
                break;

            case TaskState.Stopped when deadly:
                WakeStopped(m, task);
                break;

            case TaskState.Traced when deadly:
                TraceStops.WakeToDie(m, task);
                break;

            case TaskState.Running when (row.Flags & TaskFlags.SyscallPaid) == 0:
                Dispatching.InterruptBurst(m, row.Cpu);
                break;

            default:
                // Ready, D, or stopped: it acts when the task next runs.
                break;
        }
    }

    /// <summary>A stopped thread wakes to end. With the first of a process's threads the process is stopped no more.</summary>
    private static void WakeStopped(Machine m, int task)
    {
        int leader = Threads.LeaderOf(m, task);
        if (Threads.IsStopped(m, leader))
        {
            ForgetStop(m, leader);
        }

        CountResumed(m, task);
        if (Threads.IsThreaded(m, leader))
        {
            m.ThreadGroups.Write(leader).StopSignal = 0;
        }

        m.Tasks.Write(task).StopSignal = 0;
        Dispatching.Wake(m, task);
        ChildReports.Update(m, leader);
    }

    /// <summary>A stopped process is that no more, and nobody hears of it: it dies, or its stop is another matter from now on.</summary>
    public static void ForgetStop(Machine m, int leader)
    {
        m.Groups.Write(m.Tasks[leader].Group).Stopped--;
        m.Tasks.Write(leader).Status = 0;
        if (Threads.IsThreaded(m, leader))
        {
            m.ThreadGroups.Write(leader).StopSignal = 0;
        }
        else if (Tracing.IsTraced(m, leader))
        {
            m.Tracing.Write(leader).StopSignal = 0;
        }
    }

    private static void WakeForSignal(Machine m, int task)
    {
        // `until` is the script's own eye on the machine: signals that are handled run their handler and it goes on waiting.
        if (m.Tasks[task].WaitsOn.Kind == WaitKind.Condition)
        {
            m.LeaveUntil(task);
        }

        Blocked.Wake(m, task);
    }

    /// <summary>What a child's end sends to its parent: SIGCHLD, or what clone was told; 0: nothing.</summary>
    public static void SendExitSignal(Machine m, int parent, int child, int signal, int code, int value)
    {
        if (signal == Signal.SIGCHLD)
        {
            SendChildSignal(m, parent, child, code, value);
        }
        else if (signal != 0)
        {
            Send(m, parent, signal, new SigInfo(signal, code, m.Tasks[child].Pid, value, 0, Credentials.UidOf(m, child)), child);
        }
    }

    /// <summary>SIGCHLD to a parent. Nothing is sent where it is ignored; a handler's flags may silence stops.</summary>
    public static void SendChildSignal(Machine m, int parent, int child, int code, int value)
    {
        const TaskFlags Extraordinary = TaskFlags.HasExtra | TaskFlags.Init | TaskFlags.Threaded | TaskFlags.Traced;
        if ((m.Tasks[Threads.LeaderOf(m, parent)].Flags & Extraordinary) == 0)
        {
            // Nothing set, nothing blocked: SIGCHLD is ignored by default. The way of most children.
            Events.SignalGenerate(m, parent, Signal.SIGCHLD, child, m.Tasks[parent].State == TaskState.Zombie ? SignalOutcome.Dead : SignalOutcome.Ignored);
            return;
        }

        if (ActionOf(m, parent, Signal.SIGCHLD).Handler == SignalHandler.Ignore)
        {
            // An exiting child's SIGCHLD does not become pending where it is ignored, blocked or not (Linux do_notify_parent).
            Events.SignalGenerate(m, parent, Signal.SIGCHLD, child, SignalOutcome.Ignored);
            return;
        }

        var info = new SigInfo(Signal.SIGCHLD, code, m.Tasks[child].Pid, value, 0, Credentials.UidOf(m, child));
        Send(m, parent, Signal.SIGCHLD, in info, child);
    }

    /// <summary>A child stopped or continued: SIGCHLD unless SA_NOCLDSTOP, and the end of a wait that asks for it.</summary>
    private static void TellParentOfStop(Machine m, int task, int code, int value, WaitOptions kind)
    {
        int parent = m.Tasks[task].Parent;
        if (parent == 0)
        {
            return;
        }

        SigAction action = ActionOf(m, parent, Signal.SIGCHLD);
        if (action.Handler != SignalHandler.Ignore && (action.Flags & SigActionFlags.NoChildStop) == 0)
        {
            SendChildSignal(m, parent, task, code, value);
        }

        Wait.WakeWaiter(m, parent, task, kind);
    }

    /// <summary>To each member of a group.</summary>
    public static void SendToGroup(Machine m, int group, int signal, in SigInfo info, int sender)
    {
        for (int member = m.Groups[group].First; member != 0;)
        {
            int next = m.Tasks[member].GroupNext;
            Send(m, member, signal, in info, sender);
            member = next;
        }
    }

    // The queue of siginfos, one a pending signal; real-time signals may have several.

    private static void Queue(Machine m, int task, in SigInfo info, bool own)
    {
        // At RLIMIT_SIGPENDING the signal pends without its siginfo (Linux: TRACE_SIGNAL_LOSE_INFO), but for a standard signal that
        // kill or the kernel sent (override_rlimit).
        bool always = info.Signo < Signal.FirstRealTime && info.Code >= 0;
        if (!always && ReachedPendingLimit(m, task))
        {
            return;
        }

        int row = m.S.FreeSig;
        if (row != 0)
        {
            m.S.FreeSig = m.SigQueue[row].Next;
        }
        else
        {
            row = ++m.S.SigTop;
        }

        m.Meter.Allocate(System.Runtime.CompilerServices.Unsafe.SizeOf<SigQueueRow>());
        ref TaskExtra extra = ref m.Extras.Write(task);
        extra.QueueCount++;
        Users.CountQueued(m, Credentials.UidOf(m, task), 1);
        var queued = new SigQueueRow { Info = info, UidPlusOne = Credentials.UidOf(m, task) + 1, Own = own };
        FindQueued(m, in extra, QueueKey(info.Signo, own), out int before, out int first);
        if (first != 0 && m.SigQueue[first].Info.Signo == info.Signo && m.SigQueue[first].Own == own)
        {
            m.SigQueue.Write(row) = queued;
            m.SigQueue.Write(m.SigQueue[first].LastSame).NextSame = row;
            m.SigQueue.Write(first).LastSame = row;
            return;
        }

        m.SigQueue.Write(row) = queued with { Next = first, LastSame = row };
        LinkFirst(m, ref extra, before, row);
    }

    /// <summary>What the list of a task's siginfos is in the order of: the signal, the process's before the thread's.</summary>
    public static int QueueKey(int signal, bool own) => (2 * signal) + (own ? 1 : 0);

    /// <summary>The first siginfo of a key or a higher one (0: none), and of the lower one before it (0: none). At most 128 are looked at.</summary>
    private static void FindQueued(Machine m, in TaskExtra extra, int key, out int before, out int first)
    {
        before = 0;
        for (first = extra.QueueHead; first != 0 && QueueKey(m.SigQueue[first].Info.Signo, m.SigQueue[first].Own) < key; first = m.SigQueue[first].Next)
        {
            m.RowsVisited++;
            before = first;
        }
    }

    private static void LinkFirst(Machine m, ref TaskExtra extra, int before, int row)
    {
        if (before == 0)
        {
            extra.QueueHead = row;
        }
        else
        {
            m.SigQueue.Write(before).Next = row;
        }
    }

    /// <summary>
    /// Whether as many siginfos are queued for the target's user, in all processes, as the target's RLIMIT_SIGPENDING allows (getrlimit(2);
    /// Linux: __sigqueue_alloc).
    /// </summary>
    public static bool ReachedPendingLimit(Machine m, int task)
    {
        long limit = Credentials.LimitOf(m, task, ResourceLimit.RLIMIT_SIGPENDING);
        if (limit == ResourceLimit.Infinity)
        {
            return false;
        }

        return Users.QueuedOf(m, Credentials.UidOf(m, task)) >= limit;
    }

    /// <summary>How many siginfos a task has queued.</summary>
    public static int QueuedCount(Machine m, int task) => TaskTable.ReadExtra(m, task).QueueCount;

    /// <summary>The signal of a set that is taken first: one of the thread's before one of the process's, a fault before others, the lowest number (Linux: dequeue_signal, next_signal).</summary>
    /// <returns>0: none of the set is pending.</returns>
    private static int NextPending(Machine m, int task, ulong set)
    {
        ulong ready = PendingIn(m, task, own: true) & set;
        if (ready == 0)
        {
            ready = PendingIn(m, task, own: false) & set;
        }

        ulong first = (ready & Synchronous) != 0 ? ready & Synchronous : ready;
        return first == 0 ? 0 : BitOperations.TrailingZeroCount(first) + 1;
    }

    /// <summary>Takes the first siginfo of a signal, the thread's before the process's; the pending bit goes with the last one.</summary>
    public static SigInfo Dequeue(Machine m, int task, int signal) =>
        Dequeue(m, task, signal, (PendingIn(m, task, own: true) & Signal.Bit(signal)) != 0);

    private static SigInfo Dequeue(Machine m, int task, int signal, bool own)
    {
        ref TaskExtra extra = ref m.Extras.Write(HolderOf(m, task, own));
        FindQueued(m, in extra, QueueKey(signal, own), out int before, out int row);
        if (row == 0 || QueueKey(m.SigQueue[row].Info.Signo, m.SigQueue[row].Own) != QueueKey(signal, own))
        {
            (own ? ref extra.OwnPending : ref extra.Pending) &= ~Signal.Bit(signal);
            return new(signal, SignalCode.SI_USER, 0, 0, 0);
        }

        SigQueueRow entry = m.SigQueue[row];
        int next = entry.Next;
        if (entry.NextSame != 0)
        {
            next = entry.NextSame;
            ref SigQueueRow follower = ref m.SigQueue.Write(next);
            follower.Next = entry.Next;
            follower.LastSame = entry.LastSame;
        }
        else
        {
            (own ? ref extra.OwnPending : ref extra.Pending) &= ~Signal.Bit(signal);
        }

        LinkFirst(m, ref extra, before, next);
        extra.QueueCount--;
        Users.CountQueued(m, entry.UidPlusOne - 1, -1);
        m.SigQueue.Write(row) = new SigQueueRow { Next = m.S.FreeSig };
        m.S.FreeSig = row;
        return entry.Info;
    }

    /// <summary>Takes a pending signal of a set (signalfd); 0: none is.</summary>
    public static int TakePending(Machine m, int task, ulong set, out SigInfo info)
    {
        int signal = NextPending(m, task, set);
        info = signal == 0 ? default : Take(m, task, signal);
        if (signal != 0)
        {
            Recalculate(m, task);
        }

        return signal;
    }

    /// <summary>As <see cref="Dequeue(Machine, int, int)"/>, for somebody who acts on it: a handler, the default action, sigwaitinfo.</summary>
    private static SigInfo Take(Machine m, int task, int signal)
    {
        bool own = (PendingIn(m, task, own: true) & Signal.Bit(signal)) != 0;
        SigInfo info = Dequeue(m, task, signal, own);
        if (signal == Signal.SIGALRM && !own)
        {
            IntervalTimers.AlarmTaken(m, Threads.LeaderOf(m, task));
        }

        return info;
    }

    /// <summary>Throws pending signals of a process, or of a thread, away. Who was woken for them looks in vain (Linux leaves TIF_SIGPENDING as it is).</summary>
    public static void Discard(Machine m, int task, ulong signals, bool own)
    {
        for (ulong rest = PendingIn(m, task, own) & signals; rest != 0; rest &= rest - 1)
        {
            int signal = BitOperations.TrailingZeroCount(rest) + 1;
            while ((PendingIn(m, task, own) & Signal.Bit(signal)) != 0)
            {
                Dequeue(m, task, signal, own);
            }
        }
    }

    /// <summary>Throws pending signals away, those of the process and those of each of its threads: they are ignored from now on.</summary>
    private static void DiscardEverywhere(Machine m, int task, ulong signals)
    {
        int leader = Threads.LeaderOf(m, task);
        Discard(m, leader, signals, own: false);
        for (int thread = leader; thread != 0; thread = Threads.After(m, thread))
        {
            Discard(m, thread, signals, own: true);
        }
    }

    /// <summary>The signals that pend for a thread pend for another from now on (exec).</summary>
    public static void MoveOwn(Machine m, int from, int to)
    {
        for (ulong rest = PendingIn(m, from, own: true); rest != 0; rest = PendingIn(m, from, own: true))
        {
            SigInfo info = Dequeue(m, from, BitOperations.TrailingZeroCount(rest) + 1, own: true);
            TaskTable.Extra(m, to).OwnPending |= Signal.Bit(info.Signo);
            Queue(m, to, in info, own: true);
        }
    }

    /// <summary>A dead thread's pending signals go, and with the last one the process's.</summary>
    public static void Flush(Machine m, int task, bool isLast)
    {
        Discard(m, task, ulong.MaxValue, own: true);
        if (isLast)
        {
            Discard(m, task, ulong.MaxValue, own: false);
        }
    }

    /// <summary>Sets the flag that says whether signals can act (Linux: recalc_sigpending).</summary>
    public static void Recalculate(Machine m, int task)
    {
        ref TaskRow row = ref m.Tasks.Write(task);
        bool any = (PendingOf(m, task) & ~(MaskOf(m, task) & ~Unblockable)) != 0 || TellsContinue(m, row.LeaderOr(task))
            || (row.Flags & TaskFlags.StopDue) != 0 || GroupExit.IsDue(m, task) || FatalOf(m, task) != 0 || Freezer.IsDue(m, task)
            || TraceStops.IsTrapDue(m, task) || TraceStops.HasInjected(m, task);
        row.Flags = any ? row.Flags | TaskFlags.SignalPending : row.Flags & ~TaskFlags.SignalPending;
    }

    /// <summary>A task that was let go by its tracer looks at what is pending when it next runs.</summary>
    public static void LookAgain(Machine m, int task)
    {
        if (m.Tasks[task].State is not (TaskState.Stopped or TaskState.Interruptible))
        {
            Recalculate(m, task);
        }
    }

    private static bool TellsContinue(Machine m, int leader) =>
        (m.Tasks[leader].Flags & TaskFlags.HasExtra) != 0 && m.Extras[leader].TellsContinue;
}
