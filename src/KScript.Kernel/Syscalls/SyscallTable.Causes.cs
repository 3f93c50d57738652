// Why a call fails, in words: what an errno usually means, and what it means of one call. What can happen is in the rows of
// SyscallTable.cs; the sentences follow the manual pages that the rows name.
namespace KScript.Kernel;

internal static partial class SyscallTable
{
    private const string NotTheSameUser = "the caller is neither root nor of the same user as the process";
    private const string QueueFull = "a queued real-time signal would go beyond RLIMIT_SIGPENDING";
    private const string NoSuchObject = "there is no such object of that kind, or the time is negative";
    private const string BadTime = "the time is negative";
    private const string PriorityRights =
        "the caller is not root, and the process is another user's, or RLIMIT_RTPRIO or RLIMIT_NICE does not allow what is asked for";

    /// <summary>What an errno usually means.</summary>
    private static readonly Dictionary<Errno, string> UsualCauses = new()
    {
        [Errno.EPERM] = "the caller may not do this to that process",
        [Errno.ENOENT] = "there is nothing of that name",
        [Errno.ESRCH] = "there is no such process: it never was, or it has been reaped",
        [Errno.EINTR] = "a handler ran while the call was blocked, and it was not begun again",
        [Errno.EBADF] = "no such file descriptor is open",
        [Errno.ECHILD] = "the caller has no such child: none was made, it has been reaped already, or SIGCHLD is ignored and children vanish",
        [Errno.EAGAIN] = "a limit is reached; it may succeed later",
        [Errno.ENOMEM] = "there is no memory for it",
        [Errno.EACCES] = "the caller has not the right",
        [Errno.EBUSY] = "what is asked for is taken",
        [Errno.ETIMEDOUT] = "the time was over before it came to that",
        [Errno.EOVERFLOW] = "a number would grow beyond what there is room for",
        [Errno.EOWNERDEAD] = "the caller has the mutex, and its last holder died with it: what it guards may be half done; `consistent m` says that it is sound again",
        [Errno.ENOTRECOVERABLE] = "the mutex's holder died, and who got it next unlocked it without `consistent m`: nobody can lock it any more",
        [Errno.EDEADLK] = "nobody could go on",
        [Errno.EINVAL] = "an argument has a value that the call does not know",
    };

    /// <summary>Where an errno says something more exact of one call.</summary>
    private static readonly Dictionary<(SyscallNumber Number, Errno Errno), string> SpecialCauses = new()
    {
        [(SyscallNumber.Fork, Errno.EAGAIN)] = "no pid is free (pid_max), RLIMIT_NPROC is reached, or the caller is SCHED_DEADLINE without the reset-on-fork flag",
        [(SyscallNumber.Fork, Errno.ENOMEM)] = "init is dead: no process is made in its pid namespace any more",
        [(SyscallNumber.PthreadCreate, Errno.EAGAIN)] = "no number is free (pid_max), or RLIMIT_NPROC is reached, which counts threads",
        [(SyscallNumber.PthreadJoin, Errno.EDEADLK)] = "the thread is the caller itself, or waits in join for the caller",
        [(SyscallNumber.PthreadJoin, Errno.EINVAL)] = "the thread is detached, was joined already, or another waits for it",
        [(SyscallNumber.PthreadJoin, Errno.ESRCH)] = "the caller's process has no such thread",
        [(SyscallNumber.PthreadDetach, Errno.EINVAL)] = "the thread is detached or was joined already",
        [(SyscallNumber.PthreadDetach, Errno.ESRCH)] = "the caller's process has no such thread",
        [(SyscallNumber.PthreadKill, Errno.EAGAIN)] = QueueFull,
        [(SyscallNumber.PthreadKill, Errno.EINVAL)] = "there is no signal of that number",
        [(SyscallNumber.PthreadKill, Errno.ESRCH)] = "the caller's process has no such thread that lives",
        [(SyscallNumber.Clone, Errno.EINVAL)] =
            "CLONE_THREAD without CLONE_SIGHAND, CLONE_SIGHAND without CLONE_VM, CLONE_FS or CLONE_SIGHAND without CLONE_THREAD, a flag that the model does not have, or no such signal",
        [(SyscallNumber.MutexLock, Errno.EDEADLK)] = "the caller holds the mutex already",
        [(SyscallNumber.MutexLock, Errno.EINVAL)] = NoSuchObject,
        [(SyscallNumber.MutexTrylock, Errno.EBUSY)] = "somebody holds the mutex, the caller itself perhaps",
        [(SyscallNumber.MutexTrylock, Errno.EINVAL)] = NoSuchObject,
        [(SyscallNumber.MutexUnlock, Errno.EPERM)] = "the caller does not hold it",
        [(SyscallNumber.MutexUnlock, Errno.EINVAL)] = NoSuchObject,
        [(SyscallNumber.MutexConsistent, Errno.EPERM)] = "the caller does not hold the mutex",
        [(SyscallNumber.MutexConsistent, Errno.EINVAL)] = "there is no such mutex, it is not robust, or its last holder did not die",
        [(SyscallNumber.CondWait, Errno.EPERM)] = "the caller does not hold the mutex",
        [(SyscallNumber.CondWait, Errno.EINVAL)] = "there is no such condition or mutex, or the time is negative",
        [(SyscallNumber.CondSignal, Errno.EINVAL)] = NoSuchObject,
        [(SyscallNumber.CondBroadcast, Errno.EINVAL)] = NoSuchObject,
        [(SyscallNumber.SemWait, Errno.EINTR)] = "a handler ran while it waited that was set without SA_RESTART",
        [(SyscallNumber.SemWait, Errno.EINVAL)] = NoSuchObject,
        [(SyscallNumber.SemTrywait, Errno.EAGAIN)] = "the semaphore has no unit",
        [(SyscallNumber.SemTrywait, Errno.EINVAL)] = NoSuchObject,
        [(SyscallNumber.SemPost, Errno.EINVAL)] = NoSuchObject,
        [(SyscallNumber.RwlockRdlock, Errno.EDEADLK)] = "the caller holds the lock as its writer",
        [(SyscallNumber.RwlockRdlock, Errno.EINVAL)] = NoSuchObject,
        [(SyscallNumber.RwlockWrlock, Errno.EDEADLK)] = "the caller holds the lock as its writer already",
        [(SyscallNumber.RwlockWrlock, Errno.EINVAL)] = NoSuchObject,
        [(SyscallNumber.BarrierWait, Errno.EINVAL)] = NoSuchObject,
        [(SyscallNumber.Execve, Errno.ENOENT)] = "the script has no program of that name",
        [(SyscallNumber.Wait4, Errno.EINVAL)] = "options has an unknown flag",
        [(SyscallNumber.Wait4, Errno.ESRCH)] = "pid is -2147483648, whose group would have no number",
        [(SyscallNumber.Wait4, Errno.EINTR)] = "a handler ran while it waited that was set without SA_RESTART",
        [(SyscallNumber.Waitid, Errno.EINVAL)] = "idtype or a flag is unknown, or options has none of WEXITED, WSTOPPED, WCONTINUED",
        [(SyscallNumber.Waitid, Errno.EINTR)] = "a handler ran while it waited that was set without SA_RESTART",
        [(SyscallNumber.Setpgid, Errno.EACCES)] = "the child has done exec already",
        [(SyscallNumber.Setpgid, Errno.EINVAL)] = "pgid is negative, or pid is a thread that is not its process's first",
        [(SyscallNumber.Setpgid, Errno.EPERM)] = "the process leads its session, is of another session, or the group is not one of the caller's session",
        [(SyscallNumber.Setpgid, Errno.ESRCH)] = "pid is neither the caller nor a child of its",
        [(SyscallNumber.Setsid, Errno.EPERM)] = "a process group has the caller's pid as its number: as a rule the caller leads it. A child can do it: fork first",
        [(SyscallNumber.Kill, Errno.EINVAL)] = "there is no signal of that number",
        [(SyscallNumber.Kill, Errno.EPERM)] = "the caller may signal none of the processes: it is not root and they are another user's",
        [(SyscallNumber.Kill, Errno.ESRCH)] = "there is no such process or group; a zombie still counts as one",
        [(SyscallNumber.Tgkill, Errno.EAGAIN)] = QueueFull,
        [(SyscallNumber.Tgkill, Errno.EINVAL)] = "tgid or tid is not positive, or there is no signal of that number",
        [(SyscallNumber.Tgkill, Errno.EPERM)] = NotTheSameUser,
        [(SyscallNumber.Sigqueue, Errno.EAGAIN)] = QueueFull,
        [(SyscallNumber.Sigqueue, Errno.EINVAL)] = "there is no signal of that number",
        [(SyscallNumber.Sigqueue, Errno.EPERM)] = NotTheSameUser,
        [(SyscallNumber.Sigaction, Errno.EINVAL)] = "there is no signal of that number, or it is SIGKILL or SIGSTOP, which cannot be caught or ignored",
        [(SyscallNumber.Sigprocmask, Errno.EINVAL)] = "how is none of SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK",
        [(SyscallNumber.Sigsuspend, Errno.EINTR)] = "a handler ran: so it always ends",
        [(SyscallNumber.Pause, Errno.EINTR)] = "a handler ran: so it always ends",
        [(SyscallNumber.Sigtimedwait, Errno.EAGAIN)] = "no signal of the set came in time",
        [(SyscallNumber.Sigtimedwait, Errno.EINTR)] = "a signal that is not in the set woke it, or it was stopped and continued",
        [(SyscallNumber.Sigtimedwait, Errno.EINVAL)] = BadTime,
        [(SyscallNumber.Sighold, Errno.EINVAL)] = "there is no signal of that number",
        [(SyscallNumber.Sigrelse, Errno.EINVAL)] = "there is no signal of that number",
        [(SyscallNumber.Sigpause, Errno.EINVAL)] = "there is no signal of that number",
        [(SyscallNumber.Sigpause, Errno.EINTR)] = "a handler ran: so it always ends",
        [(SyscallNumber.Sigset, Errno.EINVAL)] = "there is no signal of that number, or it is SIGKILL or SIGSTOP, which cannot be caught or ignored",
        [(SyscallNumber.Setitimer, Errno.EINVAL)] = "which is none of ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF, or a time is negative",
        [(SyscallNumber.Getitimer, Errno.EINVAL)] = "which is none of ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF",
        [(SyscallNumber.NextPid, Errno.EINVAL)] = "the number is not from 1 to pid_max + 1",
        [(SyscallNumber.NextPid, Errno.EPERM)] = "the caller is not root",
        [(SyscallNumber.Alarm, Errno.EINVAL)] = BadTime,
        [(SyscallNumber.Sleep, Errno.EINVAL)] = BadTime,
        [(SyscallNumber.Nanosleep, Errno.EINVAL)] = BadTime,
        [(SyscallNumber.Disk, Errno.EINVAL)] = BadTime,
        [(SyscallNumber.Io, Errno.EINVAL)] = "the time is negative, or there is no device of that number",
        [(SyscallNumber.Nanosleep, Errno.EINTR)] = "a handler ran before the time was over, with SA_RESTART or without",
        [(SyscallNumber.Io, Errno.EINTR)] = "a handler ran while it waited that was set without SA_RESTART",
        [(SyscallNumber.Write, Errno.EBADF)] = "fd is neither standard output (1) nor standard error (2)",
        [(SyscallNumber.Nice, Errno.EPERM)] = "a lower nice value takes root, or RLIMIT_NICE",
        [(SyscallNumber.Getpriority, Errno.EINVAL)] = "which is none of PRIO_PROCESS, PRIO_PGRP, PRIO_USER",
        [(SyscallNumber.Setpriority, Errno.EINVAL)] = "which is none of PRIO_PROCESS, PRIO_PGRP, PRIO_USER",
        [(SyscallNumber.Setpriority, Errno.EACCES)] = "a lower nice value takes root, or RLIMIT_NICE",
        [(SyscallNumber.Setpriority, Errno.EPERM)] = NotTheSameUser,
        [(SyscallNumber.Setuid, Errno.EPERM)] = "the caller is not root, and it is not its own user id",
        [(SyscallNumber.Getrlimit, Errno.EINVAL)] = "there is no resource of that number",
        [(SyscallNumber.Setrlimit, Errno.EINVAL)] = "there is no resource of that number, or the soft limit would be above the hard one",
        [(SyscallNumber.Setrlimit, Errno.EPERM)] = "raising a hard limit takes root",
        [(SyscallNumber.Prlimit, Errno.EINVAL)] = "there is no resource of that number, or the soft limit would be above the hard one",
        [(SyscallNumber.Prlimit, Errno.EPERM)] = "the process is another user's, or a hard limit would be raised: both take root",
        [(SyscallNumber.Prctl, Errno.EINVAL)] = "there is no such option, or no signal of that number",
        [(SyscallNumber.Chdir, Errno.ENOENT)] = "the machine has no such directory",
        [(SyscallNumber.SchedSetaffinity, Errno.EINVAL)] = "the machine has none of these CPUs",
        [(SyscallNumber.SchedSetaffinity, Errno.EPERM)] = NotTheSameUser,
        [(SyscallNumber.SchedSetscheduler, Errno.EPERM)] = PriorityRights,
        [(SyscallNumber.SchedSetparam, Errno.EPERM)] = PriorityRights,
        [(SyscallNumber.SchedSetattr, Errno.EPERM)] = PriorityRights,
        [(SyscallNumber.SchedSetattr, Errno.EBUSY)] = "with this one the SCHED_DEADLINE processes would need more CPU time than there is",
        [(SyscallNumber.SchedGetPriorityMin, Errno.EINVAL)] = "there is no policy of that number",
        [(SyscallNumber.SchedGetPriorityMax, Errno.EINVAL)] = "there is no policy of that number",
    };

    /// <summary>Why a call fails with an errno, in words.</summary>
    /// <exception cref="KeyNotFoundException">The errno is none that calls of the table fail with.</exception>
    public static string CauseOf(SyscallNumber number, Errno errno) => SpecialCauses.GetValueOrDefault((number, errno)) ?? UsualCauses[errno];

    /// <summary>The special causes, for a test that no row has lost its errno.</summary>
    internal static IEnumerable<(SyscallNumber Number, Errno Errno)> CausesGiven => SpecialCauses.Keys;
}
