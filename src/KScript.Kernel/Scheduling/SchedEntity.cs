// What the policies that keep their queue in order remember of a task (Linux: sched_entity), and of a run queue. Who is waiting is in
// QueueNode; plain round robin and fcfs have none of this, and pay nothing for it.
namespace KScript.Kernel;

/// <summary>A policy's memory of a task. Each policy uses some of it; its own file says how.</summary>
internal struct SchedEntity
{
    /// <summary>The CPU time that is accounted for in the rest (CpuUse.Of).</summary>
    [Own("its CPU time")]
    public long Seen;
    /// <summary>Virtual runtime (cfs, eevdf) or pass (stride), in the policy's fixed point.</summary>
    [Own("the policy places it")]
    public long Virtual;
    /// <summary>Virtual deadline (eevdf); deadline (edf) or period (rm), 0: none.</summary>
    [Own("the policy places it")]
    public long Deadline;
    /// <summary>While it is not runnable: how far it was ahead or behind when it left (eevdf: lag; stride: remain).</summary>
    [Own("the policy places it")]
    public long Lag;
    /// <summary>The next burst as predicted, in thousandths of a tick (sjf, srtf, hrrn, lrtf).</summary>
    [Own("guess=N")]
    public long Burst;
    /// <summary>When it entered the queue (priority: as if it had waited for what it has gained).</summary>
    [Own("when it enters the queue")]
    public long Since;
    /// <summary>Tickets (lottery, stride); 0: as many as a job has that says nothing.</summary>
    [Inherited("as the nice value")]
    public int Tickets;
    /// <summary>The run queue whose load it is part of, plus 1; 0: it is not runnable.</summary>
    [Own("its run queue")]
    public int LoadOf;
}

/// <summary>A policy's memory of a run queue. Runnable tasks are those that wait in it or run on its CPUs.</summary>
internal struct FairRow
{
    /// <summary>The sum of weight times virtual runtime over the runnable tasks (eevdf).</summary>
    public Int128 Sum;
    /// <summary>The weights (cfs, eevdf) or tickets (stride) of the runnable tasks.</summary>
    public long Load;
    /// <summary>min_vruntime (cfs), the virtual time when nobody is runnable (eevdf), the global pass (stride).</summary>
    public long Clock;
    /// <summary>The best of the tasks that woke in the instant WokenAt; 0: none, or it has its CPU.</summary>
    public int Woken;
    public long WokenAt;
}

/// <summary>The CPU time of tasks, to the present instant.</summary>
internal static class CpuUse
{
    /// <summary>CPU time of a task in ticks, with what it has used since it got its CPU.</summary>
    public static long Of(Machine m, int task)
    {
        ref readonly TaskRow row = ref m.Tasks[task];
        if (row.State != TaskState.Running)
        {
            return row.CpuTime;
        }

        ref readonly CpuRow c = ref m.Cpus[row.Cpu];
        return c.Current != task || c.Mode == CpuMode.Switching ? row.CpuTime : row.CpuTime + (m.S.Now - c.ChargedUntil);
    }
}
