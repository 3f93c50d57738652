// The graph of states with stable names: a fork gives the smallest number that is neither in use nor named, so that a process is the same one
// along an edge, and a loop that forks and reaps comes back to where it was. Nothing is sorted, nothing is left out.
using KScript.Checker.Exploring;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Checker.EndlessRuns;

/// <summary>A step of the graph.</summary>
/// <param name="To">The state that it leads to.</param>
/// <param name="Actor">Who stepped: twice the pid, and one more where it was the alarm.</param>
/// <param name="By">The choice; its slot is a place in the canonical order.</param>
internal readonly record struct GraphStep(int To, int Actor, Choice By);

/// <summary>The graph, and in which states the conditions of claims hold.</summary>
internal sealed class StateGraph(CompiledProgram program, Property[] claims, bool isPatient) : IGraphObserver
{
    /// <summary>Two bits a claim.</summary>
    public const int MostClaims = 32;

    private readonly List<GraphStep> steps = [];
    private readonly List<int> firstOf = [];
    private readonly List<ulong> holds = [];
    private readonly HashSet<int> ends = [];
    private readonly Dictionary<int, int[]> waiting = [];
    private readonly RunMeter meter = new();

    /// <summary>How many states there are.</summary>
    public int Count => holds.Count;

    /// <summary>Who an actor of a process is.</summary>
    public static int ActorOf(int pid, ChoiceKind kind) => (2 * pid) + (kind == ChoiceKind.Alarm ? 1 : 0);

    /// <summary>The steps from a state.</summary>
    public ReadOnlySpan<GraphStep> From(int state)
    {
        if (state >= firstOf.Count)
        {
            return [];
        }

        int end = state + 1 < firstOf.Count ? firstOf[state + 1] : steps.Count;
        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(steps)[firstOf[state]..end];
    }

    /// <summary>Whether nothing can happen any more in a state.</summary>
    public bool IsEnd(int state) => ends.Contains(state);

    /// <summary>Whether what a claim wants holds in a state.</summary>
    public bool Holds(int state, int claim) => (holds[state] >> (2 * claim) & 1) != 0;

    /// <summary>Whether a state begins what a claim wants the end of: the start for `eventually`.</summary>
    public bool Begins(int state, int claim) => (holds[state] >> ((2 * claim) + 1) & 1) != 0 || (state == 0 && claims[claim].Trigger.Function < 0);

    /// <summary>
    /// Who could go on in a state, each once. In patient time also whose time would come: a process that goes round and round uses time, too.
    /// </summary>
    public IEnumerable<int> EnabledIn(int state)
    {
        var actors = new SortedSet<int>(waiting.TryGetValue(state, out int[]? later) ? later : []);
        foreach (GraphStep step in From(state))
        {
            actors.Add(step.Actor);
        }

        return actors;
    }

    /// <inheritdoc/>
    public void State(int number, Machine state)
    {
        ulong bits = 0;
        for (int i = 0; i < claims.Length; i++)
        {
            bits |= IsTrue(state, claims[i]) ? 1UL << (2 * i) : 0;
            bits |= claims[i].Trigger.Function is >= 0 and var trigger && IsTrue(state, claims[i] with { Function = trigger }) ? 2UL << (2 * i) : 0;
        }

        holds.Add(bits);
        if (isPatient && WhoWaitsForTime(state) is { Length: > 0 } actors)
        {
            waiting[number] = actors;
        }
    }

    private bool IsTrue(Machine state, Property claim) => VmContext.Holds(program, claim, state, meter, out _) == ConditionOutcome.Holds;

    private static int[] WhoWaitsForTime(Machine m)
    {
        var actors = new List<int>();
        for (int task = 1; task <= m.S.TaskTop; task++)
        {
            if (m.Tasks[task].State == TaskState.Free)
            {
                continue;
            }

            if (TaskTable.ReadExtra(m, task).AlarmDue != 0)
            {
                actors.Add(ActorOf(m.Tasks[task].Pid, ChoiceKind.Alarm));
            }

            bool isTimed = Sleeping.HasTimer(m, task) || m.Contexts.Get(task) is { BurstLeft: > 0 and < CpuRow.Never };
            if (m.Tasks[task].State != TaskState.Zombie && isTimed)
            {
                actors.Add(ActorOf(m.Tasks[task].Pid, ChoiceKind.Step));
            }
        }

        return [.. actors];
    }

    /// <inheritdoc/>
    public void Step(int from, int to, Choice choice, int pid)
    {
        while (firstOf.Count <= from)
        {
            firstOf.Add(steps.Count);
        }

        steps.Add(new GraphStep(to, ActorOf(pid, choice.Kind), choice));
    }

    /// <inheritdoc/>
    public void End(int number, Machine state) => ends.Add(number);
}
