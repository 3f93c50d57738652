// Names of Linux and POSIX that KScript has nothing for: the calls by what they are about, the constants by how they begin. Who uses
// one is told that it is not there, and not that some other name looks like it. The calls are those of Linux's table for x86-64.
using KScript.Kernel;

namespace KScript.Interpreter.Diagnostics;

/// <summary>Knows what Linux has and KScript does not.</summary>
internal static class LinuxNames
{
    private const string Raw =
        "rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigqueueinfo rt_sigsuspend restart_syscall " +
        "rt_tgsigqueueinfo";

    private const string Namespaces =
        "pivot_root chroot mount umount2 sethostname setdomainname open_tree move_mount fsopen fsconfig fsmount " +
        "fspick mount_setattr";

    private const string Threads =
        "futex set_thread_area get_thread_area set_tid_address set_robust_list get_robust_list membarrier rseq futex_waitv";

    private const string Pidfds =
        "process_vm_readv process_vm_writev kcmp pidfd_getfd process_madvise process_mrelease";

    private const string Ipc =
        "shmget shmat shmctl semget semop semctl shmdt msgget msgsnd msgrcv msgctl semtimedop mq_open mq_unlink mq_timedsend " +
        "mq_timedreceive mq_notify mq_getsetattr eventfd2";

    private const string Timers =
        "adjtimex settimeofday timer_settime timer_gettime timer_getoverrun timer_delete clock_settime clock_getres " +
        "clock_adjtime";

    private const string Sockets =
        "sendfile socket connect accept sendto recvfrom sendmsg recvmsg shutdown bind listen getsockname getpeername " +
        "setsockopt getsockopt accept4 recvmmsg sendmmsg";

    private const string Memory =
        "mprotect munmap brk mremap msync mincore madvise mlock munlock mlockall munlockall swapon swapoff remap_file_pages " +
        "mbind set_mempolicy get_mempolicy migrate_pages move_pages memfd_create userfaultfd mlock2 pkey_mprotect pkey_alloc " +
        "pkey_free memfd_secret set_mempolicy_home_node";

    private const string Credentials =
        "getgid setgid getegid setreuid setregid getgroups setgroups setresuid getresuid setresgid getresgid setfsuid setfsgid " +
        "capget capset";

    private const string Events =
        "io_setup io_destroy io_getevents io_submit io_cancel epoll_ctl_old epoll_wait_old " +
        "ioprio_set ioprio_get inotify_init inotify_add_watch inotify_rm_watch pselect6 epoll_pwait signalfd4 " +
        "epoll_create1 inotify_init1 fanotify_init fanotify_mark io_pgetevents io_uring_setup io_uring_enter io_uring_register " +
        "epoll_pwait2";

    private const string Files =
        "stat fstat lstat ioctl pread64 pwrite64 readv writev access fsync fdatasync truncate ftruncate getdents fchdir " +
        "rename creat link symlink readlink chmod fchmod chown fchown lchown utime mknod ustat statfs " +
        "fstatfs sync create_module quotactl readahead setxattr lsetxattr fsetxattr getxattr lgetxattr fgetxattr listxattr " +
        "llistxattr flistxattr removexattr lremovexattr fremovexattr lookup_dcookie getdents64 fadvise64 utimes openat mkdirat " +
        "mknodat fchownat futimesat newfstatat unlinkat renameat linkat symlinkat readlinkat fchmodat faccessat splice tee " +
        "sync_file_range vmsplice utimensat fallocate preadv pwritev perf_event_open name_to_handle_at " +
        "open_by_handle_at syncfs renameat2 copy_file_range preadv2 pwritev2 statx close_range openat2 faccessat2 quotactl_fd " +
        "landlock_create_ruleset";

    private const string System =
        "uname sysinfo syslog uselib personality sysfs vhangup modify_ldt _sysctl arch_prctl acct reboot iopl ioperm " +
        "init_module delete_module get_kernel_syms query_module nfsservctl getpmsg putpmsg afs_syscall tuxcall security vserver " +
        "kexec_load add_key request_key keyctl prlimit64 getcpu finit_module seccomp getrandom kexec_file_load bpf " +
        "landlock_add_rule landlock_restrict_self";

    /// <summary>The calls, and what is said of them.</summary>
    private static readonly (string Names, string Why)[] Calls =
    [
        (Raw, "the calls of libc are meant: `sigaction`, `sigprocmask`, `sigsuspend`, `sigpending`, `sigqueue`"),
        (Namespaces, "of namespaces there are those of pids: container, enter, unshare, setns"),
        (Threads, "a thread is `thread { … }`"),
        (Pidfds, "processes are named by their pids, or by what `pidfd_open(pid)` gives"),
        (Ipc, "processes share `shared` variables, pipes and files"),
        (Timers, "the timers are alarm's, `alarm 5`, and those of `timerfd_create()`"),
        (Sockets, "there is no network"),
        (Memory, "memory is not modelled: each process has its variables"),
        (Credentials, "a process has one user number, and no groups: `getuid()`, `setuid(1000)`"),
        (Events, "files are waited for with `poll`, `ppoll` and `epoll_wait`, processes with `wait`"),
        (Files, "the calls on files are `open`, `read`, `write`, `close`, `lseek`, `dup2`, `fcntl`, `mkdir`, `unlink` and a few more"),
        (System, "the model has processes, signals, CPUs and time, and not this part of a kernel"),
    ];

    /// <summary>How names of libraries begin, in small letters.</summary>
    private static readonly (string Start, string Why)[] Libraries =
    [
        ("pthread_", "a thread is `thread { … }`; `join t`, `detach t`, `pthread_exit n`, `thread_kill t SIG`"), ("thrd_", "a thread is `thread { … }`"),
        ("mtx_", "a lock is `mutex m`, `lock m`, `unlock m`"), ("sem_", "processes share `shared` variables, pipes and files"),
        ("mq_", "processes share `shared` variables, pipes and files"),
        ("timer_", "there is one timer, alarm's: `alarm 5`"),
        ("posix_spawn", "attributes and file actions are a record: `posix_spawn(worker(3), record(flags=POSIX_SPAWN_SETSID))`"),
    ];

    /// <summary>How constants begin, and what is said of a family of which KScript has no member.</summary>
    private static readonly (string Start, string Why)[] Constants =
    [
        ("CLONE_NEW", "of namespaces there are those of pids: CLONE_NEWPID"), ("CLONE_", "`clone` shares what CLONE_VM, CLONE_THREAD and the others that there are say"),
        ("PTRACE_", "a tracer looks at signals, stops and calls, not at registers and memory"), ("__W", "`wait` waits for children of every kind"),
        ("POSIX_SPAWN_", "what the child shall change first, `fork { … }` does"), ("O_", ""),
        ("F_", ""), ("S_I", "permissions are numbers: `mkdir(\"/tmp/d\", 0x1c0)`"), ("PROT_", "memory is not modelled"),
        ("MAP_", "memory is not modelled"), ("MS_", "there are no mounts"), ("SIGEV_", "there is one timer, alarm's: `alarm 5`"),
        ("CLOCK_", "there is one clock: `now()`"), ("ITIMER_", "there is one timer, alarm's: `alarm 5`"),
        ("RUSAGE_", "`getrusage(RUSAGE_SELF)` is the caller's CPU time"), ("PTHREAD_", "a thread is `thread { … }`, and has no attributes"),
        ("FPE_", "a fault has no code here"), ("SEGV_", "a fault has no code here"), ("ILL_", "a fault has no code here"),
        ("BUS_", "a fault has no code here"), ("TRAP_", "a fault has no code here"), ("POLL_", "`poll` tells POLLIN, POLLOUT, POLLERR, POLLHUP and POLLNVAL"),
        ("SS_", "a handler runs on the process's own stack"),
        ("CPU_", "a set of CPUs is a list of numbers: `sched_setaffinity(0, [0])`"), ("LOCK_", ""), ("PR_", ""),
        ("RLIMIT_", ""), ("SA_", ""), ("SI_", ""), ("SCHED_", ""), ("PRIO_", ""), ("CLD_", ""), ("SIG_", ""),
    ];

    private static readonly Lazy<Dictionary<string, string>> ByName = new(() =>
        Calls.SelectMany(row => row.Names.Split(' '), (row, name) => (name, row.Why))
            .ToDictionary(pair => pair.name, pair => pair.Why, StringComparer.Ordinal));

    /// <summary>What to say of a function that neither the script nor the machine knows; null: it is none of Linux's.</summary>
    public static Habit? FindCall(string name)
        => ByName.Value.TryGetValue(name, out string? why) ? new Habit(name, null, why) : FindLibrary(name);

    private static Habit? FindLibrary(string name)
    {
        (string start, string why) = Array.Find(Libraries, row => name.StartsWith(row.Start, StringComparison.Ordinal));
        return start is null ? null : new Habit(name, null, why);
    }

    /// <summary>The same of a constant.</summary>
    public static Habit? FindConstant(string name)
    {
        (string start, string why) = Array.Find(Constants, row => name.StartsWith(row.Start, StringComparison.Ordinal));
        if (start is null || name.Any(char.IsAsciiLetterLower))
        {
            return null;
        }

        string[] family = [.. ConstantTable.NumberNames.Where(known => known.StartsWith(start, StringComparison.Ordinal))];
        // One letter off is a slip of the keyboard.
        return Array.Exists(family, known => Spelling.Distance(known, name) == 1) ? null
            : new Habit(name, null, why.Length > 0 ? why : $"it has {string.Join(", ", family)}");
    }
}
