// Runs a script's text through the interpreter, with the statistics and, where a test wants it, a sink of its own.
using System.Globalization;
using System.Text;
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;
using KScript.Workbench.Metrics;
using KScript.Workbench.Runs;

namespace KScript.Vectors.Tests;

/// <summary>The statistics of a job.</summary>
internal sealed record JobNumbers(long Response, long Turnaround, long Waiting, long Finish);

/// <summary>What came of a run.</summary>
internal sealed class ScriptResult
{
    /// <summary>As the command line's: 0, 1 a claim failed, 2 the script is wrong, 3 a limit.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Diagnostics and failures, for people.</summary>
    public required string Messages { get; init; }

    /// <summary>What the processes wrote.</summary>
    public string Output { get; init; } = "";

    /// <summary>When it ended.</summary>
    public long Time { get; init; }

    /// <summary>Who has the CPU from when; jobs are named J0, J1 … null is idle.</summary>
    public (long Time, long? Job)[] Schedule { get; init; } = [];

    /// <summary>The jobs J0, J1 … in order.</summary>
    public JobNumbers[] Jobs { get; init; } = [];
}

internal static class ScriptRunner
{
    // Far above what any script of the repository needs: an endless loop shall fail and not hang.
    private static readonly RunLimits Limits = new() { MaxEvents = 1_000_000, Meter = new() { MaxStatements = 1_000_000_000 } };

    public static ScriptResult Run(string name, string text, TraceSink? sink = null)
    {
        var source = new SourceText(name, text);
        CompileResult compiled = Script.Compile(source);
        var messages = new StringBuilder();
        foreach (Diagnostic diagnostic in compiled.Diagnostics)
        {
            (int line, int column) = source.Position(diagnostic.Span.Start);
            messages.Append(CultureInfo.InvariantCulture, $"{name}:{line}:{column}: {diagnostic.Severity} {diagnostic.Code}: {diagnostic.Message}\n    {source.Line(line)}\n");
        }

        if (compiled.Program is null)
        {
            return new ScriptResult { ExitCode = 2, Messages = messages.ToString() };
        }

        var session = new Session(compiled.Program);
        var statistics = new RunStatistics(compiled.Program.Settings, keepSchedule: true);
        var output = new Collector();
        session.Machine.Attach(statistics);
        session.Machine.Attach(output);
        if (sink is not null)
        {
            session.Machine.Attach(sink);
        }

        RunEnd end = session.Run(Limits);
        statistics.End(session.Machine);
        foreach (Failure failure in session.Failures)
        {
            messages.Append(session.Describe(failure)).Append('\n');
        }

        return new ScriptResult
        {
            ExitCode = session.ExitCodeOf(end),
            Messages = messages.Append(CultureInfo.InvariantCulture, $"the run ended: {end}\n").ToString(),
            Output = output.Text.ToString(),
            Time = statistics.Time,
            Schedule = [.. statistics.Schedule.Select(e => (e.Time, JobOfPid(statistics, session.Machine, e.Pid)))],
            Jobs = JobsOf(statistics, session.Machine),
        };
    }

    private static JobNumbers[] JobsOf(RunStatistics statistics, Machine machine)
    {
        var jobs = new SortedDictionary<long, JobNumbers>();
        foreach (TaskStatistics task in statistics.Tasks)
        {
            if (NumberOf(machine.Names[task.Name]) is { } number)
            {
                jobs.Add(number, new JobNumbers(task.Response, task.Turnaround, task.Waiting, task.Finish));
            }
        }

        return [.. jobs.Values];
    }

    private static long? JobOfPid(RunStatistics statistics, Machine machine, int pid)
    {
        foreach (TaskStatistics task in statistics.Tasks)
        {
            if (pid != 0 && task.Pid == pid)
            {
                return NumberOf(machine.Names[task.Name]);
            }
        }

        return null;
    }

    private static long? NumberOf(string name) =>
        name.StartsWith('J') && long.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    private sealed class Collector : TraceSink
    {
        public StringBuilder Text { get; } = new();

        public override TraceLevels Levels => TraceLevels.None;

        public override void Write(Machine machine, in TraceEvent e)
        {
        }

        public override void Output(Machine machine, int pid, int fd, string text) => Text.Append(text);
    }
}
