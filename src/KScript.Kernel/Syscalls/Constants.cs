// The named numbers of the system calls, once: what scripts may call them (ConstantTable) and what the trace calls them (ValueNames) are
// made of these rows. The numbers themselves are beside what uses them (WaitOptions, SigActionFlags …), with Linux's values for x86-64.
namespace KScript.Kernel;

/// <summary>A named number.</summary>
/// <param name="Name">As Linux's headers call it.</param>
/// <param name="Value">Its number.</param>
/// <param name="InScripts">Whether scripts may use it; the others are only known to the trace.</param>
internal readonly record struct NamedConstant(string Name, long Value, bool InScripts = true);

/// <summary>The families of named numbers, each in the order in which the trace names flags.</summary>
internal static class Constants
{
    /// <summary>The options of wait4.</summary>
    public static readonly NamedConstant[] Wait4Options =
    [
        new("WNOHANG", (long)WaitOptions.NoHang),
        new("WUNTRACED", (long)WaitOptions.Stopped),
        new("WCONTINUED", (long)WaitOptions.Continued),
        new("WNOWAIT", (long)WaitOptions.NoWait),
        new("__WNOTHREAD", (long)WaitOptions.NoThread),
        new("__WALL", (long)WaitOptions.All),
        new("__WCLONE", (long)WaitOptions.Clone),
    ];

    /// <summary>The flags of clone.</summary>
    public static readonly NamedConstant[] CloneFlagNames =
    [
        .. Enum.GetValues<CloneFlags>().Where(flag => flag != CloneFlags.None).Select(flag => new NamedConstant(flag.ToString(), (long)flag)),
    ];

    /// <summary>The flags of posix_spawn.</summary>
    public static readonly NamedConstant[] SpawnFlagNames =
    [
        .. Enum.GetValues<SpawnFlags>().Where(flag => flag != SpawnFlags.None).Select(flag => new NamedConstant(flag.ToString(), (long)flag)),
    ];

    /// <summary>The options of waitid.</summary>
    public static readonly NamedConstant[] WaitidOptions =
    [
        new("WNOHANG", (long)WaitOptions.NoHang),
        new("WSTOPPED", (long)WaitOptions.Stopped),
        new("WEXITED", (long)WaitOptions.Exited),
        new("WCONTINUED", (long)WaitOptions.Continued),
        new("WNOWAIT", (long)WaitOptions.NoWait),
        new("__WNOTHREAD", (long)WaitOptions.NoThread),
        new("__WALL", (long)WaitOptions.All),
        new("__WCLONE", (long)WaitOptions.Clone),
    ];

    /// <summary>Whom waitid waits for.</summary>
    public static readonly NamedConstant[] IdTypes = [new("P_ALL", IdType.P_ALL), new("P_PID", IdType.P_PID), new("P_PGID", IdType.P_PGID), new("P_PIDFD", IdType.P_PIDFD)];

    /// <summary>What sigprocmask does with its set.</summary>
    public static readonly NamedConstant[] MaskHow =
    [
        new("SIG_BLOCK", SignalMask.SIG_BLOCK), new("SIG_UNBLOCK", SignalMask.SIG_UNBLOCK), new("SIG_SETMASK", SignalMask.SIG_SETMASK),
    ];

    /// <summary>Handlers that are none.</summary>
    public static readonly NamedConstant[] Dispositions =
    [
        new("SIG_DFL", SignalHandler.Default, InScripts: false), new("SIG_IGN", SignalHandler.Ignore, InScripts: false),
        new("SIG_HOLD", SignalHandler.Hold, InScripts: false),
    ];

    /// <summary>The flags of sigaction.</summary>
    public static readonly NamedConstant[] ActionFlags =
    [
        new("SA_NOCLDSTOP", (long)SigActionFlags.NoChildStop),
        new("SA_NOCLDWAIT", (long)SigActionFlags.NoChildWait),
        new("SA_SIGINFO", (long)SigActionFlags.SigInfo),
        new("SA_RESTART", (long)SigActionFlags.Restart),
        new("SA_NODEFER", (long)SigActionFlags.NoDefer),
        new("SA_RESETHAND", (long)SigActionFlags.ResetHand),
    ];

    /// <summary>Why a signal came: si_code.</summary>
    public static readonly NamedConstant[] SignalCodes =
    [
        new("SI_USER", SignalCode.SI_USER),
        new("SI_KERNEL", SignalCode.SI_KERNEL),
        new("SI_QUEUE", SignalCode.SI_QUEUE),
        new("SI_TKILL", SignalCode.SI_TKILL),
        new("SI_ASYNCIO", SignalCode.SI_ASYNCIO),
        new("CLD_EXITED", SignalCode.CLD_EXITED),
        new("CLD_KILLED", SignalCode.CLD_KILLED),
        new("CLD_DUMPED", SignalCode.CLD_DUMPED),
        new("CLD_TRAPPED", SignalCode.CLD_TRAPPED),
        new("CLD_STOPPED", SignalCode.CLD_STOPPED),
        new("CLD_CONTINUED", SignalCode.CLD_CONTINUED),
    ];

    /// <summary>The options of prctl.</summary>
    public static readonly NamedConstant[] PrctlOptions =
    [
        new("PR_SET_PDEATHSIG", PrctlOption.PR_SET_PDEATHSIG),
        new("PR_GET_PDEATHSIG", PrctlOption.PR_GET_PDEATHSIG),
        new("PR_SET_NAME", 15, InScripts: false),
        new("PR_GET_NAME", 16, InScripts: false),
        new("PR_SET_CHILD_SUBREAPER", PrctlOption.PR_SET_CHILD_SUBREAPER),
        new("PR_GET_CHILD_SUBREAPER", PrctlOption.PR_GET_CHILD_SUBREAPER),
    ];

    /// <summary>Whose priority.</summary>
    public static readonly NamedConstant[] PriorityWhich =
    [
        new("PRIO_PROCESS", Priorities.PRIO_PROCESS), new("PRIO_PGRP", Priorities.PRIO_PGRP), new("PRIO_USER", Priorities.PRIO_USER),
    ];

    /// <summary>Whose usage getrusage tells.</summary>
    public static readonly NamedConstant[] UsageWho =
    [
        new("RUSAGE_SELF", UsageOf.RUSAGE_SELF), new("RUSAGE_CHILDREN", UsageOf.RUSAGE_CHILDREN), new("RUSAGE_THREAD", UsageOf.RUSAGE_THREAD),
    ];

    /// <summary>The interval timers.</summary>
    public static readonly NamedConstant[] Itimers =
    [
        new("ITIMER_REAL", ItimerWhich.ITIMER_REAL), new("ITIMER_VIRTUAL", ItimerWhich.ITIMER_VIRTUAL), new("ITIMER_PROF", ItimerWhich.ITIMER_PROF),
    ];

    /// <summary>sched(7): the policies.</summary>
    public static readonly NamedConstant[] SchedulingPolicies =
    [
        new("SCHED_OTHER", (long)SchedulingPolicy.Other),
        new("SCHED_FIFO", (long)SchedulingPolicy.Fifo),
        new("SCHED_RR", (long)SchedulingPolicy.RoundRobin),
        new("SCHED_BATCH", (long)SchedulingPolicy.Batch),
        new("SCHED_IDLE", (long)SchedulingPolicy.Idle),
        new("SCHED_DEADLINE", (long)SchedulingPolicy.Deadline),
    ];

    /// <summary>What may be added to a policy.</summary>
    public static readonly NamedConstant ResetOnFork = new("SCHED_RESET_ON_FORK", SchedulingCalls.ResetOnFork);

    /// <summary>The resources of getrlimit.</summary>
    public static readonly NamedConstant[] Resources =
    [
        new("RLIMIT_CPU", ResourceLimit.RLIMIT_CPU),
        new("RLIMIT_FSIZE", 1, InScripts: false),
        new("RLIMIT_DATA", 2, InScripts: false),
        new("RLIMIT_STACK", 3, InScripts: false),
        new("RLIMIT_CORE", ResourceLimit.RLIMIT_CORE),
        new("RLIMIT_NPROC", ResourceLimit.RLIMIT_NPROC),
        new("RLIMIT_NOFILE", ResourceLimit.RLIMIT_NOFILE),
        new("RLIMIT_SIGPENDING", ResourceLimit.RLIMIT_SIGPENDING),
        new("RLIMIT_NICE", ResourceLimit.RLIMIT_NICE),
        new("RLIMIT_RTPRIO", ResourceLimit.RLIMIT_RTPRIO),
    ];

    /// <summary>No limit.</summary>
    public static readonly NamedConstant NoLimit = new("RLIM_INFINITY", -1);

    /// <summary>The flags of open and of the calls that make descriptors; O_RDONLY is 0.</summary>
    public static readonly NamedConstant[] FileFlags =
    [
        new("O_RDONLY", (long)OpenFlags.ReadOnly),
        new("O_WRONLY", (long)OpenFlags.WriteOnly),
        new("O_RDWR", (long)OpenFlags.ReadWrite),
        new("O_CREAT", (long)OpenFlags.Create),
        new("O_EXCL", (long)OpenFlags.Exclusive),
        new("O_NOCTTY", (long)OpenFlags.NoTerminal),
        new("O_TRUNC", (long)OpenFlags.Truncate),
        new("O_APPEND", (long)OpenFlags.Append),
        new("O_NONBLOCK", (long)OpenFlags.NonBlocking),
        new("O_ASYNC", (long)OpenFlags.Async),
        new("O_DIRECTORY", (long)OpenFlags.Directory),
        new("O_CLOEXEC", (long)OpenFlags.CloseOnExec),
    ];

    /// <summary>Other names and masks of files' flags, which no trace writes.</summary>
    public static readonly NamedConstant[] FileFlagNames =
    [
        new("O_ACCMODE", (long)OpenFlags.AccessMode), new("FD_CLOEXEC", FcntlCommand.FD_CLOEXEC),
        new("EFD_SEMAPHORE", EventFlag.Semaphore), new("EFD_NONBLOCK", (long)OpenFlags.NonBlocking), new("EFD_CLOEXEC", (long)OpenFlags.CloseOnExec),
        new("SFD_NONBLOCK", (long)OpenFlags.NonBlocking), new("SFD_CLOEXEC", (long)OpenFlags.CloseOnExec),
        new("TFD_NONBLOCK", (long)OpenFlags.NonBlocking), new("TFD_CLOEXEC", (long)OpenFlags.CloseOnExec),
        new("SOCK_NONBLOCK", (long)OpenFlags.NonBlocking), new("SOCK_CLOEXEC", (long)OpenFlags.CloseOnExec),
        new("PIDFD_NONBLOCK", (long)OpenFlags.NonBlocking), new("PIPE_BUF", Pipes.PageSize),
    ];

    /// <summary>The commands of fcntl.</summary>
    public static readonly NamedConstant[] FcntlCommands =
    [
        new("F_DUPFD", FcntlCommand.F_DUPFD), new("F_GETFD", FcntlCommand.F_GETFD), new("F_SETFD", FcntlCommand.F_SETFD),
        new("F_GETFL", FcntlCommand.F_GETFL), new("F_SETFL", FcntlCommand.F_SETFL), new("F_GETLK", FcntlCommand.F_GETLK),
        new("F_SETLK", FcntlCommand.F_SETLK), new("F_SETLKW", FcntlCommand.F_SETLKW), new("F_SETOWN", FcntlCommand.F_SETOWN),
        new("F_GETOWN", FcntlCommand.F_GETOWN), new("F_SETSIG", FcntlCommand.F_SETSIG), new("F_GETSIG", FcntlCommand.F_GETSIG),
        new("F_DUPFD_CLOEXEC", FcntlCommand.F_DUPFD_CLOEXEC), new("F_SETPIPE_SZ", FcntlCommand.F_SETPIPE_SZ), new("F_GETPIPE_SZ", FcntlCommand.F_GETPIPE_SZ),
    ];

    /// <summary>Where lseek counts from.</summary>
    public static readonly NamedConstant[] SeekWhence =
        [new("SEEK_SET", SeekFrom.SEEK_SET), new("SEEK_CUR", SeekFrom.SEEK_CUR), new("SEEK_END", SeekFrom.SEEK_END)];

    /// <summary>What flock does.</summary>
    public static readonly NamedConstant[] LockOperations =
    [
        new("LOCK_SH", LockOperation.LOCK_SH), new("LOCK_EX", LockOperation.LOCK_EX), new("LOCK_NB", LockOperation.LOCK_NB), new("LOCK_UN", LockOperation.LOCK_UN),
    ];

    /// <summary>The types of record locks.</summary>
    public static readonly NamedConstant[] LockTypes =
        [new("F_RDLCK", LockOperation.F_RDLCK), new("F_WRLCK", LockOperation.F_WRLCK), new("F_UNLCK", LockOperation.F_UNLCK)];

    /// <summary>What poll tells of a file.</summary>
    public static readonly NamedConstant[] PollEventNames =
    [
        new("POLLIN", (long)PollEvents.In), new("POLLPRI", (long)PollEvents.Priority), new("POLLOUT", (long)PollEvents.Out),
        new("POLLERR", (long)PollEvents.Error), new("POLLHUP", (long)PollEvents.HangUp), new("POLLNVAL", (long)PollEvents.Invalid),
    ];

    /// <summary>The operations of epoll_ctl.</summary>
    public static readonly NamedConstant[] EpollOperations =
    [
        new("EPOLL_CTL_ADD", EpollOperation.EPOLL_CTL_ADD), new("EPOLL_CTL_DEL", EpollOperation.EPOLL_CTL_DEL), new("EPOLL_CTL_MOD", EpollOperation.EPOLL_CTL_MOD),
    ];

    /// <summary>Other names for what epoll_wait tells.</summary>
    public static readonly NamedConstant[] EpollEventNames =
    [
        new("EPOLLIN", (long)PollEvents.In), new("EPOLLOUT", (long)PollEvents.Out), new("EPOLLERR", (long)PollEvents.Error), new("EPOLLHUP", (long)PollEvents.HangUp),
    ];

    /// <summary>The local modes of terminals.</summary>
    public static readonly NamedConstant[] TerminalModes =
    [
        new("ISIG", (long)LocalModes.ISIG), new("ICANON", (long)LocalModes.ICANON), new("ECHO", (long)LocalModes.ECHO),
        new("NOFLSH", (long)LocalModes.NOFLSH), new("TOSTOP", (long)LocalModes.TOSTOP),
    ];

    /// <summary>When tcsetattr acts.</summary>
    public static readonly NamedConstant[] ModesWhen =
    [
        new("TCSANOW", SetModesWhen.TCSANOW), new("TCSADRAIN", SetModesWhen.TCSADRAIN), new("TCSAFLUSH", SetModesWhen.TCSAFLUSH),
    ];

    /// <summary>The requests of ioctl.</summary>
    public static readonly NamedConstant[] TerminalRequests =
    [
        new("TIOCSCTTY", TerminalRequest.TIOCSCTTY), new("TIOCNOTTY", TerminalRequest.TIOCNOTTY), new("TIOCGPGRP", TerminalRequest.TIOCGPGRP),
        new("TIOCSPGRP", TerminalRequest.TIOCSPGRP), new("TIOCGSID", TerminalRequest.TIOCGSID), new("FIONREAD", TerminalRequest.FIONREAD),
    ];

    /// <summary>The requests of ptrace.</summary>
    public static readonly NamedConstant[] PtraceRequests =
    [
        new("PTRACE_TRACEME", PtraceRequest.PTRACE_TRACEME), new("PTRACE_CONT", PtraceRequest.PTRACE_CONT), new("PTRACE_KILL", PtraceRequest.PTRACE_KILL),
        new("PTRACE_ATTACH", PtraceRequest.PTRACE_ATTACH), new("PTRACE_DETACH", PtraceRequest.PTRACE_DETACH), new("PTRACE_SYSCALL", PtraceRequest.PTRACE_SYSCALL),
        new("PTRACE_SETOPTIONS", PtraceRequest.PTRACE_SETOPTIONS), new("PTRACE_GETEVENTMSG", PtraceRequest.PTRACE_GETEVENTMSG),
        new("PTRACE_GETSIGINFO", PtraceRequest.PTRACE_GETSIGINFO), new("PTRACE_SEIZE", PtraceRequest.PTRACE_SEIZE),
        new("PTRACE_INTERRUPT", PtraceRequest.PTRACE_INTERRUPT), new("PTRACE_LISTEN", PtraceRequest.PTRACE_LISTEN),
        new("PTRACE_GET_SYSCALL_INFO", PtraceRequest.PTRACE_GET_SYSCALL_INFO),
    ];

    /// <summary>The options of PTRACE_SETOPTIONS and PTRACE_SEIZE.</summary>
    public static readonly NamedConstant[] PtraceOptionNames =
    [
        .. Enum.GetValues<PtraceOptions>().Where(option => option != PtraceOptions.None).Select(option => new NamedConstant(option.ToString(), (long)option)),
    ];

    /// <summary>The events that stop a tracee.</summary>
    public static readonly NamedConstant[] PtraceEvents =
    [
        new("PTRACE_EVENT_FORK", PtraceEvent.PTRACE_EVENT_FORK), new("PTRACE_EVENT_VFORK", PtraceEvent.PTRACE_EVENT_VFORK),
        new("PTRACE_EVENT_CLONE", PtraceEvent.PTRACE_EVENT_CLONE), new("PTRACE_EVENT_EXEC", PtraceEvent.PTRACE_EVENT_EXEC),
        new("PTRACE_EVENT_VFORK_DONE", PtraceEvent.PTRACE_EVENT_VFORK_DONE), new("PTRACE_EVENT_EXIT", PtraceEvent.PTRACE_EVENT_EXIT),
        new("PTRACE_EVENT_STOP", PtraceEvent.PTRACE_EVENT_STOP),
    ];

    /// <summary>What PTRACE_GET_SYSCALL_INFO tells of the stop.</summary>
    public static readonly NamedConstant[] SyscallInfoOps =
    [
        new("PTRACE_SYSCALL_INFO_NONE", SyscallInfoOp.PTRACE_SYSCALL_INFO_NONE), new("PTRACE_SYSCALL_INFO_ENTRY", SyscallInfoOp.PTRACE_SYSCALL_INFO_ENTRY),
        new("PTRACE_SYSCALL_INFO_EXIT", SyscallInfoOp.PTRACE_SYSCALL_INFO_EXIT),
    ];

    /// <summary>Every family.</summary>
    public static NamedConstant[][] Families =>
    [
        Wait4Options, WaitidOptions, CloneFlagNames, SpawnFlagNames, IdTypes, MaskHow, Dispositions, ActionFlags, SignalCodes, PrctlOptions, PriorityWhich, UsageWho, Itimers,
        SchedulingPolicies, [ResetOnFork], Resources, [NoLimit], FileFlags, FileFlagNames, FcntlCommands, SeekWhence, LockOperations, LockTypes, PollEventNames,
        EpollOperations, EpollEventNames, TerminalModes, ModesWhen, TerminalRequests,
        PtraceRequests, PtraceOptionNames, PtraceEvents, SyscallInfoOps,
    ];
}
