// The small calls on a process itself: who it is, prctl.
namespace KScript.Kernel;

/// <summary>The options of prctl(2).</summary>
internal static class PrctlOption
{
    public const int PR_SET_PDEATHSIG = 1;
    public const int PR_GET_PDEATHSIG = 2;
    public const int PR_SET_CHILD_SUBREAPER = 36;
    public const int PR_GET_CHILD_SUBREAPER = 37;
}

/// <summary>getpid and the like.</summary>
internal static class ProcessCalls
{
    /// <summary>getpid: the process's number, the same in each of its threads.</summary>
    public static SyscallResult Getpid(Machine m, int task, ref Trap trap) => SyscallResult.Of(Threads.PidOf(m, task));

    /// <summary>gettid: the thread's own number; the first thread's is the process's.</summary>
    public static SyscallResult Gettid(Machine m, int task, ref Trap trap) => SyscallResult.Of(m.Tasks[task].Pid);

    /// <summary>getppid: the parent, or who adopted the caller.</summary>
    public static SyscallResult Getppid(Machine m, int task, ref Trap trap) => SyscallResult.Of(PpidOf(m, task));

    /// <summary>The parent's pid; 0 for init.</summary>
    public static int PpidOf(Machine m, int task)
    {
        int parent = m.Tasks[Threads.LeaderOf(m, task)].Parent;
        return parent == 0 ? 0 : Threads.PidOf(m, parent);
    }

    /// <summary>prctl(option, argument): PR_SET_PDEATHSIG, PR_GET_PDEATHSIG, PR_SET_CHILD_SUBREAPER, PR_GET_CHILD_SUBREAPER.</summary>
    /// <returns>0; the getters give their value.</returns>
    /// <errors>EINVAL another option, or no such signal.</errors>
    /// <source>prctl(2)</source>
    public static SyscallResult Prctl(Machine m, int task, ref Trap trap)
    {
        switch (trap.A0)
        {
            case PrctlOption.PR_SET_PDEATHSIG:
                if (trap.A1 != 0 && !Signal.IsValid(trap.A1))
                {
                    return SyscallResult.Fail(Errno.EINVAL);
                }

                TaskTable.Extra(m, task).ParentDeathSignal = (int)trap.A1;
                return SyscallResult.Of(0);

            case PrctlOption.PR_GET_PDEATHSIG:
                return SyscallResult.Of(TaskTable.ReadExtra(m, task).ParentDeathSignal);

            case PrctlOption.PR_SET_CHILD_SUBREAPER:
                SetSubreaper(m, task, trap.A1 != 0);
                return SyscallResult.Of(0);

            case PrctlOption.PR_GET_CHILD_SUBREAPER:
                return SyscallResult.Of((m.Tasks[Threads.LeaderOf(m, task)].Flags & TaskFlags.Subreaper) != 0 ? 1 : 0);

            default:
                return SyscallResult.Fail(Errno.EINVAL);
        }
    }

    /// <summary>subreaper([flag]): prctl(PR_SET_CHILD_SUBREAPER, flag) in a word.</summary>
    public static SyscallResult Subreaper(Machine m, int task, ref Trap trap)
    {
        SetSubreaper(m, task, trap.ArgumentCount == 0 || trap.A0 != 0);
        return SyscallResult.Of(0);
    }

    private static void SetSubreaper(Machine m, int task, bool on)
    {
        ref TaskRow row = ref m.Tasks.Write(Threads.LeaderOf(m, task));
        if (on == ((row.Flags & TaskFlags.Subreaper) != 0))
        {
            return;
        }

        row.Flags = on ? row.Flags | TaskFlags.Subreaper : row.Flags & ~TaskFlags.Subreaper;
        m.S.Subreapers += on ? 1 : -1;
    }

    /// <summary>next_pid(pid): as writing pid - 1 to /proc/sys/kernel/ns_last_pid. A number in use is passed over.</summary>
    /// <errors>EPERM not privileged; EINVAL not from 1 to pid_max + 1, which begins anew. In this order.</errors>
    /// <source>pid_namespaces(7); Linux kernel/pid_namespace.c pid_ns_ctl_handler()</source>
    public static SyscallResult NextPid(Machine m, int task, ref Trap trap)
    {
        if (Credentials.UidOf(m, task) != 0)
        {
            return SyscallResult.Fail(Errno.EPERM);
        }

        if (trap.A0 < 1 || trap.A0 > m.Settings.PidMax + 1)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        if (Namespaces.Of(m, task) is var space and not 0)
        {
            m.Namespaces.Write(space).LastPid = (int)trap.A0 - 1;
        }
        else
        {
            m.S.LastPid = (int)trap.A0 - 1;
        }

        return SyscallResult.Of(0);
    }
}
