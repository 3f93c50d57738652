// What is remembered of a process while a run is looked at again: its family, its end, what it did last, what became of its SIGCHLD.
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;

namespace KScript.Workbench.Explaining;

/// <summary>A moment of a run.</summary>
/// <param name="Time">In ticks.</param>
/// <param name="Event">Events so far, this one included.</param>
internal readonly record struct Moment(long Time, long Event);

/// <summary>What a process did: a call that blocks, a computation, any other call.</summary>
/// <param name="At">When.</param>
/// <param name="Blocks">It blocks in a call, or computes: the machine just before it is the last that can be told something else.</param>
/// <param name="Call">The call.</param>
/// <param name="A0">Its first argument.</param>
/// <param name="A1">Its second one.</param>
/// <param name="Where">The statement; null: not known.</param>
internal sealed record Act(Moment At, bool Blocks, SyscallNumber Call, long A0, long A1, Span? Where);

/// <summary>A run of a SIGCHLD handler.</summary>
/// <param name="At">When it began.</param>
internal sealed record HandlerRun(Moment At)
{
    /// <summary>Whom it reaped.</summary>
    public List<Life> Reaped { get; } = [];
}

/// <summary>What became of the signal that tells of a death.</summary>
/// <param name="At">When it was sent.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="MergedWith">Merged: whose signal was pending already.</param>
/// <param name="Action">What the parent had set for SIGCHLD then; null: nothing.</param>
/// <param name="Block">Who had blocked it; null: nobody.</param>
internal sealed record ChildSignal(Moment At, SignalOutcome Outcome, Life? MergedWith, Setting? Action, Setting? Block)
{
    /// <summary>The handler that it started.</summary>
    public HandlerRun? Handler { get; set; }
}

/// <summary>A new parent.</summary>
/// <param name="At">When.</param>
/// <param name="From">The parent that dies.</param>
/// <param name="By">The new one.</param>
/// <param name="AsZombie">The child is dead already.</param>
internal sealed record Adoption(Moment At, Life From, Life By, bool AsZombie);

/// <summary>A change of what SIGCHLD does.</summary>
/// <param name="At">When.</param>
/// <param name="Handler">0 default, 1 ignored, else a handler.</param>
/// <param name="Flags">The flags of sigaction.</param>
/// <param name="Where">The statement.</param>
internal sealed record ChildAction(Moment At, long Handler, SigActionFlags Flags, Span? Where);

/// <summary>Where a descriptor comes from.</summary>
/// <param name="At">When it was made.</param>
/// <param name="By">By whom; another process: it came with the fork, or a fork before it.</param>
/// <param name="Call">How.</param>
/// <param name="Where">The statement.</param>
internal sealed record Opened(Moment At, Life By, SyscallNumber Call, Span? Where);

/// <summary>A process from its birth on.</summary>
internal sealed class Life(int pid, string name, Moment born)
{
    public int Pid => pid;

    public string Name { get; set; } = name;

    /// <summary>As the trace writes it.</summary>
    public string Label => IsThread ? $"{Name}[{Tgid}/{Pid}]" : $"{Name}[{Pid}]";

    /// <summary>It is a thread beside its process's first.</summary>
    public bool IsThread => Tgid != 0;

    /// <summary>The pid of its process, where it is such a thread; else 0.</summary>
    public int Tgid { get; init; }

    /// <summary>When it last called exec, and its name before; null: never.</summary>
    public (Moment At, string Before)? Exec { get; set; }

    /// <summary>As the trace wrote it at a moment.</summary>
    public string LabelAt(Moment moment) => Exec is { } exec && moment.Event < exec.At.Event ? $"{exec.Before}[{Pid}]" : Label;

    /// <summary>The last signal that was sent to it, and from whom (null: the kernel).</summary>
    public (int Signal, Life? From) LastSignal { get; set; }

    public Moment Born => born;

    /// <summary>Who had its pid before; null: nobody.</summary>
    public Life? Before { get; set; }

    /// <summary>When it was gone from the table of processes; null: it is there.</summary>
    public Moment? Gone => WasZombie ? Reaped : Died;

    /// <summary>Who forked it; null: the machine made it.</summary>
    public Life? Parent { get; init; }

    /// <summary>Its parent now.</summary>
    public Life? Guardian { get; set; }

    /// <summary>The statement of its parent that forked it.</summary>
    public Span? Fork { get; init; }

    /// <summary>Its own first statement.</summary>
    public Span? First { get; init; }

    public Moment? Died { get; set; }

    /// <summary>The raw wait word.</summary>
    public int Status { get; set; }

    /// <summary>Who had to wait for it when it died.</summary>
    public Life? DiedUnder { get; set; }

    /// <summary>What that one had done last.</summary>
    public Act? GuardianAct { get; set; }

    /// <summary>It became a zombie; else it was gone at once.</summary>
    public bool WasZombie { get; set; }

    public Moment? Reaped { get; set; }

    public Life? ReapedBy { get; set; }

    public ChildSignal? Told { get; set; }

    public List<Adoption> Adoptions { get; } = [];

    public Act? LastAct { get; set; }

    /// <summary>The same at the moment that is explained.</summary>
    public Act? ActNow { get; set; }

    /// <summary>Whom it was last told to be looking for without finding anybody (wait nohang = 0).</summary>
    public Act? EmptyWait { get; set; }

    public List<ChildAction> ChildActions { get; } = [];

    /// <summary>Its dispositions and its mask, and where they come from.</summary>
    public Settings Settings { get; } = new();

    /// <summary>Signals that are pending for it.</summary>
    public List<SentSignal> Pending { get; } = [];

    /// <summary>The statement of the wait that reaped it.</summary>
    public Span? ReapedWhere { get; set; }

    /// <summary>Handlers of other signals that ran: signal and when.</summary>
    public List<(int Signal, Moment At)> Handled { get; } = [];

    public List<HandlerRun> HandlerRuns { get; } = [];

    /// <summary>When it first could not fork (EAGAIN).</summary>
    public Moment? ForkFailed { get; set; }

    public Moment? SubreaperSince { get; set; }

    /// <summary>The container whose pid 1 it is, "" where that has no name; null: it is no container's.</summary>
    public string? Contains { get; set; }

    /// <summary>When it ended as pid 1 of a container, and so ended that; null: it has not, or is none.</summary>
    public Moment? ContainerEnded { get; set; }

    public (int Signal, Moment At)? Stopped { get; set; }

    /// <summary>Where its descriptors come from, by number; the standard ones are not among them.</summary>
    public Dictionary<int, Opened> Descriptors { get; } = [];

    /// <summary>Whose SIGCHLD is pending for it.</summary>
    public Life? PendingChild { get; set; }

    /// <summary>Handlers that run now, the inmost last; null: of another signal.</summary>
    public Stack<HandlerRun?> InHandler { get; } = new();

    /// <summary>It was a zombie that its parent left to somebody else, or is one.</summary>
    public bool IsLeaked => WasZombie && (!(Reaped is not null && ReapedBy == DiedUnder) || WentWithContainer);

    /// <summary>It was a zombie until its container ended: pid 1 had not waited for it.</summary>
    private bool WentWithContainer => Reaped is { } reaped && DiedUnder?.ContainerEnded is { } end && Died!.Value.Event < end.Event && end.Event < reaped.Event;

    /// <summary>Whether it was dead and not reaped at a moment.</summary>
    public bool IsZombieAt(long events) => WasZombie && Died!.Value.Event <= events && !(Reaped?.Event <= events);
}
