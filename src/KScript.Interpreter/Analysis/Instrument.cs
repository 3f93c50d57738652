// A copy of a program for the model checker: before each instruction that touches a variable which a handler of the same process also
// touches stands a Point, and `until` waits at once, for looking at its condition is one step however many variables it has. A run never
// sees it; its trace is the same.
using KScript.Interpreter.Bytecode;

namespace KScript.Interpreter.Analysis;

/// <summary>Makes the copy.</summary>
internal static class Instrument
{
    /// <summary>The program with its points.</summary>
    /// <param name="program">The program as it was compiled.</param>
    /// <param name="everywhere">A point before every instruction of processes: what the tests compare with.</param>
    public static CompiledProgram Apply(CompiledProgram program, bool everywhere = false)
    {
        bool isAnalysed = ProgramAnalysis.CanBeAnalysed(program);
        GlobalUse? globals = isAnalysed ? new GlobalUse(program) : null;
        int[] untilOf = FindConditions(program);
        var added = new Instruction?[program.Code.Length];
        int count = 0;
        for (int pc = 0; pc < program.Code.Length; pc++)
        {
            if (untilOf[pc] < 0 && (everywhere ? IsOfProcess(program, pc) : globals is null || Touches(program, globals, pc)))
            {
                added[pc] = new Instruction(Opcode.Point, 0, 0, 0, 0);
                count++;
            }
        }

        for (int pc = 0; pc < program.Code.Length; pc++)
        {
            if (program.Code[pc].Op == Opcode.Until)
            {
                int start = pc + program.Code[pc].C;
                count += added[start] is null ? 1 : 0;
                added[start] = new Instruction(Opcode.Jump, 0, 0, 0, pc);
            }
        }

        return count == 0 ? program : Copy(program, added, count);
    }

    /// <summary>For each instruction of an until's condition the until; -1 for others.</summary>
    private static int[] FindConditions(CompiledProgram program)
    {
        int[] untilOf = new int[program.Code.Length];
        Array.Fill(untilOf, -1);
        for (int pc = 0; pc < program.Code.Length; pc++)
        {
            if (program.Code[pc].Op == Opcode.Until)
            {
                untilOf.AsSpan(pc + program.Code[pc].C, -program.Code[pc].C + 1).Fill(pc);
            }
        }

        return untilOf;
    }

    private static bool IsOfProcess(CompiledProgram program, int pc) =>
        program.Functions[program.FunctionOf[pc]].Kind is not (FunctionKind.Property or FunctionKind.Watch);

    private static bool Touches(CompiledProgram program, GlobalUse globals, int pc)
    {
        ref readonly Instruction i = ref program.Code[pc];
        if (!GlobalUse.IsFrameZero(program.Functions[program.FunctionOf[pc]].Kind))
        {
            return IsOfProcess(program, pc) && TouchesGlobal(in i, globals);
        }

        RegisterUse use = RegisterUse.Of(program, in i);

        // A call and a fork are points by themselves, or begin with some.
        return i.Op is not (Opcode.Sys or Opcode.Fork)
            && (((use.ReadNumbers | use.WrittenNumbers) & globals.HandlerNumbers) | ((use.ReadValues | use.WrittenValues) & globals.HandlerValues)) != 0;
    }

    private static bool TouchesGlobal(in Instruction i, GlobalUse globals) => i.Op switch
    {
        Opcode.LoadGlobal => (globals.HandlerNumbers >> i.B & 1) != 0,
        Opcode.StoreGlobal => (globals.HandlerNumbers >> i.A & 1) != 0,
        Opcode.LoadGlobalValue => (globals.HandlerValues >> i.B & 1) != 0,
        Opcode.StoreGlobalValue => (globals.HandlerValues >> i.A & 1) != 0,
        Opcode.StoreIndex or Opcode.Append when i.W == (int)Holder.Global => (globals.HandlerValues >> i.A & 1) != 0,
        _ => false,
    };

    private static CompiledProgram Copy(CompiledProgram program, Instruction?[] added, int count)
    {
        int length = program.Code.Length;
        int[] at = new int[length + 1];
        for (int pc = 0; pc < length; pc++)
        {
            at[pc + 1] = at[pc] + (added[pc] is null ? 1 : 2);
        }

        var code = new Instruction[length + count];
        for (int pc = 0; pc < length; pc++)
        {
            int to = at[pc];
            if (added[pc] is { } before)
            {
                // Of a jump to an until, c is still the old place of its target; the trap is behind a point that may stand before it.
                code[to] = before.Op == Opcode.Jump ? before with { C = at[before.C + 1] - 1 - to } : before;
                to++;
            }

            Instruction i = program.Code[pc];
            if (RegisterUse.IsJump(i.Op) || i.Op is Opcode.Fork or Opcode.Branch)
            {
                i.C = at[pc + i.C] - to;
            }
            else if (i.Op == Opcode.Until)
            {
                // The condition proper, behind the jump over it.
                i.C = at[pc + i.C] + 1 - to;
            }

            code[to] = i;
        }

        return program.WithCode(code, at);
    }
}
