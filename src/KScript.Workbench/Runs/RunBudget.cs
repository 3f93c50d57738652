// What a run may cost, as everybody who starts one says it: the command line, the API, a session. The numbers of docs/reliability.md.
using KScript.Kernel;

namespace KScript.Workbench.Runs;

/// <summary>Limits of a run.</summary>
internal sealed record RunBudget
{
    /// <summary>What applies where nothing else was said.</summary>
    public static RunBudget Default { get; } = new();

    /// <summary>For scripts of strangers: what `--sandbox` sets.</summary>
    public static RunBudget Sandbox { get; } = new()
    {
        Statements = 10_000_000,
        Memory = 256L << 20,
        Output = 1L << 20,
        Seconds = 10,
    };

    /// <summary>Events (lines of the trace at level `all`).</summary>
    public long Events { get; init; } = 10_000_000;

    /// <summary>Statements, and what costs as much: bytes that are copied, rows that are looked at, ticks in which nothing is seen to happen.</summary>
    public long Statements { get; init; } = 1_000_000_000;

    /// <summary>Bytes in use at once by values, stacks, queues and the machine's tables.</summary>
    public long Memory { get; init; } = 1L << 30;

    /// <summary>Bytes that are written: trace, output of processes, tables.</summary>
    public long Output { get; init; } = 100L << 20;

    /// <summary>Seconds of the wall clock; null: no limit.</summary>
    public double? Seconds { get; init; }

    /// <summary>What both this and another one allow.</summary>
    public RunBudget And(RunBudget other) => new()
    {
        Events = Math.Min(Events, other.Events),
        Statements = Math.Min(Statements, other.Statements),
        Memory = Math.Min(Memory, other.Memory),
        Output = Math.Min(Output, other.Output),
        Seconds = Seconds is { } seconds && other.Seconds is { } others ? Math.Min(seconds, others) : Seconds ?? other.Seconds,
    };

    /// <summary>A meter that begins at zero.</summary>
    public RunMeter Meter() => new() { MaxStatements = Statements, MaxMemory = Memory, MaxOutput = Output };
}
