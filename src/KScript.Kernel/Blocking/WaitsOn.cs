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
    /// <summary>The end of a thread: it wakes it (join).</summary>
    Thread,
    /// <summary>The end of all other threads of its process: the last one wakes it (execve).</summary>
    Threads,
    /// <summary>The exec or the end of a child that has its memory: the child wakes it (vfork).</summary>
    VforkChild,
    /// <summary>That nobody else is in its pid namespace, whose init it is: it has ended, and the last of the others wakes it.</summary>
    NamespaceEmpty,
    /// <summary>That its cgroup is thawed: who thaws it wakes it.</summary>
    Thaw,

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
    FileLock,
    /// <summary>A child that changes, of a process of several threads: as Child, in the queue of the process's waiters.</summary>
    ChildOfThreads,
    /// <summary>A mutex, a semaphore or another object: whoever gives it wakes it.</summary>
    Lock,
}

/// <summary>What a blocked task waits for.</summary>
internal readonly record struct WaitsOn
{
    // One word, written and read as a whole: a row's is written at every wait, and a processor waits where what it reads was written in parts.
    private readonly ulong word;

    /// <summary>What it is, and which one.</summary>
    public WaitsOn(WaitKind kind, byte events, int id) => word = (byte)kind | ((ulong)events << 8) | ((ulong)(uint)id << 32);

    /// <summary>What it is.</summary>
    public WaitKind Kind => (WaitKind)(byte)word;

    /// <summary>Child: which changes, as the WSTOPPED, WEXITED and WCONTINUED of waitid. Else 0.</summary>
    public byte Events => (byte)(word >> 8);

    /// <summary>
    /// Which one. Child: whom, as the pid of waitpid, and int.MinValue for the group numbered 1. Thread, Threads, VforkChild: the tid or pid. Lock,
    /// NamespaceEmpty, Thaw: its number. A file, or a lock on it: the inode's number. Device: its number, -1 one that serves all at once. Else 0. It is part of the
    /// state's identity: never a slot.
    /// </summary>
    public int Id => (int)(word >> 32);

    /// <summary>A time.</summary>
    public static WaitsOn Time => new(WaitKind.Time, 0, 0);

    /// <summary>A signal.</summary>
    public static WaitsOn Signal => new(WaitKind.Signal, 0, 0);

    /// <summary>A condition of its own.</summary>
    public static WaitsOn Condition => new(WaitKind.Condition, 0, 0);

    /// <summary>Any of the files that the call polls.</summary>
    public static WaitsOn Files => new(WaitKind.Files, 0, 0);

    /// <summary>The end of the thread with a tid.</summary>
    public static WaitsOn Thread(int tid) => new(WaitKind.Thread, 0, tid);

    /// <summary>The end of all other threads of the process with a pid.</summary>
    public static WaitsOn Threads(int pid) => new(WaitKind.Threads, 0, pid);

    /// <summary>The exec or the end of the child with a pid.</summary>
    public static WaitsOn VforkChild(int pid) => new(WaitKind.VforkChild, 0, pid);

    /// <summary>The object with a number.</summary>
    public static WaitsOn Lock(int number) => new(WaitKind.Lock, 0, number);

    /// <summary>Whether what is deadly ends the wait although it is in D (Linux: TASK_KILLABLE).</summary>
    public bool IsKillable => Kind is WaitKind.Threads or WaitKind.VforkChild;

    /// <summary>A device by its number; -1: one that serves all at once.</summary>
    public static WaitsOn Device(int number) => new(WaitKind.Device, 0, number);

    /// <summary>Whether those who wait so stand in a queue.</summary>
    public bool HasQueue => Kind >= WaitKind.Condition;
}
