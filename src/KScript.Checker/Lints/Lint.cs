// What is asked for trouble although no claim fails: habits that go wrong on some schedule, each with its name, and with what cures it.
using KScript.Kernel;

namespace KScript.Checker.Lints;

/// <summary>The habits.</summary>
internal enum LintKind
{
    /// <summary>A handler of SIGCHLD waits once, and two deaths were one signal.</summary>
    WaitsOnce,
    /// <summary>A wait for any child takes the one that another wait is for.</summary>
    Theft,
    /// <summary>A wait fails because SIGCHLD is ignored: children are gone at once.</summary>
    IgnoredChildren,
    /// <summary>A child is dead before the handler of SIGCHLD is set.</summary>
    LateHandler,
    /// <summary>A signal can be handled between a look and the pause that depends on it.</summary>
    LostWakeup,
    /// <summary>A sleep is taken for a promise of what others have done meanwhile.</summary>
    SleepSynchronises,
    /// <summary>A signal is sent to a number that is nobody's any more.</summary>
    KillAfterReap,
    /// <summary>A call is cut short by a handler, and nobody looks.</summary>
    InterruptedUnseen,
}

/// <summary>A lint of a script.</summary>
/// <param name="Kind">Which habit.</param>
/// <param name="Line">Where, from 1.</param>
/// <param name="Message">What can happen, in a sentence.</param>
/// <param name="Schedule">A shortest schedule on which it does.</param>
internal sealed record Lint(LintKind Kind, int Line, string Message, Schedule Schedule)
{
    /// <summary>Its name, and what to write instead.</summary>
    public LintRow Row => LintTable.Rows[(int)Kind];
}

/// <summary>A habit.</summary>
/// <param name="Name">Its name, for reports and other programs.</param>
/// <param name="Cure">What to write instead.</param>
internal sealed record LintRow(string Name, string Cure);

/// <summary>The habits, a row each.</summary>
internal static class LintTable
{
    /// <summary>In the order of <see cref="LintKind"/>.</summary>
    public static LintRow[] Rows { get; } =
    [
        new("waits-once", "wait in a loop: while wait nohang > 0 { }"),
        new("theft", "wait for one child by its number in the handler, too, or let the handler only note that it ran and wait in one place"),
        new("ignored-children", "signal SIGCHLD default before the first fork of whoever waits"),
        new("late-handler", "set the handler before the fork, or block SIGCHLD until it is set"),
        new("lost-wakeup", "block the signal before the look, and wait with sigsuspend, which unblocks it and waits in one step"),
        new("sleep-synchronises", "wait for what is meant: wait, until, or a signal"),
        new("kill-after-reap", "send before the wait, and forget the number with it"),
        new("interrupted-unseen", "look at what the call gives and call again, or set the handler with restart"),
    ];
}
