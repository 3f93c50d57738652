// Calls of what a value holds: f(x) where f is a variable, and call(f, [x]).
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;

namespace KScript.Interpreter.Compiling;

internal sealed partial class Compiler
{
    /// <summary>call(f, [a, b]): what is written as a list is passed without making one.</summary>
    private void EmitCallBuiltin(CallExpr e, int target)
    {
        Expr? list = e.Arguments.Count > 1 ? e.Arguments[1] : null;
        if (list is null or ListExpr)
        {
            EmitCallOfValue(e.Arguments[0], e, list is ListExpr written ? written.Items : [], target);
            return;
        }

        if (TypeOf(list) is var type && type != KsType.Any && !KsTypes.IsList(type))
        {
            diagnostics.Error(DiagnosticTable.TypeMismatch, list.Span, $"call() takes the arguments as a list, and this is {KsTypes.Name(type)}", "call(f, [a, b])");
            return;
        }

        CheckCallee(e.Arguments[0], e, count: -1);
        int function = code.Value(2);
        EmitValue(e.Arguments[0], function);
        EmitValue(list, function + 1);
        EmitValueCall(function, count: -1, target);
    }

    private void EmitCallOfValue(Expr callee, CallExpr e, List<Expr> arguments, int target)
    {
        CheckCallee(callee, e, arguments.Count);
        int function = code.Value(1 + arguments.Count);
        EmitValue(callee, function);
        for (int i = 0; i < arguments.Count; i++)
        {
            (int, int) mark = code.Mark;
            EmitValue(arguments[i], function + 1 + i);
            code.Release(mark);
        }

        EmitValueCall(function, arguments.Count, target);
    }

    private void EmitValueCall(int function, int count, int target)
    {
        code.ChargeBeforeTrap();
        code.Emit(Opcode.CallValue, code.Number() | ((function + 1) << 16), target, count);
    }

    /// <summary>Reports what cannot be called, and a wrong number of arguments, where it is known which function it is.</summary>
    /// <param name="callee">What is called.</param>
    /// <param name="e">The call.</param>
    /// <param name="count">How many arguments; -1: not known.</param>
    private void CheckCallee(Expr callee, CallExpr e, int count)
    {
        KsType type = TypeOf(callee);
        if (type is not (KsType.Function or KsType.Any))
        {
            diagnostics.Error(DiagnosticTable.TypeMismatch, callee.Span, $"only functions can be called, and this is {KsTypes.Name(type)}");
        }
        else if (KnownFunction(callee) is { } function && count >= 0 && count != function.Parameters.Count)
        {
            int takes = function.Parameters.Count;
            diagnostics.Error(DiagnosticTable.WrongArgumentCount, e.Span, $"`{function.Name}` takes {takes} argument{(takes == 1 ? "" : "s")}, and gets {count}",
                $"{function.Name}({string.Join(", ", function.Parameters.ConvertAll(p => p.Name))})");
        }
    }

    /// <summary>The function that a name is, or that a variable holds which nothing but its `let` sets. In a session a later input may set it.</summary>
    private Body? KnownFunction(Expr callee)
    {
        if (callee is not NameExpr name)
        {
            return null;
        }

        bool isFixed = resolver is null && resolution.Variables.TryGetValue(name, out Variable? variable) && !variable.IsAssigned
            && variable.Initial?.Function is not null;
        return resolution.Functions.GetValueOrDefault(name)
            ?? (isFixed ? resolution.Bodies[resolution.Variables[name].Initial!.Value.Function!.Index] : null);
    }
}
