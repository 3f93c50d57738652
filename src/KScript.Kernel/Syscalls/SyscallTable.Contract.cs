// The shape of a row of the system-call table; the rows themselves are in SyscallTable.cs, what a call answers in SyscallResult.cs.

namespace KScript.Kernel;

/// <summary>What a parameter of a system call or view is; the compiler checks literals against it and the reference page prints it.</summary>
internal enum ParameterKind : byte
{
    /// <summary>A number.</summary>
    Int,
    /// <summary>A number of ticks.</summary>
    Ticks,
    /// <summary>A pid, or a selector of pids as POSIX defines it (0, -1, -pgid).</summary>
    Pid,
    /// <summary>A signal number.</summary>
    Signal,
    /// <summary>A set of flags.</summary>
    Flags,
    /// <summary>A list of signal numbers (the call gets a mask).</summary>
    SignalSet,
    /// <summary>A text.</summary>
    Text,
    /// <summary>A file descriptor.</summary>
    Fd,
    /// <summary>A list of numbers.</summary>
    List,
    /// <summary>A mutex, a semaphore or another object, by its number.</summary>
    Lock,
    /// <summary>A terminal, by its number.</summary>
    Terminal,
}

/// <summary>What a call or view gives.</summary>
internal enum ResultKind : byte
{
    /// <summary>A number (-1 and errno on failure).</summary>
    Int,
    /// <summary>A truth value.</summary>
    Bool,
    /// <summary>A text.</summary>
    Text,
    /// <summary>A list of numbers.</summary>
    List,
    /// <summary>A text, a list or a record as its row says; -1 and errno on failure.</summary>
    Any,
    /// <summary>Nothing that means anything: a command.</summary>
    None,
}

/// <summary>A parameter: name as in the manual page, kind, and its default where it may be left out.</summary>
internal sealed record Parameter(string Name, ParameterKind Kind, long? Default = null);

/// <summary>One signature for every call: the machine, the caller's slot, the trap with the arguments.</summary>
internal delegate SyscallResult SyscallHandler(Machine machine, int task, ref Trap trap);

/// <summary>A row of the table of system calls.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">Its name in traces and scripts, as in Linux or POSIX.</param>
/// <param name="Parameters">Its parameters; those with a default may be left out from the end.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Errors">The errnos it may fail with.</param>
/// <param name="Handler">The code.</param>
/// <param name="Summary">One sentence for `:help` and the reference.</param>
/// <param name="Source">The source of the rule: POSIX section, man page.</param>
internal sealed record SyscallRow(
    SyscallNumber Number,
    string Name,
    Parameter[] Parameters,
    ResultKind Result,
    Errno[] Errors,
    SyscallHandler Handler,
    string Summary,
    string Source)
{
    /// <summary>Whether a script may write it by name; false for those that only a statement makes (fork, exit, exec, sigaction, write).</summary>
    public bool Callable { get; init; } = true;

    /// <summary>The words of `--trace` that show it, `syscalls` (which shows every call) aside. They decide nothing else.</summary>
    public TraceLevels Levels { get; init; } = TraceLevels.Syscalls;

    /// <summary>Whether it may change who is better than whom: once it has succeeded, or a part of it has, every run queue is looked at again.</summary>
    public bool ChangesSchedule { get; init; }

    /// <summary>Whether it concerns nobody but its caller: under any schedule it is no step of its own (Checking/).</summary>
    public bool IsLocal { get; init; }

    /// <summary>What it touches, for the model checker; None: the whole machine.</summary>
    public Footprint Footprint { get; init; }

    /// <summary>Whether its result is a pid, a tid, a pgid or a sid, which a caller in a pid namespace hears as its own number.</summary>
    public bool GivesPid { get; init; }

    /// <summary>How it waits where it can, and how a signal or a stop cuts it short; null: it never blocks.</summary>
    public BlockingRule? Blocks { get; init; }

    /// <summary>Other names for it in scripts, with arguments in the same order.</summary>
    public string[] Aliases { get; init; } = [];
}

/// <summary>The code of a view: looks at the whole machine, costs nothing, changes nothing. Gives a number, or sets payload.</summary>
internal delegate long ViewHandler(Machine machine, int task, long argument, string? text, out object? payload);

/// <summary>A row of the table of views: state(pid), children(pid), now(), zombies() …</summary>
internal sealed record ViewRow(string Name, Parameter[] Parameters, ResultKind Result, ViewHandler Handler, string Summary)
{
    /// <summary>Whether its answer can change by the passing of time alone (an `until` on it is looked at every tick).</summary>
    public bool DependsOnTime { get; init; }

    /// <summary>Whether what it gives are pids, which who looks from a pid namespace hears as its own numbers, those that it can see.</summary>
    public bool GivesPids { get; init; }

    /// <summary>Whether the list that it gives is in order of the numbers.</summary>
    public bool IsSorted { get; init; }

    /// <summary>Whether it is a figure of the run, which must have been recorded and is known at its end.</summary>
    public bool IsFigure { get; init; }
}
