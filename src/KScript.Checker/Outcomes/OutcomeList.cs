// kscript outcomes: the outputs of a script, each with how it ends and the shortest schedule that prints it.
using System.Globalization;
using System.Text;
using KScript.Checker.Counterexamples;
using KScript.Checker.Exploring;
using KScript.Checker.States;
using KScript.Interpreter.Bytecode;
using KScript.Kernel;

namespace KScript.Checker.Outcomes;

/// <summary>An output that is possible.</summary>
/// <param name="Output">What is printed, standard output and error together.</param>
/// <param name="End">How it ends.</param>
/// <param name="Schedule">A schedule that prints it; of an endless one up to where it repeats.</param>
internal readonly record struct Outcome(string Output, OutcomeEnd End, Schedule Schedule);

/// <summary>How outcomes are looked for.</summary>
internal sealed record OutcomeOptions
{
    /// <summary>How time passes.</summary>
    public TimeRule Time { get; init; } = TimeRule.Free;

    /// <summary>The steps after which all begins; null: at the start.</summary>
    public StepsBefore? After { get; init; }

    /// <summary>How many outputs are listed at most.</summary>
    public int Most { get; init; } = 1000;

    /// <summary>Bounds.</summary>
    public ExploreLimits Limits { get; init; } = new();

    /// <summary>Told now and then how far it is.</summary>
    public Action<Progress>? Progress { get; init; }

    /// <summary>Whether it is to end early.</summary>
    public Func<bool>? IsCancelled { get; init; }
}

/// <summary>All outcomes of a script.</summary>
internal sealed class OutcomeList
{
    private readonly CompiledProgram program;
    private readonly OutcomeOptions options;

    private OutcomeList(CompiledProgram program, OutcomeOptions options, ExploreResult explored, IReadOnlyList<Outcome> outcomes, bool isCut)
    {
        (this.program, this.options, Explored, Outcomes, IsCut) = (program, options, explored, outcomes, isCut);
    }

    /// <summary>What was seen.</summary>
    public ExploreResult Explored { get; }

    /// <summary>The outcomes, by output.</summary>
    public IReadOnlyList<Outcome> Outcomes { get; }

    /// <summary>Whether there are more than were asked for.</summary>
    public bool IsCut { get; }

    /// <summary>Whether all outputs are there.</summary>
    public bool IsComplete => !IsCut && Explored.Bound is null;

    /// <summary>Finds them.</summary>
    /// <exception cref="CannotCheckException">The script has jobs, or reads the time where it has no value.</exception>
    public static OutcomeList Of(CompiledProgram program, OutcomeOptions? options = null)
    {
        options ??= new OutcomeOptions();
        Checking.Refuse(program, options.Time == TimeRule.Patient ? CheckedTimes.Patient : CheckedTimes.Free);
        var model = new Model(program, options.Time, seesOutput: true);
        if (options.After is { } after && !model.TryStartAfter(after.Schedule, after.Steps))
        {
            throw new CannotCheckException(CannotFollow(options.Time));
        }

        var graph = new OutputGraph();
        ExploreResult explored = new Exploration(model, new ExploreOptions { Limits = options.Limits, Progress = options.Progress, IsCancelled = options.IsCancelled })
        {
            Observer = graph,
            Sink = graph,
        }.Run();
        if (graph.Count == 0)
        {
            return new OutcomeList(program, options, explored, [], isCut: false);
        }

        var sets = new OutputSets(graph, options.Most);
        Outcome[] outcomes = [.. sets.FromStart.Select(rest => new Outcome(rest.Text, rest.End, ScheduleOf(model, sets.ShortestTo(rest))))];
        return new OutcomeList(program, options, explored, outcomes, sets.IsCut);
    }

    internal static string CannotFollow(TimeRule time) => time == TimeRule.Patient
        ? "the way here overtakes a sleep: it cannot be gone where sleeps are long enough (--time patient)"
        : "the way here cannot be gone under any schedule of the script's own";

    /// <summary>A path through states that are one up to names, as the steps of one run.</summary>
    private static Schedule ScheduleOf(Model model, IReadOnlyList<Choice> path)
    {
        Machine machine = model.Boot();
        var items = new List<ScheduleItem>();
        foreach (Choice choice in model.Prefix.Concat(PlacedPath.Follow(model, path, new Sameness())))
        {
            if (choice.Kind == ChoiceKind.Alarm || machine.StepOf(choice.Slot, out _) != StepKind.ComputeEnds)
            {
                items.Add(new ScheduleItem(choice.Kind, machine.Tasks[choice.Slot].Pid, choice.Branch, 1));
            }

            machine.Apply(choice);
        }

        return Schedule.Of(items);
    }

    /// <summary>The report for people, the same on every machine.</summary>
    public string Report
    {
        get
        {
            var text = new StringBuilder();
            string count = Outcomes.Count == 1 ? "1 output" : string.Create(CultureInfo.InvariantCulture, $"{Outcomes.Count} outputs");
            text.Append(CultureInfo.InvariantCulture, $"{program.Source.Name}: {(IsComplete ? count : "not all outputs: " + count)}");
            text.Append(IsCut ? string.Create(CultureInfo.InvariantCulture, $", and more than {options.Most} there are (--most N)\n") : "\n");
            foreach (Outcome outcome in Outcomes)
            {
                string mark = outcome.End switch { OutcomeEnd.Deadlock => "? ", OutcomeEnd.Failure => "! ", OutcomeEnd.Endless => "… ", _ => "  " };
                text.Append(mark).Append(Literal(outcome.Output)).Append(CultureInfo.InvariantCulture, $"   \"{outcome.Schedule}\"\n");
            }

            AddLegend(text);
            string time = options.Time == TimeRule.Patient ? "patient time" : "free time";
            string what = Explored.Bound is { } bound ? $"bounded: {bound}" : "every schedule";
            return text.Append(CultureInfo.InvariantCulture, $"any, {time}: {what}, {Explored.States} states, {Explored.Steps} steps\n").ToString();
        }
    }

    private void AddLegend(StringBuilder text)
    {
        foreach ((OutcomeEnd end, string meaning) in new[]
        {
            (OutcomeEnd.Deadlock, "?  then somebody is blocked for ever"),
            (OutcomeEnd.Failure, "!  then a claim fails"),
            (OutcomeEnd.Endless, "…  and so on, without an end"),
        })
        {
            if (Outcomes.Any(outcome => outcome.End == end))
            {
                text.Append(meaning).Append('\n');
            }
        }
    }

    /// <summary>In quotes, on one line.</summary>
    public static string Literal(string output)
    {
        var text = new StringBuilder("\"");
        foreach (char c in output)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
                _ => text.Append(c),
            };
        }

        return text.Append('"').ToString();
    }
}
