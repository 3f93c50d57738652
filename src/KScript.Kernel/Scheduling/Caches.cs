// Caches (cache=N): a task whose working set is in the cache of its CPU gets more done in a tick. Modelled after OSTEP's simulator of
// several CPUs (ch. 10, multi.py). Computed when bursts begin and end, not by tick.
namespace KScript.Kernel;

/// <summary>A working set in the cache of a CPU, or on its way there.</summary>
internal struct WarmRow
{
    /// <summary>Whose; 0: of a task that is gone, and still takes its place.</summary>
    public int Pid;
    /// <summary>Its name, for whoever looks into a cache.</summary>
    public NameId Name;
    public short Cpu;
    /// <summary>Ticks until it is in the cache; -1: it is.</summary>
    public int TicksLeft;
    /// <summary>working_set=; 0: the row is free.</summary>
    public int Size;
    /// <summary>In the cache: the one that entered next after it, and before it; 0 none. A free row: the next free one.</summary>
    public int Newer;
    public int Older;
    /// <summary>The task's row on another CPU.</summary>
    public int NextOfTask;
}

/// <summary>Warm and cold caches.</summary>
/// <remarks>
/// 1. The first warmup=N ticks of a task on a CPU are cold: a tick of work each. 2. Then its working set enters the cache: to the front, and while
/// those in it are more than cache=N together, the last one leaves and has to warm up again. The order is by time of entry. 3. A tick with the working set in
/// the cache does warm_rate=N ticks' work; a burst's last tick may be used in part. 4. With warmup=0 a set enters at the first dispatch; one that was pushed
/// out is back after a tick. 5. One that is larger than the cache empties it, and stays out. 6. A task that is gone keeps its
/// place until it is pushed out. 7. A task without working_set= is always cold.
/// </remarks>
internal static class Caches
{
    /// <summary>A burst begins: the ticks that so much work takes.</summary>
    public static long Begin(Machine m, int cpu, long work)
    {
        ref CpuRow c = ref m.Cpus[cpu];
        int size = TaskTable.ReadExtra(m, c.Current).WorkingSet;
        if (size == 0)
        {
            return work;
        }

        int row = Find(m, c.Current, cpu);
        row = row != 0 ? row : Add(m, c.Current, cpu, size);
        c.BurstWork = work;
        c.ColdTicks = ColdTicks(m, row);
        if (work <= c.ColdTicks)
        {
            return work;
        }

        long warm = work - c.ColdTicks;
        return c.ColdTicks + (warm / m.CpuOptions.WarmRate) + (warm % m.CpuOptions.WarmRate > 0 ? 1 : 0);
    }

    /// <summary>What is left to do of the burst under way.</summary>
    public static long WorkLeft(Machine m, int cpu)
    {
        ref readonly CpuRow c = ref m.Cpus[cpu];
        long ticks = m.S.Now - c.ChargedUntil;
        long done = ticks <= c.ColdTicks ? ticks : c.ColdTicks + ((ticks - c.ColdTicks) * m.CpuOptions.WarmRate);
        return Math.Max(0, c.BurstWork - done);
    }

    /// <summary>The burst is over, or cut short: what its ticks did to the cache.</summary>
    public static void Used(Machine m, int cpu)
    {
        ref CpuRow c = ref m.Cpus[cpu];
        c.BurstWork = 0;
        int row = Find(m, c.Current, cpu);
        ref WarmRow w = ref m.Warmth.Write(row);
        long ticks = m.S.Now - c.ChargedUntil;
        if (w.TicksLeft < 0 || ticks == 0)
        {
            return;
        }

        long needed = Math.Max(1, w.TicksLeft);
        if (ticks < needed)
        {
            w.TicksLeft -= (int)ticks;
            return;
        }

        Enter(m, row);
        if (w.TicksLeft > 0)
        {
            // Too large: it has begun anew, perhaps several times.
            w.TicksLeft -= (int)((ticks - needed) % w.TicksLeft);
        }
    }

    /// <summary>A task is gone.</summary>
    public static void Forget(Machine m, int task)
    {
        int next;
        for (int row = m.TaskCpus[task].Warm; row != 0; row = next)
        {
            ref WarmRow w = ref m.Warmth.Write(row);
            next = w.NextOfTask;
            w.NextOfTask = 0;
            w.Pid = 0;
            if (w.TicksLeft >= 0)
            {
                Free(m, row);
            }
        }
    }

    private static long ColdTicks(Machine m, int row)
    {
        ref readonly WarmRow w = ref m.Warmth[row];
        return w.TicksLeft < 0 ? 0 : w.Size > m.CpuOptions.CacheSize ? CpuRow.Never : Math.Max(1, w.TicksLeft);
    }

    // In proportion to the CPUs on which the task has run.
    private static int Find(Machine m, int task, int cpu)
    {
        int row = m.TaskCpus.Get(task).Warm;
        while (row != 0 && m.Warmth[row].Cpu != cpu)
        {
            row = m.Warmth[row].NextOfTask;
        }

        return row;
    }

    private static int Add(Machine m, int task, int cpu, int size)
    {
        int row = m.S.FreeWarm;
        if (row != 0)
        {
            m.S.FreeWarm = m.Warmth[row].Newer;
        }
        else
        {
            row = ++m.S.WarmTop;
        }

        ref TaskCpu place = ref m.TaskCpus.Write(task);
        m.Warmth.Write(row) = new WarmRow
        {
            Pid = m.Tasks[task].Pid,
            Name = m.Tasks[task].Name,
            Cpu = (short)cpu,
            TicksLeft = (int)m.CpuOptions.WarmupTicks,
            Size = size,
            NextOfTask = place.Warm,
        };
        place.Warm = row;
        if (m.CpuOptions.WarmupTicks == 0)
        {
            Enter(m, row);
        }

        return row;
    }

    private static void Enter(Machine m, int row)
    {
        ref WarmRow w = ref m.Warmth.Write(row);
        ref CpuRow c = ref m.Cpus[w.Cpu];
        w.TicksLeft = -1;
        w.Newer = 0;
        w.Older = c.CacheNewest;
        if (c.CacheNewest != 0)
        {
            m.Warmth.Write(c.CacheNewest).Newer = row;
        }
        else
        {
            c.CacheOldest = row;
        }

        c.CacheNewest = row;
        c.CacheUsed += w.Size;
        while (c.CacheUsed > m.CpuOptions.CacheSize)
        {
            PushOut(m, ref c);
        }
    }

    private static void PushOut(Machine m, ref CpuRow c)
    {
        int row = c.CacheOldest;
        ref WarmRow w = ref m.Warmth.Write(row);
        c.CacheUsed -= w.Size;
        c.CacheOldest = w.Newer;
        if (w.Newer != 0)
        {
            m.Warmth.Write(w.Newer).Older = 0;
        }
        else
        {
            c.CacheNewest = 0;
        }

        w.Newer = w.Older = 0;
        w.TicksLeft = (int)m.CpuOptions.WarmupTicks;
        if (w.Pid == 0)
        {
            Free(m, row);
        }
    }

    private static void Free(Machine m, int row)
    {
        m.Warmth.Write(row) = new WarmRow { Newer = m.S.FreeWarm };
        m.S.FreeWarm = row;
    }
}
