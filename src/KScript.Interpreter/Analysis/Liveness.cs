// Live registers: those that code to come may still read. The others are leftovers, and two states that differ in them alone are one.
using KScript.Interpreter.Bytecode;

namespace KScript.Interpreter.Analysis;

/// <summary>Live registers, as bits, for each instruction.</summary>
internal sealed class Liveness
{
    private readonly CompiledProgram program;
    private readonly GlobalUse globals;

    /// <summary>Analyses a program, backwards to a fixed point.</summary>
    /// <param name="program">The program.</param>
    /// <param name="globals">Its functions' use of frame 0.</param>
    /// <param name="withHandlers">Whether handlers may still run: what they read of frame 0 is then live throughout.</param>
    public Liveness(CompiledProgram program, GlobalUse globals, bool withHandlers)
    {
        (this.program, this.globals) = (program, globals);
        int length = program.Code.Length;
        NumbersBefore = new ulong[length];
        ValuesBefore = new ulong[length];
        NumbersAfter = new ulong[length];
        ValuesAfter = new ulong[length];
        AlwaysNumbers = globals.AtExitNumbers | (withHandlers ? globals.HandlerNumbersRead : 0);
        AlwaysValues = globals.AtExitValues | (withHandlers ? globals.HandlerValuesRead : 0);
        bool changed = true;
        while (changed)
        {
            changed = false;
            for (int pc = length - 1; pc >= 0; pc--)
            {
                changed |= Flow(pc);
            }
        }
    }

    /// <summary>Number registers that are live before an instruction.</summary>
    public ulong[] NumbersBefore { get; }

    /// <summary>Value registers that are live before it.</summary>
    public ulong[] ValuesBefore { get; }

    /// <summary>Number registers that are live behind it: those of a frame that waits for the function it called there.</summary>
    public ulong[] NumbersAfter { get; }

    /// <summary>Value registers that are live behind it.</summary>
    public ulong[] ValuesAfter { get; }

    /// <summary>What of frame 0 is live everywhere.</summary>
    private ulong AlwaysNumbers { get; }

    private ulong AlwaysValues { get; }

    private bool Flow(int pc)
    {
        ref readonly Instruction i = ref program.Code[pc];
        bool isFrameZero = GlobalUse.IsFrameZero(program.Functions[program.FunctionOf[pc]].Kind);
        ulong numbers = isFrameZero ? AlwaysNumbers : 0;
        ulong values = isFrameZero ? AlwaysValues : 0;
        (int first, int second) = RegisterUse.Next(program, pc);
        Join(second, ref numbers, ref values);
        if (i.Op == Opcode.Fork && i.B >= 0)
        {
            // The parent's register gets the pid; the child's stays as it is.
            numbers &= ~(1UL << i.B);
        }

        Join(first, ref numbers, ref values);
        RegisterUse use = RegisterUse.Of(program, in i);
        if (i.Op == Opcode.Call)
        {
            // The result is not there yet while the function runs.
            numbers &= ~(i.B >= 0 && globals.GivesNumber[i.C] ? 1UL << i.B : 0);
            values &= ~(i.B >= 0 && globals.GivesValue[i.C] ? 1UL << i.B : 0);
        }

        ulong numbersBefore = use.ReadNumbers | (numbers & ~use.WrittenNumbers);
        ulong valuesBefore = use.ReadValues | (values & ~use.WrittenValues);
        if (isFrameZero)
        {
            ulong calledNumbers = i.Op == Opcode.Call ? globals.ReadNumbers[i.C] : 0;
            ulong calledValues = i.Op == Opcode.Call ? globals.ReadValues[i.C] : 0;
            numbersBefore |= AlwaysNumbers | calledNumbers;
            valuesBefore |= AlwaysValues | calledValues;
        }

        bool changed = numbersBefore != NumbersBefore[pc] || valuesBefore != ValuesBefore[pc] || numbers != NumbersAfter[pc] || values != ValuesAfter[pc];
        (NumbersBefore[pc], ValuesBefore[pc], NumbersAfter[pc], ValuesAfter[pc]) = (numbersBefore, valuesBefore, numbers, values);
        return changed;
    }

    private void Join(int pc, ref ulong numbers, ref ulong values)
    {
        if (pc >= 0)
        {
            numbers |= NumbersBefore[pc];
            values |= ValuesBefore[pc];
        }
    }
}
