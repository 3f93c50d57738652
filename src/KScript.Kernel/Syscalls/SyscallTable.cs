// One row a system call: what the compiler looks up, the trace prints, `:help` and the reference page show. To add a call: its method in
// its room, a number, a row. Those on files are in SyscallTable.Files.cs.
namespace KScript.Kernel;

/// <summary>The system calls.</summary>
internal static partial class SyscallTable
{
    private static Parameter P(string name, ParameterKind kind, long? fallback = null) => new(name, kind, fallback);

    private static readonly Parameter[] NoParameters = [];
    private static readonly Parameter Object = P("object", ParameterKind.Lock);
    private static readonly Parameter Time = P("timeout", ParameterKind.Ticks, Locks.NoTime);

    /// <summary>The rows. The order is that of the reference page.</summary>
    public static SyscallRow[] Rows { get; } =
    [
        new(SyscallNumber.Fork, "fork", [P("name", ParameterKind.Int, 0)], ResultKind.Int, [Errno.EAGAIN, Errno.ENOMEM], Fork.Call,
            "makes a child that is a copy of the caller", "POSIX.1-2017 fork()") { Callable = false, Levels = TraceLevels.Lifecycle, Footprint = Footprint.Fork },
        new(SyscallNumber.Clone, "clone", [P("flags", ParameterKind.Flags), P("signal", ParameterKind.Signal, 0)], ResultKind.Int,
            [Errno.EAGAIN, Errno.EINVAL, Errno.ENOMEM, Errno.ENOSPC, Errno.EPERM], Clone.Call, "makes a child that shares with the caller what the flags say", "clone(2)")
            { Callable = false, Levels = TraceLevels.Lifecycle, Blocks = new(TaskState.Uninterruptible, RestartCode.ERESTARTNOINTR) },
        new(SyscallNumber.Vfork, "vfork", [P("name", ParameterKind.Int, 0)], ResultKind.Int, [Errno.EAGAIN, Errno.ENOMEM], Clone.Vfork,
            "makes a child that has the caller's memory; the caller waits in D for its exec or end", "vfork(2)")
            { Callable = false, Levels = TraceLevels.Lifecycle, Blocks = new(TaskState.Uninterruptible, RestartCode.ERESTARTNOINTR) },
        new(SyscallNumber.PosixSpawn, "posix_spawn", [P("program", ParameterKind.Text), P("flags", ParameterKind.Flags, 0)], ResultKind.Int,
            [Errno.EACCES, Errno.EAGAIN, Errno.EBADF, Errno.EEXIST, Errno.EINVAL, Errno.EISDIR, Errno.ELOOP, Errno.EMFILE, Errno.ENAMETOOLONG, Errno.ENOENT, Errno.ENOEXEC, Errno.ENOMEM, Errno.ENOTDIR,
                Errno.ENXIO, Errno.EPERM, Errno.ETXTBSY],
            PosixSpawn.Call, "makes a child that begins with a program, after what the attributes say", "POSIX.1-2017 posix_spawn(); posix_spawn(3)")
            { Callable = false, Levels = TraceLevels.Lifecycle },
        new(SyscallNumber.PthreadCreate, "pthread_create", [P("name", ParameterKind.Int, 0)], ResultKind.Int, [Errno.EAGAIN, Errno.EINVAL, Errno.ENOMEM], Clone.Thread,
            "makes a thread of the caller's process", "POSIX.1-2017 pthread_create()") { Callable = false, Levels = TraceLevels.Lifecycle },
        new(SyscallNumber.PthreadJoin, "pthread_join", [P("tid", ParameterKind.Pid)], ResultKind.Int, [Errno.EDEADLK, Errno.EINVAL, Errno.ESRCH],
            Joining.Join, "waits for the end of a thread of the caller's process, and gives what it ended with", "POSIX.1-2017 pthread_join()")
            { Aliases = ["join"], Levels = TraceLevels.Lifecycle, Blocks = new(TaskState.Interruptible, RestartCode.ERESTARTNOINTR) },
        new(SyscallNumber.PthreadDetach, "pthread_detach", [P("tid", ParameterKind.Pid)], ResultKind.Int, [Errno.EINVAL, Errno.ESRCH],
            Joining.Detach, "nobody can join the thread any more", "POSIX.1-2017 pthread_detach()")
            { Aliases = ["detach"], Levels = TraceLevels.Lifecycle },
        new(SyscallNumber.PthreadExit, "pthread_exit", [P("value", ParameterKind.Int, 0)], ResultKind.None, [], Joining.Exit,
            "ends the calling thread alone; the last one ends the process", "POSIX.1-2017 pthread_exit()") { Levels = TraceLevels.Lifecycle },
        new(SyscallNumber.PthreadKill, "pthread_kill", [P("tid", ParameterKind.Pid), P("signal", ParameterKind.Signal)], ResultKind.Int,
            [Errno.EAGAIN, Errno.EINVAL, Errno.ESRCH], Kill.ThreadKill, "sends a signal to a thread of the caller's process", "POSIX.1-2017 pthread_kill()")
            { Aliases = ["thread_kill"], Levels = TraceLevels.Signals },
        new(SyscallNumber.MutexLock, "pthread_mutex_lock", [Object, Time], ResultKind.Int,
            [Errno.EDEADLK, Errno.EINVAL, Errno.ENOTRECOVERABLE, Errno.EOWNERDEAD, Errno.ETIMEDOUT], Mutexes.Lock,
            "waits until nobody holds the mutex, and holds it", "POSIX.1-2017 pthread_mutex_lock()")
            { Aliases = ["lock"], ChangesSchedule = true, Blocks = new(TaskState.Interruptible, RestartCode.ERESTARTNOINTR) },
        new(SyscallNumber.MutexTrylock, "pthread_mutex_trylock", [Object], ResultKind.Int,
            [Errno.EBUSY, Errno.EINVAL, Errno.ENOTRECOVERABLE, Errno.EOWNERDEAD], Mutexes.TryLock, "holds the mutex if nobody does",
            "POSIX.1-2017 pthread_mutex_trylock()") { Aliases = ["trylock"] },
        new(SyscallNumber.MutexUnlock, "pthread_mutex_unlock", [Object], ResultKind.Int, [Errno.EINVAL, Errno.EPERM], Mutexes.Unlock,
            "gives a mutex, or a lock for readers and writers, to the first who waits", "POSIX.1-2017 pthread_mutex_unlock()")
            { Aliases = ["unlock"], ChangesSchedule = true },
        new(SyscallNumber.MutexConsistent, "pthread_mutex_consistent", [Object], ResultKind.Int, [Errno.EINVAL, Errno.EPERM], Mutexes.Consistent,
            "what a robust mutex guards is sound again, after its holder died", "POSIX.1-2017 pthread_mutex_consistent()") { Aliases = ["consistent"] },
        new(SyscallNumber.CondWait, "pthread_cond_wait", [P("condition", ParameterKind.Lock), P("mutex", ParameterKind.Lock), Time], ResultKind.Int,
            [Errno.EINVAL, Errno.ENOTRECOVERABLE, Errno.EOWNERDEAD, Errno.EPERM, Errno.ETIMEDOUT], Mutexes.WaitOn,
            "gives the mutex away, waits for a notification, and gets the mutex again", "POSIX.1-2017 pthread_cond_wait()")
            { Aliases = ["wait_on"], ChangesSchedule = true, Blocks = new(TaskState.Interruptible, RestartCode.ERESTARTNOINTR) },
        new(SyscallNumber.CondSignal, "pthread_cond_signal", [Object], ResultKind.Int, [Errno.EINVAL], Mutexes.Notify,
            "lets one go on that waits on the condition", "POSIX.1-2017 pthread_cond_signal()") { Aliases = ["notify"] },
        new(SyscallNumber.CondBroadcast, "pthread_cond_broadcast", [Object], ResultKind.Int, [Errno.EINVAL], Mutexes.NotifyAll,
            "lets all go on that wait on the condition", "POSIX.1-2017 pthread_cond_broadcast()") { Aliases = ["notify_all"] },
        new(SyscallNumber.SemWait, "sem_wait", [Object, Time], ResultKind.Int, [Errno.EINTR, Errno.EINVAL, Errno.ETIMEDOUT], Semaphores.Down,
            "takes a unit of a semaphore, or waits for one", "POSIX.1-2017 sem_wait()")
            { Aliases = ["down"], Blocks = new(TaskState.Interruptible, RestartCode.ERESTARTSYS) },
        new(SyscallNumber.SemTrywait, "sem_trywait", [Object], ResultKind.Int, [Errno.EAGAIN, Errno.EINVAL], Semaphores.TryDown,
            "takes a unit of a semaphore if there is one", "POSIX.1-2017 sem_trywait()") { Aliases = ["trydown"] },
        new(SyscallNumber.SemPost, "sem_post", [Object], ResultKind.Int, [Errno.EINVAL, Errno.EOVERFLOW], Semaphores.Up,
            "gives a semaphore a unit", "POSIX.1-2017 sem_post()") { Aliases = ["up"] },
        new(SyscallNumber.RwlockRdlock, "pthread_rwlock_rdlock", [Object], ResultKind.Int, [Errno.EDEADLK, Errno.EINVAL], ReadersWriters.ReadLock,
            "holds a lock with its other readers", "POSIX.1-2017 pthread_rwlock_rdlock()")
            { Aliases = ["rdlock"], Blocks = new(TaskState.Interruptible, RestartCode.ERESTARTNOINTR) },
        new(SyscallNumber.RwlockWrlock, "pthread_rwlock_wrlock", [Object], ResultKind.Int, [Errno.EDEADLK, Errno.EINVAL], ReadersWriters.WriteLock,
            "holds a lock alone, as its writer", "POSIX.1-2017 pthread_rwlock_wrlock()")
            { Aliases = ["wrlock"], Blocks = new(TaskState.Interruptible, RestartCode.ERESTARTNOINTR) },
        new(SyscallNumber.BarrierWait, "pthread_barrier_wait", [Object], ResultKind.Int, [Errno.EINVAL], Semaphores.BarrierWait,
            "waits until as many have come as the barrier is for; 1 for the last of them", "POSIX.1-2017 pthread_barrier_wait()")
            { Aliases = ["barrier_wait"], Blocks = new(TaskState.Interruptible, RestartCode.ERESTARTNOINTR) },
        new(SyscallNumber.Exit, "exit", [P("status", ParameterKind.Int, 0)], ResultKind.None, [], Exit.Call,
            "ends the caller", "POSIX.1-2017 _exit()") { Callable = false, Levels = TraceLevels.Lifecycle, Footprint = Footprint.Exit },
        new(SyscallNumber.Wait4, "wait4", [P("pid", ParameterKind.Pid, -1), P("options", ParameterKind.Flags, 0)], ResultKind.Int,
            [Errno.ECHILD, Errno.EINTR, Errno.EINVAL, Errno.ESRCH], Wait.Wait4,
            "waits for a child to change, and reaps it if it is dead", "POSIX.1-2017 wait()")
            { Aliases = ["waitpid"], Levels = TraceLevels.Lifecycle, Blocks = new(TaskState.Interruptible, RestartCode.ERESTARTSYS), Footprint = Footprint.Wait },
        new(SyscallNumber.Waitid, "waitid", [P("idtype", ParameterKind.Int), P("id", ParameterKind.Int), P("options", ParameterKind.Flags)],
            ResultKind.Int, [Errno.EAGAIN, Errno.EBADF, Errno.ECHILD, Errno.EINTR, Errno.EINVAL], Wait.Waitid,
            "waits for a child to change, with more choice", "POSIX.1-2017 waitid()")
            { Levels = TraceLevels.Lifecycle, Blocks = new(TaskState.Interruptible, RestartCode.ERESTARTSYS), Footprint = Footprint.Wait },
        new(SyscallNumber.Execve, "execve", [P("program", ParameterKind.Text)], ResultKind.Int,
            [Errno.EACCES, Errno.ELOOP, Errno.ENAMETOOLONG, Errno.ENOENT, Errno.ENOEXEC, Errno.ENOTDIR, Errno.ETXTBSY], Exec.Call,
            "replaces the caller's image, and ends its process's other threads", "POSIX.1-2017 exec; execve(2)")
            { Callable = false, Levels = TraceLevels.Lifecycle, Blocks = new(TaskState.Uninterruptible, RestartCode.ERESTARTNOINTR), Footprint = Footprint.Exec },
        new(SyscallNumber.Getpid, "getpid", NoParameters, ResultKind.Int, [], ProcessCalls.Getpid, "the caller's pid", "POSIX.1-2017 getpid()") { GivesPid = true, IsLocal = true },
        new(SyscallNumber.Getppid, "getppid", NoParameters, ResultKind.Int, [], ProcessCalls.Getppid, "the parent's pid", "POSIX.1-2017 getppid()") { GivesPid = true, Footprint = Footprint.Look },
        new(SyscallNumber.Gettid, "gettid", NoParameters, ResultKind.Int, [], ProcessCalls.Gettid, "the caller's thread id", "gettid(2)") { GivesPid = true, IsLocal = true },
        new(SyscallNumber.Getpgid, "getpgid", [P("pid", ParameterKind.Pid, 0)], ResultKind.Int, [Errno.ESRCH], Groups.Getpgid,
            "the process group of a process", "POSIX.1-2017 getpgid()") { GivesPid = true },
        new(SyscallNumber.Getpgrp, "getpgrp", NoParameters, ResultKind.Int, [], Groups.Getpgrp, "the caller's process group", "POSIX.1-2017 getpgrp()") { GivesPid = true },
        new(SyscallNumber.Getsid, "getsid", [P("pid", ParameterKind.Pid, 0)], ResultKind.Int, [Errno.ESRCH], Groups.Getsid,
            "the session of a process", "POSIX.1-2017 getsid()") { GivesPid = true },
        new(SyscallNumber.Setpgid, "setpgid", [P("pid", ParameterKind.Pid), P("pgid", ParameterKind.Pid)], ResultKind.Int,
            [Errno.EACCES, Errno.EINVAL, Errno.EPERM, Errno.ESRCH], Groups.Setpgid,
            "moves a process into a group, or makes it lead one", "POSIX.1-2017 setpgid()") { Footprint = Footprint.Groups },
        new(SyscallNumber.Setsid, "setsid", NoParameters, ResultKind.Int, [Errno.EPERM], Groups.Setsid,
            "starts a session and leads it", "POSIX.1-2017 setsid()") { GivesPid = true, Footprint = Footprint.Groups },
        new(SyscallNumber.Kill, "kill", [P("pid", ParameterKind.Pid), P("signal", ParameterKind.Signal, Signal.SIGTERM)], ResultKind.Int,
            [Errno.EINVAL, Errno.EPERM, Errno.ESRCH], Kill.Call, "sends a signal", "POSIX.1-2017 kill()") { Levels = TraceLevels.Signals, Footprint = Footprint.Kill },
        new(SyscallNumber.Killpg, "killpg", [P("pgid", ParameterKind.Pid), P("signal", ParameterKind.Signal)], ResultKind.Int,
            [Errno.EINVAL, Errno.EPERM, Errno.ESRCH], Kill.Killpg, "sends a signal to a process group; 0: the caller's", "POSIX.1-2017 killpg()")
            { Levels = TraceLevels.Signals, Footprint = Footprint.Kill },
        new(SyscallNumber.Tgkill, "tgkill",
            [P("tgid", ParameterKind.Pid), P("tid", ParameterKind.Pid), P("signal", ParameterKind.Signal)], ResultKind.Int,
            [Errno.EAGAIN, Errno.EINVAL, Errno.EPERM, Errno.ESRCH], Kill.Tgkill, "sends a signal to one thread, as raise does", "tgkill(2)")
            { Levels = TraceLevels.Signals, Footprint = Footprint.Kill },
        new(SyscallNumber.Sigaction, "sigaction",
            [P("signal", ParameterKind.Signal), P("handler", ParameterKind.Int, 0), P("flags", ParameterKind.Flags, 0), P("mask", ParameterKind.SignalSet, 0)],
            ResultKind.Text, [Errno.EINVAL], Signals.Sigaction,
            "sets what a signal does; asked with the signal alone: \"default\", \"ignore\" or \"handler\"", "POSIX.1-2017 sigaction()")
            { Levels = TraceLevels.Signals, Footprint = Footprint.Disposition },
        new(SyscallNumber.Sigprocmask, "sigprocmask", [P("how", ParameterKind.Int, 0), P("set", ParameterKind.SignalSet, 0)], ResultKind.List,
            [Errno.EINVAL], Signals.Sigprocmask, "blocks and unblocks signals; without a set the list of blocked ones", "POSIX.1-2017 sigprocmask()")
            { Levels = TraceLevels.Signals, Footprint = Footprint.Mask },
        new(SyscallNumber.Sigsuspend, "sigsuspend", [P("mask", ParameterKind.SignalSet)], ResultKind.Int, [Errno.EINTR], Signals.Sigsuspend,
            "waits for a handler with another mask", "POSIX.1-2017 sigsuspend()")
            { Levels = TraceLevels.Signals, Blocks = new(TaskState.Interruptible, RestartCode.ERESTARTNOHAND), Footprint = Footprint.Mask },
        new(SyscallNumber.Sigpending, "sigpending", [P("pid", ParameterKind.Pid, 0)], ResultKind.List, [Errno.ESRCH], Signals.Sigpending,
            "the list of pending signals", "POSIX.1-2017 sigpending()") { Levels = TraceLevels.Signals, Footprint = Footprint.Mask | Footprint.Look },
        new(SyscallNumber.Sigqueue, "sigqueue", [P("pid", ParameterKind.Pid), P("signal", ParameterKind.Signal), P("value", ParameterKind.Int, 0)],
            ResultKind.Int, [Errno.EAGAIN, Errno.EINVAL, Errno.EPERM, Errno.ESRCH], Kill.Sigqueue,
            "sends a signal with a value", "POSIX.1-2017 sigqueue()") { Levels = TraceLevels.Signals, Footprint = Footprint.Kill },
        new(SyscallNumber.Sigtimedwait, "sigtimedwait", [P("set", ParameterKind.SignalSet), P("timeout", ParameterKind.Ticks, Signals.NoTimeout)], ResultKind.Int,
            [Errno.EAGAIN, Errno.EINTR, Errno.EINVAL], Signals.Sigtimedwait, "takes a pending signal of a set, or waits for one", "POSIX.1-2017 sigtimedwait()")
            { Aliases = ["sigwaitinfo"], Levels = TraceLevels.Signals, Blocks = new(TaskState.Interruptible, RestartCode.EINTR), Footprint = Footprint.Mask | Footprint.Time },
        new(SyscallNumber.Sigwait, "sigwait", [P("set", ParameterKind.SignalSet)], ResultKind.Int, [], Signals.Sigtimedwait,
            "takes a pending signal of a set, or waits for one, whatever handlers run meanwhile", "POSIX.1-2017 sigwait()")
            { Levels = TraceLevels.Signals, Blocks = new(TaskState.Interruptible, RestartCode.EINTR) { CallsAgain = true } },
        new(SyscallNumber.Sighold, "sighold", [P("signal", ParameterKind.Signal)], ResultKind.Int, [Errno.EINVAL], Signals.Sighold,
            "blocks a signal", "POSIX.1-2017 sighold()") { Levels = TraceLevels.Signals },
        new(SyscallNumber.Sigrelse, "sigrelse", [P("signal", ParameterKind.Signal)], ResultKind.Int, [Errno.EINVAL], Signals.Sigrelse,
            "unblocks a signal", "POSIX.1-2017 sigrelse()") { Levels = TraceLevels.Signals },
        new(SyscallNumber.Sigpause, "sigpause", [P("signal", ParameterKind.Signal)], ResultKind.Int, [Errno.EINTR, Errno.EINVAL], Signals.Sigpause,
            "waits for a handler with a signal unblocked meanwhile", "POSIX.1-2017 sigpause()")
            { Levels = TraceLevels.Signals, Blocks = new(TaskState.Interruptible, RestartCode.ERESTARTNOHAND) },
        new(SyscallNumber.Sigset, "sigset", [P("signal", ParameterKind.Signal), P("disposition", ParameterKind.Int)], ResultKind.Text, [Errno.EINVAL],
            Signals.Sigset, "sets what a signal does and unblocks it; SIG_HOLD blocks it", "POSIX.1-2017 sigset()")
            { Callable = false, Levels = TraceLevels.Signals },
        new(SyscallNumber.Pause, "pause", NoParameters, ResultKind.Int, [Errno.EINTR], Sleeping.Pause, "waits for a handler", "POSIX.1-2017 pause()")
            { Levels = TraceLevels.Signals, Blocks = new(TaskState.Interruptible, RestartCode.ERESTARTNOHAND), Footprint = Footprint.Mask },
        new(SyscallNumber.Alarm, "alarm", [P("ticks", ParameterKind.Ticks)], ResultKind.Int, [Errno.EINVAL], IntervalTimers.Alarm,
            "SIGALRM after a time; gives what was left of the last alarm", "POSIX.1-2017 alarm()") { Levels = TraceLevels.Signals, Footprint = Footprint.Alarm | Footprint.Time },
        new(SyscallNumber.Setitimer, "setitimer",
            [P("which", ParameterKind.Int), P("value", ParameterKind.Ticks), P("interval", ParameterKind.Ticks, 0)], ResultKind.List, [Errno.EINVAL],
            IntervalTimers.Setitimer, "a signal after a time or a CPU time, and after every interval; gives [value, interval] as they were",
            "POSIX.1-2017 setitimer()") { Levels = TraceLevels.Signals },
        new(SyscallNumber.Getitimer, "getitimer", [P("which", ParameterKind.Int)], ResultKind.List, [Errno.EINVAL], IntervalTimers.Getitimer,
            "[value, interval] of an interval timer: what is left, and its interval", "POSIX.1-2017 getitimer()") { Levels = TraceLevels.Signals },
        new(SyscallNumber.Sleep, "sleep", [P("ticks", ParameterKind.Ticks)], ResultKind.Int, [Errno.EINVAL], Sleeping.Nanosleep,
            "blocks for a time; gives what is left when a handler cut it short", "POSIX.1-2017 sleep()")
            { Blocks = new(TaskState.Interruptible, RestartCode.ERESTART_RESTARTBLOCK) { GivesTimeLeft = true }, Footprint = Footprint.Time },
        new(SyscallNumber.Nanosleep, "nanosleep", [P("ticks", ParameterKind.Ticks)], ResultKind.Int, [Errno.EINTR, Errno.EINVAL], Sleeping.Nanosleep,
            "blocks for a time; fails with EINTR when a handler cut it short", "POSIX.1-2017 nanosleep()")
            { Blocks = new(TaskState.Interruptible, RestartCode.ERESTART_RESTARTBLOCK), Footprint = Footprint.Time },
        new(SyscallNumber.SchedYield, "sched_yield", NoParameters, ResultKind.Int, [], SchedulingCalls.Yield, "gives up the CPU", "POSIX.1-2017 sched_yield()")
            { Aliases = ["yield"], Levels = TraceLevels.Sched, IsLocal = true },
        new(SyscallNumber.Io, "io", [P("ticks", ParameterKind.Ticks), P("device", ParameterKind.Int, -1)], ResultKind.Int, [Errno.EINTR, Errno.EINVAL],
            Sleeping.Io, "waits for a device in S; requests overlap unless they name one device", "docs/kernel.md")
            { Callable = false, Blocks = new(TaskState.Interruptible, RestartCode.ERESTARTSYS), Footprint = Footprint.Time },
        new(SyscallNumber.Disk, "disk", [P("ticks", ParameterKind.Ticks)], ResultKind.Int, [Errno.EINVAL], Sleeping.Disk,
            "waits for a device in D, where no signal acts", "docs/kernel.md")
            { Blocks = new(TaskState.Uninterruptible, RestartCode.ERESTARTSYS), Footprint = Footprint.Time },
        .. FileRows,
        .. ContainerRows,
        .. TerminalRows,
        new(SyscallNumber.Nice, "nice", [P("increment", ParameterKind.Int)], ResultKind.Int, [Errno.EPERM], Priorities.Nice,
            "changes the nice value", "POSIX.1-2017 nice()") { Levels = TraceLevels.Sched, ChangesSchedule = true },
        new(SyscallNumber.Getpriority, "getpriority", [P("which", ParameterKind.Int), P("who", ParameterKind.Pid)], ResultKind.Int,
            [Errno.EINVAL, Errno.ESRCH], Priorities.Getpriority, "the nice value of a process, or the best of a group or a user", "POSIX.1-2017 getpriority()"),
        new(SyscallNumber.Setpriority, "setpriority", [P("which", ParameterKind.Int), P("who", ParameterKind.Pid), P("value", ParameterKind.Int)],
            ResultKind.Int, [Errno.EACCES, Errno.EINVAL, Errno.EPERM, Errno.ESRCH], Priorities.Setpriority,
            "sets the nice value of a process, or of all of a group or a user", "POSIX.1-2017 setpriority()")
            { Levels = TraceLevels.Sched, ChangesSchedule = true },
        new(SyscallNumber.Getuid, "getuid", NoParameters, ResultKind.Int, [], Credentials.Getuid, "the caller's user id", "POSIX.1-2017 getuid()") { IsLocal = true },
        new(SyscallNumber.Setuid, "setuid", [P("uid", ParameterKind.Int)], ResultKind.Int, [Errno.EINVAL, Errno.EPERM], Credentials.Setuid,
            "becomes another user", "POSIX.1-2017 setuid()"),
        new(SyscallNumber.Getrlimit, "getrlimit", [P("resource", ParameterKind.Int)], ResultKind.Int, [Errno.EINVAL], Credentials.Getrlimit,
            "the soft limit of a resource, -1 for none", "POSIX.1-2017 getrlimit()"),
        new(SyscallNumber.Setrlimit, "setrlimit",
            [P("resource", ParameterKind.Int), P("limit", ParameterKind.Int), P("hard", ParameterKind.Int, Credentials.NotGiven)], ResultKind.Int,
            [Errno.EINVAL, Errno.EPERM], Credentials.Setrlimit, "sets the soft limit of a resource, and the hard one", "POSIX.1-2017 setrlimit()"),
        new(SyscallNumber.Prlimit, "prlimit",
            [P("pid", ParameterKind.Pid), P("resource", ParameterKind.Int), P("soft", ParameterKind.Int, Credentials.NotGiven),
                P("hard", ParameterKind.Int, Credentials.NotGiven)],
            ResultKind.List, [Errno.EINVAL, Errno.EPERM, Errno.ESRCH], Credentials.Prlimit,
            "[soft, hard] of a resource of a process, before they are set to what is given", "prlimit(2)"),
        new(SyscallNumber.Getrusage, "getrusage", [P("who", ParameterKind.Int)], ResultKind.Int, [Errno.EINVAL], ResourceUsage.Getrusage,
            "CPU time in ticks: the caller's, or that of the children it has waited for", "POSIX.1-2017 getrusage()"),
        new(SyscallNumber.Times, "times", NoParameters, ResultKind.List, [], ResourceUsage.Times,
            "[user, system, children's user, children's system, now]: CPU times and the time, in ticks", "POSIX.1-2017 times()"),
        new(SyscallNumber.NextPid, "next_pid", [P("pid", ParameterKind.Pid)], ResultKind.Int, [Errno.EINVAL, Errno.EPERM], ProcessCalls.NextPid,
            "the pid that the next fork gets, or the first free one after it: writes /proc/sys/kernel/ns_last_pid", "pid_namespaces(7)"),
        new(SyscallNumber.Prctl, "prctl", [P("option", ParameterKind.Int), P("argument", ParameterKind.Int, 0)], ResultKind.Int, [Errno.EINVAL],
            ProcessCalls.Prctl, "subreaper flag and parent-death signal", "prctl(2)"),
        new(SyscallNumber.Subreaper, "subreaper", [P("flag", ParameterKind.Int, 1)], ResultKind.Int, [], ProcessCalls.Subreaper,
            "adopts orphaned descendants from now on: prctl(PR_SET_CHILD_SUBREAPER, flag)", "prctl(2)"),
        new(SyscallNumber.Ptrace, "ptrace",
            [P("request", ParameterKind.Int), P("pid", ParameterKind.Pid, 0), P("addr", ParameterKind.Int, Ptrace.LeftOut),
                P("data", ParameterKind.Int, Ptrace.LeftOut)],
            ResultKind.Any, [Errno.EINVAL, Errno.EIO, Errno.EPERM, Errno.ESRCH], Ptrace.Call,
            "traces a thread: stops it, looks at it, lets it go on, with a signal or without; of three arguments the third is data", "ptrace(2)")
            { Levels = TraceLevels.Lifecycle | TraceLevels.Signals },
        new(SyscallNumber.Umask, "umask", [P("mask", ParameterKind.Int)], ResultKind.Int, [], FileSystemContext.Umask,
            "sets the file mode creation mask; gives the old one", "POSIX.1-2017 umask()") { IsLocal = true },
        new(SyscallNumber.Getcwd, "getcwd", NoParameters, ResultKind.Text, [], FileSystemContext.Getcwd, "the working directory", "POSIX.1-2017 getcwd()"),
        new(SyscallNumber.SchedSetaffinity, "sched_setaffinity", [P("pid", ParameterKind.Pid), P("cpus", ParameterKind.List)], ResultKind.Int,
            [Errno.EINVAL, Errno.EPERM, Errno.ESRCH], SchedulingCalls.SchedSetaffinity, "sets the CPUs that a process may use", "sched_setaffinity(2)")
            { Levels = TraceLevels.Sched, ChangesSchedule = true },
        new(SyscallNumber.SchedGetaffinity, "sched_getaffinity", [P("pid", ParameterKind.Pid, 0)], ResultKind.List, [Errno.ESRCH],
            SchedulingCalls.SchedGetaffinity, "the list of CPUs that a process may use", "sched_setaffinity(2)"),
        new(SyscallNumber.SchedSetscheduler, "sched_setscheduler",
            [P("pid", ParameterKind.Pid), P("policy", ParameterKind.Int), P("priority", ParameterKind.Int, 0)], ResultKind.Int,
            [Errno.EINVAL, Errno.EPERM, Errno.ESRCH], SchedulingCalls.SetScheduler,
            "sets the scheduling policy and the real-time priority", "POSIX.1-2017 sched_setscheduler()")
            { Levels = TraceLevels.Sched, ChangesSchedule = true },
        new(SyscallNumber.SchedGetscheduler, "sched_getscheduler", [P("pid", ParameterKind.Pid, 0)], ResultKind.Int, [Errno.EINVAL, Errno.ESRCH],
            SchedulingCalls.GetScheduler, "the scheduling policy of a process", "POSIX.1-2017 sched_getscheduler()"),
        new(SyscallNumber.SchedSetparam, "sched_setparam", [P("pid", ParameterKind.Pid), P("priority", ParameterKind.Int)], ResultKind.Int,
            [Errno.EINVAL, Errno.EPERM, Errno.ESRCH], SchedulingCalls.SetParam, "sets the real-time priority", "POSIX.1-2017 sched_setparam()")
            { Levels = TraceLevels.Sched, ChangesSchedule = true },
        new(SyscallNumber.SchedGetparam, "sched_getparam", [P("pid", ParameterKind.Pid, 0)], ResultKind.Int, [Errno.EINVAL, Errno.ESRCH],
            SchedulingCalls.GetParam, "the real-time priority of a process", "POSIX.1-2017 sched_getparam()"),
        new(SyscallNumber.SchedSetattr, "sched_setattr", [P("pid", ParameterKind.Pid), P("attributes", ParameterKind.List)], ResultKind.Int,
            [Errno.EBUSY, Errno.EINVAL, Errno.EPERM, Errno.ESRCH], SchedulingCalls.SetAttr,
            "sets [policy, flags, nice, priority, runtime, deadline, period] at once; what is left out at the end is 0", "sched_setattr(2)")
            { Levels = TraceLevels.Sched, ChangesSchedule = true },
        new(SyscallNumber.SchedGetattr, "sched_getattr", [P("pid", ParameterKind.Pid, 0)], ResultKind.List, [Errno.EINVAL, Errno.ESRCH],
            SchedulingCalls.GetAttr, "[policy, flags, nice, priority, runtime, deadline, period] of a process", "sched_setattr(2)"),
        new(SyscallNumber.SchedGetPriorityMin, "sched_get_priority_min", [P("policy", ParameterKind.Int)], ResultKind.Int, [Errno.EINVAL],
            SchedulingCalls.GetPriorityMin, "the least priority of a policy", "POSIX.1-2017 sched_get_priority_min()"),
        new(SyscallNumber.SchedGetPriorityMax, "sched_get_priority_max", [P("policy", ParameterKind.Int)], ResultKind.Int, [Errno.EINVAL],
            SchedulingCalls.GetPriorityMax, "the greatest priority of a policy", "POSIX.1-2017 sched_get_priority_max()"),
        new(SyscallNumber.SchedRrGetInterval, "sched_rr_get_interval", [P("pid", ParameterKind.Pid, 0)], ResultKind.Int, [Errno.EINVAL, Errno.ESRCH],
            SchedulingCalls.RoundRobinInterval, "the length of the process's time slices in ticks; 0: they have no end", "POSIX.1-2017 sched_rr_get_interval()"),
        new(SyscallNumber.Abort, "abort", NoParameters, ResultKind.None, [], Kill.Abort, "ends the caller by SIGABRT, which cannot be refused", "POSIX.1-2017 abort()")
            { Levels = TraceLevels.Signals, Blocks = new(TaskState.Interruptible, RestartCode.ERESTARTNOINTR) },
    ];

    private static readonly SyscallRow?[] ByNumber = MakeByNumber();
    private static readonly Dictionary<string, SyscallRow> ByName = MakeByName();

    /// <summary>The handlers by number; what the execution loop calls.</summary>
    internal static readonly SyscallHandler[] Handlers = MakeHandlers();

    /// <summary>The levels of `--trace` that show a call, by number. What they say changes what is shown, and nothing else.</summary>
    internal static readonly TraceLevels[] Levels = MakeLevels();

    /// <summary>The row of a number.</summary>
    public static SyscallRow? Find(SyscallNumber number) => ByNumber[(int)number];

    /// <summary>How a call blocks.</summary>
    /// <exception cref="KernelPanicException">Its row does not say so: a call that blocks must.</exception>
    internal static BlockingRule BlockingOf(SyscallNumber number) =>
        Find(number)?.Blocks ?? throw new KernelPanicException("blocked-for-a-reason", $"{number} blocks, and its row does not say how");

    /// <summary>The row of a name or alias that a script may write; null where there is none.</summary>
    public static SyscallRow? Find(string name) => ByName.GetValueOrDefault(name);

    private static SyscallRow?[] MakeByNumber()
    {
        SyscallRow?[] rows = new SyscallRow?[256];
        foreach (SyscallRow row in Rows)
        {
            rows[(int)row.Number] = row;
        }

        return rows;
    }

    private static Dictionary<string, SyscallRow> MakeByName()
    {
        var names = new Dictionary<string, SyscallRow>(StringComparer.Ordinal);
        foreach (SyscallRow row in Rows)
        {
            if (!row.Callable)
            {
                continue;
            }

            names.Add(row.Name, row);
            foreach (string alias in row.Aliases)
            {
                names.Add(alias, row);
            }
        }

        return names;
    }

    private static TraceLevels[] MakeLevels()
    {
        var levels = new TraceLevels[256];
        for (int number = 0; number < levels.Length; number++)
        {
            levels[number] = TraceLevels.Syscalls | (ByNumber[number]?.Levels ?? TraceLevels.None);
        }

        return levels;
    }

    private static SyscallHandler[] MakeHandlers()
    {
        var handlers = new SyscallHandler[256];
        SyscallHandler missing = static (Machine m, int task, ref Trap trap) => SyscallResult.Fail(Errno.ENOSYS);
        for (int number = 0; number < handlers.Length; number++)
        {
            handlers[number] = missing;
        }

        foreach (SyscallRow row in Rows)
        {
            handlers[(int)row.Number] = row.Handler;
        }

        return handlers;
    }
}
