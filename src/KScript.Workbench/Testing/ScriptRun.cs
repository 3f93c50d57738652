// A run of a script and what became of it: processes, events, output, figures, what leaked and why.
using System.Text;
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;
using KScript.Workbench.Explaining;
using KScript.Workbench.Live;
using KScript.Workbench.Metrics;
using KScript.Workbench.Traces;

namespace KScript.Testing;

/// <summary>A run that is over.</summary>
public sealed class ScriptRun
{
    private const int ScriptIsWrong = 2;

    private readonly EventRecorder recorder = new();
    private readonly SourceText? source;
    private readonly IReadOnlyList<SettingsDecl> overrides = [];
    private readonly RunOptions options = new();
    private readonly Lazy<IReadOnlyList<ExplainFinding>> findings;

    /// <summary>A script that did not compile.</summary>
    internal ScriptRun(IReadOnlyList<ScriptDiagnostic> diagnostics)
    {
        Diagnostics = diagnostics;
        ExitCode = ScriptIsWrong;
        EndReason = RunEndReason.NotCompiled;
        findings = new Lazy<IReadOnlyList<ExplainFinding>>([]);
    }

    internal ScriptRun(SourceText source, CompiledProgram program, IReadOnlyList<SettingsDecl> overrides, IReadOnlyList<ScriptDiagnostic> diagnostics, RunOptions options)
    {
        (this.source, this.overrides, this.options, Diagnostics) = (source, overrides, options, diagnostics);
        Workbench.Runs.Session session = options.ParsedSchedule() is { } schedule
            ? Workbench.Runs.Session.Following(program, schedule, alsoAllowed: options.AllowedEnds())
            : new Workbench.Runs.Session(program) { AlsoAllowed = options.AllowedEnds() };
        using var text = new MemoryStream();
        using var json = new MemoryStream();
        var textWriter = new TextTraceWriter(text, TraceLevels.All);
        var jsonWriter = new JsonTraceWriter(json, TraceLevels.All);
        var statistics = new RunStatistics(program.Settings, keepSchedule: false);
        foreach (TraceSink sink in new TraceSink[] { textWriter, jsonWriter, statistics, recorder })
        {
            session.Machine.Attach(sink);
        }

        textWriter.Begin(session.Machine);
        jsonWriter.Begin(session.Machine);
        RunEnd end = session.Run(options.Limits());
        textWriter.End(session.Machine, end);
        jsonWriter.End(session.Machine);
        statistics.End(session.Machine);

        Trace = Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
        TraceJson = Encoding.UTF8.GetString(json.GetBuffer(), 0, (int)json.Length);
        Time = session.Machine.Now;
        Processes = [.. session.Machine.Processes().Select(view => ProcessInfo.Of(view))];
        Figures = new RunFigures(statistics, new RunMetrics(statistics, program.Settings.Cpus), name => session.Machine.Names[name]);
        Failures = [.. session.Failures.Select(failure => new ScriptFailure(
            failure.Reason.Message, failure.Time, failure.Pid, source.Position(failure.Reason.Statement.Start).Line, session.Describe(failure)))];
        Complaints = [.. session.ComplaintsOf(end).Select(complaint => complaint.Text)];
        ExitCode = session.ExitCodeOf(end);
        EndReason = ReasonOf(end);
        findings = new Lazy<IReadOnlyList<ExplainFinding>>(Analyse);
    }

    /// <summary>What the compiler said: of a run that took place at most warnings.</summary>
    public IReadOnlyList<ScriptDiagnostic> Diagnostics { get; }

    /// <summary>
    /// As the exit code of <c>kscript run</c>: 0 all is well; 1 a claim failed, main is blocked for ever or was killed, or an assert was never
    /// reached because of such an end; 2 the script is wrong; 3 a limit.
    /// </summary>
    public int ExitCode { get; }

    /// <summary>Why it ended.</summary>
    public RunEndReason EndReason { get; }

    /// <summary>When it ended, in ticks of virtual time.</summary>
    public long Time { get; }

    /// <summary>All that processes wrote to standard output and error, in order.</summary>
    public string Output => recorder.AllOutput;

    /// <summary>The trace as text, all levels (docs/trace-format.md).</summary>
    public string Trace { get; } = "";

    /// <summary>The trace as JSON Lines, all levels.</summary>
    public string TraceJson { get; } = "";

    /// <summary>What happened, in order.</summary>
    public IReadOnlyList<KernelEvent> Events => recorder.Events;

    /// <summary>The processes that were there at the end, zombies included, by pid.</summary>
    public IReadOnlyList<ProcessInfo> Processes { get; } = [];

    /// <summary>Those of them that are dead and that nobody has waited for.</summary>
    public IReadOnlyList<ProcessInfo> Zombies => [.. Processes.Where(process => process.State == ProcessState.Zombie)];

    /// <summary>Those of them that live and were adopted.</summary>
    public IReadOnlyList<ProcessInfo> Orphans => [.. Processes.Where(process => process.IsAdopted && process.State != ProcessState.Zombie)];

    /// <summary>The figures of the run; null where nothing ran.</summary>
    public RunFigures? Figures { get; }

    /// <summary>What failed: assertions, claims, type errors, limits.</summary>
    public IReadOnlyList<ScriptFailure> Failures { get; } = [];

    /// <summary>How it ended, where that is worth a word, a line each: who is blocked for ever, main killed by a signal, asserts never reached.</summary>
    public IReadOnlyList<string> Complaints { get; } = [];

    /// <summary>What leaked, waits for ever or was lost at the end of the run, and what would help. Worked out when it is asked for.</summary>
    public IReadOnlyList<ExplainFinding> Findings => findings.Value;

    /// <summary>What one process wrote.</summary>
    /// <param name="pid">Its pid; main is 2.</param>
    /// <param name="fd">1: standard output, 2: standard error.</param>
    public string OutputOf(int pid, int fd = 1) => recorder.OutputOf(pid, fd);

    private IReadOnlyList<ExplainFinding> Analyse()
    {
        LiveSession? session = LiveSession.Open(source!, endsAtPrompt: false, overrides, out _);
        if (session is null)
        {
            return [];
        }

        session.Budget = options.Budget();
        session.Run(options.Until);
        return [.. Explainer.Analyse(session).Findings.Select(ExplainFinding.Of)];
    }

    private static RunEndReason ReasonOf(RunEnd end) => end switch
    {
        RunEnd.Finished or RunEnd.Paused => RunEndReason.Finished,
        RunEnd.Until or RunEnd.Cancelled => RunEndReason.Until,
        RunEnd.MaxEvents or RunEnd.MaxStatements or RunEnd.MaxMemory or RunEnd.MaxOutput or RunEnd.Timeout => RunEndReason.Limit,
        RunEnd.Halted => RunEndReason.Failed,
        _ => throw new ArgumentOutOfRangeException(nameof(end)),
    };
}
