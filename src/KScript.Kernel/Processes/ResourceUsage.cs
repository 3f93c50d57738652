// CPU time as a process itself may ask for it: its own, and what its children had used when it waited for them.
namespace KScript.Kernel;

/// <summary>Whose usage getrusage tells, with Linux's values.</summary>
internal static class UsageOf
{
    /// <summary>The caller's.</summary>
    public const int RUSAGE_SELF = 0;
    /// <summary>That of the children it has waited for, and of those that they had waited for.</summary>
    public const int RUSAGE_CHILDREN = -1;
    /// <summary>That of the calling thread alone.</summary>
    public const int RUSAGE_THREAD = 1;
}

/// <summary>CPU time used, and who is credited with it.</summary>
internal static class ResourceUsage
{
    /// <summary>getrusage(who): RUSAGE_SELF, RUSAGE_CHILDREN, RUSAGE_THREAD.</summary>
    /// <returns>CPU time in ticks: user time and system time, which the model does not tell apart.</returns>
    /// <errors>EINVAL another who.</errors>
    /// <source>POSIX.1-2017 getrusage(); getrusage(2)</source>
    public static SyscallResult Getrusage(Machine m, int task, ref Trap trap) => trap.A0 switch
    {
        UsageOf.RUSAGE_SELF => SyscallResult.Of(Threads.CpuTimeOf(m, Threads.LeaderOf(m, task))),
        UsageOf.RUSAGE_THREAD => SyscallResult.Of(ProcessView.CpuTimeOf(m, task)),
        UsageOf.RUSAGE_CHILDREN => SyscallResult.Of(OfChildren(m, task)),
        _ => SyscallResult.Fail(Errno.EINVAL),
    };

    /// <summary>times(): [user, system, children's user, children's system, now], as Python's os.times has them.</summary>
    /// <returns>Ticks. All CPU time is user time: the model does not tell the two apart.</returns>
    /// <source>POSIX.1-2017 times(); times(2)</source>
    public static SyscallResult Times(Machine m, int task, ref Trap trap) =>
        SyscallResult.Of(new long[] { ProcessView.CpuTimeOf(m, task), 0, OfChildren(m, task), 0, m.Now });

    /// <summary>What wait4 tells of a child: its CPU time, and that of the children it has waited for.</summary>
    /// <source>wait4(2); Linux wait_task_zombie, getrusage(RUSAGE_BOTH)</source>
    public static long OfWaited(Machine m, int child) => ProcessView.CpuTimeOf(m, child) + OfChildren(m, child);

    /// <summary>
    /// A waited-for child's time, and that of the children it had waited for, becomes its parent's children's time. A child that nobody waits
    /// for (SIGCHLD ignored, SA_NOCLDWAIT) leaves none behind.
    /// </summary>
    /// <source>POSIX.1-2017 times(); getrusage(2) NOTES; Linux wait_task_zombie</source>
    public static void Credit(Machine m, int parent, int child)
    {
        long used = m.Tasks[child].CpuTime + OfChildren(m, child);
        if (used > 0)
        {
            TaskTable.OfProcess(m, parent).ChildrenCpuTime += used;
        }
    }

    private static long OfChildren(Machine m, int task) => TaskTable.ReadOfProcess(m, task).ChildrenCpuTime;
}
