// What `sched POLICY` says of several CPUs, whatever the policy: shared or per-CPU run queues, how tasks move between them, what a
// move costs, and the model of caches. The rules are in RunQueues.cs, Balancing.cs and Caches.cs.

namespace KScript.Kernel;

/// <summary>The options of CPUs that every policy takes.</summary>
internal sealed record CpuOptions
{
    private CpuOptions()
    {
    }

    /// <summary>Each CPU has a run queue of its own (queues=percpu).</summary>
    public bool PerCpu { get; init; }
    /// <summary>A CPU that would be idle takes a task from another's queue.</summary>
    public bool Steal { get; init; }
    /// <summary>Every how many ticks queues are evened out; 0: never.</summary>
    public long BalanceTicks { get; init; }
    /// <summary>Every how many ticks a CPU with an empty queue takes a task from another's, as OSTEP's simulator does; 0: never.</summary>
    public long PeekTicks { get; init; }
    /// <summary>What it costs to run on another CPU than the last time, in ticks.</summary>
    public long MigrateTicks { get; init; }
    /// <summary>Slices of a fixed length end at multiples of it on the machine's clock, and end even where nobody waits.</summary>
    public bool Align { get; init; }
    /// <summary>How much the cache of each CPU holds, in the unit of working_set=; 0: caches are not modelled.</summary>
    public long CacheSize { get; init; }
    /// <summary>Ticks on a CPU until a task's working set is in its cache.</summary>
    public long WarmupTicks { get; init; }
    /// <summary>How many ticks' work a tick does once it is.</summary>
    public long WarmRate { get; init; }

    private const int MaxTicks = SettingRow.MaxTicks;

    private static readonly OptionNeed Queued = new("queues", "queues=percpu");
    private static readonly OptionNeed Cached = new("cache", "cache=N");

    private static readonly SettingRow Queues = new("queues", SettingKind.Word, "shared", 0, 1, "one run queue for all CPUs, or one for each")
    {
        Words = ["shared", "percpu"],
    };

    private static readonly SettingRow Stealing = new(
        "steal", SettingKind.Bool, "true", 0, 1, "queues=percpu: a CPU that would be idle takes a task from the fullest queue")
    {
        Needs = Queued,
    };

    private static readonly SettingRow Balance = new(
        "balance", SettingKind.Int, "0", 0, MaxTicks, "queues=percpu: every so many ticks the queues are evened out; 0: never")
    {
        Needs = Queued,
    };

    private static readonly SettingRow Peek = new(
        "peek", SettingKind.Int, "0", 0, MaxTicks,
        "queues=percpu: every so many ticks a CPU with an empty queue takes a task, as in OSTEP's simulator; 0: never")
    {
        Needs = Queued,
    };

    private static readonly SettingRow Migrate = new(
        "migrate", SettingKind.Int, "0", 0, 1_000_000_000, "ticks that it costs to run on another CPU than the last time");

    private static readonly SettingRow Aligned = new(
        "align", SettingKind.Bool, "false", 0, 1,
        "slices end at multiples of their length on the machine's clock; without effect on cfs, eevdf and linux, whose slices have no fixed length");

    private static readonly SettingRow Cache = new(
        "cache", SettingKind.Int, "0", 0, MaxTicks, "how much working_set= the cache of each CPU holds; 0: caches are not modelled");

    private static readonly SettingRow Warmup = new(
        "warmup", SettingKind.Int, "10", 0, MaxTicks, "ticks on a CPU until a working set is in its cache")
    {
        Needs = Cached,
    };

    private static readonly SettingRow Rate = new("warm_rate", SettingKind.Int, "2", 1, 1_000_000, "ticks' work that a tick does once it is")
    {
        Needs = Cached,
    };

    /// <summary>The keys. A value of another kind belongs to a policy's own option of the same name (mlfq's queues=3).</summary>
    public static SettingRow[] Keys { get; } = [Queues, Stealing, Balance, Peek, Migrate, Aligned, Cache, Warmup, Rate];

    /// <summary>The options of a script that says nothing of them.</summary>
    public static CpuOptions Default { get; } = From(new SettingValues());

    /// <summary>The options from what was said.</summary>
    public static CpuOptions From(SettingValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        // None of them is a time with a unit: the length of a tick does not matter.
        var said = new PolicySettings(values, TickMicroseconds: 1);
        return new CpuOptions
        {
            PerCpu = said.Is(Queues, "percpu"),
            // OSTEP's way of stealing replaces the other one, unless both are asked for.
            Steal = (said.Has(Stealing) || said.Number(Peek) == 0) && said.IsTrue(Stealing),
            BalanceTicks = said.Number(Balance),
            PeekTicks = said.Number(Peek),
            MigrateTicks = said.Number(Migrate),
            Align = said.IsTrue(Aligned),
            CacheSize = said.Number(Cache),
            WarmupTicks = said.Number(Warmup),
            WarmRate = said.Number(Rate),
        };
    }
}
