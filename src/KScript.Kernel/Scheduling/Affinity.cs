// Which CPUs a task may use: sched_setaffinity(2), affinity= of a job.
namespace KScript.Kernel;

/// <summary>Allowed CPUs.</summary>
internal static class Affinity
{
    /// <summary>Whether a task may use a CPU.</summary>
    public static bool Allows(Machine m, int task, int cpu)
    {
        if ((m.Tasks[task].Flags & TaskFlags.HasExtra) == 0)
        {
            return true;
        }

        ulong[]? set = m.Extras[task].Affinity;
        return set is null || (!m.ListedStay && (cpu >> 6) < set.Length && (set[cpu >> 6] & (1UL << cpu)) != 0);
    }

    /// <summary>Whether there is a CPU that it may not use.</summary>
    public static bool IsRestricted(Machine m, int task)
    {
        if ((m.Tasks[task].Flags & TaskFlags.HasExtra) == 0 || m.Extras[task].Affinity is not { } set)
        {
            return false;
        }

        int count = 0;
        foreach (ulong word in set)
        {
            count += System.Numerics.BitOperations.PopCount(word);
        }

        return count < m.Cpus.Length;
    }

    /// <summary>The CPUs of a task that has a list of them.</summary>
    public static void CopyTo(Machine m, int task, CpuSet target) => target.Assign(m.Extras[task].Affinity);

    /// <summary>What of a list is there; null: nothing.</summary>
    public static ulong[]? Present(Machine m, ReadOnlySpan<ulong> list)
    {
        int cpus = m.Cpus.Length;
        ulong[] set = new ulong[(cpus + 63) >> 6];
        ulong any = 0;
        for (int word = 0; word < set.Length && word < list.Length; word++)
        {
            bool last = word == set.Length - 1 && (cpus & 63) != 0;
            set[word] = last ? list[word] & ((1UL << (cpus & 63)) - 1) : list[word];
            any |= set[word];
        }

        return any == 0 ? null : set;
    }

    /// <summary>
    /// A task may use other CPUs from now on. If it runs on one that it may not use, it leaves it when the call is over; if it waits in the
    /// queue of one, it moves at once, as in Linux.
    /// </summary>
    /// <returns>Who is to leave its CPU.</returns>
    public static Reschedule Set(Machine m, int task, ulong[] set)
    {
        if (m.Tasks[task].State != TaskState.Ready)
        {
            TaskTable.Extra(m, task).Affinity = set;
            bool leaves = m.Tasks[task].State == TaskState.Running && !Allows(m, task, m.Tasks[task].Cpu);
            return leaves ? new Reschedule(task, EnqueueReason.Yielded) : default;
        }

        int rq = RunQueues.Holding(m, task);
        // One that is throttled is counted nowhere (RunQueues.SetAside).
        bool counts = m.Policy.MayRun(m, task);
        if (counts)
        {
            m.Waiting?.Change(m, rq, task, -1);
        }

        TaskTable.Extra(m, task).Affinity = set;
        if (counts)
        {
            m.Waiting?.Change(m, rq, task, 1);
        }

        if (m.PerCpu && !Allows(m, task, rq))
        {
            m.Policy.Dequeue(m, task);
            m.Waiting!.Change(m, rq, task, -1);
            m.S.ReadyCount--;
            Dispatching.Enqueue(m, task, EnqueueReason.Preempted);
        }

        return default;
    }
}

internal sealed partial class Machine
{
    /// <summary>While tasks are looked for that have no list of CPUs at all (peek=N).</summary>
    internal bool ListedStay;
}
