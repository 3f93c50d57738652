// A process at the end of a run, as ps would show it.
using KScript.Kernel;

namespace KScript.Testing;

/// <summary>The states of a process (proc(5)). Ready and running are both R in Linux; here they are told apart.</summary>
public enum ProcessState
{
    /// <summary>R: waits for a CPU.</summary>
    Ready,
    /// <summary>R: on a CPU.</summary>
    Running,
    /// <summary>S: blocked, a signal wakes it.</summary>
    Sleeping,
    /// <summary>D: blocked, no signal wakes it.</summary>
    UninterruptibleSleep,
    /// <summary>T: stopped by a signal.</summary>
    Stopped,
    /// <summary>t: stopped by a tracer.</summary>
    Traced,
    /// <summary>Z: dead, and nobody has waited for it.</summary>
    Zombie,
}

/// <summary>A process that was there when the run ended.</summary>
/// <param name="Pid">Its pid.</param>
/// <param name="ParentPid">Its parent's; 0 for init.</param>
/// <param name="ProcessGroup">Its process group.</param>
/// <param name="Session">Its session.</param>
/// <param name="Name">Its name (comm).</param>
/// <param name="State">Its state.</param>
/// <param name="CpuTicks">CPU time used, in ticks.</param>
/// <param name="Nice">-20..19.</param>
/// <param name="BlockedIn">The system call that it is blocked in ("wait4"); null where it is in none.</param>
/// <param name="IsAdopted">Its parent died before it, and another adopted it.</param>
/// <param name="Status">A zombie: how it ended; else null.</param>
public sealed record ProcessInfo(
    int Pid, int ParentPid, int ProcessGroup, int Session, string Name, ProcessState State, long CpuTicks, int Nice, string? BlockedIn, bool IsAdopted, ExitStatus? Status)
{
    internal static ProcessInfo Of(in ProcessView view) => new(
        view.Pid, view.Ppid, view.Pgid, view.Sid, view.Name, StateOf(view.State), view.CpuTicks, view.Nice,
        view.BlockedIn == SyscallNumber.None ? null : SyscallTable.Find(view.BlockedIn)?.Name,
        view.IsAdopted,
        view.State == TaskState.Zombie ? new ExitStatus(view.Status) : null);

    private static ProcessState StateOf(TaskState state) => state switch
    {
        TaskState.Ready => ProcessState.Ready,
        TaskState.Running => ProcessState.Running,
        TaskState.Interruptible => ProcessState.Sleeping,
        TaskState.Uninterruptible => ProcessState.UninterruptibleSleep,
        TaskState.Stopped => ProcessState.Stopped,
        TaskState.Zombie => ProcessState.Zombie,
        TaskState.Traced => ProcessState.Traced,
        TaskState.Free or TaskState.Dead => throw new ArgumentOutOfRangeException(nameof(state), "the process table does not hold it"),
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };
}
