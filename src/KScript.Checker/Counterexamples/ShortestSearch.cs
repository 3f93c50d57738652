// The counterexample that is shown: with the fewest overtaken sleeps, then steps, then switches between processes, then the least pids. A
// search of its own (Dijkstra's), without reductions; where it gets too large the first failure that was found is shown.
using KScript.Checker.Exploring;
using KScript.Checker.Properties;
using KScript.Checker.States;
using KScript.Kernel;

namespace KScript.Checker.Counterexamples;

/// <summary>How good a counterexample is: the less the better, in this order.</summary>
internal readonly record struct PathCost(int Overtaken, int Steps, int Switches) : IComparable<PathCost>
{
    /// <inheritdoc/>
    public int CompareTo(PathCost other) =>
        Overtaken != other.Overtaken ? Overtaken.CompareTo(other.Overtaken)
        : Steps != other.Steps ? Steps.CompareTo(other.Steps)
        : Switches.CompareTo(other.Switches);
}

/// <summary>The search.</summary>
internal sealed class ShortestSearch(Model model, CheckedKinds kinds)
{
    private const int MostNodes = 20_000;

    /// <summary>A state that was gone on from, and who stepped last.</summary>
    private sealed record Node(Machine State, int LastPid, PathCost Cost, Node? Before, Choice By);

    /// <summary>A step that is to be taken: its state is made when its turn comes.</summary>
    private readonly record struct Next(Node? From, Choice By, int Pid, PathCost Cost);

    private readonly StateVector vectors = new(model, new Sameness());
    private readonly ByteTable done = new();
    private readonly PriorityQueue<Next, (PathCost Cost, long Order)> open = new();
    private readonly MainWatcher watcher = new();
    private readonly Judge judge = new(model, kinds);
    private long order;

    /// <summary>The best path to a failure; null: it was not found within bounds.</summary>
    public (IReadOnlyList<Choice> Path, Violation Violation)? Run()
    {
        Machine machine = model.Start(watcher);
        open.Enqueue(default, default);
        while (done.Count <= MostNodes && open.TryDequeue(out Next next, out _))
        {
            if (next.From is { } from)
            {
                machine.Restore(from.State);
                machine.Apply(next.By);
            }

            Violation? found = judge.OfState(machine, watcher);
            if (found is null && !IsNew(machine, next.Pid))
            {
                continue;
            }

            var node = new Node(machine.Snapshot(), next.Pid, next.Cost, next.From, next.By);
            found ??= machine.IsHalted ? null : Expand(node);
            if (found is not null)
            {
                return (PathOf(node), found);
            }
        }

        return null;
    }

    private bool IsNew(Machine machine, int lastPid)
    {
        byte[] key = [.. vectors.Write(machine), (byte)lastPid, (byte)(lastPid >> 8), (byte)(lastPid >> 16)];
        done.Add(key, out bool isNew);
        return isNew;
    }

    /// <summary>The steps from a state; what fails where there is none.</summary>
    private Violation? Expand(Node node)
    {
        List<Choice> choices = Choosing.From(node.State);
        foreach (Choice choice in choices)
        {
            int pid = node.State.Tasks[choice.Slot].Pid;
            var cost = new PathCost(
                node.Cost.Overtaken + (Choosing.Overtakes(node.State, choice, choices) ? 1 : 0),
                node.Cost.Steps + 1,
                node.Cost.Switches + (node.LastPid != 0 && node.LastPid != pid ? 1 : 0));
            open.Enqueue(new Next(node, choice, pid, cost), (cost, order++));
        }

        return choices.Count == 0 ? judge.OfEnd(node.State) : null;
    }

    private static List<Choice> PathOf(Node node)
    {
        var path = new List<Choice>();
        for (; node.Before is not null; node = node.Before)
        {
            path.Add(node.By);
        }

        path.Reverse();
        return path;
    }
}
