// Which top-level variables (registers of frame 0) functions read and write, those that they call included; and which functions may run as
// handlers of signals, so that what they touch may change between any two instructions.
using KScript.Interpreter.Bytecode;
using KScript.Kernel;

namespace KScript.Interpreter.Analysis;

/// <summary>The use of frame 0 by functions.</summary>
internal sealed class GlobalUse
{
    private readonly CompiledProgram program;

    /// <summary>Looks at a program.</summary>
    public GlobalUse(CompiledProgram program)
    {
        this.program = program;
        int count = program.Functions.Length;
        ReadNumbers = new ulong[count];
        WrittenNumbers = new ulong[count];
        ReadValues = new ulong[count];
        WrittenValues = new ulong[count];
        IsHandler = new bool[count];
        GivesNumber = new bool[count];
        GivesValue = new bool[count];
        var calls = new List<(int Caller, int Callee)>();
        for (int pc = 0; pc < program.Code.Length; pc++)
        {
            Look(pc, calls);
        }

        for (int function = 0; function < count; function++)
        {
            // Where it may give either, neither register is known to be written.
            bool both = GivesNumber[function] && GivesValue[function];
            (GivesNumber[function], GivesValue[function]) = (GivesNumber[function] && !both, GivesValue[function] && !both);
        }

        while (Spread(calls))
        {
        }

        FindHandlers();
        for (int function = 0; function < count; function++)
        {
            if (IsHandler[function])
            {
                HandlerNumbersRead |= ReadNumbers[function];
                HandlerValuesRead |= ReadValues[function];
                HandlerNumbers |= ReadNumbers[function] | WrittenNumbers[function];
                HandlerValues |= ReadValues[function] | WrittenValues[function];
            }

            TouchedNumbers |= ReadNumbers[function] | WrittenNumbers[function];
            TouchedValues |= ReadValues[function] | WrittenValues[function];
        }

        FindAtExit();
    }

    /// <summary>By function: registers of frame 0 that it reads.</summary>
    public ulong[] ReadNumbers { get; }

    /// <summary>By function: registers of frame 0 that it writes.</summary>
    public ulong[] WrittenNumbers { get; }

    /// <summary>By function: value registers of frame 0 that it reads.</summary>
    public ulong[] ReadValues { get; }

    /// <summary>By function: value registers of frame 0 that it writes.</summary>
    public ulong[] WrittenValues { get; }

    /// <summary>By function: whether what it returns is always a number, in a number register of its caller.</summary>
    public bool[] GivesNumber { get; }

    /// <summary>By function: whether it is always a value.</summary>
    public bool[] GivesValue { get; }

    /// <summary>By function: whether it may run as a handler.</summary>
    public bool[] IsHandler { get; }

    /// <summary>What handlers read and write, and what they read.</summary>
    public ulong HandlerNumbers { get; }

    /// <summary>The same of values.</summary>
    public ulong HandlerValues { get; }

    /// <summary>What handlers read.</summary>
    public ulong HandlerNumbersRead { get; }

    /// <summary>The same of values.</summary>
    public ulong HandlerValuesRead { get; }

    /// <summary>What any function touches.</summary>
    public ulong TouchedNumbers { get; }

    /// <summary>The same of values.</summary>
    public ulong TouchedValues { get; }

    /// <summary>What atexit blocks read.</summary>
    public ulong AtExitNumbers { get; private set; }

    /// <summary>The same of values.</summary>
    public ulong AtExitValues { get; private set; }

    /// <summary>Whether there are handlers at all.</summary>
    public bool HasHandlers => Array.IndexOf(IsHandler, true) >= 0;

    /// <summary>Whether a function's frame is frame 0.</summary>
    public static bool IsFrameZero(FunctionKind kind) => kind is FunctionKind.Main or FunctionKind.Program or FunctionKind.Job;

    private void Look(int pc, List<(int Caller, int Callee)> calls)
    {
        ref readonly Instruction i = ref program.Code[pc];
        int function = program.FunctionOf[pc];
        switch (i.Op)
        {
            case Opcode.LoadGlobal:
                ReadNumbers[function] |= 1UL << i.B;
                break;
            case Opcode.StoreGlobal:
                WrittenNumbers[function] |= 1UL << i.A;
                break;
            case Opcode.LoadGlobalValue:
                ReadValues[function] |= 1UL << i.B;
                break;
            case Opcode.StoreGlobalValue:
                WrittenValues[function] |= 1UL << i.A;
                break;
            case Opcode.StoreIndex or Opcode.Append when i.W == (int)Holder.Global:
                ReadValues[function] |= 1UL << i.A;
                WrittenValues[function] |= 1UL << i.A;
                break;
            case Opcode.Call:
                calls.Add((function, i.C));
                break;
            case Opcode.Return:
                GivesNumber[function] = true;
                break;
            case Opcode.ReturnValue:
                GivesValue[function] = true;
                break;
        }
    }

    private bool Spread(List<(int Caller, int Callee)> calls)
    {
        bool changed = false;
        foreach ((int caller, int callee) in calls)
        {
            changed |= Join(ReadNumbers, caller, callee) | Join(WrittenNumbers, caller, callee)
                | Join(ReadValues, caller, callee) | Join(WrittenValues, caller, callee);
        }

        return changed;
    }

    private static bool Join(ulong[] sets, int into, int from)
    {
        ulong joined = sets[into] | sets[from];
        bool changed = joined != sets[into];
        sets[into] = joined;
        return changed;
    }

    /// <summary>A function is a handler where sigaction is given its number, which is loaded shortly before.</summary>
    private void FindHandlers()
    {
        for (int function = 0; function < IsHandler.Length; function++)
        {
            IsHandler[function] = program.Functions[function].Kind == FunctionKind.Handler;
        }

        for (int pc = 0; pc < program.Code.Length; pc++)
        {
            ref readonly Instruction i = ref program.Code[pc];
            if (RegisterUse.CallOf(in i) == SyscallNumber.Sigaction && i.W >> 8 > 1)
            {
                MarkHandler(pc, i.A + 1);
            }
        }
    }

    private void MarkHandler(int pc, int register)
    {
        for (int before = pc - 1; before >= 0 && program.FunctionOf[before] == program.FunctionOf[pc]; before--)
        {
            ref readonly Instruction i = ref program.Code[before];
            if (i.Op == Opcode.Load && i.A == register)
            {
                if (i.Literal >= 2)
                {
                    IsHandler[(int)i.Literal - 2] = true;
                }

                return;
            }
        }

        // It is computed: any function may be meant.
        for (int function = 0; function < IsHandler.Length; function++)
        {
            IsHandler[function] |= program.Functions[function].Kind == FunctionKind.Function;
        }
    }

    private void FindAtExit()
    {
        foreach (Instruction i in program.Code)
        {
            if (i.Op == Opcode.AtExit)
            {
                AtExitNumbers |= ReadNumbers[i.C];
                AtExitValues |= ReadValues[i.C];
            }
        }
    }
}
