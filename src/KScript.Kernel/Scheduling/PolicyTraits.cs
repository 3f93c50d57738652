// What a policy answers always the same: asked once, when a machine is made, so that what most policies do not want costs nothing.
namespace KScript.Kernel;

/// <summary>The traits of a policy; those that a policy does not name are as here.</summary>
internal sealed record PolicyTraits
{
    /// <summary>A policy of one queue in which nobody preempts anybody.</summary>
    public static readonly PolicyTraits Plain = new();

    /// <summary>How many ready queues it uses in each run queue: its levels.</summary>
    public int Queues { get; init; } = 1;

    /// <summary>How many rows it uses of Machine.Fair in each run queue.</summary>
    public int FairRows { get; init; } = 1;

    /// <summary>How many classes it stacks, for each of which there is a row in Machine.Classes.</summary>
    public int Classes { get; init; }

    /// <summary>What the trees over its queues aggregate, where it keeps them in order.</summary>
    public Aggregate Aggregate { get; init; } = Aggregate.None;

    /// <summary>Whether a better task takes the CPU of a worse one (BestWaiting, IsBetter).</summary>
    public bool IsPreemptive { get; init; }

    /// <summary>Whether SliceEnd says anew, at the end of an instant, when the slices of marked CPUs end (MarkSlices).</summary>
    public bool RetimesSlices { get; init; }

    /// <summary>Whether there are times at which it wants to act (NextTimer).</summary>
    public bool HasTimers { get; init; }

    /// <summary>Whether it wants to know when tasks begin and cease to use a CPU (UsesCpu).</summary>
    public bool MetersRuns { get; init; }

    /// <summary>Whether its queues are levels (LevelOf).</summary>
    public bool HasLevels { get; init; }

    /// <summary>Every how many ticks Boost is called; 0: never.</summary>
    public long BoostTicks { get; init; }

    /// <summary>
    /// Whether it acts on what sched_setscheduler sets. A task whose policy or priority changes then leaves by Dequeue and Left under the
    /// old ones, and is enqueued under the new ones.
    /// </summary>
    public bool FollowsPolicies { get; init; }

    /// <summary>What deadline tasks may take of each CPU, in 1/2^20; -1: all that they want.</summary>
    public long DeadlineLimit { get; init; } = DeadlineBandwidth.DefaultLimit;

    /// <summary>Whether bursts and slices that end come before timers in an instant (the order of OSTEP's mlfq simulator).</summary>
    public bool BurstsFirst { get; init; }

    /// <summary>Whether a burst lasts to the end of its last slice, whatever it needs of it (as in OSTEP's lottery simulator).</summary>
    public bool WastesRest { get; init; }
}
