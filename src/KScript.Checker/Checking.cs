// The front door of the checker: a program and options in, a verdict out.
using KScript.Checker.Counterexamples;
using KScript.Checker.Exploring;
using KScript.Checker.EndlessRuns;
using KScript.Checker.Lints;
using KScript.Checker.Properties;
using KScript.Checker.Results;
using KScript.Checker.Sampling;
using KScript.Interpreter.Bytecode;
using KScript.Kernel;

namespace KScript.Checker;

/// <summary>Which times are checked.</summary>
internal enum CheckedTimes
{
    /// <summary>Patient, then free.</summary>
    Both,
    /// <summary>Sleeps are long enough.</summary>
    Patient,
    /// <summary>A process may be delayed for any time.</summary>
    Free,
}

/// <summary>The first steps of a schedule: where somebody stands who asks what can still happen.</summary>
/// <param name="Schedule">The schedule.</param>
/// <param name="Steps">How many of its steps were made.</param>
internal sealed record StepsBefore(Schedule Schedule, long Steps);

/// <summary>How a script is checked.</summary>
internal sealed record CheckOptions
{
    /// <summary>The steps after which all begins; null: at the start.</summary>
    public StepsBefore? After { get; init; }

    /// <summary>Which times.</summary>
    public CheckedTimes Times { get; init; } = CheckedTimes.Both;

    /// <summary>What may fail.</summary>
    public CheckedKinds Check { get; init; } = CheckedKinds.All;

    /// <summary>What `eventually` and `leads to` may count on.</summary>
    public Fairness Fairness { get; init; } = Fairness.Weak;

    /// <summary>Whether the lines of a script that fails are looked for that are enough to fail.</summary>
    public bool Shrinks { get; init; }

    /// <summary>Whether habits that go wrong on some schedule are looked for, too; where something fails they are in any case.</summary>
    public bool Lints { get; init; }

    /// <summary>Runs picked at random instead of every schedule; null: every schedule.</summary>
    public WalkOptions? Walks { get; init; }

    /// <summary>Bounds.</summary>
    public ExploreLimits Limits { get; init; } = new();

    /// <summary>What the trace of a counterexample shows.</summary>
    public TraceLevels Trace { get; init; } = TraceLevels.All;

    /// <summary>Told now and then how far it is.</summary>
    public Action<Progress>? Progress { get; init; }

    /// <summary>Whether it is to end early.</summary>
    public Func<bool>? IsCancelled { get; init; }
}

/// <summary>A script that cannot be checked as asked: the message says why, and what to do.</summary>
internal sealed class CannotCheckException(string message) : Exception(message);

/// <summary>Checks scripts.</summary>
internal static class Checking
{
    /// <summary>Explores every schedule.</summary>
    /// <exception cref="CannotCheckException">The script has jobs, or reads the time where it has no value.</exception>
    public static CheckResult Check(CompiledProgram program, CheckOptions? options = null)
    {
        options ??= new CheckOptions();
        Refuse(program, options.Times);
        var parts = new List<CheckedPart>();
        foreach (TimeRule time in TimesOf(options.Times))
        {
            var model = new Model(program, time);
            if (options.After is { } after && !model.TryStartAfter(after.Schedule, after.Steps))
            {
                // A way that overtakes a sleep is none in patient time, and the question is about free time then.
                if (time == TimesOf(options.Times)[^1])
                {
                    throw new CannotCheckException(Outcomes.OutcomeList.CannotFollow(time));
                }

                continue;
            }

            CheckedPart part = CheckIn(model, time, options);
            parts.Add(part);
            if (part.Counterexample is not null || part.Bound == CancelledBound || !HasTimers(program))
            {
                break;
            }
        }

        return new CheckResult(program, options.Times, [.. parts], HasTimers(program))
        {
            Lints = LintsOf(program, options, parts),
            Shrunk = options.Shrinks && options.After is null && parts[^1].Counterexample is { } failure ? new Shrinking(program, failure.Property, options).Run() : [],
        };
    }

    /// <summary>States up to which habits are looked for where nobody asked, under a failure.</summary>
    private const int StatesOfNotes = 20_000;

    private static IReadOnlyList<Lint> LintsOf(CompiledProgram program, CheckOptions options, List<CheckedPart> parts)
    {
        Counterexample? failure = parts[^1].Counterexample;
        if (parts[^1].Bound == CancelledBound || (!options.Lints && failure is null))
        {
            return [];
        }

        var model = new Model(program, options.Times == CheckedTimes.Patient ? TimeRule.Patient : TimeRule.Free);
        if (options.After is { } after && !model.TryStartAfter(after.Schedule, after.Steps))
        {
            return [];
        }

        ExploreLimits limits = options.Limits with { States = options.Lints ? options.Limits.States : Math.Min(StatesOfNotes, options.Limits.States) };
        IEnumerable<Lint> sleeps = failure is not null && parts is [{ Bound: null }, _] ? LintSearch.OfSleeps(failure) : [];
        return [.. LintSearch.Of(model, limits, options.IsCancelled).Concat(sleeps).OrderBy(static lint => lint.Line)];
    }

    /// <summary>What an exploration that was ended from outside names as its bound.</summary>
    internal const string CancelledBound = "Ctrl-C";

    private static TimeRule[] TimesOf(CheckedTimes times) => times switch
    {
        CheckedTimes.Patient => [TimeRule.Patient],
        CheckedTimes.Free => [TimeRule.Free],
        _ => [TimeRule.Patient, TimeRule.Free],
    };

    private static CheckedPart CheckIn(Model model, TimeRule time, CheckOptions options)
    {
        CompiledProgram program = model.Source;
        var explore = new ExploreOptions
        {
            Judge = new Judge(model, options.Check),
            Limits = options.Limits,
            Progress = options.Progress,
            IsCancelled = options.IsCancelled,
        };
        ExploreResult explored = options.Walks is { } walks ? new RandomWalks(model, walks, explore).Run() : new Exploration(model, explore).Run();
        if (explored.Violation is null)
        {
            if (explored.Bound == CancelledBound || options.Walks is not null || LivenessCheck.ClaimsOf(program, options.Check).Length == 0)
            {
                return new CheckedPart(time, explored, null);
            }

            (ExploreResult graph, Counterexample? failure) = LivenessCheck.Of(model, options);
            return new CheckedPart(time, explored, failure) { Graph = graph, Fairness = options.Fairness };
        }

        var shortest = new ShortestSearch(model, options.Check).Run();
        IReadOnlyList<Choice> path = shortest?.Path ?? explored.Path;
        return new CheckedPart(time, explored, Counterexample.Of(model, path, shortest?.Violation ?? explored.Violation, options.Trace));
    }

    /// <summary>Whether anything in a script takes time: where nothing does, the two times are one.</summary>
    private static bool HasTimers(CompiledProgram program)
    {
        foreach (Instruction i in program.Code)
        {
            SyscallNumber call = Interpreter.Analysis.RegisterUse.CallOf(in i);
            if (i.Op == Opcode.Compute || !Interpreter.Analysis.ProgramAnalysis.IsKnown(call) || (SyscallTable.Find(call)?.Footprint & (Footprint.Time | Footprint.Alarm)) is not (null or 0))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What cannot be asked of a script.</summary>
    internal static void Refuse(CompiledProgram program, CheckedTimes times)
    {
        if (program.Jobs.Length + program.Workloads.Length > 0)
        {
            throw new CannotCheckException("the script has jobs: they are about a policy, and under any schedule policies decide nothing");
        }

        if (program.Main is null)
        {
            throw new CannotCheckException("the script has no process of its own");
        }

        int timer = Array.FindIndex(program.Code, static i => Interpreter.Analysis.RegisterUse.CallOf(in i) is SyscallNumber.Setitimer or SyscallNumber.Getitimer);
        if (timer >= 0)
        {
            throw new CannotCheckException($"{PlaceOf(program, timer)}: interval timers are not modelled under every schedule; alarm is");
        }

        if (times == CheckedTimes.Patient)
        {
            return;
        }

        for (int pc = 0; pc < program.Code.Length; pc++)
        {
            if (ReadsTime(program, pc) is { } what)
            {
                throw new CannotCheckException(
                    $"{PlaceOf(program, pc)}: {what} has no value where any process may be late; --time patient checks the script with sleeps that are long enough");
            }
        }
    }

    private static string PlaceOf(CompiledProgram program, int pc) => program.Source.Place(program.StatementAt(pc).Start);

    private static string? ReadsTime(CompiledProgram program, int pc)
    {
        ref readonly Instruction i = ref program.Code[pc];
        return i.Op switch
        {
            Opcode.View or Opcode.ViewValue when program.Views[i.W].DependsOnTime => $"{program.Views[i.W].Name}()",
            Opcode.Sys or Opcode.SysValue when i.B >= 0 => (SyscallNumber)(i.W & 0xff) switch
            {
                SyscallNumber.Sleep => "what sleep() gives",
                SyscallNumber.Alarm => "what alarm() gives",
                SyscallNumber.Getrusage => "getrusage()",
                SyscallNumber.Times => "times()",
                _ => null,
            },
            _ => null,
        };
    }
}
