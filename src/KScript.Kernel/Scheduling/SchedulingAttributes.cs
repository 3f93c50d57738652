// What a task asks of the scheduler (sched(7)): policy, real-time priority, deadline parameters, nice. Any task has them under any
// `sched`; only `sched linux` acts on policy and priority, and cfs and eevdf on nice. How they change is here, the calls in
// SchedulingCalls.cs and Priorities.cs.

namespace KScript.Kernel;

/// <summary>A scheduling policy of a task, with Linux's numbers (sched.h).</summary>
internal enum SchedulingPolicy : byte
{
    /// <summary>SCHED_OTHER: the fair class.</summary>
    Other = 0,
    /// <summary>SCHED_FIFO: real-time, runs until it blocks or yields.</summary>
    Fifo = 1,
    /// <summary>SCHED_RR: real-time, a quantum each.</summary>
    RoundRobin = 2,
    /// <summary>SCHED_BATCH: fair, and never preempts at wake-up.</summary>
    Batch = 3,
    /// <summary>SCHED_IDLE: fair, with next to no weight.</summary>
    Idle = 5,
    /// <summary>SCHED_DEADLINE: so much CPU time in each period.</summary>
    Deadline = 6,
}

/// <summary>The attributes as sched_setattr(2) has them; times in ticks.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Priority">1..99 where the policy is real-time, else 0.</param>
/// <param name="Nice">-20..19.</param>
/// <param name="Runtime">Deadline class: CPU time in each period.</param>
/// <param name="Deadline">Deadline class: by when, counted from the start of the period.</param>
/// <param name="Period">Deadline class: length of a period, at least Deadline.</param>
/// <param name="ResetOnFork">SCHED_RESET_ON_FORK: children do not inherit a privileged policy.</param>
internal readonly record struct SchedulingAttributes(
    SchedulingPolicy Policy, int Priority, int Nice, long Runtime = 0, long Deadline = 0, long Period = 0, bool ResetOnFork = false)
{
    /// <summary>The least real-time priority (sched_get_priority_min(2)).</summary>
    public const int MinRealTime = 1;

    /// <summary>The greatest.</summary>
    public const int MaxRealTime = 99;

    /// <summary>Whether a policy is one of SCHED_FIFO and SCHED_RR.</summary>
    public static bool IsRealTime(SchedulingPolicy policy) => policy is SchedulingPolicy.Fifo or SchedulingPolicy.RoundRobin;

    /// <summary>Whether Linux would take them (kernel/sched/syscalls.c): priority as the policy wants it, runtime &lt;= deadline &lt;= period.</summary>
    public bool IsValid => Policy == SchedulingPolicy.Deadline
        ? Priority == 0 && Runtime > 0 && Runtime <= Deadline && Deadline <= Period && Period <= int.MaxValue
        : IsRealTime(Policy) ? Priority is >= MinRealTime and <= MaxRealTime : Priority == 0;

    /// <summary>The policy of a number; false: there is none.</summary>
    public static bool TryPolicy(long number, out SchedulingPolicy policy)
    {
        policy = (SchedulingPolicy)number;
        return number is >= 0 and <= 6 && Enum.IsDefined(policy);
    }
}

/// <summary>Reading and changing the attributes of tasks.</summary>
internal static class Scheduling
{
    /// <summary>The policy of a task.</summary>
    public static SchedulingPolicy PolicyOf(Machine m, int task) =>
        (m.Tasks[task].Flags & TaskFlags.HasExtra) == 0 ? SchedulingPolicy.Other : m.Extras[task].SchedPolicy;

    /// <summary>All of them.</summary>
    public static SchedulingAttributes Of(Machine m, int task)
    {
        TaskExtra extra = TaskTable.ReadExtra(m, task);
        return new SchedulingAttributes(
            extra.SchedPolicy, extra.RtPriority, TaskTable.ReadExtra(m, task).Nice, extra.DlRuntime, extra.DlDeadline, extra.DlPeriod, extra.ResetOnFork);
    }

    /// <summary>
    /// Gives a task other attributes, which are valid and admitted. One that waits for a CPU is put where it belongs then: to the tail, or
    /// to the head where its priority was lowered, and not moved where nothing but the flag changes (sched(7), SCHED_FIFO).
    /// </summary>
    public static Reschedule Set(Machine m, int task, SchedulingAttributes to)
    {
        SchedulingAttributes old = Of(m, task);
        if (old == to)
        {
            return default;
        }

        if (old with { ResetOnFork = to.ResetOnFork } == to)
        {
            TaskTable.Extra(m, task).ResetOnFork = to.ResetOnFork;
            return default;
        }

        if (!m.Policy.Traits.FollowsPolicies || old with { Nice = to.Nice, ResetOnFork = to.ResetOnFork } == to)
        {
            Store(m, task, in to);
            if (to.Nice != old.Nice)
            {
                m.Policy.Changed(m, task, old.Nice);
            }

            return default;
        }

        Dispatching.BeginChange(m, task);
        Store(m, task, in to);
        return Dispatching.EndChange(m, task, Rank(in to) < Rank(in old) ? EnqueueReason.Lowered : EnqueueReason.Changed);
    }

    /// <summary>How high a task stands: a deadline over every priority, a priority over every nice value.</summary>
    private static int Rank(in SchedulingAttributes a) =>
        a.Policy == SchedulingPolicy.Deadline ? SchedulingAttributes.MaxRealTime + 1 : a.Priority > 0 ? a.Priority : -21 - a.Nice;

    /// <summary>Writes the attributes into a task's rows. An extra row is made only where there is something to keep.</summary>
    public static void Store(Machine m, int task, in SchedulingAttributes to)
    {
        if (to == default && (m.Tasks[task].Flags & TaskFlags.HasExtra) == 0)
        {
            return;
        }

        m.S.DeadlineBandwidth += DeadlineBandwidth.Of(in to) - DeadlineBandwidth.OfTask(m, task);
        ref TaskExtra extra = ref TaskTable.Extra(m, task);
        extra.Nice = (sbyte)to.Nice;
        extra.SchedPolicy = to.Policy;
        extra.RtPriority = (byte)to.Priority;
        extra.ResetOnFork = to.ResetOnFork;
        bool isDeadline = to.Policy == SchedulingPolicy.Deadline;
        extra.DlRuntime = isDeadline ? to.Runtime : 0;
        extra.DlDeadline = isDeadline ? to.Deadline : 0;
        extra.DlPeriod = isDeadline ? to.Period : 0;
        // A reservation begins anew when its parameters change (kernel/sched/deadline.c, setup_new_dl_entity).
        extra.DlBudget = 0;
        extra.DlDue = 0;
    }

    /// <summary>Whether a child cannot inherit what its parent is: a deadline task forks only with the reset flag (sched(7)).</summary>
    public static bool ForbidsFork(Machine m, int parent) => PolicyOf(m, parent) == SchedulingPolicy.Deadline && !m.Extras[parent].ResetOnFork;

    /// <summary>
    /// A child's rows are copied: with the reset flag, real-time and deadline become SCHED_OTHER and negative nice values 0, and the flag goes
    /// (sched(7), "Resetting scheduling policy for child processes").
    /// </summary>
    public static void ResetForked(Machine m, int child)
    {
        ref TaskExtra extra = ref m.Extras.Write(child);
        extra.DlRuntime = extra.DlDeadline = extra.DlPeriod = 0;
        extra.DlBudget = 0;
        extra.DlDue = 0;
        if (!extra.ResetOnFork)
        {
            return;
        }

        bool privileged = SchedulingAttributes.IsRealTime(extra.SchedPolicy) || extra.SchedPolicy == SchedulingPolicy.Deadline;
        if (privileged)
        {
            extra.SchedPolicy = SchedulingPolicy.Other;
            extra.RtPriority = 0;
        }

        extra.Nice = privileged ? (sbyte)0 : Math.Max(extra.Nice, (sbyte)0);
        extra.ResetOnFork = false;
    }

    /// <summary>A task has died: its reservation is free. (Linux waits for the end of its period.)</summary>
    public static void Died(Machine m, int task)
    {
        if (PolicyOf(m, task) == SchedulingPolicy.Deadline)
        {
            Store(m, task, new SchedulingAttributes(SchedulingPolicy.Other, 0, TaskTable.ReadExtra(m, task).Nice));
        }
    }
}

/// <summary>
/// The admission test of the deadline class: the sum of runtime/period stays within the share of the CPUs that sched_rt_runtime_us
/// leaves (sched(7), SCHED_DEADLINE; kernel documentation, sched-deadline.rst section 4.2). Fractions of 2^20, as in Linux (to_ratio).
/// </summary>
internal static class DeadlineBandwidth
{
    private const int FractionBits = 20;

    /// <summary>950 ms of each second: Linux's default.</summary>
    public static readonly long DefaultLimit = Ratio(950, 1000);

    /// <summary>A part of a whole.</summary>
    public static long Ratio(long runtime, long period) => period <= 0 ? 0 : (long)(((Int128)runtime << FractionBits) / period);

    /// <summary>What some attributes take.</summary>
    public static long Of(in SchedulingAttributes a) => a.Policy == SchedulingPolicy.Deadline ? Ratio(a.Runtime, a.Period) : 0;

    /// <summary>What a task takes.</summary>
    public static long OfTask(Machine m, int task)
    {
        if ((m.Tasks[task].Flags & TaskFlags.HasExtra) == 0)
        {
            return 0;
        }

        ref readonly TaskExtra extra = ref m.Extras[task];
        return extra.SchedPolicy == SchedulingPolicy.Deadline ? Ratio(extra.DlRuntime, extra.DlPeriod) : 0;
    }

    /// <summary>Whether a task may have some attributes, in place of those that it has.</summary>
    public static bool Admits(Machine m, int task, in SchedulingAttributes to)
    {
        long wanted = Of(in to);
        long limit = m.Policy.Traits.DeadlineLimit;
        return wanted == 0 || limit < 0 || m.S.DeadlineBandwidth - OfTask(m, task) + wanted <= limit * m.Cpus.Length;
    }
}
