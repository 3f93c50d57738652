// How a system call waits, and what becomes of it when a signal wakes it before its time: a value in the call's row.

namespace KScript.Kernel;

/// <summary>
/// What becomes of a blocked call that a signal woke. The names are Linux's, of the codes that its calls return there
/// (include/linux/errno.h; signal(7), "Interruption of system calls and library functions by signal handlers" and "by stop signals").
/// </summary>
internal enum RestartCode : byte
{
    /// <summary>After a handler with SA_RESTART it begins again, after another it fails with EINTR; without a handler it goes on.</summary>
    ERESTARTSYS,
    /// <summary>It begins again after any handler.</summary>
    ERESTARTNOINTR,
    /// <summary>After any handler it fails with EINTR; without one it goes on.</summary>
    ERESTARTNOHAND,
    /// <summary>As ERESTARTNOHAND; it goes on for what is left of its time.</summary>
    ERESTART_RESTARTBLOCK,
    /// <summary>It fails with EINTR whatever woke it: a handler's signal, a stop, a signal that came to nothing.</summary>
    EINTR,
}

/// <summary>How a call waits.</summary>
/// <param name="State">S (signals wake it) or D (signals wait until it is over).</param>
/// <param name="Interrupted">What becomes of it when a signal wakes it; in D that does not happen.</param>
internal sealed record BlockingRule(TaskState State, RestartCode Interrupted)
{
    /// <summary>Cut short by a handler, its result is the ticks that were left and not -1 (sleep(3)); errno is EINTR all the same.</summary>
    public bool GivesTimeLeft { get; init; }

    /// <summary>With <see cref="RestartCode.EINTR"/>: the C library calls again when the signal has acted, so that it never fails so (sigwait).</summary>
    public bool CallsAgain { get; init; }

    /// <summary>Whether it begins again after a handler.</summary>
    /// <param name="withRestart">Whether the handler was set with SA_RESTART.</param>
    public bool BeginsAgain(bool withRestart) => Interrupted switch
    {
        RestartCode.ERESTARTSYS => withRestart,
        RestartCode.ERESTARTNOINTR => true,
        RestartCode.ERESTARTNOHAND or RestartCode.ERESTART_RESTARTBLOCK or RestartCode.EINTR => false,
    };
}
