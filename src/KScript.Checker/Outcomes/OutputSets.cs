// Of each state what may still be printed from there, and for each whole output the shortest way to it.
using KScript.Kernel;

namespace KScript.Checker.Outcomes;

/// <summary>A rest of an output, and how it ends.</summary>
internal readonly record struct OutputRest(string Text, OutcomeEnd End) : IComparable<OutputRest>
{
    /// <inheritdoc/>
    public int CompareTo(OutputRest other) =>
        string.CompareOrdinal(Text, other.Text) is var order and not 0 ? order : End.CompareTo(other.End);
}

/// <summary>The sets.</summary>
internal sealed class OutputSets
{
    private readonly OutputGraph graph;
    private readonly int most;
    private readonly List<SortedSet<OutputRest>> sets = [];
    private readonly int[] componentOf;

    /// <summary>Works them out, components that others lead to first.</summary>
    public OutputSets(OutputGraph graph, int most)
    {
        (this.graph, this.most) = (graph, most);
        foreach (List<int> members in graph.Components(out componentOf))
        {
            sets.Add(SetOf(members));
        }
    }

    /// <summary>Whether a set had more than is kept of one.</summary>
    public bool IsCut { get; private set; }

    private SortedSet<OutputRest> SetOf(List<int> members)
    {
        var set = new SortedSet<OutputRest>();
        string? circle = null;
        foreach (int state in members)
        {
            if (graph.EndOf(state) is { } end)
            {
                set.Add(new OutputRest("", end));
            }

            foreach (OutputStep step in graph.From(state))
            {
                if (componentOf[step.To] == componentOf[state])
                {
                    circle = step.Text.Length > 0 && (circle is null || string.CompareOrdinal(step.Text, circle) < 0) ? step.Text : circle;
                    continue;
                }

                foreach (OutputRest rest in sets[componentOf[step.To]])
                {
                    set.Add(new OutputRest(step.Text + rest.Text, rest.End));
                }
            }
        }

        if (circle is not null)
        {
            set.Add(new OutputRest(circle, OutcomeEnd.Endless));
        }

        while (set.Count > most)
        {
            IsCut = true;
            set.Remove(set.Max);
        }

        return set;
    }

    /// <summary>The whole outputs.</summary>
    public IEnumerable<OutputRest> FromStart => sets[componentOf[0]];

    /// <summary>Breadth first over states and how much of the output has been printed.</summary>
    public List<Choice> ShortestTo(OutputRest output)
    {
        var before = new Dictionary<(int State, int Printed), ((int State, int Printed) From, Choice By)>();
        var queue = new Queue<(int State, int Printed)>();
        var start = (State: 0, Printed: 0);
        before[start] = (start, default);
        queue.Enqueue(start);
        while (queue.TryDequeue(out var at))
        {
            bool isThere = at.Printed == output.Text.Length && (output.End == OutcomeEnd.Endless || graph.EndOf(at.State) == output.End);
            if (isThere)
            {
                return PathTo(before, at);
            }

            foreach (OutputStep step in graph.From(at.State))
            {
                var to = (step.To, at.Printed + step.Text.Length);
                if (output.Text.AsSpan(at.Printed).StartsWith(step.Text, StringComparison.Ordinal) && before.TryAdd(to, (at, step.By)))
                {
                    queue.Enqueue(to);
                }
            }
        }

        return [];
    }

    private static List<Choice> PathTo(Dictionary<(int State, int Printed), ((int State, int Printed) From, Choice By)> before, (int State, int Printed) at)
    {
        var path = new List<Choice>();
        while (before[at] is var link && link.From != at)
        {
            path.Add(link.By);
            at = link.From;
        }

        path.Reverse();
        return path;
    }
}
