// One row a policy: its name, its options with their ranges, and how it is made.

namespace KScript.Kernel;

/// <summary>A row: a policy that `sched NAME key=value…` may name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Options">The keys it takes.</param>
/// <param name="Summary">One sentence for help.</param>
public sealed record PolicyRow(string Name, SettingRow[] Options, string Summary)
{
    /// <summary>Makes it.</summary>
    internal Func<MachineSettings, SchedulerPolicy> Create { get; init; } = static _ => throw new InvalidOperationException("a row that makes nothing");
}

/// <summary>The policies.</summary>
public static class SchedulerTable
{
    private const int DefaultQuantum = 10;
    private const int MaxTicks = int.MaxValue;

    private static readonly SettingRow Quantum = new("q", SettingKind.Int, "10", 1, MaxTicks, "the time quantum in ticks");

    private static readonly SettingRow Alpha = new("alpha", SettingKind.Milli, "0.5", 0, 1000, "the weight of the last burst in the prediction of the next");
    private static readonly SettingRow Guess = new("guess", SettingKind.Int, "10", 0, MaxTicks, "the first burst of a task of which nothing is known, in ticks");

    /// <summary>The rows.</summary>
    public static PolicyRow[] Rows { get; } =
    [
        new("fcfs", [], "first come, first served; run to block or exit") { Create = static _ => new Fcfs() },
        new("rr", [Quantum], "round robin: a slice of q each, then to the tail")
        {
            Create = static s => new RoundRobin((int)s.PolicyOptions.Get("q", DefaultQuantum)),
        },
        new("mlfq",
            [
                new("q", SettingKind.IntList, "10", 1, MaxTicks, "the top queue's quantum, each lower one twice as long; or one for each queue"),
                new("queues", SettingKind.Int, "3", 1, 64, "how many queues"),
                new("boost", SettingKind.Int, "0", 0, MaxTicks, "every so many ticks all tasks move to the top; 0: never"),
                new("allot", SettingKind.IntList, "1", 1, MaxTicks, "slices at a level before a task moves down; one for all, or one for each queue"),
                new("stay", SettingKind.Bool, "false", 0, 1, "a task that blocks gets a fresh allotment"),
                new("iobump", SettingKind.Bool, "false", 0, 1, "a woken task enters at the head of its queue"),
                new("preempted", SettingKind.Word, "tail", 0, 1, "where a preempted task goes in its queue") { Words = ["tail", "head"] },
                new("rules", SettingKind.Word, "default", 0, 1, "ostep: as OSTEP's simulator on every point") { Words = ["default", "ostep"] },
            ],
            "multi-level feedback queue") { Create = CreateMlfq },
        new("sjf", [Alpha, Guess], "shortest next burst first, not preempted") { Create = static s => CreateShortest(s, preemptive: false) },
        new("srtf", [Alpha, Guess], "shortest remaining burst first: a shorter one preempts") { Create = static s => CreateShortest(s, preemptive: true) },
        new("priority",
            [
                new("preemptive", SettingKind.Bool, "false", 0, 1, "a better task takes the CPU of a worse one"),
                new("aging", SettingKind.Int, "0", 0, MaxTicks, "every so many ticks of waiting improve a task by one; 0: never"),
                new("q", SettingKind.Int, "0", 0, MaxTicks, "the time quantum among equals in ticks; 0: they run to block or exit"),
            ],
            "the best priority first, a lower number is better") { Create = CreatePriority },
        new("lottery",
            [
                Quantum,
                new("randoms", SettingKind.IntList, "none", 0, long.MaxValue, "the random numbers to draw with, in this order, before those of the seed"),
                new("compensate", SettingKind.Bool, "false", 0, 1, "a task that uses a part of its slice counts for more until it wins again"),
                new("rules", SettingKind.Word, "default", 0, 1, "ostep: the unused rest of a slice is wasted") { Words = ["default", "ostep"] },
            ],
            "a draw for each slice, won in proportion to the tickets") { Create = CreateLottery },
        new("stride", [Quantum], "in proportion to the tickets, without chance")
        {
            Create = static s => new Stride((int)s.PolicyOptions.Get("q", DefaultQuantum)),
        },
        new("cfs",
            [
                new("latency", SettingKind.Int, "20", 1, MaxTicks, "in how many ticks every task shall have run once"),
                new("min_granularity", SettingKind.Int, "4", 1, MaxTicks, "no slice is shorter, in ticks"),
                new("wakeup_granularity", SettingKind.Int, "5", 0, MaxTicks, "how many ticks a woken task must be behind to preempt"),
            ],
            "completely fair: the smallest virtual runtime, by nice weights") { Create = CreateCfs },
        new("eevdf", [new("q", SettingKind.Int, "3", 1, MaxTicks, "the time quantum in ticks, from which virtual deadlines follow")],
            "earliest eligible virtual deadline first") { Create = static s => new Eevdf((int)s.PolicyOptions.Get("q", 3)) },
        new("linux",
            [
                new("q", SettingKind.Int, "3", 1, MaxTicks, "the time quantum of the fair class in ticks"),
                new("rr", SettingKind.Int, "100ms", 1, MaxTicks, "the time quantum of SCHED_RR"),
                new("rt_runtime", SettingKind.Int, "950ms", -1, MaxTicks, "what the real-time class may use of each rt_period while others wait; -1: all, and no admission test"),
                new("rt_period", SettingKind.Int, "1s", 1, MaxTicks, "the period of rt_runtime"),
            ],
            "deadline, real-time and fair classes as a stack") { Create = CreateLinux },
        new("mlq",
            [
                new("classes", SettingKind.Policies, "rr(8),fcfs", 0, 0, "the policy of each class, the best first, with its quantum: rr(8),fcfs"),
                new("share", SettingKind.IntList, "none", 1, 100, "the percentage of CPU time of each class; left out, a class runs only while no better one is ready"),
                new("window", SettingKind.Int, "100", 1, MaxTicks, "in how many ticks the shares are kept"),
            ],
            "multilevel queue: classes for good, each with its own policy") { Create = CreateMultilevel },
    ];

    /// <summary>The row of a name; null where there is none.</summary>
    public static PolicyRow? Find(string name)
    {
        foreach (PolicyRow row in Rows)
        {
            if (row.Name == name)
            {
                return row;
            }
        }

        return null;
    }

    /// <summary>The classes of `mlq`, the best first.</summary>
    public static PolicyChoice[] ClassesOf(SettingValues options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.GetPolicies("classes") ?? [new("rr", [8]), new("fcfs", [])];
    }

    /// <summary>The policies that may be one class of `mlq`: all but the stacks.</summary>
    public static IEnumerable<PolicyRow> Members => Rows.Where(static row => row.Name is not ("linux" or "mlq"));

    internal static SchedulerPolicy Create(MachineSettings settings)
    {
        SchedulerPolicy policy = Make(settings);
        policy.TakePlace(new PolicyPlace(0, policy.QueueCount, 0, policy.FairCount, Stack: null));
        return policy;
    }

    private static SchedulerPolicy Make(MachineSettings settings)
    {
        PolicyRow row = Find(settings.Policy) ?? throw new ArgumentException($"no policy '{settings.Policy}'", nameof(settings));
        return row.Create(settings);
    }

    private static ShortestBurst CreateShortest(MachineSettings settings, bool preemptive) =>
        new(preemptive, (int)settings.PolicyOptions.Get("alpha", 500), settings.PolicyOptions.Get("guess", 10));

    private static Priority CreatePriority(MachineSettings settings)
    {
        SettingValues options = settings.PolicyOptions;
        return new(new(options.Get("preemptive", 0) == 1, (int)options.Get("aging", 0), (int)options.Get("q", 0)));
    }

    private static Lottery CreateLottery(MachineSettings settings)
    {
        SettingValues options = settings.PolicyOptions;
        return new(new((int)options.Get("q", DefaultQuantum), options.GetList("randoms") ?? [], options.Get("compensate", 0) == 1, options.Get("rules", 0) == 1));
    }

    private static Cfs CreateCfs(MachineSettings settings)
    {
        SettingValues options = settings.PolicyOptions;
        return new(new((int)options.Get("latency", 20), (int)options.Get("min_granularity", 4), (int)options.Get("wakeup_granularity", 5)));
    }

    private static LinuxClasses CreateLinux(MachineSettings settings)
    {
        SettingValues options = settings.PolicyOptions;
        long Time(string key, long microseconds) => options.Get(key, Math.Max(1, microseconds / settings.TickMicroseconds));
        return new(new((int)options.Get("q", 3), (int)Time("rr", 100_000), Time("rt_runtime", 950_000), Time("rt_period", 1_000_000)));
    }

    private static MultilevelQueue CreateMultilevel(MachineSettings settings)
    {
        SettingValues options = settings.PolicyOptions;
        PolicyChoice[] classes = ClassesOf(options);
        long window = options.Get("window", 100);
        var members = new SchedulerPolicy[classes.Length];
        long[] quotas = new long[classes.Length];
        long[]? share = options.GetList("share");
        for (int i = 0; i < classes.Length; i++)
        {
            var own = new SettingValues();
            if (classes[i].Quanta.Length > 0)
            {
                own.Set("q", classes[i].Quanta);
            }

            members[i] = Make(new MachineSettings { Policy = classes[i].Name, PolicyOptions = own, TickMicroseconds = settings.TickMicroseconds });
            quotas[i] = share is null || i >= share.Length ? SchedulerPolicy.NoSlice : Math.Max(1, window * share[i] / 100);
        }

        return new MultilevelQueue(members, quotas, window);
    }

    private static Mlfq CreateMlfq(MachineSettings settings)
    {
        SettingValues options = settings.PolicyOptions;
        bool ostep = options.Get("rules", 0) == 1;
        int[] quanta = Quanta(options, doubling: !ostep);
        return new Mlfq(new MlfqOptions(
            quanta,
            PerLevel(options.GetList("allot") ?? [1], quanta.Length),
            options.Get("boost", 0),
            Stay: options.Get("stay", 0) == 1,
            WakeToHead: options.Get("iobump", 0) == 1,
            PreemptedToHead: options.Get("preempted", ostep ? 1 : 0) == 1,
            Ostep: ostep));
    }

    /// <summary>Several quanta are one for each queue; one is the top queue's, doubled from queue to queue.</summary>
    private static int[] Quanta(SettingValues options, bool doubling)
    {
        long[] given = options.GetList("q") ?? [DefaultQuantum];
        int queues = (int)options.Get("queues", given.Length > 1 ? given.Length : 3);
        int[] quanta = PerLevel(given, queues);
        for (int level = given.Length; level < queues && doubling; level++)
        {
            quanta[level] = (int)Math.Min((long)quanta[level - 1] * 2, MaxTicks);
        }

        return quanta;
    }

    /// <summary>One number for each level; the last given one holds for the rest.</summary>
    private static int[] PerLevel(long[] given, int count)
    {
        int[] values = new int[count];
        for (int level = 0; level < count; level++)
        {
            values[level] = (int)given[Math.Min(level, given.Length - 1)];
        }

        return values;
    }
}
