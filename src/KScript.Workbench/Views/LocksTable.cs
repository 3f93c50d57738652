// locks: mutexes, semaphores and the like: who holds each, and who waits for it, in order.
using System.Globalization;
using System.Text;
using KScript.Kernel;

namespace KScript.Workbench.Views;

/// <summary>Renders the objects on which tasks wait for one another.</summary>
internal static class LocksTable
{
    private const string Nobody = "-";

    /// <summary>A line for each object, in the order of the script.</summary>
    public static string Render(Machine machine)
    {
        IReadOnlyList<LockView> locks = machine.LocksNow();
        if (locks.Count == 0)
        {
            return "the script declares no mutex, semaphore or the like\n";
        }

        var table = new TextTable("NAME", "KIND", "HELD BY", "STATE", "WAITING");
        foreach (LockView one in locks)
        {
            string holder = one.Holder is { } held ? held : Nobody;
            string waiting = one.Waiters.Count == 0 ? Nobody : string.Join(", ", one.Waiters);
            table.Add(one.Name, KindOf(one.Kind), holder, StateOf(one), waiting);
        }

        var text = new StringBuilder();
        table.WriteTo(text);
        return text.ToString();
    }

    private static string KindOf(LockKind kind) => kind switch
    {
        LockKind.Mutex => "mutex",
        LockKind.Semaphore => "semaphore",
        LockKind.Condition => "condition",
        LockKind.ReadersWriter => "rwlock",
        LockKind.Barrier => "barrier",
        LockKind.None => throw new ArgumentOutOfRangeException(nameof(kind)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string StateOf(in LockView one) => one.Kind switch
    {
        _ when (one.Flags & LockFlags.Abandoned) != 0 => "its holder died",
        _ when (one.Flags & LockFlags.NotRecoverable) != 0 => "not recoverable",
        _ when (one.Flags & LockFlags.Inconsistent) != 0 => "not made consistent",
        LockKind.Semaphore => string.Create(CultureInfo.InvariantCulture, $"{one.Count} left"),
        LockKind.ReadersWriter when one.Count > 0 => string.Create(CultureInfo.InvariantCulture, $"{one.Count} reading"),
        LockKind.Barrier => string.Create(CultureInfo.InvariantCulture, $"{one.Count} of {one.Limit}"),
        _ => Nobody,
    };
}
