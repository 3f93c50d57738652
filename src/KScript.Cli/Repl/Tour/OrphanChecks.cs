// How the machine shows that the steps about an orphan are done.
using KScript.Kernel;

namespace KScript.Cli.Repl.Tour;

/// <summary>Checks of chapter 3.</summary>
internal static class OrphanChecks
{
    /// <summary>A living process was adopted.</summary>
    public static Seen? Made(TourFacts facts) =>
        TourFacts.First(facts.Recent, IsAdoption) is { } adoption
            ? new Seen(TourSentence.OrphanMade, facts.Label(adoption.Pid), facts.Label(adoption.OtherPid))
            : null;

    /// <summary>The user has looked while an orphan lives.</summary>
    public static Seen? Shown(TourFacts facts)
    {
        if (facts.Names("ps", "tree", "pstree", "ppid", "getppid", "explain"))
        {
            foreach (ProcessView task in facts.Tasks.Where(IsLivingOrphan))
            {
                return new Seen(TourSentence.OrphanShown, facts.Label(task.Pid), task.Ppid);
            }
        }

        return null;
    }

    /// <summary>init has collected one that was adopted.</summary>
    public static Seen? Collected(TourFacts facts)
    {
        HashSet<int> adopted = [.. facts.Events.Where(IsAdoption).Select(e => e.Pid)];
        return TourFacts.First(facts.Recent, e => e.Kind == TraceEventKind.ProcessReap && e.OtherPid == 1 && adopted.Contains(e.Pid)) is { } reap
            ? new Seen(TourSentence.CollectedByInit, facts.Label(reap.Pid))
            : null;
    }

    /// <summary>Whether a task was adopted and lives.</summary>
    public static bool IsLivingOrphan(ProcessView task) => task.IsAdopted && task.State != TaskState.Zombie;

    private static bool IsAdoption(TraceEvent e) => e.Kind == TraceEventKind.ProcessAdopt && e.State != 'Z';
}
