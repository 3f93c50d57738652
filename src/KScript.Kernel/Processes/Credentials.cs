// Who a process is and what it may: user ids, permission to signal, resource limits.
namespace KScript.Kernel;

/// <summary>Resources of setrlimit, with Linux's numbers.</summary>
internal static class ResourceLimit
{
    public const int RLIMIT_CPU = 0;
    public const int RLIMIT_CORE = 4;
    public const int RLIMIT_NPROC = 6;
    public const int RLIMIT_NOFILE = 7;
    public const int RLIMIT_SIGPENDING = 11;
    public const int RLIMIT_NICE = 13;
    public const int RLIMIT_RTPRIO = 14;
    public const int Count = 16;
    public const long Infinity = long.MaxValue;

    /// <summary>RLIMIT_NOFILE as the kernel sets it (INR_OPEN_CUR, INR_OPEN_MAX), and how far the privileged may raise it (/proc/sys/fs/nr_open).</summary>
    private const long DefaultDescriptors = 1024, MostDescriptors = 4096;
    public const long MostPrivilegedDescriptors = 1048576;

    /// <summary>
    /// What holds where no limit was set: 1024 descriptors and at most 4096, no core, nothing better than nice 0 and no real-time for the unprivileged, else no limit. The
    /// index of a hard limit is the resource's plus <see cref="Count"/>; only nice and real-time have one.
    /// </summary>
    public static long DefaultOf(int index) => index switch
    {
        RLIMIT_NOFILE => DefaultDescriptors,
        RLIMIT_NOFILE + Count => MostDescriptors,
        _ => index is RLIMIT_CORE or RLIMIT_NICE or RLIMIT_RTPRIO or (RLIMIT_NICE + Count) or (RLIMIT_RTPRIO + Count) ? 0 : Infinity,
    };
}

/// <summary>Credentials, limits and the like.</summary>
internal static class Credentials
{

    /// <summary>The user id; 0 is privileged.</summary>
    public static int UidOf(Machine m, int task)
    {
        int leader = Threads.LeaderOf(m, task);
        return (m.Tasks[leader].Flags & TaskFlags.HasExtra) == 0 ? 0 : m.Extras[leader].Uid;
    }

    /// <summary>The same user, or privileged; SIGCONT also within the session (kill(2)).</summary>
    public static bool MaySignal(Machine m, int sender, int target, int signal)
    {
        int uid = UidOf(m, sender);
        return uid == 0 || uid == UidOf(m, target)
            || (signal == Signal.SIGCONT && Groups.SidOf(m, sender) == Groups.SidOf(m, target));
    }

    /// <summary>The soft limit of a resource; the default where none is set.</summary>
    public static long LimitOf(Machine m, int task, int resource) =>
        TaskTable.ReadOfProcess(m, task).Limits is { } limits ? limits[resource] : ResourceLimit.DefaultOf(resource);

    /// <summary>Whether the caller's user has as many processes, each thread counted, as RLIMIT_NPROC allows; the privileged are exempt (getrlimit(2)).</summary>
    public static bool ReachedProcessLimit(Machine m, int task)
    {
        if ((m.Tasks[Threads.LeaderOf(m, task)].Flags & TaskFlags.HasExtra) == 0)
        {
            return false;
        }

        long limit = LimitOf(m, task, ResourceLimit.RLIMIT_NPROC);
        int uid = UidOf(m, task);
        if (limit == ResourceLimit.Infinity || uid == 0)
        {
            return false;
        }

        return Users.ProcessesOf(m, uid) >= limit;
    }

    /// <summary>getuid.</summary>
    public static SyscallResult Getuid(Machine m, int task, ref Trap trap) => SyscallResult.Of(UidOf(m, task));

    /// <summary>setuid(uid): the privileged may become anybody, others only who they are.</summary>
    /// <errors>EPERM not privileged; EINVAL a negative id.</errors>
    /// <source>POSIX.1-2017 setuid(); setuid(2)</source>
    public static SyscallResult Setuid(Machine m, int task, ref Trap trap)
    {
        if (trap.A0 is < 0 or > int.MaxValue)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        int uid = UidOf(m, task);
        if (uid != 0 && uid != trap.A0)
        {
            return SyscallResult.Fail(Errno.EPERM);
        }

        if (uid != trap.A0)
        {
            // All threads change, and each counts for its user.
            int threads = Threads.RowsOf(m, Threads.LeaderOf(m, task));
            Users.CountProcess(m, uid, -threads);
            Users.CountProcess(m, (int)trap.A0, threads);
            TaskTable.OfProcess(m, task).Uid = (int)trap.A0;
            TaskTable.OfProcess(m, task).NoDump = true;
            TaskTable.Extra(m, task).ParentDeathSignal = 0;
        }

        return SyscallResult.Of(0);
    }

    /// <summary>The hard limit of a resource: how far the soft one may go.</summary>
    private static long HardLimitOf(Machine m, int task, int resource) => LimitOf(m, task, resource + ResourceLimit.Count);

    /// <summary>setrlimit(resource, soft, hard): without hard it stays what it is, or goes up with the soft one.</summary>
    /// <errors>EINVAL no such resource, or soft is above hard; EPERM the hard limit raised without privilege.</errors>
    /// <source>POSIX.1-2017 setrlimit(); setrlimit(2)</source>
    public static SyscallResult Setrlimit(Machine m, int task, ref Trap trap)
    {
        if (trap.A0 is < 0 or >= ResourceLimit.Count)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        int resource = (int)trap.A0;
        long soft = LimitFrom(trap.A1);
        long hard = IsGiven(in trap, 2, trap.A2) ? LimitFrom(trap.A2) : Math.Max(soft, HardLimitOf(m, task, resource));
        Errno error = SetLimits(m, task, task, resource, soft, hard);
        return error == Errno.None ? SyscallResult.Of(0) : SyscallResult.Fail(error);
    }

    /// <summary>getrlimit(resource): the soft limit, -1 for none.</summary>
    /// <errors>EINVAL no such resource.</errors>
    public static SyscallResult Getrlimit(Machine m, int task, ref Trap trap) =>
        trap.A0 is < 0 or >= ResourceLimit.Count ? SyscallResult.Fail(Errno.EINVAL) : SyscallResult.Of(Told(LimitOf(m, task, (int)trap.A0)));

    /// <summary>prlimit(pid, resource, soft, hard): both limits of a process; with soft, and hard, they are set. A pid of 0 is the caller.</summary>
    /// <returns>[soft, hard] as they were; -1 for none.</returns>
    /// <errors>ESRCH no such process; EPERM another user's, or the hard limit raised without privilege; EINVAL as setrlimit.</errors>
    /// <source>prlimit(2)</source>
    public static SyscallResult Prlimit(Machine m, int task, ref Trap trap)
    {
        int target = trap.A0 == 0 ? task : TaskTable.Find(m, trap.A0);
        if (target == 0)
        {
            return SyscallResult.Fail(Errno.ESRCH);
        }

        int uid = UidOf(m, task);
        if (uid != 0 && uid != UidOf(m, target))
        {
            return SyscallResult.Fail(Errno.EPERM);
        }

        if (trap.A1 is < 0 or >= ResourceLimit.Count)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        int resource = (int)trap.A1;
        long[] old = [Told(LimitOf(m, target, resource)), Told(HardLimitOf(m, target, resource))];
        if (IsGiven(in trap, 2, trap.A2))
        {
            long soft = LimitFrom(trap.A2);
            long hard = IsGiven(in trap, 3, trap.A3) ? LimitFrom(trap.A3) : Math.Max(soft, HardLimitOf(m, target, resource));
            if (SetLimits(m, task, target, resource, soft, hard) is var error and not Errno.None)
            {
                return SyscallResult.Fail(error);
            }
        }

        return SyscallResult.Of(old);
    }

    /// <summary>A limit that was left out of setrlimit or prlimit: it stays.</summary>
    public const long NotGiven = long.MinValue;

    private static bool IsGiven(in Trap trap, int position, long value) => trap.ArgumentCount > position && value != NotGiven;

    private static long LimitFrom(long number) => number < 0 ? ResourceLimit.Infinity : number;

    private static long Told(long limit) => limit == ResourceLimit.Infinity ? -1 : limit;

    private static Errno SetLimits(Machine m, int task, int target, int resource, long soft, long hard)
    {
        if (soft > hard)
        {
            return Errno.EINVAL;
        }

        bool tooMany = resource == ResourceLimit.RLIMIT_NOFILE && hard > ResourceLimit.MostPrivilegedDescriptors;
        if (tooMany || (hard > HardLimitOf(m, target, resource) && UidOf(m, task) != 0))
        {
            return Errno.EPERM;
        }

        long[]? old = TaskTable.ReadOfProcess(m, target).Limits;
        long[] limits = new long[2 * ResourceLimit.Count];
        for (int index = 0; index < limits.Length; index++)
        {
            limits[index] = old?[index] ?? ResourceLimit.DefaultOf(index);
        }

        limits[resource] = soft;
        limits[resource + ResourceLimit.Count] = hard;
        TaskTable.OfProcess(m, target).Limits = limits;
        return Errno.None;
    }
}
