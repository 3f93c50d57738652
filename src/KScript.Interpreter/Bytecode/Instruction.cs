// One instruction: 16 bytes, four fields. Opcode.cs says what they mean for each.
using System.Runtime.InteropServices;

namespace KScript.Interpreter.Bytecode;

/// <summary>An instruction. Immutable once a program is compiled.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct Instruction(Opcode op, int w, int a, int b, int c)
{
    /// <summary>What it does.</summary>
    public Opcode Op = op;

    /// <summary>Usually the statements it charges; some instructions use it as a small operand.</summary>
    public ushort W = (ushort)w;

    /// <summary>First operand.</summary>
    public int A = a;

    /// <summary>Second operand.</summary>
    public int B = b;

    /// <summary>Third operand, or the distance of a jump.</summary>
    public int C = c;

    /// <summary>A 64-bit literal in b and c.</summary>
    public readonly long Literal => (uint)B | ((long)C << 32);

    /// <summary>Whether it is the store of atomic_add or compare_swap: nobody comes between it and the load before it.</summary>
    public readonly bool IsAtomicStore => W == 1 && Op is Opcode.StoreGlobal or Opcode.StoreGlobalValue or Opcode.StoreShared or Opcode.StoreSharedValue
        or Opcode.StoreCommon or Opcode.StoreCommonValue or Opcode.StoreCell or Opcode.StoreCellValue;
}

/// <summary>What a call needs to know of a function.</summary>
/// <param name="Entry">Its first instruction.</param>
/// <param name="Numbers">Registers of its frame for numbers.</param>
/// <param name="Values">Registers of its frame for values.</param>
internal readonly record struct FunctionFrame(int Entry, int Numbers, int Values);
