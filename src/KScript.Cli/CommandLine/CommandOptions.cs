// What a command line says, after it was read. One class for all commands; CommandTable says which takes what.
using KScript.Checker;
using KScript.Checker.Exploring;
using KScript.Checker.EndlessRuns;
using KScript.Checker.Sampling;
using KScript.Checker.Properties;
using KScript.Interpreter.Bytecode;
using KScript.Cli.Hosting;
using KScript.Kernel;
using KScript.Workbench.Explaining;

namespace KScript.Cli.CommandLine;

/// <summary>The form of the trace.</summary>
internal enum TraceFormat
{
    Text,
    Json,
}

/// <summary>The form of the statistics.</summary>
internal enum StatsFormat
{
    None,
    Text,
    Json,
    Csv,
}

/// <summary>The form of a comparison.</summary>
internal enum ReportFormat
{
    Text,
    Json,
    Csv,
}

/// <summary>The options and operands of one invocation.</summary>
internal sealed class CommandOptions
{
    private TraceLevels? trace;

    /// <summary>Files and paths, in order.</summary>
    public List<string> Operands { get; } = [];

    /// <summary>Which events the trace shows: all if nothing was said, but none where tables are shown instead.</summary>
    public TraceLevels Trace
    {
        get => trace ?? (Show.Count > 0 ? TraceLevels.None : TraceLevels.All);
        set => trace = value;
    }

    /// <summary>The tables that follow the run, in order.</summary>
    public List<ShownTable> Show { get; } = [];

    /// <summary>Text or JSON Lines.</summary>
    public TraceFormat Format { get; set; }

    /// <summary>Whether and how statistics follow.</summary>
    public StatsFormat Stats { get; set; }

    /// <summary>Where they go instead of standard output.</summary>
    public string? StatsFile { get; set; }

    /// <summary>Whether a Gantt chart follows.</summary>
    public bool Gantt { get; set; }

    /// <summary>Whether a chart of the number of ready tasks follows.</summary>
    public bool Queues { get; set; }

    /// <summary>Whether charts are ASCII on a terminal, too.</summary>
    public bool Ascii { get; set; }

    /// <summary>Whether the trace has colours: auto, always or never.</summary>
    public string Color { get; set; } = "auto";

    /// <summary>Whether what processes print reaches a terminal as it is.</summary>
    public bool Raw { get; set; }

    /// <summary>The width of charts in characters.</summary>
    public int Width { get; set; } = 80;

    /// <summary>Whether the width was asked for.</summary>
    public bool HasWidth { get; set; }

    /// <summary>The width of a chart: what was asked for, else the terminal's, else 80.</summary>
    public int ChartWidth(CliHost host) => HasWidth || Output is not null || host.Terminal is null ? Width : host.Terminal.Width;

    /// <summary>When the run is cut, in ticks.</summary>
    public long Until { get; set; } = long.MaxValue;

    /// <summary>The time that is explained, in ticks; null: the end.</summary>
    public long? At { get; set; }

    /// <summary>The process that is explained; null: all.</summary>
    public int? Pid { get; set; }

    /// <summary>--why: what is asked; null: nothing, all that leaked is explained.</summary>
    public Question? Why { get; set; }

    /// <summary>What the run may cost.</summary>
    public LimitOptions Limits { get; } = new();

    /// <summary>--allow: ends of the run that are meant.</summary>
    public AllowedEnds Allowed { get; set; }

    /// <summary>--unreached: lists statements that no process reached.</summary>
    public bool Unreached { get; set; }

    /// <summary>What replaces the script's `sched`.</summary>
    public string? Sched { get; set; }

    /// <summary>A file of jobs, CSV or SWF.</summary>
    public string? Jobs { get; set; }

    /// <summary>Ticks for a second of an SWF file.</summary>
    public int Scale { get; set; } = 1;

    /// <summary>The policies to compare.</summary>
    public List<string> Policies { get; } = [];

    /// <summary>Whether every policy is compared.</summary>
    public bool AllPolicies { get; set; }

    /// <summary>The policy whose parameter takes one value after another.</summary>
    public string? Sweep { get; set; }

    /// <summary>The metric of the curve.</summary>
    public string Metric { get; set; } = "turnaround";

    /// <summary>The form of a comparison.</summary>
    public ReportFormat Report { get; set; }

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

    /// <summary>Which problem of a quiz.</summary>
    public long Seed { get; set; } = 1;

    /// <summary>How hard it is, 1 to 3.</summary>
    public int Level { get; set; } = 1;

    /// <summary>How many problems.</summary>
    public int Count { get; set; } = 1;

    /// <summary>Whether answers are shown.</summary>
    public bool Answers { get; set; }

    /// <summary>The answer file to mark.</summary>
    public string? GradeFile { get; set; }

    /// <summary>Whether an answer file to fill in is printed.</summary>
    public bool Template { get; set; }

    /// <summary>Whether only the problem's script is printed.</summary>
    public bool ScriptOnly { get; set; }

    /// <summary>The language of texts, en or zh; null: the environment's.</summary>
    public string? Language { get; set; }

    /// <summary>Whether the REPL prints what it reads from a pipe.</summary>
    public bool Echo { get; set; }

    /// <summary>--schedule: whose steps the run makes, or null: the policy decides.</summary>
    public string? Schedule { get; set; }

    /// <summary>Which rules of time `check` goes by.</summary>
    public CheckedTimes Times { get; set; }

    /// <summary>What `check` looks for.</summary>
    public CheckedKinds CheckKinds { get; set; } = CheckedKinds.All;

    /// <summary>What `eventually` and `leads to` count on.</summary>
    public Fairness Fairness { get; set; } = Fairness.Weak;

    /// <summary>Schedules at random instead of all; null: all.</summary>
    public WalkOptions? Walks { get; set; }

    /// <summary>Where `check` writes the graph of states, or null.</summary>
    public string? Dot { get; set; }

    /// <summary>Whether `check` looks for the lines that are enough to fail.</summary>
    public bool Shrinks { get; set; }

    /// <summary>Whether `check` looks for habits that go wrong.</summary>
    public bool Lints { get; set; }

    /// <summary>How many outputs `outcomes` lists at most.</summary>
    public int MostOutcomes { get; set; } = 1000;

    /// <summary>How far `check` and `outcomes` go.</summary>
    public ExploreLimits CheckLimits { get; set; } = new();

    /// <summary>Whether help was asked for.</summary>
    public bool Help { get; set; }

    /// <summary>Whether the version was asked for.</summary>
    public bool Version { get; set; }
}
