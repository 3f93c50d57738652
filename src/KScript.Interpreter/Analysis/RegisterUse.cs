// What each instruction reads and writes of its own frame's registers, and where the code goes on after it: what the analyses of the model
// checker are made of. A case is missing for no opcode that touches a register (RegisterUseTests).
using KScript.Interpreter.Bytecode;
using KScript.Kernel;

namespace KScript.Interpreter.Analysis;

/// <summary>Registers of a frame, as bits: numbers and values.</summary>
/// <param name="ReadNumbers">Number registers that it reads.</param>
/// <param name="WrittenNumbers">Number registers that it certainly writes.</param>
/// <param name="ReadValues">Value registers that it reads.</param>
/// <param name="WrittenValues">Value registers that it certainly writes.</param>
internal readonly record struct RegisterUse(ulong ReadNumbers, ulong WrittenNumbers, ulong ReadValues, ulong WrittenValues)
{
    /// <summary>More registers than a frame may have to be analysed.</summary>
    public const int MostRegisters = 64;

    private static ulong Bit(int register) => register < 0 ? 0 : 1UL << register;

    private static ulong Range(int from, int count)
    {
        ulong bits = 0;
        for (int i = 0; i < count; i++)
        {
            bits |= Bit(from + i);
        }

        return bits;
    }

    private static RegisterUse Numbers(ulong read, ulong written) => new(read, written, 0, 0);

    private static RegisterUse Values(ulong read, ulong written) => new(0, 0, read, written);

    /// <summary>What an instruction of a program reads and writes.</summary>
    public static RegisterUse Of(CompiledProgram program, in Instruction i)
    {
        switch (i.Op)
        {
            case Opcode.Move or Opcode.AddImm or Opcode.MulImm or Opcode.DivImm or Opcode.ModImm or Opcode.Neg or Opcode.Complement
                or Opcode.SetEqImm or Opcode.SetNeImm or Opcode.SetLtImm or Opcode.SetLeImm or Opcode.SetGtImm or Opcode.SetGeImm:
                return Numbers(Bit(i.B), Bit(i.A));
            case Opcode.Add or Opcode.Sub or Opcode.Mul or Opcode.Div or Opcode.Mod or Opcode.And or Opcode.Or or Opcode.Xor or Opcode.Shl or Opcode.Shr
                or Opcode.SetEq or Opcode.SetNe or Opcode.SetLt or Opcode.SetLe or Opcode.AddSignal:
                return Numbers(Bit(i.B) | Bit(i.C), Bit(i.A));
            case Opcode.Load or Opcode.LoadGlobal or Opcode.LoadShared or Opcode.LoadSelf or Opcode.LoadStatus or Opcode.LoadErrno or Opcode.LoadInfo:
                return Numbers(0, Bit(i.A));
            case Opcode.JumpEq or Opcode.JumpNe or Opcode.JumpLt or Opcode.JumpLe or Opcode.LoopEq or Opcode.LoopNe or Opcode.LoopLt or Opcode.LoopLe:
                return Numbers(Bit(i.A) | Bit(i.B), 0);
            case >= Opcode.JumpEqImm and <= Opcode.JumpGeImm or >= Opcode.LoopEqImm and <= Opcode.LoopGeImm:
                return Numbers(Bit(i.A), 0);
            case Opcode.Return or Opcode.Compute or Opcode.StoreErrno:
                return Numbers(Bit(i.A), 0);
            case Opcode.StoreGlobal or Opcode.StoreShared or Opcode.Show:
                return Numbers(Bit(i.B), 0);
            case Opcode.Call:
                return OfCall(program, in i);
            case Opcode.Sys or Opcode.SysValue:
                return OfSystemCall(in i);
            default:
                return OfValues(in i);
        }
    }

    /// <summary>Whether these analyses know an instruction: one that is new is not passed over in silence.</summary>
    public static bool IsKnown(Opcode op) => op is <= Opcode.Point and not (Opcode.Branch or >= Opcode.LoadCommon and <= Opcode.NewCell);

    private static RegisterUse OfValues(in Instruction i)
    {
        switch (i.Op)
        {
            case Opcode.ReturnValue or Opcode.StdioPut:
                return Values(Bit(i.A), 0);
            case Opcode.MoveValue or Opcode.PlusImm or Opcode.ToText or Opcode.Choose:
                return Values(Bit(i.B), Bit(i.A));
            case Opcode.LoadNumber or Opcode.LoadValue or Opcode.LoadSharedValue or Opcode.LoadGlobalValue:
                return Values(0, Bit(i.A));
            case Opcode.StoreGlobalValue or Opcode.StoreSharedValue:
                return Values(Bit(i.B), 0);
            case Opcode.Plus:
                return Values(Bit(i.B) | Bit(i.C), Bit(i.A));
            case Opcode.MakeList or Opcode.PrintText or Opcode.Format:
                return Values(Range(i.B, i.C), Bit(i.A));
            case Opcode.Append:
                return Values(Bit(i.B) | (i.W == (int)Holder.Frame ? Bit(i.A) : 0), 0);
            case Opcode.Box or Opcode.BoxBool:
                return new RegisterUse(Bit(i.B), 0, 0, Bit(i.A));
            case Opcode.Unbox or Opcode.Truth or Opcode.Length or Opcode.ToNumber or Opcode.MaskOfList:
                return new RegisterUse(0, Bit(i.A), Bit(i.B), 0);
            case Opcode.Compare:
                return new RegisterUse(0, Bit(i.A), Bit(i.B) | Bit(i.C), 0);
            case Opcode.Index:
                return new RegisterUse(Bit(i.C), 0, Bit(i.B), Bit(i.A));
            case Opcode.IndexNumber:
                return new RegisterUse(Bit(i.C), Bit(i.A), Bit(i.B), 0);
            case Opcode.StoreIndex:
                return new RegisterUse(Bit(i.B), 0, Bit(i.C) | (i.W == (int)Holder.Frame ? Bit(i.A) : 0), 0);
            case Opcode.View:
                return new RegisterUse(Bit(i.B), Bit(i.A), Bit(i.C), 0);
            case Opcode.ViewValue:
                return new RegisterUse(Bit(i.B), 0, Bit(i.C), Bit(i.A));
            case Opcode.Exec:
                return new RegisterUse(0, Bit(i.B), Range(i.A, i.W), 0);
            case Opcode.AssertFailed:
                // The values that its message shows: however many, a halted machine goes no further.
                return Values(Bit(i.B), 0);
            default:
                return default;
        }
    }

    private static RegisterUse OfCall(CompiledProgram program, in Instruction i)
    {
        ulong numbers = 0;
        ulong values = 0;
        foreach (Place parameter in program.Functions[i.C].Parameters)
        {
            if (parameter.IsValue)
            {
                values |= Bit((int)((uint)i.A >> 16) + parameter.Index);
            }
            else
            {
                numbers |= Bit((ushort)i.A + 1 + parameter.Index);
            }
        }

        return new RegisterUse(numbers, 0, values, 0);
    }

    private static RegisterUse OfSystemCall(in Instruction i)
    {
        ulong arguments = i.A < 0 ? 0 : Range(i.A, i.W >> 8);
        ulong payload = i.C >= 0 ? Bit(i.C) : 0;
        return i.Op == Opcode.Sys ? new RegisterUse(arguments, Bit(i.B), payload, 0) : new RegisterUse(arguments, 0, payload, Bit(i.B));
    }

    /// <summary>Whether it is a jump, with the distance in c.</summary>
    public static bool IsJump(Opcode op) => op is >= Opcode.Jump and <= Opcode.LoopGeImm;

    /// <summary>The system call that an instruction makes; None: it makes none.</summary>
    public static SyscallNumber CallOf(in Instruction i) => i.Op switch
    {
        Opcode.Sys or Opcode.SysValue => (SyscallNumber)(i.W & 0xff),
        Opcode.Fork => SyscallNumber.Fork,
        Opcode.Spawn => SyscallNumber.PosixSpawn,
        // A thread, a vfork or a clone: its number is in a register.
        Opcode.Branch => SyscallNumber.Clone,
        Opcode.Exec => SyscallNumber.Execve,
        Opcode.StdioFlush => SyscallNumber.Write,
        _ => SyscallNumber.None,
    };

    /// <summary>Where the code of a frame goes on after an instruction: at most two places; -1: not there.</summary>
    public static (int First, int Second) Next(CompiledProgram program, int pc)
    {
        Instruction i = program.Code[pc];
        int behind = pc + 1 < program.Code.Length && program.FunctionOf[pc + 1] == program.FunctionOf[pc] ? pc + 1 : -1;
        return i.Op switch
        {
            Opcode.Jump or Opcode.Loop => (pc + i.C, -1),
            Opcode.Return or Opcode.ReturnValue or Opcode.AssertFailed or Opcode.HoldsNot => (-1, -1),
            Opcode.Sys or Opcode.SysValue when CallOf(in i) == SyscallNumber.Exit => (-1, -1),
            Opcode.Fork or Opcode.Branch or Opcode.Until => (behind, pc + i.C),
            Opcode.AtExitCall => (behind, behind < 0 || pc + 2 >= program.Code.Length ? -1 : pc + 2),
            var op when IsJump(op) => (behind, pc + i.C),
            _ => (behind, -1),
        };
    }
}
