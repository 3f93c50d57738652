// A script as it is explored: its program with points, what is known of it, the machine it starts on, the rules of time.
using KScript.Interpreter.Analysis;
using KScript.Interpreter.Bytecode;
using KScript.Kernel;
using KScript.Workbench.Runs;

namespace KScript.Checker.Exploring;

/// <summary>How time passes.</summary>
internal enum TimeRule
{
    /// <summary>Sleeps are long enough: time passes only when nobody can go on.</summary>
    Patient,
    /// <summary>A process may be delayed for any time: a timer may end at any step.</summary>
    Free,
}

/// <summary>A script to explore.</summary>
internal sealed class Model
{
    private readonly MachineSettings settings;

    /// <summary>Makes a model.</summary>
    /// <param name="program">The program as compiled.</param>
    /// <param name="time">How time passes.</param>
    /// <param name="seesOutput">Whether output is looked at.</param>
    /// <param name="everyInstruction">Every instruction is a step, and nothing is left out that could be: what the tests compare with.</param>
    public Model(CompiledProgram program, TimeRule time, bool seesOutput = false, bool everyInstruction = false)
    {
        Source = program;
        Program = Instrument.Apply(program, everyInstruction);
        Analysis = new ProgramAnalysis(Program, seesOutput);
        Futures = new Futures(Analysis);
        settings = program.Settings.UnderAnySchedule();
        ExactPids = Analysis.WhyPidsEscape is not null || Analysis.ReadsReaped || settings.PidMax < DefaultPidMax;
        Rules = new StepRules
        {
            Patient = time == TimeRule.Patient,
            SeesOutput = seesOutput,
            EveryPoint = everyInstruction,
            GuardsWaits = !everyInstruction && !Analysis.ReadsStates,
            SentSignals = Analysis.SentSignals,
            HidesLocalCalls = !Program.HasCommon,
        };
    }

    private const int DefaultPidMax = 32768;

    /// <summary>The program as it was compiled.</summary>
    public CompiledProgram Source { get; }

    /// <summary>The program with its points.</summary>
    public CompiledProgram Program { get; }

    /// <summary>What is known of it.</summary>
    public ProgramAnalysis Analysis { get; }

    /// <summary>What its processes may still do.</summary>
    public Futures Futures { get; }

    /// <summary>The rules of its steps.</summary>
    public StepRules Rules { get; init; }

    /// <summary>Whether pids are numbers and part of the state.</summary>
    public bool ExactPids { get; }

    /// <summary>A machine at its start, booted, everybody standing before the first visible operation.</summary>
    /// <param name="sink">Hears of its events from the start, or null.</param>
    /// <param name="outputsWithin">Gets who writes within steps, from the start; or null.</param>
    public Machine Start(TraceSink? sink = null, List<int>? outputsWithin = null)
    {
        Machine machine = Session.CreateMachine(Program, settings);
        machine.SetRules(Rules);
        machine.OutputsWithin = outputsWithin;
        if (sink is not null)
        {
            machine.Attach(sink);
        }

        machine.Boot();
        return machine;
    }
}
