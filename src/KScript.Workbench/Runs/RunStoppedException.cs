// A run that was to show what has been before is stopped from outside: what it was for cannot be had.
using KScript.Kernel;

namespace KScript.Workbench.Runs;

/// <summary>Ends work that consists of runs, where one of them was stopped.</summary>
internal sealed class RunStoppedException : OperationCanceledException
{
    public RunStoppedException()
        : this(RunEnd.Cancelled)
    {
    }

    public RunStoppedException(string message)
        : base(message)
    {
    }

    public RunStoppedException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public RunStoppedException(RunEnd why)
        : base("the run was stopped") => Why = why;

    /// <summary>Why: Cancelled, Timeout.</summary>
    public RunEnd Why { get; } = RunEnd.Cancelled;
}
