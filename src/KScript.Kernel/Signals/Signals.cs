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

    /// <summary>The disposition of a signal.</summary>
    public static SigAction ActionOf(Machine m, int task, int signal)
    {
        if ((m.Tasks[task].Flags & TaskFlags.HasExtra) == 0)
        {
            return default;
        }

        SigAction[]? actions = m.Extras[task].Actions;
        return actions is null ? default : actions[signal];
    }

    /// <summary>The mask of blocked signals.</summary>
    public static ulong MaskOf(Machine m, int task) => (m.Tasks[task].Flags & TaskFlags.HasExtra) == 0 ? 0 : m.Extras[task].Mask;

    /// <summary>The pending signals, those of the process and those of its thread.</summary>
    public static ulong PendingOf(Machine m, int task) =>
        (m.Tasks[task].Flags & TaskFlags.HasExtra) == 0 ? 0 : m.Extras[task].Pending | m.Extras[task].OwnPending;

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
    /// <param name="task">To whom.</param>
    /// <param name="signal">Which.</param>
    /// <param name="info">Its siginfo.</param>
    /// <param name="sender">Whose doing it is; 0: the kernel's.</param>
    /// <param name="own">For the thread (tgkill), not for the process.</param>
    /// <returns>What became of it.</returns>
    public static SignalOutcome Send(Machine m, int task, int signal, in SigInfo info, int sender, bool own = false)
    {
        SignalOutcome outcome = Decide(m, task, signal, own);
        Events.SignalGenerate(m, task, signal, sender, outcome);
        if (outcome == SignalOutcome.Dead)
        {
            return outcome;
        }

        PrepareStopAndContinue(m, task, signal);
        if (outcome is SignalOutcome.Pending or SignalOutcome.Blocked)
        {
            bool decides = outcome == SignalOutcome.Pending && DecidesDeath(m, task, signal);
            ref TaskExtra extra = ref TaskTable.Extra(m, task);
            (own ? ref extra.OwnPending : ref extra.Pending) |= Signal.Bit(signal);
            if (decides && extra.FatalSignal == 0)
            {
                extra.FatalSignal = (byte)signal;
                // Nobody hears of a continue any more (Linux: signal->flags = SIGNAL_GROUP_EXIT).
                extra.TellsContinue = false;
                m.Tasks.Write(task).Flags &= ~TaskFlags.ContinueUnreported;
                ChildReports.Update(m, task);
            }

            bool sleepsInMask = (m.Extras[task].Mask & Signal.Bit(signal) & ~Unblockable) != 0;
            Queue(m, task, in info, own);
            if (m.S.Inodes.Count > 0)
            {
                SignalFiles.Notify(m, task, signal);
            }

            if (outcome == SignalOutcome.Pending || !sleepsInMask)
            {
                Notify(m, task, signal);
            }
        }

        return outcome;
    }

    /// <summary>Whether a signal would pend: the target lives, and neither ignores it nor has it pending already.</summary>
    public static bool WouldPend(Machine m, int task, int signal, bool own = false) =>
        Decide(m, task, signal, own) is SignalOutcome.Pending or SignalOutcome.Blocked;

    private static SignalOutcome Decide(Machine m, int task, int signal, bool own)
    {
        ref readonly TaskRow row = ref m.Tasks[task];
        if (row.State == TaskState.Zombie)
        {
            return SignalOutcome.Dead;
        }

        // An init is not reached by what it does not handle, from inside its namespace by SIGKILL and SIGSTOP neither
        // (pid_namespaces(7), kill(2) NOTES).
        if ((row.Flags & TaskFlags.Init) != 0 && ActionOf(m, task, signal).Handler <= SignalHandler.Ignore)
        {
            return SignalOutcome.Discarded;
        }

        ulong bit = Signal.Bit(signal);
        bool blocked = (RealMaskOf(m, task) & bit & ~Unblockable) != 0;
        if (!blocked && IsIgnored(m, task, signal))
        {
            return SignalOutcome.Ignored;
        }

        if (signal < Signal.FirstRealTime && (PendingIn(m, task, own) & bit) != 0)
        {
            return SignalOutcome.Coalesced;
        }

        return blocked ? SignalOutcome.Blocked : SignalOutcome.Pending;
    }

    /// <summary>One of the two sets of pending signals.</summary>
    public static ulong PendingIn(Machine m, int task, bool own) =>
        (m.Tasks[task].Flags & TaskFlags.HasExtra) == 0 ? 0 : own ? m.Extras[task].OwnPending : m.Extras[task].Pending;

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
            && SignalTable.ActionOf(signal) == DefaultAction.Terminate
            && row.State != TaskState.Stopped
            && (row.State == TaskState.Running || (row.Flags & TaskFlags.SignalPending) == 0 || TaskTable.ReadExtra(m, task).Unnoticed);
    }

    /// <summary>
    /// A stop signal takes a pending SIGCONT away; SIGCONT takes pending stops away and resumes a stopped process, even where it is
    /// blocked or ignored (POSIX.1-2017 2.4.3; Linux prepare_signal).
    /// </summary>
    private static void PrepareStopAndContinue(Machine m, int task, int signal)
    {
        ulong bit = Signal.Bit(signal);
        if ((bit & StopSignals) != 0)
        {
            Discard(m, task, ContinueBit);
        }
        else if (signal == Signal.SIGCONT)
        {
            Discard(m, task, StopSignals);
            Resume(m, task);
        }
    }

    /// <summary>
    /// A stopped task goes on. A wait may report it from now on; the task itself tells its parent, and looks at what is pending, when it
    /// next runs (Linux: prepare_signal notes SIGNAL_CLD_CONTINUED, get_signal tells).
    /// </summary>
    private static void Resume(Machine m, int task)
    {
        if (m.Tasks[task].State != TaskState.Stopped)
        {
            return;
        }

        m.Groups.Write(m.Tasks[task].Group).Stopped--;
        ref TaskRow row = ref m.Tasks.Write(task);
        row.Status = 0;
        row.Flags |= TaskFlags.ContinueUnreported;
        ref TaskExtra extra = ref TaskTable.Extra(m, task);
        extra.TellsContinue = true;
        extra.Unnoticed = (row.Flags & TaskFlags.SignalPending) == 0;
        row.Flags |= TaskFlags.SignalPending;
        Events.Continue(m, task);
        Dispatching.Wake(m, task);
        ChildReports.Update(m, task);
    }

    /// <summary>A task that was continued runs again: its parent hears of it now.</summary>
    public static void TellOfContinue(Machine m, int task)
    {
        if ((m.Tasks[task].Flags & TaskFlags.HasExtra) == 0 || !(m.Extras[task].Unnoticed || m.Extras[task].TellsContinue))
        {
            return;
        }

        ref TaskExtra extra = ref m.Extras.Write(task);
        bool tells = extra.TellsContinue;
        extra.TellsContinue = false;
        extra.Unnoticed = false;
        Recalculate(m, task);
        if (tells)
        {
            TellParentOfStop(m, task, SignalCode.CLD_CONTINUED, Signal.SIGCONT, WaitOptions.Continued);
        }
    }

    /// <summary>Makes a signal act soon: wakes a sleeping target, interrupts one that computes on another CPU.</summary>
    private static void Notify(Machine m, int task, int signal)
    {
        ref TaskRow row = ref m.Tasks.Write(task);
        if (row.State == TaskState.Stopped && signal != Signal.SIGKILL)
        {
            // It pends, and nobody is told (Linux: wants_signal); the task looks when it has been continued.
            return;
        }

        row.Flags |= TaskFlags.SignalPending;
        m.Extras.Write(task).Unnoticed = false;
        switch (row.State)
        {
            case TaskState.Interruptible:
                WakeForSignal(m, task);
                break;

            case TaskState.Stopped when signal == Signal.SIGKILL:
                m.Groups.Write(row.Group).Stopped--;
                row.Status = 0;
                Dispatching.Wake(m, task);
                ChildReports.Update(m, task);
                break;

            case TaskState.Running when (row.Flags & TaskFlags.SyscallPaid) == 0:
                Dispatching.InterruptBurst(m, row.Cpu);
                break;

            default:
                // Ready, D, or stopped: it acts when the task next runs.
                break;
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

    /// <summary>SIGCHLD to a parent. Nothing is sent where it is ignored; a handler's flags may silence stops.</summary>
    public static void SendChildSignal(Machine m, int parent, int child, int code, int value)
    {
        if ((m.Tasks[parent].Flags & (TaskFlags.HasExtra | TaskFlags.Init)) == 0)
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

        ref TaskExtra extra = ref m.Extras.Write(task);
        extra.QueueCount++;
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
    /// Linux: __sigqueue_alloc). Only where there is such a limit are they counted.
    /// </summary>
    public static bool ReachedPendingLimit(Machine m, int task)
    {
        long limit = Credentials.LimitOf(m, task, ResourceLimit.RLIMIT_SIGPENDING);
        if (limit == ResourceLimit.Infinity)
        {
            return false;
        }

        int user = Credentials.UidOf(m, task) + 1;
        long count = 0;
        for (int row = 1; row <= m.S.SigTop; row++)
        {
            count += m.SigQueue[row].UidPlusOne == user ? 1 : 0;
        }

        return count >= limit;
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
    public static SigInfo Dequeue(Machine m, int task, int signal)
    {
        ref TaskExtra extra = ref m.Extras.Write(task);
        bool own = (extra.OwnPending & Signal.Bit(signal)) != 0;
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
        m.SigQueue.Write(row) = new SigQueueRow { Next = m.S.FreeSig };
        m.S.FreeSig = row;
        return entry.Info;
    }

    /// <summary>Takes a pending signal of a set (signalfd); 0: none is.</summary>
    public static int TakePending(Machine m, int task, ulong set, out SigInfo info)
    {
        int signal = NextPending(m, task, set);
        info = signal == 0 ? default : Dequeue(m, task, signal);
        if (signal != 0)
        {
            Recalculate(m, task);
        }

        return signal;
    }

    /// <summary>Throws pending signals away. Who was woken for them looks in vain (Linux leaves TIF_SIGPENDING as it is).</summary>
    public static void Discard(Machine m, int task, ulong signals)
    {
        ulong gone = PendingOf(m, task) & signals;
        if (gone == 0)
        {
            return;
        }

        for (ulong rest = gone; rest != 0; rest &= rest - 1)
        {
            int signal = BitOperations.TrailingZeroCount(rest) + 1;
            while ((PendingOf(m, task) & Signal.Bit(signal)) != 0)
            {
                Dequeue(m, task, signal);
            }
        }
    }

    /// <summary>A dead task's pending signals go.</summary>
    public static void Flush(Machine m, int task) => Discard(m, task, ulong.MaxValue);

    /// <summary>Sets the flag that says whether signals can act (Linux: recalc_sigpending).</summary>
    private static void Recalculate(Machine m, int task)
    {
        ref TaskRow row = ref m.Tasks.Write(task);
        bool any = (PendingOf(m, task) & ~(MaskOf(m, task) & ~Unblockable)) != 0 || TaskTable.ReadExtra(m, task).TellsContinue;
        row.Flags = any ? row.Flags | TaskFlags.SignalPending : row.Flags & ~TaskFlags.SignalPending;
    }
}
