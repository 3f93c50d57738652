// The checker's part of the public face: every schedule of a script, as a test asks for it.
//     CheckResult result = Script.Check("fork { exit 3 }\nwait");
//     Assert.True(result.Holds, result.Report);
using KScript.Checker;
using KScript.Checker.Exploring;
using KScript.Checker.EndlessRuns;
using KScript.Checker.Outcomes;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;

namespace KScript.Testing;

/// <summary>Adds checking to scripts.</summary>
public static class ScriptChecking
{
    extension(Script script)
    {
        /// <summary>Explores every schedule of a text: <c>Script.Parse(text).Check(options)</c>.</summary>
        /// <exception cref="ArgumentException">The script has errors, or cannot be checked: the message says why.</exception>
        public static CheckResult Check(string text, CheckOptions? options = null) => Script.Parse(text).Check(options);

        /// <summary>Everything that a text can print: <c>Script.Parse(text).Outcomes(options)</c>.</summary>
        /// <exception cref="ArgumentException">The script has errors, or cannot be checked: the message says why.</exception>
        public static IReadOnlyList<ScriptOutcome> Outcomes(string text, CheckOptions? options = null) => Script.Parse(text).Outcomes(options);

        /// <summary>Explores every schedule, and says what holds. The same script and options give the same result, on every machine.</summary>
        /// <exception cref="ArgumentException">The script has errors, or cannot be checked: the message says why.</exception>
        public CheckResult Check(CheckOptions? options = null)
        {
            options ??= new CheckOptions();
            CompiledProgram program = ProgramOf(script);
            try
            {
                return new CheckResult(Checking.Check(program, new Checker.CheckOptions
                {
                    Times = options.Time switch { CheckTime.Patient => CheckedTimes.Patient, CheckTime.Free => CheckedTimes.Free, _ => CheckedTimes.Both },
                    Fairness = (Fairness)options.Fairness,
                    Lints = options.Lint,
                    Limits = options.Limits(),
                }));
            }
            catch (CannotCheckException e)
            {
                throw new ArgumentException(e.Message, e);
            }
        }

        /// <summary>Everything that it can print, by output, each with a schedule that prints it.</summary>
        /// <returns>All outputs where the last one's list is complete; a script with more than 1000 outputs, or beyond the bounds, is an error.</returns>
        /// <exception cref="ArgumentException">The script has errors, cannot be checked, or has too many outputs: the message says why.</exception>
        public IReadOnlyList<ScriptOutcome> Outcomes(CheckOptions? options = null)
        {
            options ??= new CheckOptions { Time = CheckTime.Free };
            try
            {
                OutcomeList list = OutcomeList.Of(ProgramOf(script), new OutcomeOptions
                {
                    Time = options.Time == CheckTime.Patient ? TimeRule.Patient : TimeRule.Free,
                    Limits = options.Limits(),
                });
                return list.IsComplete
                    ? [.. list.Outcomes.Select(static outcome => new ScriptOutcome(outcome.Output, (OutcomeEndReason)outcome.End, outcome.Schedule.ToString()))]
                    : throw new ArgumentException(list.Report.Split('\n')[0]);
            }
            catch (CannotCheckException e)
            {
                throw new ArgumentException(e.Message, e);
            }
        }
    }

    private static CompiledProgram ProgramOf(Script script)
    {
        ArgumentNullException.ThrowIfNull(script);
        SourceText source = script.Source();
        var compiled = Workbench.Runs.Script.Compile(source);
        return compiled.Program ?? throw new ArgumentException(DiagnosticWriter.ToText(source, compiled.Diagnostics), nameof(script));
    }
}

/// <summary>How time passes under any schedule.</summary>
public enum CheckTime
{
    /// <summary>Patient time is checked first, then free time.</summary>
    Both,
    /// <summary>Sleeps are long enough: time passes only when nobody can go on.</summary>
    Patient,
    /// <summary>Any process may be late for any time: a sleep synchronises nothing.</summary>
    Free,
}

/// <summary>What `eventually` and `leads to` may count on.</summary>
public enum CheckFairness
{
    /// <summary>Nothing: a process that could go on may be left out for ever.</summary>
    None,
    /// <summary>A process that can go on from some point on without interruption does.</summary>
    Weak,
    /// <summary>A process that can go on again and again does.</summary>
    Strong,
}

/// <summary>How a script is checked.</summary>
public sealed record CheckOptions
{
    /// <summary>What `eventually` and `leads to` may count on.</summary>
    public CheckFairness Fairness { get; init; } = CheckFairness.Weak;

    /// <summary>How time passes.</summary>
    public CheckTime Time { get; init; }

    /// <summary>Whether habits that go wrong on some schedule are looked for, too; where something fails they are in any case.</summary>
    public bool Lint { get; init; }

    /// <summary>Different states at most; beyond them the verdict is <see cref="CheckVerdict.Bounded"/>.</summary>
    public int MaxStates { get; init; } = 10_000_000;

    /// <summary>Steps from the start at most.</summary>
    public int MaxDepth { get; init; } = int.MaxValue;

    internal ExploreLimits Limits() => new() { States = MaxStates, Depth = MaxDepth };
}

/// <summary>What a check came to.</summary>
public enum CheckVerdict
{
    /// <summary>Everything was seen, and nothing fails.</summary>
    Holds,
    /// <summary>There is a schedule on which something fails.</summary>
    Fails,
    /// <summary>A bound was met, and nothing that was seen fails.</summary>
    Bounded,
}

/// <summary>The result of a check.</summary>
public sealed class CheckResult
{
    internal CheckResult(Checker.Results.CheckResult result)
    {
        Verdict = (CheckVerdict)result.Verdict;
        Sentence = result.Sentence;
        Report = result.Report;
        States = result.States;
        Steps = result.Steps;
        Notes = [.. result.Lints.Select(static lint => new CheckNote(lint.Row.Name, lint.Line, lint.Message, lint.Schedule.ToString(), lint.Row.Cure))];
        Counterexample = result.Counterexample is { } failure ? new CheckCounterexample(failure) : null;
    }

    /// <summary>The verdict.</summary>
    public CheckVerdict Verdict { get; }

    /// <summary>Whether nothing fails on any schedule, and all were seen.</summary>
    public bool Holds => Verdict == CheckVerdict.Holds;

    /// <summary>The verdict in words, with what it rests on: "holds if no sleep is overtaken; fails when the sleep of line 3 is".</summary>
    public string Sentence { get; }

    /// <summary>All that <c>kscript check</c> prints.</summary>
    public string Report { get; }

    /// <summary>Different states.</summary>
    public long States { get; }

    /// <summary>Steps between them.</summary>
    public long Steps { get; }

    /// <summary>Habits that go wrong on some schedule, by line; none where they were not looked for.</summary>
    public IReadOnlyList<CheckNote> Notes { get; }

    /// <summary>The failure, on the shortest schedule; null: there is none.</summary>
    public CheckCounterexample? Counterexample { get; }
}

/// <summary>A habit that goes wrong on some schedule.</summary>
/// <param name="Name">Which, as docs/check.md names it: waits-once, lost-wakeup …</param>
/// <param name="Line">Where, from 1.</param>
/// <param name="Message">What can happen, in a sentence.</param>
/// <param name="Schedule">A shortest schedule on which it does, for <see cref="RunOptions.Schedule"/>.</param>
/// <param name="Cure">What to write instead.</param>
public sealed record CheckNote(string Name, int Line, string Message, string Schedule, string Cure);

/// <summary>A failure, and how to get there.</summary>
public sealed class CheckCounterexample
{
    internal CheckCounterexample(Checker.Counterexamples.Counterexample failure)
    {
        Property = Checker.Properties.CheckedKindNames.WordOf(failure.Property);
        Message = failure.Message;
        Schedule = failure.WholeSchedule.ToString();
        Cycle = failure.Cycle?.ToString();
        Steps = failure.Steps;
        Switches = failure.Switches;
        OvertakenSleeps = failure.OvertakenSleeps;
        Trace = failure.Trace;
    }

    /// <summary>What failed: assert, always, finally, deadlock, leak, fault, eventually, leads-to.</summary>
    public string Property { get; }

    /// <summary>What is wrong, in a line.</summary>
    public string Message { get; }

    /// <summary>The steps, for <see cref="RunOptions.Schedule"/>.</summary>
    public string Schedule { get; }

    /// <summary>Of a run that goes round for ever the steps that it makes again and again, the last ones of the schedule; null: it ends.</summary>
    public string? Cycle { get; }

    /// <summary>How many steps; of a run that goes round for ever those before that.</summary>
    public int Steps { get; }

    /// <summary>How often another process goes on.</summary>
    public int Switches { get; }

    /// <summary>The lines of the sleeps that ended while somebody else could still have gone on.</summary>
    public IReadOnlyList<int> OvertakenSleeps { get; }

    /// <summary>The trace of the run by this schedule.</summary>
    public string Trace { get; }
}

/// <summary>How a run that printed something ends.</summary>
public enum OutcomeEndReason
{
    /// <summary>Nobody is left.</summary>
    Finished,
    /// <summary>Somebody is blocked for ever.</summary>
    Deadlock,
    /// <summary>A claim fails.</summary>
    Failure,
    /// <summary>It goes on for ever; the last word is printed again and again.</summary>
    Endless,
}

/// <summary>Something that a script can print.</summary>
/// <param name="Output">All of standard output and error.</param>
/// <param name="End">How it ends then.</param>
/// <param name="Schedule">The shortest schedule that prints it, for <see cref="RunOptions.Schedule"/>.</param>
public sealed record ScriptOutcome(string Output, OutcomeEndReason End, string Schedule);
