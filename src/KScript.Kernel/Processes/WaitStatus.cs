// The raw status word of wait, as Linux and its macros define it (wait(2), bits/waitstatus.h).
namespace KScript.Kernel;

/// <summary>Reads the status word of wait.</summary>
internal static class WaitStatus
{
    /// <summary>What a continued child reports.</summary>
    public const int Continued = 0xffff;

    /// <summary>The bits with the signal that killed; all of them set (<see cref="Stopped"/>): it is stopped.</summary>
    public const int SignalBits = 0x7f;

    /// <summary>The low byte of a stopped child's word.</summary>
    public const int Stopped = 0x7f;

    /// <summary>The bit that says that memory was dumped.</summary>
    public const int CoreBit = 0x80;

    /// <summary>The bit of the signal that says that a tracee stands at a system call.</summary>
    private const int CallBit = 0x80;

    private const int EventShift = 16;

    /// <summary>By how many bits the exit code or the signal that stopped it stands above.</summary>
    public const int CodeShift = 8;

    /// <summary>The word of a child that called exit; of the code 8 bits are kept.</summary>
    public static int ExitedWith(long code) => (int)(code & 0xff) << CodeShift;

    /// <summary>The word of a child stopped by a signal.</summary>
    public static int StoppedBy(int signal) => (signal << CodeShift) | Stopped;

    /// <summary>WIFEXITED.</summary>
    public static bool IsExited(int status) => (status & SignalBits) == 0;

    /// <summary>WEXITSTATUS.</summary>
    public static int ExitCode(int status) => (status >> CodeShift) & 0xff;

    /// <summary>WIFSIGNALED.</summary>
    public static bool IsSignaled(int status) => (status & SignalBits) is not 0 and not Stopped;

    /// <summary>WTERMSIG.</summary>
    public static int TermSignal(int status) => status & SignalBits;

    /// <summary>WCOREDUMP.</summary>
    public static bool DumpedCore(int status) => (status & CoreBit) != 0;

    /// <summary>WIFSTOPPED.</summary>
    public static bool IsStopped(int status) => (status & 0xff) == Stopped;

    /// <summary>WSTOPSIG.</summary>
    public static int StopSignal(int status) => ExitCode(status);

    /// <summary>Of a tracee's stop the event, PTRACE_EVENT_FORK and the like; 0: none (ptrace(2): status&gt;&gt;16).</summary>
    public static int EventOf(int status) => IsStopped(status) ? status >> EventShift : 0;

    /// <summary>Whether a tracee's stop is one at a system call, of a tracer that asked to know (PTRACE_O_TRACESYSGOOD).</summary>
    public static bool IsCallStop(int status) => IsStopped(status) && (StopSignal(status) & CallBit) != 0;

    /// <summary>The name of the event of a tracee's stop; null: it has none.</summary>
    public static string? EventNameOf(int status)
    {
        int code = EventOf(status);
        foreach (ref readonly NamedConstant row in Constants.PtraceEvents.AsSpan())
        {
            if (row.Value == code)
            {
                return row.Name;
            }
        }

        return null;
    }

    /// <summary>WIFCONTINUED.</summary>
    public static bool IsContinued(int status) => status == Continued;

    /// <summary>si_code of the change that a status word tells of (CLD_EXITED …).</summary>
    public static int CodeOf(int status) =>
        IsContinued(status) ? SignalCode.CLD_CONTINUED
        : IsStopped(status) ? SignalCode.CLD_STOPPED
        : IsExited(status) ? SignalCode.CLD_EXITED
        : DumpedCore(status) ? SignalCode.CLD_DUMPED
        : SignalCode.CLD_KILLED;

    /// <summary>si_status: the exit code, or the signal.</summary>
    public static int ValueOf(int status) =>
        IsContinued(status) ? Signal.SIGCONT
        : IsStopped(status) || IsExited(status) ? ExitCode(status)
        : TermSignal(status);

    /// <summary>In words: "exited 3", "killed by SIGTERM", "stopped by SIGSTOP", "continued".</summary>
    public static string Describe(int status) =>
        IsContinued(status) ? "continued"
        : IsCallStop(status) ? "stopped at a call"
        : IsStopped(status) ? $"stopped by {SignalTable.NameOf(StopSignal(status))}{(EventNameOf(status) is { } name ? $" ({name})" : "")}"
        : IsExited(status) ? $"exited {ExitCode(status)}"
        : $"killed by {SignalTable.NameOf(TermSignal(status))}";
}
