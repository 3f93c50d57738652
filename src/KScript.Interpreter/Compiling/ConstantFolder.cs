// Expressions whose value is known before anything runs: literals, constants, and operators on them.
using KScript.Interpreter.Ast;
using KScript.Interpreter.Vm;

namespace KScript.Interpreter.Compiling;

/// <summary>Folds constants. Names of variables are no constants; a script that hides SIGCHLD with a variable gets no folding of it.</summary>
internal sealed class ConstantFolder(long tickMicroseconds, Resolution names)
{
    /// <summary>A time in ticks, rounded up.</summary>
    public long Ticks(long microseconds)
    {
        long tick = Math.Max(1, tickMicroseconds);
        return (microseconds / tick) + (microseconds % tick > 0 ? 1 : 0);
    }

    /// <summary>The value of a constant expression.</summary>
    public bool TryFold(Expr expression, out Value value)
    {
        value = default;
        switch (expression)
        {
            case IntExpr e:
                value = Value.Of(e.Value);
                return true;
            case TimeExpr e:
                value = Value.Of(Ticks(e.Microseconds));
                return true;
            case BoolExpr e:
                value = Value.Of(e.Value);
                return true;
            case TextExpr e:
                value = Value.Of(e.Value);
                return true;
            case NameExpr e when names.Functions.TryGetValue(e, out Body? function):
                value = Value.Of(function.Value);
                return true;
            case NameExpr e:
                return !names.Variables.ContainsKey(e) && KernelNames.TryConstant(e.Name, out value);
            case ListExpr e:
                return TryFoldList(e, out value);
            case UnaryExpr e:
                return TryFold(e.Operand, out Value operand) && TryUnary(e.Op, operand, out value);
            case BinaryExpr e when e.Op is not (BinaryOp.And or BinaryOp.Or or BinaryOp.In):
                return TryFold(e.Left, out Value left) && TryFold(e.Right, out Value right) && TryBinary(Operators.Of(e.Op), left, right, out value);
            default:
                return false;
        }
    }

    /// <summary>The number of a constant expression.</summary>
    public bool TryFoldNumber(Expr expression, out long number)
    {
        bool folded = TryFold(expression, out Value value) && value.IsNumber;
        number = value.Bits;
        return folded;
    }

    private bool TryFoldList(ListExpr list, out Value value)
    {
        var items = new Value[list.Items.Count];
        value = default;
        for (int i = 0; i < items.Length; i++)
        {
            if (!TryFold(list.Items[i], out items[i]))
            {
                return false;
            }
        }

        ListValue result = ListValue.Of(items);
        result.Share();
        value = Value.Of(result);
        return true;
    }

    private static bool TryUnary(UnaryOp op, in Value operand, out Value value)
    {
        value = op switch
        {
            UnaryOp.Not => Value.Of(!operand.IsTrue),
            UnaryOp.Negate => Value.Of(-operand.Bits),
            UnaryOp.Complement => Value.Of(~operand.Bits),
            _ => throw new ArgumentOutOfRangeException(nameof(op)),
        };
        return op == UnaryOp.Not || operand.IsNumber;
    }

    private static bool TryBinary(Operator op, in Value left, in Value right, out Value value)
    {
        value = default;
        if (!left.IsNumber || !right.IsNumber || (op is Operator.Divide or Operator.Modulo && right.Bits == 0))
        {
            return false;
        }

        long number = Operators.Apply(op, left.Bits, right.Bits);
        value = Operators.IsComparison(op) ? Value.Of(number != 0) : Value.Of(number);
        return true;
    }
}
