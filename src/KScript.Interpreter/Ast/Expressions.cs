// Expressions of the syntax tree. Ordinary calls, and calls written as commands (`setpgid 0, 0`), are both CallExpr: system
// calls, views and built-in functions are told apart by tables, not by syntax.
using KScript.Interpreter.Diagnostics;

namespace KScript.Interpreter.Ast;

/// <summary>An expression.</summary>
internal abstract class Expr(Span span) : Node(span);

/// <summary>A number.</summary>
internal sealed class IntExpr(Span span, long value) : Expr(span)
{
    public long Value { get; } = value;
    public override IEnumerable<Node> Children => [];
}

/// <summary>A time with a unit, `20ms`, `2s`: microseconds; ticks once `machine tick=` is known, rounded up.</summary>
internal sealed class TimeExpr(Span span, long microseconds) : Expr(span)
{
    public long Microseconds { get; } = microseconds;
    public override IEnumerable<Node> Children => [];
}

/// <summary>true or false.</summary>
internal sealed class BoolExpr(Span span, bool value) : Expr(span)
{
    public bool Value { get; } = value;
    public override IEnumerable<Node> Children => [];
}

/// <summary>A text, escapes resolved.</summary>
internal sealed class TextExpr(Span span, string value) : Expr(span)
{
    public string Value { get; } = value;
    public override IEnumerable<Node> Children => [];
}

/// <summary>[a, b].</summary>
internal sealed class ListExpr(Span span, List<Expr> items) : Expr(span)
{
    public List<Expr> Items { get; } = items;
    public override IEnumerable<Node> Children => Items;
}

/// <summary>record(a=e, b=e).</summary>
internal sealed class RecordExpr(Span span, List<(Identifier Name, Expr Value)> fields) : Expr(span)
{
    public List<(Identifier Name, Expr Value)> Fields { get; } = fields;
    public override IEnumerable<Node> Children => Fields.ConvertAll(named => named.Value);
}

/// <summary>A variable or a constant (SIGCHLD, ECHILD, status, errno).</summary>
internal sealed class NameExpr(Span span, string name) : Expr(span)
{
    public string Name { get; } = name;
    public override IEnumerable<Node> Children => [];
}

/// <summary>Unary operators.</summary>
internal enum UnaryOp { Not, Negate, Complement }

/// <summary>! - ~</summary>
internal sealed class UnaryExpr(Span span, UnaryOp op, Expr operand) : Expr(span)
{
    public UnaryOp Op { get; } = op;
    public Expr Operand { get; } = operand;
    public override IEnumerable<Node> Children => [Operand];
}

/// <summary>Binary operators; And and Or short-circuit.</summary>
internal enum BinaryOp { Or, And, BitOr, BitXor, BitAnd, Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual, In, ShiftLeft, ShiftRight, Add, Subtract, Multiply, Divide, Modulo }

/// <summary>a OP b.</summary>
internal sealed class BinaryExpr(Span span, BinaryOp op, Expr left, Expr right, Span opSpan) : Expr(span)
{
    public BinaryOp Op { get; } = op;
    public Expr Left { get; } = left;
    public Expr Right { get; } = right;
    public Span OpSpan { get; } = opSpan;
    public override IEnumerable<Node> Children => [Left, Right];
}

/// <summary>a[i].</summary>
internal sealed class IndexExpr(Span span, Expr target, Expr index) : Expr(span)
{
    public Expr Target { get; } = target;
    public Expr Index { get; } = index;
    public override IEnumerable<Node> Children => [Target, Index];
}

/// <summary>p.r, info.pid.</summary>
internal sealed class MemberExpr(Span span, Expr target, Identifier member) : Expr(span)
{
    public Expr Target { get; } = target;
    public Identifier Member { get; } = member;
    public override IEnumerable<Node> Children => [Target];
}

/// <summary>f(a, b), or the same as a command: f a, b.</summary>
internal sealed class CallExpr(Span span, Identifier callee, List<Expr> arguments, bool command) : Expr(span)
{
    public Identifier Callee { get; } = callee;
    public List<Expr> Arguments { get; } = arguments;
    /// <summary>Written without parentheses.</summary>
    public bool IsCommand { get; } = command;
    public override IEnumerable<Node> Children => Arguments;
}

/// <summary>fork, fork(), fork name { … }.</summary>
internal sealed class ForkExpr(Span span, Identifier? name, Block? body) : Expr(span)
{
    public Identifier? Name { get; } = name;
    public Block? Body { get; } = body;
    public override IEnumerable<Node> Children => Those(Body);
}

/// <summary>What makes a task that goes on in a block, in the memory of who makes it.</summary>
internal enum BranchKind { Thread, Vfork, Clone }

/// <summary>thread [name] { … }, vfork [name] { … }, clone(flags[, signal]) [name] { … }.</summary>
internal sealed class BranchExpr(Span span, BranchKind kind, Identifier? name, List<Expr> arguments, Block body) : Expr(span)
{
    public BranchKind Kind { get; } = kind;
    public Identifier? Name { get; } = name;
    /// <summary>clone's flags, and its signal.</summary>
    public List<Expr> Arguments { get; } = arguments;
    public Block Body { get; } = body;
    public override IEnumerable<Node> Children => [.. Arguments, Body];
}

/// <summary>wait [pid] [nohang] [untraced] [continued] [nowait]. As words; several may be given.</summary>
internal sealed class WaitExpr(Span span, Expr? pid, List<Identifier> flags) : Expr(span)
{
    public Expr? Pid { get; } = pid;
    public List<Identifier> Flags { get; } = flags;
    public override IEnumerable<Node> Children => Those(Pid);
}

/// <summary>exec name(args) or spawn name(args); exec "path": of a file.</summary>
internal sealed class ExecExpr(Span span, bool spawn, Identifier program, List<Expr> arguments, bool isPath = false) : Expr(span)
{
    /// <summary>What stands for the program is the path of a file.</summary>
    public bool IsPath { get; } = isPath;
    public bool IsSpawn { get; } = spawn;
    public Identifier Program { get; } = program;
    public List<Expr> Arguments { get; } = arguments;
    public override IEnumerable<Node> Children => Arguments;
}

/// <summary>pipeline { … } | { … }: a child for each block, the standard output of each being the standard input of the next. Gives their pids.</summary>
internal sealed class PipelineExpr(Span span, List<Block> stages) : Expr(span)
{
    public List<Block> Stages { get; } = stages;
    public override IEnumerable<Node> Children => Stages;
}

/// <summary>capture { … }: a child; gives what it wrote to its standard output, and sets the status.</summary>
internal sealed class CaptureExpr(Span span, Block body) : Expr(span)
{
    public Block Body { get; } = body;
    public override IEnumerable<Node> Children => [Body];
}

/// <summary>What a block of containers is: pid 1 of a new one, a process in one that is there, a process in a cgroup.</summary>
internal enum ContainerKind { Container, Enter, Cgroup }

/// <summary>container [name] [pids=N] [init=PROGRAM] { … }, enter NAME { … }, cgroup name [pids=N] [{ … }].</summary>
internal sealed class ContainerExpr(
    Span span, ContainerKind kind, Identifier? name, List<Setting> settings, Expr? target, ExecExpr? init, Block? body) : Expr(span)
{
    public ContainerKind Kind { get; } = kind;
    public Identifier? Name { get; } = name;
    public List<Setting> Settings { get; } = settings;
    /// <summary>enter: a process of the container, or the container's name where no variable has that name.</summary>
    public Expr? Target { get; } = target;
    /// <summary>container: the program that is pid 1, whose child runs the block; null: the block is pid 1.</summary>
    public ExecExpr? Init { get; } = init;
    /// <summary>What the child does; null: a cgroup is made, and nothing else.</summary>
    public Block? Body { get; } = body;
    public override IEnumerable<Node> Children => [.. Those(Target), .. Those(Init), .. Those(Body)];
}

/// <summary>a..b, only in `for`.</summary>
internal sealed class RangeExpr(Span span, Expr from, Expr to) : Expr(span)
{
    public Expr From { get; } = from;
    public Expr To { get; } = to;
    public override IEnumerable<Node> Children => [From, To];
}

/// <summary>What `signal SIG …` sets.</summary>
internal enum SignalActionKind { Default, Ignore, Function, Block }

/// <summary>signal SIG ignore|default|fn flags; on SIG flags { … }. Gives 0, or -1 and errno.</summary>
internal sealed class SignalExpr(Span span, Expr signal, SignalActionKind kind, Identifier? function, Block? body, List<Identifier> flags, List<Expr>? mask, bool maskAll) : Expr(span)
{
    public Expr Signal { get; } = signal;
    public SignalActionKind Kind { get; } = kind;
    public Identifier? Function { get; } = function;
    /// <summary>Runs later.</summary>
    public Block? Body { get; } = body;
    /// <summary>nocldwait nocldstop restart nodefer resethand.</summary>
    public List<Identifier> Flags { get; } = flags;
    /// <summary>After `mask`: signals.</summary>
    public List<Expr>? Mask { get; } = mask;
    /// <summary>`mask all`.</summary>
    public bool MaskAll { get; } = maskAll;
    public override IEnumerable<Node> Children => [Signal, .. Mask ?? []];
}

/// <summary>block SIG…|all, unblock SIG…|all, sigsuspend SIG…: calls on a set of signals.</summary>
internal sealed class SignalSetExpr(Span span, Identifier verb, List<Expr> signals, bool all) : Expr(span)
{
    /// <summary>block, unblock, sigsuspend, sigwaitinfo.</summary>
    public Identifier Verb { get; } = verb;
    public List<Expr> Signals { get; } = signals;
    public bool All { get; } = all;
    public override IEnumerable<Node> Children => Signals;
}

/// <summary>io n [on disk0].</summary>
internal sealed class IoExpr(Span span, Expr ticks, Identifier? device) : Expr(span)
{
    public Expr Ticks { get; } = ticks;
    public Identifier? Device { get; } = device;
    public override IEnumerable<Node> Children => [Ticks];
}
