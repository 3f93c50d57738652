// Expressions: EmitNumber leaves a number or truth value in a number register, EmitValue anything in a value register.
// Asked for no register in particular, both may answer with the one in which a variable lives.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Vm;

namespace KScript.Interpreter.Compiling;

internal sealed partial class Compiler
{
    /// <summary>Emits an expression for what it does.</summary>
    private void EmitForEffect(Expr expression)
    {
        switch (expression)
        {
            case CallExpr e when resolution.Calls.GetValueOrDefault(e) is SyscallTarget { Row: var row } && IsNumberCall(row):
                EmitSyscall(row, e.Arguments, -1);
                return;
            case ForkExpr e:
                EmitFork(e, -1);
                return;
            case BranchExpr e:
                EmitBranch(e, -1);
                return;
            case ContainerExpr e:
                EmitContainer(e, -1);
                return;
            case ExecExpr { IsSpawn: true } e:
                EmitSpawn(e, -1);
                return;
            case ExecExpr e:
                EmitExec(e, -1);
                return;
            case WaitExpr e:
                EmitWait(e, -1);
                return;
            case SignalExpr e:
                EmitSignal(e, -1);
                return;
            case SignalSetExpr e:
                EmitSignalSet(e, -1);
                return;
            case IoExpr e:
                EmitIo(e, -1);
                return;
            default:
                break;
        }

        if (KsTypes.IsNumber(TypeOf(expression)))
        {
            EmitNumber(expression);
        }
        else
        {
            EmitValue(expression);
        }
    }

    /// <summary>Emits an expression whose value is needed as a number.</summary>
    private int EmitNumber(Expr expression, int target = -1)
    {
        KsType type = TypeOf(expression);
        if (!KsTypes.IsNumber(type))
        {
            if (type != KsType.Any)
            {
                diagnostics.Error(DiagnosticTable.TypeMismatch, expression.Span, $"a number is needed here, and this is {KsTypes.Name(type)}",
                    type == KsType.Text ? "int(…) makes a number of a text" : null);
                return target < 0 ? code.Number() : target;
            }

            int unboxed = Target(target);
            int value = EmitValue(expression);
            code.Emit(Opcode.Unbox, unboxed, value);
            return unboxed;
        }

        if (expression is not CallExpr && folder.TryFoldNumber(expression, out long constant))
        {
            int register = Target(target);
            code.Load(register, constant);
            return register;
        }

        switch (expression)
        {
            case RegisterExpr e when target < 0:
                return e.Register;
            case RegisterExpr e:
                code.Emit(Opcode.Move, target, e.Register);
                return target;
            case NameExpr e:
                return EmitName(e, target);
            case UnaryExpr e:
                return EmitUnary(e, Target(target));
            case BinaryExpr e:
                return EmitBinary(e, Target(target));
            case IndexExpr e:
                return EmitIndex(e, Target(target));
            case MemberExpr e:
                return EmitInfo(e, Target(target));
            case CallExpr e:
                return EmitCall(e, target);
            case ForkExpr e:
                return EmitFork(e, Target(target));
            case BranchExpr e:
                return EmitBranch(e, Target(target));
            case WaitExpr e:
                return EmitWait(e, Target(target));
            case ExecExpr e:
                return e.IsSpawn ? EmitSpawn(e, Target(target)) : EmitExec(e, Target(target));
            case SignalExpr e:
                return EmitSignal(e, Target(target));
            case SignalSetExpr e:
                return EmitSignalSet(e, Target(target));
            case IoExpr e:
                return EmitIo(e, Target(target));
            case ContainerExpr e:
                return EmitContainer(e, Target(target));
            default:
                throw new InvalidOperationException($"no code for {expression.GetType().Name}");
        }
    }

    private int Target(int target) => target < 0 ? code.Number() : target;

    /// <summary>Emits an expression whose value is needed as a value of any kind.</summary>
    private int EmitValue(Expr expression, int target = -1)
    {
        KsType type = TypeOf(expression);
        if (expression is not CallExpr && folder.TryFold(expression, out Value constant))
        {
            int register = target < 0 ? code.Value() : target;
            EmitConstant(register, constant);
            return register;
        }

        if (KsTypes.IsNumber(type))
        {
            int boxed = target < 0 ? code.Value() : target;
            (int, int) mark = code.Mark;
            int number = EmitNumber(expression);
            code.Emit(type == KsType.Bool ? Opcode.BoxBool : Opcode.Box, boxed, number);
            code.Release(mark);
            return boxed;
        }

        return expression is NameExpr name ? EmitValueName(name, target) : EmitValueInto(expression, target < 0 ? code.Value() : target);
    }

    private void EmitConstant(int register, in Value constant)
    {
        if (constant.IsInt)
        {
            code.Emit(Opcode.LoadNumber, register, (int)constant.Bits, (int)(constant.Bits >> 32));
        }
        else
        {
            code.Emit(Opcode.LoadValue, register, code.Constant(constant));
        }
    }

    private int EmitValueInto(Expr expression, int target)
    {
        (int, int) mark = code.Mark;
        switch (expression)
        {
            case ListExpr e:
                code.Emit(Opcode.MakeList, target, EmitWindow(e.Items), e.Items.Count);
                break;
            case BinaryExpr e:
                EmitSum(e, target);
                break;
            case IndexExpr e:
                EmitIndexValue(e, target);
                break;
            case CallExpr e:
                EmitCallValue(e, target);
                break;
            case RecordExpr e:
                EmitRecord(e, target);
                break;
            case MemberExpr e:
                EmitField(e, target);
                break;
            case PipelineExpr e:
                EmitPipeline(e, target);
                break;
            case CaptureExpr e:
                EmitCapture(e, target);
                break;
            default:
                break;
        }

        code.Release(mark);
        return target;
    }

    private int EmitValueName(NameExpr e, int target)
    {
        Variable variable = resolution.Variables[e];
        if (IsDirect(variable) && target < 0)
        {
            return variable.Index;
        }

        int register = target < 0 ? code.Value() : target;
        if (IsUnchanged(variable, out Value initial))
        {
            EmitConstant(register, initial);
            return register;
        }

        code.Emit(LoadOf(variable, ofValue: true), register, variable.Index);
        return register;
    }

    /// <summary>Whether a variable is in the registers of the present body's own frame.</summary>
    private bool IsDirect(Variable variable) => variable.Kind != VariableKind.Shared && variable.Place == VariablePlace.AsKind
        && (variable.Owner == body || (variable.Kind == VariableKind.Global && body.IsImage));

    private int EmitName(NameExpr e, int target)
    {
        if (!resolution.Variables.TryGetValue(e, out Variable? variable))
        {
            int special = Target(target);
            code.Emit(e.Name switch { "status" => Opcode.LoadStatus, "rusage" => Opcode.LoadUsage, _ => Opcode.LoadErrno }, special);
            return special;
        }

        if (IsDirect(variable) && target < 0 && variable.Constant is null)
        {
            return variable.Index;
        }

        int register = Target(target);
        if (IsUnchanged(variable, out Value initial))
        {
            code.Load(register, initial.Bits);
        }
        else if (!IsDirect(variable) || variable.Index != register)
        {
            code.Emit(LoadOf(variable, ofValue: false), register, variable.Index);
        }

        return register;
    }

    private int EmitUnary(UnaryExpr e, int target)
    {
        (int, int) mark = code.Mark;
        if (e.Op == UnaryOp.Not)
        {
            int truth = EmitTruth(e.Operand);
            code.Emit(Opcode.SetEqImm, target, truth, 0);
        }
        else
        {
            int operand = EmitNumber(e.Operand);
            code.Emit(e.Op == UnaryOp.Negate ? Opcode.Neg : Opcode.Complement, target, operand);
        }

        code.Release(mark);
        return target;
    }

    /// <summary>A number register that is 0 if and only if the expression counts as false.</summary>
    private int EmitTruth(Expr expression)
    {
        if (KsTypes.IsNumber(TypeOf(expression)))
        {
            return EmitNumber(expression);
        }

        int truth = code.Number();
        int value = EmitValue(expression);
        code.Emit(Opcode.Truth, truth, value);
        return truth;
    }

    private int EmitBinary(BinaryExpr e, int target)
    {
        (int, int) mark = code.Mark;
        if (e.Op is BinaryOp.And or BinaryOp.Or)
        {
            EmitLogical(e, target);
        }
        else if (Operators.IsComparison(Operators.Of(e.Op)))
        {
            EmitComparison(e, target);
        }
        else
        {
            EmitArithmetic(e.Op, e.Left, e.Right, target);
        }

        code.Release(mark);
        return target;
    }

    private void EmitLogical(BinaryExpr e, int target)
    {
        var (no, end) = (new Label(), new Label());
        EmitCondition(e, no, jumpIf: false);
        code.Load(target, 1);
        code.Jump(Opcode.Jump, end);
        code.Place(no);
        code.Load(target, 0);
        code.Place(end);
    }

    private void EmitArithmetic(BinaryOp op, Expr leftExpression, Expr rightExpression, int target)
    {
        if (folder.TryFoldNumber(rightExpression, out long constant) && ImmediateOf(op, ref constant) is { } immediate)
        {
            code.Emit(immediate, target, EmitNumber(leftExpression), (int)constant);
            return;
        }

        if (op is BinaryOp.Add or BinaryOp.Multiply && folder.TryFoldNumber(leftExpression, out constant) && ImmediateOf(op, ref constant) is { } commuted)
        {
            code.Emit(commuted, target, EmitNumber(rightExpression), (int)constant);
            return;
        }

        int left = EmitLeft(leftExpression, rightExpression);
        int right = EmitNumber(rightExpression);
        code.Emit(OpcodeOf(op), target, left, right);
    }

    /// <summary>The form with a literal, if there is one for this number; a subtraction becomes an addition.</summary>
    private static Opcode? ImmediateOf(BinaryOp op, ref long constant)
    {
        if (op == BinaryOp.Subtract)
        {
            constant = -constant;
        }

        return constant != (int)constant ? null : op switch
        {
            BinaryOp.Add or BinaryOp.Subtract => Opcode.AddImm,
            BinaryOp.Multiply => Opcode.MulImm,
            BinaryOp.Divide when constant != 0 => Opcode.DivImm,
            BinaryOp.Modulo when constant != 0 => Opcode.ModImm,
            _ => null,
        };
    }

    private static Opcode OpcodeOf(BinaryOp op) => op switch
    {
        BinaryOp.Add => Opcode.Add,
        BinaryOp.Subtract => Opcode.Sub,
        BinaryOp.Multiply => Opcode.Mul,
        BinaryOp.Divide => Opcode.Div,
        BinaryOp.Modulo => Opcode.Mod,
        BinaryOp.BitAnd => Opcode.And,
        BinaryOp.BitOr => Opcode.Or,
        BinaryOp.BitXor => Opcode.Xor,
        BinaryOp.ShiftLeft => Opcode.Shl,
        BinaryOp.ShiftRight => Opcode.Shr,
        BinaryOp.Equal => Opcode.SetEq,
        BinaryOp.NotEqual => Opcode.SetNe,
        BinaryOp.Less => Opcode.SetLt,
        BinaryOp.LessEqual => Opcode.SetLe,
        BinaryOp.Greater or BinaryOp.GreaterEqual or BinaryOp.In or BinaryOp.And or BinaryOp.Or => throw new ArgumentOutOfRangeException(nameof(op)),
        _ => throw new ArgumentOutOfRangeException(nameof(op)),
    };

    /// <summary>A left operand, kept safe from what the right one may do to the variable it came from.</summary>
    private int EmitLeft(Expr left, Expr right)
    {
        int target = effects.HasEffects(right) && left is NameExpr ? code.Number() : -1;
        return EmitNumber(left, target);
    }

    private int EmitLeftValue(Expr left, Expr right)
    {
        int target = effects.HasEffects(right) && left is NameExpr ? code.Value() : -1;
        return EmitValue(left, target);
    }

    private void EmitSum(BinaryExpr e, int target)
    {
        KsType left = TypeOf(e.Left), right = TypeOf(e.Right);
        CheckSum(left, right, e.OpSpan);
        int first = EmitLeftValue(e.Left, e.Right);
        if (folder.TryFold(e.Right, out Value constant) && constant.IsInt && constant.Bits == (int)constant.Bits)
        {
            code.Emit(Opcode.PlusImm, target, first, (int)constant.Bits);
            return;
        }

        int second = EmitValue(e.Right);
        code.Emit(Opcode.Plus, target, first, second);
    }

    /// <summary>Reports a sum of things that do not add, where that is certain.</summary>
    private void CheckSum(KsType left, KsType right, Span span)
    {
        bool mixed = left != KsType.Any && right != KsType.Any
            && !(KsTypes.IsNumber(left) && KsTypes.IsNumber(right)) && !(KsTypes.IsList(left) && KsTypes.IsList(right)) && (left != right || left == KsType.Function);
        if (mixed)
        {
            string? hint = left == KsType.Function || right == KsType.Function ? null : left == KsType.Text || right == KsType.Text ? "str(…) makes a text of anything; `print a, b` needs no `+`" : "[e] makes a list of one element";
            diagnostics.Error(DiagnosticTable.TypeMismatch, span, $"`+` does not take {KsTypes.Name(left)} and {KsTypes.Name(right)}", hint);
        }
    }

    private int EmitIndex(IndexExpr e, int target)
    {
        (int, int) mark = code.Mark;
        EmitIndex(e, Opcode.IndexNumber, target);
        code.Release(mark);
        return target;
    }

    private void EmitIndexValue(IndexExpr e, int target) => EmitIndex(e, Opcode.Index, target);

    private void EmitIndex(IndexExpr e, Opcode op, int target)
    {
        KsType type = TypeOf(e.Target);
        if (KsTypes.IsNumber(type) || type is KsType.Record or KsType.Function)
        {
            diagnostics.Error(DiagnosticTable.TypeMismatch, e.Target.Span, $"only lists and texts have elements, and this is {KsTypes.Name(type)}");
            return;
        }

        int list = EmitLeftValue(e.Target, e.Index);
        int index = EmitNumber(e.Index);
        code.Emit(op, target, list, index);
    }

    private void EmitRecord(RecordExpr e, int target)
    {
        int window = EmitWindow(e.Fields.ConvertAll(field => field.Value));
        code.Emit(Opcode.MakeRecord, target, window, code.Names(e.Fields.ConvertAll(field => field.Name.Name)), e.Fields.Count);
    }

    private void EmitField(MemberExpr e, int target)
    {
        if (CheckHasFields(e.Target))
        {
            int record = EmitValue(e.Target);
            code.Emit(Opcode.Field, target, record, code.Constant(Value.Of(e.Member.Name)));
        }
    }

    private bool CheckHasFields(Expr target)
    {
        KsType type = TypeOf(target);
        bool has = type is KsType.Record or KsType.Any;
        bool isKnown = target is not NameExpr name || resolution.Variables.ContainsKey(name) || KernelNames.TryConstant(name.Name, out _);
        if (!has && isKnown)
        {
            diagnostics.Error(DiagnosticTable.UnknownMember, target.Span, $"only records and `info` have fields, and this is {KsTypes.Name(type)}",
                "a record is written record(name=\"bob\", pid=0)");
        }

        return has;
    }

    private int EmitInfo(MemberExpr e, int target)
    {
        if (Enum.TryParse(e.Member.Name, ignoreCase: true, out InfoField field))
        {
            code.Emit(Opcode.LoadInfo, target, w: (int)field);
        }

        return target;
    }

    /// <summary>x = e.</summary>
    private void EmitStore(Variable variable, Expr value)
    {
        if (variable.IsValue)
        {
            if (IsDirect(variable))
            {
                EmitValue(value, variable.Index);
            }
            else
            {
                int register = EmitValue(value);
                EmitStoreValue(variable, register);
            }
        }
        else if (IsDirect(variable))
        {
            EmitNumber(value, variable.Index);
        }
        else
        {
            int register = EmitNumber(value);
            EmitStoreNumber(variable, register, KsType.Int);
        }
    }

    private void EmitStoreValue(Variable variable, int register, bool atomic = false)
        => code.Emit(StoreOf(variable, ofValue: true), variable.Index, register, w: atomic ? 1 : 0);

    /// <summary>Stores a number register in a variable of either kind.</summary>
    private void EmitStoreNumber(Variable variable, int register, KsType type, bool atomic = false)
    {
        if (variable.IsValue)
        {
            (int, int) mark = code.Mark;
            int boxed = IsDirect(variable) ? variable.Index : code.Value();
            code.Emit(type == KsType.Bool ? Opcode.BoxBool : Opcode.Box, boxed, register);
            if (!IsDirect(variable))
            {
                EmitStoreValue(variable, boxed, atomic);
            }

            code.Release(mark);
            return;
        }

        code.Emit(StoreOf(variable, ofValue: false), variable.Index, register, w: atomic ? 1 : 0);
    }
}
