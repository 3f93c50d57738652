// A run that can be gone back in: segments, and the place in them where the machine is now. Going anywhere restores the nearest
// checkpoint before and runs on from there, which gives the same events again.
using KScript.Kernel;
using KScript.Workbench.Runs;

namespace KScript.Workbench.Live;

/// <summary>A place in a time line.</summary>
/// <param name="Segment">The segment's number.</param>
/// <param name="Events">Events so far.</param>
internal readonly record struct Place(int Segment, long Events);

/// <summary>A run that can be gone back in.</summary>
internal sealed class Timeline
{
    /// <summary>A step seldom brings more events than this: so far before a place, runs go on step by step.</summary>
    private const long LongStep = 64;

    private readonly List<Segment> segments;

    /// <summary>A time line of a machine that has not been booted.</summary>
    public Timeline(Machine origin)
        : this(Checkpoint.Of(origin), [])
    {
    }

    private Timeline(Checkpoint origin, List<Segment> segments)
    {
        Origin = origin;
        this.segments = segments;
        Here = new Place(segments.Count - 1, End.Events);
    }

    /// <summary>How many events all ways back and forth ran again so far.</summary>
    public long EventsRunAgain { get; private set; }

    /// <summary>Who wants the ways back and forth to end: they cost what the run did, and have no limits of their own.</summary>
    public RunMeter Meter { get; set; } = new();

    /// <summary>The machine before anything.</summary>
    public Checkpoint Origin { get; }

    /// <summary>The segments.</summary>
    public IReadOnlyList<Segment> Segments => segments;

    /// <summary>Where the machine is now; segment -1: at the origin.</summary>
    public Place Here { get; private set; }

    /// <summary>The machine at the end of all that is known.</summary>
    public Checkpoint End => segments.Count == 0 ? Origin : segments[^1].End;

    /// <summary>Whether there is nothing known behind the present place.</summary>
    public bool IsAtEnd => Here.Segment == segments.Count - 1 && Here.Events == End.Events;

    /// <summary>Whether the present place is not the end of the command that led to it.</summary>
    public bool IsInsideCommand => Here.Segment >= 0 && (segments[Here.Segment].End.Events != Here.Events
        || (Here.Segment + 1 < segments.Count && segments[Here.Segment + 1].Command == segments[Here.Segment].Command));

    /// <summary>The end of a segment as a place; of -1 the origin.</summary>
    public Place EndOf(int segment) => new(segment, segment < 0 ? Origin.Events : segments[segment].End.Events);

    /// <summary>A time line of its own with all that is known up to the present place.</summary>
    public Timeline Branch(Machine machine, int current)
    {
        var copy = new Timeline(Origin, [.. segments]) { Here = Here };
        copy.Truncate(machine, current);
        return copy;
    }

    /// <summary>Forgets what is behind the present place: something else will happen.</summary>
    /// <param name="machine">The machine as it is here.</param>
    /// <param name="current">Who the user is here.</param>
    public void Truncate(Machine machine, int current)
    {
        if (IsAtEnd)
        {
            return;
        }

        bool isCut = IsInsideCommand;
        segments.RemoveRange(Here.Segment + 1, segments.Count - Here.Segment - 1);
        if (isCut)
        {
            segments[^1] = segments[^1].CutAt(Checkpoint.Of(machine), current);
        }
    }

    /// <summary>Adds a segment that has ended; the present place is its end.</summary>
    public void Add(Segment segment)
    {
        segments.Add(segment);
        Here = EndOf(segments.Count - 1);
    }

    /// <summary>The place with a number of events: the earliest where there are several.</summary>
    public Place Find(long events)
    {
        int i = 0;
        while (i < segments.Count && segments[i].End.Events < events)
        {
            i++;
        }

        return i == segments.Count ? EndOf(segments.Count - 1)
            : i == 0 && events <= Origin.Events ? EndOf(-1)
            : new Place(i, Math.Max(events, segments[i].StartEvents));
    }

    /// <summary>The last place with no more than a number of events: one step may bring several, and there is no place between them.</summary>
    public Place AtMost(long events)
    {
        Place place = Find(events);
        if (place.Segment < 0)
        {
            return place;
        }

        Segment segment = segments[place.Segment];
        if (events < segment.StartEvents)
        {
            // Booting is one step, and its events come before the first checkpoint.
            return EndOf(place.Segment - 1);
        }

        Checkpoint start = segment.Before(events);
        Machine machine = RunFrom(start, segment, events - LongStep);
        if (machine.EventCount > events)
        {
            machine = start.Machine.Snapshot();
        }

        long last = machine.EventCount;
        while (last < events)
        {
            RunTo(machine, segment, last + 1);
            if (machine.EventCount > events || machine.EventCount == last)
            {
                break;
            }

            last = machine.EventCount;
        }

        EventsRunAgain += machine.EventCount - start.Events;
        return new Place(place.Segment, last);
    }

    /// <summary>The events of the last step before a place: how many came before it.</summary>
    public long BeforeStep(long events) => AtMost(Math.Max(Origin.Events, events - 1)).Events;

    /// <summary>The place at which all that happens up to a time has happened; null: the time is behind what is known.</summary>
    public Place? FindTime(long time)
    {
        for (int i = segments.Count - 1; i >= 0; i--)
        {
            if (segments[i].End.Time <= time)
            {
                return i == segments.Count - 1 && time > segments[i].End.Time ? null : EndOf(i);
            }

            if (segments[i].Checkpoints[0].Time <= time)
            {
                Machine machine = LastAtTime(segments[i], time);
                return new Place(i, machine.EventCount);
            }
        }

        return segments.Count == 0 ? null : EndOf(-1);
    }

    /// <summary>A machine as it was at a place, without sinks; the present place is there.</summary>
    public Machine GoTo(Place place)
    {
        Machine machine = At(place);
        // One step may bring several events: the place is behind all of them.
        Here = place with { Events = machine.EventCount };
        return machine;
    }

    /// <summary>A machine as it was at a place, without sinks; the present place stays.</summary>
    public Machine At(Place place)
    {
        if (place.Segment < 0)
        {
            return Origin.Machine.Snapshot();
        }

        Segment segment = segments[place.Segment];
        if (place.Events >= segment.End.Events)
        {
            return segment.End.Machine.Snapshot();
        }

        Checkpoint start = segment.Before(place.Events);
        Machine machine = RunFrom(start, segment, place.Events);
        EventsRunAgain += machine.EventCount - start.Events;
        return machine;
    }

    /// <summary>Shows the events between two places to a sink, by running them again.</summary>
    /// <param name="fromEvents">Events that came first and are not shown.</param>
    /// <param name="to">The last place.</param>
    /// <param name="sink">Gets the events.</param>
    public void Replay(long fromEvents, Place to, TraceSink sink)
    {
        var later = new LaterEvents(sink, fromEvents);
        for (int i = Math.Max(0, Find(fromEvents).Segment); i <= to.Segment; i++)
        {
            Segment segment = segments[i];
            ReplayBoot(i == 0 ? Origin : segments[i - 1].End, segment, later);
            Machine machine = segment.Before(fromEvents).Machine.Snapshot();
            machine.Attach(later);
            RunTo(machine, segment, i == to.Segment ? to.Events : segment.End.Events);
        }
    }

    /// <summary>Booting is an act of the user that has events.</summary>
    private static void ReplayBoot(in Checkpoint before, Segment segment, TraceSink sink)
    {
        if (segment.Acts.Any(act => act is UserAct.Boot))
        {
            Machine machine = before.Machine.Snapshot();
            machine.Attach(sink);
            machine.Boot();
        }
    }

    /// <summary>Hands on what comes after a number of events.</summary>
    private sealed class LaterEvents(TraceSink sink, long fromEvents) : TraceSink
    {
        public override TraceLevels Levels => sink.Levels;

        public override void Write(Machine machine, in TraceEvent e)
        {
            if (machine.EventCount > fromEvents)
            {
                sink.Write(machine, in e);
            }
        }

        public override void Output(Machine machine, int pid, int fd, string text)
        {
            if (machine.EventCount >= fromEvents)
            {
                sink.Output(machine, pid, fd, text);
            }
        }
    }

    /// <summary>The machine of a segment at the end of a time within it.</summary>
    private Machine LastAtTime(Segment segment, long time)
    {
        int i = segment.Checkpoints.Count - 1;
        while (i > 0 && segment.Checkpoints[i].Time > time)
        {
            i--;
        }

        Machine machine = segment.Checkpoints[i].Machine.Snapshot();
        RunOn(machine, new RunLimits { MaxEvents = segment.End.Events, Until = Math.Min(time, segment.Until), Meter = Meter });
        return machine;
    }

    private Machine RunFrom(in Checkpoint start, Segment segment, long events)
    {
        Machine machine = start.Machine.Snapshot();
        RunTo(machine, segment, events);
        return machine;
    }

    /// <summary>Runs a machine of a segment on to a number of events.</summary>
    /// <exception cref="RunStoppedException">Somebody wants it to end.</exception>
    public void RunTo(Machine machine, Segment segment, long events)
    {
        if (machine.EventCount < events)
        {
            RunOn(machine, new RunLimits { MaxEvents = events, Until = segment.Until, Meter = Meter });
        }
    }

    private static void RunOn(Machine machine, RunLimits limits)
    {
        machine.Run(limits);
        if (limits.Meter.Stopped is { } why)
        {
            throw new RunStoppedException(why);
        }
    }
}
