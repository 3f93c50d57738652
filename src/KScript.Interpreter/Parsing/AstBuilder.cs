// Turns the parse tree of an error-free parse into the syntax tree of Ast/Nodes.cs: statements here, expressions in
// AstBuilder.Expressions.cs, settings and the parts of rules in AstBuilder.Parts.cs, literals in Literals.cs. It implements
// the generated visitor interface, so that an alternative of the grammar that is forgotten here is a compile error.
using Antlr4.Runtime;
using Antlr4.Runtime.Tree;
using KScript.Interpreter.Ast;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Parsing.Generated;

using static KScript.Interpreter.Parsing.Generated.KScriptParser;

namespace KScript.Interpreter.Parsing;

/// <summary>Builds the syntax tree. Statements around a token where the parser stopped are left out.</summary>
internal sealed partial class AstBuilder(SourceText source, DiagnosticBag diagnostics, List<int> wrongTokens) : AbstractParseTreeVisitor<Node>, IKScriptVisitor<Node>
{
    private int blockDepth;

    /// <summary>The tree of a script.</summary>
    public ScriptFile BuildFile(FileContext context) => new(new Span(0, source.Text.Length), Statements(context.stmts()));

    public Node VisitFile(FileContext context) => BuildFile(context);

    // ----- blocks

    public Node VisitBlock(BlockContext context) => MakeBlock(context, context.stmts());

    public Node VisitBody(BodyContext context) => MakeBlock(context, context.stmts());

    private Block MakeBlock(ParserRuleContext context, StmtsContext statements)
    {
        blockDepth++;
        var block = new Block(SpanOf(context), Statements(statements));
        blockDepth--;
        return block;
    }

    private List<Stmt> Statements(StmtsContext context)
    {
        var list = new List<Stmt>();
        for (int i = 0; i < context.ChildCount; i++)
        {
            if (context.GetChild(i) is StmtContext statement && IsWhole(statement))
            {
                list.Add((Stmt)Visit(statement));
            }
        }

        return list;
    }

    /// <summary>The parser did not stop in it or just behind it.</summary>
    private bool IsWhole(StmtContext statement)
    {
        foreach (int index in wrongTokens)
        {
            if (statement.Stop is null || (index >= statement.Start.TokenIndex && index <= statement.Stop.TokenIndex + 1))
            {
                return false;
            }
        }

        return true;
    }

    private Block BlockOf(IParseTree context) => (Block)Visit(context);

    // ----- variables and control flow

    public Node VisitLetStmt(LetStmtContext context) => new LetStmt(SpanOf(context), Name(context.name()), Expression(context.value()), shared: false);

    public Node VisitSharedStmt(SharedStmtContext context) => new LetStmt(SpanOf(context), Name(context.name()), Expression(context.value()), shared: true);

    public Node VisitIfStmt(IfStmtContext context)
    {
        var conditions = context.expr();
        var bodies = context.body();
        var last = context.block();
        Node? otherwise = last is null ? null : BlockOf(last);
        for (int i = conditions.Length - 1; i >= 0; i--)
        {
            var start = i == 0 ? SpanOf(context) : SpanOf(conditions[i]);
            var condition = Expression(conditions[i]);
            otherwise = new IfStmt(Span.Between(start, SpanOf(context)), condition, BlockOf(bodies[i]), otherwise);
        }

        return otherwise!;
    }

    public Node VisitWhileStmt(WhileStmtContext context) => new WhileStmt(SpanOf(context), Expression(context.expr()), BlockOf(context.body()));

    public Node VisitLoopStmt(LoopStmtContext context) => new WhileStmt(SpanOf(context), null, BlockOf(context.block()));

    public Node VisitRepeatStmt(RepeatStmtContext context) => new RepeatStmt(SpanOf(context), Expression(context.expr()), BlockOf(context.body()));

    public Node VisitForStmt(ForStmtContext context)
    {
        var parts = context.expr();
        var from = Expression(parts[0]);
        var sequence = parts.Length == 1 ? from : new RangeExpr(Span.Between(SpanOf(parts[0]), SpanOf(parts[1])), from, Expression(parts[1]));
        return new ForStmt(SpanOf(context), Name(context.name()), sequence, BlockOf(context.body()));
    }

    public Node VisitBreakStmt(BreakStmtContext context) => new BreakStmt(SpanOf(context));

    public Node VisitContinueStmt(ContinueStmtContext context) => new ContinueStmt(SpanOf(context));

    public Node VisitReturnStmt(ReturnStmtContext context) => new ReturnStmt(SpanOf(context), context.value() is { } value ? Expression(value) : null);

    public Node VisitUntilStmt(UntilStmtContext context) => new UntilStmt(SpanOf(context), Expression(context.expr()));

    public Node VisitExitStmt(ExitStmtContext context)
        => new ExitStmt(SpanOf(context), context.EXIT_NOW() is not null, context.expr() is { } code ? Expression(code) : null);

    public Node VisitAtExitStmt(AtExitStmtContext context) => new AtExitStmt(SpanOf(context), BlockOf(context.block()));

    public Node VisitPrintStmt(PrintStmtContext context) => new PrintStmt(SpanOf(context), Expressions(context.exprs()));

    public Node VisitAssertStmt(AssertStmtContext context)
    {
        var parts = context.expr();
        return new AssertStmt(SpanOf(context), Expression(parts[0]), parts.Length > 1 ? Expression(parts[1]) : null);
    }

    public Node VisitSyncStmt(SyncStmtContext context)
    {
        List<Identifier> names = [.. context.name().Select(Name)];
        return new SyncDecl(SpanOf(context), context.SYNC().GetText(), names[0], null, names[1..]);
    }

    public Node VisitSemaphoreStmt(SemaphoreStmtContext context)
        => new SyncDecl(SpanOf(context), context.SEMAPHORE().GetText(), Name(context.name()), Expression(context.expr()), []);

    public Node VisitTerminalStmt(TerminalStmtContext context)
    {
        List<Identifier> names = [.. context.name().Select(Name)];
        return new TerminalDecl(SpanOf(context), names[0], names[1..]);
    }

    // ----- expressions as statements, assignments

    public Node VisitCommandStmt(CommandStmtContext context) => new ExprStmt(SpanOf(context), Expression(context.command()));

    public Node VisitExprStmt(ExprStmtContext context)
    {
        var target = Expression(context.expr(0));
        if (context.LEADS() is { } leads)
        {
            RequireTopLevel(leads);
            return new PropertyDecl(SpanOf(context), PropertyKind.LeadsTo, target, Expression(context.expr(1)));
        }

        if (context.assignment() is not { } assignment)
        {
            return new ExprStmt(SpanOf(context), target);
        }

        if (target is not NameExpr && !IsElement(target))
        {
            diagnostics.Error(DiagnosticTable.AssignmentTarget, target.Span, "this cannot be assigned to",
                "assign to a variable, to an element of a list or to a field of a record; `==` compares");
        }

        return new AssignStmt(SpanOf(context), target, AssignmentOperator(assignment.op.Type), Expression(context.value()));
    }

    /// <summary>a[i], a[i][j], r.f, with a variable at its root.</summary>
    private static bool IsElement(Expr target)
    {
        while (target is IndexExpr or MemberExpr)
        {
            target = target is IndexExpr index ? index.Target : ((MemberExpr)target).Target;
            if (target is NameExpr)
            {
                return true;
            }
        }

        return false;
    }

    private static BinaryOp? AssignmentOperator(int type) => type switch
    {
        PLUS_ASSIGN => BinaryOp.Add,
        MINUS_ASSIGN => BinaryOp.Subtract,
        STAR_ASSIGN => BinaryOp.Multiply,
        SLASH_ASSIGN => BinaryOp.Divide,
        PERCENT_ASSIGN => BinaryOp.Modulo,
        OR_ASSIGN => BinaryOp.BitOr,
        AND_ASSIGN => BinaryOp.BitAnd,
        _ => null,
    };

    // ----- declarations

    public Node VisitFunctionDecl(FunctionDeclContext context)
    {
        RequireTopLevel(context.FN());
        return new FunctionDecl(SpanOf(context), Name(context.name()), Names(context.parameters()), BlockOf(context.block()));
    }

    public Node VisitProgramDecl(ProgramDeclContext context)
    {
        RequireTopLevel(context.PROGRAM());
        return new ProgramDecl(SpanOf(context), Name(context.name()), Names(context.parameters()), BlockOf(context.block()));
    }

    public Node VisitJobDecl(JobDeclContext context)
    {
        RequireTopLevel(context.JOB());
        return new JobDecl(SpanOf(context), Name(context.name()), Settings(context.setting()), BlockOf(context.block()));
    }

    public Node VisitJobsDecl(JobsDeclContext context)
    {
        RequireTopLevel(context.JOBS());
        return new JobsDecl(SpanOf(context), context.name() is { } prefix ? Name(prefix) : null, Settings(context.setting()));
    }

    public Node VisitSchedDecl(SchedDeclContext context)
    {
        RequireTopLevel(context.SCHED());
        return new SettingsDecl(SpanOf(context), Name(context.name()), Settings(context.setting()));
    }

    public Node VisitMachineDecl(MachineDeclContext context)
    {
        RequireTopLevel(context.MACHINE());
        return new SettingsDecl(SpanOf(context), null, Settings(context.setting()));
    }

    public Node VisitPropertyDecl(PropertyDeclContext context)
    {
        RequireTopLevel(context.ALWAYS() ?? context.FINALLY() ?? context.EVENTUALLY());
        PropertyKind kind = context.FINALLY() is not null ? PropertyKind.Finally
            : context.EVENTUALLY() is not null ? PropertyKind.Eventually
            : PropertyKind.Always;
        return new PropertyDecl(SpanOf(context), kind, null, Expression(context.expr()));
    }

    public Node VisitAllowDecl(AllowDeclContext context)
    {
        RequireTopLevel(context.ALLOW());
        return new AllowDecl(SpanOf(context), Name(context.name(0)), context.name().Length > 1 ? Name(context.name(1)) : null);
    }

    public Node VisitImportDecl(ImportDeclContext context)
    {
        RequireTopLevel(context.IMPORT());
        Identifier what = context.STRING() is { } path ? Path(path) : Name(context.name());
        return new ImportDecl(SpanOf(context), what.Span, what.Name, isLibrary: context.STRING() is null);
    }

    private void RequireTopLevel(ITerminalNode keyword)
    {
        if (blockDepth > 0)
        {
            diagnostics.Error(DiagnosticTable.NotTopLevel, Scanner.SpanOf(keyword.Symbol), $"`{keyword.GetText()}` belongs at the top level",
                "move it out of the block; it is known in the whole file");
        }
    }

    // ----- small parts

    private static Span SpanOf(ParserRuleContext context)
    {
        int start = context.Start.StartIndex;
        int end = context.Stop is null ? start : context.Stop.StopIndex + 1;
        return new Span(start, Math.Max(0, end - start));
    }

    private static Identifier Name(NameContext context) => new(context.Start.Text, Scanner.SpanOf(context.Start));

    private static List<Identifier> Names(ParametersContext? context)
    {
        var list = new List<Identifier>();
        if (context is not null)
        {
            foreach (var name in context.name())
            {
                list.Add(Name(name));
            }
        }

        return list;
    }

    private static Identifier Word(ITerminalNode node) => new(node.GetText(), Scanner.SpanOf(node.Symbol));

    private Expr Expression(IParseTree context) => (Expr)Visit(context);

    private List<Expr> Expressions(ExprsContext? context)
    {
        return context is null ? [] : Expressions(context.expr());
    }

    private List<Expr> Expressions(ExprContext[] contexts)
    {
        var list = new List<Expr>(contexts.Length);
        foreach (var item in contexts)
        {
            list.Add(Expression(item));
        }

        return list;
    }
}
