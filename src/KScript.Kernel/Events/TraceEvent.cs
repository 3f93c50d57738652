// What happened, as typed data. The writers (TextTraceWriter, JsonTraceWriter) and the statistics are sinks of it.
// An event is one line of the text trace at level `all`.
namespace KScript.Kernel;

/// <summary>The kinds of event, named after Linux's tracepoints where there is one.</summary>
internal enum TraceEventKind : byte
{
    /// <summary>A task exists from the start: init, main. Task = it.</summary>
    Boot,
    /// <summary>init starts a job. Task = the job, Other = init.</summary>
    JobArrive,
    /// <summary>A system call is done. Number, Args, Result/Errno; Resumed = it had blocked. For fork: Other = child. For wait*: Other = child, Status = raw word.</summary>
    SysExit,
    /// <summary>A system call blocks. Number, Args; State = S or D.</summary>
    SysBlock,
    /// <summary>A burst of CPU begins: A0 = ticks.</summary>
    Compute,
    /// <summary>A CPU takes a task. Task = next (0 idle), Other = previous; Rule = the policy's reason.</summary>
    SchedSwitch,
    /// <summary>A task becomes ready. A0 = queue level where the policy has levels.</summary>
    SchedWakeup,
    /// <summary>A running task loses its CPU to Other (0: to nobody, its slice ended). Rule says why.</summary>
    SchedPreempt,
    /// <summary>A slice is used up. A0 = level before, A1 = level after. Rule says why.</summary>
    SchedSlice,
    /// <summary>All tasks go to the top queue.</summary>
    SchedBoost,
    /// <summary>A task is another CPU's from now on. A0 = its CPU before, A1 = after. Rule says why.</summary>
    SchedMigrateTask,
    /// <summary>A thread of several ends, and its process does not by that. Status = raw word; State = Z of the first thread, else X.</summary>
    ThreadExit,
    /// <summary>A thread that called execve is its process's first from now on: Task = the first, Other = what it was.</summary>
    ThreadLeads,
    /// <summary>A process ends. Status = raw word; State = Z or X.</summary>
    ProcessExit,
    /// <summary>A dead child is collected: Task = child, Other = who collected it, Status = raw word.</summary>
    ProcessReap,
    /// <summary>A child gets a new parent: Task = child, Other = new parent.</summary>
    ProcessAdopt,
    /// <summary>A new image: Text = program.</summary>
    ProcessExec,
    /// <summary>A task stops. Signal = by which.</summary>
    ProcessStop,
    /// <summary>A stopped task goes on.</summary>
    ProcessContinue,
    /// <summary>A signal is sent. Task = target, Other = sender (0 kernel), Outcome.</summary>
    SignalGenerate,
    /// <summary>A signal acts: Task = target; Outcome = Handler, Terminate, Stop, Continue, Ignore.</summary>
    SignalDeliver,
    /// <summary>A handler returned.</summary>
    SignalReturn,
    /// <summary>A fault: Signal; Text = why.</summary>
    Fault,
    /// <summary>A task waits for a condition of its own (`until`); State S.</summary>
    UntilBlock,
    /// <summary>The condition of an `until` holds.</summary>
    UntilDone,
    /// <summary>A task traces another from now on: Task = the tracee, Other = the tracer.</summary>
    TraceBegin,
    /// <summary>A tracee has no tracer any more. Task = it, Other = who traced it.</summary>
    TraceEnd,
    /// <summary>A tracee stops for its tracer. Status = what wait tells of it, A0 = a <see cref="Kernel.TraceStop"/>, Other = the tracer.</summary>
    TraceStop,
    /// <summary>A tracer lets its tracee go on: Task = the tracee, Other = the tracer, Signal = what acts on it; 0: nothing.</summary>
    TraceResume,
    /// <summary>A new process is in another pid namespace than its maker: Task = it, A0 = its number there, Text = the container's name, "" where it has none.</summary>
    NamespaceEnter,
    /// <summary>A namespace's init has ended: Task = it, A0 = how many processes are killed with it; State = S while they are there.</summary>
    NamespaceEnd,
    /// <summary>A task of a frozen cgroup stands still: Text = the cgroup; State = S.</summary>
    CgroupFreeze,
    /// <summary>The run stops: Text = why.</summary>
    Halt,
}

/// <summary>What became of a signal.</summary>
internal enum SignalOutcome : byte
{
    None,
    /// <summary>Pending, and it will act when the target next runs.</summary>
    Pending,
    /// <summary>Pending, and blocked by the mask.</summary>
    Blocked,
    /// <summary>One was pending already; standard signals do not queue.</summary>
    Coalesced,
    /// <summary>Discarded: ignored by disposition or by default.</summary>
    Ignored,
    /// <summary>Discarded: an init without a handler for it, or an orphaned group and a terminal stop.</summary>
    Discarded,
    /// <summary>The target is a zombie.</summary>
    Dead,
    Handler,
    Terminate,
    Stop,
    Continue,
}

/// <summary>One event. Which fields mean something is said at the kind.</summary>
internal struct TraceEvent
{
    /// <summary>Virtual time, in ticks.</summary>
    public long Time;
    /// <summary>Which processor acted; -1 where none did (a timer).</summary>
    public int Cpu;
    public TraceEventKind Kind;
    /// <summary>The state letter after the event, or '\0'.</summary>
    public char State;
    public SignalOutcome Outcome;
    public SyscallNumber Number;
    /// <summary>The task that acts or is acted on: its number and name.</summary>
    public int Pid;
    /// <summary>The pid of its process; Pid, or 0, but in a thread that is not its process's first.</summary>
    public int Tgid;
    public NameId Name;
    /// <summary>The other task: number, pid of its process, and name; 0 where none.</summary>
    public int OtherPid;
    public int OtherTgid;
    public NameId OtherName;
    public int Signal;
    public Errno Error;
    public int Status;
    public int ArgumentCount;
    public long A0;
    public long A1;
    public long A2;
    public long A3;
    public long Result;
    public bool Resumed;
    /// <summary>Why, in the policy's words: a constant text such as "mlfq/4: slice used up"; or null.</summary>
    public string? Rule;
    /// <summary>Text written, program executed, fault explained; or null. A <c>string</c> or <c>long[]</c>.</summary>
    public object? Payload;
    /// <summary>SysExit: what the call gave where that is no number; or null. A <c>string</c>, <c>long[]</c>, <c>long[][]</c> or <see cref="NamedNumbers"/>.</summary>
    public object? Answer;

    /// <summary>Whether a call has made the task that Other is: fork, clone, a thread; of vfork when the caller blocks.</summary>
    public readonly bool MakesTask => Kind is TraceEventKind.SysExit or TraceEventKind.SysBlock && OtherPid > 0 && Error == Errno.None
        && Number is SyscallNumber.Fork or SyscallNumber.Vfork or SyscallNumber.Clone or SyscallNumber.PthreadCreate
            or SyscallNumber.Container or SyscallNumber.Enter or SyscallNumber.Cgroup or SyscallNumber.PosixSpawn;
}

/// <summary>The levels of `--trace`; an event may belong to several (TraceLevels.Of).</summary>
[Flags]
internal enum TraceLevels
{
    None = 0,
    Lifecycle = 1,
    Signals = 2,
    Sched = 4,
    Syscalls = 8,
    /// <summary>What belongs to no other level.</summary>
    Detail = 16,
    All = 31,
}

/// <summary>Receives the events of a run. Called synchronously; must not change the machine.</summary>
internal abstract class TraceSink
{
    /// <summary>The levels this sink wants; read once when it is attached.</summary>
    public abstract TraceLevels Levels { get; }

    /// <summary>An event happened.</summary>
    public abstract void Write(Machine machine, in TraceEvent e);

    /// <summary>A process wrote text to its standard output (fd 1) or error (fd 2).</summary>
    public virtual void Output(Machine machine, int pid, int fd, string text) { }

    /// <summary>Bytes that it has written or keeps as what was written so far: what `--max-output` bounds.</summary>
    public virtual long BytesWritten => 0;

    /// <summary>A process dies of a signal: whatever the levels, and while its program can still be asked where it was.</summary>
    public virtual void Killed(Machine machine, int pid, UserContext? program, int status) { }
}
