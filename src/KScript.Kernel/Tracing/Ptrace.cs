// ptrace: the call by which one thread traces others. What it does to the tracee is in TraceStops.cs and Tracing.cs.
namespace KScript.Kernel;

/// <summary>The requests, with Linux's values.</summary>
internal static class PtraceRequest
{
    /// <summary>The caller's parent traces the caller.</summary>
    public const int PTRACE_TRACEME = 0;
    /// <summary>A stopped tracee goes on, with a signal.</summary>
    public const int PTRACE_CONT = 7;
    /// <summary>The tracee is killed.</summary>
    public const int PTRACE_KILL = 8;
    /// <summary>The caller traces a thread, and stops it.</summary>
    public const int PTRACE_ATTACH = 16;
    /// <summary>The caller lets a stopped tracee go for good, with a signal.</summary>
    public const int PTRACE_DETACH = 17;
    /// <summary>As PTRACE_CONT, up to the next system call's beginning or end.</summary>
    public const int PTRACE_SYSCALL = 24;
    public const int PTRACE_SETOPTIONS = 0x4200;
    /// <summary>What an event is about.</summary>
    public const int PTRACE_GETEVENTMSG = 0x4201;
    /// <summary>The siginfo of a stop.</summary>
    public const int PTRACE_GETSIGINFO = 0x4202;
    /// <summary>The caller traces a thread, and does not stop it.</summary>
    public const int PTRACE_SEIZE = 0x4206;
    /// <summary>A tracee that was seized stops.</summary>
    public const int PTRACE_INTERRUPT = 0x4207;
    /// <summary>A tracee that was seized, and is stopped with its process, stays so, and tells what becomes of the process.</summary>
    public const int PTRACE_LISTEN = 0x4208;
    /// <summary>Which call the tracee stands at.</summary>
    public const int PTRACE_GET_SYSCALL_INFO = 0x420e;
}

/// <summary>ptrace.</summary>
internal static class Ptrace
{
    /// <summary>The address or the data that a call does not give: 0, but three arguments end with the data.</summary>
    public const long LeftOut = long.MinValue + 1;

    private const PtraceOptions AllOptions = (PtraceOptions)0xff | PtraceOptions.PTRACE_O_EXITKILL;

    private static readonly string[] InfoNames = ["signo", "code", "pid", "uid", "status", "value"];

    /// <summary>
    /// ptrace(request, pid, addr, data). With three arguments the third is data, since addr means nothing here.
    /// </summary>
    /// <returns>
    /// 0; PTRACE_GETEVENTMSG the message, PTRACE_GETSIGINFO and PTRACE_GET_SYSCALL_INFO a record.
    /// </returns>
    /// <errors>
    /// EINVAL no such option; no siginfo, for the process is stopped (PTRACE_GETSIGINFO). EIO no such request; no such signal; a request
    /// for seized tracees only, or options to PTRACE_SEIZE that there are not. EPERM already traced, or not to be traced: another user's,
    /// the caller's own process, dead. ESRCH no such thread, or not the caller's tracee, or not stopped.
    /// </errors>
    /// <remarks>Differs from Linux: the built-in init cannot be traced, since it runs no program.</remarks>
    /// <source>ptrace(2)</source>
    public static SyscallResult Call(Machine m, int task, ref Trap trap)
    {
        bool hasAddress = trap.ArgumentCount > 3 && trap.A3 != LeftOut;
        long data = hasAddress ? trap.A3 : trap.ArgumentCount > 2 && trap.A2 != LeftOut ? trap.A2 : 0;
        if (trap.A0 == PtraceRequest.PTRACE_TRACEME)
        {
            return TraceMe(m, task);
        }

        int tracee = TaskTable.Find(m, trap.A1);
        if (tracee == 0)
        {
            return SyscallResult.Fail(Errno.ESRCH);
        }

        if (trap.A0 is PtraceRequest.PTRACE_ATTACH or PtraceRequest.PTRACE_SEIZE)
        {
            bool seizes = trap.A0 == PtraceRequest.PTRACE_SEIZE;
            return seizes && ((hasAddress && trap.A2 != 0) || (data & ~(long)AllOptions) != 0)
                ? SyscallResult.Fail(Errno.EIO)
                : Attach(m, task, tracee, seizes, seizes ? (PtraceOptions)data : PtraceOptions.None);
        }

        bool anyState = trap.A0 is PtraceRequest.PTRACE_KILL or PtraceRequest.PTRACE_INTERRUPT;
        return Tracing.TracerOf(m, tracee) != task || (!anyState && !IsHeld(m, tracee))
            ? SyscallResult.Fail(Errno.ESRCH)
            : Request(m, tracee, trap.A0, data);
    }

    /// <summary>Whether a tracee is stopped for its tracer, who may do with it what it likes (Linux: ptrace_freeze_traced).</summary>
    private static bool IsHeld(Machine m, int tracee) =>
        m.Tasks[tracee].State == TaskState.Traced && !m.Tracing[tracee].Listening
        && (!Signals.IsDying(m, tracee) || m.Tracing[tracee].Ending);

    private static SyscallResult Request(Machine m, int tracee, long request, long data)
    {
        switch (request)
        {
            case PtraceRequest.PTRACE_CONT or PtraceRequest.PTRACE_SYSCALL or PtraceRequest.PTRACE_DETACH:
                return GoOn(m, tracee, request, data);
            case PtraceRequest.PTRACE_KILL:
                var kill = new SigInfo(Signal.SIGKILL, SignalCode.SI_USER, Tracing.TracerPidOf(m, tracee), 0, 0);
                Signals.Send(m, tracee, Signal.SIGKILL, in kill, m.Tracing[tracee].Tracer);
                return SyscallResult.Of(0);
            case PtraceRequest.PTRACE_SETOPTIONS:
                if ((data & ~(long)AllOptions) != 0)
                {
                    return SyscallResult.Fail(Errno.EINVAL);
                }

                m.Tracing.Write(tracee).Options = (PtraceOptions)data;
                return SyscallResult.Of(0);
            case PtraceRequest.PTRACE_GETEVENTMSG:
                return SyscallResult.Of(MessageOf(m, tracee));
            case PtraceRequest.PTRACE_GETSIGINFO:
                return GetInfo(m, tracee);
            case PtraceRequest.PTRACE_GET_SYSCALL_INFO:
                return SyscallStops.Info(m, tracee);
            case PtraceRequest.PTRACE_INTERRUPT when m.Tracing[tracee].Seized:
                TraceStops.Interrupt(m, tracee);
                return SyscallResult.Of(0);
            case PtraceRequest.PTRACE_LISTEN when m.Tracing[tracee] is { Seized: true, HasInfo: true } row
                && row.Info.Code >> TraceStops.EventShift == PtraceEvent.PTRACE_EVENT_STOP:
                TraceStops.Listen(m, tracee);
                return SyscallResult.Of(0);
            default:
                return SyscallResult.Fail(Errno.EIO);
        }
    }

    /// <summary>What an event is about; a pid as the tracer's namespace has it (Linux: ptrace_event_pid).</summary>
    private static long MessageOf(Machine m, int tracee)
    {
        TracingRow row = m.Tracing[tracee];
        bool isPid = row.Stop == TraceStop.Event
            && row.Code >> TraceStops.EventShift is >= PtraceEvent.PTRACE_EVENT_FORK and <= PtraceEvent.PTRACE_EVENT_VFORK_DONE;
        return isPid ? Namespaces.NumberFor(m, row.Tracer, (int)row.Message) : row.Message;
    }

    private static SyscallResult GetInfo(Machine m, int tracee)
    {
        TracingRow row = m.Tracing[tracee];
        return !row.HasInfo
            ? SyscallResult.Fail(Errno.EINVAL)
            : SyscallResult.Of(new NamedNumbers(
                InfoNames, [row.Info.Signo, row.Info.Code, row.Info.Pid, row.Info.Uid, row.Info.Status, row.Info.Value]));
    }

    /// <summary>PTRACE_CONT, PTRACE_SYSCALL, PTRACE_DETACH: a stopped tracee goes on.</summary>
    private static SyscallResult GoOn(Machine m, int tracee, long request, long signal)
    {
        if (signal != 0 && !Signal.IsValid(signal))
        {
            return SyscallResult.Fail(Errno.EIO);
        }

        TraceStops.Resume(m, tracee, (int)signal);
        if (request == PtraceRequest.PTRACE_DETACH)
        {
            Tracing.Release(m, tracee);
            return SyscallResult.Of(0);
        }

        m.Tracing.Write(tracee).StopsAtCalls = request == PtraceRequest.PTRACE_SYSCALL;
        Events.TraceGoesOn(m, tracee, (int)signal);
        TraceStops.Wake(m, tracee);
        return SyscallResult.Of(0);
    }

    /// <summary>PTRACE_TRACEME: by the very thread that is the caller's parent.</summary>
    private static SyscallResult TraceMe(Machine m, int task)
    {
        int parent = m.Tasks[Threads.LeaderOf(m, task)].Parent;
        if (Tracing.IsTraced(m, task) || parent == 0 || m.Contexts[parent] is null)
        {
            return SyscallResult.Fail(Errno.EPERM);
        }

        Tracing.Link(m, task, parent, seized: false, PtraceOptions.None);
        return SyscallResult.Of(0);
    }

    private static SyscallResult Attach(Machine m, int task, int tracee, bool seizes, PtraceOptions options)
    {
        bool may = Threads.LeaderOf(m, tracee) != Threads.LeaderOf(m, task) && m.Contexts[tracee] is not null && MayTrace(m, task, tracee)
            && m.Tasks[tracee].State != TaskState.Zombie && !Tracing.IsTraced(m, tracee);
        if (!may)
        {
            return SyscallResult.Fail(Errno.EPERM);
        }

        Tracing.Link(m, tracee, task, seizes, options);
        if (!seizes)
        {
            Signals.Send(m, tracee, Signal.SIGSTOP, SigInfo.FromKernel(Signal.SIGSTOP), sender: 0, own: true);
        }

        if (m.Tasks[tracee].State == TaskState.Stopped)
        {
            TraceStops.FromStopped(m, tracee);
        }

        return SyscallResult.Of(0);
    }

    /// <summary>
    /// Whether a caller may trace a process: root any, others their own that never was another user's (Linux: ptrace_may_access).
    /// </summary>
    private static bool MayTrace(Machine m, int task, int tracee) =>
        Credentials.UidOf(m, task) == 0
        || (Credentials.UidOf(m, task) == Credentials.UidOf(m, tracee) && !TaskTable.ReadOfProcess(m, tracee).NoDump);
}

internal sealed partial class Machine
{
    /// <summary>
    /// Makes a tracer let its tracee go on, as its own PTRACE_CONT would, with the signal that it stopped for, or with none. Between two
    /// runs.
    /// </summary>
    /// <param name="pid">The tracee.</param>
    /// <param name="withSignal">Whether the signal that it stopped for acts.</param>
    /// <exception cref="ArgumentException">It is in no stop that its tracer can end so.</exception>
    public void ContinueTracee(int pid, bool withSignal)
    {
        CheckNoStep();
        if (TraceStopOf(pid) == TraceStop.None || IsListening(pid))
        {
            throw new ArgumentException($"process {pid} is not stopped for a tracer", nameof(pid));
        }

        int task = TaskTable.Find(this, pid);
        int signal = withSignal && Tracing[task].Stop == TraceStop.Signal ? Tracing[task].Code : 0;
        TraceStops.Resume(this, task, signal);
        Events.TraceGoesOn(this, task, signal);
        TraceStops.Wake(this, task);
        if (S.Phase == Phase.Quiet)
        {
            // Whoever it wakes is chosen in this instant.
            S.Phase = FirstPhase;
        }
    }
}
