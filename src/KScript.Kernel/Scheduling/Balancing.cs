// How waiting tasks get from one CPU's queue to another's (queues=percpu). Linux calls it load balancing: pull by idle CPUs, and now
// and then for all.

namespace KScript.Kernel;

/// <summary>Stealing and balancing.</summary>
/// <remarks>
/// Steal (Linux: newidle balance; Silberschatz 5.5.3, pull migration):
/// 1. A CPU that is idle when every idle CPU has chosen from its own queue takes a task from the fullest queue, waiting and running
/// tasks counted; of several the lowest number, of idle CPUs the lowest first. 2. It takes the task that its policy would run next of those that may run here; where
/// there is none, it looks into the next fullest queue.
/// Balance, every balance=N ticks, after the slices that end at that time and before idle CPUs choose (sched-domains in Linux's documentation):
/// 1. The CPUs in order: while some queue has at least two tasks more than this CPU's, the fullest gives one. 2. Which one: as steal/2.
/// Peek, every peek=N ticks, at the same point (OSTEP ch. 10, multi.py): the CPUs in order: one whose queue is empty, whether or not
/// it runs a task, takes the next task that has no affinity list from the first queue, by number, that has one.
/// </remarks>
internal static class Balancing
{
    private const string StealRule = "steal/1: idle, from the fullest queue";
    private const string BalanceRule = "balance/1: two more tasks there than here";
    private const string PeekRule = "peek: the queue here is empty";

    /// <summary>The task that an idle CPU takes from another's queue; 0: none. It is in no queue then.</summary>
    public static int Steal(Machine m, int cpu)
    {
        int task = TakeFromFullest(m, cpu, atLeast: 1);
        if (task != 0)
        {
            Reassign(m, task, cpu, StealRule);
        }

        return task;
    }

    /// <summary>Does what is due in this instant. False: nothing was moved.</summary>
    public static bool Act(Machine m)
    {
        bool moved = false;
        if (m.S.BalanceDue)
        {
            m.S.BalanceDue = false;
            for (int cpu = 0; cpu < m.Cpus.Length; cpu++)
            {
                moved |= Even(m, cpu);
            }
        }

        if (m.S.PeekDue)
        {
            m.S.PeekDue = false;
            for (int cpu = 0; cpu < m.Cpus.Length; cpu++)
            {
                moved |= !m.Waiting!.Queues.Contains(cpu) && Peek(m, cpu);
            }
        }

        return moved;
    }

    private static bool Even(Machine m, int cpu)
    {
        LoadTree loads = m.Waiting!.Loads!;
        bool moved = false;
        while (loads[loads.Most] >= loads[cpu] + 2 && TakeFromFullest(m, cpu, loads[cpu] + 2) is not 0 and var task)
        {
            Move(m, task, cpu, BalanceRule);
            moved = true;
        }

        return moved;
    }

    private static bool Peek(Machine m, int cpu)
    {
        CpuSet queues = m.Waiting!.Queues;
        for (int rq = queues.Next(0); rq >= 0; rq = queues.Next(rq + 1))
        {
            m.ListedStay = true;
            int task = m.Policy.PickNext(m, rq, cpu);
            m.ListedStay = false;
            if (task != 0)
            {
                Move(m, task, cpu, PeekRule);
                return true;
            }
        }

        return false;
    }

    private static void Move(Machine m, int task, int cpu, string rule)
    {
        Reassign(m, task, cpu, rule);
        m.Waiting!.Recheck.Add(cpu);
        // It keeps what it has left of its slice.
        m.Policy.Enqueue(m, cpu, task, EnqueueReason.Preempted);
    }

    /// <summary>A waiting task that the policy has let go of waits for another CPU from now on.</summary>
    private static void Reassign(Machine m, int task, int cpu, string rule)
    {
        WaitingCounts waiting = m.Waiting!;
        int from = RunQueues.Holding(m, task);
        waiting.Change(m, from, task, -1);
        waiting.Loads!.Add(from, -1);
        RunQueues.Assign(m, task, cpu, rule);
        waiting.Change(m, cpu, task, 1);
        waiting.Loads.Add(cpu, 1);
    }

    /// <summary>Takes a task for a CPU out of the fullest queue that has one for it, and at least so many tasks.</summary>
    private static int TakeFromFullest(Machine m, int cpu, int atLeast)
    {
        LoadTree loads = m.Waiting!.Loads!;
        int fullest = loads.Most;
        if (m.Waiting.Queues.Contains(fullest) && m.Policy.PickNext(m, fullest, cpu) is not 0 and var first)
        {
            return first;
        }

        // Who waits there may not run here, or nobody waits: the others, the fullest first.
        Span<int> order = stackalloc int[m.Cpus.Length];
        int count = 0;
        CpuSet queues = m.Waiting.Queues;
        for (int rq = queues.Next(0); rq >= 0; rq = queues.Next(rq + 1))
        {
            if (rq != fullest && rq != cpu && loads[rq] >= atLeast)
            {
                order[count++] = rq;
            }
        }

        order[..count].Sort((a, b) => loads[a] != loads[b] ? loads[b].CompareTo(loads[a]) : a.CompareTo(b));
        foreach (int rq in order[..count])
        {
            if (m.Policy.PickNext(m, rq, cpu) is not 0 and var task)
            {
                return task;
            }
        }

        return 0;
    }
}
