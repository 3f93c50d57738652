// Everything that may be typed, with a line about each: the words of the grammar, and the rows of the tables of calls, views, tables,
// signals, policies and settings. Completion and help are made from it.
using KScript.Interpreter.Compiling;
using KScript.Interpreter.Parsing;
using KScript.Workbench.Views;
using KScript.Kernel;

namespace KScript.Workbench.Live;

/// <summary>A word that may be typed.</summary>
/// <param name="Text">The word.</param>
/// <param name="About">One line about it.</param>
/// <param name="Follows">What is typed behind it at once.</param>
internal sealed record Word(string Text, string About, string Follows = " ");

/// <summary>The words of the language.</summary>
internal static class Vocabulary
{
    /// <summary>Words that begin a statement, and calls that may stand there.</summary>
    public static IReadOnlyList<Word> Statements { get; } = Sorted(
    [
        .. Keywords.Rows.Where(row => (row.Use & KeywordUse.Statement) != 0).Select(row => new Word(row.Word, row.About)),
        .. Tables.Rows.Select(row => new Word(row.Name, row.Summary)),
        .. Calls(callMark: " "),
    ]);

    /// <summary>What may stand in an expression: calls, views, constants.</summary>
    public static IReadOnlyList<Word> Expressions { get; } = Sorted(
    [
        .. Calls(callMark: "("),
        .. ViewTable.Rows.Select(row => new Word(row.Name, row.Summary, "(")),
        .. Keywords.Rows.Where(row => row.Word is "fork" or "wait" or "spawn").Select(row => new Word(row.Word, row.About)),
        .. new[] { "status", "errno", "rusage", "true", "false" }.Select(word => new Word(word, "", "")),
    ]);

    /// <summary>Signals by number.</summary>
    public static IReadOnlyList<Word> Signals { get; } = [.. SignalTable.Rows.Select(row => new Word(row.Name, ActionText(row.Action)))];

    /// <summary>Policies of `sched`.</summary>
    public static IReadOnlyList<Word> Policies { get; } = [.. SchedulerTable.Rows.Select(row => new Word(row.Name, row.Summary))];

    /// <summary>Keys of a policy, or of `machine`.</summary>
    public static IReadOnlyList<Word> Keys(string policy)
    {
        SettingRow[] rows = policy.Length == 0 ? MachineSettings.Keys : SchedulerTable.Find(policy)?.Options ?? [];
        return [.. rows.Select(row => new Word(row.Key, row.Summary, "="))];
    }

    /// <summary>The flags of `wait`.</summary>
    public static IReadOnlyList<Word> WaitFlags { get; } = [.. Keywords.That(KeywordUse.WaitFlag).Select(word => new Word(word, ""))];

    private static IEnumerable<Word> Calls(string callMark) =>
    [
        .. SyscallTable.Rows.Where(row => row.Callable).Select(row => new Word(row.Name, row.Summary, row.Parameters.Length == 0 && callMark == " " ? "" : callMark)),
        .. Builtins.Rows.Where(row => Tables.Find(row.Name) is null).Select(row => new Word(row.Name, row.Usage, callMark)),
    ];

    private static string ActionText(DefaultAction action) => "default: " + action.ToString().ToLowerInvariant();

    private static Word[] Sorted(IEnumerable<Word> words) => [.. words.DistinctBy(word => word.Text).OrderBy(word => word.Text, StringComparer.Ordinal)];
}
