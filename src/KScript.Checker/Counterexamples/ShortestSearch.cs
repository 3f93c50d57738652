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

    private sealed record Node(Machine State, int LastPid, PathCost Cost, Node? Before, Choice By)
    {
        public Violation? Found { get; init; }
    }

    private readonly StateVector vectors = new(model, new Sameness());
    private readonly ByteTable done = new();
    private readonly PriorityQueue<Node, (PathCost Cost, long Order)> open = new();
    private readonly MainWatcher watcher = new();
    private readonly Judge judge = new(model, kinds);
    private long order;

    /// <summary>The best path to a failure; null: it was not found within bounds.</summary>
    public (IReadOnlyList<Choice> Path, Violation Violation)? Run()
    {
        Machine machine = model.Start(watcher);
        Put(machine, 0, default, null, default);
        while (open.TryDequeue(out Node? node, out _))
        {
            if (node.Found is { } found)
            {
                return (PathOf(node), found);
            }

            if (!IsNew(node))
            {
                continue;
            }

            if (done.Count > MostNodes)
            {
                return null;
            }

            Expand(machine, node);
        }

        return null;
    }

    private void Put(Machine machine, int lastPid, PathCost cost, Node? before, Choice by)
    {
        Violation? found = judge.OfState(machine, watcher);
        open.Enqueue(new Node(machine.Snapshot(), lastPid, cost, before, by) { Found = found }, (cost, order++));
    }

    private bool IsNew(Node node)
    {
        byte[] key = [.. vectors.Write(node.State), (byte)node.LastPid, (byte)(node.LastPid >> 8), (byte)(node.LastPid >> 16)];
        done.Add(key, out bool isNew);
        return isNew;
    }

    private void Expand(Machine machine, Node node)
    {
        if (node.State.IsHalted)
        {
            return;
        }

        var choices = Choosing.From(node.State);
        if (choices.Count == 0 && judge.OfEnd(node.State) is { } found)
        {
            open.Enqueue(node with { Found = found }, (node.Cost, order++));
            return;
        }

        foreach (Choice choice in choices)
        {
            int pid = node.State.Tasks[choice.Slot].Pid;
            var cost = new PathCost(
                node.Cost.Overtaken + (Choosing.Overtakes(node.State, choice, choices) ? 1 : 0),
                node.Cost.Steps + 1,
                node.Cost.Switches + (node.LastPid != 0 && node.LastPid != pid ? 1 : 0));
            machine.Restore(node.State);
            machine.Apply(choice);
            Put(machine, pid, cost, node, choice);
        }
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
