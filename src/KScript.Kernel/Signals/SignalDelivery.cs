// How pending signals act, in the context of the task that runs: handlers are frames on top of one another, the lowest number
// pushed first, so that the bodies run in the opposite order; the default actions end or stop the task.
namespace KScript.Kernel;

internal static partial class Signals
{
    /// <summary>Faults come first, whatever their numbers (Linux: SYNCHRONOUS_MASK).</summary>
    private const ulong Synchronous =
        (1UL << (Signal.SIGSEGV - 1)) | (1UL << (Signal.SIGBUS - 1)) | (1UL << (Signal.SIGILL - 1))
        | (1UL << (Signal.SIGTRAP - 1)) | (1UL << (Signal.SIGFPE - 1)) | (1UL << (Signal.SIGSYS - 1));

    /// <summary>A core has at least one page.</summary>
    private const long SmallestCore = 4096;

    /// <summary>Lets all signals act that may. False: the task died or stopped.</summary>
    public static bool Deliver(Machine m, int cpu, int task)
    {
        if (EndsWithProcess(m, cpu, task))
        {
            return false;
        }

        while (m.S.Halt is null && TakeDeliverable(m, task, out int signal, out SigInfo info, out bool seen))
        {
            if (StopsForTracer(m, cpu, task, signal, in info, seen) || !Act(m, cpu, task, signal, in info))
            {
                return false;
            }
        }

        RestoreSuspendedMask(m, task);
        Recalculate(m, task);
        return true;
    }

    /// <summary>The same in the middle of a blocked call: the first handler decides how the call ends.</summary>
    public static Interruption DeliverInterrupting(Machine m, int cpu, int task, ref Trap trap)
    {
        if (EndsWithProcess(m, cpu, task))
        {
            return Interruption.Left;
        }

        bool handled = false;
        while (m.S.Halt is null && TakeDeliverable(m, task, out int signal, out SigInfo info, out bool seen))
        {
            if (StopsForTracer(m, cpu, task, signal, in info, seen))
            {
                return Interruption.Left;
            }

            SigAction action = ActionOf(m, task, signal);
            if (action.Handler > SignalHandler.Ignore && !handled)
            {
                handled = true;
                EndCall(m, cpu, task, in trap, (action.Flags & SigActionFlags.Restart) != 0);
            }

            if (!Act(m, cpu, task, signal, in info))
            {
                return Interruption.Left;
            }
        }

        Recalculate(m, task);
        return handled ? Interruption.Handled : Interruption.GoesOn;
    }

    /// <summary>What its process does to a thread before any signal: all of them end, or all of them stop (Linux: get_signal). True: it has ended or stopped.</summary>
    private static bool EndsWithProcess(Machine m, int cpu, int task)
    {
        if (GroupExit.IsDue(m, task))
        {
            Exit.EndThread(m, task, GroupExit.StatusOf(m, task));
            return true;
        }

        if (GroupStop.IsDue(m, task))
        {
            StopThread(m, cpu, task);
            return true;
        }

        if (TraceStops.IsTrapDue(m, task))
        {
            TraceStops.Trap(m, cpu, task);
            return true;
        }

        return false;
    }

    /// <summary>A tracer sees each signal but SIGKILL before it acts (ptrace(2): signal-delivery-stop). True: the task has stopped for it.</summary>
    private static bool StopsForTracer(Machine m, int cpu, int task, int signal, in SigInfo info, bool seen)
    {
        if (seen || signal == Signal.SIGKILL || !Tracing.IsTraced(m, task) || FatalOf(m, task) != 0)
        {
            return false;
        }

        TraceStops.AtDelivery(m, cpu, task, signal, in info);
        return true;
    }

    /// <summary>A handler is about to run over a blocked call: it fails with EINTR, or begins again after the handler.</summary>
    private static void EndCall(Machine m, int cpu, int task, in Trap trap, bool restart)
    {
        UserContext context = m.Own(task);
        BlockingRule rule = SyscallTable.BlockingOf(m.Tasks[task].Call);
        if (m.Tasks[task].Call == SyscallNumber.Write && FileCalls.DoneOf(m, task) is var done and > 0)
        {
            // What was written before it stopped is its result.
            m.Complete(task);
            context.SetResult(done);
            Events.SysExit(m, cpu, task, in trap, done, Errno.None, resumed: true);
            return;
        }

        if (rule.BeginsAgain(restart))
        {
            m.Complete(task);
            return;
        }

        long left = Sleeping.Left(m, task);
        m.Complete(task);
        if (rule.GivesTimeLeft)
        {
            // sleep(3): errno is from the nanosleep below it.
            context.SetErrno(Errno.EINTR);
            context.SetResult(left);
            Events.SysExit(m, cpu, task, in trap, left, Errno.None, resumed: true);
            return;
        }

        context.SetError(Errno.EINTR);
        Events.SysExit(m, cpu, task, in trap, -1, Errno.EINTR, resumed: true);
    }

    /// <summary>The signal that has decided the death of a task's process; 0: none.</summary>
    private static int FatalOf(Machine m, int task)
    {
        int leader = Threads.LeaderOf(m, task);
        return (m.Tasks[leader].Flags & TaskFlags.HasExtra) == 0 ? 0 : m.Extras[leader].FatalSignal;
    }

    /// <summary>Whether a process's only thread has stopped for its tracer before its end.</summary>
    private static bool IsEnding(Machine m, int task) =>
        Tracing.IsTraced(m, task) && m.Tracing[task].Ending && !Threads.IsThreaded(m, Threads.LeaderOf(m, task));

    /// <summary>Whether a task's death is decided, by a signal, or because it has stopped for its tracer before its end.</summary>
    public static bool IsDying(Machine m, int task) =>
        FatalOf(m, task) != 0 || GroupExit.IsDue(m, task) || (Tracing.IsTraced(m, task) && m.Tracing[task].Ending);

    /// <summary>The next signal that acts; a tracer has seen it where it is one that it let through.</summary>
    private static bool TakeDeliverable(Machine m, int task, out int signal, out SigInfo info, out bool seen)
    {
        seen = false;
        if (TraceStops.HasInjected(m, task) && FatalOf(m, task) == 0 && TraceStops.TakeInjected(m, task, out signal, out info))
        {
            seen = true;
            if ((MaskOf(m, task) & Signal.Bit(signal) & ~Unblockable) == 0)
            {
                return true;
            }

            // Another than it stopped for, which it blocks: it pends (Linux: ptrace_signal).
            Send(m, task, signal, in info, sender: 0, own: true);
            seen = false;
        }

        ulong unblocked = ~(MaskOf(m, task) & ~Unblockable);
        // What has decided the death acts whatever the call in between has done to it.
        int fatal = FatalOf(m, task);
        signal = fatal != 0 ? fatal : NextPending(m, task, unblocked);
        if (signal == 0)
        {
            info = default;
            return false;
        }

        // Of several threads another may have it pending for itself (tgkill).
        bool isHere = (PendingOf(m, task) & Signal.Bit(signal)) != 0;
        info = isHere ? Take(m, task, signal) : SigInfo.FromKernel(signal);
        return true;
    }

    /// <summary>One signal acts. False: the task died or stopped.</summary>
    private static bool Act(Machine m, int cpu, int task, int signal, in SigInfo info)
    {
        SigAction action = FatalOf(m, task) == signal ? default : ActionOf(m, task, signal);
        if (action.Handler > SignalHandler.Ignore)
        {
            Handle(m, cpu, task, signal, in action, in info);
            return true;
        }

        // A forced fault acts by default although it is ignored: Force has reset the disposition.
        if (action.Handler == SignalHandler.Ignore)
        {
            Events.SignalDeliver(m, cpu, task, signal, SignalOutcome.Ignored);
            return true;
        }

        bool isInit = (m.Tasks[Threads.LeaderOf(m, task)].Flags & TaskFlags.Init) != 0;
        if (isInit && (Signal.Bit(signal) & Unblockable) == 0 && SignalTable.ActionOf(signal) is not (DefaultAction.Ignore or DefaultAction.Continue))
        {
            // What it blocked until now, and does not handle (Linux: get_signal, SIGNAL_UNKILLABLE).
            Events.SignalDeliver(m, cpu, task, signal, SignalOutcome.Discarded);
            return true;
        }

        switch (SignalTable.ActionOf(signal))
        {
            case DefaultAction.Ignore:
            case DefaultAction.Continue:
                Events.SignalDeliver(m, cpu, task, signal, SignalOutcome.Ignored);
                return true;

            case DefaultAction.Stop:
                if (signal != Signal.SIGSTOP && Groups.IsOrphaned(m, Groups.Of(m, task)))
                {
                    // Nobody in the session could continue it (POSIX.1-2017 2.4.3).
                    Events.SignalDeliver(m, cpu, task, signal, SignalOutcome.Discarded);
                    return true;
                }

                if (Tracing.IsTraced(m, task) && !m.Tracing[task].MayStop)
                {
                    // SIGCONT came while the tracer thought about it (Linux: do_signal_stop, JOBCTL_STOP_DEQUEUED).
                    Events.SignalDeliver(m, cpu, task, signal, SignalOutcome.Discarded);
                    return true;
                }

                Events.SignalDeliver(m, cpu, task, signal, SignalOutcome.Stop);
                Stop(m, cpu, task, signal);
                return false;

            default:
                Events.SignalDeliver(m, cpu, task, signal, SignalOutcome.Terminate);
                GroupExit.End(m, task, DumpsCore(m, task, signal) ? signal | WaitStatus.CoreBit : signal);
                return false;
        }
    }

    /// <summary>
    /// Whether a death leaves a core: ten signals do where RLIMIT_CORE has room for a page, and the process has not changed its user id
    /// (core(5); Linux: do_coredump, elf_format.min_coredump).
    /// </summary>
    private static bool DumpsCore(Machine m, int task, int signal) =>
        SignalTable.ActionOf(signal) == DefaultAction.Core
        && Credentials.LimitOf(m, task, ResourceLimit.RLIMIT_CORE) >= SmallestCore
        && !TaskTable.ReadOfProcess(m, task).NoDump;

    private static void Handle(Machine m, int cpu, int task, int signal, in SigAction action, in SigInfo info)
    {
        Events.SignalDeliver(m, cpu, task, signal, SignalOutcome.Handler);
        ref TaskExtra extra = ref TaskTable.Extra(m, task);
        ulong saved = extra.RestoreMask ? extra.SavedMask : extra.Mask;
        extra.RestoreMask = false;
        ulong more = (action.Mask & ~Unblockable) | ((action.Flags & SigActionFlags.NoDefer) == 0 ? Signal.Bit(signal) : 0);
        SetMask(m, task, extra.Mask | more);

        if ((action.Flags & SigActionFlags.ResetHand) != 0)
        {
            // The handler alone: SA_NOCLDWAIT and the others stay (Linux: get_signal).
            SetAction(m, task, signal, action with { Handler = SignalHandler.Default });
        }

        UserContext context = m.Own(task);
        if (context.WhyNoHandler(task) is { } reason)
        {
            m.Halt(reason);
            Events.Halt(m, cpu, task, reason);
            return;
        }

        long size = context.Size;
        context.EnterHandler(signal, action.Handler, saved, in info);
        m.Meter.Allocate(context.Size - size);
    }

    /// <summary>Whether the call that the task resumes was cut short by a stop: what acts first when it is continued decides how it ends.</summary>
    public static bool WasCutShort(Machine m, int task) => TaskTable.ReadExtra(m, task).CutShortAt != 0;

    /// <summary>No handler has ended the call in which the task stopped: it is made again, and takes the caller's group as it is now.</summary>
    public static void BeginAgainAfterStop(Machine m, int task)
    {
        ref TaskExtra extra = ref m.Extras.Write(task);
        extra.CutShortAt = 0;
        extra.WaitGroup = 0;
    }

    /// <summary>A stop signal acts on a whole process: of several threads each stops when it next runs.</summary>
    private static void Stop(Machine m, int cpu, int task, int signal)
    {
        int leader = Threads.LeaderOf(m, task);
        if (Tracing.IsTraced(m, task) && Threads.IsStopped(m, leader))
        {
            // Its tracer had let it go on while its process is stopped: only this thread stops again.
            TraceStops.WithProcess(m, cpu, task, signal);
            return;
        }

        if (Threads.IsThreaded(m, leader))
        {
            GroupStop.Begin(m, leader, signal);
            StopThread(m, cpu, task);
            return;
        }

        if (Tracing.IsTraced(m, task))
        {
            StopTraced(m, cpu, task, signal);
            return;
        }

        Halt(m, cpu, task);
        m.Tasks.Write(task).StopSignal = signal;
        NoteStop(m, leader, signal);
        Events.Stop(m, cpu, leader, signal);
        TellParentOfStop(m, leader, SignalCode.CLD_STOPPED, signal, WaitOptions.Stopped);
    }

    /// <summary>A traced process of one thread stops: in t, for its tracer; its parent hears of it where that is another (Linux: ptrace_stop).</summary>
    private static void StopTraced(Machine m, int cpu, int task, int signal)
    {
        m.Tracing.Write(task).StopSignal = (byte)signal;
        NoteStop(m, task, signal);
        TraceStops.WithProcess(m, cpu, task, signal);
        if (!Tracing.IsOfParent(m, task))
        {
            TellParentOfStop(m, task, SignalCode.CLD_STOPPED, signal, WaitOptions.Stopped);
        }
    }

    /// <summary>A tracee whose process is stopped is let go: it is in T, without having run.</summary>
    public static void StaysStopped(Machine m, int task, int signal, int status)
    {
        int leader = Threads.LeaderOf(m, task);
        ref TaskRow row = ref m.Tasks.Write(task);
        row.WaitsOn = default;
        row.State = TaskState.Stopped;
        if (Threads.IsThreaded(m, leader))
        {
            m.ThreadGroups.Write(leader).Stopped++;
        }
        else
        {
            row.StopSignal = signal;
            NoteStop(m, leader, signal);
            // What has been told of the stop is told.
            m.Tasks.Write(leader).Status = (ushort)status;
        }

        Events.Stop(m, m.CurrentCpu, task, signal);
    }

    /// <summary>One thread of several stops; with the last one the process is stopped.</summary>
    private static void StopThread(Machine m, int cpu, int task)
    {
        int leader = Threads.LeaderOf(m, task);
        bool isLast = GroupStop.HasStopped(m, leader, task);
        if (Tracing.IsTraced(m, task))
        {
            TraceStops.WithProcess(m, cpu, task, m.ThreadGroups[leader].StopSignal);
        }
        else
        {
            Halt(m, cpu, task);
            Events.Stop(m, cpu, task, m.ThreadGroups[leader].StopSignal);
        }

        if (isLast)
        {
            ProcessStopped(m, leader);
        }
    }

    /// <summary>The last thread that was to stop has stopped, or ended.</summary>
    public static void ProcessStopped(Machine m, int leader)
    {
        if (Threads.IsStopped(m, leader))
        {
            int signal = m.ThreadGroups[leader].StopSignal;
            NoteStop(m, leader, signal);
            if (!Tracing.IsOfParent(m, leader))
            {
                TellParentOfStop(m, leader, SignalCode.CLD_STOPPED, signal, WaitOptions.Stopped);
            }
        }
    }

    /// <summary>
    /// The task stops where it is. A call it is blocked in is cut short here, not when the task is continued: what its own wait brings
    /// meanwhile comes too late for a handler that then runs (Linux: get_signal stops after the call has given -ERESTARTSYS).
    /// </summary>
    private static void Halt(Machine m, int cpu, int task)
    {
        Recalculate(m, task);
        Dispatching.LeaveBlocked(m, cpu, blocks: true);
        ref TaskRow row = ref m.Tasks.Write(task);
        row.State = TaskState.Stopped;
        row.WaitsOn = default;
        if (row.Call != SyscallNumber.None)
        {
            CutShort(m, task);
        }
    }

    /// <summary>The call in which a task stops is cut short, unless it was already.</summary>
    public static void CutShort(Machine m, int task)
    {
        if (TaskTable.Extra(m, task).CutShortAt == 0)
        {
            m.Extras.Write(task).CutShortAt = m.Now + 1;
        }
    }

    /// <summary>A process is stopped: a wait may report it.</summary>
    private static void NoteStop(Machine m, int leader, int signal)
    {
        ref TaskRow row = ref m.Tasks.Write(leader);
        row.Status = (ushort)WaitStatus.StoppedBy(signal);
        row.Flags &= ~TaskFlags.ContinueUnreported;
        m.Groups.Write(row.Group).Stopped++;
        ChildReports.Update(m, leader);
    }

    /// <summary>sigreturn: the mask from before the handler.</summary>
    public static void Return(Machine m, int cpu, int task, ulong mask)
    {
        SetMask(m, task, mask & ~Unblockable);
        Events.SignalReturn(m, cpu, task);
        Recalculate(m, task);
    }

    /// <summary>
    /// A fault: the signal cannot be refused. Ignored or blocked, its disposition becomes the default first (Linux: force_sig_info).
    /// </summary>
    public static void Force(Machine m, int task, int signal, int code, bool resetHandler = false)
    {
        ref TaskExtra extra = ref TaskTable.Extra(m, task);
        ulong bit = Signal.Bit(signal);
        if (resetHandler || (extra.Mask & bit) != 0 || ActionOf(m, task, signal).Handler == SignalHandler.Ignore)
        {
            SetAction(m, task, signal, default);
            TaskTable.Extra(m, task).Mask &= ~bit;
        }

        if (ActionOf(m, task, signal).Handler == SignalHandler.Default)
        {
            // An init that faults without a handler dies of it all the same (Linux: force_sig_info_to_task, SIGNAL_UNKILLABLE).
            m.Tasks.Write(Threads.LeaderOf(m, task)).Flags &= ~TaskFlags.Init;
        }

        var info = new SigInfo(signal, code, 0, 0, 0);
        if ((PendingIn(m, task, own: true) & bit) == 0)
        {
            TaskTable.Extra(m, task).OwnPending |= bit;
            Queue(m, task, in info, own: true);
        }

        Events.SignalGenerate(m, task, signal, 0, SignalOutcome.Pending);
        m.Tasks.Write(task).Flags |= TaskFlags.SignalPending;
    }

    /// <summary>Takes a signal out of the mask (abort).</summary>
    public static void Unblock(Machine m, int task, int signal)
    {
        if ((MaskOf(m, task) & Signal.Bit(signal)) != 0)
        {
            m.Extras.Write(task).Mask &= ~Signal.Bit(signal);
            Recalculate(m, task);
        }
    }

    /// <summary>Another mask for the time of a call (ppoll); the old one comes back with <see cref="RestoreMask"/> or with the handler's return.</summary>
    public static void SwapMask(Machine m, int task, ulong mask)
    {
        ref TaskExtra extra = ref TaskTable.Extra(m, task);
        extra.SavedMask = extra.Mask;
        extra.RestoreMask = true;
        extra.Mask = mask & ~Unblockable;
        Recalculate(m, task);
    }

    /// <summary>The mask from before <see cref="SwapMask"/>, where it is not back already.</summary>
    public static void RestoreMask(Machine m, int task)
    {
        RestoreSuspendedMask(m, task);
        Recalculate(m, task);
    }

    /// <summary>A sigsuspend that ended without a handler of its own gives the mask back.</summary>
    private static void RestoreSuspendedMask(Machine m, int task)
    {
        if ((m.Tasks[task].Flags & TaskFlags.HasExtra) != 0 && m.Extras[task].RestoreMask)
        {
            m.Extras.Write(task).RestoreMask = false;
            SetMask(m, task, m.Extras[task].SavedMask);
        }
    }

    /// <summary>Sets a thread's mask. What it no longer takes of its process's signals others may (Linux: __set_task_blocked).</summary>
    private static void SetMask(Machine m, int task, ulong mask)
    {
        ref TaskExtra extra = ref TaskTable.Extra(m, task);
        ulong more = mask & ~extra.Mask;
        extra.Mask = mask;
        if (more != 0 && Threads.IsThreaded(m, Threads.LeaderOf(m, task)))
        {
            Retarget(m, task, more);
        }
    }

    /// <summary>
    /// A sigsuspend that a signal without a handler woke begins again by way of the program, where the old mask holds: what that lets
    /// through acts first (Linux: ERESTARTNOHAND, restore_saved_sigmask).
    /// </summary>
    /// <returns>Whether something acts under the old mask, which is back then.</returns>
    public static bool ActsBetweenSuspends(Machine m, int task)
    {
        if ((m.Tasks[task].Flags & TaskFlags.HasExtra) == 0 || !m.Extras[task].RestoreMask)
        {
            return false;
        }

        ulong suspended = m.Extras[task].Mask;
        RestoreSuspendedMask(m, task);
        Recalculate(m, task);
        if ((m.Tasks[task].Flags & TaskFlags.SignalPending) != 0)
        {
            return true;
        }

        m.Extras.Write(task).RestoreMask = true;
        SetMask(m, task, suspended);
        return false;
    }

    private static void SetAction(Machine m, int task, int signal, SigAction action)
    {
        ref TaskExtra extra = ref TaskTable.OfProcess(m, task);
        // Shared with relatives: replaced, never changed.
        SigAction[] actions = extra.Actions is null ? new SigAction[Signal.SIGRTMAX + 1] : (SigAction[])extra.Actions.Clone();
        actions[signal] = action;
        extra.Actions = actions;
    }

    /// <summary>exec: caught signals become default, ignored ones stay.</summary>
    public static void ResetHandlers(Machine m, int task)
    {
        SigAction[]? actions = TaskTable.ReadOfProcess(m, task).Actions;
        if (actions is null)
        {
            return;
        }

        SigAction[] reset = new SigAction[actions.Length];
        for (int signal = 1; signal < actions.Length; signal++)
        {
            reset[signal] = actions[signal].Handler == SignalHandler.Ignore ? new SigAction(SignalHandler.Ignore, 0, SigActionFlags.None) : default;
        }

        TaskTable.OfProcess(m, task).Actions = reset;
    }
}
