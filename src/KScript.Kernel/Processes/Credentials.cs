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

    /// <summary>What holds where no limit was set: nothing better than nice 0 and no real-time for the unprivileged, else no limit.</summary>
    public static long DefaultOf(int resource) => resource is RLIMIT_NICE or RLIMIT_RTPRIO ? 0 : Infinity;
}

/// <summary>Credentials, limits and the like.</summary>
internal static class Credentials
{

    /// <summary>The user id; 0 is privileged.</summary>
    public static int UidOf(Machine m, int task) => (m.Tasks[task].Flags & TaskFlags.HasExtra) == 0 ? 0 : m.Extras[task].Uid;

    /// <summary>The same user, or privileged; SIGCONT also within the session (kill(2)).</summary>
    public static bool MaySignal(Machine m, int sender, int target, int signal)
    {
        int uid = UidOf(m, sender);
        return uid == 0 || uid == UidOf(m, target)
            || (signal == Signal.SIGCONT && Groups.SidOf(m, sender) == Groups.SidOf(m, target));
    }

    /// <summary>The soft limit of a resource; the default where none is set.</summary>
    public static long LimitOf(Machine m, int task, int resource) =>
        TaskTable.ReadExtra(m, task).Limits is { } limits ? limits[resource] : ResourceLimit.DefaultOf(resource);

    /// <summary>Whether the caller's user has as many processes as RLIMIT_NPROC allows; the privileged are exempt (getrlimit(2)).</summary>
    public static bool ReachedProcessLimit(Machine m, int task)
    {
        if ((m.Tasks[task].Flags & TaskFlags.HasExtra) == 0)
        {
            return false;
        }

        long limit = LimitOf(m, task, ResourceLimit.RLIMIT_NPROC);
        int uid = UidOf(m, task);
        if (limit == ResourceLimit.Infinity || uid == 0)
        {
            return false;
        }

        long count = 0;
        for (int slot = 1; slot <= m.S.TaskTop; slot++)
        {
            if (m.Tasks[slot].State != TaskState.Free && UidOf(m, slot) == uid)
            {
                count++;
            }
        }

        return count >= limit;
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
            TaskTable.Extra(m, task).Uid = (int)trap.A0;
            m.Extras.Write(task).ParentDeathSignal = 0;
        }

        return SyscallResult.Of(0);
    }

    /// <summary>setrlimit(resource, limit): the soft limit.</summary>
    /// <errors>EINVAL no such resource; EPERM raised without privilege.</errors>
    /// <source>POSIX.1-2017 setrlimit(); setrlimit(2)</source>
    public static SyscallResult Setrlimit(Machine m, int task, ref Trap trap)
    {
        if (trap.A0 is < 0 or >= ResourceLimit.Count)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        long limit = trap.A1 < 0 ? ResourceLimit.Infinity : trap.A1;
        if (UidOf(m, task) != 0 && limit > LimitOf(m, task, (int)trap.A0))
        {
            return SyscallResult.Fail(Errno.EPERM);
        }

        long[]? old = TaskTable.ReadExtra(m, task).Limits;
        long[] limits = new long[ResourceLimit.Count];
        for (int resource = 0; resource < limits.Length; resource++)
        {
            limits[resource] = old?[resource] ?? ResourceLimit.DefaultOf(resource);
        }

        limits[trap.A0] = limit;
        TaskTable.Extra(m, task).Limits = limits;
        return SyscallResult.Of(0);
    }

    /// <summary>getrlimit(resource): the soft limit, -1 for none.</summary>
    /// <errors>EINVAL no such resource.</errors>
    public static SyscallResult Getrlimit(Machine m, int task, ref Trap trap)
    {
        if (trap.A0 is < 0 or >= ResourceLimit.Count)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        long limit = LimitOf(m, task, (int)trap.A0);
        return SyscallResult.Of(limit == ResourceLimit.Infinity ? -1 : limit);
    }
}
