// What is known of a program before it runs, in one place: which registers matter, which of them hold pids, and which parts of the machine
// its code can read at all. Of a program that is too large for it nothing is assumed: everything matters.
using KScript.Interpreter.Bytecode;
using KScript.Kernel;

namespace KScript.Interpreter.Analysis;

/// <summary>The analyses of a program.</summary>
internal sealed class ProgramAnalysis
{
    private const int MostInstructions = 20_000;

    /// <summary>Analyses a program, with its points.</summary>
    /// <param name="program">The program as <see cref="Instrument"/> made it.</param>
    /// <param name="seesOutput">Whether output is looked at.</param>
    public ProgramAnalysis(CompiledProgram program, bool seesOutput)
    {
        Program = program;
        SeesOutput = seesOutput;
        Calls = FindCalls(program);
        if (CanBeAnalysed(program))
        {
            Globals = new GlobalUse(program);
            WithHandlers = new Liveness(program, Globals, withHandlers: true);
            WithoutHandlers = Globals.HasHandlers ? new Liveness(program, Globals, withHandlers: false) : WithHandlers;
            Pids = new PidFlow(program, Globals, WithHandlers, seesOutput);
        }

        // Asked for each part of each state: found once.
        MakesUnknownCalls = Calls.Any(static call => !IsKnown(call));
        ReadsStatus = Program.UsesInfo || Has(Opcode.LoadStatus) || Views("reaped");
        ReadsErrno = Has(Opcode.LoadErrno);
        ReadsReaped = Views("reaped");
        ReadsNames = Views("cmdline") || (SeesOutput && Has(Opcode.Show));
        ReadsOrphans = Views("orphans") || (SeesOutput && Has(Opcode.Show));
        ReadsStates = Views("state") || Views("tasks") || (SeesOutput && Has(Opcode.Show));
        ReadsSiblings = Views("children") || Views("tasks") || (SeesOutput && Has(Opcode.Show));
        ReadsTime = Views("now") || Views("cputime") || Calls.Any(static call => call is SyscallNumber.Getrusage or SyscallNumber.Times or SyscallNumber.Getitimer);
        ReadsScheduling = Calls.Any(static call => call is SyscallNumber.Nice or SyscallNumber.Getpriority or SyscallNumber.Setpriority
            || (SyscallTable.Find(call)?.Name.StartsWith("sched_", StringComparison.Ordinal) == true && call != SyscallNumber.SchedYield));
        TellsTakenApart = Pids is null || Pids.WhyEscaped is not null || Pids.TellsTakenApart;
        SentSignals = Calls.Any(IsSender) ? ulong.MaxValue : 0;
    }

    /// <summary>The program.</summary>
    public CompiledProgram Program { get; }

    /// <summary>Whether output is looked at.</summary>
    public bool SeesOutput { get; }

    /// <summary>The use of frame 0; null: not analysed.</summary>
    public GlobalUse? Globals { get; }

    /// <summary>Live registers where a handler may still run; null: not analysed.</summary>
    public Liveness? WithHandlers { get; }

    /// <summary>Live registers where none can.</summary>
    public Liveness? WithoutHandlers { get; }

    /// <summary>Registers with pids; null: not analysed, and pids are numbers.</summary>
    public PidFlow? Pids { get; }

    /// <summary>The calls that the code can make.</summary>
    public IReadOnlySet<SyscallNumber> Calls { get; }

    /// <summary>Whether it makes calls that these analyses know nothing of: then nothing is left out of a state.</summary>
    public bool MakesUnknownCalls { get; }

    /// <summary>Whether what a call touches and gives is known here.</summary>
    public static bool IsKnown(SyscallNumber call) => call <= SyscallNumber.Getrusage;

    /// <summary>Why pids are numbers; null: they are names.</summary>
    public string? WhyPidsEscape => Pids is null ? "the script is too large to follow its pids" : Pids.WhyEscaped;

    /// <summary>Whether code reads the status that wait sets, or a siginfo has it.</summary>
    public bool ReadsStatus { get; }

    /// <summary>Whether code reads errno.</summary>
    public bool ReadsErrno { get; }

    /// <summary>Whether code reads the statuses of those that were reaped.</summary>
    public bool ReadsReaped { get; }

    /// <summary>Whether code reads names of tasks.</summary>
    public bool ReadsNames { get; }

    /// <summary>Whether code reads who was adopted.</summary>
    public bool ReadsOrphans { get; }

    /// <summary>Whether code can tell a process that is ready from one that is blocked.</summary>
    public bool ReadsStates { get; }

    /// <summary>Whether code can see the order of siblings.</summary>
    public bool ReadsSiblings { get; }

    /// <summary>Whether code reads the time, which has none but where time is exact.</summary>
    public bool ReadsTime { get; }

    /// <summary>Whether code reads or sets what scheduling goes by.</summary>
    public bool ReadsScheduling { get; }

    /// <summary>Whether a pid can be told from the other siblings by which one a wait took.</summary>
    public bool TellsTakenApart { get; }

    /// <summary>The signals that code may send to any process, bit n-1 for signal n: all where it sends any.</summary>
    public ulong SentSignals { get; }

    /// <summary>The same, where nothing else is asked of a program.</summary>
    public static ulong SentBy(CompiledProgram program) => FindCalls(program).Any(IsSender) ? ulong.MaxValue : 0;

    /// <summary>Whether a program is small enough for the analyses.</summary>
    public static bool CanBeAnalysed(CompiledProgram program) =>
        program.Code.Length <= MostInstructions
        && Array.TrueForAll(program.Code, static i => RegisterUse.IsKnown(i.Op))
        && Array.TrueForAll(program.Frames, static frame => frame.Numbers <= RegisterUse.MostRegisters && frame.Values <= RegisterUse.MostRegisters)
        && program.GlobalNumbers.Length <= RegisterUse.MostRegisters && program.GlobalValues.Length <= RegisterUse.MostRegisters;

    /// <summary>The first place in the code that a view is looked at or a call made; -1: none.</summary>
    public int FirstPlace(Predicate<Instruction> what) => Array.FindIndex(Program.Code, what);

    private static bool IsSender(SyscallNumber call) => call is SyscallNumber.Kill or SyscallNumber.Killpg or SyscallNumber.Tgkill or SyscallNumber.Sigqueue
        or SyscallNumber.Prctl || !IsKnown(call);

    private bool Has(Opcode op) => Array.Exists(Program.Code, i => i.Op == op);

    private bool Views(string name) => Array.Exists(Program.Code, i => i.Op is Opcode.View or Opcode.ViewValue && Program.Views[i.W].Name == name);

    private static HashSet<SyscallNumber> FindCalls(CompiledProgram program)
    {
        var calls = new HashSet<SyscallNumber>();
        foreach (Instruction i in program.Code)
        {
            calls.Add(RegisterUse.CallOf(in i));
        }

        calls.Remove(SyscallNumber.None);
        return calls;
    }
}
