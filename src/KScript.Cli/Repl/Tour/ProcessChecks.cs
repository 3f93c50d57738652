// How the machine shows that the steps about a process and its child are done.
using KScript.Kernel;

namespace KScript.Cli.Repl.Tour;

/// <summary>Checks of chapter 1.</summary>
internal static class ProcessChecks
{
    /// <summary>The user has asked who is there.</summary>
    public static Seen? Looked(TourFacts facts) =>
        facts.Names("ps", "tree", "pstree", "top", "tasks") ? new Seen(TourSentence.Looked, facts.Tasks.Count, facts.Label(facts.Current)) : null;

    /// <summary>A process was made.</summary>
    public static Seen? Forked(TourFacts facts)
    {
        foreach ((int parent, int child) in facts.Forks)
        {
            return new Seen(TourSentence.Forked, facts.Label(parent), facts.Label(child), child);
        }

        return null;
    }

    /// <summary>A child has made a call, be it its last.</summary>
    public static Seen? ActedAsChild(TourFacts facts)
    {
        HashSet<int> children = [.. facts.Forks.Select(fork => fork.Child)];
        return TourFacts.First(facts.Recent, e => IsCall(e) && children.Contains(e.Pid)) is { } call
            ? new Seen(TourSentence.ChildCalled, facts.Label(call.Pid), CallName(call))
            : null;
    }

    /// <summary>A process has collected its child.</summary>
    public static Seen? CollectedByParent(TourFacts facts) =>
        TourFacts.First(facts.Recent, e => e.Kind == TraceEventKind.ProcessReap && e.OtherPid != 1) is { } reap ? Collected(facts, reap) : null;

    /// <summary>The sentence about a collected child.</summary>
    public static Seen Collected(TourFacts facts, TraceEvent reap) =>
        new(TourSentence.Collected, facts.Label(reap.OtherPid), facts.Label(reap.Pid), WaitStatus.Describe(reap.Status));

    private static bool IsCall(TraceEvent e) => e.Kind is TraceEventKind.SysExit or TraceEventKind.SysBlock or TraceEventKind.ProcessExit;

    private static string CallName(TraceEvent e) => e.Kind == TraceEventKind.ProcessExit ? "exit" : SyscallTable.Find(e.Number)?.Name ?? "";
}
