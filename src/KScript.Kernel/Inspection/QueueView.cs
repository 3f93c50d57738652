// Reading CPUs and run queues from outside: what runs where, and who waits in which order. Copies, valid at the time they were
// made; nothing here changes the machine.
namespace KScript.Kernel;

/// <summary>What a CPU does now.</summary>
internal enum CpuActivity : byte
{
    /// <summary>Nothing: the idle task (swapper).</summary>
    Idle,
    /// <summary>It pays for a context switch (machine switch=N).</summary>
    Switching,
    /// <summary>Its task executes statements that take no time.</summary>
    Chain,
    /// <summary>Its task uses time.</summary>
    Burst,
}

/// <summary>A CPU and what is on it.</summary>
/// <param name="Cpu">Its number.</param>
/// <param name="Activity">What it does.</param>
/// <param name="Pid">The task on it; 0: idle.</param>
/// <param name="Name">Its name; empty where idle.</param>
/// <param name="Level">The level the task has; -1: the policy has no levels, or the CPU is idle.</param>
/// <param name="SliceLeft">Ticks left of the slice; -1: it has no end, or has not begun.</param>
/// <param name="BurstLeft">Ticks left of the burst, or of the switch; -1: none is under way.</param>
internal readonly record struct CpuView(int Cpu, CpuActivity Activity, int Pid, string Name, int Level, long SliceLeft, long BurstLeft);

/// <summary>A task that waits for a CPU.</summary>
/// <param name="Pid">Its pid.</param>
/// <param name="Name">Its name.</param>
/// <param name="SliceLeft">Ticks left of the slice that it was preempted in; 0: it starts a new one.</param>
/// <param name="BurstLeft">Ticks left of a burst that was cut short; 0: none was.</param>
internal readonly record struct ReadyView(int Pid, string Name, int SliceLeft, long BurstLeft);

/// <summary>One level of one run queue.</summary>
/// <param name="RunQueue">The run queue's number.</param>
/// <param name="Level">The level, 0 the best; 0 where the policy has one queue only.</param>
/// <param name="Tasks">Who waits, the head first.</param>
internal sealed record QueueView(int RunQueue, int Level, IReadOnlyList<ReadyView> Tasks);

internal sealed partial class Machine
{
    /// <summary>The CPUs, by number.</summary>
    public IReadOnlyList<CpuView> Processors()
    {
        var list = new CpuView[Cpus.Length];
        for (int cpu = 0; cpu < list.Length; cpu++)
        {
            list[cpu] = ViewOfCpu(cpu);
        }

        return list;
    }

    private CpuView ViewOfCpu(int cpu)
    {
        ref readonly CpuRow c = ref Cpus[cpu];
        if (c.Current == 0)
        {
            return new CpuView(cpu, CpuActivity.Idle, 0, "", -1, -1, -1);
        }

        CpuActivity activity = c.Mode switch
        {
            CpuMode.Idle => CpuActivity.Idle,
            CpuMode.Switching => CpuActivity.Switching,
            CpuMode.Chain => CpuActivity.Chain,
            CpuMode.Burst => CpuActivity.Burst,
        };
        long slice = Dispatching.SliceLeft(this, cpu);
        ref readonly TaskRow row = ref Tasks[c.Current];
        return new CpuView(cpu, activity, row.Pid, Names[row.Name], hasLevels ? Policy.LevelOf(this, c.Current) : -1,
            slice == SchedulerPolicy.NoSlice ? -1 : slice, c.BurstEnd == CpuRow.Never ? -1 : c.BurstEnd - Now);
    }

    /// <summary>Every level of every run queue, the empty ones too: by run queue, the best level first.</summary>
    public IReadOnlyList<QueueView> ReadyQueuesNow()
    {
        var list = new List<QueueView>(Queues.Length);
        for (int queue = 0; queue < Queues.Length; queue++)
        {
            var tasks = new List<ReadyView>(Queues[queue].Count);
            for (int task = Queues[queue].Head; task != 0; task = Tasks[task].Next)
            {
                ref readonly TaskRow row = ref Tasks[task];
                tasks.Add(new ReadyView(row.Pid, Names[row.Name], Policy.SliceOf(this, task), Contexts[task]?.BurstLeft ?? 0));
            }

            list.Add(new QueueView(queue / Policy.QueueCount, queue % Policy.QueueCount, tasks));
        }

        return list;
    }
}
