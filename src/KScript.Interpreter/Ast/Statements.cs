// Statements of the syntax tree, and the list of them: a statement that the compiler forgets does not compile.
using KScript.Interpreter.Diagnostics;

namespace KScript.Interpreter.Ast;

/// <summary>Does something else for each statement.</summary>
internal interface IStatementVisitor
{
    void Visit(ExprStmt s);
    void Visit(LetStmt s);
    void Visit(AssignStmt s);
    void Visit(IfStmt s);
    void Visit(WhileStmt s);
    void Visit(RepeatStmt s);
    void Visit(ForStmt s);
    void Visit(BreakStmt s);
    void Visit(ContinueStmt s);
    void Visit(ReturnStmt s);
    void Visit(PrintStmt s);
    void Visit(AssertStmt s);
    void Visit(UntilStmt s);
    void Visit(ExitStmt s);
    void Visit(AtExitStmt s);
    void Visit(Declaration s);
}

/// <summary>A statement.</summary>
internal abstract class Stmt(Span span) : Node(span)
{
    /// <summary>The imported file that it is a statement of; null: it stands in the script itself, or deeper in a statement.</summary>
    public SourceText? Origin { get; set; }

    /// <summary>What a message about it underlines: of one with blocks, what stands before the first.</summary>
    public virtual Span Header => Span;

    /// <summary>Calls the visitor's method for statements of this kind.</summary>
    public abstract void Accept(IStatementVisitor visitor);
}

/// <summary>An expression as a statement: calls, commands, fork, wait, signal …</summary>
internal sealed class ExprStmt(Span span, Expr expression) : Stmt(span)
{
    public Expr Expression { get; } = expression;
    public override IEnumerable<Node> Children => [Expression];
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>let x = e; shared x = e.</summary>
internal sealed class LetStmt(Span span, Identifier name, Expr value, bool shared) : Stmt(span)
{
    public Identifier Name { get; } = name;
    public Expr Value { get; } = value;
    public bool IsShared { get; } = shared;
    public override IEnumerable<Node> Children => [Value];
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>x = e, x += e, a[i] = e. Op is null for `=`.</summary>
internal sealed class AssignStmt(Span span, Expr target, BinaryOp? op, Expr value) : Stmt(span)
{
    public Expr Target { get; } = target;
    public BinaryOp? Op { get; } = op;
    public Expr Value { get; } = value;
    public override IEnumerable<Node> Children => [Target, Value];
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>if c { } else …; Else is a Block or an IfStmt.</summary>
internal sealed class IfStmt(Span span, Expr condition, Block then, Node? otherwise) : Stmt(span)
{
    public Expr Condition { get; } = condition;
    public Block Then { get; } = then;
    public Node? Else { get; } = otherwise;
    public override Span Header => Span.Between(Span, new Span(Then.Span.Start, 0));
    /// <inheritdoc/>
    /// <remarks>All conditions and blocks of a chain of `else if`, so that walkers do not go deep where the chain is long.</remarks>
    public override IEnumerable<Node> Children
    {
        get
        {
            for (IfStmt? next = this; next is not null; next = next.Else as IfStmt)
            {
                yield return next.Condition;
                yield return next.Then;
                if (next.Else is Block otherwise)
                {
                    yield return otherwise;
                }
            }
        }
    }

    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>A statement whose block runs again and again: `break` and `continue` may stand in it.</summary>
internal abstract class LoopStmt(Span span, Block body) : Stmt(span)
{
    public Block Body { get; } = body;
    public sealed override Span Header => Span.Between(Span, new Span(Body.Span.Start, 0));
}

/// <summary>while c { }; loop { } has no condition.</summary>
internal sealed class WhileStmt(Span span, Expr? condition, Block body) : LoopStmt(span, body)
{
    public Expr? Condition { get; } = condition;
    public override IEnumerable<Node> Children => Those(Condition, Body);
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>repeat n { }</summary>
internal sealed class RepeatStmt(Span span, Expr count, Block body) : LoopStmt(span, body)
{
    public Expr Count { get; } = count;
    public override IEnumerable<Node> Children => [Count, Body];
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>for x in list { }, for i in a..b { }.</summary>
internal sealed class ForStmt(Span span, Identifier variable, Expr source, Block body) : LoopStmt(span, body)
{
    public Identifier Variable { get; } = variable;
    public Expr Source { get; } = source;
    public override IEnumerable<Node> Children => [Source, Body];
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>break.</summary>
internal sealed class BreakStmt(Span span) : Stmt(span)
{
    public override IEnumerable<Node> Children => [];
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>continue.</summary>
internal sealed class ContinueStmt(Span span) : Stmt(span)
{
    public override IEnumerable<Node> Children => [];
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>return [e].</summary>
internal sealed class ReturnStmt(Span span, Expr? value) : Stmt(span)
{
    public Expr? Value { get; } = value;
    public override IEnumerable<Node> Children => Those(Value);
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>print e, e.</summary>
internal sealed class PrintStmt(Span span, List<Expr> values) : Stmt(span)
{
    public List<Expr> Values { get; } = values;
    public override IEnumerable<Node> Children => Values;
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>assert e, "message".</summary>
internal sealed class AssertStmt(Span span, Expr condition, Expr? message) : Stmt(span)
{
    public Expr Condition { get; } = condition;
    public Expr? Message { get; } = message;
    public override IEnumerable<Node> Children => Those(Condition, Message);
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>until e.</summary>
internal sealed class UntilStmt(Span span, Expr condition) : Stmt(span)
{
    public Expr Condition { get; } = condition;
    public override IEnumerable<Node> Children => [Condition];
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>exit [e], _exit [e].</summary>
internal sealed class ExitStmt(Span span, bool direct, Expr? code) : Stmt(span)
{
    /// <summary>_exit: neither atexit blocks nor stdio.</summary>
    public bool IsDirect { get; } = direct;
    public Expr? Code { get; } = code;
    public override IEnumerable<Node> Children => Those(Code);
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}

/// <summary>atexit { … }.</summary>
internal sealed class AtExitStmt(Span span, Block body) : Stmt(span)
{
    /// <summary>Runs later.</summary>
    public Block Body { get; } = body;
    public override IEnumerable<Node> Children => [];
    public override void Accept(IStatementVisitor visitor) => visitor.Visit(this);
}
