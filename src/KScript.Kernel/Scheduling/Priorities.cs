// The nice value and its calls: nice, getpriority, setpriority, on a process, a group or a user.
namespace KScript.Kernel;

/// <summary>nice, getpriority, setpriority.</summary>
internal static class Priorities
{
    /// <summary>The best and the worst nice value.</summary>
    public const int MinNice = -20;
    public const int MaxNice = 19;

    /// <summary>Numbers of getpriority's which.</summary>
    public const int PRIO_PROCESS = 0;
    public const int PRIO_PGRP = 1;
    public const int PRIO_USER = 2;

    // Enough to get from one end to the other, so that no sum overflows.
    private const int WholeRange = MaxNice - MinNice + 1;

    /// <summary>nice(n): adds to the nice value, within -20..19.</summary>
    /// <returns>The new value.</returns>
    /// <errors>EPERM lowered without privilege.</errors>
    /// <source>POSIX.1-2017 nice(); nice(2)</source>
    public static SyscallResult Nice(Machine m, int task, ref Trap trap)
    {
        long sum = TaskTable.ReadExtra(m, task).Nice + Math.Clamp(trap.A0, -WholeRange, WholeRange);
        int nice = (int)Math.Clamp(sum, MinNice, MaxNice);
        if (nice < TaskTable.ReadExtra(m, task).Nice && Credentials.UidOf(m, task) != 0 && !IsAllowed(m, task, nice))
        {
            return SyscallResult.Fail(Errno.EPERM);
        }

        Set(m, task, nice);
        return SyscallResult.Of(nice);
    }

    /// <summary>getpriority(which, who): the nice value; of several processes the best one. A who of 0 is the caller's.</summary>
    /// <errors>EINVAL another which; ESRCH no such process.</errors>
    /// <source>POSIX.1-2017 getpriority(); getpriority(2)</source>
    public static SyscallResult Getpriority(Machine m, int task, ref Trap trap)
    {
        if (trap.A0 is < PRIO_PROCESS or > PRIO_USER)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        int best = int.MaxValue;
        for (int target = Next(m, task, trap.A0, trap.A1, 0); target != 0; target = Next(m, task, trap.A0, trap.A1, target))
        {
            best = Math.Min(best, TaskTable.ReadExtra(m, target).Nice);
        }

        return best == int.MaxValue ? SyscallResult.Fail(Errno.ESRCH) : SyscallResult.Of(best);
    }

    /// <summary>
    /// setpriority(which, who, value): sets the nice value of all that are meant. One that it may not be set for does not keep it from the
    /// others, and the last such failure is the answer.
    /// </summary>
    /// <errors>EINVAL another which; ESRCH no such process; EPERM another user's; EACCES lowered without privilege.</errors>
    /// <source>POSIX.1-2017 setpriority(); setpriority(2)</source>
    public static SyscallResult Setpriority(Machine m, int task, ref Trap trap)
    {
        if (trap.A0 is < PRIO_PROCESS or > PRIO_USER)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        int nice = (int)Math.Clamp(trap.A2, MinNice, MaxNice);
        Errno answer = Errno.ESRCH;
        bool changed = false;
        for (int target = Next(m, task, trap.A0, trap.A1, 0); target != 0; target = Next(m, task, trap.A0, trap.A1, target))
        {
            Errno error = SetOne(m, task, target, nice);
            changed |= error == Errno.None;
            answer = error != Errno.None || answer == Errno.ESRCH ? error : answer;
        }

        return answer == Errno.None ? SyscallResult.Of(0) : SyscallResult.Fail(answer) with { HasDonePart = changed };
    }

    /// <summary>Whether RLIMIT_NICE allows a nice value to the unprivileged: the limit counts from 20 (worst) to 1..40.</summary>
    public static bool IsAllowed(Machine m, int task, int nice) => MaxNice + 1 - nice <= Credentials.LimitOf(m, task, ResourceLimit.RLIMIT_NICE);

    private static Errno SetOne(Machine m, int task, int target, int nice)
    {
        int uid = Credentials.UidOf(m, task);
        if (uid != 0 && uid != Credentials.UidOf(m, target))
        {
            return Errno.EPERM;
        }

        if (nice < TaskTable.ReadExtra(m, target).Nice && uid != 0 && !IsAllowed(m, target, nice))
        {
            return Errno.EACCES;
        }

        Set(m, target, nice);
        return Errno.None;
    }

    /// <summary>A nice value moves nobody off a CPU by itself: the run queues are looked at again after the call.</summary>
    private static void Set(Machine m, int task, int nice) => Scheduling.Set(m, task, Scheduling.Of(m, task) with { Nice = nice });

    /// <summary>The process after another among those that are meant; 0 starts and ends. A user's are looked for among all.</summary>
    private static int Next(Machine m, int task, long which, long who, int after)
    {
        switch (which)
        {
            case PRIO_PROCESS:
                return after != 0 ? 0 : who == 0 ? task : TaskTable.Find(m, who);
            case PRIO_PGRP:
                int group = who == 0 ? Groups.Of(m, task) : TaskTable.FindGroup(m, who);
                return after != 0 ? m.Tasks[after].GroupNext : group == 0 ? 0 : m.Groups[group].First;
            default:
                long uid = who == 0 ? Credentials.UidOf(m, task) : who;
                int slot = after + 1;
                while (slot <= m.S.TaskTop && (m.Tasks[slot].State == TaskState.Free || Credentials.UidOf(m, slot) != uid))
                {
                    slot++;
                }

                return slot <= m.S.TaskTop ? slot : 0;
        }
    }
}
