// A failure as something that can be run: the schedule, the trace of its replay, where each process stands, which sleeps were overtaken.
using System.Globalization;
using System.Text;
using KScript.Checker.Exploring;
using KScript.Checker.Properties;
using KScript.Interpreter.Vm;
using KScript.Kernel;
using KScript.Workbench.Runs;
using KScript.Workbench.Traces;

namespace KScript.Checker.Counterexamples;

/// <summary>A failure and how to get there.</summary>
/// <param name="Property">What failed.</param>
/// <param name="Message">In a line.</param>
/// <param name="Schedule">The steps, as `run --schedule` takes them.</param>
/// <param name="Steps">How many there are.</param>
/// <param name="Switches">How often another process goes on.</param>
/// <param name="OvertakenSleeps">The lines of the sleeps that ended while somebody else could still have gone on.</param>
/// <param name="Standing">Where each process stands then, a line each.</param>
/// <param name="Trace">The trace of the run by this schedule.</param>
/// <param name="Failure">What the run says of the failure; empty where it says nothing.</param>
internal sealed record Counterexample(
    CheckedKinds Property,
    string Message,
    Schedule Schedule,
    int Steps,
    int Switches,
    IReadOnlyList<int> OvertakenSleeps,
    IReadOnlyList<string> Standing,
    string Trace,
    string Failure)
{
    private const long MostEvents = 1_000_000;
    private const long MostStatements = 100_000_000;

    /// <summary>Of a run that goes round for ever what it does again and again, after <see cref="Schedule"/>; null: it ends.</summary>
    public Schedule? Cycle { get; init; }

    /// <summary>All of its steps, one round of the cycle included.</summary>
    public Schedule WholeSchedule => Cycle is null ? Schedule : Schedule.Of([.. Schedule.Items, .. Cycle.Items]);

    /// <summary>Makes one of a path.</summary>
    /// <param name="model">The script.</param>
    /// <param name="path">Its steps.</param>
    /// <param name="violation">What fails.</param>
    /// <param name="levels">What the trace shows.</param>
    /// <param name="cycle">How many steps at its end are made again and again.</param>
    public static Counterexample Of(Model model, IReadOnlyList<Choice> path, Violation violation, TraceLevels levels, int cycle = 0)
    {
        path = [.. model.Prefix, .. path];
        var outputs = new List<int>();
        Machine machine = model.Boot(outputsWithin: outputs);
        var items = new List<ScheduleItem>();
        var overtaken = new List<int>();
        int switches = 0;
        AddOutputs(items, outputs);
        var stem = new List<ScheduleItem>();
        for (int i = 0; i < path.Count; i++)
        {
            Choice choice = path[i];
            if (cycle > 0 && i == path.Count - cycle)
            {
                (stem, items) = (items, stem);
            }

            int pid = machine.Tasks[choice.Slot].Pid;
            if (Choosing.Overtakes(machine, choice, Choosing.From(machine)) && LineOf(model, machine, choice.Slot) is { } line)
            {
                overtaken.Add(line);
            }

            bool isPrivate = choice.Kind == ChoiceKind.Step && machine.StepOf(choice.Slot, out _) == StepKind.ComputeEnds;
            if (isPrivate)
            {
                machine.Apply(choice);
                AddOutputs(items, outputs);
                continue;
            }

            switches += i < path.Count - cycle && items.Count > 0 && items[^1].Pid != pid ? 1 : 0;
            items.Add(new ScheduleItem(choice.Kind, pid, choice.Branch, 1));
            machine.Apply(choice);
            AddOutputs(items, outputs);
        }

        var schedule = Schedule.Of(cycle > 0 ? stem : items);
        var found = new Counterexample(violation.Kind, violation.Message, schedule, path.Count - cycle, switches, overtaken, DescribeAll(model, machine), "", "")
        {
            Cycle = cycle > 0 ? Schedule.Of(items) : null,
        };
        (string trace, string failure) = Replay(model, found.WholeSchedule, levels, goesOn: cycle == 0);
        return found with { Trace = trace, Failure = failure };
    }

    /// <summary>What is written within a step is a step of its own in a schedule, so that it means the same whoever looks at output.</summary>
    private static void AddOutputs(List<ScheduleItem> items, List<int> outputs)
    {
        items.AddRange(outputs.Select(static pid => new ScheduleItem(ChoiceKind.Step, pid, 0, 1)));
        outputs.Clear();
    }

    private static int? LineOf(Model model, Machine m, int task) =>
        m.Contexts[task] is VmContext context ? model.Program.Source.Position(model.Program.StatementAt(context.ProgramCounter).Start).Line : null;

    private static List<string> DescribeAll(Model model, Machine m)
    {
        var lines = new List<string>();
        foreach (int task in Enumerable.Range(2, Math.Max(0, m.S.TaskTop - 1)).Where(task => m.Tasks[task].State != TaskState.Free).OrderBy(task => m.Tasks[task].Pid))
        {
            TaskState state = m.Tasks[task].State;
            string what = state == TaskState.Zombie ? "a zombie"
                : m.HaltReason is HaltReason halt && halt.Task == task ? "where it fails"
                : Properties.Standing.WordOf(m, task);
            string where = LineOf(model, m, task) is { } line && what != "where it fails" ? string.Create(CultureInfo.InvariantCulture, $" (line {line})") : "";
            lines.Add($"{Judge.NameOf(m, task)}: {what}{where}");
        }

        return lines;
    }

    private static (string Trace, string Failure) Replay(Model model, Schedule schedule, TraceLevels levels, bool goesOn)
    {
        Session session = Session.Following(model.Source, schedule);
        using var stream = new MemoryStream();
        var writer = new TextTraceWriter(stream, levels);
        session.Machine.Attach(writer);
        writer.Begin(session.Machine);
        if (goesOn)
        {
            writer.End(session.Machine, session.Run(new RunLimits { MaxEvents = MostEvents, Meter = new RunMeter { MaxStatements = MostStatements } }));
        }
        else
        {
            while (session.Machine.IsFollowing && session.Step())
            {
            }

            writer.Flush();
        }

        var failure = new StringBuilder();
        foreach (Failure one in session.Failures)
        {
            failure.Append(session.Describe(one));
        }

        return (Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length), failure.ToString());
    }
}
