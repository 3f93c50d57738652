// What an explanation is made from: the session, its run looked at again, and the run as it will go on if nobody does anything.
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;
using KScript.Workbench.Live;

namespace KScript.Workbench.Explaining;

/// <summary>The facts.</summary>
internal sealed class Case
{
    private Case(LiveSession session, TrialRun future)
    {
        Session = session;
        Future = future;
        Now = session.Machine.EventCount;
        Meter = session.Meter.Afresh();
    }

    public LiveSession Session { get; }

    /// <summary>The run, past and to come.</summary>
    public TrialRun Future { get; }

    /// <summary>All lives.</summary>
    public History History => Future.History;

    /// <summary>Events so far: what comes later is still to come.</summary>
    public long Now { get; }

    /// <summary>Looks at a session's run.</summary>
    public static Case Of(LiveSession session)
    {
        var history = new History();
        session.Replay(0, history);
        foreach (Life life in history.Lives)
        {
            life.ActNow = life.LastAct;
        }

        return new Case(session, Trial.RunOn(session.Machine.Snapshot(), history, session.Meter.Afresh()));
    }

    /// <summary>What all trials together may cost: as much as the run.</summary>
    public RunMeter Meter { get; }

    /// <summary>How far a trial may go that begins at a number of events: twice as far as the run itself went from there, and some more.</summary>
    public long TrialEvents(long from)
    {
        const long Few = 10_000, Most = 200_000;
        return Math.Min(Most, (2 * Math.Max(0, Future.Machine.EventCount - from)) + Few);
    }

    /// <summary>The machine just after an event; of one that is still to come, as it is now.</summary>
    public Machine After(Moment moment) => Trial.At(Session, Math.Min(moment.Event, Now));

    /// <summary>Whether it has happened.</summary>
    public bool IsPast(Moment moment) => moment.Event <= Now;

    /// <summary>Words for the statement where something happens.</summary>
    public string At(Span? where) => Words.At(Session, where);
}
