// Where a fair run can stay for ever: strongly connected components (Tarjan 1972, without recursion) of a part of the graph. Weakly fair: every
// process that could go on throughout also steps. Strongly fair: every process that could go on anywhere steps; a component that has one that
// does not is looked at again without the states in which it could (Emerson and Lei 1987, Streett acceptance).
namespace KScript.Checker.EndlessRuns;

/// <summary>What is asked of schedules.</summary>
internal enum Fairness
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>A process that can go on from some point on without interruption does.</summary>
    Weak,
    /// <summary>A process that can go on again and again does.</summary>
    Strong,
}

/// <summary>Finds them.</summary>
internal sealed class FairComponents(StateGraph graph, Fairness fairness)
{
    /// <summary>The components in which a fair run can stay.</summary>
    /// <param name="region">The states that it may visit.</param>
    public List<HashSet<int>> In(IReadOnlyCollection<int> region)
    {
        var fair = new List<HashSet<int>>();
        var toDo = new Stack<HashSet<int>>();
        toDo.Push([.. region]);
        while (toDo.TryPop(out HashSet<int>? part))
        {
            foreach (HashSet<int> component in Components(part))
            {
                HashSet<int> stepping = Stepping(component);
                if (stepping.Count == 0)
                {
                    continue;
                }

                if (fairness != Fairness.Strong)
                {
                    if (fairness == Fairness.None || EnabledThroughout(component).IsSubsetOf(stepping))
                    {
                        fair.Add(component);
                    }

                    continue;
                }

                var rest = new HashSet<int>(component.Where(state => graph.EnabledIn(state).All(stepping.Contains)));
                if (rest.Count == component.Count)
                {
                    fair.Add(component);
                }
                else if (rest.Count > 0)
                {
                    toDo.Push(rest);
                }
            }
        }

        return fair;
    }

    /// <summary>Who steps within a component.</summary>
    private HashSet<int> Stepping(HashSet<int> component)
    {
        var actors = new HashSet<int>();
        foreach (int state in component)
        {
            foreach (GraphStep step in graph.From(state))
            {
                if (component.Contains(step.To))
                {
                    actors.Add(step.Actor);
                }
            }
        }

        return actors;
    }

    private HashSet<int> EnabledThroughout(HashSet<int> component)
    {
        HashSet<int>? all = null;
        foreach (int state in component)
        {
            if (all is null)
            {
                all = [.. graph.EnabledIn(state)];
            }
            else if (all.Count > 0)
            {
                all.IntersectWith(graph.EnabledIn(state));
            }
        }

        return all ?? [];
    }

    /// <summary>The strongly connected components of a part of the graph, in an order that depends on nothing but the graph.</summary>
    private List<HashSet<int>> Components(HashSet<int> part)
    {
        var components = new List<HashSet<int>>();
        var index = new Dictionary<int, int>();
        var low = new Dictionary<int, int>();
        var isOpen = new HashSet<int>();
        var path = new Stack<int>();
        var work = new Stack<(int State, int Next)>();
        foreach (int root in part.Order())
        {
            if (!index.ContainsKey(root))
            {
                work.Push((root, 0));
            }

            while (work.TryPop(out (int State, int Next) at))
            {
                int state = at.State;
                if (at.Next == 0)
                {
                    index[state] = low[state] = index.Count + 1;
                    path.Push(state);
                    isOpen.Add(state);
                }
                else
                {
                    low[state] = Math.Min(low[state], low[graph.From(state)[at.Next - 1].To]);
                }

                int next = Advance(state, at.Next);
                if (next < graph.From(state).Length)
                {
                    work.Push((state, next + 1));
                    work.Push((graph.From(state)[next].To, 0));
                }
                else if (low[state] == index[state])
                {
                    components.Add(Close(state));
                }
            }
        }

        return components;

        // Past steps that lead out, or to where we have been.
        int Advance(int state, int next)
        {
            ReadOnlySpan<GraphStep> steps = graph.From(state);
            while (next < steps.Length && (!part.Contains(steps[next].To) || index.ContainsKey(steps[next].To)))
            {
                int to = steps[next++].To;
                low[state] = isOpen.Contains(to) ? Math.Min(low[state], index[to]) : low[state];
            }

            return next;
        }

        HashSet<int> Close(int root)
        {
            var members = new HashSet<int>();
            int member;
            do
            {
                member = path.Pop();
                isOpen.Remove(member);
                members.Add(member);
            }
            while (member != root);
            return members;
        }
    }
}
