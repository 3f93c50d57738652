// Breadth first over the states of a model, each told to be known by its vector: every schedule, or up to a bound that is then named. Of a state
// the vector is kept, and the step by which it was first reached. One of the frontier is made again, when its turn comes, from the snapshot of
// an ancestor and the few steps since: steps are cheap, and a machine a state would be most of the memory.
using KScript.Checker.Properties;
using KScript.Checker.Reduction;
using KScript.Checker.States;
using KScript.Kernel;

namespace KScript.Checker.Exploring;

/// <summary>How far an exploration may go.</summary>
internal sealed record ExploreLimits
{
    /// <summary>Steps from the start.</summary>
    public int Depth { get; init; } = int.MaxValue;

    /// <summary>How many states are seen where nothing else is said.</summary>
    public const int DefaultStates = 10_000_000;

    /// <summary>Different states.</summary>
    public int States { get; init; } = DefaultStates;

    /// <summary>Memory in bytes, as the garbage collector counts it.</summary>
    public long Memory { get; init; } = 4L << 30;

    /// <summary>Seconds.</summary>
    public double Seconds { get; init; } = double.PositiveInfinity;

    /// <summary>Processes at one time, zombies included.</summary>
    public int Processes { get; init; } = 64;
}

/// <summary>How a model is explored.</summary>
internal sealed record ExploreOptions
{
    /// <summary>Which states are one.</summary>
    public Sameness Sameness { get; init; } = new();

    /// <summary>Whether persistent sets leave steps out.</summary>
    public bool Reduces { get; init; } = true;

    /// <summary>A rule of dependence that tests leave out; 0: none.</summary>
    internal int RuleLeftOut { get; init; }

    /// <summary>Bounds.</summary>
    public ExploreLimits Limits { get; init; } = new();

    /// <summary>What is looked for; null: nothing, every state is visited.</summary>
    public Judge? Judge { get; init; }

    /// <summary>Told now and then how far it is.</summary>
    public Action<Progress>? Progress { get; init; }

    /// <summary>Whether it is to end early.</summary>
    public Func<bool>? IsCancelled { get; init; }
}

/// <summary>How far an exploration is.</summary>
internal readonly record struct Progress(int States, long Steps, int Frontier, int Depth, long Memory, double Seconds);

/// <summary>What an exploration found.</summary>
/// <param name="States">Different states.</param>
/// <param name="Steps">Steps taken.</param>
/// <param name="Bound">The bound that was met; null: none, all was seen.</param>
/// <param name="Frontier">States that were not gone on from.</param>
/// <param name="Violation">The first thing that failed; null: nothing.</param>
/// <param name="Path">The steps to it.</param>
/// <param name="Spins">Statements, by their place in the script, in which a process goes round for ever without doing anything.</param>
internal sealed record ExploreResult(int States, long Steps, string? Bound, int Frontier, Violation? Violation, IReadOnlyList<Choice> Path, IReadOnlyList<int> Spins)
{
    /// <summary>Walks that were made, where states were not told apart; 0: all were.</summary>
    public int Walks { get; init; }

    /// <summary>What is kept of the states, in bytes: their vectors and parts, the table, the links; not the machines of the frontier.</summary>
    public long Bytes { get; init; }

    /// <summary>Different processes without their relations.</summary>
    public int Parts { get; init; }

    /// <summary>Ends: states with no way to go on.</summary>
    public int Ends { get; init; }

    /// <summary>Of those, with processes left.</summary>
    public int StuckEnds { get; init; }
}

/// <summary>Looks on while the graph of states is made.</summary>
internal interface IGraphObserver
{
    /// <summary>
    /// A step of a process was taken. States are numbered in the order in which they were reached; the start is 0. Of the choice the slot is the place in the
    /// canonical order (StateVector.PlaceOf): states that are one differ in slots and pids.
    /// </summary>
    void Step(int from, int to, Choice choice, int pid);

    /// <summary>A state was reached for the first time, which is told before the step to it.</summary>
    void State(int number, Machine state);

    /// <summary>A state is an end.</summary>
    void End(int number, Machine state);
}

/// <summary>One exploration.</summary>
internal sealed class Exploration
{
    private const int LookEvery = 512;
    private const int LinkBytes = 16;

    /// <summary>How many steps are made again at most to get to a state.</summary>
    private const int StepsBetweenSnapshots = 8;

    /// <summary>A state that is to be gone on from: it is so many steps behind an ancestor of which there is a snapshot.</summary>
    private readonly record struct Waiting(int Number, int Depth, Ancestor From);

    /// <summary>A state with its machine.</summary>
    private sealed record Ancestor(int Number, int Depth, Machine State);

    private readonly Model model;
    private readonly ExploreOptions options;
    private readonly StateVector vectors;
    private readonly ByteTable known = new();
    private readonly PersistentSets? sets;
    private readonly MainWatcher watcher = new();
    private readonly System.Diagnostics.Stopwatch clock = new();
    private readonly List<(int Parent, Choice By)> links = [];
    private readonly Queue<Waiting> frontier = new();
    private readonly SortedSet<int> spins = [];
    private readonly Machine machine;
    private readonly Machine current;
    private readonly Stack<Choice> since = new();
    private Choice[] choices = new Choice[64];
    private long steps;
    private int expanded;
    private int ends;
    private int stuckEnds;
    private string? bound;
    private Violation? violation;
    private int violationState;

    /// <summary>Of a model.</summary>
    public Exploration(Model model, ExploreOptions options)
    {
        (this.model, this.options) = (model, options);
        vectors = new StateVector(model, options.Sameness);
        sets = options.Reduces ? new PersistentSets(model) { LeftOut = options.RuleLeftOut } : null;
        machine = model.Start(watcher);
        current = machine.Snapshot();
    }

    /// <summary>Told of every end: a state with no way to go on, or one that halted.</summary>
    public Action<Machine>? AtEnd { get; init; }

    /// <summary>Told of every step, before its state is looked up: the number of the state before, that state, the choice, the machine after it.</summary>
    public Action<int, Machine, Choice, Machine>? AfterStep { get; init; }

    /// <summary>Told of every step, and by its number of every end; null: nobody.</summary>
    public IGraphObserver? Observer { get; init; }

    /// <summary>Hears of what happens in steps.</summary>
    public TraceSink? Sink
    {
        init
        {
            if (value is not null)
            {
                machine.Attach(value);
            }
        }
    }

    /// <summary>Explores.</summary>
    public ExploreResult Run()
    {
        clock.Start();
        Visit(-1, default, 0, new Ancestor(0, 0, current.Snapshot()));
        while (frontier.Count > 0 && violation is null && !IsOver())
        {
            Waiting next = frontier.Dequeue();
            MakeAgain(next);
            Expand(next.Number, next.Depth, next.From);
        }

        return new ExploreResult(known.Count, steps, violation is null ? bound : null, frontier.Count, violation, violation is null ? [] : PathTo(violationState), [.. spins])
        {
            Parts = vectors.Parts,
            Bytes = known.Bytes + vectors.Bytes + (LinkBytes * (long)links.Capacity),
            Ends = ends,
            StuckEnds = stuckEnds,
        };
    }

    private bool IsOver()
    {
        if (known.Count >= options.Limits.States)
        {
            bound ??= $"--states {options.Limits.States}";
            return true;
        }

        if (++expanded % LookEvery != 0)
        {
            return false;
        }

        long memory = GC.GetTotalMemory(false);
        if (memory > options.Limits.Memory && GC.GetTotalMemory(true) > options.Limits.Memory)
        {
            bound ??= $"--memory {options.Limits.Memory >> 20}";
            return true;
        }

        if (clock.Elapsed.TotalSeconds > options.Limits.Seconds)
        {
            bound ??= string.Create(System.Globalization.CultureInfo.InvariantCulture, $"--seconds {options.Limits.Seconds}");
            return true;
        }

        if (options.IsCancelled?.Invoke() == true)
        {
            bound ??= "Ctrl-C";
            return true;
        }

        options.Progress?.Invoke(new Progress(known.Count, steps, frontier.Count, frontier.Count > 0 ? frontier.Peek().Depth : 0, memory, clock.Elapsed.TotalSeconds));
        return false;
    }

    /// <summary>A state of the frontier becomes the current one.</summary>
    private void MakeAgain(in Waiting state)
    {
        for (int number = state.Number; number != state.From.Number; number = links[number].Parent)
        {
            since.Push(links[number].By);
        }

        current.Restore(state.From.State);
        while (since.TryPop(out Choice choice))
        {
            Name(current);
            current.Apply(choice);
        }
    }

    /// <summary>With stable names: the number that a fork in the next step of a machine gives.</summary>
    private void Name(Machine m)
    {
        if (options.Sameness.Stable)
        {
            vectors.Write(m);
            if (vectors.SmallestUnnamed(m) is > 0 and var number)
            {
                m.S.LastPid = number - 1;
            }
        }
    }

    private void Expand(int number, int depth, Ancestor from)
    {
        Machine state = current;
        int count = CollectChoices(state);
        if (count == 0)
        {
            End(state, number);
            return;
        }

        if (depth >= options.Limits.Depth || state.S.TaskCount > options.Limits.Processes)
        {
            bound ??= depth >= options.Limits.Depth ? $"--depth {options.Limits.Depth}" : $"--processes {options.Limits.Processes}";
            return;
        }

        Name(state);
        if (depth - from.Depth == StepsBetweenSnapshots)
        {
            from = new Ancestor(number, depth, state.Snapshot());
        }

        ulong set = sets?.Pick(state, choices.AsSpan(0, count)) ?? 0;
        bool leadsOn = false;
        for (int i = 0; i < count && violation is null; i++)
        {
            if (set == 0 || (set >> choices[i].Slot & 1) != 0)
            {
                leadsOn |= Step(number, depth, choices[i], from) > number;
            }
        }

        // Every step of the set leads back: nobody may be left out for ever.
        for (int i = 0; i < count && set != 0 && !leadsOn && violation is null; i++)
        {
            if ((set >> choices[i].Slot & 1) == 0)
            {
                Step(number, depth, choices[i], from);
            }
        }
    }

    private int CollectChoices(Machine state)
    {
        int count = state.Choices(choices);
        if (count > choices.Length)
        {
            choices = new Choice[2 * count];
            count = state.Choices(choices);
        }

        Choosing.Sort(state, choices.AsSpan(0, count));
        return count;
    }

    private int Step(int number, int depth, Choice choice, Ancestor from)
    {
        Machine state = current;
        machine.Restore(state);
        machine.Apply(choice);
        steps++;
        AfterStep?.Invoke(number, state, choice, machine);
        int to = Visit(number, choice, depth + 1, from);
        if (Observer is not null)
        {
            vectors.Write(state);
            Observer.Step(number, to, choice with { Slot = vectors.PlaceOf(choice.Slot) }, state.Tasks[choice.Slot].Pid);
        }

        return to;
    }

    /// <summary>A state that was reached: known, or new and to be gone on from.</summary>
    private int Visit(int parent, Choice by, int depth, Ancestor from)
    {
        int number = known.Add(vectors.Write(machine), out bool isNew);
        if (!isNew)
        {
            return number;
        }

        links.Add((parent, by));
        Observer?.State(number, machine);
        if (machine.HaltReason is EndlessPrivateCode endless)
        {
            bound ??= endless.ToString();
            return number;
        }

        if (options.Judge?.OfState(machine, watcher) is { } found)
        {
            violation = found;
            violationState = number;
            return number;
        }

        NoteSpinning();
        if (machine.IsHalted)
        {
            Observer?.End(number, machine);
            AtEnd?.Invoke(machine);
            ends++;
            return number;
        }

        frontier.Enqueue(new Waiting(number, depth, from));
        return number;
    }

    private void NoteSpinning()
    {
        for (int task = 1; task <= machine.S.TaskTop; task++)
        {
            if (machine.Tasks[task].State == TaskState.Ready && machine.IsSpinning(task) && machine.Contexts[task] is Interpreter.Vm.VmContext context)
            {
                spins.Add(model.Program.StatementAt(context.ProgramCounter).Start);
            }
        }
    }

    private void End(Machine state, int number)
    {
        ends++;
        stuckEnds += state.S.TaskCount > 1 ? 1 : 0;
        Observer?.End(number, state);
        AtEnd?.Invoke(state);
        if (options.Judge?.OfEnd(state) is { } found)
        {
            violation = found;
            violationState = number;
        }
    }

    /// <summary>The steps by which a state was first reached: they can be made one after the other from the start.</summary>
    public List<Choice> PathTo(int number)
    {
        var path = new List<Choice>();
        for (; links[number].Parent >= 0; number = links[number].Parent)
        {
            path.Add(links[number].By);
        }

        path.Reverse();
        return path;
    }
}
