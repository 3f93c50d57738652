// How the machine shows that the steps about a zombie are done.
using KScript.Kernel;

namespace KScript.Cli.Repl.Tour;

/// <summary>Checks of chapter 2.</summary>
internal static class ZombieChecks
{
    /// <summary>There is a zombie.</summary>
    public static Seen? Made(TourFacts facts) => About(facts, TourSentence.ZombieMade);

    /// <summary>The user has looked while one is there.</summary>
    public static Seen? Shown(TourFacts facts) =>
        facts.Names("ps", "tree", "pstree", "top", "zombies", "state", "explain") ? About(facts, TourSentence.ZombieShown) : null;

    /// <summary>A signal was sent to one.</summary>
    public static Seen? KilledInVain(TourFacts facts) =>
        TourFacts.First(facts.Recent, e => e.Kind == TraceEventKind.SignalGenerate && e.Outcome == SignalOutcome.Dead) is { } signal
            ? new Seen(TourSentence.KilledInVain, facts.Label(signal.Pid), SignalTable.Rows.First(row => row.Number == signal.Signal).Name)
            : null;

    /// <summary>A dead child was collected, by its parent or by init, and no zombie is left.</summary>
    public static Seen? Cured(TourFacts facts)
    {
        if (facts.Zombies.Any() || TourFacts.First(facts.Recent, e => e.Kind == TraceEventKind.ProcessReap) is not { } reap)
        {
            return null;
        }

        return reap.OtherPid == 1 ? new Seen(TourSentence.CollectedByInit, facts.Label(reap.Pid)) : ProcessChecks.Collected(facts, reap);
    }

    private static Seen? About(TourFacts facts, TourSentence sentence)
    {
        foreach (ProcessView zombie in facts.Zombies)
        {
            return new Seen(sentence, facts.Label(zombie.Pid), facts.Label(zombie.Ppid));
        }

        return null;
    }
}
