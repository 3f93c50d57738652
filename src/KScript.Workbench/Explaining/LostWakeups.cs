// A signal that came after the test and before the pause: the process waits for what has been. The cure keeps the signal out until the
// process sleeps: block, test, sigsuspend (POSIX.1-2017 sigsuspend(), rationale). It is tried in the script.
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;

namespace KScript.Workbench.Explaining;

/// <summary>The way out for lost wake-ups.</summary>
internal static class LostWakeups
{
    private const string Name = "blocking the signal, and sigsuspend instead of pause";

    /// <summary>Tries it for a process that pauses for ever.</summary>
    /// <param name="facts">The run.</param>
    /// <param name="machine">The machine at its end.</param>
    /// <param name="life">The process.</param>
    /// <param name="signal">The signal that came too early.</param>
    /// <param name="ways">Gets it, if it helps.</param>
    /// <param name="no">Gets it, if it does not.</param>
    public static void Try(Case facts, Machine machine, Life life, int signal, List<WayOut> ways, List<NoWayOut> no)
    {
        string name = SignalTable.NameOf(signal);
        Span? handlerSet = life.Settings.ActionOf(signal)?.Where;
        Span? pause = life.LastAct?.Where;
        (ulong blocked, _) = machine.SignalsOf(life.Pid);
        string mask = string.Concat(Enumerable.Range(1, Signal.SIGRTMAX).Where(one => one != signal && (blocked & Signal.Bit(one)) != 0).Select(one => " " + SignalTable.NameOf(one)));
        string suspend = "sigsuspend" + mask;
        if (Edits.Before(facts.Session, handlerSet, "block " + name) is not { } first || InsteadOfPause(facts, pause, suspend) is not { } second)
        {
            return;
        }

        Insertion[] edit = [first, second];
        TrialRun? run = Trial.RunScript(facts, Edits.Apply(Edits.Text(facts.Session)!, edit));
        if (run is null || run.WasCut || run.End != RunEnd.Finished || BlockedForEver.Labels(run).Contains(life.Label))
        {
            no.Add(new NoWayOut(Name, run is null ? "it takes a change of the script" : $"{life.Label} waits all the same"));
            return;
        }

        Life? after = run.History.Counterpart(life);
        string end = after?.Died is { } died ? $"Seen: {life.Label} goes on when {name} comes, and {Words.Dies(after)} at t={died.Time}." : $"Seen: {life.Label} goes on when {name} comes.";
        List<Effect> effects = [.. Effects.Compare(facts, life, run, 0, edit, pause)];
        ways.Add(new WayOut(Name, $"before {Words.Place(facts.Session, handlerSet)}, and at {Words.Place(facts.Session, pause)}",
            [$"block {name}", "...", suspend], [end, .. effects.Select(effect => effect.Text)], edit, effects.Exists(effect => effect.IsHarm)));
    }

    /// <summary>The rest of the pause's line becomes a comment; null where something follows on it.</summary>
    private static Insertion? InsteadOfPause(Case facts, Span? pause, string suspend)
    {
        if (Edits.Text(facts.Session) is not { } text || pause is not { Length: > 0 } span)
        {
            return null;
        }

        int end = text.IndexOf('\n', span.End);
        string rest = (end < 0 ? text[span.End..] : text[span.End..end]).Trim();
        return rest.Length == 0 || rest[0] == '#' ? new Insertion(span.Start, suspend + "   # ", Words.LineOf(facts.Session, span)) : null;
    }
}
