// The working of a zombie problem: what happened when, from the events of the run.
using System.Globalization;
using System.Text;
using KScript.Cli.Quizzes.Texts;
using KScript.Kernel;

namespace KScript.Cli.Quizzes.Zombies;

/// <summary>Writes what happened.</summary>
internal static class Timeline
{
    /// <summary>A line for each birth, end, adoption, reaping, and SIGCHLD for main.</summary>
    public static string Of(ScriptedRun run, QuizLanguage language)
    {
        var text = new StringBuilder();
        foreach (var e in run.Events)
        {
            if (Describe(run, e, language) is { } what)
            {
                text.Append("t=").Append(e.Time.ToString(CultureInfo.InvariantCulture).PadRight(4)).Append(what).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string? Describe(ScriptedRun run, in TraceEvent e, QuizLanguage language)
    {
        string name = run.NameOf(e.Name), other = run.NameOf(e.OtherName);
        switch (e.Kind)
        {
            case TraceEventKind.SysExit when e.Number == SyscallNumber.Fork:
                return ZombieTexts.Born.In(language, other, name);
            case TraceEventKind.ProcessExit:
                return (e.State == 'Z' ? ZombieTexts.Ends : ZombieTexts.Vanishes).In(language, name);
            case TraceEventKind.ProcessReap:
                return ZombieTexts.Reaped.In(language, name, other);
            case TraceEventKind.ProcessAdopt:
                return ZombieTexts.Adopted.In(language, name, other);
            case TraceEventKind.SignalGenerate when name == "main" && e.Signal == Signal.SIGCHLD:
                return OutcomeOf(e.Outcome)?.In(language);
            case TraceEventKind.SignalDeliver when name == "main" && e.Outcome == SignalOutcome.Handler:
                return ZombieTexts.HandlerRuns.In(language);
            default:
                return null;
        }
    }

    // Main ignores SIGCHLD by default: no line for that.
    private static Wording? OutcomeOf(SignalOutcome outcome) => outcome switch
    {
        SignalOutcome.Pending => ZombieTexts.Pending,
        SignalOutcome.Blocked => ZombieTexts.Blocked,
        SignalOutcome.Coalesced => ZombieTexts.Coalesced,
        SignalOutcome.None or SignalOutcome.Ignored or SignalOutcome.Discarded or SignalOutcome.Dead or SignalOutcome.Handler
            or SignalOutcome.Terminate or SignalOutcome.Stop or SignalOutcome.Continue => null,
    };
}
