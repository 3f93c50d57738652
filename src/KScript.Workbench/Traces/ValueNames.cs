// Flags and other named values of system-call arguments, for both writers: WNOHANG|WUNTRACED, SIG_BLOCK, P_PID.
// Found by call and parameter name; the names and numbers are in Constants.cs.
using System.Text;
using KScript.Kernel;

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

    private static readonly ValueNames Wait = Flags(Constants.Wait4Options);
    private static readonly ValueNames Waitid = Flags(Constants.WaitidOptions);
    private static readonly ValueNames ActionFlags = Flags(Constants.ActionFlags);
    private static readonly ValueNames CloneFlags = Flags(Constants.CloneFlagNames);
    private static readonly ValueNames SpawnFlags = Flags(Constants.SpawnFlagNames);
    private static readonly ValueNames IdTypes = OneOf(Constants.IdTypes);
    private static readonly ValueNames MaskHow = OneOf(Constants.MaskHow);
    private static readonly ValueNames Prctl = OneOf(Constants.PrctlOptions);
    private static readonly ValueNames Resource = OneOf(Constants.Resources);
    private static readonly ValueNames Priority = OneOf(Constants.PriorityWhich);
    private static readonly ValueNames Itimers = OneOf(Constants.Itimers);
    private static readonly ValueNames Usage = OneOf(Constants.UsageWho);

    private static readonly ValueNames PtraceRequests = OneOf(Constants.PtraceRequests);

    /// <summary>The options of a tracer.</summary>
    public static readonly ValueNames PtraceOptions = Flags(Constants.PtraceOptionNames);

    private static readonly ValueNames FileFlags = Flags(Constants.FileFlags);
    private static readonly ValueNames TerminalModes = Flags(Constants.TerminalModes);
    private static readonly ValueNames ModesWhen = OneOf(Constants.ModesWhen);
    private static readonly ValueNames TerminalRequests = OneOf(Constants.TerminalRequests);
    private static readonly ValueNames FcntlCommands = OneOf(Constants.FcntlCommands);
    private static readonly ValueNames EpollOperations = OneOf(Constants.EpollOperations);
    private static readonly ValueNames PollEventNames = Flags(Constants.PollEventNames);
    private static readonly ValueNames SeekWhence = OneOf(Constants.SeekWhence);
    private static readonly ValueNames LockOperations = Flags(Constants.LockOperations);

    // A handler is a place in the program, whose number means nothing to a reader.
    private static readonly ValueNames Disposition = OneOf(Constants.Dispositions, other: "handler"u8.ToArray());

    // sched_setscheduler cannot set SCHED_DEADLINE, with or without the flag.
    private static readonly ValueNames SchedulingPolicies = OneOf(
    [
        .. Constants.SchedulingPolicies,
        .. Constants.SchedulingPolicies.Where(static policy => policy.Value != (long)SchedulingPolicy.Deadline).Select(static policy =>
            new NamedConstant($"{policy.Name}|{Constants.ResetOnFork.Name}", policy.Value | Constants.ResetOnFork.Value)),
    ]);

    private static ValueNames Flags(NamedConstant[] rows) => new() { AreFlags = true, Rows = Rowed(rows) };

    private static ValueNames OneOf(NamedConstant[] rows, byte[]? other = null) => new() { AreFlags = false, Rows = Rowed(rows), Other = other };

    private static NamedValue[] Rowed(NamedConstant[] rows) =>
        Array.ConvertAll(rows, static row => new NamedValue(row.Value, Encoding.ASCII.GetBytes(row.Name)));

    /// <summary>The names of a parameter's values, or null where its numbers are only numbers.</summary>
    public static ValueNames? Of(string call, string parameter) => (call, parameter) switch
    {
        ("wait4" or "waitpid", "options") => Wait,
        ("waitid", "options") => Waitid,
        ("clone", "flags") => CloneFlags,
        ("posix_spawn", "flags") => SpawnFlags,
        ("waitid", "idtype") => IdTypes,
        ("sigprocmask", "how") => MaskHow,
        ("sigaction", "handler" or "action") => Disposition,
        ("sigaction", "flags") => ActionFlags,
        ("setitimer" or "getitimer", "which") => Itimers,
        ("sigset", "disposition") => Disposition,
        ("prctl", "option") => Prctl,
        ("ptrace", "request") => PtraceRequests,
        ("getrlimit" or "setrlimit", "resource") => Resource,
        ("sched_setscheduler" or "sched_get_priority_min" or "sched_get_priority_max", "policy") => SchedulingPolicies,
        ("getpriority" or "setpriority", "which") => Priority,
        ("getrusage", "who") => Usage,
        ("open" or "pipe2" or "dup3" or "socketpair" or "eventfd" or "signalfd" or "timerfd_create" or "pidfd_open", "flags") => FileFlags,
        ("fcntl", "command") => FcntlCommands,
        ("epoll_create", "flags") => FileFlags,
        ("epoll_ctl", "operation") => EpollOperations,
        ("epoll_ctl", "events") => PollEventNames,
        ("tcsetattr", "modes") => TerminalModes,
        ("tcsetattr", "when") => ModesWhen,
        ("ioctl", "request") => TerminalRequests,
        ("lseek", "whence") => SeekWhence,
        ("flock", "operation") => LockOperations,
        _ => null,
    };
}
