// How far a run may go: where it ends in time and events, and the meter of what it costs. docs/reliability.md has the table of limits.
namespace KScript.Kernel;

/// <summary>Why a run ended.</summary>
internal enum RunEnd
{
    /// <summary>No timer, burst or ready task is left.</summary>
    Finished,
    /// <summary>Time has reached the limit.</summary>
    Until,
    /// <summary>The number of events has reached the limit.</summary>
    MaxEvents,
    /// <summary>The number of statements, and of what costs as much, has reached the limit.</summary>
    MaxStatements,
    /// <summary>Values, stacks, queues and the machine's tables take more memory than they may.</summary>
    MaxMemory,
    /// <summary>More was written than may be.</summary>
    MaxOutput,
    /// <summary>Stopped from outside: the time of the wall clock is over.</summary>
    Timeout,
    /// <summary>Stopped from inside; Machine.HaltReason says why.</summary>
    Halted,
    /// <summary>Stopped from outside (Ctrl-C).</summary>
    Cancelled,
    /// <summary>The process in the foreground has nothing more to do, or has left its CPU (Machine.Prompts.cs).</summary>
    Paused,
}

/// <summary>How far a run may go.</summary>
internal sealed class RunLimits
{
    /// <summary>Runs while time is at most this, in ticks.</summary>
    public long Until { get; init; } = long.MaxValue;

    /// <summary>Events of the machine in all, those of earlier runs too.</summary>
    public long MaxEvents { get; init; } = long.MaxValue;

    /// <summary>What the run costs, and may cost; the same one in several runs counts them together.</summary>
    public RunMeter Meter { get; init; } = new();

    /// <summary>Ends the run at the next boundary; may be called from another thread.</summary>
    public void Cancel() => Meter.Stop(RunEnd.Cancelled);
}
