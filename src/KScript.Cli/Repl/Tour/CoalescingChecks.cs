// How the machine shows that the steps about SIGCHLDs that become one are done.
using KScript.Kernel;

namespace KScript.Cli.Repl.Tour;

/// <summary>Checks of chapter 4.</summary>
internal static class CoalescingChecks
{
    /// <summary>Somebody has a handler for SIGCHLD.</summary>
    public static Seen? Handles(TourFacts facts)
    {
        foreach (ProcessView task in facts.Tasks.Where(task => task.Pid != 1 && facts.Machine.DispositionOf(task.Pid, Signal.SIGCHLD) == "handler"))
        {
            return new Seen(TourSentence.Handles, facts.Label(task.Pid));
        }

        return null;
    }

    /// <summary>A SIGCHLD was lost because one was pending, and zombies are left.</summary>
    public static Seen? Lost(TourFacts facts)
    {
        int zombies = facts.Zombies.Count(), lost = LostSignals(facts);
        return zombies > 0 && lost > 0 ? new Seen(TourSentence.SignalsLost, SentSignals(facts), lost, zombies) : null;
    }

    /// <summary>The zombies are collected.</summary>
    public static Seen? RestCollected(TourFacts facts)
    {
        int reaped = facts.Recent.Count(e => e.Kind == TraceEventKind.ProcessReap);
        return reaped > 0 && !facts.Zombies.Any() ? new Seen(TourSentence.RestCollected, reaped) : null;
    }

    /// <summary>SIGCHLDs were lost again, and one run of a handler has collected several children, so that none is left.</summary>
    public static Seen? Looped(TourFacts facts)
    {
        int lost = LostSignals(facts), most = MostInOneHandler(facts);
        return lost > 0 && most > 1 && !facts.Zombies.Any() ? new Seen(TourSentence.HandlerLooped, SentSignals(facts), lost, most) : null;
    }

    private static int SentSignals(TourFacts facts) => facts.Recent.Count(e => e.Kind == TraceEventKind.SignalGenerate && e.Signal == Signal.SIGCHLD);

    private static int LostSignals(TourFacts facts) =>
        facts.Recent.Count(e => e.Kind == TraceEventKind.SignalGenerate && e.Signal == Signal.SIGCHLD && e.Outcome == SignalOutcome.Coalesced);

    /// <summary>How many children were collected between a handler's beginning and its return, at most.</summary>
    private static int MostInOneHandler(TourFacts facts)
    {
        int most = 0, now = 0, handling = 0;
        foreach (TraceEvent e in facts.Recent)
        {
            if (e.Kind == TraceEventKind.SignalDeliver && e.Outcome == SignalOutcome.Handler)
            {
                (handling, now) = (e.Pid, 0);
            }
            else if (e.Kind == TraceEventKind.SignalReturn && e.Pid == handling)
            {
                handling = 0;
            }
            else if (e.Kind == TraceEventKind.ProcessReap && handling != 0 && e.OtherPid == handling)
            {
                most = Math.Max(most, ++now);
            }
        }

        return most;
    }
}
