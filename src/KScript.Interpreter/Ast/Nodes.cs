// The syntax tree: what Parsing builds and Compiling reads. Plain data, with the span of each node in the source.
// Ordinary calls, and calls written as commands (`setpgid 0, 0`), are both CallExpr: system calls, views and built-in
// functions are told apart by tables, not by syntax.
using KScript.Interpreter.Diagnostics;

namespace KScript.Interpreter.Ast;

/// <summary>A node of the tree.</summary>
public abstract class Node(Span span)
{
    /// <summary>Where it stands.</summary>
    public Span Span { get; } = span;
}

/// <summary>A name where it is declared or used.</summary>
public sealed record Identifier(string Name, Span Span);

/// <summary>An expression.</summary>
public abstract class Expr(Span span) : Node(span);

/// <summary>A number.</summary>
public sealed class IntExpr(Span span, long value) : Expr(span) { public long Value { get; } = value; }

/// <summary>A time with a unit, `20ms`, `2s`: microseconds; ticks once `machine tick=` is known, rounded up.</summary>
public sealed class TimeExpr(Span span, long microseconds) : Expr(span) { public long Microseconds { get; } = microseconds; }

/// <summary>true or false.</summary>
public sealed class BoolExpr(Span span, bool value) : Expr(span) { public bool Value { get; } = value; }

/// <summary>A text, escapes resolved.</summary>
public sealed class TextExpr(Span span, string value) : Expr(span) { public string Value { get; } = value; }

/// <summary>[a, b].</summary>
public sealed class ListExpr(Span span, List<Expr> items) : Expr(span) { public List<Expr> Items { get; } = items; }

/// <summary>A variable or a constant (SIGCHLD, ECHILD, status, errno).</summary>
public sealed class NameExpr(Span span, string name) : Expr(span) { public string Name { get; } = name; }

/// <summary>Unary operators.</summary>
public enum UnaryOp { Not, Negate, Complement }

/// <summary>! - ~</summary>
public sealed class UnaryExpr(Span span, UnaryOp op, Expr operand) : Expr(span)
{
    public UnaryOp Op { get; } = op;
    public Expr Operand { get; } = operand;
}

/// <summary>Binary operators; And and Or short-circuit.</summary>
public enum BinaryOp { Or, And, BitOr, BitXor, BitAnd, Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual, In, ShiftLeft, ShiftRight, Add, Subtract, Multiply, Divide, Modulo }

/// <summary>a OP b.</summary>
public sealed class BinaryExpr(Span span, BinaryOp op, Expr left, Expr right, Span opSpan) : Expr(span)
{
    public BinaryOp Op { get; } = op;
    public Expr Left { get; } = left;
    public Expr Right { get; } = right;
    public Span OpSpan { get; } = opSpan;
}

/// <summary>a[i].</summary>
public sealed class IndexExpr(Span span, Expr target, Expr index) : Expr(span)
{
    public Expr Target { get; } = target;
    public Expr Index { get; } = index;
}

/// <summary>p.r, info.pid.</summary>
public sealed class MemberExpr(Span span, Expr target, Identifier member) : Expr(span)
{
    public Expr Target { get; } = target;
    public Identifier Member { get; } = member;
}

/// <summary>f(a, b), or the same as a command: f a, b.</summary>
public sealed class CallExpr(Span span, Identifier callee, List<Expr> arguments, bool command) : Expr(span)
{
    public Identifier Callee { get; } = callee;
    public List<Expr> Arguments { get; } = arguments;
    /// <summary>Written without parentheses.</summary>
    public bool IsCommand { get; } = command;
}

/// <summary>fork, fork(), fork name { … }.</summary>
public sealed class ForkExpr(Span span, Identifier? name, Block? body) : Expr(span)
{
    public Identifier? Name { get; } = name;
    public Block? Body { get; } = body;
}

/// <summary>wait [pid] [nohang] [untraced] [continued] [nowait]. As words; several may be given.</summary>
public sealed class WaitExpr(Span span, Expr? pid, List<Identifier> flags) : Expr(span)
{
    public Expr? Pid { get; } = pid;
    public List<Identifier> Flags { get; } = flags;
}

/// <summary>exec name(args) or spawn name(args).</summary>
public sealed class ExecExpr(Span span, bool spawn, Identifier program, List<Expr> arguments) : Expr(span)
{
    public bool IsSpawn { get; } = spawn;
    public Identifier Program { get; } = program;
    public List<Expr> Arguments { get; } = arguments;
}

/// <summary>An expression whose syntax is known and that is not supported yet.</summary>
public abstract class UnsupportedExpr(Span span, string what) : Expr(span) { public string What { get; } = what; }

/// <summary>thread [name] { … }; container [name] { … }: What says which.</summary>
public sealed class TaskExpr(Span span, string what, Identifier? name, Block body) : UnsupportedExpr(span, what)
{
    public Identifier? Name { get; } = name;
    public Block Body { get; } = body;
}

/// <summary>join tid.</summary>
public sealed class JoinExpr(Span span, Expr tid) : UnsupportedExpr(span, "join") { public Expr Tid { get; } = tid; }

/// <summary>a..b, only in `for`.</summary>
public sealed class RangeExpr(Span span, Expr from, Expr to) : Expr(span)
{
    public Expr From { get; } = from;
    public Expr To { get; } = to;
}

/// <summary>What `signal SIG …` sets.</summary>
public enum SignalActionKind { Default, Ignore, Function, Block }

/// <summary>signal SIG ignore|default|fn flags; on SIG flags { … }. Gives 0, or -1 and errno.</summary>
public sealed class SignalExpr(Span span, Expr signal, SignalActionKind kind, Identifier? function, Block? body, List<Identifier> flags, List<Expr>? mask, bool maskAll) : Expr(span)
{
    public Expr Signal { get; } = signal;
    public SignalActionKind Kind { get; } = kind;
    public Identifier? Function { get; } = function;
    public Block? Body { get; } = body;
    /// <summary>nocldwait nocldstop restart nodefer resethand.</summary>
    public List<Identifier> Flags { get; } = flags;
    /// <summary>After `mask`: signals.</summary>
    public List<Expr>? Mask { get; } = mask;
    /// <summary>`mask all`.</summary>
    public bool MaskAll { get; } = maskAll;
}

/// <summary>block SIG…|all, unblock SIG…|all, sigsuspend SIG…: calls on a set of signals.</summary>
public sealed class SignalSetExpr(Span span, Identifier verb, List<Expr> signals, bool all) : Expr(span)
{
    /// <summary>block, unblock, sigsuspend, sigwaitinfo.</summary>
    public Identifier Verb { get; } = verb;
    public List<Expr> Signals { get; } = signals;
    public bool All { get; } = all;
}

/// <summary>io n [on disk0].</summary>
public sealed class IoExpr(Span span, Expr ticks, Identifier? device) : Expr(span)
{
    public Expr Ticks { get; } = ticks;
    public Identifier? Device { get; } = device;
}

/// <summary>A statement.</summary>
public abstract class Stmt(Span span) : Node(span);

/// <summary>{ … }</summary>
public sealed class Block(Span span, List<Stmt> statements) : Node(span) { public List<Stmt> Statements { get; } = statements; }

/// <summary>An expression as a statement: calls, commands, fork, wait, signal …</summary>
public sealed class ExprStmt(Span span, Expr expression) : Stmt(span) { public Expr Expression { get; } = expression; }

/// <summary>let x = e; shared x = e.</summary>
public sealed class LetStmt(Span span, Identifier name, Expr value, bool shared) : Stmt(span)
{
    public Identifier Name { get; } = name;
    public Expr Value { get; } = value;
    public bool IsShared { get; } = shared;
}

/// <summary>x = e, x += e, a[i] = e. Op is null for `=`.</summary>
public sealed class AssignStmt(Span span, Expr target, BinaryOp? op, Expr value) : Stmt(span)
{
    public Expr Target { get; } = target;
    public BinaryOp? Op { get; } = op;
    public Expr Value { get; } = value;
}

/// <summary>if c { } else …; Else is a Block or an IfStmt.</summary>
public sealed class IfStmt(Span span, Expr condition, Block then, Node? otherwise) : Stmt(span)
{
    public Expr Condition { get; } = condition;
    public Block Then { get; } = then;
    public Node? Else { get; } = otherwise;
}

/// <summary>while c { }; loop { } has no condition.</summary>
public sealed class WhileStmt(Span span, Expr? condition, Block body) : Stmt(span)
{
    public Expr? Condition { get; } = condition;
    public Block Body { get; } = body;
}

/// <summary>repeat n { }</summary>
public sealed class RepeatStmt(Span span, Expr count, Block body) : Stmt(span)
{
    public Expr Count { get; } = count;
    public Block Body { get; } = body;
}

/// <summary>for x in list { }, for i in a..b { }.</summary>
public sealed class ForStmt(Span span, Identifier variable, Expr source, Block body) : Stmt(span)
{
    public Identifier Variable { get; } = variable;
    public Expr Source { get; } = source;
    public Block Body { get; } = body;
}

/// <summary>break.</summary>
public sealed class BreakStmt(Span span) : Stmt(span);

/// <summary>continue.</summary>
public sealed class ContinueStmt(Span span) : Stmt(span);

/// <summary>return [e].</summary>
public sealed class ReturnStmt(Span span, Expr? value) : Stmt(span) { public Expr? Value { get; } = value; }

/// <summary>print e, e.</summary>
public sealed class PrintStmt(Span span, List<Expr> values) : Stmt(span) { public List<Expr> Values { get; } = values; }

/// <summary>assert e, "message".</summary>
public sealed class AssertStmt(Span span, Expr condition, Expr? message) : Stmt(span)
{
    public Expr Condition { get; } = condition;
    public Expr? Message { get; } = message;
}

/// <summary>until e.</summary>
public sealed class UntilStmt(Span span, Expr condition) : Stmt(span) { public Expr Condition { get; } = condition; }

/// <summary>exit [e], _exit [e].</summary>
public sealed class ExitStmt(Span span, bool direct, Expr? code) : Stmt(span)
{
    /// <summary>_exit: neither atexit blocks nor stdio.</summary>
    public bool IsDirect { get; } = direct;
    public Expr? Code { get; } = code;
}

/// <summary>atexit { … }.</summary>
public sealed class AtExitStmt(Span span, Block body) : Stmt(span) { public Block Body { get; } = body; }

/// <summary>A statement whose syntax is known and that is not supported yet.</summary>
public abstract class UnsupportedStmt(Span span, string what) : Stmt(span) { public string What { get; } = what; }

/// <summary>mutex m; condition c; semaphore s = n: What says which, only a semaphore has a value.</summary>
public sealed class SyncStmt(Span span, string what, Identifier name, Expr? value) : UnsupportedStmt(span, what)
{
    public Identifier Name { get; } = name;
    public Expr? Value { get; } = value;
}

/// <summary>A declaration known in the whole file: function, program, job, always, finally; or a setting.</summary>
public abstract class Declaration(Span span) : Stmt(span);

/// <summary>fn name(a, b) { … }</summary>
public sealed class FunctionDecl(Span span, Identifier name, List<Identifier> parameters, Block body) : Declaration(span)
{
    public Identifier Name { get; } = name;
    public List<Identifier> Parameters { get; } = parameters;
    public Block Body { get; } = body;
}

/// <summary>program name(args) { … }</summary>
public sealed class ProgramDecl(Span span, Identifier name, List<Identifier> parameters, Block body) : Declaration(span)
{
    public Identifier Name { get; } = name;
    public List<Identifier> Parameters { get; } = parameters;
    public Block Body { get; } = body;
}

/// <summary>job NAME at=T key=value … { … }</summary>
public sealed class JobDecl(Span span, Identifier name, List<Setting> attributes, Block body) : Declaration(span)
{
    public Identifier Name { get; } = name;
    public List<Setting> Attributes { get; } = attributes;
    public Block Body { get; } = body;
}

/// <summary>jobs [PREFIX] n=100 key=value …: jobs that are drawn from distributions.</summary>
public sealed class JobsDecl(Span span, Identifier? prefix, List<Setting> attributes) : Declaration(span)
{
    public Identifier? Prefix { get; } = prefix;
    public List<Setting> Attributes { get; } = attributes;
}

/// <summary>always e; finally e.</summary>
public sealed class PropertyDecl(Span span, bool atEnd, Expr condition) : Declaration(span)
{
    /// <summary>finally: checked at the end only.</summary>
    public bool IsFinally { get; } = atEnd;
    public Expr Condition { get; } = condition;
}

/// <summary>key=value of `sched`, `machine` or a job: values as written (numbers, words, times, calls), one or several.</summary>
public sealed record Setting(Identifier Key, List<SettingValue> Values, Span Span);

/// <summary>One value: its text, and its number where it is one (a time in microseconds when HasUnit).</summary>
public sealed record SettingValue(string Text, long? Number, bool HasUnit, double? Fraction, Span Span)
{
    /// <summary>The two ends of a range (`1..9`), or null.</summary>
    public (SettingValue First, SettingValue Last)? Range { get; init; }

    /// <summary>The name that is called (`poisson(5)`), or null.</summary>
    public string? Callee { get; init; }

    /// <summary>What it is called with.</summary>
    public IReadOnlyList<SettingValue> Arguments { get; init; } = [];
}

/// <summary>sched POLICY key=value…; machine key=value… (Policy is null).</summary>
public sealed class SettingsDecl(Span span, Identifier? policy, List<Setting> settings) : Declaration(span)
{
    public Identifier? Policy { get; } = policy;
    public List<Setting> Settings { get; } = settings;
}

/// <summary>A whole file.</summary>
public sealed class ScriptFile(Span span, List<Stmt> statements) : Node(span) { public List<Stmt> Statements { get; } = statements; }
