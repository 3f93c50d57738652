// Everything that can be printed: the graph of states, with what each step writes, and of each state the set of what may still be written from
// there. Components of states that lead to one another and write nothing share their set; one that writes in a circle writes for ever.
using KScript.Checker.Exploring;
using KScript.Kernel;

namespace KScript.Checker.Outcomes;

/// <summary>How a run that printed something ends.</summary>
internal enum OutcomeEnd
{
    /// <summary>Nobody is left.</summary>
    Finished,
    /// <summary>Somebody is blocked for ever.</summary>
    Deadlock,
    /// <summary>A claim failed, or the script did something that cannot be done.</summary>
    Failure,
    /// <summary>It goes on for ever: what was printed last is printed again and again.</summary>
    Endless,
}

/// <summary>A step, with what it wrote. The slot of its choice is a place in the canonical order.</summary>
internal readonly record struct OutputStep(int To, Choice By, string Text);

/// <summary>The graph.</summary>
internal sealed class OutputGraph : TraceSink, IGraphObserver
{
    private readonly List<List<OutputStep>> steps = [];
    private readonly Dictionary<int, OutcomeEnd> ends = [];
    private string written = "";

    /// <inheritdoc/>
    public override TraceLevels Levels => TraceLevels.None;

    /// <summary>How many states there are.</summary>
    public int Count => steps.Count;

    /// <summary>The steps from a state.</summary>
    public IReadOnlyList<OutputStep> From(int state) => steps[state];

    /// <summary>How a state ends; null: it goes on.</summary>
    public OutcomeEnd? EndOf(int state) => ends.TryGetValue(state, out OutcomeEnd end) ? end : null;

    /// <inheritdoc/>
    public override void Write(Machine machine, in TraceEvent e)
    {
    }

    /// <inheritdoc/>
    public override void Output(Machine machine, int pid, int fd, string text) => written += text;

    /// <inheritdoc/>
    public void State(int number, Machine state)
    {
    }

    /// <inheritdoc/>
    public void Step(int from, int to, Choice choice, int pid)
    {
        Grow(Math.Max(from, to));
        steps[from].Add(new OutputStep(to, choice, written));
        written = "";
    }

    /// <inheritdoc/>
    public void End(int number, Machine state)
    {
        Grow(number);
        ends[number] = state.IsHalted ? OutcomeEnd.Failure : state.S.TaskCount > 1 ? OutcomeEnd.Deadlock : OutcomeEnd.Finished;
    }

    private void Grow(int number)
    {
        while (steps.Count <= number)
        {
            steps.Add([]);
        }
    }

    /// <summary>The components, each behind those that it leads to (Tarjan 1972, without recursion); for each state the number of its own.</summary>
    public List<List<int>> Components(out int[] componentOf)
    {
        var components = new List<List<int>>();
        int[] index = new int[Count];
        int[] low = new int[Count];
        componentOf = new int[Count];
        Array.Fill(componentOf, -1);
        var path = new Stack<int>();
        var work = new Stack<(int State, int Next)>();
        int next = 1;
        for (int root = 0; root < Count; root++)
        {
            if (index[root] == 0)
            {
                work.Push((root, 0));
            }

            while (work.TryPop(out (int State, int Next) at))
            {
                int state = at.State;
                if (at.Next == 0)
                {
                    index[state] = low[state] = next++;
                    path.Push(state);
                }
                else
                {
                    low[state] = Math.Min(low[state], low[steps[state][at.Next - 1].To]);
                }

                int k = at.Next;
                while (k < steps[state].Count && index[steps[state][k].To] != 0)
                {
                    int to = steps[state][k++].To;
                    low[state] = componentOf[to] < 0 ? Math.Min(low[state], index[to]) : low[state];
                }

                if (k < steps[state].Count)
                {
                    work.Push((state, k + 1));
                    work.Push((steps[state][k].To, 0));
                }
                else if (low[state] == index[state])
                {
                    Close(components, componentOf, path, state);
                }
            }
        }

        return components;
    }

    private static void Close(List<List<int>> components, int[] componentOf, Stack<int> path, int root)
    {
        var members = new List<int>();
        int member;
        do
        {
            member = path.Pop();
            componentOf[member] = components.Count;
            members.Add(member);
        }
        while (member != root);
        components.Add(members);
    }
}
