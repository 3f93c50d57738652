// Mutexes and the like as they are now, for who looks from outside.
namespace KScript.Kernel;

/// <summary>An object on which tasks wait for one another.</summary>
/// <param name="Name">Its name in the script.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Flags">What is said of it.</param>
/// <param name="HolderTid">Who holds it, or held it and died; 0: nobody.</param>
/// <param name="Holder">The same as the trace writes it; null: nobody.</param>
/// <param name="Count">Units of a semaphore, readers, those who have come to a barrier.</param>
/// <param name="Limit">How many a barrier is for.</param>
/// <param name="Waiters">Who waits, in order, as the trace writes them.</param>
internal readonly record struct LockView(
    string Name, LockKind Kind, LockFlags Flags, int HolderTid, string? Holder, long Count, long Limit, IReadOnlyList<string> Waiters);

internal sealed partial class Machine
{
    /// <summary>All objects, in the order of the script.</summary>
    public IReadOnlyList<LockView> LocksNow()
    {
        var list = new List<LockView>();
        for (int number = 1; number <= S.LockTop; number++)
        {
            list.Add(LockNow(number));
        }

        return list;
    }

    /// <summary>The object that a blocked task waits for; null: it waits for none.</summary>
    public LockView? LockWaitedFor(int tid)
    {
        int slot = TaskTable.Find(this, tid);
        return slot != 0 && Tasks[slot].WaitsOn is { Kind: WaitKind.Lock } on ? LockNow(on.Id) : null;
    }

    private LockView LockNow(int number)
    {
        LockRow row = Locks[number];
        var waiters = new List<string>();
        for (int waiter = row.Waiters.Head; waiter != 0; waiter = Waiters[waiter].Next)
        {
            waiters.Add(ProcessView.Of(this, waiter).Label);
        }

        string? holder = row.Holder == 0 ? null
            : (row.Flags & LockFlags.Abandoned) == 0 && TryGetProcess(row.Holder, out ProcessView p) ? p.Label
            : $"{row.Holder} (dead)";
        return new LockView(LockSpecs[number - 1].Name, row.Kind, row.Flags, row.Holder, holder, row.Count, row.Limit, waiters);
    }
}
