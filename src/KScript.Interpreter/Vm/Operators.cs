// The operators on numbers, for constants and for values whose kind is known only at run time. The fast forms are opcodes.
using KScript.Interpreter.Ast;

namespace KScript.Interpreter.Vm;

/// <summary>The operators that a value instruction may carry in w.</summary>
internal enum Operator : byte { Add, Subtract, Multiply, Divide, Modulo, BitAnd, BitOr, BitXor, ShiftLeft, ShiftRight, Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual, In }

/// <summary>What operators do to numbers.</summary>
internal static class Operators
{
    /// <summary>A binary operator of the tree; And and Or are jumps and have none.</summary>
    public static Operator Of(BinaryOp op) => op switch
    {
        BinaryOp.BitOr => Operator.BitOr,
        BinaryOp.BitXor => Operator.BitXor,
        BinaryOp.BitAnd => Operator.BitAnd,
        BinaryOp.Equal => Operator.Equal,
        BinaryOp.NotEqual => Operator.NotEqual,
        BinaryOp.Less => Operator.Less,
        BinaryOp.LessEqual => Operator.LessEqual,
        BinaryOp.Greater => Operator.Greater,
        BinaryOp.GreaterEqual => Operator.GreaterEqual,
        BinaryOp.In => Operator.In,
        BinaryOp.ShiftLeft => Operator.ShiftLeft,
        BinaryOp.ShiftRight => Operator.ShiftRight,
        BinaryOp.Add => Operator.Add,
        BinaryOp.Subtract => Operator.Subtract,
        BinaryOp.Multiply => Operator.Multiply,
        BinaryOp.Divide => Operator.Divide,
        BinaryOp.Modulo => Operator.Modulo,
        BinaryOp.Or or BinaryOp.And => throw new ArgumentOutOfRangeException(nameof(op)),
        _ => throw new ArgumentOutOfRangeException(nameof(op)),
    };

    /// <summary>Whether it gives a truth value.</summary>
    public static bool IsComparison(Operator op) => op >= Operator.Equal;

    /// <summary>Applies it; the divisor is not 0. Wraps as 64-bit numbers do; shifts take the low six bits of their count.</summary>
    public static long Apply(Operator op, long a, long b) => op switch
    {
        Operator.Add => a + b,
        Operator.Subtract => a - b,
        Operator.Multiply => a * b,
        Operator.Divide => b == -1 ? -a : a / b,
        Operator.Modulo => b == -1 ? 0 : a % b,
        Operator.BitAnd => a & b,
        Operator.BitOr => a | b,
        Operator.BitXor => a ^ b,
        Operator.ShiftLeft => a << (int)b,
        Operator.ShiftRight => a >> (int)b,
        Operator.Equal => a == b ? 1 : 0,
        Operator.NotEqual => a != b ? 1 : 0,
        Operator.Less => a < b ? 1 : 0,
        Operator.LessEqual => a <= b ? 1 : 0,
        Operator.Greater => a > b ? 1 : 0,
        Operator.GreaterEqual => a >= b ? 1 : 0,
        Operator.In => throw new ArgumentOutOfRangeException(nameof(op)),
        _ => throw new ArgumentOutOfRangeException(nameof(op)),
    };

    /// <summary>As it is written.</summary>
    public static string Symbol(Operator op) => op switch
    {
        Operator.Add => "+",
        Operator.Subtract => "-",
        Operator.Multiply => "*",
        Operator.Divide => "/",
        Operator.Modulo => "%",
        Operator.BitAnd => "&",
        Operator.BitOr => "|",
        Operator.BitXor => "^",
        Operator.ShiftLeft => "<<",
        Operator.ShiftRight => ">>",
        Operator.Equal => "==",
        Operator.NotEqual => "!=",
        Operator.Less => "<",
        Operator.LessEqual => "<=",
        Operator.Greater => ">",
        Operator.GreaterEqual => ">=",
        Operator.In => "in",
        _ => throw new ArgumentOutOfRangeException(nameof(op)),
    };
}
