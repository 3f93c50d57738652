// x = e, x += e, a[i] = e.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;

namespace KScript.Interpreter.Compiling;

/// <summary>A number that is in a register already.</summary>
internal sealed class RegisterExpr(Span span, int register) : Expr(span)
{
    public int Register { get; } = register;
    public override IEnumerable<Node> Children => [];
}

internal sealed partial class Compiler
{
    public void Visit(AssignStmt s)
    {
        switch (s.Target)
        {
            case NameExpr { Name: "errno" } name when !resolution.Variables.ContainsKey(name):
                code.Emit(Opcode.StoreErrno, EmitNumber(AsExpression(s)));
                break;
            case NameExpr name when resolution.Variables.TryGetValue(name, out Variable? variable):
                if (!EmitAppend(s, variable))
                {
                    EmitStore(variable, AsExpression(s));
                }

                break;
            case IndexExpr index when s.Op is { } op && effects.HasEffects(index):
                IndexExpr fixedPlace = FixPlace(index);
                EmitStoreIndex(fixedPlace, new BinaryExpr(s.Value.Span, op, fixedPlace, s.Value, s.Span));
                break;
            case IndexExpr index:
                EmitStoreIndex(index, AsExpression(s));
                break;
            default:
                break;
        }
    }

    /// <summary>The place of `a[f()] += e` with its indices computed once.</summary>
    private IndexExpr FixPlace(IndexExpr place)
    {
        Expr target = place.Target is IndexExpr outer ? FixPlace(outer) : place.Target;
        return new IndexExpr(place.Span, target, new RegisterExpr(place.Index.Span, EmitNumber(place.Index, code.Number())));
    }

    /// <summary>The value that an assignment stores: of `x += e`, x + e.</summary>
    private static Expr AsExpression(AssignStmt s) => s.Op is { } op ? new BinaryExpr(s.Value.Span, op, s.Target, s.Value, s.Span) : s.Value;

    /// <summary>`list += [e]`, which is not a copy of the list each time.</summary>
    private bool EmitAppend(AssignStmt s, Variable variable)
    {
        if (s.Op != BinaryOp.Add || s.Value is not ListExpr { Items: [var item] } || !KsTypes.IsList(variable.Type) || effects.HasEffects(item))
        {
            return false;
        }

        int element = EmitValue(item);
        code.Emit(Opcode.Append, variable.Index, element, w: (int)HolderOf(variable));
        return true;
    }

    private Holder HolderOf(Variable variable) => variable.Kind == VariableKind.Shared ? Holder.Shared
        : variable.Place == VariablePlace.Common ? Holder.Common : variable.Place == VariablePlace.Cell ? Holder.Cell : IsDirect(variable) ? Holder.Frame : Holder.Global;

    /// <summary>a[i][j] = e: the inner list is taken out, changed, and put back.</summary>
    private void EmitStoreIndex(IndexExpr target, Expr value)
    {
        KsType type = TypeOf(target.Target);
        if (!KsTypes.IsList(type) && type != KsType.Any)
        {
            diagnostics.Error(DiagnosticTable.TypeMismatch, target.Target.Span,
                type == KsType.Text ? "the characters of a text cannot be changed" : $"only lists have elements to assign, and this is {KsTypes.Name(type)}");
            return;
        }

        // The value first, then the places, as in Python.
        int element = EmitValue(value, code.Value());
        EmitStoreIndex(target, element);
    }

    private void EmitStoreIndex(IndexExpr target, int element)
    {
        int index = code.Number();
        EmitNumber(target.Index, index);
        if (target.Target is NameExpr name && resolution.Variables.TryGetValue(name, out Variable? variable))
        {
            code.Emit(Opcode.StoreIndex, variable.Index, index, element, (int)HolderOf(variable));
        }
        else if (target.Target is IndexExpr outer)
        {
            int list = EmitValue(outer, code.Value());
            code.Emit(Opcode.StoreIndex, list, index, element);
            EmitStoreIndex(outer, list);
        }
    }
}
