// What inputs are given to, and what may never come of it. A target that finds something throws.
using System.Buffers;
using System.Text;
using System.Text.Json;
using KScript.Cli;
using KScript.Cli.Hosting;
using KScript.Cli.Repl;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Compiling;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Formatting;
using KScript.Interpreter.Parsing;
using KScript.Kernel;
using KScript.Workbench.Explaining;
using KScript.Workbench.Live;
using KScript.Workbench.Runs;
using KScript.Workbench.Traces;
using KScript.Workbench.Workloads;

namespace KScript.Fuzzing;

/// <summary>A target.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Kind">The folder of the corpus with its inputs.</param>
/// <param name="Share">How many of a hundred inputs of a run it gets.</param>
/// <param name="Try">Gives it an input.</param>
internal sealed record Target(string Name, string Kind, int Share, Action<string> Try)
{
    private static readonly RunBudget Small = new() { Events = 400, Statements = 20_000, Memory = 64L << 20, Output = 256L << 10 };

    private static readonly SearchValues<char> Unsafe =
        SearchValues.Create([.. Enumerable.Range(0, 0x10000).Where(c => VisibleText.IsUnsafe(c)).Select(c => (char)c)]);

    /// <summary>All of them. A number names an input of a target: new ones go to the end.</summary>
    public static IReadOnlyList<Target> All { get; } =
    [
        new("parser", "scripts", 30, Parses),
        new("run", "scripts", 25, Runs),
        new("fmt", "scripts", 10, IsFormatted),
        new("repl", "sessions", 5, IsTyped),
        new("jobs", "jobs", 10, HasJobs),
        new("settings", "settings", 10, Sets),
        new("explain", "scripts", 3, IsExplained),
        new("tool", "scripts", 7, GoesThroughTheTool),
    ];

    /// <summary>Parsing ends with diagnostics that lie within the text.</summary>
    private static void Parses(string text)
    {
        var source = new SourceText("x.ks", text);
        ParseResult parsed = Parser.Parse(source);
        Assert.True(parsed.Succeeded || parsed.Diagnostics.Count > 0, "refused without a word");
        Assert.All(parsed.Diagnostics, diagnostic => Assert.InRange(diagnostic.Span.Start, 0, text.Length));
        AssertVisible(DiagnosticWriter.ToText(source, parsed.Diagnostics));
        using JsonDocument json = JsonDocument.Parse(DiagnosticWriter.ToJson(source, parsed.Diagnostics));
    }

    /// <summary>A run keeps the machine's invariants, comes to an end, and is the same when it is done again.</summary>
    private static void Runs(string text)
    {
        CompileResult compiled = Script.Compile(new SourceText("x.ks", text));
        if (compiled.Program is { } program)
        {
            var (first, firstHash) = Run(program);
            var (second, secondHash) = Run(Script.Compile(new SourceText("x.ks", text)).Program!);
            Assert.Equal(first, second);
            Assert.Equal(firstHash, secondHash);
        }
        else
        {
            Assert.NotEmpty(compiled.Diagnostics);
        }
    }

    private static (string Trace, ulong Hash) Run(CompiledProgram program)
    {
        var session = new Session(program);
        using var stream = new MemoryStream();
        var trace = new TextTraceWriter(stream, TraceLevels.All);
        session.Machine.Attach(trace);
        trace.Begin(session.Machine);
        RunEnd end = session.Run(new RunLimits { MaxEvents = Small.Events, Meter = Small.Meter() });
        Assert.InRange(session.ExitCodeOf(end), 0, 3);
        trace.End(session.Machine, end);
        Invariants.Check(session.Machine);
        foreach (var failure in session.Failures)
        {
            _ = session.Describe(failure);
        }

        return (Encoding.UTF8.GetString(stream.ToArray()), session.Machine.StateHash());
    }

    /// <summary>What has been formatted is formatted, and means the same.</summary>
    private static void IsFormatted(string text)
    {
        if (Formatter.Format(new SourceText("x.ks", text)).Text is not { } formatted)
        {
            return;
        }

        Assert.Equal(formatted, Formatter.Format(new SourceText("x.ks", formatted)).Text);
        CompiledProgram? before = Script.Compile(new SourceText("x.ks", text)).Program;
        CompiledProgram? after = Script.Compile(new SourceText("x.ks", formatted)).Program;
        Assert.Equal(before is null, after is null);
        if (before is not null)
        {
            Assert.Equal(Run(before).Trace, Run(after!).Trace);
        }
    }

    /// <summary>A session complains at most, and its machine is whole.</summary>
    private static void IsTyped(string text)
    {
        using var folder = new TemporaryFolder();
        using var output = new MemoryStream();
        var host = new CliHost { In = new MemoryStream(Encoding.UTF8.GetBytes(text)), Out = output, Error = new MemoryStream(), Directory = folder.Path };
        var shell = new ReplShell(host, new LiveSession { Budget = Small }, []);
        int exit = new ReplLoop(shell).RunPiped(echo: true);
        string seen = Encoding.UTF8.GetString(output.ToArray());
        Assert.True(exit is 0 or 1 or 3, $"exit code {exit}: {seen}");
        AssertVisible(seen);
        Invariants.Check(shell.Session.Machine);
    }

    /// <summary>Jobs that are accepted can be run.</summary>
    private static void HasJobs(string text)
    {
        foreach (string name in (string[])["x.csv", "x.swf"])
        {
            var source = new SourceText(name, text);
            JobFileResult read = JobFile.Read(source, 1);
            AssertVisible(DiagnosticWriter.ToText(source, read.Diagnostics));
            if (read.Workload is { } workload && Script.Compile(new SourceText("x.ks", ""), new CompilerOptions { Workloads = [workload] }).Program is { } program)
            {
                Run(program);
            }
        }
    }

    /// <summary>Settings that are accepted give a machine that runs.</summary>
    private static void Sets(string text)
    {
        var source = new SourceText("--sched", text);
        SettingsResult read = Script.ParseSettings(source);
        AssertVisible(DiagnosticWriter.ToText(source, read.Diagnostics));
        const string Sample = "fork { compute 30 }\nfork { repeat 3 { compute 5; sleep 3 } }\nnice 3\ncompute 20\nwait\nwait\n";
        if (read.Settings is { } settings && Script.Compile(new SourceText("x.ks", Sample), new CompilerOptions { Overrides = [settings] }).Program is { } program)
        {
            Run(program);
        }
    }

    /// <summary>What becomes of a script can be explained, as text and as JSON.</summary>
    private static void IsExplained(string text)
    {
        LiveSession? session = LiveSession.Open(new SourceText("x.ks", text), endsAtPrompt: false, [], out _);
        if (session is null)
        {
            return;
        }

        session.Budget = Small;
        session.Run(long.MaxValue);
        try
        {
            Explanation explanation = Explainer.Analyse(session);
            _ = ExplanationText.Of(explanation, ExplanationText.Columns);
            using JsonDocument json = JsonDocument.Parse(ExplanationJson.Of(explanation));
        }
        catch (RunStoppedException)
        {
            // A limit is an answer.
        }

        Invariants.Check(session.Machine);
    }

    /// <summary>The tool as a whole: an exit code that is announced, and no control character where a reader looks.</summary>
    private static void GoesThroughTheTool(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(Path.Combine(folder.Path, "x.ks"), Encoding.UTF8.GetBytes(text));
        string[][] lines =
        [
            ["run", "x.ks", "--trace", "all", "--stats", "--gantt", "--queues", "--show", "ps,vars,signals"],
            ["run", "x.ks", "--format", "json", "--unreached", "--check-invariants"],
            ["compare", "x.ks", "--sched", "fcfs", "--sched", "rr q=2"],
            ["fmt", "--check", "x.ks"],
        ];
        foreach (string[] line in lines)
        {
            using var output = new MemoryStream();
            using var error = new MemoryStream();
            string[] limits = line[0] == "fmt" ? [] : ["--max-events", "400", "--max-statements", "20000", "--max-memory", "64M"];
            int exit = Tool.Run([.. line, .. limits], new CliHost { In = Stream.Null, Out = output, Error = error, Directory = folder.Path });
            string complaints = Encoding.UTF8.GetString(error.ToArray());
            Assert.True(exit is >= 0 and <= 3, $"{string.Join(' ', line)}: exit code {exit}: {complaints}");
            AssertVisible(complaints);
            AssertVisible(Encoding.UTF8.GetString(output.ToArray()));
        }
    }

    private static void AssertVisible(string shown)
    {
        int at = shown.AsSpan().IndexOfAny(Unsafe);
        Assert.True(at < 0, at < 0 ? "" : $"U+{(int)shown[at]:X4} reaches a reader: {VisibleText.Of(shown)}");
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("kscript-fuzz-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
