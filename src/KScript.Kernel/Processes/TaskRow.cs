// A task as plain data (Linux: task_struct): the row that every task has, and the rarer half that only some need.
// Relations are slot numbers into the tables of Machine; 0 is nobody. The verbs are in Fork.cs, Exit.cs, Wait.cs, Signals/.
//
// A process of one thread is one task. In a process of several the first thread's row (the leader's) also stands for the process: its group, its
// place among its parent's children, its report to wait; the others have these at 0. Threads/ has the rest of what a process is (signal_struct).
using System.Runtime.InteropServices;

namespace KScript.Kernel;

/// <summary>The state of a task. R is split in two: textbooks' ready and running are both TASK_RUNNING.</summary>
internal enum TaskState : byte
{
    /// <summary>The slot is free.</summary>
    Free,
    /// <summary>R: in the run queue.</summary>
    Ready,
    /// <summary>R: on a CPU.</summary>
    Running,
    /// <summary>S: blocked, signals wake it.</summary>
    Interruptible,
    /// <summary>D: blocked, signals wait.</summary>
    Uninterruptible,
    /// <summary>T: stopped by a signal.</summary>
    Stopped,
    /// <summary>t: stopped by a tracer.</summary>
    Traced,
    /// <summary>Z: dead, not yet waited for.</summary>
    Zombie,
    /// <summary>X: gone; only seen in events.</summary>
    Dead,
}

/// <summary>Facts of a task that are true or false.</summary>
[Flags]
internal enum TaskFlags : ushort
{
    None = 0,
    /// <summary>It has a row in Machine.Extras.</summary>
    [Inherited("with the row")]
    HasExtra = 1,
    /// <summary>Signals may be waiting to act (Linux: TIF_SIGPENDING); looked at before user code runs.</summary>
    [Reset("POSIX fork(): no pending signals")]
    SignalPending = 2,
    /// <summary>The cost of the present system call (machine syscall=N) is paid; the effect comes next.</summary>
    [Reset("of the call under way")]
    SyscallPaid = 4,
    /// <summary>Its parent died and it was adopted.</summary>
    [Reset("its parent lives")]
    Adopted = 8,
    /// <summary>Continued, and no wait has reported it yet.</summary>
    [Reset("of the past")]
    ContinueUnreported = 16,
    /// <summary>PR_SET_CHILD_SUBREAPER: adopts its orphaned descendants.</summary>
    [Reset("PR_SET_CHILD_SUBREAPER(2const)")]
    Subreaper = 32,
    /// <summary>Has called exec since it was forked: the parent may no longer move it to another group (EACCES).</summary>
    [Reset("POSIX setpgid()")]
    DidExec = 64,
    /// <summary>An init: signals that it does not handle do not reach it.</summary>
    [Reset("only one is init")]
    Init = 128,
    /// <summary>Of the leader: its process has a second thread, or had one; there is a row in Machine.ThreadGroups.</summary>
    [Reset("POSIX fork(): a single thread")]
    Threaded = 256,
    /// <summary>Its process stops, and it does when it next runs (Linux: JOBCTL_STOP_PENDING).</summary>
    [Reset("it was not stopped")]
    StopDue = 512,
    /// <summary>Nobody may join it: what it leaves behind goes with its end.</summary>
    [Reset("POSIX pthread_create(): joinable")]
    Detached = 1024,
    /// <summary>A thread traces it (Linux: task->ptrace); Machine.Tracing says which.</summary>
    [Reset("ptrace(2): only with PTRACE_O_TRACEFORK and the like")]
    Traced = 2048,
    /// <summary>It traces others.</summary>
    [Reset("they are its parent's tracees")]
    Tracer = 4096,
    /// <summary>It is, or was, traced, and has something to do for that before anything else (TracingRow.Due).</summary>
    [Reset("of its parent's tracer")]
    TraceDue = 8192,
}

/// <summary>What has become of a wait on an object (Locks/) that is not over.</summary>
internal enum WaitOutcome : byte
{
    /// <summary>Nothing yet.</summary>
    None,
    /// <summary>It was notified, and waits for the mutex.</summary>
    Notified,
    /// <summary>Its time is over, and it waits for the mutex.</summary>
    TimedOut,
    /// <summary>It counts among those who have come to a barrier.</summary>
    Counted,
    /// <summary>It may go on: as a reader, beyond a barrier.</summary>
    Granted,
}

/// <summary>What every task has. 56 bytes: at a million tasks each byte is a megabyte.</summary>
internal struct TaskRow
{
    // Set and read by name below; the state says which of them it holds.
    [Own("its place in the queue")]
    private TaskPlace place;
    /// <summary>CPU time used, in ticks, up to when it last left a CPU.</summary>
    [Reset("POSIX fork(): times are 0")]
    public long CpuTime;
    [Own("POSIX fork(): a unique pid")]
    public int Pid;
    /// <summary>Slot of the parent (who gets SIGCHLD and may wait): the very thread that forked it. 0 of a thread that is not its process's first.</summary>
    [Own("POSIX fork(): the caller")]
    public int Parent;
    /// <summary>Slot of the oldest child; its PrevSibling is the youngest (a ring backwards, a list forwards).</summary>
    [Reset("it has none yet")]
    public int FirstChild;
    /// <summary>The next and the previous child of its parent; of a thread that is not its process's first, the next and the previous thread.</summary>
    [Own("the youngest child")]
    public int NextSibling;
    [Own("the youngest child")]
    public int PrevSibling;
    // The group of a process's first thread; minus the slot of the first thread in the rows of the others, which have no group of their own.
    [Inherited("POSIX fork()")]
    private int groupOrFirst;
    [Own("the newest member")]
    public int GroupNext;
    [Own("the newest member")]
    public int GroupPrev;
    /// <summary>The raw wait word of its death, or of a stop until it is reported; else 0.</summary>
    [Reset("of the state")]
    public ushort Status;
    /// <summary>comm.</summary>
    [Inherited("fork(2)")]
    public NameId Name;
    [Own("each flag has its rule")]
    public TaskFlags Flags;
    [Own("ready")]
    public TaskState State;
    /// <summary>The system call that it is blocked in (and resumes when it runs); None else.</summary>
    [Reset("it has returned from fork")]
    public SyscallNumber Call;

    /// <summary>Number of the process group in Machine.Groups; the group knows the session. 0 of a thread that is not its process's first.</summary>
    public int Group
    {
        readonly get => Math.Max(groupOrFirst, 0);
        set => groupOrFirst = value;
    }

    /// <summary>Slot of its process's first thread, whose pid is the process's (Linux: group_leader).</summary>
    /// <param name="self">The row's own slot, which is the answer where it is the first.</param>
    public readonly int LeaderOr(int self) => groupOrFirst < 0 ? -groupOrFirst : self;

    /// <summary>It is a thread beside the first of a process.</summary>
    public void Follow(int leader) => groupOrFirst = -leader;

    /// <summary>Ready: the next in its run queue. A free slot: the next free one. A zombie: the next of its parent's chain (ChildReports.cs). 0: none.</summary>
    public int Next
    {
        readonly get => place.Next;
        set => place.Next = value;
    }

    /// <summary>Running: its CPU.</summary>
    public int Cpu
    {
        readonly get => place.Cpu;
        set => place.Cpu = value;
    }

    /// <summary>Ready or running: ticks left of the slice that it was preempted in, 0 for a fresh one.</summary>
    public int Slice
    {
        readonly get => place.Slice;
        set => place.Slice = value;
    }

    /// <summary>Stopped, in a process of one thread: the signal that did it.</summary>
    public int StopSignal
    {
        readonly get => State == TaskState.Stopped ? place.StopSignal : 0;
        set => place.StopSignal = value;
    }

    /// <summary>What it waits for while it is blocked (S, D); else nothing. Set to nothing it leaves the row as the run queues want it.</summary>
    public WaitsOn WaitsOn
    {
        readonly get => State is TaskState.Interruptible or TaskState.Uninterruptible ? place.WaitsOn : default;
        set => place.WaitsOn = value;
    }
}

/// <summary>
/// Where a task is: in a run queue, on a CPU, blocked or stopped; one of these at a time, so that they share their memory. Each name has one
/// meaning, and is touched in its state alone.
/// </summary>
[StructLayout(LayoutKind.Explicit)]
internal struct TaskPlace
{
    [FieldOffset(0)]
    public int Next;
    [FieldOffset(0)]
    public int Cpu;
    [FieldOffset(4)]
    public int Slice;
    [FieldOffset(0)]
    public WaitsOn WaitsOn;
    [FieldOffset(0)]
    public int StopSignal;
}

/// <summary>
/// What a task has only once it did something out of the ordinary: signals, alarm, credentials, limits. What is a process's and not a thread's
/// (see OfProcess in TaskTable) is in that of the leader.
/// </summary>
internal struct TaskExtra
{
    /// <summary>Blocked signals; bit n-1 is signal n.</summary>
    [Inherited("POSIX fork()")]
    public ulong Mask;
    /// <summary>Pending signals of the process (ShdPnd in /proc): sent by kill, sigqueue, the kernel.</summary>
    [Reset("POSIX fork()")]
    public ulong Pending;
    /// <summary>Pending signals of its thread (SigPnd in /proc): sent by tgkill, raised, faults.</summary>
    [Reset("POSIX fork()")]
    public ulong OwnPending;
    /// <summary>The mask that sigsuspend replaced, while RestoreMask; in sigtimedwait the real one, without the set taken out (Linux: real_blocked).</summary>
    [Reset("it is in no sigsuspend")]
    public ulong SavedMask;
    /// <summary>The signals that sigtimedwait takes, while it waits for one.</summary>
    [Reset("it is in no sigtimedwait")]
    public ulong WaitSet;
    /// <summary>Dispositions by number, or null: all default. Shared between tasks; replaced, never changed.</summary>
    [Inherited("POSIX fork()")]
    public SigAction[]? Actions;
    /// <summary>The queued siginfo of the lowest signal that has one, in Machine.SigQueue; the others follow from it.</summary>
    [Reset("POSIX fork(): no pending signals")]
    public int QueueHead;
    [Reset("POSIX fork(): no pending signals")]
    public int QueueCount;
    /// <summary>When the interrupted sleep or I/O would have ended; valid while blocked and not in the timer heap.</summary>
    [Reset("it is in no sleep")]
    public long Deadline;
    /// <summary>When the alarm goes off; 0: none set.</summary>
    [Reset("POSIX fork(): no alarm")]
    public long AlarmDue;
    /// <summary>Its place in the timer heap.</summary>
    [Reset("POSIX fork(): no alarm")]
    public int AlarmTimer;
    /// <summary>The signal that the parent's death sends it (PR_SET_PDEATHSIG); 0 none.</summary>
    [Reset("PR_SET_PDEATHSIG(2const)")]
    public int ParentDeathSignal;
    /// <summary>User id; 0 is privileged.</summary>
    [Inherited("POSIX fork()")]
    public int Uid;
    /// <summary>-20..19.</summary>
    [Inherited("POSIX fork(); sched(7) with reset-on-fork")]
    public sbyte Nice;
    /// <summary>Static priority (`priority=`, setpriority of the priority policy).</summary>
    [Inherited("as the nice value")]
    public int Priority;
    /// <summary>Its class under `sched mlq`, 0 the best.</summary>
    [Inherited("Silberschatz 5.3.5: a class is for good")]
    public byte QueueClass;
    /// <summary>sched(7): the policy, which `sched linux` acts on.</summary>
    [Inherited("sched(7); not with reset-on-fork")]
    public SchedulingPolicy SchedPolicy;
    /// <summary>1..99 under SCHED_FIFO and SCHED_RR, else 0.</summary>
    [Inherited("sched(7); not with reset-on-fork")]
    public byte RtPriority;
    /// <summary>SCHED_RESET_ON_FORK.</summary>
    [Reset("sched(7)")]
    public bool ResetOnFork;
    /// <summary>SCHED_DEADLINE: CPU time in each period, by when it is needed, and the period; in ticks, 0 under other policies.</summary>
    [Reset("sched(7): deadline tasks fork with reset-on-fork only")]
    public long DlRuntime;
    [Reset("sched(7), as DlRuntime")]
    public long DlDeadline;
    [Reset("sched(7), as DlRuntime")]
    public long DlPeriod;
    /// <summary>What is left of the runtime up to DlDue, the deadline of the present period as a time.</summary>
    [Reset("sched(7), as DlRuntime")]
    public long DlBudget;
    [Reset("sched(7), as DlRuntime")]
    public long DlDue;
    /// <summary>umask + 1; 0 means 022.</summary>
    [Inherited("POSIX fork()")]
    public int UmaskPlusOne;
    /// <summary>Working directory, or null for /.</summary>
    [Inherited("POSIX fork()")]
    public string? Directory;
    /// <summary>Soft limits by resource number, behind them the hard ones, or null: none is set. Replaced, never changed.</summary>
    [Inherited("POSIX fork()")]
    public long[]? Limits;
    /// <summary>Allowed CPUs as a bit set, or null: all. Replaced, never changed.</summary>
    [Inherited("sched_setaffinity(2)")]
    public ulong[]? Affinity;
    /// <summary>What it takes in a cache (working_set=); 0: nothing.</summary>
    [Inherited("the same program")]
    public int WorkingSet;
    /// <summary>The signal that has decided the task's death, whatever else is pending (Linux: SIGNAL_GROUP_EXIT); 0: none.</summary>
    [Reset("POSIX fork(): no pending signals")]
    public byte FatalSignal;
    [Reset("it is in no sigsuspend")]
    public bool RestoreMask;
    /// <summary>The sleep that is under way has its end in Deadline (it was woken by a signal, or stopped).</summary>
    [Reset("it is in no sleep")]
    public bool HasDeadline;
    /// <summary>A SIGCONT has resumed it, which it tells its parent when it next runs (Linux: SIGNAL_CLD_CONTINUED).</summary>
    [Reset("it was not stopped")]
    public bool TellsContinue;
    /// <summary>Its SignalPending says only that it was stopped: no signal has been noticed yet (Linux: TIF_SIGPENDING is not set).</summary>
    [Reset("it was not stopped")]
    public bool Unnoticed;
    /// <summary>It is in abort, and a handler of SIGABRT may be running: the second half follows.</summary>
    [Inherited("the C library's memory")]
    public bool Aborting;
    /// <summary>It changed its user id and leaves no core (Linux: dumpable, suid_dumpable=0).</summary>
    [Inherited("as the memory is")]
    public bool NoDump;
    /// <summary>The group that waitpid(0) and waitid(P_PGID, 0) took at the call; 0: none.</summary>
    [Reset("it is in no wait")]
    public int WaitGroup;
    /// <summary>CPU ticks of the children it has waited for, and of those that they had waited for (Linux: cutime).</summary>
    [Reset("POSIX fork(): times are 0")]
    public long ChildrenCpuTime;
    /// <summary>When a stop cut the call short that it is in, plus 1; 0: none did.</summary>
    [Reset("it is in no call")]
    public long CutShortAt;
    /// <summary>The number of its process's memory in Machine.Memories; 0: its program has none beside registers.</summary>
    [Own("a copy, or the same memory with CLONE_VM")]
    public int Memory;
    /// <summary>The pid of the child whose exec or end it waits for in vfork; 0: none.</summary>
    [Reset("it is in no vfork")]
    public int VforkChild;
    /// <summary>The tid of the thread that waits in vfork for its exec or end; 0: nobody.</summary>
    [Reset("it was forked, not vforked")]
    public int VforkParent;
    /// <summary>The first of the objects that it holds, in Machine.Locks; 0: none.</summary>
    [Reset("POSIX fork(): the child holds no locks of shared memory")]
    public int FirstHeld;
    /// <summary>The mutex that it gave away in wait_on, and gets back; 0: it is in none.</summary>
    [Reset("it is in no wait")]
    public int WaitMutex;
    /// <summary>What has become of its wait on an object.</summary>
    [Reset("it is in no wait")]
    public WaitOutcome WaitOutcome;
    /// <summary>Its priority is borrowed from who waits for a mutex that it holds; its own is in the three that follow.</summary>
    [Reset("it holds nothing")]
    public bool HasBorrowed;
    [Reset("it holds nothing")]
    public SchedulingPolicy OwnPolicy;
    [Reset("it holds nothing")]
    public byte OwnRtPriority;
    [Reset("it holds nothing")]
    public int OwnPriority;
    /// <summary>The pid namespace that its next children live in, where unshare or setns has said so; 0: its own.</summary>
    [Reset("pid_namespaces(7): a child is in it itself")]
    public int ChildNamespace;
    /// <summary>The cgroup of its process in Machine.Cgroups; 0: the root, which counts and limits nothing.</summary>
    [Inherited("cgroups(7)")]
    public int Cgroup;
    /// <summary>With what its process ends: of a namespace's init that waits for the others to be gone.</summary>
    [Reset("it has not ended")]
    public ushort EndStatus;
    /// <summary>The number of VforkChild in its own namespace.</summary>
    [Reset("it is in no vfork")]
    public int VforkNumber;
    /// <summary>The signal its end sends to its parent, plus 1, where that is not SIGCHLD; 1: none.</summary>
    [Reset("fork(2): SIGCHLD")]
    public byte ExitSignalPlusOne;
}
