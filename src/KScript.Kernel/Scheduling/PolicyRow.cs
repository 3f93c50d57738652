// What a policy says of itself to scripts: a row with its options, and the reader that makes it from what a script says. Each policy's row is in its
// file; SchedulerTable lists them.
namespace KScript.Kernel;

/// <summary>A row: a policy that `sched NAME key=value…` may name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Options">The keys it takes.</param>
/// <param name="Summary">One sentence for help.</param>
internal sealed record PolicyRow(string Name, SettingRow[] Options, string Summary)
{
    /// <summary>Makes it.</summary>
    internal Func<PolicySettings, SchedulerPolicy> Create { get; init; } = static _ => throw new InvalidOperationException("a row that makes nothing");

    /// <summary>It stacks other policies, and cannot be a class of such a stack itself.</summary>
    public bool IsStack { get; init; }

    /// <summary>What is wrong with its options together, each of which is right; null: nothing. Also gets how many values a key was given.</summary>
    public Func<SettingValues, Func<string, int>, OptionProblem?> Check { get; init; } = static (_, _) => null;
}

/// <summary>What is wrong with a policy's options together.</summary>
/// <param name="Key">The option to be changed.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Hint">How to mend it.</param>
internal sealed record OptionProblem(string Key, string Message, string Hint);

/// <summary>A policy's options: as the script says them, or else as their rows have them.</summary>
/// <param name="Values">What was said.</param>
/// <param name="TickMicroseconds">The length of a tick.</param>
internal readonly record struct PolicySettings(SettingValues Values, long TickMicroseconds)
{
    /// <summary>Whether the script says it.</summary>
    public bool Has(SettingRow option) => Values.Has(option.Key);

    /// <summary>A number.</summary>
    public long Number(SettingRow option) => Has(option) ? Values.Get(option.Key, 0) : option.DefaultNumber(TickMicroseconds);

    /// <summary>A number of ticks, of which no option takes more than an int holds.</summary>
    public int Ticks(SettingRow option) => (int)Number(option);

    /// <summary>Whether an option of the kind Bool is true.</summary>
    public bool IsTrue(SettingRow option) => Number(option) == 1;

    /// <summary>Whether an option of the kind Word is this word.</summary>
    public bool Is(SettingRow option, string word) => option.Words[Number(option)] == word;

    /// <summary>A list; null where there is none by default.</summary>
    public long[]? List(SettingRow option) => Values.GetList(option.Key) ?? option.DefaultList();
}
