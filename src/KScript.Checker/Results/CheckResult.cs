// What came of a check: the verdict in its words, what it rests on, and the report for people.
using System.Globalization;
using System.Text;
using KScript.Checker.Counterexamples;
using KScript.Checker.Exploring;
using KScript.Checker.EndlessRuns;
using KScript.Checker.Lints;
using KScript.Interpreter.Bytecode;
using KScript.Kernel;

namespace KScript.Checker.Results;

/// <summary>The verdict.</summary>
internal enum Verdict
{
    /// <summary>Nothing fails, and everything was seen.</summary>
    Holds,
    /// <summary>Something fails.</summary>
    Fails,
    /// <summary>A bound was met, and nothing that was seen fails.</summary>
    Bounded,
}

/// <summary>The check under one rule of time.</summary>
/// <param name="Time">The rule.</param>
/// <param name="Explored">What was seen.</param>
/// <param name="Counterexample">The failure; null: none.</param>
internal sealed record CheckedPart(TimeRule Time, ExploreResult Explored, Counterexample? Counterexample)
{
    /// <summary>The graph in which claims about whole runs were looked for; null: there are none, or something fails before that.</summary>
    public ExploreResult? Graph { get; init; }

    /// <summary>What those may count on.</summary>
    public Fairness Fairness { get; init; }

    /// <summary>The bound that was met; null: none was.</summary>
    public string? Bound => Explored.Bound ?? Graph?.Bound;

    /// <summary>What was being explored when the bound was met, or else first.</summary>
    public ExploreResult Last => Explored.Bound is null && Graph?.Bound is not null ? Graph : Explored;
}

/// <summary>The result of a check.</summary>
internal sealed class CheckResult
{
    private readonly CompiledProgram program;
    private readonly CheckedTimes times;
    private readonly bool hasTimers;

    /// <summary>Puts the parts together.</summary>
    public CheckResult(CompiledProgram program, CheckedTimes times, CheckedPart[] parts, bool hasTimers)
    {
        (this.program, this.times, Parts, this.hasTimers) = (program, times, parts, hasTimers);
        Counterexample = parts[^1].Counterexample;
        CheckedPart? bounded = Array.Find(parts, static part => part.Bound is not null);
        Verdict = Counterexample is not null ? Verdict.Fails : bounded is not null ? Verdict.Bounded : Verdict.Holds;
        Sentence = Verdict switch
        {
            Verdict.Fails => FailureSentence(),
            Verdict.Bounded => BoundedSentence(bounded!),
            _ => times == CheckedTimes.Patient && hasTimers ? "holds if no sleep is overtaken" : "holds under every schedule",
        };
    }

    /// <summary>The check under each rule of time, in order.</summary>
    public IReadOnlyList<CheckedPart> Parts { get; }

    /// <summary>The lines of the script that are enough to fail; none where they were not looked for.</summary>
    public IReadOnlyList<string> Shrunk { get; init; } = [];

    /// <summary>Habits that go wrong on some schedule, by line; none where they were not looked for.</summary>
    public IReadOnlyList<Lint> Lints { get; init; } = [];

    /// <summary>The verdict.</summary>
    public Verdict Verdict { get; }

    /// <summary>The verdict in words: what it rests on.</summary>
    public string Sentence { get; }

    /// <summary>The failure; null: there is none.</summary>
    public Counterexample? Counterexample { get; }

    /// <summary>Whether nothing fails and everything was seen.</summary>
    public bool Holds => Verdict == Verdict.Holds;

    /// <summary>States in all.</summary>
    public long States => Parts.Sum(static part => (long)part.Explored.States + (part.Graph?.States ?? 0));

    /// <summary>Steps in all.</summary>
    public long Steps => Parts.Sum(static part => part.Explored.Steps + (part.Graph?.Steps ?? 0));

    private static string BoundedSentence(CheckedPart part) => part.Explored.Walks > 0
        ? string.Create(CultureInfo.InvariantCulture, $"bounded: {part.Bound}; nothing fails on {part.Explored.Walks} schedules")
        : string.Create(CultureInfo.InvariantCulture, $"bounded: {part.Bound}; nothing fails in {part.Last.States} states, and {part.Last.Frontier} were not gone on from");

    private string FailureSentence()
    {
        if (Parts[^1].Time == TimeRule.Patient || !hasTimers)
        {
            return "fails under every timing";
        }

        bool heldPatiently = Parts.Count > 1 && Parts[0].Bound is null;
        int[] lines = [.. Counterexample!.OvertakenSleeps.Distinct().Order()];
        string which = lines.Length switch
        {
            0 => "",
            1 => string.Create(CultureInfo.InvariantCulture, $"the sleep of line {lines[0]} is"),
            _ => $"the sleeps of lines {string.Join(", ", lines.Select(static line => line.ToString(CultureInfo.InvariantCulture)))} are",
        };
        return heldPatiently
            ? $"holds if no sleep is overtaken; fails when {(which.Length == 0 ? "one is" : which)}"
            : which.Length == 0 ? "fails" : $"fails when {which} overtaken";
    }

    /// <summary>What in the script decides nothing under any schedule; null: nothing.</summary>
    private string? Ignored()
    {
        var defaults = new MachineSettings();
        MachineSettings settings = program.Settings;
        bool sched = settings.Policy != defaults.Policy || settings.PolicyText != defaults.PolicyText;
        bool machine = settings.Cpus != defaults.Cpus || settings.Ips != defaults.Ips || settings.SyscallTicks != 0 || settings.SwitchTicks != 0;
        return (sched, machine) switch
        {
            (false, false) => null,
            (true, false) => $"sched {settings.PolicyText} decides nothing here: any process may take the next step",
            (false, true) => "cpus, ips, syscall and switch of the machine decide nothing here: each process has a CPU of its own",
            _ => $"sched {settings.PolicyText} and the machine's CPUs decide nothing here: each process has one of its own, and any may take the next step",
        };
    }

    /// <summary>The report: the verdict, a failure with its trace, what was seen. The same on every machine.</summary>
    public string Report
    {
        get
        {
            var text = new StringBuilder();
            if (Ignored() is { } ignored)
            {
                text.Append(ignored).Append('\n');
            }

            text.Append(program.Source.Name).Append(": ").Append(Sentence).Append('\n');
            if (Counterexample is { } failure)
            {
                AddFailure(text, failure);
            }

            if (Shrunk.Count > 0)
            {
                int all = program.Source.OwnText.TrimEnd('\n').Split('\n').Length;
                text.Append(CultureInfo.InvariantCulture, $"shrunk: {Shrunk.Count} of {all} lines are enough:\n");
                text.AppendJoin("", Shrunk.Select(static line => $"  {line}\n"));
            }

            foreach (Lint lint in Lints)
            {
                text.Append(CultureInfo.InvariantCulture, $"note: line {lint.Line}: {lint.Message} ({lint.Row.Name})\n");
                text.Append(CultureInfo.InvariantCulture, $"  schedule: \"{lint.Schedule}\"\n  cure: {lint.Row.Cure}\n");
            }

            foreach (int place in Parts.SelectMany(static part => part.Explored.Spins).Distinct())
            {
                text.Append(CultureInfo.InvariantCulture, $"warning: a process goes round for ever in {program.Source.LineName(place)}, without doing anything that another could see\n");
            }

            foreach (CheckedPart part in Parts)
            {
                text.Append(Coverage(part)).Append('\n');
                if (part.Graph is { } graph)
                {
                    text.Append(CoverageOfRuns(part, graph)).Append('\n');
                }
            }

            return text.ToString();
        }
    }

    private void AddFailure(StringBuilder text, Counterexample failure)
    {
        text.Append(CultureInfo.InvariantCulture, $"  {WordOf(failure.Property)}: {failure.Message}\n");
        text.Append(CultureInfo.InvariantCulture, $"  schedule: \"{failure.Schedule}\" ({failure.Steps} steps, {failure.Switches} switches)\n");
        if (failure.Cycle is { } cycle)
        {
            string fair = Parts[^1].Fairness switch
            {
                Fairness.None => "",
                Fairness.Weak => "; each process that could go on throughout steps in it",
                _ => "; each process that could go on in it steps in it",
            };
            text.Append(CultureInfo.InvariantCulture, $"  then for ever: \"{cycle}\" ({cycle.Steps} steps{fair})\n");
        }

        foreach (int line in failure.OvertakenSleeps)
        {
            text.Append(CultureInfo.InvariantCulture, $"  overtaken: the sleep of line {line} ended while another process could still have gone on\n");
        }

        text.Append('\n').Append(failure.Trace).Append('\n').Append(failure.Failure);
        text.Append(failure.Cycle is null ? "where each process stands when it fails:\n" : "where each process stands after a round:\n");
        foreach (string line in failure.Standing)
        {
            text.Append("  ").Append(line).Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"again: kscript run {program.Source.Name} --schedule \"{failure.WholeSchedule}\"\n");
    }

    private static string WordOf(Properties.CheckedKinds kind) => Properties.CheckedKindNames.WordOf(kind);

    private string Coverage(CheckedPart part)
    {
        string time = !hasTimers && times == CheckedTimes.Both ? "any time" : part.Time == TimeRule.Patient ? "patient time" : "free time";
        if (part.Explored.Walks > 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"any, {time}: {part.Explored.Walks} schedules at random, {part.Explored.Steps} steps");
        }

        string what = part.Counterexample is not null ? "up to a failure" : part.Explored.Bound is not null ? "not every schedule" : "every schedule";
        return string.Create(CultureInfo.InvariantCulture, $"any, {time}: {what}, {part.Explored.States} states, {part.Explored.Steps} steps");
    }

    private static string CoverageOfRuns(CheckedPart part, ExploreResult graph)
    {
        string which = part.Fairness switch { Fairness.None => "every endless schedule", Fairness.Weak => "every weakly fair schedule", _ => "every strongly fair schedule" };
        string what = graph.Bound is null ? which : "not " + which;
        return string.Create(CultureInfo.InvariantCulture, $"  eventually, leads to: {what}, {graph.States} states, {graph.Steps} steps");
    }
}
