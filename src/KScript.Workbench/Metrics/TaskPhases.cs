// When each task was ready, running and blocked: what the charts draw. Kept by RunStatistics where it is asked for; memory in
// proportion to the changes.

namespace KScript.Workbench.Metrics;

/// <summary>What a task is doing, as a textbook draws it.</summary>
internal enum TaskPhase : byte
{
    /// <summary>It waits for a CPU.</summary>
    Ready,
    /// <summary>It has one.</summary>
    Running,
    /// <summary>It is asleep, S.</summary>
    Blocked,
    /// <summary>It is asleep and no signal wakes it, D.</summary>
    Uninterruptible,
    /// <summary>It is stopped, T.</summary>
    Stopped,
    /// <summary>It has ended, and nobody has reaped it, Z.</summary>
    Zombie,
    /// <summary>It is not there: reaped, or not yet born.</summary>
    Gone,
}

/// <summary>A stretch in which a task (its index in <see cref="RunStatistics.Tasks"/>) did one thing.</summary>
internal readonly record struct PhaseInterval(int Task, TaskPhase Phase, long From, long To);

/// <summary>Collects changes.</summary>
internal sealed class TaskPhases
{
    private readonly List<(long Time, int Task, TaskPhase Phase)> changes = [];

    /// <summary>A copy that goes its own way.</summary>
    public TaskPhases Copy()
    {
        var copy = new TaskPhases();
        copy.changes.AddRange(changes);
        return copy;
    }

    /// <summary>A task does something else from now on; what it did is not asked for.</summary>
    internal void Note(long time, int task, TaskPhase phase) => changes.Add((time, task, phase));

    /// <summary>All stretches that took time, by their ends. Those of one task follow one another without a gap.</summary>
    /// <param name="tasks">How many tasks there are.</param>
    /// <param name="end">When the run ended.</param>
    public List<PhaseInterval> Intervals(int tasks, long end)
    {
        var found = new List<PhaseInterval>();
        var since = new long[tasks];
        var doing = new TaskPhase[tasks];
        Array.Fill(doing, TaskPhase.Gone);
        foreach ((long time, int task, TaskPhase phase) in changes)
        {
            if (phase != doing[task])
            {
                // A switch that costs time lets a task run from its end on, and something may happen to it before.
                Close(found, task, doing[task], since[task], time);
                since[task] = Math.Max(since[task], time);
                doing[task] = phase;
            }
        }

        for (int task = 0; task < tasks; task++)
        {
            Close(found, task, doing[task], since[task], end);
        }

        return found;
    }

    private static void Close(List<PhaseInterval> found, int task, TaskPhase phase, long from, long to)
    {
        if (phase != TaskPhase.Gone && to > from)
        {
            found.Add(new PhaseInterval(task, phase, from, to));
        }
    }
}
