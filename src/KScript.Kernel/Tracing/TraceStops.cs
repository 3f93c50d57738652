// The stops of a traced thread: it is in t from where it stops until its tracer lets it go on, or it is killed (Linux: ptrace_stop). What
// each stop tells wait, and what becomes of the signal that the tracer hands over, is here.
namespace KScript.Kernel;

/// <summary>Stops for a tracer.</summary>
internal static class TraceStops
{
    /// <summary>By how many bits the event stands above the signal in a stop's code.</summary>
    public const int EventShift = 8;

    /// <summary>A signal is about to act on a tracee: it stops first, and its tracer decides.</summary>
    public static void AtDelivery(Machine m, int cpu, int task, int signal, in SigInfo info)
    {
        m.Tracing.Write(task).MayStop = true;
        Enter(m, cpu, task, TraceStop.Signal, signal, 0, info with { Signo = signal });
        CutShort(m, task);
        Tell(m, task, SignalCode.CLD_TRAPPED, signal & WaitStatus.SignalBits);
    }

    /// <summary>A process stops, and a traced thread of it does: its tracer hears of that (Linux: do_jobctl_trap).</summary>
    public static void WithProcess(Machine m, int cpu, int task, int signal)
    {
        bool seized = m.Tracing[task].Seized;
        int code = seized ? signal | (PtraceEvent.PTRACE_EVENT_STOP << EventShift) : signal;
        Enter(m, cpu, task, TraceStop.Group, code, 0, seized ? TrapInfo(m, task, signal, code) : null);
        CutShort(m, task);
        Tell(m, task, SignalCode.CLD_STOPPED, signal);
    }

    /// <summary>Whether a tracee has to stop because its tracer interrupted it, or its process was stopped or continued.</summary>
    public static bool IsTrapDue(Machine m, int task) =>
        Tracing.IsTraced(m, task) && m.Tracing[task] is { TrapDue: true } or { NotifyDue: true };

    /// <summary>It stops for that.</summary>
    public static void Trap(Machine m, int cpu, int task)
    {
        int code = TrapCode(m, task, out int signal, out TraceStop stop);
        Enter(m, cpu, task, stop, code, 0, TrapInfo(m, task, signal, code));
        CutShort(m, task);
        Tell(m, task, SignalCode.CLD_STOPPED, Tracing.StopSignalOf(m, task));
    }

    private static int TrapCode(Machine m, int task, out int signal, out TraceStop stop)
    {
        int stopped = Tracing.StopSignalOf(m, task);
        signal = stopped == 0 ? Signal.SIGTRAP : stopped;
        stop = stopped == 0 ? TraceStop.Interrupt : TraceStop.Group;
        return signal | (PtraceEvent.PTRACE_EVENT_STOP << EventShift);
    }

    /// <summary>One that listens, stopped, stops anew: its process was continued, or its tracer interrupts it.</summary>
    public static void TrapAgain(Machine m, int task)
    {
        int code = TrapCode(m, task, out int signal, out TraceStop stop);
        ref TracingRow row = ref m.Tracing.Write(task);
        row.Stop = stop;
        row.Code = code;
        row.Info = TrapInfo(m, task, signal, code);
        row.Unreported = true;
        row.Listening = row.TrapDue = row.NotifyDue = false;
        ChildReports.Update(m, Threads.LeaderOf(m, task));
        Events.TraceStop(m, m.CurrentCpu, task, code, stop);
        Tell(m, task, SignalCode.CLD_STOPPED, Tracing.StopSignalOf(m, task));
    }

    /// <summary>
    /// The tracer lets a tracee go on that has stopped with its process, but for what becomes of the process (PTRACE_LISTEN).
    /// </summary>
    public static void Listen(Machine m, int task)
    {
        m.Tracing.Write(task).Listening = true;
        ChildReports.Update(m, Threads.LeaderOf(m, task));
        if (m.Tracing[task].NotifyDue)
        {
            TrapAgain(m, task);
        }
    }

    /// <summary>The siginfo of a stop that no signal caused (Linux: ptrace_do_notify).</summary>
    public static SigInfo TrapInfo(Machine m, int task, int signal, int code) =>
        new(signal, code, m.Tasks[task].Pid, 0, 0, Credentials.UidOf(m, task));

    /// <summary>
    /// A traced process was sent SIGCONT: no stop that was about to act does, and a seized one tells (Linux: prepare_signal).
    /// </summary>
    public static void Continued(Machine m, int task)
    {
        ref TracingRow row = ref m.Tracing.Write(task);
        row.MayStop = false;
        if (!row.Seized)
        {
            return;
        }

        Notify(m, task);
    }

    /// <summary>
    /// Its process was stopped or continued: a seized tracee stops to tell, at once if it listens (Linux: ptrace_trap_notify).
    /// </summary>
    private static void Notify(Machine m, int task)
    {
        ref TracingRow row = ref m.Tracing.Write(task);
        row.NotifyDue = true;
        if (row.Listening)
        {
            TrapAgain(m, task);
            return;
        }

        Signals.Awaken(m, task, deadly: false);
    }

    /// <summary>PTRACE_INTERRUPT.</summary>
    public static void Interrupt(Machine m, int task)
    {
        ref TracingRow row = ref m.Tracing.Write(task);
        if (m.Tasks[task].State == TaskState.Zombie || row.Ending)
        {
            return;
        }

        row.TrapDue = true;
        if (row.Listening)
        {
            TrapAgain(m, task);
        }
        else
        {
            Signals.Awaken(m, task, deadly: false);
        }
    }

    /// <summary>An event is to stop a tracee when it has done what it is doing.</summary>
    public static void SetEvent(Machine m, int task, int code, long message)
    {
        ref TracingRow row = ref m.Tracing.Write(task);
        row.Due |= TraceDue.Event;
        row.EventCode = code;
        row.EventMessage = message;
        m.Tasks.Write(task).Flags |= TaskFlags.TraceDue;
    }

    /// <summary>Whether an event is to stop a tracee.</summary>
    public static bool HasEvent(Machine m, int task) =>
        (m.Tasks[task].Flags & TaskFlags.TraceDue) != 0 && (m.Tracing[task].Due & TraceDue.Event) != 0;

    /// <summary>What a tracee has to do before anything else. True: it has left its CPU, or it ended.</summary>
    public static bool TakesDue(Machine m, int cpu, int task)
    {
        TracingRow row = m.Tracing[task];
        if (Signals.IsDying(m, task) && !row.Ending)
        {
            // What is deadly ends it where it stands.
            Drop(m, task, TraceDue.Event | TraceDue.CallExit);
            return false;
        }

        if ((row.Due & TraceDue.Event) != 0)
        {
            AtEvent(m, cpu, task);
            return true;
        }

        if ((row.Due & TraceDue.CallExit) != 0)
        {
            Drop(m, task, TraceDue.CallExit);
            SyscallStops.AtExit(m, cpu, task);
            return true;
        }

        if ((row.Due & TraceDue.End) != 0)
        {
            Drop(m, task, TraceDue.End);
            Exit.EndThread(m, task, row.EndStatus);
            return true;
        }

        return false;
    }

    /// <summary>What was due is done.</summary>
    private static void Drop(Machine m, int task, TraceDue done)
    {
        ref TracingRow row = ref m.Tracing.Write(task);
        row.Due &= ~done;
        if (row.Due == TraceDue.None)
        {
            m.Tasks.Write(task).Flags &= ~TaskFlags.TraceDue;
        }
    }

    /// <summary>The call of a tracee waits after the stop for an event that it is about to take.</summary>
    public static void WaitsAfterwards(Machine m, int task) => m.Tracing.Write(task).Due |= TraceDue.Wait;

    /// <summary>Whether a call that stopped for an event waits now, and not because something deadly has come.</summary>
    public static bool GoesBackToSleep(Machine m, int task)
    {
        if ((m.Tasks[task].Flags & TaskFlags.TraceDue) == 0 || (m.Tracing[task].Due & TraceDue.Wait) == 0)
        {
            return false;
        }

        Drop(m, task, TraceDue.Wait);
        return !Signals.IsDying(m, task);
    }

    /// <summary>A tracee stops for the event that was set; in the middle of a call it is left in it.</summary>
    public static void AtEvent(Machine m, int cpu, int task)
    {
        TracingRow row = m.Tracing[task];
        Drop(m, task, TraceDue.Event);
        int code = Signal.SIGTRAP | (row.EventCode << EventShift);
        Enter(m, cpu, task, TraceStop.Event, code, row.EventMessage, TrapInfo(m, task, Signal.SIGTRAP, code));
        Tell(m, task, SignalCode.CLD_TRAPPED, Signal.SIGTRAP);
    }

    /// <summary>
    /// A tracee is about to end: it stops first, where its tracer asks for that. True: it has stopped, and ends when it goes on.
    /// </summary>
    public static bool StopsBeforeEnd(Machine m, int task, int status)
    {
        if (m.Tracing[task].Ending || (m.Tracing[task].Options & PtraceOptions.PTRACE_O_TRACEEXIT) == 0)
        {
            return false;
        }

        SetEvent(m, task, PtraceEvent.PTRACE_EVENT_EXIT, status);
        ref TracingRow row = ref m.Tracing.Write(task);
        row.Ending = true;
        row.EndStatus = status;
        row.Due = TraceDue.Event | TraceDue.End;
        row.Injected = 0;
        AtEvent(m, m.Tasks[task].Cpu, task);
        return true;
    }

    /// <summary>Takes the signal that the tracer let through; false: there is none.</summary>
    public static bool TakeInjected(Machine m, int task, out int signal, out SigInfo info)
    {
        ref TracingRow row = ref m.Tracing.Write(task);
        (signal, info) = (row.Injected, row.Info);
        row.Injected = 0;
        row.Info = default;
        Drop(m, task, TraceDue.Signal);
        return signal != 0;
    }

    /// <summary>Whether a signal that the tracer let through is still to act.</summary>
    public static bool HasInjected(Machine m, int task) => (m.Tasks[task].Flags & TaskFlags.TraceDue) != 0 && m.Tracing[task].Injected != 0;

    /// <summary>A running tracee leaves its CPU and is in t.</summary>
    public static void Enter(Machine m, int cpu, int task, TraceStop stop, int code, long message, SigInfo? info)
    {
        ref TracingRow row = ref m.Tracing.Write(task);
        row.Stop = stop;
        row.Code = code;
        row.Message = message;
        row.Unreported = true;
        row.TrapDue = false;
        row.NotifyDue &= code >> EventShift != PtraceEvent.PTRACE_EVENT_STOP;
        row.HasInfo = info is not null;
        row.Info = info ?? default;
        Signals.Recalculate(m, task);
        Dispatching.LeaveBlocked(m, cpu, blocks: true);
        ref TaskRow t = ref m.Tasks.Write(task);
        t.State = TaskState.Traced;
        t.WaitsOn = default;
        ChildReports.Update(m, Threads.LeaderOf(m, task));
        Events.TraceStop(m, cpu, task, code, stop);
    }

    /// <summary>A stopped thread becomes a tracee's: from T it goes to t, without running.</summary>
    public static void FromStopped(Machine m, int task)
    {
        int leader = Threads.LeaderOf(m, task);
        int signal = Tracing.StopSignalOf(m, task);
        ref TracingRow row = ref m.Tracing.Write(task);
        if (Threads.IsThreaded(m, leader))
        {
            m.ThreadGroups.Write(leader).Stopped--;
        }
        else
        {
            row.StopSignal = (byte)signal;
        }

        ref TaskRow t = ref m.Tasks.Write(task);
        t.WaitsOn = default;
        t.State = TaskState.Traced;
        row.Stop = TraceStop.Group;
        row.Code = row.Seized ? signal | (PtraceEvent.PTRACE_EVENT_STOP << EventShift) : signal;
        row.HasInfo = row.Seized;
        row.Info = row.Seized ? TrapInfo(m, task, signal, row.Code) : default;
        row.Unreported = true;
        ChildReports.Update(m, leader);
        Events.TraceStop(m, m.CurrentCpu, task, row.Code, TraceStop.Group);
        Tell(m, task, SignalCode.CLD_STOPPED, signal);
    }

    /// <summary>The call in which a tracee stopped was cut short by what stopped it, as by a stop signal.</summary>
    private static void CutShort(Machine m, int task)
    {
        if (m.Tasks[task].Call != SyscallNumber.None)
        {
            Signals.CutShort(m, task);
        }
    }

    /// <summary>
    /// The tracer hears of a stop: SIGCHLD, unless it ignores that or has SA_NOCLDSTOP, and the end of its wait (Linux:
    /// do_notify_parent_cldstop).
    /// </summary>
    public static void Tell(Machine m, int task, int code, int value)
    {
        int tracer = m.Tracing[task].Tracer;
        SigAction action = Signals.ActionOf(m, tracer, Signal.SIGCHLD);
        if (action.Handler != SignalHandler.Ignore && (action.Flags & SigActionFlags.NoChildStop) == 0)
        {
            Signals.SendChildSignal(m, tracer, task, code, value);
        }

        Wait.WakeTracer(m, task, WaitOptions.Trapped);
    }

    /// <summary>
    /// A tracee goes on. A signal counts where it stopped for one, as that which acts now; after a stop at a call it is sent to it; else
    /// it is lost (ptrace(2)).
    /// </summary>
    public static void Resume(Machine m, int task, int signal)
    {
        ref TracingRow row = ref m.Tracing.Write(task);
        TraceStop stop = row.Stop;
        if (stop == TraceStop.Signal && signal != 0)
        {
            row.Info = row.Info.Signo == signal
                ? row.Info
                : new SigInfo(signal, SignalCode.SI_USER, Threads.PidOf(m, row.Tracer), 0, 0, Credentials.UidOf(m, row.Tracer));
            row.Injected = (byte)signal;
            row.Due |= TraceDue.Signal;
            m.Tasks.Write(task).Flags |= TaskFlags.TraceDue;
        }

        if (stop is TraceStop.CallEntry or TraceStop.CallExit && signal != 0)
        {
            Signals.Send(m, task, signal, SigInfo.FromKernel(signal), sender: 0, own: true);
        }
    }

    /// <summary>A tracee is in t no more.</summary>
    public static void Wake(Machine m, int task)
    {
        ref TracingRow row = ref m.Tracing.Write(task);
        row.Stop = TraceStop.None;
        row.Code = 0;
        row.Unreported = row.Listening = row.HasInfo = false;
        row.Info = row.Injected != 0 ? row.Info : default;
        m.Tasks.Write(task).WaitsOn = default;
        Dispatching.Wake(m, task);
        Signals.Recalculate(m, task);
        ChildReports.Update(m, Threads.LeaderOf(m, task));
    }

    /// <summary>
    /// Something deadly has come for a tracee: it goes on, whatever its tracer does, and ends (Linux: signal_wake_up_state).
    /// </summary>
    public static void WakeToDie(Machine m, int task)
    {
        if (m.Tracing[task].Ending)
        {
            return;
        }

        int leader = Threads.LeaderOf(m, task);
        if (Threads.IsStopped(m, leader))
        {
            Signals.ForgetStop(m, leader);
        }

        Wake(m, task);
        m.Tasks.Write(task).Flags |= TaskFlags.SignalPending;
    }
}
