// Who traces whom, and where a traced thread stands, as plain data (Linux: the ptrace part of task_struct, and the traps of jobctl). A
// task that neither traces nor is traced has no row. The call is in Ptrace.cs, stops in TraceStops.cs, those at system calls in
// SyscallStops.cs, what fork, exec, exit and wait have to do with it in Tracing.cs.
namespace KScript.Kernel;

/// <summary>What a tracer may ask for, with Linux's values (PTRACE_SETOPTIONS, PTRACE_SEIZE).</summary>
[Flags]
internal enum PtraceOptions
{
    None = 0,
    /// <summary>Stops at system calls have bit 7 of their signal set.</summary>
    PTRACE_O_TRACESYSGOOD = 1,
    /// <summary>fork stops the tracee, and its child is traced.</summary>
    PTRACE_O_TRACEFORK = 1 << 1,
    /// <summary>vfork stops the tracee, and its child is traced.</summary>
    PTRACE_O_TRACEVFORK = 1 << 2,
    /// <summary>A new thread, or a clone whose end does not send SIGCHLD, stops the tracee, and is traced.</summary>
    PTRACE_O_TRACECLONE = 1 << 3,
    /// <summary>exec stops the tracee, instead of a SIGTRAP.</summary>
    PTRACE_O_TRACEEXEC = 1 << 4,
    /// <summary>The tracee stops when its vfork is over.</summary>
    PTRACE_O_TRACEVFORKDONE = 1 << 5,
    /// <summary>The tracee stops before it ends.</summary>
    PTRACE_O_TRACEEXIT = 1 << 6,
    /// <summary>Stops of seccomp filters, which the model does not have.</summary>
    PTRACE_O_TRACESECCOMP = 1 << 7,
    /// <summary>The tracee is killed when its tracer ends.</summary>
    PTRACE_O_EXITKILL = 1 << 20,
}

/// <summary>The events that stop a tracee, with Linux's values; bits 16 and up of wait's status.</summary>
internal static class PtraceEvent
{
    /// <summary>It has forked; the message is the child's pid.</summary>
    public const int PTRACE_EVENT_FORK = 1;
    /// <summary>It has called vfork; the message is the child's pid.</summary>
    public const int PTRACE_EVENT_VFORK = 2;
    /// <summary>It has made a thread or a clone; the message is its tid.</summary>
    public const int PTRACE_EVENT_CLONE = 3;
    /// <summary>It has a new image; the message is the tid that it had before.</summary>
    public const int PTRACE_EVENT_EXEC = 4;
    /// <summary>Its vfork is over; the message is the child's pid.</summary>
    public const int PTRACE_EVENT_VFORK_DONE = 5;
    /// <summary>It is about to end; the message is its raw wait status.</summary>
    public const int PTRACE_EVENT_EXIT = 6;
    /// <summary>It is seized, and was interrupted, stopped with its process, or is new.</summary>
    public const int PTRACE_EVENT_STOP = 128;
}

/// <summary>What holds a tracee in t.</summary>
internal enum TraceStop : byte
{
    /// <summary>It is in no such stop.</summary>
    None,
    /// <summary>A signal that is about to act (signal-delivery-stop).</summary>
    Signal,
    /// <summary>Its process is stopped (group-stop).</summary>
    Group,
    /// <summary>PTRACE_INTERRUPT, or that it is new or was continued, of one that is seized.</summary>
    Interrupt,
    /// <summary>One of the events that the tracer asked for.</summary>
    Event,
    /// <summary>It is about to make a system call.</summary>
    CallEntry,
    /// <summary>It has made a system call.</summary>
    CallExit,
}

/// <summary>What a tracee has to do, before anything else, when it next runs.</summary>
[Flags]
internal enum TraceDue : byte
{
    None = 0,
    /// <summary>It stops for the event in EventCode and EventMessage.</summary>
    Event = 1,
    /// <summary>It stops after its call.</summary>
    CallExit = 2,
    /// <summary>It ends, with EndStatus: it has stopped before that.</summary>
    End = 4,
    /// <summary>The signal that the tracer let through acts.</summary>
    Signal = 8,
    /// <summary>The call in the middle of which it stopped waits on (vfork).</summary>
    Wait = 16,
}

/// <summary>A traced thread, a tracer, or both; by the slot of the task.</summary>
internal struct TracingRow
{
    /// <summary>The thread that traces it; 0: nobody.</summary>
    public int Tracer;
    /// <summary>The next and the previous of its tracer's tracees.</summary>
    public int Next;
    public int Previous;
    /// <summary>The first and the last of those that it traces, in the order in which it came to trace them.</summary>
    public int First;
    public int Last;
    public PtraceOptions Options;
    /// <summary>Traced by PTRACE_SEIZE, or the child of such a one.</summary>
    public bool Seized;
    /// <summary>The tracer last let it go on with PTRACE_SYSCALL.</summary>
    public bool StopsAtCalls;
    /// <summary>It has stopped before the call that it makes.</summary>
    public bool Entered;
    /// <summary>It has stopped because its call was broken off; the call begins again, or has failed, when a signal has acted.</summary>
    public bool ToldOfInterruption;
    /// <summary>What holds it in t.</summary>
    public TraceStop Stop;
    /// <summary>What wait tells of the stop: the signal, and the event 8 bits above.</summary>
    public int Code;
    /// <summary>No wait has told of the stop yet.</summary>
    public bool Unreported;
    /// <summary>PTRACE_LISTEN: it stays stopped with its process, and the tracer hears what becomes of that.</summary>
    public bool Listening;
    /// <summary>PTRACE_INTERRUPT: it stops when it next looks at signals (Linux: JOBCTL_TRAP_STOP).</summary>
    public bool TrapDue;
    /// <summary>Its process was stopped or continued: it stops to tell (Linux: JOBCTL_TRAP_NOTIFY).</summary>
    public bool NotifyDue;
    /// <summary>No SIGCONT has come since it took the signal that it is stopped for (Linux: JOBCTL_STOP_DEQUEUED).</summary>
    public bool MayStop;
    /// <summary>
    /// A process of one thread: the signal that has stopped it, while it is not in T for it; 0: none (Linux: SIGNAL_STOP_STOPPED).
    /// </summary>
    public byte StopSignal;
    public TraceDue Due;
    /// <summary>The signal that acts next: the tracer let it through; 0: none.</summary>
    public byte Injected;
    /// <summary>It has stopped before its end, or its tracer does not ask for that.</summary>
    public bool Ending;
    /// <summary>The call that its last stop at a call was of.</summary>
    public SyscallNumber Call;
    /// <summary>Whether <see cref="Info"/> says something of the stop (PTRACE_GETSIGINFO).</summary>
    public bool HasInfo;
    public int EventCode;
    public long EventMessage;
    /// <summary>PTRACE_GETEVENTMSG.</summary>
    public long Message;
    /// <summary>The raw wait status that it ends with.</summary>
    public int EndStatus;
    /// <summary>What the call gave; of a failed one minus the errno.</summary>
    public long CallResult;
    /// <summary>The siginfo of the stop, or of the signal that was let through.</summary>
    public SigInfo Info;
}
