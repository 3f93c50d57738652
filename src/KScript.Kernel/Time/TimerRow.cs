// A timer as a row of the heap in TimerQueue.cs.
namespace KScript.Kernel;

/// <summary>An entry of the timer heap.</summary>
internal struct TimerRow
{
    public long Due;
    /// <summary>The order in which timers were set; among those due at one time, the first set comes first.</summary>
    public long Sequence;
    /// <summary>The task; of a timerfd, its inode.</summary>
    public int Task;
    public TimerKind Kind;
}

/// <summary>What a timer does when it is due.</summary>
internal enum TimerKind : byte
{
    /// <summary>The task's blocking call has its answer or its timeout.</summary>
    Wake,
    /// <summary>SIGALRM.</summary>
    Alarm,
    /// <summary>A timerfd goes off.</summary>
    File,
    /// <summary>SIGVTALRM or SIGPROF: the CPU time that the task was given runs out, for it is on a CPU.</summary>
    CpuTime,
}
