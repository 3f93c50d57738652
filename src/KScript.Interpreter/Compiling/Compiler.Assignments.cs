// x = e, x += e, a[i] = e, r.f = e.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Vm;

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
            case IndexExpr or MemberExpr when s.Op is { } op && effects.HasEffects(s.Target):
                Expr fixedPlace = FixPlace(s.Target);
                EmitStorePart(fixedPlace, new BinaryExpr(s.Value.Span, op, fixedPlace, s.Value, s.Span));
                break;
            case IndexExpr or MemberExpr:
                EmitStorePart(s.Target, AsExpression(s));
                break;
            default:
                break;
        }
    }

    /// <summary>The place of `a[f()] += e` with its indices computed once.</summary>
    private Expr FixPlace(Expr place) => place switch
    {
        IndexExpr index => FixIndex(index, FixPlace(index.Target)),
        MemberExpr member => new MemberExpr(member.Span, FixPlace(member.Target), member.Member),
        _ => place,
    };

    private IndexExpr FixIndex(IndexExpr place, Expr target) =>
        new(place.Span, target, new RegisterExpr(place.Index.Span, EmitNumber(place.Index, code.Number())));

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

    /// <summary>a[i].f = e: what holds the part is taken out, changed, and put back.</summary>
    private void EmitStorePart(Expr target, Expr value)
    {
        if (target is IndexExpr index && TypeOf(index.Target) is var type && !KsTypes.IsList(type) && type != KsType.Any)
        {
            diagnostics.Error(DiagnosticTable.TypeMismatch, index.Target.Span,
                type == KsType.Text ? "the characters of a text cannot be changed" : $"only lists have elements to assign, and this is {KsTypes.Name(type)}");
            return;
        }

        if (target is MemberExpr member && !CheckHasFields(member.Target))
        {
            return;
        }

        // The value first, then the places, as in Python.
        int part = EmitValue(value, code.Value());
        EmitStorePart(target, part);
    }

    private void EmitStorePart(Expr target, int part)
    {
        Expr whole = target is IndexExpr index ? index.Target : ((MemberExpr)target).Target;
        int key = target is IndexExpr element ? EmitNumber(element.Index, code.Number()) : code.Constant(Value.Of(((MemberExpr)target).Member.Name));
        Opcode op = target is IndexExpr ? Opcode.StoreIndex : Opcode.StoreField;
        if (whole is NameExpr name && resolution.Variables.TryGetValue(name, out Variable? variable))
        {
            code.Emit(op, variable.Index, key, part, (int)HolderOf(variable));
        }
        else if (whole is IndexExpr or MemberExpr)
        {
            int holder = EmitValue(whole, code.Value());
            code.Emit(op, holder, key, part);
            EmitStorePart(whole, holder);
        }
    }
}
