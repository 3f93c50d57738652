// Expressions: operators, calls and commands, and the process primitives that bind like operands. What has a command form
// and a call form (`block SIGTERM`, `block(SIGTERM)`) becomes the same node here.
using Antlr4.Runtime.Tree;
using KScript.Interpreter.Ast;
using KScript.Interpreter.Diagnostics;

using static KScript.Interpreter.Parsing.Generated.KScriptParser;

namespace KScript.Interpreter.Parsing;

internal sealed partial class AstBuilder
{
    // ----- operators and literals

    public Node VisitOperandExpr(OperandExprContext context) => Visit(context.operand());

    public Node VisitBinaryExpr(BinaryExprContext context)
    {
        var left = Expression(context.expr(0));
        var right = Expression(context.expr(1));
        return new BinaryExpr(SpanOf(context), BinaryOperator(context.op.Type), left, right, Scanner.SpanOf(context.op));
    }

    private static BinaryOp BinaryOperator(int type) => type switch
    {
        OR => BinaryOp.Or,
        AND => BinaryOp.And,
        PIPE => BinaryOp.BitOr,
        CARET => BinaryOp.BitXor,
        AMP => BinaryOp.BitAnd,
        EQUAL => BinaryOp.Equal,
        NOT_EQUAL => BinaryOp.NotEqual,
        LESS => BinaryOp.Less,
        LESS_EQUAL => BinaryOp.LessEqual,
        GREATER => BinaryOp.Greater,
        GREATER_EQUAL => BinaryOp.GreaterEqual,
        IN => BinaryOp.In,
        SHL => BinaryOp.ShiftLeft,
        SHR => BinaryOp.ShiftRight,
        PLUS => BinaryOp.Add,
        MINUS => BinaryOp.Subtract,
        STAR => BinaryOp.Multiply,
        SLASH => BinaryOp.Divide,
        PERCENT => BinaryOp.Modulo,
        _ => throw Unreachable(),
    };

    public Node VisitUnaryExpr(UnaryExprContext context)
    {
        var span = SpanOf(context);
        // The least number has no positive counterpart, so the minus and the digits are read together.
        if (context.op.Type == NEGATE && context.operand() is LiteralExprContext { Start.Type: INT } number && number.Start.Text == Literals.MinimumDigits)
        {
            return new IntExpr(span, long.MinValue);
        }

        var op = context.op.Type switch { NOT => UnaryOp.Not, TILDE => UnaryOp.Complement, _ => UnaryOp.Negate };
        return new UnaryExpr(span, op, Expression(context.operand()));
    }

    public Node VisitLiteralExpr(LiteralExprContext context)
    {
        var token = context.Start;
        var span = Scanner.SpanOf(token);
        return token.Type switch
        {
            TRUE => new BoolExpr(span, true),
            FALSE => new BoolExpr(span, false),
            TIME => new TimeExpr(span, Literals.Time(token.Text, span, diagnostics)),
            FLOAT => Fraction(span),
            _ => new IntExpr(span, Literals.Integer(token.Text, span, diagnostics)),
        };
    }

    private IntExpr Fraction(Span span)
    {
        diagnostics.Error(DiagnosticTable.Fraction, span, "values are whole numbers", "a time may have a fraction: 1.5ms");
        return new IntExpr(span, 0);
    }

    // ----- names, calls, parentheses, lists

    public Node VisitPostfixExpr(PostfixExprContext context)
    {
        return Postfix(context.atom(), context.trailer());
    }

    private Expr Postfix(AtomContext atom, TrailerContext[] trailers)
    {
        var value = Expression(atom);
        foreach (var trailer in trailers)
        {
            var span = Span.Between(SpanOf(atom), SpanOf(trailer));
            value = trailer switch
            {
                MemberTrailerContext member => new MemberExpr(span, value, Name(member.name())),
                IndexTrailerContext index => new IndexExpr(span, value, Expression(index.expr())),
                _ => throw Unreachable(),
            };
        }

        return value;
    }

    public Node VisitNameAtom(NameAtomContext context)
    {
        var name = Name(context.name());
        return context.CALL() is null ? new NameExpr(name.Span, name.Name) : Call(SpanOf(context), name, Expressions(context.exprs()));
    }

    public Node VisitStringAtom(StringAtomContext context)
    {
        var span = Scanner.SpanOf(context.Start);
        return new TextExpr(span, Literals.Text(source.Text, span, diagnostics));
    }

    public Node VisitParenAtom(ParenAtomContext context) => Visit(context.expr());

    public Node VisitListAtom(ListAtomContext context) => new ListExpr(SpanOf(context), Expressions(context.expr()));

    public Node VisitRecordAtom(RecordAtomContext context)
        => new RecordExpr(SpanOf(context), [.. context.field().Select(field => (Name(field.name()), Expression(field.expr())))]);

    /// <summary>A call; those of the primitives with a form of their own become that form's node.</summary>
    private static Expr Call(Span span, Identifier name, List<Expr> arguments) => name.Name switch
    {
        "block" or "unblock" or "sigsuspend" or "sigwaitinfo" => SignalSet(span, name, arguments),
        "signal" when arguments.Count == 2 && arguments[1] is NameExpr action => SignalCall(span, arguments[0], action),
        "io" when arguments.Count == 1 => new IoExpr(span, arguments[0], null),
        _ => new CallExpr(span, name, arguments, command: false),
    };

    private static SignalSetExpr SignalSet(Span span, Identifier verb, List<Expr> signals)
    {
        bool all = signals.Count == 1 && signals[0] is NameExpr { Name: "all" };
        return new SignalSetExpr(span, verb, all ? [] : signals, all);
    }

    private static SignalExpr SignalCall(Span span, Expr signal, NameExpr action)
    {
        var kind = action.Name switch
        {
            "ignore" or "SIG_IGN" => SignalActionKind.Ignore,
            "default" or "SIG_DFL" => SignalActionKind.Default,
            _ => SignalActionKind.Function,
        };
        var function = kind == SignalActionKind.Function ? new Identifier(action.Name, action.Span) : null;
        return new SignalExpr(span, signal, kind, function, null, [], null, maskAll: false);
    }

    // ----- commands

    public Node VisitCommandValue(CommandValueContext context) => Visit(context.command());

    public Node VisitExprValue(ExprValueContext context) => Visit(context.expr());

    public Node VisitCallCommand(CallCommandContext context)
    {
        var token = context.Start;
        var arguments = Expressions(context.exprs());
        if (context.TIMEOUT() is not null)
        {
            // `lock m timeout 5` is lock(m, 5).
            arguments.Add(Expression(context.expr()));
        }

        var call = new CallExpr(SpanOf(context), new Identifier(token.Text, Scanner.SpanOf(token)), arguments, command: true);
        CommandHabits.Check(call, diagnostics);
        return call;
    }

    public Node VisitIoCommand(IoCommandContext context)
        => new IoExpr(SpanOf(context), Expression(context.expr()), context.name() is { } device ? Name(device) : null);

    // ----- processes

    public Node VisitForkExpr(ForkExprContext context)
        => new ForkExpr(SpanOf(context), context.name() is { } name ? Name(name) : null, context.block() is { } block ? BlockOf(block) : null);

    public Node VisitWaitExpr(WaitExprContext context)
    {
        var flags = new List<Identifier>();
        var pid = context.waited() is { } waited ? Expression(waited) : null;
        foreach (var argument in Expressions(context.exprs()))
        {
            if (argument is NameExpr name && Literals.IsWaitFlag(name.Name))
            {
                flags.Add(new Identifier(name.Name, name.Span));
            }
            else if (pid is null && flags.Count == 0)
            {
                pid = argument;
            }
            else
            {
                diagnostics.Error(DiagnosticTable.WaitArguments, argument.Span, "`wait` takes a pid and flags", "with POSIX flags it is `waitpid(pid, WNOHANG)`; the status is in `status`");
            }
        }

        foreach (var flag in context.WAIT_FLAG())
        {
            flags.Add(Word(flag));
        }

        return new WaitExpr(SpanOf(context), pid, flags);
    }

    public Node VisitWaited(WaitedContext context)
    {
        if (context.launch() is { } launch)
        {
            return Visit(launch);
        }

        var pid = context.INT() is { } number ? Integer(number) : Postfix(context.atom(), context.trailer());
        return context.NEGATE() is null ? pid : new UnaryExpr(SpanOf(context), UnaryOp.Negate, pid);
    }

    public Node VisitLaunchExpr(LaunchExprContext context) => Visit(context.launch());

    public Node VisitExecExpr(ExecExprContext context)
        => new ExecExpr(SpanOf(context), context.SPAWN() is not null, context.STRING() is { } path ? Path(path) : Name(context.name()),
            Expressions(context.exprs()), isPath: context.STRING() is not null);

    private Identifier Path(ITerminalNode path)
    {
        var span = Scanner.SpanOf(path.Symbol);
        return new Identifier(Literals.Text(source.Text, span, diagnostics), span);
    }

    public Node VisitThreadExpr(ThreadExprContext context)
        => new BranchExpr(SpanOf(context), context.VFORK() is null ? BranchKind.Thread : BranchKind.Vfork,
            context.name() is { } name ? Name(name) : null, [], BlockOf(context.block()));

    public Node VisitCloneExpr(CloneExprContext context)
        => new BranchExpr(SpanOf(context), BranchKind.Clone, null, Expressions(context.exprs()), BlockOf(context.block()));

    public Node VisitContainerExpr(ContainerExprContext context)
    {
        List<Setting> settings = Limits(context.limit());
        ExecExpr? init = settings.Find(static setting => setting.Key.Name == "init") is { Values: [var value] } said
            ? new ExecExpr(said.Span, spawn: false, new Identifier(value.Text, value.Span), [])
            : null;
        return new ContainerExpr(SpanOf(context), ContainerKind.Container, context.name() is { } name ? Name(name) : null, settings, null, init, BlockOf(context.block()));
    }

    public Node VisitCgroupExpr(CgroupExprContext context)
        => new ContainerExpr(SpanOf(context), ContainerKind.Cgroup, Name(context.name()), Limits(context.limit()), null, null,
            context.block() is { } block ? BlockOf(block) : null);

    public Node VisitEnterExpr(EnterExprContext context)
    {
        Expr target = context.name() is { } name ? new NameExpr(SpanOf(name), name.Start.Text)
            : context.INT() is { } number ? Integer(number)
            : Expression(context.expr());
        return new ContainerExpr(SpanOf(context), ContainerKind.Enter, null, [], target, null, BlockOf(context.block()));
    }

    public Node VisitPipelineExpr(PipelineExprContext context) => new PipelineExpr(SpanOf(context), [.. context.block().Select(BlockOf)]);

    public Node VisitCaptureExpr(CaptureExprContext context) => new CaptureExpr(SpanOf(context), BlockOf(context.block()));

    public Node VisitJoinExpr(JoinExprContext context)
        => new CallExpr(SpanOf(context), Word(context.JOIN()), [Expression(context.operand())], command: false);

    // ----- signals

    public Node VisitSignalExpr(SignalExprContext context)
    {
        var kind = context.IGNORE() is not null ? SignalActionKind.Ignore
            : context.DEFAULT() is not null ? SignalActionKind.Default
            : SignalActionKind.Function;
        var function = context.name() is { } name ? Name(name) : null;
        var (flags, mask, all) = Flags(context.signalFlag());
        return new SignalExpr(SpanOf(context), Expression(context.signal()), kind, function, null, flags, mask, all);
    }

    public Node VisitOnExpr(OnExprContext context)
    {
        var (flags, mask, all) = Flags(context.signalFlag());
        return new SignalExpr(SpanOf(context), Expression(context.signal()), SignalActionKind.Block, null, BlockOf(context.block()), flags, mask, all);
    }

    public Node VisitSignalSetExpr(SignalSetExprContext context)
    {
        var verb = Word(context.SIGNAL_SET());
        var signals = context.signals();
        if (signals is null && verb.Name is "block" or "unblock")
        {
            diagnostics.Error(DiagnosticTable.SignalsMissing, verb.Span, $"`{verb.Name}` needs signals", $"for example `{verb.Name} SIGTERM SIGINT` or `{verb.Name} all`");
        }

        return new SignalSetExpr(SpanOf(context), verb, SignalList(signals), signals?.ALL() is not null);
    }

    public Node VisitSignal(SignalContext context)
        => context.INT() is { } number ? Integer(number) : Postfix(context.atom(), context.trailer());

    public Node VisitNextSignal(NextSignalContext context) => context.OFFSET() is { } sign
        ? Offset(SpanOf(context), context.SIGNAL_NAME(), sign, context.INT(), context.name())
        : Constant(context.SIGNAL_NAME());

    public Node VisitOffsetAtom(OffsetAtomContext context)
        => Offset(SpanOf(context), context.SIGNAL_NAME(), context.OFFSET(), context.INT(), context.name());

    /// <summary>SIGRTMIN+1, SIGRTMAX-n: a sum like any other.</summary>
    private BinaryExpr Offset(Span span, ITerminalNode signal, ITerminalNode sign, ITerminalNode? number, NameContext? name)
    {
        Expr right = number is not null ? Integer(number) : new NameExpr(SpanOf(name!), name!.Start.Text);
        return new BinaryExpr(span, sign.GetText() == "+" ? BinaryOp.Add : BinaryOp.Subtract, Constant(signal), right, Scanner.SpanOf(sign.Symbol));
    }

    private static NameExpr Constant(ITerminalNode name) => new(Scanner.SpanOf(name.Symbol), name.GetText());

    private IntExpr Integer(ITerminalNode number)
    {
        var span = Scanner.SpanOf(number.Symbol);
        return new IntExpr(span, Literals.Integer(number.GetText(), span, diagnostics));
    }

    private List<Expr> SignalList(SignalsContext? context)
    {
        var list = new List<Expr>();
        if (context?.signal() is { } first)
        {
            list.Add(Expression(first));
            foreach (var next in context.nextSignal())
            {
                list.Add(Expression(next));
            }
        }

        return list;
    }

    private (List<Identifier> Flags, List<Expr>? Mask, bool MaskAll) Flags(SignalFlagContext[] contexts)
    {
        var flags = new List<Identifier>();
        List<Expr>? mask = null;
        bool all = false;
        foreach (var context in contexts)
        {
            if (context.SIGNAL_FLAG() is { } flag)
            {
                flags.Add(Word(flag));
                continue;
            }

            all |= context.signals().ALL() is not null;
            (mask ??= []).AddRange(SignalList(context.signals()));
        }

        return (flags, mask, all);
    }
}
