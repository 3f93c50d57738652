// A claim about whole runs fails where a fair run leaves it open for ever: an end, or a component in which a fair run can stay, that is reached
// from where the claim begins without what it wants. Shown as a lasso: the shortest stem, then a cycle that gives each process its due.
using KScript.Kernel;

namespace KScript.Checker.EndlessRuns;

/// <summary>A run that leaves a claim open for ever.</summary>
/// <param name="Claim">Which.</param>
/// <param name="Stem">The steps to where it ends, or goes round from.</param>
/// <param name="Cycle">The steps that are made again and again; none: it is an end.</param>
internal sealed record Lasso(int Claim, IReadOnlyList<Choice> Stem, IReadOnlyList<Choice> Cycle);

/// <summary>Looks for one.</summary>
internal sealed class LassoSearch(StateGraph graph, Fairness fairness)
{
    private const long MostNodes = 4_000_000;

    /// <summary>A lasso on which a claim stays open; null: there is none.</summary>
    public Lasso? Find(int claim)
    {
        HashSet<int> open = OpenStates(claim);
        List<HashSet<int>> components = new FairComponents(graph, fairness).In(open);
        var targets = new Dictionary<int, HashSet<int>?>();
        foreach (int state in open)
        {
            if (graph.IsEnd(state))
            {
                targets[state] = null;
            }
        }

        foreach (HashSet<int> component in components)
        {
            foreach (int state in component)
            {
                targets[state] = component;
            }
        }

        if (targets.Count == 0)
        {
            return null;
        }

        (List<Choice> stem, int last) = Stem(claim, targets);
        return new Lasso(claim, stem, targets[last] is { } round ? Cycle(round, last) : []);
    }

    /// <summary>The states in which a claim may have been open since it began.</summary>
    private HashSet<int> OpenStates(int claim)
    {
        var open = new HashSet<int>();
        var toDo = new Stack<int>();
        for (int state = 0; state < graph.Count; state++)
        {
            if (graph.Begins(state, claim) && !graph.Holds(state, claim) && open.Add(state))
            {
                toDo.Push(state);
            }
        }

        while (toDo.TryPop(out int at))
        {
            foreach (GraphStep step in graph.From(at))
            {
                if (!graph.Holds(step.To, claim) && open.Add(step.To))
                {
                    toDo.Push(step.To);
                }
            }
        }

        return open;
    }

    /// <summary>Breadth first over states, and whether the claim is open: to the nearest target.</summary>
    private (List<Choice> Steps, int Last) Stem(int claim, Dictionary<int, HashSet<int>?> targets)
    {
        bool BeginsAt(int state) => graph.Begins(state, claim) && !graph.Holds(state, claim);
        var before = new Dictionary<(int State, bool IsOpen), ((int State, bool IsOpen) From, Choice By)>();
        var queue = new Queue<(int State, bool IsOpen)>();
        (int State, bool IsOpen) start = (0, BeginsAt(0));
        before[start] = (start, default);
        queue.Enqueue(start);
        while (queue.TryDequeue(out var at))
        {
            if (at.IsOpen && targets.ContainsKey(at.State))
            {
                return (PathTo(before, at), at.State);
            }

            foreach (GraphStep step in graph.From(at.State))
            {
                (int, bool) to = (step.To, BeginsAt(step.To) || (at.IsOpen && !graph.Holds(step.To, claim)));
                if (before.TryAdd(to, (at, step.By)))
                {
                    queue.Enqueue(to);
                }
            }
        }

        throw new InvalidOperationException("a state in which a claim is open is not reached");
    }

    /// <summary>A closed walk through a component: the shortest, where there are not too many processes to do justice to.</summary>
    private List<Choice> Cycle(HashSet<int> component, int start)
    {
        List<int> demands = Demands(component, start);
        if (demands.Count < 30 && (long)component.Count << demands.Count <= MostNodes)
        {
            return Walk(component, start, demands, start).Steps;
        }

        var steps = new List<Choice>();
        int at = start;
        foreach (int demand in demands)
        {
            (List<Choice> more, at) = Walk(component, at, [demand], -1);
            steps.AddRange(more);
        }

        if (at != start)
        {
            steps.AddRange(Walk(component, at, [], start).Steps);
        }

        return steps;
    }

    private List<int> Demands(HashSet<int> component, int start) => fairness switch
    {
        Fairness.None => [],
        // Who cannot go on at the start of the cycle cannot do so throughout.
        Fairness.Weak => [.. graph.EnabledIn(start)],
        _ => [.. component.SelectMany(graph.EnabledIn).Distinct().Order()],
    };

    /// <summary>The shortest walk of at least one step that meets demands.</summary>
    /// <param name="component">It stays in it.</param>
    /// <param name="from">Its first state.</param>
    /// <param name="demands">Each of these steps, or under weak fairness cannot in some state on the way.</param>
    /// <param name="to">Its last state; -1: any.</param>
    private (List<Choice> Steps, int Last) Walk(HashSet<int> component, int from, List<int> demands, int to)
    {
        long full = (1L << demands.Count) - 1;
        var before = new Dictionary<(int State, long Met), ((int State, long Met) From, Choice By)>();
        var queue = new Queue<(int State, long Met)>();
        (int State, long Met) start = (from, 0);
        queue.Enqueue(start);
        while (queue.TryDequeue(out var at))
        {
            foreach (GraphStep step in graph.From(at.State))
            {
                if (!component.Contains(step.To))
                {
                    continue;
                }

                (int State, long Met) next = (step.To, at.Met | MetBy(step, demands));
                bool isDone = next.Met == full && (to < 0 || next.State == to);
                if (isDone)
                {
                    List<Choice> steps = PathTo(before, at);
                    steps.Add(step.By);
                    return (steps, next.State);
                }

                if (next != start && before.TryAdd(next, (at, step.By)))
                {
                    queue.Enqueue(next);
                }
            }
        }

        throw new InvalidOperationException("a component has no walk through it");
    }

    private long MetBy(GraphStep step, List<int> demands)
    {
        long met = 0;
        HashSet<int>? enabled = fairness == Fairness.Weak && demands.Count > 0 ? [.. graph.EnabledIn(step.To)] : null;
        for (int i = 0; i < demands.Count; i++)
        {
            met |= step.Actor == demands[i] || enabled?.Contains(demands[i]) == false ? 1L << i : 0;
        }

        return met;
    }

    private static List<Choice> PathTo<T>(Dictionary<T, (T From, Choice By)> before, T at)
        where T : struct, IEquatable<T>
    {
        var path = new List<Choice>();
        while (before.TryGetValue(at, out var link) && !link.From.Equals(at))
        {
            path.Add(link.By);
            at = link.From;
        }

        path.Reverse();
        return path;
    }
}
