// What a command line says, after it was read. One class for all commands; CommandTable says which takes what.
using KScript.Kernel;

namespace KScript.Cli.CommandLine;

/// <summary>The form of the trace.</summary>
public enum TraceFormat
{
    Text,
    Json,
}

/// <summary>The form of the statistics.</summary>
public enum StatsFormat
{
    None,
    Text,
    Json,
}

/// <summary>The options and operands of one invocation.</summary>
public sealed class CommandOptions
{
    /// <summary>Files and paths, in order.</summary>
    public List<string> Operands { get; } = [];

    /// <summary>Which events the trace shows.</summary>
    public TraceLevels Trace { get; set; } = TraceLevels.All;

    /// <summary>Text or JSON Lines.</summary>
    public TraceFormat Format { get; set; }

    /// <summary>Whether and how statistics follow.</summary>
    public StatsFormat Stats { get; set; }

    /// <summary>Where they go instead of standard output.</summary>
    public string? StatsFile { get; set; }

    /// <summary>Whether a Gantt chart follows.</summary>
    public bool Gantt { get; set; }

    /// <summary>Its width in characters.</summary>
    public int Width { get; set; } = 80;

    /// <summary>When the run is cut, in ticks.</summary>
    public long Until { get; set; } = long.MaxValue;

    /// <summary>The time that is explained, in ticks; null: the end.</summary>
    public long? At { get; set; }

    /// <summary>The process that is explained; null: all.</summary>
    public int? Pid { get; set; }

    /// <summary>After how many events the run is cut.</summary>
    public long MaxEvents { get; set; } = 10_000_000;

    /// <summary>After how many events explain cuts the run: it is looked at again several times.</summary>
    public long ExplainEvents { get; set; } = 1_000_000;

    /// <summary>After how many statements that take no time the run is cut.</summary>
    public long MaxStatements { get; set; } = 1_000_000_000;

    /// <summary>What replaces the script's `sched`.</summary>
    public string? Sched { get; set; }

    /// <summary>`machine` settings that override the script's.</summary>
    public List<string> Set { get; } = [];

    /// <summary>Where standard output goes instead.</summary>
    public string? Output { get; set; }

    /// <summary>Whether the bytecode is printed instead of a run.</summary>
    public bool DumpBytecode { get; set; }

    /// <summary>Whether the machine's invariants are checked after every event.</summary>
    public bool CheckInvariants { get; set; }

    /// <summary>Whether diagnostics are JSON.</summary>
    public bool Json { get; set; }

    /// <summary>Whether differing golden files are accepted.</summary>
    public bool Update { get; set; }

    /// <summary>Whether fmt only says what it would change.</summary>
    public bool Check { get; set; }

    /// <summary>Whether help was asked for.</summary>
    public bool Help { get; set; }

    /// <summary>Whether the version was asked for.</summary>
    public bool Version { get; set; }
}
