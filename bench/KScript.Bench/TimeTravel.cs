// What going back costs in a long session of the REPL: the promise is milliseconds in a run of a million events.
using KScript.Workbench.Runs;
using KScript.Workbench.Live;
using KScript.Kernel;

namespace KScript.Bench;

internal static class TimeTravel
{
    private const long Events = 1_000_000;

    /// <summary>Four ways of a session of a million events, each with the wall time of the best of several, from the session's end.</summary>
    public static IEnumerable<(string Way, double Seconds)> Measured(int runs)
    {
        var session = new LiveSession { Budget = new RunBudget { Events = Events } };
        session.Submit(LiveSession.Main, "fork { sleep 3; exit 1 }");
        session.Submit(LiveSession.Main, "loop { sleep 1 }");
        Place end = session.Timeline.Here;
        yield return ("back 1", Best(runs, session, end, () => session.Back(1)));
        yield return ("goto the middle", Best(runs, session, end, () => session.GoToTime(session.Machine.Now / 2)));
        yield return ("last event, near", Best(runs, session, end, () => session.GoToLast((Machine _, in TraceEvent e) => e.Kind == TraceEventKind.SchedWakeup)));
        yield return ("last exit, at the start", Best(runs, session, end, () => session.GoToLast((Machine _, in TraceEvent e) => e.Kind == TraceEventKind.ProcessExit)));
    }

    private static double Best(int runs, LiveSession session, Place end, Action way)
    {
        double best = double.MaxValue;
        for (int i = 0; i < runs; i++)
        {
            session.GoTo(end);
            best = Math.Min(best, Measure.Best(1, way).Wall);
        }

        return best;
    }
}
