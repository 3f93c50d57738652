// Flags and other named values of system-call arguments, for both writers: WNOHANG|WUNTRACED, SIG_BLOCK, P_PID.
// A row for every parameter whose numbers have names, found by call and parameter name; the numbers are Linux's on x86-64.

namespace KScript.Workbench.Traces;

/// <summary>A named number.</summary>
internal readonly record struct NamedValue(long Value, byte[] Name);

/// <summary>The names of one parameter's values.</summary>
internal sealed class ValueNames
{
    /// <summary>A set of bits, and not one value of several.</summary>
    public required bool AreFlags { get; init; }

    /// <summary>The values with their names.</summary>
    public required NamedValue[] Rows { get; init; }

    /// <summary>What every other value is called, or null where the number is printed.</summary>
    public byte[]? Other { get; init; }

    private static NamedValue Row(long value, ReadOnlySpan<byte> name) => new(value, name.ToArray());

    private static readonly ValueNames Wait = new()
    {
        AreFlags = true,
        Rows = [Row(1, "WNOHANG"u8), Row(2, "WUNTRACED"u8), Row(8, "WCONTINUED"u8), Row(0x01000000, "WNOWAIT"u8)],
    };

    private static readonly ValueNames Waitid = new()
    {
        AreFlags = true,
        Rows = [Row(1, "WNOHANG"u8), Row(2, "WSTOPPED"u8), Row(4, "WEXITED"u8), Row(8, "WCONTINUED"u8), Row(0x01000000, "WNOWAIT"u8)],
    };

    private static readonly ValueNames IdType = new() { AreFlags = false, Rows = [Row(0, "P_ALL"u8), Row(1, "P_PID"u8), Row(2, "P_PGID"u8)] };

    private static readonly ValueNames MaskHow = new()
    {
        AreFlags = false,
        Rows = [Row(0, "SIG_BLOCK"u8), Row(1, "SIG_UNBLOCK"u8), Row(2, "SIG_SETMASK"u8)],
    };

    // A handler is a place in the program, whose number means nothing to a reader.
    private static readonly ValueNames Disposition = new()
    {
        AreFlags = false,
        Rows = [Row(0, "SIG_DFL"u8), Row(1, "SIG_IGN"u8)],
        Other = "handler"u8.ToArray(),
    };

    private static readonly ValueNames ActionFlags = new()
    {
        AreFlags = true,
        Rows =
        [
            Row(1, "SA_NOCLDSTOP"u8), Row(2, "SA_NOCLDWAIT"u8), Row(4, "SA_SIGINFO"u8), Row(0x10000000, "SA_RESTART"u8),
            Row(0x40000000, "SA_NODEFER"u8), Row(0x80000000, "SA_RESETHAND"u8),
        ],
    };

    private static readonly ValueNames Prctl = new()
    {
        AreFlags = false,
        Rows =
        [
            Row(1, "PR_SET_PDEATHSIG"u8), Row(2, "PR_GET_PDEATHSIG"u8), Row(15, "PR_SET_NAME"u8), Row(16, "PR_GET_NAME"u8),
            Row(36, "PR_SET_CHILD_SUBREAPER"u8), Row(37, "PR_GET_CHILD_SUBREAPER"u8),
        ],
    };

    private static readonly ValueNames Resource = new()
    {
        AreFlags = false,
        Rows =
        [
            Row(0, "RLIMIT_CPU"u8), Row(1, "RLIMIT_FSIZE"u8), Row(2, "RLIMIT_DATA"u8), Row(3, "RLIMIT_STACK"u8),
            Row(4, "RLIMIT_CORE"u8), Row(6, "RLIMIT_NPROC"u8), Row(7, "RLIMIT_NOFILE"u8), Row(11, "RLIMIT_SIGPENDING"u8),
            Row(13, "RLIMIT_NICE"u8), Row(14, "RLIMIT_RTPRIO"u8),
        ],
    };

    private static readonly ValueNames Priority = new()
    {
        AreFlags = false,
        Rows = [Row(0, "PRIO_PROCESS"u8), Row(1, "PRIO_PGRP"u8), Row(2, "PRIO_USER"u8)],
    };

    private static readonly ValueNames SchedulingPolicies = new()
    {
        AreFlags = false,
        Rows =
        [
            Row(0, "SCHED_OTHER"u8), Row(1, "SCHED_FIFO"u8), Row(2, "SCHED_RR"u8), Row(3, "SCHED_BATCH"u8), Row(5, "SCHED_IDLE"u8),
            Row(6, "SCHED_DEADLINE"u8), Row(0x40000000, "SCHED_OTHER|SCHED_RESET_ON_FORK"u8), Row(0x40000001, "SCHED_FIFO|SCHED_RESET_ON_FORK"u8),
            Row(0x40000002, "SCHED_RR|SCHED_RESET_ON_FORK"u8), Row(0x40000003, "SCHED_BATCH|SCHED_RESET_ON_FORK"u8),
            Row(0x40000005, "SCHED_IDLE|SCHED_RESET_ON_FORK"u8),
        ],
    };

    /// <summary>The names of a parameter's values, or null where its numbers are only numbers.</summary>
    public static ValueNames? Of(string call, string parameter) => (call, parameter) switch
    {
        ("wait4" or "waitpid", "options") => Wait,
        ("waitid", "options") => Waitid,
        ("waitid", "idtype") => IdType,
        ("sigprocmask", "how") => MaskHow,
        ("sigaction", "handler" or "action") => Disposition,
        ("sigaction", "flags") => ActionFlags,
        ("prctl", "option") => Prctl,
        ("getrlimit" or "setrlimit", "resource") => Resource,
        ("sched_setscheduler" or "sched_get_priority_min" or "sched_get_priority_max", "policy") => SchedulingPolicies,
        ("getpriority" or "setpriority", "which") => Priority,
        _ => null,
    };
}
