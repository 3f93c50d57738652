// What tasks that wait for a mutex or the like wait for, and who could give it: one after another, up to a circle or to a holder that is
// dead.
using System.Globalization;
using KScript.Kernel;

namespace KScript.Workbench.Explaining;

/// <summary>Who waits for whom along mutexes and the like.</summary>
internal static class LockChains
{
    /// <summary>What a task waits for and who has it, to follow "blocked in …"; empty where it waits for nothing of the kind.</summary>
    public static string Describe(Machine machine, int tid) => machine.LockWaitedFor(tid) is { } one ? $" for {NameOf(one)}{HolderOf(one)}" : "";

    private static string NameOf(in LockView one) => one.Kind switch
    {
        LockKind.Semaphore => $"a unit of the semaphore {one.Name}",
        LockKind.Condition => $"a notification of {one.Name}",
        LockKind.Barrier => $"the others at the barrier {one.Name}",
        LockKind.ReadersWriter => $"the lock {one.Name}",
        LockKind.Mutex or LockKind.None => $"the mutex {one.Name}",
        _ => throw new ArgumentOutOfRangeException(nameof(one)),
    };

    private static string HolderOf(in LockView one) =>
        (one.Flags & LockFlags.Abandoned) != 0 ? string.Create(CultureInfo.InvariantCulture, $", whose holder {one.HolderTid} died with it")
        : one.Holder is { } holder ? $", which {holder} holds"
        : one.Kind == LockKind.ReadersWriter && one.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $", which {one.Count} read{(one.Count == 1 ? "s" : "")} under")
        : one.Kind == LockKind.Barrier ? string.Create(CultureInfo.InvariantCulture, $", of which {one.Count} of {one.Limit} are there")
        : "";

    /// <summary>
    /// Those who wait for one another in a circle that begins with a task, each for what the next holds; empty: there is no circle.
    /// </summary>
    public static List<int> CircleFrom(Machine machine, int tid)
    {
        var chain = new List<int>();
        int next = tid;
        while (next != 0 && !chain.Contains(next))
        {
            chain.Add(next);
            next = machine.LockWaitedFor(next) is { HolderTid: > 0 } one && (one.Flags & LockFlags.Abandoned) == 0 ? one.HolderTid : 0;
        }

        return next == tid ? chain : [];
    }

    /// <summary>Why a wait for an object does not end, as a sentence; null: it waits for none.</summary>
    public static string? Why(Machine machine, int tid)
    {
        if (machine.LockWaitedFor(tid) is not { } one)
        {
            return null;
        }

        if ((one.Flags & LockFlags.Abandoned) != 0)
        {
            return $"the mutex {one.Name} stays locked for ever, since its holder died without unlocking it. `mutex {one.Name} robust` would go to the next, who hears of it (EOWNERDEAD).";
        }

        List<int> circle = CircleFrom(machine, tid);
        if (circle.Count > 0)
        {
            string each = string.Join(", ", circle.Select(member => $"{Live.Waiting.Label(machine, member)} wants {machine.LockWaitedFor(member)!.Value.Name}"));
            return $"a deadlock, a circle of {circle.Count}: {each}; each holds what the one before it wants. Taken in one order everywhere, locks close no circle.";
        }

        return one.Kind switch
        {
            LockKind.Semaphore => $"only `up {one.Name}` lets it go on, and nobody is left to do that.",
            LockKind.Condition => $"only `notify {one.Name}` lets it go on, and nobody is left to do that. A notification that comes before the wait is lost: what is waited for belongs in a variable, under the mutex.",
            LockKind.Barrier => $"{one.Count} of the {one.Limit} that the barrier {one.Name} is for are there, and no more will come.",
            _ => one.Holder is { } holder ? $"{holder} holds {one.Name} and does not come to its unlock." : $"nobody gives it {one.Name}.",
        };
    }
}
