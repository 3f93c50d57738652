// Runs picked at random, where there are too many states to see all: each step is one of those that can be taken, each as likely as another; or
// by priorities (PCT: Burckhardt, Kothari, Musuvathi, Nagarakatte 2010), where whoever is first steps, and at d-1 random places falls behind all.
// The same seed gives the same walks on every machine; walk i depends on the seed and i alone, so that walks can be shared out.
using KScript.Checker.Exploring;
using KScript.Checker.Properties;
using KScript.Kernel;

namespace KScript.Checker.Sampling;

/// <summary>How many walks, and which.</summary>
internal sealed record WalkOptions
{
    /// <summary>How many.</summary>
    public required int Count { get; init; }

    /// <summary>What they are drawn from.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The depth of bugs that priorities look for; 0: each step is drawn.</summary>
    public int PriorityDepth { get; init; }

    /// <summary>Which share of the walks is made, from 1, and of how many.</summary>
    public (int Part, int Of) Share { get; init; } = (1, 1);

    /// <summary>Steps of a walk at most.</summary>
    public const int MostSteps = 100_000;
}

/// <summary>Makes them.</summary>
internal sealed class RandomWalks
{
    private const int LookEvery = 64;

    private readonly WalkOptions walks;
    private readonly ExploreOptions options;
    private readonly MainWatcher watcher = new();
    private readonly Machine start;
    private readonly Machine machine;
    private readonly List<Choice> path = [];
    private readonly System.Diagnostics.Stopwatch clock = System.Diagnostics.Stopwatch.StartNew();
    private long steps;
    private int longest;
    private bool isCut;

    /// <summary>Of a model.</summary>
    public RandomWalks(Model model, WalkOptions walks, ExploreOptions options)
    {
        (this.walks, this.options) = (walks, options);
        machine = model.Start(watcher);
        start = machine.Snapshot();
    }

    /// <summary>Walks until something fails, or all walks are made.</summary>
    public ExploreResult Run()
    {
        Violation? violation = null;
        int done = 0;
        string? bound = null;
        for (int walk = walks.Share.Part - 1; walk < walks.Count && violation is null && bound is null; walk += walks.Share.Of)
        {
            violation = Walk(new SplitMix((ulong)walks.Seed, (ulong)walk));
            done++;
            bound = done % LookEvery == 0 ? BoundMet(done) : null;
        }

        string kind = walks.PriorityDepth > 0 ? $"--pct {walks.PriorityDepth} " : "";
        bound ??= $"{kind}--random {walks.Count}{(isCut ? $", walks cut after {WalkOptions.MostSteps} steps" : "")}";
        return new ExploreResult(0, steps, violation is null ? bound : null, 0, violation, violation is null ? [] : path, []) { Walks = done };
    }

    private string? BoundMet(int done)
    {
        options.Progress?.Invoke(new Progress(done, steps, walks.Count - done, longest, GC.GetTotalMemory(false), clock.Elapsed.TotalSeconds));
        return options.IsCancelled?.Invoke() == true ? Checking.CancelledBound
            : clock.Elapsed.TotalSeconds > options.Limits.Seconds ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"--seconds {options.Limits.Seconds}")
            : null;
    }

    private Violation? Walk(SplitMix random)
    {
        machine.Restore(start);
        path.Clear();
        var priorities = new Priorities(walks.PriorityDepth, longest, random);
        int most = Math.Min(options.Limits.Depth, WalkOptions.MostSteps);
        Violation? found = options.Judge!.OfState(machine, watcher);
        while (found is null && !machine.IsHalted)
        {
            List<Choice> choices = Choosing.From(machine);
            if (choices.Count == 0)
            {
                found = options.Judge.OfEnd(machine);
                break;
            }

            if (path.Count >= most)
            {
                isCut = true;
                break;
            }

            Choice choice = walks.PriorityDepth > 0 ? priorities.Pick(machine, choices, path.Count) : choices[random.Below(choices.Count)];
            path.Add(choice);
            machine.Apply(choice);
            steps++;
            found = options.Judge.OfState(machine, watcher);
        }

        longest = Math.Max(longest, path.Count);
        return found;
    }

    /// <summary>Each process has a priority from the start; at the places of change whoever would step falls behind all.</summary>
    private sealed class Priorities
    {
        private const int Guess = 64;

        private readonly Dictionary<int, long> of = [];
        private readonly HashSet<int> changes = [];
        private readonly SplitMix random;
        private int fallen;

        public Priorities(int depth, int steps, SplitMix random)
        {
            this.random = random;
            for (int i = 1; i < depth; i++)
            {
                changes.Add(random.Below(steps > 0 ? steps : Guess));
            }
        }

        public Choice Pick(Machine machine, List<Choice> choices, int step)
        {
            if (changes.Remove(step))
            {
                of[machine.Tasks[First(machine, choices).Slot].Pid] = -1 - fallen++;
            }

            Choice first = First(machine, choices);
            List<Choice> its = choices.FindAll(choice => choice.Slot == first.Slot);
            return its[random.Below(its.Count)];
        }

        private Choice First(Machine machine, List<Choice> choices)
        {
            Choice best = choices[0];
            foreach (Choice choice in choices)
            {
                best = PriorityOf(machine.Tasks[choice.Slot].Pid) > PriorityOf(machine.Tasks[best.Slot].Pid) ? choice : best;
            }

            return best;
        }

        private long PriorityOf(int pid)
        {
            if (!of.TryGetValue(pid, out long priority))
            {
                of[pid] = priority = random.Below(1 << 30);
            }

            return priority;
        }
    }

    /// <summary>SplitMix64 (Steele, Lea, Flood 2014).</summary>
    private sealed class SplitMix(ulong seed, ulong stream)
    {
        private const ulong Gamma = 0x9E3779B97F4A7C15;

        private ulong state = Mix(seed + Gamma) ^ Mix((stream * Gamma) + 1);

        /// <summary>A number from 0 to less than a bound.</summary>
        public int Below(int bound)
        {
            state += Gamma;
            return (int)Math.BigMul(Mix(state), (ulong)bound, out _);
        }

        private static ulong Mix(ulong z)
        {
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
            z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
            return z ^ (z >> 31);
        }
    }
}
