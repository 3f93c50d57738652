// What happened in a run, as typed values: a test asks for the kind that it cares about, `run.Events.OfType<ProcessReaped>()`.
namespace KScript.Testing;

/// <summary>Something that happened; an event of the trace (docs/trace-format.md).</summary>
public abstract record KernelEvent
{
    /// <summary>When, in ticks of virtual time.</summary>
    public long Time { get; init; }

    /// <summary>On which CPU; -1 where none acted (a timer).</summary>
    public int Cpu { get; init; }

    /// <summary>The process that acted or was acted on; 0 where there is none.</summary>
    public int Pid { get; init; }

    /// <summary>Its name (comm).</summary>
    public string Name { get; init; } = "";
}

/// <summary>A process made a child (fork, clone, spawn).</summary>
/// <param name="ChildPid">The child.</param>
public sealed record ProcessForked(int ChildPid) : KernelEvent;

/// <summary>A process ended.</summary>
/// <param name="Status">How.</param>
/// <param name="IsZombie">Whether it is a zombie now; else it is gone at once, for its parent ignores SIGCHLD.</param>
public sealed record ProcessExited(ExitStatus Status, bool IsZombie) : KernelEvent;

/// <summary>A zombie was reaped.</summary>
/// <param name="ReaperPid">By whom.</param>
/// <param name="Status">How it had ended.</param>
public sealed record ProcessReaped(int ReaperPid, ExitStatus Status) : KernelEvent;

/// <summary>An orphan was adopted by init or a subreaper.</summary>
/// <param name="NewParentPid">By whom.</param>
public sealed record ProcessAdopted(int NewParentPid) : KernelEvent;

/// <summary>A process runs another program.</summary>
/// <param name="Program">Which.</param>
public sealed record ProgramExecuted(string Program) : KernelEvent;

/// <summary>A process was stopped, or went on.</summary>
/// <param name="IsStopped">True: stopped; false: continued.</param>
public sealed record ProcessStopped(bool IsStopped) : KernelEvent;

/// <summary>A system call returned.</summary>
/// <param name="Call">Its name ("wait4").</param>
/// <param name="Result">What it returned; -1 where it failed.</param>
/// <param name="Errno">Why it failed ("ECHILD"); null where it did not.</param>
public sealed record SystemCallReturned(string Call, long Result, string? Errno) : KernelEvent;

/// <summary>A process blocked in a system call.</summary>
/// <param name="Call">Its name.</param>
public sealed record SystemCallBlocked(string Call) : KernelEvent;

/// <summary>A signal was sent.</summary>
/// <param name="Signal">Which ("SIGCHLD").</param>
/// <param name="SenderPid">By whom; 0: the kernel.</param>
/// <param name="Outcome">What became of it.</param>
public sealed record SignalSent(string Signal, int SenderPid, SignalFate Outcome) : KernelEvent;

/// <summary>A signal acted on a process.</summary>
/// <param name="Signal">Which.</param>
/// <param name="Outcome">How: a handler, death, a stop, a continuation.</param>
public sealed record SignalDelivered(string Signal, SignalFate Outcome) : KernelEvent;

/// <summary>A CPU took another process, or went idle (Pid 0).</summary>
/// <param name="PreviousPid">Who had it; 0: idle.</param>
/// <param name="Rule">The policy's reason ("mlfq/4: slice used up"), or null.</param>
public sealed record ContextSwitched(int PreviousPid, string? Rule) : KernelEvent;

/// <summary>What became of a signal.</summary>
public enum SignalFate
{
    /// <summary>It acts when the process next runs.</summary>
    Pending,
    /// <summary>It is pending, and blocked.</summary>
    Blocked,
    /// <summary>Lost: the same one was pending already.</summary>
    Coalesced,
    /// <summary>Lost: ignored.</summary>
    Ignored,
    /// <summary>Lost: init has no handler for it, or the process group is orphaned and it is a stop of the terminal.</summary>
    Discarded,
    /// <summary>Lost: the process is a zombie.</summary>
    Dead,
    /// <summary>A handler ran.</summary>
    Handler,
    /// <summary>The process died of it.</summary>
    Terminated,
    /// <summary>The process stopped.</summary>
    Stopped,
    /// <summary>The process went on.</summary>
    Continued,
}
