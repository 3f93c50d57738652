// A script that is opened as a session does what it does when it is run: the same trace, byte for byte.
using System.Text;
using KScript.Interpreter.Diagnostics;
using KScript.Workbench.Live;
using KScript.Workbench.Runs;
using KScript.Workbench.Traces;

namespace KScript.Workbench.Tests;

public class LiveTraceTests
{
    private const long MaxEvents = 50_000;

    public static TheoryData<string> Scripts() => [.. Repository.Scripts()];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void It_is_that_of_a_run(string path)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, path));
        ScriptRun run = Script.Run(text, new RunOptions { Name = path, Limits = new RunLimits { MaxEvents = MaxEvents, Meter = new() { MaxStatements = 10_000_000 } } });
        if (run.Session is null)
        {
            return;
        }

        LiveSession session = LiveSession.Open(new SourceText(path, text), endsAtPrompt: false, [], out _)!;
        session.Budget = new RunBudget { Events = MaxEvents, Statements = 10_000_000, Memory = long.MaxValue, Output = long.MaxValue };
        using var stream = new MemoryStream();
        var writer = new TextTraceWriter(stream, TraceLevels.All);
        writer.Begin(session.Machine);
        session.Sink = writer;
        RunEnd end = session.Run().End!.Value;
        writer.End(session.Machine, end);
        string trace = Encoding.UTF8.GetString(stream.ToArray());
        // The limit of a session counts from after the boot: where it ends a run, the session goes on for two more events.
        // A limit of statements may cut a session at another event than a run: up to there they are alike.
        bool isCut = run.End is RunEnd.MaxEvents or RunEnd.MaxStatements;
        Assert.Equal(run.End == RunEnd.MaxStatements, end == RunEnd.MaxStatements);
        string expected = isCut ? run.Trace[..run.Trace.IndexOf("# end", StringComparison.Ordinal)] : run.Trace;
        string got = isCut ? trace[..trace.IndexOf("# end", StringComparison.Ordinal)] : trace;
        int length = isCut ? Math.Min(expected.Length, got.Length) : Math.Max(expected.Length, got.Length);
        Assert.Equal(expected[..Math.Min(length, expected.Length)], got[..Math.Min(length, got.Length)]);
    }
}
