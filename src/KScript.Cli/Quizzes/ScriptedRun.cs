// A run of a problem's script on the model: what answers are read from. It keeps the events, what was written and by whom,
// the statistics, and the process table at the times that are asked about.
using System.Text;
using KScript.Interpreter.Ast;
using KScript.Interpreter.Compiling;
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;
using KScript.Workbench.Metrics;
using KScript.Workbench.Runs;

namespace KScript.Cli.Quizzes;

/// <summary>The process table at a time.</summary>
internal sealed record Look(long Time, IReadOnlyList<ProcessView> Processes);

/// <summary>A piece of output.</summary>
internal sealed record Written(int Pid, string Text);

/// <summary>A finished run.</summary>
internal sealed class ScriptedRun
{
    // Generous: a problem takes some hundred events. What reaches it is a bug of the generator.
    private const long MaximumEvents = 200_000;

    private readonly Recorder recorder = new();

    private ScriptedRun(Machine machine)
    {
        Machine = machine;
        Statistics = new RunStatistics(machine.Settings, keepSchedule: true);
    }

    /// <summary>The machine after the run.</summary>
    public Machine Machine { get; }

    /// <summary>The statistics.</summary>
    public RunStatistics Statistics { get; }

    /// <summary>All events in order.</summary>
    public IReadOnlyList<TraceEvent> Events => recorder.Events;

    /// <summary>What was written, in order.</summary>
    public IReadOnlyList<Written> Writes => recorder.Writes;

    /// <summary>The process table at the times asked for.</summary>
    public List<Look> Looks { get; } = [];

    /// <summary>All output as one text.</summary>
    public string Output
    {
        get
        {
            var text = new StringBuilder();
            foreach (var piece in Writes)
            {
                text.Append(piece.Text);
            }

            return text.ToString();
        }
    }

    /// <summary>The name of a task in an event.</summary>
    public string NameOf(NameId name) => Machine.Names[name];

    /// <summary>Runs a script to its end, stopping at times in ascending order to look.</summary>
    public static ScriptedRun Of(string script, IReadOnlyList<string> settings, params ReadOnlySpan<long> times)
    {
        var options = new CompilerOptions { Overrides = Overrides(settings) };
        var compiled = Script.Compile(new SourceText("quiz.ks", script), options);
        var program = compiled.Program ?? throw new InvalidOperationException("a quiz does not compile:\n" + script);
        var session = new Session(program);
        var run = new ScriptedRun(session.Machine);
        session.Machine.Attach(run.Statistics);
        session.Machine.Attach(run.recorder);
        foreach (long time in times)
        {
            session.Run(new RunLimits { Until = time, MaxEvents = MaximumEvents });
            run.Looks.Add(new Look(time, session.Machine.Processes()));
        }

        var end = session.Run(new RunLimits { MaxEvents = MaximumEvents });
        if (end != RunEnd.Finished)
        {
            throw new InvalidOperationException($"a quiz does not end ({end}):\n{script}");
        }

        run.Statistics.End(session.Machine);
        return run;
    }

    private static List<SettingsDecl> Overrides(IReadOnlyList<string> settings)
    {
        var overrides = new List<SettingsDecl>();
        foreach (string setting in settings)
        {
            var parsed = Script.ParseSettings(new SourceText("setting", setting));
            overrides.Add(parsed.Settings ?? throw new InvalidOperationException($"no such setting: {setting}"));
        }

        return overrides;
    }

    private sealed class Recorder : TraceSink
    {
        public List<TraceEvent> Events { get; } = [];

        public List<Written> Writes { get; } = [];

        public override TraceLevels Levels => TraceLevels.All;

        public override void Write(Machine machine, in TraceEvent e) => Events.Add(e);

        public override void Output(Machine machine, int pid, int fd, string text) => Writes.Add(new Written(pid, text));
    }
}
