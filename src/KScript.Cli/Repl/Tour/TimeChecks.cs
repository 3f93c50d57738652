// How the machine shows that the steps about going back in time are done.
using KScript.Kernel;

namespace KScript.Cli.Repl.Tour;

/// <summary>Checks of chapter 6.</summary>
internal static class TimeChecks
{
    /// <summary>A child lived, died and was collected.</summary>
    public static Seen? Lived(TourFacts facts) => facts.Zombies.Any() ? null : ProcessChecks.CollectedByParent(facts);

    /// <summary>The session is in the past, where there is a zombie.</summary>
    public static Seen? BackAtZombie(TourFacts facts)
    {
        if (facts.IsPast)
        {
            foreach (ProcessView zombie in facts.Zombies)
            {
                return new Seen(TourSentence.BackAtZombie, facts.Machine.Now, facts.Label(zombie.Pid));
            }
        }

        return null;
    }

    /// <summary>The session is in the past, a child lives, and its parent can be told what to do.</summary>
    public static Seen? BackBeforeIt(TourFacts facts)
    {
        if (facts.IsPast && !facts.Zombies.Any())
        {
            foreach ((int parent, int child) in facts.Forks.Where(fork => facts.IsAlive(fork.Child) && facts.TakesInput(fork.Parent)))
            {
                return new Seen(TourSentence.BackBeforeIt, facts.Machine.Now, facts.Label(child), facts.Label(parent));
            }
        }

        return null;
    }

    /// <summary>In another future a child has ended and no zombie is left, though nobody waited for it outside a handler.</summary>
    public static Seen? OtherCure(TourFacts facts)
    {
        if (facts.IsPast || facts.Zombies.Any())
        {
            return null;
        }

        var handling = new HashSet<int>();
        foreach (TraceEvent e in facts.Recent)
        {
            switch (e.Kind)
            {
                case TraceEventKind.SignalDeliver when e.Outcome == SignalOutcome.Handler:
                    handling.Add(e.Pid);
                    break;
                case TraceEventKind.SignalReturn:
                    handling.Remove(e.Pid);
                    break;
                case TraceEventKind.ProcessExit when e.State == 'X':
                    return new Seen(TourSentence.NeverZombie, facts.Label(e.Pid));
                case TraceEventKind.ProcessReap when e.OtherPid == 1:
                    return new Seen(TourSentence.CollectedByInit, facts.Label(e.Pid));
                case TraceEventKind.ProcessReap when handling.Contains(e.OtherPid):
                    return new Seen(TourSentence.CollectedInHandler, facts.Label(e.OtherPid), facts.Label(e.Pid));
                default:
                    break;
            }
        }

        return null;
    }
}
