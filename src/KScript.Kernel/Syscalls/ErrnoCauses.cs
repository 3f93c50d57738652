// Why system calls fail, in words: the usual cause of each errno, and what it means for one call where that is more exact.
namespace KScript.Kernel;

/// <summary>The causes of errnos, for `:help` and docs/syscalls.md.</summary>
internal static class ErrnoCauses
{
    private static readonly Dictionary<Errno, string> Usual = new()
    {
        [Errno.EPERM] = "the caller's user may not do this",
        [Errno.ENOENT] = "there is nothing of this name",
        [Errno.ESRCH] = "there is no such process",
        [Errno.EINTR] = "a signal handler ran while the call waited",
        [Errno.EBADF] = "the file descriptor is not open for this",
        [Errno.ECHILD] = "the caller has no such child",
        [Errno.EAGAIN] = "a limit is reached for now",
        [Errno.ENOMEM] = "there is no memory left",
        [Errno.EACCES] = "this is not allowed here",
        [Errno.EBUSY] = "what it needs is taken",
        [Errno.EINVAL] = "an argument is out of its range, or a flag unknown",
    };

    private static readonly Dictionary<(SyscallNumber Call, Errno Error), string> Special = new()
    {
        [(SyscallNumber.Fork, Errno.EAGAIN)] = "no pid is free, the user has RLIMIT_NPROC processes, or a deadline task may not fork",
        [(SyscallNumber.Wait4, Errno.ECHILD)] = "the caller has no child, or none that the pid selects",
        [(SyscallNumber.Waitid, Errno.ECHILD)] = "the caller has no child, or none that idtype and id select",
        [(SyscallNumber.Execve, Errno.ENOENT)] = "the script has no program of this name",
        [(SyscallNumber.Setpgid, Errno.EACCES)] = "the child has already called exec",
        [(SyscallNumber.Setpgid, Errno.EPERM)] = "the process leads a session or is in another one, or the group is not of the caller's session",
        [(SyscallNumber.Setpgid, Errno.ESRCH)] = "the pid is neither the caller nor a child of it",
        [(SyscallNumber.Setsid, Errno.EPERM)] = "the caller leads a process group already",
        [(SyscallNumber.Kill, Errno.EINVAL)] = "there is no signal of this number",
        [(SyscallNumber.Kill, Errno.EPERM)] = "the caller may signal none of the processes",
        [(SyscallNumber.Kill, Errno.ESRCH)] = "there is no such process or group (a zombie is one still)",
        [(SyscallNumber.Sigaction, Errno.EINVAL)] = "there is no such signal, or it is SIGKILL or SIGSTOP, which cannot be handled or ignored",
        [(SyscallNumber.Sigqueue, Errno.EAGAIN)] = "a real-time signal, and RLIMIT_SIGPENDING signals are queued",
        [(SyscallNumber.Tgkill, Errno.EAGAIN)] = "a real-time signal, and RLIMIT_SIGPENDING signals are queued",
        [(SyscallNumber.Sigtimedwait, Errno.EAGAIN)] = "none of the signals came within the timeout",
        [(SyscallNumber.Chdir, Errno.ENOENT)] = "the machine has no such directory",
        [(SyscallNumber.Setpriority, Errno.EACCES)] = "a user other than root may not lower a nice value below what RLIMIT_NICE allows",
        [(SyscallNumber.SchedSetattr, Errno.EBUSY)] = "the CPUs have not that much time left for deadlines",
    };

    /// <summary>Why a call fails with an errno; null where no cause is written down.</summary>
    public static string? Of(SyscallNumber call, Errno error) => Special.GetValueOrDefault((call, error)) ?? Usual.GetValueOrDefault(error);

    /// <summary>The special causes: each has to be of an errno that stands in the call's row.</summary>
    internal static IEnumerable<(SyscallNumber Call, Errno Error)> SpecialCases => Special.Keys;
}
