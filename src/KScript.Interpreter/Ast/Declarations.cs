// Declarations of the syntax tree, with the settings that some of them have.
using KScript.Interpreter.Diagnostics;

namespace KScript.Interpreter.Ast;

/// <summary>Does something else for each declaration.</summary>
internal interface IDeclarationVisitor
{
    void Visit(FunctionDecl s);
    void Visit(ProgramDecl s);
    void Visit(JobDecl s);
    void Visit(JobsDecl s);
    void Visit(PropertyDecl s);
    void Visit(SettingsDecl s);
    void Visit(AllowDecl s);
    void Visit(SyncDecl s);
    void Visit(TerminalDecl s);
    void Visit(ImportDecl s);
}

/// <summary>A declaration known in the whole file: function, program, job, always, finally; or a setting.</summary>
internal abstract class Declaration(Span span) : Stmt(span)
{
    /// <inheritdoc/>
    /// <remarks>Their blocks run elsewhere, each as a body of its own.</remarks>
    public override IEnumerable<Node> Children => [];

    public sealed override void Accept(IStatementVisitor visitor) => visitor.Visit(this);

    /// <summary>Calls the visitor's method for declarations of this kind.</summary>
    public abstract void Accept(IDeclarationVisitor visitor);
}

/// <summary>fn name(a, b) { … }</summary>
internal sealed class FunctionDecl(Span span, Identifier name, List<Identifier> parameters, Block body) : Declaration(span)
{
    public Identifier Name { get; } = name;
    public List<Identifier> Parameters { get; } = parameters;
    public Block Body { get; } = body;
    public override void Accept(IDeclarationVisitor visitor) => visitor.Visit(this);
}

/// <summary>program name(args) { … }</summary>
internal sealed class ProgramDecl(Span span, Identifier name, List<Identifier> parameters, Block body) : Declaration(span)
{
    public Identifier Name { get; } = name;
    public List<Identifier> Parameters { get; } = parameters;
    public Block Body { get; } = body;
    public override void Accept(IDeclarationVisitor visitor) => visitor.Visit(this);
}

/// <summary>job NAME at=T key=value … { … }</summary>
internal sealed class JobDecl(Span span, Identifier name, List<Setting> attributes, Block body) : Declaration(span)
{
    public Identifier Name { get; } = name;
    public List<Setting> Attributes { get; } = attributes;
    public Block Body { get; } = body;
    public override void Accept(IDeclarationVisitor visitor) => visitor.Visit(this);
}

/// <summary>jobs [PREFIX] n=100 key=value …: jobs that are drawn from distributions.</summary>
internal sealed class JobsDecl(Span span, Identifier? prefix, List<Setting> attributes) : Declaration(span)
{
    public Identifier? Prefix { get; } = prefix;
    public List<Setting> Attributes { get; } = attributes;
    public override void Accept(IDeclarationVisitor visitor) => visitor.Visit(this);
}

/// <summary>What a claim about the machine says of when its condition holds.</summary>
internal enum PropertyKind
{
    /// <summary>In every state.</summary>
    Always,
    /// <summary>At the end.</summary>
    Finally,
    /// <summary>In some state of every fair schedule.</summary>
    Eventually,
    /// <summary>After every state in which another condition holds, then or later.</summary>
    LeadsTo,
}

/// <summary>always e; finally e; eventually e; e leads to f.</summary>
internal sealed class PropertyDecl(Span span, PropertyKind kind, Expr? trigger, Expr condition) : Declaration(span)
{
    /// <summary>When it is to hold.</summary>
    public PropertyKind Kind { get; } = kind;

    /// <summary>The e of `e leads to f`; else null.</summary>
    public Expr? Trigger { get; } = trigger;

    /// <summary>What is to hold: the f of `e leads to f`.</summary>
    public Expr Condition { get; } = condition;
    public override void Accept(IDeclarationVisitor visitor) => visitor.Visit(this);
}

/// <summary>mutex m [robust] [inherit]; condition c; rwlock r; semaphore s = n; barrier b = n: What says which, the last two have a value.</summary>
internal sealed class SyncDecl(Span span, string what, Identifier name, Expr? value, List<Identifier> options) : Declaration(span)
{
    public string What { get; } = what;
    public Identifier Name { get; } = name;
    public Expr? Value { get; } = value;
    public List<Identifier> Options { get; } = options;
    public override void Accept(IDeclarationVisitor visitor) => visitor.Visit(this);
}

/// <summary>terminal tty0 [tostop] [noflsh] [raw].</summary>
internal sealed class TerminalDecl(Span span, Identifier name, List<Identifier> options) : Declaration(span)
{
    public Identifier Name { get; } = name;
    public List<Identifier> Options { get; } = options;
    public override void Accept(IDeclarationVisitor visitor) => visitor.Visit(this);
}

/// <summary>allow deadlock; allow death [SIGNAL]: an end of the run that is no failure.</summary>
internal sealed class AllowDecl(Span span, Identifier what, Identifier? signal) : Declaration(span)
{
    public Identifier What { get; } = what;
    public Identifier? Signal { get; } = signal;
    public override void Accept(IDeclarationVisitor visitor) => visitor.Visit(this);
}

/// <summary>import "path.ks"; import pid1: the functions, programs and constants of another file. They stand behind it (Importing/Importer.cs).</summary>
internal sealed class ImportDecl(Span span, Span target, string what, bool isLibrary) : Declaration(span)
{
    /// <summary>Where the path or name stands.</summary>
    public Span Target { get; } = target;
    /// <summary>The path of a file, or the name of a file of the library.</summary>
    public string What { get; } = what;
    public bool IsLibrary { get; } = isLibrary;
    public override void Accept(IDeclarationVisitor visitor) => visitor.Visit(this);
}

/// <summary>key=value of `sched`, `machine` or a job: values as written (numbers, words, times, calls), one or several.</summary>
internal sealed record Setting(Identifier Key, List<SettingValue> Values, Span Span);

/// <summary>One value: its text, and its number where it is one (a time in microseconds when HasUnit).</summary>
internal sealed record SettingValue(string Text, long? Number, bool HasUnit, double? Fraction, Span Span)
{
    /// <summary>The two ends of a range (`1..9`), or null.</summary>
    public (SettingValue First, SettingValue Last)? Range { get; init; }

    /// <summary>The name that is called (`poisson(5)`), or null.</summary>
    public string? Callee { get; init; }

    /// <summary>What it is called with.</summary>
    public IReadOnlyList<SettingValue> Arguments { get; init; } = [];
}

/// <summary>sched POLICY key=value…; machine key=value… (Policy is null).</summary>
internal sealed class SettingsDecl(Span span, Identifier? policy, List<Setting> settings) : Declaration(span)
{
    public Identifier? Policy { get; } = policy;
    public List<Setting> Settings { get; } = settings;
    public override void Accept(IDeclarationVisitor visitor) => visitor.Visit(this);
}
