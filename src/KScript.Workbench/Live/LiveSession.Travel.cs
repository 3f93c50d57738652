// Going back and forth in a session's time, and several time lines side by side.
using KScript.Kernel;
using KScript.Workbench.Runs;

namespace KScript.Workbench.Live;

internal sealed partial class LiveSession
{
    private readonly List<Branch> branches = [];
    private (Place Place, long Event) lastFound = (new Place(-1, -1), 0);

    /// <summary>A time line that was set aside, with what it takes to go on in it.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Inputs">What was typed in it.</param>
    /// <param name="Timeline">What happened in it.</param>
    /// <param name="Current">Who the user was.</param>
    public sealed record Branch(string Name, IReadOnlyList<LiveInput> Inputs, Timeline Timeline, int Current)
    {
        /// <summary>Its machine, to look at.</summary>
        public Machine Machine => Timeline.At(Timeline.Here);
    }

    /// <summary>The branches that were set aside, in the order of their names' first use.</summary>
    public IReadOnlyList<Branch> Branches => branches;

    /// <summary>The name of the present time line; empty: it has none.</summary>
    public string BranchName { get; private set; } = "";

    /// <summary>Goes back by a number of events, or by more where several happen in one step.</summary>
    /// <returns>How many it went back.</returns>
    public long Back(long events)
    {
        long before = Machine.EventCount;
        GoTo(timeline.AtMost(Math.Max(timeline.Origin.Events, before - events)));
        return before - Machine.EventCount;
    }

    /// <summary>Goes on by a number of events that are known already.</summary>
    /// <returns>How many it went on.</returns>
    public long Forward(long events)
    {
        long before = Machine.EventCount;
        GoTo(timeline.Find(Math.Min(timeline.End.Events, before + events)));
        return Machine.EventCount - before;
    }

    /// <summary>Goes to where nothing has happened yet: the machine has not booted.</summary>
    public void GoToStart() => GoTo(timeline.EndOf(-1));

    /// <summary>Goes to the moment at which all that happens up to a time has happened; runs on where that is not known yet.</summary>
    public LiveOutcome GoToTime(long time)
    {
        if (timeline.FindTime(time) is { } place)
        {
            GoTo(place);
            return new LiveOutcome(null, [], []);
        }

        GoTo(timeline.EndOf(timeline.Segments.Count - 1));
        return Run(time);
    }

    /// <summary>Goes on along what is known: to a time, or to its end, or until the breakpoint says stop.</summary>
    /// <param name="until">Nothing that is later happens.</param>
    /// <param name="see">Gets the events, for breakpoints that look at them.</param>
    /// <returns>What the breakpoint said, or null.</returns>
    public string? RunAgain(long until, EventObserver see)
    {
        Place end = until == long.MaxValue ? timeline.EndOf(timeline.Segments.Count - 1) : timeline.FindTime(until) ?? timeline.EndOf(timeline.Segments.Count - 1);
        if (Breakpoint is not { } ask)
        {
            GoTo(end);
            return null;
        }

        for (int s = Math.Max(0, timeline.Here.Segment); s <= end.Segment; s++)
        {
            Segment segment = timeline.Segments[s];
            Machine machine = s == timeline.Here.Segment ? Machine.Snapshot() : segment.Checkpoints[0].Machine.Snapshot();
            machine.Attach(new Observer(see));
            long last = s == end.Segment ? end.Events : segment.End.Events;
            while (machine.EventCount < last)
            {
                long before = machine.EventCount;
                timeline.RunTo(machine, segment, before + 1);
                if (ask(machine) is { } reached)
                {
                    GoTo(new Place(s, machine.EventCount));
                    return reached;
                }

                if (machine.EventCount == before)
                {
                    break;
                }
            }
        }

        GoTo(end);
        return null;
    }

    /// <summary>Takes back the last command, all of it.</summary>
    /// <returns>False: there is none.</returns>
    public bool Undo()
    {
        int here = timeline.Here.Segment;
        if (here < 0)
        {
            return false;
        }

        int last = timeline.Segments[here].Command;
        while (here >= 0 && timeline.Segments[here].Command == last)
        {
            here--;
        }

        GoTo(timeline.EndOf(here));
        return true;
    }

    /// <summary>Does the next command again that was taken back.</summary>
    /// <returns>False: there is none.</returns>
    public bool Redo()
    {
        int here = timeline.Here.Segment;
        if (here >= 0 && timeline.Here.Events < timeline.Segments[here].End.Events)
        {
            here--;
        }

        if (here + 1 >= timeline.Segments.Count)
        {
            return false;
        }

        int next = timeline.Segments[here + 1].Command;
        while (here + 1 < timeline.Segments.Count && timeline.Segments[here + 1].Command == next)
        {
            here++;
        }

        GoTo(timeline.EndOf(here));
        return true;
    }

    /// <summary>Goes to the last event before now that a test picks.</summary>
    /// <param name="matches">Whether an event is meant; called for each event of the past, newest stretch first, in order within a stretch.</param>
    /// <returns>False: there is none, and the session stays where it is.</returns>
    /// <exception cref="RunStoppedException"><see cref="Stop"/> was called; the session stays where it is.</exception>
    public bool GoToLast(EventTest matches)
    {
        var finder = new Finder(matches);
        return Search((checkpoint, segment, events) =>
        {
            finder.Found = -1;
            finder.Limit = events;
            Machine machine = checkpoint.Machine.Snapshot();
            machine.Attach(finder);
            timeline.RunTo(machine, segment, events);
            return finder.Found;
        });
    }

    /// <summary>Goes to the last event before now that made a condition true.</summary>
    /// <param name="holds">The condition, of a machine.</param>
    /// <returns>False: nothing made it true, and the session stays where it is.</returns>
    /// <exception cref="RunStoppedException"><see cref="Stop"/> was called; the session stays where it is.</exception>
    public bool GoToLast(Func<Machine, bool> holds) => Search((checkpoint, segment, events) =>
    {
        Machine machine = checkpoint.Machine.Snapshot();
        bool before = holds(machine);
        long found = -1;
        while (machine.EventCount < events)
        {
            StopIfInterrupted();
            long count = machine.EventCount;
            timeline.RunTo(machine, segment, count + 1);
            if (machine.EventCount == count)
            {
                break;
            }

            bool now = holds(machine);
            found = now && !before ? machine.EventCount : found;
            before = now;
        }

        return found;
    });

    /// <summary>Sets the present time line aside under a name, and goes on in it: what follows can be compared with what was.</summary>
    public void MakeBranch(string name)
    {
        var kept = new Branch(name, [.. program.Inputs.Take(InputCount)], timeline.Branch(Machine, Current), Current);
        int known = branches.FindIndex(branch => branch.Name == name);
        if (known >= 0)
        {
            branches[known] = kept;
        }
        else
        {
            branches.Add(kept);
        }
    }

    /// <summary>Goes to a time line that was set aside; the present one is set aside under its own name.</summary>
    /// <returns>False: there is none of that name.</returns>
    public bool SwitchTo(string name)
    {
        Branch? branch = branches.Find(b => b.Name == name);
        if (branch is null)
        {
            return false;
        }

        MakeBranch(BranchName.Length == 0 ? "main" : BranchName);
        program.Replace(branch.Inputs);
        timeline = branch.Timeline.Branch(branch.Machine, branch.Current);
        BranchName = name;
        GoTo(timeline.Here);
        Current = branch.Current;
        return true;
    }

    /// <summary>The trace of what happened, to a sink: from a number of events on, up to now.</summary>
    public void Replay(long fromEvents, TraceSink sink)
    {
        if (timeline.Here.Segment >= 0)
        {
            timeline.Replay(fromEvents, timeline.Here, sink);
        }
    }

    /// <summary>Goes to a place of the time line.</summary>
    public void GoTo(Place place)
    {
        Machine = timeline.GoTo(place);
        Machine.Attach(relay);
        Current = place.Segment < 0 ? Main : timeline.Segments[place.Segment].Current;
        ChooseCurrent();
    }

    /// <summary>Goes to a place within the last command that was done.</summary>
    /// <param name="segment">Which stretch of the command, from 0.</param>
    /// <param name="events">Events so far, of the whole session.</param>
    internal void GoToWithinLast(int segment, long events)
    {
        int first = timeline.Segments.Count - 1;
        while (first > 0 && timeline.Segments[first - 1].Command == timeline.Segments[first].Command)
        {
            first--;
        }

        if (first + segment < timeline.Segments.Count && first >= 0)
        {
            GoTo(new Place(first + segment, events));
        }
    }

    /// <summary>What was there before the user did anything: the empty input, or the script.</summary>
    private const int FirstInputs = 1;

    /// <summary>Something new begins here: inputs that came later are forgotten.</summary>
    private void GoToKnownInputs() => program.Rewind(InputCount);

    /// <summary>Looks through the past, newest stretch first.</summary>
    /// <param name="find">Looks through a stretch, from a checkpoint to a number of events; gives where in it, or -1.</param>
    private bool Search(Func<Checkpoint, Segment, long, long> find)
    {
        // The same question again finds the one before.
        long end = timeline.Here == lastFound.Place ? lastFound.Event - 1 : Machine.EventCount;
        for (int s = timeline.Here.Segment; s >= 0; s--)
        {
            Segment segment = timeline.Segments[s];
            for (int c = segment.Checkpoints.Count - 1; c >= 0; c--)
            {
                StopIfInterrupted();
                Checkpoint checkpoint = segment.Checkpoints[c];
                long limit = Math.Min(end, c + 1 < segment.Checkpoints.Count ? segment.Checkpoints[c + 1].Events : segment.End.Events);
                long found = checkpoint.Events < limit ? find(checkpoint, segment, limit) : -1;
                if (found >= 0)
                {
                    GoTo(new Place(s, found));
                    lastFound = (timeline.Here, found);
                    return true;
                }
            }
        }

        return false;
    }

    /// <exception cref="RunStoppedException">The user wants no more of it (Ctrl-C). The session is where it was.</exception>
    private void StopIfInterrupted()
    {
        if (Meter.Stopped is { } why)
        {
            throw new RunStoppedException(why);
        }
    }

    private sealed class Observer(EventObserver see) : TraceSink
    {
        public override TraceLevels Levels => TraceLevels.All;

        public override void Write(Machine machine, in TraceEvent e) => see(machine, in e);
    }

    private sealed class Finder(EventTest matches) : TraceSink
    {
        public long Found { get; set; }

        /// <summary>A step may bring events beyond it: they are not meant.</summary>
        public long Limit { get; set; }

        public override TraceLevels Levels => TraceLevels.All;

        public override void Write(Machine machine, in TraceEvent e)
        {
            if (machine.EventCount <= Limit && matches(machine, in e))
            {
                Found = machine.EventCount;
            }
        }
    }
}

/// <summary>Sees an event.</summary>
internal delegate void EventObserver(Machine machine, in TraceEvent e);

/// <summary>Whether an event is one that is looked for.</summary>
internal delegate bool EventTest(Machine machine, in TraceEvent e);
