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
    /// <summary>getpid, gettid.</summary>
    public static SyscallResult Getpid(Machine m, int task, ref Trap trap) => SyscallResult.Of(m.Tasks[task].Pid);

    /// <summary>getppid: the parent, or who adopted the caller.</summary>
    public static SyscallResult Getppid(Machine m, int task, ref Trap trap) => SyscallResult.Of(PpidOf(m, task));

    /// <summary>The parent's pid; 0 for init.</summary>
    public static int PpidOf(Machine m, int task)
    {
        int parent = m.Tasks[task].Parent;
        return parent == 0 ? 0 : m.Tasks[parent].Pid;
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
                return SyscallResult.Of((m.Tasks[task].Flags & TaskFlags.Subreaper) != 0 ? 1 : 0);

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
        ref TaskRow row = ref m.Tasks.Write(task);
        if (on == ((row.Flags & TaskFlags.Subreaper) != 0))
        {
            return;
        }

        row.Flags = on ? row.Flags | TaskFlags.Subreaper : row.Flags & ~TaskFlags.Subreaper;
        m.S.Subreapers += on ? 1 : -1;
    }
}
