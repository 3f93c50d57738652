// The front door: compile a script, run a script. `var run = Script.Run("fork; wait"); Console.Write(run.Trace);`
using System.Text;
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Compiling;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Importing;
using KScript.Interpreter.Parsing;
using KScript.Kernel;
using KScript.Workbench.Traces;

namespace KScript.Workbench.Runs;

/// <summary>What compiling gives.</summary>
/// <param name="Program">The program; null if there are errors.</param>
/// <param name="Diagnostics">What was found, warnings included, in the order of the source.</param>
internal sealed record CompileResult(CompiledProgram? Program, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>How a script shall be run.</summary>
internal sealed record RunOptions
{
    /// <summary>How far.</summary>
    public RunLimits Limits { get; init; } = new() { MaxEvents = RunBudget.Default.Events, Meter = RunBudget.Default.Meter() };

    /// <summary>What the trace shows.</summary>
    public TraceLevels Levels { get; init; } = TraceLevels.All;

    /// <summary>As --sched and --set: "mlfq q=3", "cpus=2".</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Top-level variables may be of any kind, as in the REPL.</summary>
    public bool DynamicGlobals { get; init; }

    /// <summary>Its name in messages.</summary>
    public string Name { get; init; } = "script.ks";
}

/// <summary>A script that ran, or did not compile.</summary>
internal sealed class ScriptRun
{
    /// <summary>What the compiler found.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>The session after the run; null if the script did not compile.</summary>
    public Session? Session { get; init; }

    /// <summary>Why the run ended.</summary>
    public RunEnd End { get; init; }

    /// <summary>The trace as text.</summary>
    public string Trace { get; init; } = "";

    /// <summary>What the processes wrote to standard output and error.</summary>
    public string Output { get; init; } = "";

    /// <summary>What failed: assertions, type errors, limits.</summary>
    public IReadOnlyList<Failure> Failures => Session?.Failures ?? [];

    /// <summary>As the command line's exit code: 0 fine, 1 a claim failed, 2 the script is wrong, 3 a limit.</summary>
    public int ExitCode => Session is null ? 2 : Session.ExitCodeOf(End);
}

/// <summary>Compiles and runs scripts.</summary>
internal static class Script
{
    /// <summary>Compiles a script.</summary>
    public static CompileResult Compile(SourceText source, CompilerOptions? options = null)
    {
        ParseResult parsed = Parser.Parse(source);
        if (!parsed.Succeeded)
        {
            return new CompileResult(null, parsed.Diagnostics);
        }

        var bag = new DiagnosticBag();
        ScriptFile file = Importer.Load(parsed.File, source.Imports, [], source.OwnText.Length, bag, out IReadOnlyList<SourcePart> imported);
        if (imported.Count + source.Parts.Count > 0)
        {
            source.SetParts(imported);
        }

        CompiledProgram? program = bag.ErrorCount > 0 ? null : Compiler.Compile(source, file, options ?? CompilerOptions.Default, bag);
        List<Diagnostic> found = Allowances.Apply(source, bag.ToList());
        return new CompileResult(program, parsed.Diagnostics.Count == 0 ? found : [.. parsed.Diagnostics, .. found]);
    }

    /// <summary>Parses and checks what --sched and --set take; the spans of its diagnostics are in that text.</summary>
    public static SettingsResult ParseSettings(SourceText source)
    {
        SettingsResult parsed = Parser.ParseSettings(source);
        if (parsed.Settings is null)
        {
            return parsed;
        }

        var bag = new DiagnosticBag();
        SettingsCompiler.Check(parsed.Settings, bag);
        return new SettingsResult(bag.ErrorCount == 0 ? parsed.Settings : null, [.. parsed.Diagnostics, .. bag.ToList()]);
    }

    /// <summary>Compiles a text and runs it to its end.</summary>
    public static ScriptRun Run(string text, RunOptions? options = null)
    {
        options ??= new RunOptions();
        var overrides = new List<SettingsDecl>();
        var diagnostics = new List<Diagnostic>();
        foreach (string setting in options.Settings)
        {
            SettingsResult parsed = ParseSettings(new SourceText("setting", setting));
            diagnostics.AddRange(parsed.Diagnostics);
            if (parsed.Settings is not null)
            {
                overrides.Add(parsed.Settings);
            }
        }

        CompileResult compiled = Compile(new SourceText(options.Name, text), new CompilerOptions { Overrides = overrides, DynamicGlobals = options.DynamicGlobals });
        diagnostics.AddRange(compiled.Diagnostics);
        return compiled.Program is null || diagnostics.Exists(d => d.Severity == Severity.Error)
            ? new ScriptRun { Diagnostics = diagnostics }
            : Run(compiled.Program, diagnostics, options);
    }

    private static ScriptRun Run(CompiledProgram program, List<Diagnostic> diagnostics, RunOptions options)
    {
        var session = new Session(program);
        using var stream = new MemoryStream();
        var trace = new TextTraceWriter(stream, options.Levels);
        var output = new OutputCollector();
        session.Machine.Attach(trace);
        session.Machine.Attach(output);
        trace.Begin(session.Machine);
        RunEnd end = session.Run(options.Limits);
        trace.End(session.Machine, end);
        return new ScriptRun
        {
            Diagnostics = diagnostics,
            Session = session,
            End = end,
            Trace = Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length),
            Output = output.Text,
        };
    }

    private sealed class OutputCollector : TraceSink
    {
        private readonly StringBuilder builder = new();

        public string Text => builder.ToString();

        public override TraceLevels Levels => TraceLevels.None;

        public override void Write(Machine machine, in TraceEvent e)
        {
        }

        public override void Output(Machine machine, int pid, int fd, string text) => builder.Append(text);

        public override long BytesWritten => builder.Length;
    }
}
