// What main does about its children, as rows: the textbook's ways to make zombies and to avoid them.
using System.Globalization;

namespace KScript.Cli.Quizzes.Zombies;

/// <summary>A way of main's.</summary>
/// <param name="Level">From which level on it is used.</param>
/// <param name="Before">What main does before it forks.</param>
/// <param name="After">What it does then; made from the name of a child of its own and a time.</param>
internal sealed record ParentPlan(int Level, string Before, Func<string, int, string> After)
{
    /// <summary>It waits for one child by its pid, which is in a variable then.</summary>
    public bool WaitsForOne { get; init; }

    /// <summary>Which of several dead children a wait takes, POSIX leaves open: then nobody is asked about by name.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>It handles SIGCHLD, so that it can be asked how often.</summary>
    public bool Handles { get; init; }

    private const string SleepOn = "let left = sleep {0}\nwhile left > 0 {{ left = sleep left }}\n";

    /// <summary>All ways.</summary>
    public static ParentPlan[] All { get; } =
    [
        new(1, "", static (_, time) => Text("sleep {0}\n", time)),
        new(1, "", static (_, _) => "while wait > 0 { }\nsleep 4\n"),
        new(1, "", static (child, time) => Text("wait {1}\nsleep {0}\n", time, Variable(child))) { WaitsForOne = true },
        new(2, "signal SIGCHLD ignore\n", static (_, time) => Text("sleep {0}\n", time)),
        new(2, "", static (_, time) => Text("sleep {0}\nwhile wait > 0 {{ }}\nsleep 4\n", time)),
        new(2, "on SIGCHLD { wait nohang }\n", static (_, time) => Text(SleepOn, time)) { Handles = true },
        new(3, "on SIGCHLD { wait nohang }\nblock SIGCHLD\n", static (_, time) => Text("sleep {0}\nunblock SIGCHLD\nsleep 6\n", time))
        {
            Handles = true,
            IsAnonymous = true,
        },
        new(3, "on SIGCHLD {\n    while wait nohang > 0 { }\n}\nblock SIGCHLD\n", static (_, time) => Text("sleep {0}\nunblock SIGCHLD\nsleep 6\n", time))
        {
            Handles = true,
        },
    ];

    /// <summary>The variable that holds a child's pid.</summary>
    public static string Variable(string child) => child.ToLowerInvariant();

    private static string Text(string format, params object[] values) => string.Format(CultureInfo.InvariantCulture, format, values);
}
