// What a task does on a signal, and a signal with its siginfo that waits to be taken: the rows of both.
namespace KScript.Kernel;

/// <summary>A disposition (sigaction(2)). Handler: 0 default, 1 ignore, else the program's own number.</summary>
internal readonly record struct SigAction(long Handler, ulong Mask, SigActionFlags Flags);

/// <summary>The flags of sigaction, with Linux's values.</summary>
[Flags]
internal enum SigActionFlags : uint
{
    None = 0,
    /// <summary>No SIGCHLD when children stop or continue.</summary>
    NoChildStop = 1,
    /// <summary>Children do not become zombies.</summary>
    NoChildWait = 2,
    /// <summary>The handler gets a siginfo.</summary>
    SigInfo = 4,
    /// <summary>Interrupted calls go on after the handler.</summary>
    Restart = 0x10000000,
    /// <summary>The signal is not blocked in its own handler.</summary>
    NoDefer = 0x40000000,
    /// <summary>Back to default when the handler starts.</summary>
    ResetHand = 0x80000000,
}

/// <summary>What sigprocmask does with its set: how.</summary>
internal static class SignalMask
{
    /// <summary>Blocks the signals of the set too.</summary>
    public const int SIG_BLOCK = 0;
    /// <summary>Blocks them no more.</summary>
    public const int SIG_UNBLOCK = 1;
    /// <summary>Blocks them and no others.</summary>
    public const int SIG_SETMASK = 2;
}

/// <summary>
/// A siginfo that waits for a task. The first of each signal stands in the task's list, by number, so that it is found among at most 128 (for the
/// process, for the thread); the others of its number stand behind it in the order in which they came.
/// </summary>
internal struct SigQueueRow
{
    public SigInfo Info;
    /// <summary>The user whose RLIMIT_SIGPENDING it counts for, plus 1; 0: the row is free.</summary>
    public int UidPlusOne;
    /// <summary>It pends for the thread, not for the process.</summary>
    public bool Own;
    /// <summary>Of the first of a signal: the first of the next higher one. Of a free row: the next free one.</summary>
    public int Next;
    /// <summary>The next of the same signal.</summary>
    public int NextSame;
    /// <summary>Of the first of a signal: the last of the same signal.</summary>
    public int LastSame;
}
