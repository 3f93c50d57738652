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
public sealed record Word(string Text, string About, string Follows = " ");

/// <summary>The words of the language.</summary>
public static class Vocabulary
{
    private static readonly Dictionary<string, string> StatementNotes = new(StringComparer.Ordinal)
    {
        ["fork"] = "a child: bare, it takes your commands; with { } it runs by itself",
        ["wait"] = "waits for a child: wait [pid] [nohang] [untraced] [continued]",
        ["exit"] = "ends the process: exit [code]",
        ["_exit"] = "the same, without atexit blocks and stdio",
        ["exec"] = "replaces the image: exec name(args)",
        ["spawn"] = "fork and exec",
        ["signal"] = "signal SIG ignore|default|handler",
        ["on"] = "a handler: on SIGCHLD { … }",
        ["block"] = "blocks signals",
        ["unblock"] = "unblocks signals",
        ["sigsuspend"] = "waits with another mask",
        ["sigwaitinfo"] = "takes a pending signal",
        ["io"] = "blocks on I/O: io n [on disk0]",
        ["sched"] = "the policy: sched mlfq q=3",
        ["machine"] = "the machine: machine cpus=2",
        ["job"] = "a batch job: job A at=0 { compute 5 }",
        ["jobs"] = "many jobs: jobs n=100 arrival=poisson(5) burst=exp(20)",
        ["program"] = "an image for exec: program name(args) { … }",
        ["until"] = "waits until a condition holds",
        ["always"] = "a claim for every moment",
        ["finally"] = "a claim about the end",
        ["assert"] = "a claim here: assert e, \"message\"",
        ["print"] = "print e, e",
        ["let"] = "a variable: let x = e",
        ["shared"] = "a variable that all processes share",
        ["fn"] = "a function: fn f(a) { return a }",
        ["atexit"] = "a block for the process's end",
    };

    /// <summary>Words that begin a statement, and calls that may stand there.</summary>
    public static IReadOnlyList<Word> Statements { get; } = Sorted(
    [
        .. KnownWords.Statements.Where(IsThere).Select(word => new Word(word, StatementNotes.GetValueOrDefault(word, ""))),
        .. Tables.Rows.Select(row => new Word(row.Name, row.Summary)),
        .. Calls(callMark: " "),
    ]);

    /// <summary>What may stand in an expression: calls, views, constants.</summary>
    public static IReadOnlyList<Word> Expressions { get; } = Sorted(
    [
        .. Calls(callMark: "("),
        .. ViewTable.Rows.Select(row => new Word(row.Name, row.Summary, "(")),
        .. new[] { "fork", "wait", "spawn" }.Select(word => new Word(word, StatementNotes.GetValueOrDefault(word, ""))),
        .. new[] { "status", "errno", "true", "false" }.Select(word => new Word(word, "", "")),
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
    public static IReadOnlyList<Word> WaitFlags { get; } = [.. KnownWords.WaitFlags.Select(word => new Word(word, ""))];

    private static IEnumerable<Word> Calls(string callMark) =>
    [
        .. SyscallTable.Rows.Where(row => row.Callable).Select(row => new Word(row.Name, row.Summary, row.Parameters.Length == 0 && callMark == " " ? "" : callMark)),
        .. Builtins.Rows.Where(row => Tables.Find(row.Name) is null).Select(row => new Word(row.Name, row.Usage, callMark)),
    ];

    private static string ActionText(DefaultAction action) => "default: " + action.ToString().ToLowerInvariant();

    /// <summary>What the grammar knows and this version cannot run yet is not proposed.</summary>
    private static bool IsThere(string word) => word is not ("mutex" or "condition" or "semaphore" or "thread" or "container" or "join");

    private static Word[] Sorted(IEnumerable<Word> words) => [.. words.DistinctBy(word => word.Text).OrderBy(word => word.Text, StringComparer.Ordinal)];
}
