// The public face: what a test of somebody else's needs to compile a script, run it and look at what became of it.
//     var run = Script.Run("fork { exit 3 }");
//     Assert.Single(run.Zombies);
using KScript.Interpreter.Ast;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Importing;
using KScript.Interpreter.Parsing;
using KScript.Workbench.Runs;

namespace KScript.Testing;

/// <summary>A script: its text, and what the compiler says of it.</summary>
public sealed class Script
{
    private readonly SourceText source;

    private Script(string name, string text, ImportReader imports)
    {
        source = new SourceText(name, text) { Imports = imports };
        Diagnostics = [.. Workbench.Runs.Script.Compile(source).Diagnostics.Select(diagnostic => ScriptDiagnostic.Of(source, diagnostic))];
    }

    /// <summary>What messages call it: "zombie.ks".</summary>
    public string Name => source.Name;

    /// <summary>Its text.</summary>
    public string Text => source.OwnText;

    /// <summary>Errors and warnings, in the order of the text.</summary>
    public IReadOnlyList<ScriptDiagnostic> Diagnostics { get; }

    /// <summary>Whether it can run: it has no errors.</summary>
    public bool IsValid => Diagnostics.All(diagnostic => !diagnostic.IsError);

    /// <summary>Takes the text of a script.</summary>
    /// <param name="text">The script.</param>
    /// <param name="name">What messages call it.</param>
    public static Script Parse(string text, string name = "script.ks")
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(name);
        return new Script(name, text, ImportReader.None);
    }

    /// <summary>Reads a script from a file (UTF-8).</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <remarks>What it imports is read beside it.</remarks>
    public static Script Load(string path) => new(Path.GetFileName(path), File.ReadAllText(path), new ImportsBeside(path));

    /// <summary>Runs a text: <c>Script.Parse(text).Run(options)</c>.</summary>
    public static ScriptRun Run(string text, RunOptions? options = null) => Parse(text).Run(options);

    /// <summary>Runs it, from the start, to its end or a limit. The same script and options give the same run, on every machine.</summary>
    /// <returns>The run. Of a script with errors nothing ran: <see cref="ScriptRun.Diagnostics"/> says why, and the exit code is 2.</returns>
    /// <exception cref="ArgumentException">A setting, an allowed end or the schedule of the options is not one: the message says why.</exception>
    public ScriptRun Run(RunOptions? options = null)
    {
        options ??= new RunOptions();
        List<SettingsDecl> overrides = [.. options.Settings.Select(ParseSetting)];
        CompileResult compiled = Workbench.Runs.Script.Compile(source, new Interpreter.Compiling.CompilerOptions { Overrides = overrides });
        IReadOnlyList<ScriptDiagnostic> diagnostics = [.. compiled.Diagnostics.Select(diagnostic => ScriptDiagnostic.Of(source, diagnostic))];
        return compiled.Program is null ? new ScriptRun(diagnostics) : new ScriptRun(source, compiled.Program, overrides, diagnostics, options);
    }

    /// <summary>The text anew, for who compiles it on its own.</summary>
    internal SourceText Source() => new(source.Name, source.OwnText) { Imports = source.Imports };

    private static SettingsDecl ParseSetting(string setting)
    {
        var text = new SourceText("setting", setting);
        SettingsResult parsed = Workbench.Runs.Script.ParseSettings(text);
        return parsed.Settings ?? throw new ArgumentException(DiagnosticWriter.ToText(text, parsed.Diagnostics), nameof(setting));
    }
}

/// <summary>How a script is run.</summary>
public sealed record RunOptions
{
    /// <summary>Runs while time is at most this, in ticks of virtual time.</summary>
    public long Until { get; init; } = long.MaxValue;

    /// <summary>Events after which the run is ended, at least 1.</summary>
    public long MaxEvents { get; init; } = 10_000_000;

    /// <summary>Statements after which the run is ended, at least 1; what costs as much counts, too (docs/reliability.md).</summary>
    public long MaxStatements { get; init; } = 1_000_000_000;

    /// <summary>Bytes that values, stacks, queues and the machine's tables may take at once.</summary>
    public long MaxMemory { get; init; } = 1L << 30;

    /// <summary>Bytes that the trace and the processes may write; each form of the trace counts.</summary>
    public long MaxOutput { get; init; } = 1L << 30;

    /// <summary>As --sched and --set of the command line: "mlfq queues=3", "cpus=2".</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Ends of the run that are meant, as the script's `allow`: "deadlock", "death", "death SIGTERM".</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>Whose steps the run makes, as a check gives them ("2*4 3 2*2"); what comes after them runs as fcfs. Null: the policy decides.</summary>
    public string? Schedule { get; init; }

    internal Kernel.Schedule? ParsedSchedule() => Schedule is null ? null
        : Kernel.Schedule.Parse(Schedule, out string? wrong)
            ?? throw new ArgumentException($"a schedule is {Kernel.Schedule.Form}; '{wrong}' is no such step", nameof(Schedule));

    internal RunBudget Budget() => new() { Events = MaxEvents, Statements = MaxStatements, Memory = MaxMemory, Output = MaxOutput };

    internal Kernel.RunLimits Limits() => new() { Until = Until, MaxEvents = MaxEvents, Meter = Budget().Meter() };

    internal Interpreter.Bytecode.AllowedEnds AllowedEnds()
    {
        var allowed = default(Interpreter.Bytecode.AllowedEnds);
        foreach (string end in Allow)
        {
            string[] words = end.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            allowed = allowed.With((words.Length is 1 or 2 ? Interpreter.Bytecode.AllowedEnds.Parse(words[0], words.Length == 2 ? words[1] : null) : null)
                ?? throw new ArgumentException($"'{end}' is no end of a run; there are: deadlock, death, death SIGTERM (any signal)", nameof(Allow)));
        }

        return allowed;
    }
}

/// <summary>Why a run ended.</summary>
public enum RunEndReason
{
    /// <summary>Nothing is left that could happen.</summary>
    Finished,
    /// <summary>Time has reached <see cref="RunOptions.Until"/>.</summary>
    Until,
    /// <summary>A limit was reached.</summary>
    Limit,
    /// <summary>A claim of the script failed, or the script did something that cannot be done.</summary>
    Failed,
    /// <summary>The script has errors: it did not run.</summary>
    NotCompiled,
}
