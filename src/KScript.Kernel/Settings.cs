// What a script says of its machine (`machine key=value`, `sched POLICY key=value`), after it was checked.
// The keys and their ranges are rows: MachineSettings.Keys here, each policy's in its file (Scheduling/Policies).
using System.Globalization;

namespace KScript.Kernel;

/// <summary>What kind of value a setting takes.</summary>
internal enum SettingKind : byte
{
    /// <summary>A number of ticks or a count.</summary>
    Int,
    /// <summary>true or false.</summary>
    Bool,
    /// <summary>One of several words (<see cref="SettingRow.Words"/>).</summary>
    Word,
    /// <summary>A list of numbers (q=10,20,40), or one.</summary>
    IntList,
    /// <summary>A number with a fraction, kept in thousandths (alpha=0.5 is 500).</summary>
    Milli,
    /// <summary>A list of policies, each with its quantum where it takes one: rr(8),mlfq(4,8),fcfs.</summary>
    Policies,
}

/// <summary>A policy as one of several in a setting.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Quanta">Its q=, or nothing for the default.</param>
internal sealed record PolicyChoice(string Name, long[] Quanta)
{
    /// <summary>As it is written: rr(8).</summary>
    public string ToText() => Quanta.Length == 0 ? Name : $"{Name}({string.Join(",", Quanta.Select(static q => q.ToString(CultureInfo.InvariantCulture)))})";
}

/// <summary>A key that `machine` or a policy takes.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Default">The default, as it would be written.</param>
/// <param name="Minimum">The least value.</param>
/// <param name="Maximum">The greatest value.</param>
/// <param name="Summary">One sentence, for help and diagnostics.</param>
internal sealed record SettingRow(string Key, SettingKind Kind, string Default, long Minimum, long Maximum, string Summary)
{
    /// <summary>The words that a <see cref="SettingKind.Word"/> may be; the value is the index.</summary>
    public string[] Words { get; init; } = [];

    /// <summary>The numbers of a <see cref="SettingKind.IntList"/> are a set, in which a range stands for all its numbers: 0..3 is 0,1,2,3.</summary>
    public bool IsSet { get; init; }

    /// <summary>The option without which this one does nothing, or null.</summary>
    public OptionNeed? Needs { get; init; }

    /// <summary>As many ticks as an option may have.</summary>
    internal const int MaxTicks = int.MaxValue;

    private const string None = "none";

    /// <summary>The default as a number: a Bool is 0 or 1, a Word its index, a Milli in thousandths, a time in ticks (at least 1).</summary>
    internal long DefaultNumber(long tickMicroseconds) => Kind switch
    {
        SettingKind.Bool => Default == "true" ? 1 : 0,
        SettingKind.Word => Array.IndexOf(Words, Default),
        SettingKind.Milli => (long)(decimal.Parse(Default, CultureInfo.InvariantCulture) * 1000),
        SettingKind.Int or SettingKind.IntList or SettingKind.Policies => Ticks(Default, tickMicroseconds),
    };

    /// <summary>The default of an IntList; null where it is none.</summary>
    internal long[]? DefaultList() =>
        Default == None ? null : Array.ConvertAll(Default.Split(','), static number => long.Parse(number, CultureInfo.InvariantCulture));

    private static long Ticks(string text, long tickMicroseconds)
    {
        (string digits, long microseconds) =
            text.EndsWith("us", StringComparison.Ordinal) ? (text[..^2], 1)
            : text.EndsWith("ms", StringComparison.Ordinal) ? (text[..^2], 1_000)
            : text.EndsWith('s') ? (text[..^1], 1_000_000L)
            : (text, 0);
        long number = long.Parse(digits, CultureInfo.InvariantCulture);
        return microseconds == 0 ? number : Math.Max(1, number * microseconds / tickMicroseconds);
    }
}

/// <summary>An option without which another does nothing.</summary>
/// <param name="Key">The option, which must not be 0.</param>
/// <param name="Text">As it is to be written.</param>
internal sealed record OptionNeed(string Key, string Text);

/// <summary>The values of a policy's options: numbers by key. Bool is 0 or 1, Word its index.</summary>
internal sealed class SettingValues
{
    private readonly Dictionary<string, long[]> values = new(StringComparer.Ordinal);

    /// <summary>Sets a key.</summary>
    public void Set(string key, params long[] value) => values[key] = value;

    private readonly Dictionary<string, PolicyChoice[]> policies = new(StringComparer.Ordinal);

    /// <summary>Sets a key of the kind <see cref="SettingKind.Policies"/>.</summary>
    public void SetPolicies(string key, params PolicyChoice[] value) => policies[key] = value;

    /// <summary>The policies of a key, or null.</summary>
    public PolicyChoice[]? GetPolicies(string key) => policies.GetValueOrDefault(key);

    /// <summary>Whether the script said it.</summary>
    public bool Has(string key) => values.ContainsKey(key);

    /// <summary>The first value of a key, or the fallback.</summary>
    public long Get(string key, long fallback) => values.TryGetValue(key, out var v) && v.Length > 0 ? v[0] : fallback;

    /// <summary>All values of a key, or null.</summary>
    public long[]? GetList(string key) => values.GetValueOrDefault(key);
}

/// <summary>The settings of a machine. Immutable once a machine runs.</summary>
internal sealed record MachineSettings
{
    /// <summary>Processors, 1..1024.</summary>
    public int Cpus { get; init; } = 1;
    /// <summary>One more than the highest pid, as in Linux: 4..4194304.</summary>
    public int PidMax { get; init; } = 32768;
    /// <summary>Length of a tick in microseconds (tick=1ms).</summary>
    public long TickMicroseconds { get; init; } = 1000;
    /// <summary>What a system call costs, in ticks.</summary>
    public long SyscallTicks { get; init; }
    /// <summary>What a context switch costs, in ticks.</summary>
    public long SwitchTicks { get; init; }
    /// <summary>Statements a CPU executes in a tick.</summary>
    public int Ips { get; init; } = 1000;
    /// <summary>Standard output is a pipe (fully buffered stdio) and not a terminal.</summary>
    public bool StdoutIsPipe { get; init; }
    /// <summary>Seed of choose() and of random policies; null: choose() takes the first.</summary>
    public long? Seed { get; init; }
    /// <summary>The policy's name.</summary>
    public string Policy { get; init; } = "rr";
    /// <summary>The policy's options.</summary>
    public SettingValues PolicyOptions { get; init; } = new();
    /// <summary>What `sched` says of CPUs.</summary>
    public CpuOptions CpuOptions { get; init; } = CpuOptions.Default;
    /// <summary>The policy as the trace header prints it: "rr q=10".</summary>
    public string PolicyText { get; init; } = "rr q=10";

    /// <summary>
    /// The same machine where schedules are chosen step by step: each process has a CPU of its own, so that policy, costs and the layout of
    /// run queues decide nothing.
    /// </summary>
    /// <param name="policy">What runs, and in which order, once nobody chooses any more; by default nothing does.</param>
    public MachineSettings UnderAnySchedule(string policy = Unordered.Name) =>
        this with { Policy = policy, PolicyOptions = new(), PolicyText = Unordered.Name, SyscallTicks = 0, SwitchTicks = 0, CpuOptions = CpuOptions.Default };

    /// <summary>The keys of `machine`.</summary>
    public static SettingRow[] Keys { get; } =
    [
        new("cpus", SettingKind.Int, "1", 1, 1024, "processors"),
        new("pid_max", SettingKind.Int, "32768", 4, 4194304, "one more than the highest pid"),
        new("tick", SettingKind.Int, "1ms", 1, 3_600_000_000, "length of a tick; durations in scripts are rounded up to it"),
        new("syscall", SettingKind.Int, "0", 0, 1_000_000_000, "ticks that a system call costs"),
        new("switch", SettingKind.Int, "0", 0, 1_000_000_000, "ticks that a context switch costs"),
        new("ips", SettingKind.Int, "1000", 1, 2_000_000_000, "statements that a CPU executes in a tick"),
        new("stdout", SettingKind.Word, "tty", 0, 1, "what stdio buffers: by line (tty) or fully (pipe)") { Words = ["tty", "pipe"] },
        new("seed", SettingKind.Int, "none", long.MinValue, long.MaxValue, "seed of choose() and of random policies"),
    ];
}
