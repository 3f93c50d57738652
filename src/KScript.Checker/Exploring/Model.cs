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

    /// <summary>The steps before what is explored: from the script's start to where somebody stands.</summary>
    public IReadOnlyList<Choice> Prefix { get; private set; } = [];

    /// <summary>What is explored is what can still happen after the first steps of a schedule.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="steps">How many of its steps were made.</param>
    /// <returns>False: these steps cannot be taken under the model's rule of time.</returns>
    public bool TryStartAfter(Schedule schedule, long steps)
    {
        var outputs = new List<int>();
        var path = new List<Choice>();
        Machine machine = Boot(null, outputs);
        foreach (ScheduleItem item in schedule.Items)
        {
            for (int i = 0; i < item.Count && steps > 0; i++, steps--)
            {
                // What a process writes belongs to the step before it.
                if (item.Kind == ChoiceKind.Step && outputs.Remove(item.Pid))
                {
                    continue;
                }

                if (!TryStep(machine, item, path))
                {
                    return false;
                }
            }
        }

        Prefix = path;
        return true;
    }

    private static bool TryStep(Machine machine, ScheduleItem item, List<Choice> path)
    {
        int task = TaskTable.Find(machine, item.Pid);
        if (task == 0)
        {
            return false;
        }

        while (item.Kind == ChoiceKind.Step && machine.Tasks[task].State == TaskState.Ready && machine.StepOf(task, out _) == StepKind.ComputeEnds)
        {
            path.Add(new Choice(ChoiceKind.Step, task, 0));
            machine.Apply(path[^1]);
        }

        bool stands = item.Kind == ChoiceKind.Step && machine.Tasks[task].State == TaskState.Ready && machine.Tasks[task].Call == SyscallNumber.None;
        if (stands && machine.StepOf(task, out _) == StepKind.None && !machine.IsSpinning(task))
        {
            // It goes to sleep in a wait: here it stands before it until a child is there.
            return true;
        }

        var choice = new Choice(item.Kind, task, item.Branch);
        if (!Choosing.From(machine).Contains(choice))
        {
            return false;
        }

        path.Add(choice);
        machine.Apply(choice);
        return true;
    }

    /// <summary>A machine where exploring begins, everybody standing before a visible operation.</summary>
    /// <param name="sink">Hears of its events from there, or null.</param>
    public Machine Start(TraceSink? sink = null)
    {
        Machine machine = Boot(Prefix.Count == 0 ? sink : null);
        foreach (Choice choice in Prefix)
        {
            machine.Apply(choice);
        }

        if (sink is not null && Prefix.Count > 0)
        {
            machine.Attach(sink);
        }

        return machine;
    }

    /// <summary>A machine at the script's start.</summary>
    /// <param name="sink">Hears of its events from the start, or null.</param>
    /// <param name="outputsWithin">Gets who writes within steps, from the start; or null.</param>
    public Machine Boot(TraceSink? sink = null, List<int>? outputsWithin = null)
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
