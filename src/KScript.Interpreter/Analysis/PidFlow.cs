// Which registers hold pids. A pid that is only handed on, compared with other pids and with 0 or -1, and given to calls that take one is a
// name, and states that differ in names alone are one. Pids that are computed with, ordered, compared with other numbers or printed where
// output is looked at escape: then they are numbers, for the whole script.
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Vm;

namespace KScript.Interpreter.Analysis;

/// <summary>What a register may hold, as bits.</summary>
[Flags]
internal enum PidKind : byte
{
    /// <summary>Nothing yet.</summary>
    None = 0,
    /// <summary>-1, 0, or the number of init or main: the same under every name.</summary>
    Fixed = 1,
    /// <summary>A pid.</summary>
    Pid = 2,
    /// <summary>Another number, a truth value, a text.</summary>
    Other = 4,
    /// <summary>A list with pids in it.</summary>
    PidList = 8,
    /// <summary>A list with other things in it.</summary>
    OtherList = 16,
    /// <summary>A text in which a pid was written, and that nobody looks at.</summary>
    PidText = 32,
    /// <summary>With <see cref="Pid"/>: it was given by a wait for several children, which tells siblings apart.</summary>
    Taken = 64,
}

/// <summary>The analysis, forwards to a fixed point.</summary>
internal sealed partial class PidFlow
{
    private const PidKind PidLike = PidKind.Pid | PidKind.PidList | PidKind.PidText;

    private readonly CompiledProgram program;
    private readonly GlobalUse globals;
    private readonly bool seesOutput;
    private readonly PidKind[][] before;
    private readonly PidKind[] globalNumbers = new PidKind[RegisterUse.MostRegisters];
    private readonly PidKind[] globalValues = new PidKind[RegisterUse.MostRegisters];
    private readonly PidKind[] sharedNumbers;
    private readonly PidKind[] sharedValues;
    private readonly PidKind[] returned;
    private PidKind[] now = new PidKind[2 * RegisterUse.MostRegisters];
    private bool changed;

    /// <summary>Analyses a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="globals">Its functions' use of frame 0.</param>
    /// <param name="liveness">Its live registers; what is dead may hold anything.</param>
    /// <param name="seesOutput">Whether output is looked at.</param>
    public PidFlow(CompiledProgram program, GlobalUse globals, Liveness liveness, bool seesOutput)
    {
        (this.program, this.globals, this.seesOutput) = (program, globals, seesOutput);
        before = new PidKind[program.Code.Length][];
        sharedNumbers = Array.ConvertAll(program.SharedNumbers, static number => number is >= -1 and <= 2 ? PidKind.Fixed : PidKind.Other);
        sharedValues = Array.ConvertAll(program.SharedValues, static value => KindOf(in value));
        returned = new PidKind[program.Functions.Length];
        for (int pc = 0; pc < before.Length; pc++)
        {
            before[pc] = new PidKind[2 * RegisterUse.MostRegisters];
        }

        Enter();
        do
        {
            changed = false;
            for (int pc = 0; pc < program.Code.Length && WhyEscaped is null; pc++)
            {
                Flow(pc);
            }
        }
        while (changed && WhyEscaped is null);

        Conclude(liveness);
    }

    /// <summary>Why pids are numbers in this script; null: they are names.</summary>
    public string? WhyEscaped { get; private set; }

    /// <summary>Where that was found.</summary>
    public int EscapedAt { get; private set; }

    /// <summary>Whether a pid that a wait for several children gave is used for more than comparing it with constants.</summary>
    public bool TellsTakenApart { get; private set; }

    /// <summary>For each instruction the number registers that hold pids before it.</summary>
    public ulong[] Numbers { get; private set; } = [];

    /// <summary>For each instruction the value registers that hold pids, or lists of them.</summary>
    public ulong[] Values { get; private set; } = [];

    /// <summary>Shared variables that hold pids.</summary>
    public bool[] SharedNumbers { get; private set; } = [];

    /// <summary>The same of values.</summary>
    public bool[] SharedValues { get; private set; } = [];

    private static PidKind KindOf(in Value value) => value.Kind switch
    {
        ValueKind.Int => value.Bits is >= -1 and <= 2 ? PidKind.Fixed : PidKind.Other,
        ValueKind.List => value.List.Count == 0 ? PidKind.None : PidKind.OtherList,
        ValueKind.Text or ValueKind.Bool or _ => PidKind.Other,
    };

    /// <summary>What frame 0 holds in a fresh image.</summary>
    private void Enter()
    {
        for (int function = 0; function < program.Functions.Length; function++)
        {
            if (!GlobalUse.IsFrameZero(program.Functions[function].Kind))
            {
                continue;
            }

            PidKind[] kinds = before[program.Frames[function].Entry];
            for (int register = 0; register < program.GlobalNumbers.Length; register++)
            {
                kinds[register] = program.GlobalNumbers[register] is >= -1 and <= 2 ? PidKind.Fixed : PidKind.Other;
            }

            for (int register = 0; register < program.GlobalValues.Length; register++)
            {
                kinds[RegisterUse.MostRegisters + register] = KindOf(in program.GlobalValues[register]);
            }

            foreach (Place parameter in program.Functions[function].Parameters)
            {
                kinds[parameter.IsValue ? RegisterUse.MostRegisters + parameter.Index : parameter.Index] = PidKind.Other;
            }
        }
    }

    private void Escape(int pc, string why)
    {
        if (WhyEscaped is null)
        {
            WhyEscaped = why;
            EscapedAt = pc;
        }
    }

    private PidKind N(int register) => register < 0 ? PidKind.Fixed : now[register];

    private PidKind V(int register) => register < 0 ? PidKind.None : now[RegisterUse.MostRegisters + register];

    private void SetN(int register, PidKind kind)
    {
        if (register >= 0)
        {
            now[register] = kind;
        }
    }

    private void SetV(int register, PidKind kind)
    {
        if (register >= 0)
        {
            now[RegisterUse.MostRegisters + register] = kind;
        }
    }

    private void Join(ref PidKind place, PidKind more)
    {
        PidKind joined = place | more;
        changed |= joined != place;
        place = joined;
    }

    private void Flow(int pc)
    {
        before[pc].CopyTo(now, 0);
        bool isFrameZero = GlobalUse.IsFrameZero(program.Functions[program.FunctionOf[pc]].Kind);
        if (isFrameZero)
        {
            ShareGlobals(pc);
        }

        Step(pc, in program.Code[pc]);
        if (isFrameZero)
        {
            KeepGlobals();
        }

        (int first, int second) = RegisterUse.Next(program, pc);
        JoinInto(first);
        JoinInto(second);
    }

    /// <summary>What functions and handlers may have stored into frame 0.</summary>
    private void ShareGlobals(int pc)
    {
        for (int register = 0; register < RegisterUse.MostRegisters; register++)
        {
            if ((globals.TouchedNumbers >> register & 1) != 0)
            {
                now[register] |= globalNumbers[register];
                before[pc][register] |= globalNumbers[register];
            }

            if ((globals.TouchedValues >> register & 1) != 0)
            {
                now[RegisterUse.MostRegisters + register] |= globalValues[register];
                before[pc][RegisterUse.MostRegisters + register] |= globalValues[register];
            }
        }
    }

    private void KeepGlobals()
    {
        for (int register = 0; register < RegisterUse.MostRegisters; register++)
        {
            if ((globals.TouchedNumbers >> register & 1) != 0)
            {
                Join(ref globalNumbers[register], now[register]);
            }

            if ((globals.TouchedValues >> register & 1) != 0)
            {
                Join(ref globalValues[register], now[RegisterUse.MostRegisters + register]);
            }
        }
    }

    private void JoinInto(int pc)
    {
        if (pc < 0)
        {
            return;
        }

        PidKind[] into = before[pc];
        for (int i = 0; i < into.Length; i++)
        {
            if ((into[i] | now[i]) != into[i])
            {
                into[i] |= now[i];
                changed = true;
            }
        }
    }

    /// <summary>What is live and may be a pid or something else cannot be told apart: then pids are numbers.</summary>
    private void Conclude(Liveness liveness)
    {
        Numbers = new ulong[program.Code.Length];
        Values = new ulong[program.Code.Length];
        for (int pc = 0; pc < program.Code.Length; pc++)
        {
            bool waitsHere = program.Code[pc].Op is Opcode.Call or Opcode.AtExitCall;
            ulong numbers = liveness.NumbersBefore[pc] | (waitsHere ? liveness.NumbersAfter[pc] : 0);
            ulong values = liveness.ValuesBefore[pc] | (waitsHere ? liveness.ValuesAfter[pc] : 0);
            for (int register = 0; register < RegisterUse.MostRegisters; register++)
            {
                Numbers[pc] |= IsPid(pc, before[pc][register], (numbers >> register & 1) != 0) ? 1UL << register : 0;
                Values[pc] |= IsPid(pc, before[pc][RegisterUse.MostRegisters + register], (values >> register & 1) != 0) ? 1UL << register : 0;
            }
        }

        SharedNumbers = Array.ConvertAll(sharedNumbers, kind => IsPid(0, kind, isLive: true));
        SharedValues = Array.ConvertAll(sharedValues, kind => IsPid(0, kind, isLive: true));
    }

    private bool IsPid(int pc, PidKind kind, bool isLive)
    {
        bool isPid = (kind & PidLike) != 0;
        if (isLive && isPid && (kind & (PidKind.Other | PidKind.OtherList | PidKind.PidText)) != 0)
        {
            Escape(pc, (kind & PidKind.PidText) != 0 ? "a text with a pid in it is kept" : "a variable holds a pid or another number");
        }

        return isPid;
    }
}
