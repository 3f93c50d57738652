// Conditions: jumps rather than truth values, with comparison and branch in one instruction where both sides are numbers.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Vm;

namespace KScript.Interpreter.Compiling;

internal sealed partial class Compiler
{
    /// <summary>A comparison or value that is cheap to emit twice: a loop has it at its entry and at its end.</summary>
    private bool IsSimpleCondition(Expr condition) => !effects.HasEffects(condition) && condition switch
    {
        NameExpr or BoolExpr or IntExpr => true,
        UnaryExpr { Operand: NameExpr } => true,
        BinaryExpr { Op: BinaryOp.And or BinaryOp.Or } => false,
        BinaryExpr e => IsNumberComparison(e) || (Operators.IsComparison(Operators.Of(e.Op)) && e is { Left: NameExpr, Right: NameExpr or IntExpr }),
        _ => false,
    };

    private bool IsNumberComparison(BinaryExpr e) => e.Op != BinaryOp.In && Operators.IsComparison(Operators.Of(e.Op))
        && KsTypes.IsNumber(TypeOf(e.Left)) && KsTypes.IsNumber(TypeOf(e.Right));

    /// <summary>Jumps to the label if the condition is as asked, else goes on below.</summary>
    private void EmitCondition(Expr condition, Label label, bool jumpIf)
    {
        (int, int) mark = code.Mark;
        switch (condition)
        {
            case UnaryExpr { Op: UnaryOp.Not } e:
                EmitCondition(e.Operand, label, !jumpIf);
                break;
            case BinaryExpr { Op: BinaryOp.And or BinaryOp.Or } e:
                EmitShortCircuit(e, label, jumpIf);
                break;
            case BinaryExpr e when e.Op is not (BinaryOp.And or BinaryOp.Or) && IsNumberComparison(e):
                EmitCompareJump(e, label, jumpIf);
                break;
            default:
                JumpOn(jumpIf ? Relation.NotEqual : Relation.Equal, label, EmitTruth(condition), null, 0);
                break;
        }

        code.Release(mark);
    }

    private void EmitShortCircuit(BinaryExpr e, Label label, bool jumpIf)
    {
        // `a && b` jumps on false as soon as one is false; on true, a false a skips b. `||` is the mirror image.
        bool isAnd = e.Op == BinaryOp.And;
        if (isAnd != jumpIf)
        {
            EmitCondition(e.Left, label, jumpIf);
            EmitCondition(e.Right, label, jumpIf);
            return;
        }

        var skip = new Label();
        EmitCondition(e.Left, skip, !jumpIf);
        EmitCondition(e.Right, label, jumpIf);
        code.Place(skip);
    }

    private enum Relation { Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual }

    private static Relation RelationOf(BinaryOp op) => op switch
    {
        BinaryOp.Equal => Relation.Equal,
        BinaryOp.NotEqual => Relation.NotEqual,
        BinaryOp.Less => Relation.Less,
        BinaryOp.LessEqual => Relation.LessEqual,
        BinaryOp.Greater => Relation.Greater,
        BinaryOp.GreaterEqual => Relation.GreaterEqual,
        _ => throw new ArgumentOutOfRangeException(nameof(op)),
    };

    private static Relation Negated(Relation relation) => relation switch
    {
        Relation.Equal => Relation.NotEqual,
        Relation.NotEqual => Relation.Equal,
        Relation.Less => Relation.GreaterEqual,
        Relation.LessEqual => Relation.Greater,
        Relation.Greater => Relation.LessEqual,
        Relation.GreaterEqual => Relation.Less,
        _ => throw new ArgumentOutOfRangeException(nameof(relation)),
    };

    private static Relation Mirrored(Relation relation) => relation switch
    {
        Relation.Equal => Relation.Equal,
        Relation.NotEqual => Relation.NotEqual,
        Relation.Less => Relation.Greater,
        Relation.LessEqual => Relation.GreaterEqual,
        Relation.Greater => Relation.Less,
        Relation.GreaterEqual => Relation.LessEqual,
        _ => throw new ArgumentOutOfRangeException(nameof(relation)),
    };

    private void EmitCompareJump(BinaryExpr e, Label label, bool jumpIf)
    {
        Relation relation = jumpIf ? RelationOf(e.Op) : Negated(RelationOf(e.Op));
        if (folder.TryFoldNumber(e.Right, out long constant) && constant == (int)constant)
        {
            JumpOn(relation, label, EmitNumber(e.Left), null, (int)constant);
            return;
        }

        if (folder.TryFoldNumber(e.Left, out constant) && constant == (int)constant)
        {
            JumpOn(Mirrored(relation), label, EmitNumber(e.Right), null, (int)constant);
            return;
        }

        int left = EmitLeft(e.Left, e.Right);
        int right = EmitNumber(e.Right);
        JumpOn(relation, label, left, right, 0);
    }

    /// <summary>The jump for a relation between a register and another one, or a literal. Backwards it is the looping form.</summary>
    private void JumpOn(Relation relation, Label label, int left, int? right, int literal)
    {
        if (right is { } other && relation is Relation.Greater or Relation.GreaterEqual)
        {
            (left, right, relation) = (right.Value, left, Mirrored(relation));
        }

        bool back = label.Position >= 0;
        Opcode op = (relation, right is null) switch
        {
            (Relation.Equal, true) => back ? Opcode.LoopEqImm : Opcode.JumpEqImm,
            (Relation.NotEqual, true) => back ? Opcode.LoopNeImm : Opcode.JumpNeImm,
            (Relation.Less, true) => back ? Opcode.LoopLtImm : Opcode.JumpLtImm,
            (Relation.LessEqual, true) => back ? Opcode.LoopLeImm : Opcode.JumpLeImm,
            (Relation.Greater, true) => back ? Opcode.LoopGtImm : Opcode.JumpGtImm,
            (Relation.GreaterEqual, true) => back ? Opcode.LoopGeImm : Opcode.JumpGeImm,
            (Relation.Equal, false) => back ? Opcode.LoopEq : Opcode.JumpEq,
            (Relation.NotEqual, false) => back ? Opcode.LoopNe : Opcode.JumpNe,
            (Relation.Less, false) => back ? Opcode.LoopLt : Opcode.JumpLt,
            (Relation.LessEqual, false) => back ? Opcode.LoopLe : Opcode.JumpLe,
            _ => throw new ArgumentOutOfRangeException(nameof(relation)),
        };
        code.Jump(op, label, left, right ?? literal);
    }

    /// <summary>A comparison as a truth value.</summary>
    private void EmitComparison(BinaryExpr e, int target)
    {
        CheckComparison(e);
        if (!IsNumberComparison(e))
        {
            int first = EmitLeftValue(e.Left, e.Right);
            int second = EmitValue(e.Right);
            code.Emit(Opcode.Compare, target, first, second, (int)Operators.Of(e.Op));
            return;
        }

        if (folder.TryFoldNumber(e.Right, out long constant) && constant == (int)constant)
        {
            code.Emit(SetImmediate(RelationOf(e.Op)), target, EmitNumber(e.Left), (int)constant);
            return;
        }

        int left = EmitLeft(e.Left, e.Right);
        int right = EmitNumber(e.Right);
        switch (e.Op)
        {
            case BinaryOp.Greater:
                code.Emit(Opcode.SetLt, target, right, left);
                break;
            case BinaryOp.GreaterEqual:
                code.Emit(Opcode.SetLe, target, right, left);
                break;
            default:
                code.Emit(OpcodeOf(e.Op), target, left, right);
                break;
        }
    }

    private static Opcode SetImmediate(Relation relation) => relation switch
    {
        Relation.Equal => Opcode.SetEqImm,
        Relation.NotEqual => Opcode.SetNeImm,
        Relation.Less => Opcode.SetLtImm,
        Relation.LessEqual => Opcode.SetLeImm,
        Relation.Greater => Opcode.SetGtImm,
        Relation.GreaterEqual => Opcode.SetGeImm,
        _ => throw new ArgumentOutOfRangeException(nameof(relation)),
    };

    /// <summary>Reports what a comparison cannot do, where the kinds of both sides are known.</summary>
    private void CheckComparison(BinaryExpr e)
    {
        KsType left = TypeOf(e.Left), right = TypeOf(e.Right);
        if (left == KsType.Any || right == KsType.Any)
        {
            return;
        }

        bool numbers = KsTypes.IsNumber(left) && KsTypes.IsNumber(right);
        bool same = numbers || (left == KsType.Text && right == KsType.Text) || (KsTypes.IsList(left) && KsTypes.IsList(right))
            || (left == right && left is KsType.Record or KsType.Function);
        if (e.Op == BinaryOp.In)
        {
            if (!KsTypes.IsList(right) && !(left == KsType.Text && right == KsType.Text))
            {
                diagnostics.Error(DiagnosticTable.TypeMismatch, e.Right.Span, $"`in` looks into a list, and this is {KsTypes.Name(right)}");
            }
        }
        else if (e.Op is BinaryOp.Equal or BinaryOp.NotEqual)
        {
            if (!same && !MayFail(e.Left) && !MayFail(e.Right))
            {
                diagnostics.Warning(DiagnosticTable.NeverEqual, e.OpSpan, $"{KsTypes.Name(left)} never equals {KsTypes.Name(right)}");
            }
        }
        else if (!same || KsTypes.IsList(left) || left is KsType.Record or KsType.Function)
        {
            diagnostics.Error(DiagnosticTable.TypeMismatch, e.OpSpan, $"`{Operators.Symbol(Operators.Of(e.Op))}` does not take {KsTypes.Name(left)} and {KsTypes.Name(right)}");
        }
    }

    /// <summary>Whether it is a call that gives a text or a list, and -1 where it fails.</summary>
    private bool MayFail(Expr e) => e is CallExpr call && resolution.Calls.GetValueOrDefault(call) switch
    {
        SyscallTarget target => target.Row.Errors.Length > 0,
        BuiltinTarget target => target.Row.Id is Builtin.Sigset or Builtin.Sigaction or Builtin.Sigprocmask,
        _ => false,
    };
}
