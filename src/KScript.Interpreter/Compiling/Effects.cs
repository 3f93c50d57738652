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

    private bool CallsFunction(Expr expression)
        => expression.Tree().Any(part => part is CallExpr call && resolution.Calls.GetValueOrDefault(call) is FunctionTarget);

    /// <summary>The first part that does more than look, or null.</summary>
    public Span? FindImpure(Expr expression)
    {
        foreach (Node part in expression.Tree())
        {
            if (part is Expr e && ImpureSpan(e) is { } span)
            {
                return span;
            }
        }

        return null;
    }

    private Span? ImpureSpan(Expr e) => e switch
    {
        CallExpr call => resolution.Calls.GetValueOrDefault(call) switch
        {
            FunctionTarget target => IsImpure(target.Function) ? call.Span : null,
            BuiltinTarget target => target.Row.IsPure ? null : call.Span,
            SyscallTarget or ValueTarget or SpawnTarget => call.Span,
            _ => null,
        },
        ForkExpr or BranchExpr or PipelineExpr or CaptureExpr or WaitExpr or ExecExpr or SignalExpr or SignalSetExpr or IoExpr or ContainerExpr => e.Span,
        _ => null,
    };

    private bool IsImpure(Body function)
    {
        if (!impurity.TryGetValue(function, out bool known))
        {
            // While it is being looked at, a call of itself adds nothing.
            impurity[function] = false;
            known = function.Block!.Tree().Any(node => node is Stmt s ? !IsPure(s, function) : node is Expr e && ImpureSpan(e) is not null);
            impurity[function] = known;
        }

        return known;
    }

    /// <summary>Whether it looks at the time.</summary>
    public bool DependsOnTime(Node node) => node.Tree().Any(part => part is CallExpr call && resolution.Calls.GetValueOrDefault(call) switch
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
            known = DependsOnTime(function.Block!);
            time[function] = known;
        }

        return known;
    }

    /// <summary>
    /// Whether a statement of a function, apart from its expressions, only computes: no output, no variables but the function's own.
    /// What is not listed here does more.
    /// </summary>
    private bool IsPure(Stmt statement, Body function) => statement switch
    {
        ExprStmt or IfStmt or LoopStmt or BreakStmt or ContinueStmt or ReturnStmt or AssertStmt => true,
        LetStmt s => !s.IsShared,
        AssignStmt s => IsOwn(s.Target, function),
        _ => false,
    };

    private bool IsOwn(Expr target, Body function) => target switch
    {
        NameExpr name => resolution.Variables.TryGetValue(name, out Variable? variable) && variable.Owner == function
            && variable.Kind != VariableKind.Shared,
        IndexExpr index => IsOwn(index.Target, function),
        MemberExpr member => IsOwn(member.Target, function),
        _ => false,
    };
}
