// What a blocked task waits for, as a value: it stands in the task's row while the task is blocked, and says who may wake it.

namespace KScript.Kernel;

/// <summary>What a blocked task waits for.</summary>
internal enum WaitKind : byte
{
    /// <summary>It is not blocked.</summary>
    Nothing,
    /// <summary>A time: its timer wakes it (nanosleep).</summary>
    Time,
    /// <summary>A device: the timer of its request wakes it (io, disk).</summary>
    Device,
    /// <summary>A child that changes: the child wakes it (wait4, waitid).</summary>
    Child,
    /// <summary>A signal: whoever sends it wakes it (pause, sigsuspend, sigtimedwait).</summary>
    Signal,
    /// <summary>Any of several files: what happens to one of them wakes it (poll).</summary>
    Files,
    /// <summary>A request of its own that is done (aio_suspend).</summary>
    Request,

    // From here on tasks stand in a queue, in the order in which they came (WaitQueues.Of).

    /// <summary>A condition of its own that comes true (`until`), or input at its prompt.</summary>
    Condition,
    /// <summary>Something to read in a file.</summary>
    Input,
    /// <summary>Room to write into a file.</summary>
    Room,
    /// <summary>That the other end of a FIFO is opened.</summary>
    OtherEnd,
    /// <summary>A lock on a file.</summary>
    Lock,
}

/// <summary>What a blocked task waits for.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Events">Child: which changes, as the WSTOPPED, WEXITED and WCONTINUED of waitid. Else 0.</param>
/// <param name="Id">
/// Which one. Child: whom, as the pid of waitpid, and int.MinValue for the group numbered 1. Device: its number, -1 one that serves all at
/// once. A file, or a lock on it: the inode's number. Else 0. It is part of the state's identity: never a slot.
/// </param>
internal readonly record struct WaitsOn(WaitKind Kind, byte Events, int Id)
{
    /// <summary>A time.</summary>
    public static WaitsOn Time => new(WaitKind.Time, 0, 0);

    /// <summary>A signal.</summary>
    public static WaitsOn Signal => new(WaitKind.Signal, 0, 0);

    /// <summary>A condition of its own.</summary>
    public static WaitsOn Condition => new(WaitKind.Condition, 0, 0);

    /// <summary>Any of the files that the call polls.</summary>
    public static WaitsOn Files => new(WaitKind.Files, 0, 0);

    /// <summary>A device by its number; -1: one that serves all at once.</summary>
    public static WaitsOn Device(int number) => new(WaitKind.Device, 0, number);

    /// <summary>Whether those who wait so stand in a queue.</summary>
    public bool HasQueue => Kind >= WaitKind.Condition;
}
