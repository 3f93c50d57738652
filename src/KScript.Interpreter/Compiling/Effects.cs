// What an expression does beside giving a value: whether a condition that the machine looks at by itself may use it, whether
// its value can change by time alone, and whether an operand evaluated before it must be kept safe from it.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Diagnostics;

namespace KScript.Interpreter.Compiling;

/// <summary>Looks for effects.</summary>
internal sealed class Effects(Resolution resolution)
{
    private readonly Dictionary<Body, bool> impurity = new();
    private readonly Dictionary<Body, bool> time = new();

    /// <summary>Whether evaluating it can change a variable of the process or trap.</summary>
    public bool HasEffects(Expr expression) => FindImpure(expression) is not null || CallsFunction(expression);

    private bool CallsFunction(Expr expression) => Any(expression, e => e is CallExpr call && resolution.Calls.GetValueOrDefault(call) is FunctionTarget);

    /// <summary>The first part that does more than look, or null.</summary>
    public Span? FindImpure(Expr expression)
    {
        Span? found = null;
        Any(expression, e =>
        {
            found = ImpureSpan(e);
            return found is not null;
        });
        return found;
    }

    private Span? ImpureSpan(Expr e) => e switch
    {
        CallExpr call => resolution.Calls.GetValueOrDefault(call) switch
        {
            FunctionTarget target => IsImpure(target.Function) ? call.Span : null,
            BuiltinTarget target => target.Row.IsPure ? null : call.Span,
            SyscallTarget => call.Span,
            _ => null,
        },
        ForkExpr or WaitExpr or ExecExpr or SignalExpr or SignalSetExpr or IoExpr or UnsupportedExpr => e.Span,
        _ => null,
    };

    private bool IsImpure(Body function)
    {
        if (!impurity.TryGetValue(function, out bool known))
        {
            // While it is being looked at, a call of itself adds nothing.
            impurity[function] = false;
            known = new ImpurityFinder(this, resolution, function).Find() is not null;
            impurity[function] = known;
        }

        return known;
    }

    /// <summary>Whether it looks at the time.</summary>
    public bool DependsOnTime(Expr expression) => Any(expression, e => e is CallExpr call && resolution.Calls.GetValueOrDefault(call) switch
    {
        ViewTarget target => target.Row.DependsOnTime,
        FunctionTarget target => DependsOnTime(target.Function),
        _ => false,
    });

    private bool DependsOnTime(Body function)
    {
        if (!time.TryGetValue(function, out bool known))
        {
            time[function] = false;
            known = StatementWalker.Expressions(function.Block!).Any(DependsOnTime);
            time[function] = known;
        }

        return known;
    }

    /// <summary>Whether a part of it (or it) is as asked.</summary>
    private static bool Any(Expr? expression, Func<Expr, bool> asked)
    {
        if (expression is null)
        {
            return false;
        }

        return asked(expression) || expression switch
        {
            UnaryExpr e => Any(e.Operand, asked),
            BinaryExpr e => Any(e.Left, asked) || Any(e.Right, asked),
            IndexExpr e => Any(e.Target, asked) || Any(e.Index, asked),
            MemberExpr e => Any(e.Target, asked),
            ListExpr e => e.Items.Exists(item => Any(item, asked)),
            CallExpr e => e.Arguments.Exists(argument => Any(argument, asked)),
            RangeExpr e => Any(e.From, asked) || Any(e.To, asked),
            _ => false,
        };
    }
}

/// <summary>Whether a function only computes: no calls, no output, no variables but its own.</summary>
internal sealed class ImpurityFinder(Effects effects, Resolution resolution, Body function)
{
    /// <summary>The first place where it does more.</summary>
    public Span? Find()
    {
        foreach (Stmt statement in StatementWalker.Statements(function.Block!))
        {
            if (ImpureStatement(statement) is { } span)
            {
                return span;
            }
        }

        foreach (Expr expression in StatementWalker.Expressions(function.Block!))
        {
            if (effects.FindImpure(expression) is { } span)
            {
                return span;
            }
        }

        return null;
    }

    private Span? ImpureStatement(Stmt statement) => statement switch
    {
        PrintStmt or UntilStmt or ExitStmt or AtExitStmt or UnsupportedStmt or LetStmt { IsShared: true } => statement.Span,
        AssignStmt s => IsOwn(s.Target) ? null : s.Span,
        _ => null,
    };

    private bool IsOwn(Expr target) => target switch
    {
        NameExpr name => resolution.Variables.TryGetValue(name, out Variable? variable) && variable.Owner == function && variable.Kind != VariableKind.Shared,
        IndexExpr index => IsOwn(index.Target),
        _ => false,
    };
}

/// <summary>All statements and expressions of a block, inner blocks included.</summary>
internal static class StatementWalker
{
    /// <summary>Statements, from top to bottom.</summary>
    public static IEnumerable<Stmt> Statements(Block block)
    {
        foreach (Stmt statement in block.Statements)
        {
            yield return statement;
            foreach (Block inner in InnerBlocks(statement))
            {
                foreach (Stmt deeper in Statements(inner))
                {
                    yield return deeper;
                }
            }
        }
    }

    /// <summary>The expressions that stand directly in statements.</summary>
    public static IEnumerable<Expr> Expressions(Block block) => Statements(block).SelectMany(Expressions).OfType<Expr>();

    private static IEnumerable<Block> InnerBlocks(Stmt statement) => statement switch
    {
        IfStmt s => IfBlocks(s),
        WhileStmt s => [s.Body],
        RepeatStmt s => [s.Body],
        ForStmt s => [s.Body],
        _ => [],
    };

    private static IEnumerable<Block> IfBlocks(IfStmt s)
    {
        for (IfStmt? next = s; next is not null; next = next.Else as IfStmt)
        {
            yield return next.Then;
            if (next.Else is Block otherwise)
            {
                yield return otherwise;
            }
        }
    }

    private static IEnumerable<Expr?> IfConditions(IfStmt s)
    {
        for (IfStmt? next = s; next is not null; next = next.Else as IfStmt)
        {
            yield return next.Condition;
        }
    }

    private static Expr?[] Expressions(Stmt statement) => statement switch
    {
        ExprStmt s => [s.Expression],
        LetStmt s => [s.Value],
        AssignStmt s => [s.Target, s.Value],
        IfStmt s => [.. IfConditions(s)],
        WhileStmt s => [s.Condition],
        RepeatStmt s => [s.Count],
        ForStmt s => [s.Source],
        ReturnStmt s => [s.Value],
        PrintStmt s => [.. s.Values],
        AssertStmt s => [s.Condition, s.Message],
        UntilStmt s => [s.Condition],
        ExitStmt s => [s.Code],
        _ => [],
    };
}
