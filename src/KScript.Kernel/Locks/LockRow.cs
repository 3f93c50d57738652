// The objects on which tasks wait for one another: mutexes, semaphores, conditions, locks for readers and writers, barriers. They live in
// shared
// memory: every process sees them, and fork copies none. Underneath they are one mechanism, a queue of waiters keyed by the object (Linux:
// futex).
namespace KScript.Kernel;

/// <summary>What an object is.</summary>
internal enum LockKind : byte
{
    /// <summary>There is none of that number.</summary>
    None,
    /// <summary>One task at a time holds it.</summary>
    Mutex,
    /// <summary>A number of units.</summary>
    Semaphore,
    /// <summary>Something to be notified of, under a mutex.</summary>
    Condition,
    /// <summary>One writer or any number of readers hold it.</summary>
    ReadersWriter,
    /// <summary>So many tasks go on together.</summary>
    Barrier,
}

/// <summary>What is said of a mutex, and what has become of it.</summary>
[Flags]
internal enum LockFlags : byte
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>PTHREAD_MUTEX_ROBUST: who locks it next hears that its holder died.</summary>
    Robust = 1,
    /// <summary>PTHREAD_PRIO_INHERIT: its holder is as good as the best that waits for it.</summary>
    Inherits = 2,
    /// <summary>The holder of a robust mutex died: whoever holds it now has to say that what it guards is sound again.</summary>
    Inconsistent = 4,
    /// <summary>It was unlocked without that: nobody can lock it any more.</summary>
    NotRecoverable = 8,
    /// <summary>Its holder died with it; it stays locked.</summary>
    Abandoned = 16,
}

/// <summary>What a program says of an object before it runs.</summary>
/// <param name="Name">Its name in the script.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Value">The units of a semaphore, the tasks of a barrier; else 0.</param>
/// <param name="Flags">Robust, Inherits.</param>
internal sealed record LockSpec(string Name, LockKind Kind, long Value = 0, LockFlags Flags = LockFlags.None);

/// <summary>An object; by its number, from 1.</summary>
internal struct LockRow
{
    public LockKind Kind;
    public LockFlags Flags;
    /// <summary>The tid of who holds the mutex, or writes under the lock; 0: nobody.</summary>
    public int Holder;
    /// <summary>The next object that the same task holds, and the previous one; 0: none.</summary>
    public int NextHeld;
    public int PreviousHeld;
    /// <summary>The units of a semaphore; the readers of a lock; the tasks that have come to a barrier.</summary>
    public long Count;
    /// <summary>How many tasks a barrier is for.</summary>
    public long Limit;
    /// <summary>Who waits.</summary>
    public WaitQueue Waiters;
}
