// The calls sched_*: yielding, affinity, a task's policy, real-time priority and deadline parameters, read and set. Who may do what is as in Linux:
// kernel/sched/syscalls.c, sched_setscheduler(2), sched_setattr(2).
namespace KScript.Kernel;

/// <summary>sched_setscheduler and its relatives. A pid of 0 is the caller.</summary>
internal static class SchedulingCalls
{
    /// <summary>A flag of sched_setscheduler's policy: SCHED_RESET_ON_FORK.</summary>
    public const long ResetOnFork = 0x40000000;

    // struct sched_attr without its size: policy, flags, nice, priority, runtime, deadline, period.
    private const int AttributeCount = 7;
    private const long ResetOnForkAttribute = 1;

    /// <summary>sched_setscheduler(pid, policy, priority): the policy and the real-time priority.</summary>
    /// <errors>EINVAL no such policy, or a priority that it does not take; ESRCH no such process; EPERM not privileged (MayChange).</errors>
    /// <source>POSIX.1-2017 sched_setscheduler(); sched_setscheduler(2)</source>
    public static SyscallResult SetScheduler(Machine m, int task, ref Trap trap)
    {
        if (trap.A1 < 0)
        {
            // Before the pid is looked at (Linux: SYSCALL_DEFINE3(sched_setscheduler)).
            return SyscallResult.Fail(Errno.EINVAL);
        }

        int target = Find(m, task, trap.A0, out Errno error);
        if (target == 0)
        {
            return SyscallResult.Fail(error);
        }

        bool sound = SchedulingAttributes.TryPolicy(trap.A1 & ~ResetOnFork, out SchedulingPolicy policy) && IsPriority(trap.A2);
        return !sound
            ? SyscallResult.Fail(Errno.EINVAL)
            : Change(m, task, target, new SchedulingAttributes(
                policy, (int)trap.A2, TaskTable.ReadExtra(m, target).Nice, ResetOnFork: (trap.A1 & ResetOnFork) != 0));
    }

    /// <summary>sched_getscheduler(pid): the policy, with SCHED_RESET_ON_FORK where it is set.</summary>
    /// <errors>EINVAL a negative pid; ESRCH no such process.</errors>
    /// <source>POSIX.1-2017 sched_getscheduler(); sched_setscheduler(2)</source>
    public static SyscallResult GetScheduler(Machine m, int task, ref Trap trap)
    {
        int target = Find(m, task, trap.A0, out Errno error);
        if (target == 0)
        {
            return SyscallResult.Fail(error);
        }

        SchedulingAttributes attributes = Scheduling.Of(m, target);
        return SyscallResult.Of((long)attributes.Policy | (attributes.ResetOnFork ? ResetOnFork : 0));
    }

    /// <summary>sched_setparam(pid, priority): the real-time priority under the present policy.</summary>
    /// <errors>EINVAL a priority that the policy does not take; ESRCH no such process; EPERM not privileged (MayChange).</errors>
    /// <source>POSIX.1-2017 sched_setparam(); sched_setparam(2)</source>
    public static SyscallResult SetParam(Machine m, int task, ref Trap trap)
    {
        int target = Find(m, task, trap.A0, out Errno error);
        if (target == 0)
        {
            return SyscallResult.Fail(error);
        }

        SchedulingAttributes now = Scheduling.Of(m, target);
        return !IsPriority(trap.A1)
            ? SyscallResult.Fail(Errno.EINVAL)
            : Change(m, task, target, new SchedulingAttributes(now.Policy, (int)trap.A1, now.Nice, ResetOnFork: now.ResetOnFork));
    }

    /// <summary>sched_getparam(pid): the real-time priority; 0 under other policies.</summary>
    /// <errors>EINVAL a negative pid; ESRCH no such process.</errors>
    /// <source>POSIX.1-2017 sched_getparam(); sched_setparam(2)</source>
    public static SyscallResult GetParam(Machine m, int task, ref Trap trap)
    {
        int target = Find(m, task, trap.A0, out Errno error);
        return target == 0 ? SyscallResult.Fail(error) : SyscallResult.Of(Scheduling.Of(m, target).Priority);
    }

    /// <summary>sched_setattr(pid, [policy, flags, nice, priority, runtime, deadline, period]): all at once; what is left out at the end is 0.</summary>
    /// <errors>
    /// EINVAL no such policy or flag, values that the policy does not take; EBUSY the deadline tasks would want more than there is;
    /// ESRCH no such process; EPERM not privileged (MayChange).
    /// </errors>
    /// <source>sched_setattr(2)</source>
    public static SyscallResult SetAttr(Machine m, int task, ref Trap trap)
    {
        int target = Find(m, task, trap.A0, out Errno error);
        if (target == 0)
        {
            return SyscallResult.Fail(error);
        }

        return !TryRead(trap.Payload as long[] ?? [], out SchedulingAttributes attributes)
            ? SyscallResult.Fail(Errno.EINVAL)
            : Change(m, task, target, attributes with { Nice = IsFair(attributes.Policy) ? attributes.Nice : TaskTable.ReadExtra(m, target).Nice });
    }

    /// <summary>sched_getattr(pid): [policy, flags, nice, priority, runtime, deadline, period]; times in ticks.</summary>
    /// <errors>EINVAL a negative pid; ESRCH no such process.</errors>
    /// <source>sched_setattr(2)</source>
    public static SyscallResult GetAttr(Machine m, int task, ref Trap trap)
    {
        int target = Find(m, task, trap.A0, out Errno error);
        if (target == 0)
        {
            return SyscallResult.Fail(error);
        }

        SchedulingAttributes a = Scheduling.Of(m, target);
        long flags = a.ResetOnFork ? ResetOnForkAttribute : 0;
        // As in Linux each policy shows what it uses: real-time and deadline tasks have no nice value to show.
        long nice = IsFair(a.Policy) || a.Policy == SchedulingPolicy.Idle ? a.Nice : 0;
        return SyscallResult.Of(new[] { (long)a.Policy, flags, nice, a.Priority, a.Runtime, a.Deadline, a.Period });
    }

    /// <summary>sched_get_priority_min(policy).</summary>
    /// <errors>EINVAL no such policy.</errors>
    /// <source>POSIX.1-2017 sched_get_priority_min(); sched_get_priority_min(2)</source>
    public static SyscallResult GetPriorityMin(Machine m, int task, ref Trap trap) => PriorityBound(trap.A0, SchedulingAttributes.MinRealTime);

    /// <summary>sched_get_priority_max(policy).</summary>
    /// <errors>EINVAL no such policy.</errors>
    /// <source>POSIX.1-2017 sched_get_priority_max(); sched_get_priority_min(2)</source>
    public static SyscallResult GetPriorityMax(Machine m, int task, ref Trap trap) => PriorityBound(trap.A0, SchedulingAttributes.MaxRealTime);

    /// <summary>sched_rr_get_interval(pid): the length of the process's time slices in ticks; 0: they have no end.</summary>
    /// <errors>EINVAL a negative pid; ESRCH no such process.</errors>
    /// <source>POSIX.1-2017 sched_rr_get_interval(); sched_rr_get_interval(2)</source>
    public static SyscallResult RoundRobinInterval(Machine m, int task, ref Trap trap)
    {
        int target = Find(m, task, trap.A0, out Errno error);
        return target == 0 ? SyscallResult.Fail(error) : SyscallResult.Of(m.Policy.QuantumOf(m, target));
    }

    /// <summary>sched_yield: to the tail of the queue.</summary>
    public static SyscallResult Yield(Machine m, int task, ref Trap trap)
    {
        bool leaves = m.S.ReadyCount > 0 || m.Policy.YieldsAlone(m, task);
        return SyscallResult.Of(0) with { Reschedule = leaves ? new Reschedule(task, EnqueueReason.Yielded) : default };
    }

    /// <summary>sched_setaffinity(pid, cpus): the CPUs that a task may use.</summary>
    /// <errors>ESRCH no such process; EPERM another user's; EINVAL none of them exists.</errors>
    /// <source>sched_setaffinity(2)</source>
    public static SyscallResult SchedSetaffinity(Machine m, int task, ref Trap trap)
    {
        int target = trap.A0 == 0 ? task : TaskTable.Find(m, trap.A0);
        if (target == 0)
        {
            return SyscallResult.Fail(Errno.ESRCH);
        }

        int uid = Credentials.UidOf(m, task);
        if (uid != 0 && uid != Credentials.UidOf(m, target))
        {
            return SyscallResult.Fail(Errno.EPERM);
        }

        ulong[] list = new ulong[(m.Cpus.Length + 63) >> 6];
        foreach (long cpu in trap.Payload as long[] ?? [])
        {
            if (cpu >= 0 && cpu < m.Cpus.Length)
            {
                list[cpu >> 6] |= 1UL << (int)cpu;
            }
        }

        if (Affinity.Present(m, list) is not { } set)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        return SyscallResult.Of(0) with { Reschedule = Affinity.Set(m, target, set) };
    }

    /// <summary>sched_getaffinity(pid): the list of CPUs that a task may use.</summary>
    /// <errors>ESRCH no such process.</errors>
    /// <source>sched_setaffinity(2)</source>
    public static SyscallResult SchedGetaffinity(Machine m, int task, ref Trap trap)
    {
        int target = trap.A0 == 0 ? task : TaskTable.Find(m, trap.A0);
        if (target == 0)
        {
            return SyscallResult.Fail(Errno.ESRCH);
        }

        var list = new List<long>();
        for (int cpu = 0; cpu < m.Cpus.Length; cpu++)
        {
            if (Affinity.Allows(m, target, cpu))
            {
                list.Add(cpu);
            }
        }

        return SyscallResult.Of(list.ToArray());
    }

    private static SyscallResult PriorityBound(long number, int realTime) =>
        !SchedulingAttributes.TryPolicy(number, out SchedulingPolicy policy) ? SyscallResult.Fail(Errno.EINVAL)
        : SyscallResult.Of(SchedulingAttributes.IsRealTime(policy) ? realTime : 0);

    /// <summary>The slot of a pid, 0 the caller's; 0 and the errno where there is none.</summary>
    private static int Find(Machine m, int task, long pid, out Errno error)
    {
        error = pid < 0 ? Errno.EINVAL : Errno.ESRCH;
        return pid == 0 ? task : TaskTable.Find(m, pid);
    }

    private static bool IsPriority(long number) => number is >= 0 and <= SchedulingAttributes.MaxRealTime;

    private static bool IsFair(SchedulingPolicy policy) => policy is SchedulingPolicy.Other or SchedulingPolicy.Batch;

    /// <summary>The list of sched_setattr; false: no such policy or flag, or numbers that no policy takes.</summary>
    private static bool TryRead(long[] list, out SchedulingAttributes attributes)
    {
        attributes = default;
        if (list.Length is 0 or > AttributeCount)
        {
            return false;
        }

        long[] all = new long[AttributeCount];
        list.CopyTo(all, 0);
        bool sound = SchedulingAttributes.TryPolicy(all[0], out SchedulingPolicy policy) && (all[1] & ~ResetOnForkAttribute) == 0 && IsPriority(all[3]);
        int nice = (int)Math.Clamp(all[2], Priorities.MinNice, Priorities.MaxNice);
        attributes = new SchedulingAttributes(policy, (int)(sound ? all[3] : 0), nice, ResetOnFork: all[1] != 0);
        if (policy == SchedulingPolicy.Deadline)
        {
            // A period of 0 is the deadline (sched_setattr(2)).
            attributes = attributes with { Runtime = all[4], Deadline = all[5], Period = all[6] == 0 ? all[5] : all[6] };
        }

        return sound;
    }

    private static SyscallResult Change(Machine m, int task, int target, SchedulingAttributes to)
    {
        if (!to.IsValid)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        if (Credentials.UidOf(m, task) != 0 && !MayChange(m, task, target, in to))
        {
            return SyscallResult.Fail(Errno.EPERM);
        }

        if (!DeadlineBandwidth.Admits(m, target, in to))
        {
            return SyscallResult.Fail(Errno.EBUSY);
        }

        return SyscallResult.Of(0) with { Reschedule = Scheduling.Set(m, target, to) };
    }

    /// <summary>
    /// What the unprivileged may do (kernel/sched/syscalls.c, user_check_sched_setscheduler): to their own processes, no deadlines;
    /// real-time as far as RLIMIT_RTPRIO or the present priority goes; a better nice value, and a way out of SCHED_IDLE, as far as
    /// RLIMIT_NICE allows; never take the reset flag off.
    /// </summary>
    private static bool MayChange(Machine m, int task, int target, in SchedulingAttributes to)
    {
        SchedulingAttributes old = Scheduling.Of(m, target);
        long realTimeLimit = Credentials.LimitOf(m, target, ResourceLimit.RLIMIT_RTPRIO);
        bool better = to.Policy switch
        {
            SchedulingPolicy.Deadline => true,
            SchedulingPolicy.Fifo or SchedulingPolicy.RoundRobin =>
                (to.Policy != old.Policy && realTimeLimit == 0) || (to.Priority > old.Priority && to.Priority > realTimeLimit),
            SchedulingPolicy.Other or SchedulingPolicy.Batch => to.Nice < old.Nice && !Priorities.IsAllowed(m, target, to.Nice),
            SchedulingPolicy.Idle => false,
        };
        bool leavesIdle = old.Policy == SchedulingPolicy.Idle && to.Policy != SchedulingPolicy.Idle && !Priorities.IsAllowed(m, target, old.Nice);
        return !better && !leavesIdle && Credentials.UidOf(m, task) == Credentials.UidOf(m, target) && (!old.ResetOnFork || to.ResetOnFork);
    }
}
