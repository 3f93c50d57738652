// What a time line is made of: stretches of a run between two acts of the user, each with the machines to go back to.
using KScript.Kernel;

namespace KScript.Workbench.Live;

/// <summary>What the user did to a paused machine.</summary>
internal abstract record UserAct
{
    /// <summary>The machine starts.</summary>
    public sealed record Boot : UserAct;

    /// <summary>A process at its prompt is given an input.</summary>
    /// <param name="Pid">The process.</param>
    /// <param name="Input">The number of the input in the session.</param>
    /// <param name="Waited">It was blocked at its prompt, or would be: it sleeps until it is woken for the input.</param>
    public sealed record Give(int Pid, int Input, bool Waited) : UserAct;

    /// <summary>Jobs are added.</summary>
    /// <param name="Input">The number of the input that declares them.</param>
    public sealed record Jobs(int Input) : UserAct;

    /// <summary>Time passes to an instant at which nothing is due.</summary>
    public sealed record Pass(long Time) : UserAct;

    /// <summary>A process that failed in the middle of its input is back at its prompt.</summary>
    public sealed record Abandon(int Pid) : UserAct;
}

/// <summary>A machine to go back to.</summary>
/// <param name="Events">Events so far.</param>
/// <param name="Time">Its time, in ticks.</param>
/// <param name="Machine">A snapshot, never run itself.</param>
internal readonly record struct Checkpoint(long Events, long Time, Machine Machine)
{
    /// <summary>A checkpoint of a machine as it is now.</summary>
    public static Checkpoint Of(Machine machine) => new(machine.EventCount, machine.Now, machine.Snapshot());
}

/// <summary>A stretch of a run. Immutable once it has ended.</summary>
internal sealed class Segment
{
    /// <summary>Runs of this many events have a checkpoint between them: going back costs at most as many.</summary>
    public const int EventsBetweenCheckpoints = 16_384;

    private const int MaximumCheckpoints = 512;

    private readonly List<Checkpoint> checkpoints = [];
    private long distance = EventsBetweenCheckpoints;

    /// <summary>What the user did at its start.</summary>
    public required IReadOnlyList<UserAct> Acts { get; init; }

    /// <summary>How many inputs the session had.</summary>
    public required int Inputs { get; init; }

    /// <summary>Which command of the user it belongs to: :undo takes back all of one.</summary>
    public required int Command { get; init; }

    /// <summary>Nothing that is later than this happens in it, in ticks.</summary>
    public long Until { get; init; } = long.MaxValue;

    /// <summary>Whose prompt paused it; 0: nobody's, -1: the first that got to one.</summary>
    public int Foreground { get; init; }

    /// <summary>Why it ended.</summary>
    public RunEnd Ended { get; set; }

    /// <summary>Its command would have gone on behind its end: a breakpoint or Ctrl-C came, or the user went back and did something else.</summary>
    public bool IsCut { get; set; }

    /// <summary>Who the user is at its end; 0: nobody.</summary>
    public int Current { get; set; }

    /// <summary>Machines in it, the first being the one that the acts left.</summary>
    public IReadOnlyList<Checkpoint> Checkpoints => checkpoints;

    /// <summary>The machine at its end.</summary>
    public Checkpoint End { get; set; }

    /// <summary>Events before it.</summary>
    public long StartEvents => checkpoints[0].Events;

    /// <summary>How many events until the next checkpoint is due.</summary>
    public long NextCheckpoint => checkpoints[^1].Events + distance;

    /// <summary>Keeps a machine; of very many every other one is dropped, so that their number is bounded.</summary>
    public void Keep(in Checkpoint checkpoint)
    {
        checkpoints.Add(checkpoint);
        if (checkpoints.Count < MaximumCheckpoints)
        {
            return;
        }

        distance *= 2;
        for (int i = checkpoints.Count - 2; i > 0; i -= 2)
        {
            checkpoints.RemoveAt(i);
        }
    }

    /// <summary>The last checkpoint that is not behind a number of events.</summary>
    public Checkpoint Before(long events)
    {
        int i = checkpoints.Count - 1;
        while (i > 0 && checkpoints[i].Events > events)
        {
            i--;
        }

        return checkpoints[i];
    }

    /// <summary>The same stretch up to an earlier end.</summary>
    public Segment CutAt(in Checkpoint end, int current)
    {
        var cut = new Segment { Acts = Acts, Inputs = Inputs, Command = Command, Until = Until, Foreground = Foreground, Ended = RunEnd.MaxEvents, IsCut = true, Current = current, End = end };
        foreach (Checkpoint checkpoint in checkpoints)
        {
            if (checkpoint.Events <= end.Events)
            {
                cut.checkpoints.Add(checkpoint);
            }
        }

        return cut;
    }
}
