// How a process ended, as wait(2) and its macros tell it.
using KScript.Kernel;

namespace KScript.Testing;

/// <summary>How a process ended (POSIX.1-2017 sys/wait.h: WIFEXITED, WEXITSTATUS, WIFSIGNALED, WTERMSIG; Linux: WCOREDUMP).</summary>
/// <param name="Raw">The status word of wait.</param>
public readonly record struct ExitStatus(int Raw)
{
    /// <summary>Whether it ended by itself: exit, or the end of its program.</summary>
    public bool IsExited => WaitStatus.IsExited(Raw);

    /// <summary>Its exit code, 0..255; null where a signal killed it.</summary>
    public int? ExitCode => IsExited ? WaitStatus.ExitCode(Raw) : null;

    /// <summary>The signal that killed it ("SIGTERM"); null where it ended by itself.</summary>
    public string? Signal => WaitStatus.IsSignaled(Raw) ? SignalTable.NameOf(WaitStatus.TermSignal(Raw)) : null;

    /// <summary>Whether a core was dumped.</summary>
    public bool DumpedCore => WaitStatus.IsSignaled(Raw) && WaitStatus.DumpedCore(Raw);

    /// <summary>In words: "exited 3", "killed by SIGTERM".</summary>
    public override string ToString() => WaitStatus.Describe(Raw);
}
