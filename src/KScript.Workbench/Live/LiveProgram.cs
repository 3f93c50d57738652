// The program of a session, input by input (Compiling/Compiler.Session.cs): each accepted input adds to it. An input that is wrong
// leaves it as it was: the compiler is made anew from the accepted ones, which gives the same code again.
using KScript.Interpreter.Analysis;
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Compiling;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Importing;
using KScript.Interpreter.Parsing;
using KScript.Kernel;
using KScript.Workbench.Runs;

namespace KScript.Workbench.Live;

/// <summary>An accepted input.</summary>
/// <param name="Text">As it was typed.</param>
/// <param name="Start">Where it begins in the text of the session.</param>
/// <param name="File">Its tree; spans count from the start of the session.</param>
/// <param name="EndsAtPrompt">Whether its process then waits for more.</param>
/// <param name="Program">The program with it.</param>
/// <param name="Warnings">What the compiler remarked; spans count from the start of the input.</param>
internal sealed record LiveInput(string Text, int Start, ScriptFile File, bool EndsAtPrompt, CompiledProgram Program, IReadOnlyList<Diagnostic> Warnings)
{
    /// <summary>The text of the session up to its end.</summary>
    public required SessionText Whole { get; init; }

    /// <summary>The files that the session has imported so far.</summary>
    public IReadOnlyList<SourcePart> Parts => Program.Source.Parts;

    /// <summary>How long its text is in the text of the session, with the files that it imports.</summary>
    public required int Length { get; init; }

    /// <summary>Its statements without those of files that it imports.</summary>
    public IEnumerable<Stmt> OwnStatements => File.Statements.Where(static statement => statement.Origin is null);

    /// <summary>Whether it has anything for a process to do.</summary>
    public bool HasStatements => File.Statements.Exists(statement => statement is not Declaration);

    /// <summary>Whether it says something of the machine.</summary>
    public bool HasSettings => File.Statements.Exists(statement => statement is SettingsDecl);
}

/// <summary>The text of a session up to an input: each shares what is before it.</summary>
internal sealed class SessionText(SessionText? before, string text)
{
    private readonly SessionText? before = before;
    private readonly string text = text;

    /// <summary>All of it, a line end behind each input but the last.</summary>
    public override string ToString()
    {
        var parts = new Stack<string>();
        for (SessionText? part = this; part is not null; part = part.before)
        {
            parts.Push(part.text);
        }

        return string.Join('\n', parts);
    }
}

/// <summary>What became of a text: an input, or what is wrong with it.</summary>
/// <param name="Input">The accepted input, or null.</param>
/// <param name="Errors">What is wrong; spans count from the start of the text.</param>
internal sealed record LiveResult(LiveInput? Input, IReadOnlyList<Diagnostic> Errors)
{
    /// <summary>The text that the spans of diagnostics are in, with what it imports; null: it was not read so far.</summary>
    public SourceText? Source { get; init; }
}

/// <summary>An expression that can be looked at, or statements that a process can be made to call.</summary>
/// <param name="Program">A program that the session's processes can switch to.</param>
/// <param name="Function">The function in it.</param>
internal sealed record LiveFunction(CompiledProgram Program, int Function);

/// <summary>The program of a session.</summary>
internal sealed class LiveProgram
{
    private readonly List<LiveInput> inputs = [];
    private readonly NameTable names = new();
    private readonly IReadOnlyList<SettingsDecl> overrides;
    private readonly bool follows;
    private Compiler? compiler;

    /// <summary>Begins a program; overrides are settings that win over those of inputs (--sched, --set).</summary>
    /// <param name="overrides">The settings.</param>
    /// <param name="follows">It is one script, compiled as for a run and with the points at which a process stands that follows a schedule.</param>
    public LiveProgram(IReadOnlyList<SettingsDecl> overrides, bool follows = false)
    {
        this.overrides = overrides;
        this.follows = follows;
        Settings = SettingsCompiler.Build(overrides, new DiagnosticBag());
    }

    /// <summary>Settings that win over those of inputs.</summary>
    public IReadOnlyList<SettingsDecl> Overrides => overrides;

    /// <summary>Where files are read that an input imports.</summary>
    public ImportReader Imports { get; set; } = ImportReader.None;

    /// <summary>What was accepted, in order.</summary>
    public IReadOnlyList<LiveInput> Inputs => inputs;

    /// <summary>The machine that the inputs ask for.</summary>
    public MachineSettings Settings { get; private set; }

    /// <summary>The program as it is now.</summary>
    public CompiledProgram Program => inputs[^1].Program;

    /// <summary>Where the next input will begin in the text of the session.</summary>
    private int NextStart(int known) => known == 0 ? 0 : inputs[known - 1].Start + inputs[known - 1].Length + 1;

    /// <summary>Compiles one more input.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="endsAtPrompt">Whether the process that does it then waits for more, or exits.</param>
    /// <param name="name">What messages at run time call the session.</param>
    public LiveResult Add(string text, bool endsAtPrompt = true, string name = "input")
    {
        int start = NextStart(inputs.Count);
        ParseResult parsed = Parse(text, start);
        if (!parsed.Succeeded)
        {
            return new LiveResult(null, Relative(parsed.Diagnostics, start));
        }

        if (follows)
        {
            return AddScript(text, parsed.File, name);
        }

        var bag = new DiagnosticBag();
        MachineSettings settings = SettingsWith(parsed.File, bag);
        if (settings.TickMicroseconds != Settings.TickMicroseconds)
        {
            compiler = null;
        }

        MachineSettings before = Settings;
        Settings = settings;
        IReadOnlyList<SourcePart> earlier = inputs.Count == 0 ? [] : inputs[^1].Parts;
        ScriptFile file = Importer.Load(parsed.File, Imports, earlier, start + text.Length, bag, out IReadOnlyList<SourcePart> imported);
        SessionText whole = SessionText(string.Join('\n', [text, .. imported.Select(static part => part.File.Text)]), inputs.Count);
        var source = new SourceText(name, whole.ToString, [.. earlier, .. imported]);
        CompiledProgram? program = bag.ErrorCount > 0 ? null : Ready().AddInput(source, file, endsAtPrompt, bag);
        var own = new SourceText(name, text);
        own.SetParts([.. imported.Select(part => part with { Start = part.Start - start })]);
        List<Diagnostic> found = Allowances.Apply(own, Relative([.. parsed.Diagnostics, .. bag.ToList()], start));
        if (program is null)
        {
            Settings = before;
            compiler = null;
            return new LiveResult(null, found) { Source = own };
        }

        int length = text.Length + imported.Sum(static part => part.File.Text.Length + 1);
        var input = new LiveInput(text, start, file, endsAtPrompt, program, found) { Whole = whole, Length = length };
        inputs.Add(input);
        return new LiveResult(input, []) { Source = own };
    }

    /// <summary>Forgets the inputs from one on.</summary>
    public void Rewind(int count)
    {
        if (count < inputs.Count)
        {
            inputs.RemoveRange(count, inputs.Count - count);
            compiler = null;
            Settings = SettingsWith(null, new DiagnosticBag());
        }
    }

    /// <summary>Takes over the inputs of another time line of the same session.</summary>
    public void Replace(IReadOnlyList<LiveInput> others)
    {
        inputs.Clear();
        inputs.AddRange(others);
        compiler = null;
        Settings = SettingsWith(null, new DiagnosticBag());
    }

    /// <summary>Whether more lines could complete a text.</summary>
    public static bool IsIncomplete(string text) => Parser.Parse(new SourceText("", text)).IsIncomplete;

    /// <summary>Compiles an expression to look at. It may only look: no calls that change anything.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="known">How many inputs it may use the names of.</param>
    /// <param name="errors">What is wrong.</param>
    public LiveFunction? Watch(string expression, int known, out IReadOnlyList<Diagnostic> errors)
    {
        const string Prefix = "print ";
        LiveFunction? watch = Aside(Prefix + expression, known, out List<Diagnostic> found, static (c, source, file, bag) => c.AddWatch(source, file, bag));
        errors = found.ConvertAll(d => d with { Span = new Span(Math.Max(0, d.Span.Start - Prefix.Length), d.Span.Length) });
        return watch;
    }

    /// <summary>Compiles statements that a process can be made to call in the middle of what it does.</summary>
    /// <param name="statements">The statements.</param>
    /// <param name="known">How many inputs they may use the names of.</param>
    /// <param name="errors">What is wrong.</param>
    public LiveFunction? Call(string statements, int known, out IReadOnlyList<Diagnostic> errors)
    {
        LiveFunction? call = Aside(statements, known, out List<Diagnostic> found, static (c, source, file, bag) => c.AddCall(source, file, bag));
        errors = found;
        return call;
    }

    /// <summary>Compiles statements that a process at its prompt can be given; they do not become an input of the session.</summary>
    /// <param name="statements">The statements.</param>
    /// <param name="known">How many inputs they may use the names of.</param>
    /// <param name="errors">What is wrong.</param>
    public LiveFunction? Trial(string statements, int known, out IReadOnlyList<Diagnostic> errors)
    {
        LiveFunction? trial = Aside(statements, known, out List<Diagnostic> found, static (c, source, file, bag) =>
            c.AddInput(source, file, endsAtPrompt: true, bag) is { Main: { } main } program ? (program, main.Function) : null);
        errors = found;
        return trial;
    }

    private LiveFunction? Aside(string text, int known, out List<Diagnostic> errors,
        Func<Compiler, SourceText, ScriptFile, DiagnosticBag, (CompiledProgram Program, int Function)?> add)
    {
        // What follows a schedule is no program that grows: the machine can be looked at, and nothing is called in it.
        known = follows ? 0 : known;
        int start = NextStart(known);
        ParseResult parsed = Parse(text, start);
        errors = Relative(parsed.Diagnostics, start);
        if (!parsed.Succeeded)
        {
            return null;
        }

        if (follows && parsed.File.Statements is not [PrintStmt])
        {
            errors = [new Diagnostic(DiagnosticTable.MisplacedDeclaration.Code, Severity.Error, new Span(0, text.Length), "nothing is called in a world that makes the steps of a schedule")];
            return null;
        }

        if (parsed.File.Statements is not [PrintStmt] && parsed.File.Statements.Exists(statement => statement is Declaration))
        {
            errors = [new Diagnostic(DiagnosticTable.MisplacedDeclaration.Code, Severity.Error, new Span(0, text.Length), "only statements can be called")];
            return null;
        }

        var bag = new DiagnosticBag();
        (CompiledProgram Program, int Function)? added = add(Make(known), new SourceText("", SessionText(text, known).ToString, known == 0 ? null : inputs[known - 1].Parts), parsed.File, bag);
        errors = Relative([.. parsed.Diagnostics, .. bag.ToList()], start);
        return added is { } function ? new LiveFunction(function.Program, function.Function) : null;
    }

    /// <summary>The script of a session that follows a schedule: its steps are those of a run, so it is compiled as a run is.</summary>
    private LiveResult AddScript(string text, ScriptFile file, string name)
    {
        var source = new SourceText(name, text) { Imports = Imports };
        var compiled = Script.Compile(source, new CompilerOptions { Overrides = overrides });
        if (compiled.Program is not { } program)
        {
            return new LiveResult(null, compiled.Diagnostics) { Source = source };
        }

        Settings = program.Settings;
        inputs.Add(new LiveInput(text, 0, file, EndsAtPrompt: false, Instrument.Apply(program), compiled.Diagnostics)
        {
            Whole = SessionText(source.Text, 0),
            Length = source.Text.Length,
        });
        return new LiveResult(inputs[0], []) { Source = source };
    }

    /// <summary>The compiler that knows all accepted inputs.</summary>
    private Compiler Ready() => compiler ??= Make(inputs.Count);

    /// <summary>A compiler that knows the first inputs. What it adds does not belong to the session.</summary>
    private Compiler Make(int known)
    {
        Compiler made = Compiler.BeginSession(Settings, names);
        foreach (LiveInput input in inputs.Take(known))
        {
            made.AddInput(input.Program.Source, input.File, input.EndsAtPrompt, new DiagnosticBag());
        }

        return made;
    }

    private MachineSettings SettingsWith(ScriptFile? file, DiagnosticBag bag)
    {
        var declarations = new List<SettingsDecl>();
        foreach (LiveInput input in inputs)
        {
            declarations.AddRange(input.File.Statements.OfType<SettingsDecl>());
        }

        if (file is not null)
        {
            declarations.AddRange(file.Statements.OfType<SettingsDecl>());
        }

        return SettingsCompiler.Build([.. declarations, .. overrides], bag);
    }

    /// <summary>Parses a text as if it stood at its place in the session: blanks stand for what is before it.</summary>
    private static ParseResult Parse(string text, int start) => Parser.Parse(new SourceText("input", new string(' ', start) + text));

    private SessionText SessionText(string text, int known) => new(known == 0 ? null : inputs[known - 1].Whole, text);

    private static List<Diagnostic> Relative(IEnumerable<Diagnostic> diagnostics, int start) =>
        diagnostics.Select(d => d with { Span = new Span(Math.Max(0, d.Span.Start - start), d.Span.Length) }).ToList();
}
