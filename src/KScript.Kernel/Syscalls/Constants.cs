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
    public static readonly NamedConstant[] IdTypes = [new("P_ALL", IdType.P_ALL), new("P_PID", IdType.P_PID), new("P_PGID", IdType.P_PGID)];

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

    /// <summary>Every family.</summary>
    public static NamedConstant[][] Families =>
    [
        Wait4Options, WaitidOptions, CloneFlagNames, IdTypes, MaskHow, Dispositions, ActionFlags, SignalCodes, PrctlOptions, PriorityWhich, UsageWho, Itimers,
        SchedulingPolicies, [ResetOnFork], Resources, [NoLimit],
    ];
}
