// What `sched POLICY` says of several CPUs, whatever the policy: shared or per-CPU run queues, how tasks move between them, what a
// move costs, and the model of caches. The rules are in RunQueues.cs, Balancing.cs and Caches.cs.

namespace KScript.Kernel;

/// <summary>The options of CPUs that every policy takes.</summary>
public sealed record CpuOptions
{
    /// <summary>Each CPU has a run queue of its own (queues=percpu).</summary>
    public bool PerCpu { get; init; }
    /// <summary>A CPU that would be idle takes a task from another's queue.</summary>
    public bool Steal { get; init; } = true;
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
    public long WarmupTicks { get; init; } = DefaultWarmup;
    /// <summary>How many ticks' work a tick does once it is.</summary>
    public long WarmRate { get; init; } = DefaultWarmRate;

    private const int DefaultWarmup = 10;
    private const int DefaultWarmRate = 2;
    private const int MaxTicks = int.MaxValue;

    /// <summary>The keys. A value of another kind belongs to a policy's own option of the same name (mlfq's queues=3).</summary>
    public static SettingRow[] Keys { get; } =
    [
        new("queues", SettingKind.Word, "shared", 0, 1, "one run queue for all CPUs, or one for each") { Words = ["shared", "percpu"] },
        new("steal", SettingKind.Bool, "true", 0, 1, "queues=percpu: a CPU that would be idle takes a task from the fullest queue"),
        new("balance", SettingKind.Int, "0", 0, MaxTicks, "queues=percpu: every so many ticks the queues are evened out; 0: never"),
        new("peek", SettingKind.Int, "0", 0, MaxTicks, "queues=percpu: every so many ticks a CPU with an empty queue takes a task, as in OSTEP's simulator; 0: never"),
        new("migrate", SettingKind.Int, "0", 0, 1_000_000_000, "ticks that it costs to run on another CPU than the last time"),
        new("align", SettingKind.Bool, "false", 0, 1, "slices end at multiples of their length on the machine's clock; without effect on cfs, eevdf and linux, whose slices have no fixed length"),
        new("cache", SettingKind.Int, "0", 0, MaxTicks, "how much working_set= the cache of each CPU holds; 0: caches are not modelled"),
        new("warmup", SettingKind.Int, "10", 0, MaxTicks, "ticks on a CPU until a working set is in its cache"),
        new("warm_rate", SettingKind.Int, "2", 1, 1_000_000, "ticks' work that a tick does once it is"),
    ];

    /// <summary>The options from what was said.</summary>
    public static CpuOptions From(SettingValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new CpuOptions
        {
            PerCpu = values.Get("queues", 0) == 1,
            // OSTEP's way of stealing replaces the other one, unless both are asked for.
            Steal = values.Get("steal", values.Get("peek", 0) > 0 ? 0 : 1) == 1,
            BalanceTicks = values.Get("balance", 0),
            PeekTicks = values.Get("peek", 0),
            MigrateTicks = values.Get("migrate", 0),
            Align = values.Get("align", 0) == 1,
            CacheSize = values.Get("cache", 0),
            WarmupTicks = values.Get("warmup", DefaultWarmup),
            WarmRate = values.Get("warm_rate", DefaultWarmRate),
        };
    }
}
