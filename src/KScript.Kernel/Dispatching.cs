// How tasks become ready, get a CPU and leave it: the run queue, slices, bursts, and the accounting of CPU time.
// Who is next is the policy's business (Schedulers/); what a task does on its CPU is in Execution.cs.
namespace KScript.Kernel;

/// <summary>Ready, dispatch, preempt, leave.</summary>
internal static class Dispatching
{
    /// <summary>A blocked or stopped task becomes ready.</summary>
    public static void Wake(Machine m, int task)
    {
        Enqueue(m, task, EnqueueReason.Woken);
        Events.Wakeup(m, task);
    }

    /// <summary>Puts a task that is on no CPU into the ready queue.</summary>
    public static void Enqueue(Machine m, int task, EnqueueReason reason)
    {
        m.Tasks.Write(task).State = TaskState.Ready;
        m.S.ReadyCount++;
        m.Policy.Enqueue(m, RunQueues.For(m, task), task, reason);
        if (m.IsPreemptive && m.ChainCpu >= 0)
        {
            ref CpuRow c = ref m.Cpus[m.ChainCpu];
            if (c.Current != 0 && m.Policy.IsBetter(m, task, c.Current))
            {
                c.NeedReschedule = true;
            }
        }
    }

    /// <summary>A CPU takes a task that the policy has taken out of its queue.</summary>
    public static void Dispatch(Machine m, int cpu, int task)
    {
        ref CpuRow c = ref m.Cpus[cpu];
        ref TaskRow row = ref m.Tasks.Write(task);
        m.S.ReadyCount--;
        m.S.RunningCount++;
        row.State = TaskState.Running;
        row.Link = cpu;
        m.IdleCpus.Remove(cpu);
        c.Current = task;
        c.NeedReschedule = false;
        c.ChargedUntil = m.S.Now;
        bool stayed = c.LastPid == row.Pid && c.LeftAt == m.S.Now;
        bool silent = c.PutBack == task && stayed;
        if (c.PutBack != 0 && !silent)
        {
            Events.Preempt(m, cpu, c.PutBack, task, m.Policy.PreemptRule);
        }

        c.PutBack = 0;
        if (!stayed)
        {
            Events.Switch(m, cpu, task);
        }

        c.IdleUnreported = false;
        bool another = c.LastPid != row.Pid;
        c.LastPid = row.Pid;
        if (m.Settings.SwitchTicks > 0 && another)
        {
            c.Mode = CpuMode.Switching;
            SetBurstEnd(m, cpu, m.S.Now + m.Settings.SwitchTicks);
            return;
        }

        c.Mode = CpuMode.Chain;
        if (stayed && !silent && c.LastSliceEnd > m.S.Now && row.Slice == 0)
        {
            ResumeSlice(m, cpu, task);
        }
        else
        {
            StartSlice(m, cpu, task);
        }

        m.ToRun.Add(cpu);
    }

    /// <summary>The switch is paid for: the slice starts now.</summary>
    public static void EndSwitch(Machine m, int cpu)
    {
        ref CpuRow c = ref m.Cpus[cpu];
        c.Mode = CpuMode.Chain;
        c.ChargedUntil = m.S.Now;
        c.BurstEnd = CpuRow.Never;
        StartSlice(m, cpu, c.Current);
    }

    /// <summary>Begins a slice as the policy says; it is not timed where nobody waits and its end would change nothing.</summary>
    public static void StartSlice(Machine m, int cpu, int task)
    {
        ref CpuRow c = ref m.Cpus[cpu];
        long ticks = m.Policy.SliceTicks(m, task);
        c.SliceStart = m.S.Now;
        c.SliceTicks = ticks;
        if (ticks == SchedulerPolicy.NoSlice)
        {
            SetSliceEnd(m, cpu, CpuRow.Never);
            return;
        }

        if (m.S.ReadyCount == 0 && m.Policy.RenewsAlone(m, task))
        {
            SetTickless(m, ref c, true);
            SetSliceEnd(m, cpu, CpuRow.Never);
            return;
        }

        SetTickless(m, ref c, false);
        SetSliceEnd(m, cpu, m.S.Now + ticks);
    }

    /// <summary>It blocked and came back in one instant without having left its CPU: the slice goes on.</summary>
    private static void ResumeSlice(Machine m, int cpu, int task)
    {
        ref CpuRow c = ref m.Cpus[cpu];
        if (c.LastSliceEnd == CpuRow.Never)
        {
            StartSlice(m, cpu, task);
            return;
        }

        c.SliceStart = m.S.Now;
        c.SliceTicks = c.LastSliceEnd - m.S.Now;
        SetSliceEnd(m, cpu, c.LastSliceEnd);
    }

    /// <summary>Somebody waits now: slices that were not timed are, at the end that they would have had.</summary>
    public static void TimeSlicesAgain(Machine m)
    {
        for (int cpu = 0; cpu < m.Cpus.Length; cpu++)
        {
            ref CpuRow c = ref m.Cpus[cpu];
            if (!c.Tickless)
            {
                continue;
            }

            SetTickless(m, ref c, false);
            long into = m.S.Now - c.SliceStart;
            long whole = into < c.SliceTicks ? 0 : into / c.SliceTicks * c.SliceTicks;
            bool endsNow = whole > 0 && whole == into && m.S.SlicesDoneAt != m.S.Now;
            long end = endsNow ? m.S.Now : c.SliceStart + whole + c.SliceTicks;
            SetSliceEnd(m, cpu, end);
            if (endsNow)
            {
                m.DueSlices.Add(cpu);
            }
        }
    }

    private static void SetTickless(Machine m, ref CpuRow c, bool tickless)
    {
        if (c.Tickless != tickless)
        {
            c.Tickless = tickless;
            m.S.TicklessCount += tickless ? 1 : -1;
        }
    }

    public static void StartBurst(Machine m, int cpu, long ticks)
    {
        ref CpuRow c = ref m.Cpus[cpu];
        c.Mode = CpuMode.Burst;
        SetBurstEnd(m, cpu, VirtualTime.After(m.S.Now, ticks));
    }

    /// <summary>The burst is done: what it used is charged.</summary>
    public static void EndBurst(Machine m, int cpu)
    {
        ref CpuRow c = ref m.Cpus[cpu];
        Charge(m, ref c);
        Own(m, c.Current).BurstLeft = 0;
        c.Mode = CpuMode.Chain;
        SetBurstEnd(m, cpu, CpuRow.Never);
    }

    /// <summary>A burst is cut short, its rest kept in the context; the CPU's task goes on with its chain.</summary>
    public static void InterruptBurst(Machine m, int cpu)
    {
        ref CpuRow c = ref m.Cpus[cpu];
        if (c.Mode != CpuMode.Burst)
        {
            return;
        }

        SaveBurst(m, ref c);
        c.Mode = CpuMode.Chain;
        SetBurstEnd(m, cpu, CpuRow.Never);
        m.ToRun.Add(cpu);
    }

    /// <summary>A better task takes the CPU.</summary>
    public static void Preempt(Machine m, int cpu, int by, string rule)
    {
        int task = m.Cpus[cpu].Current;
        Events.Preempt(m, cpu, task, by, rule);
        TakeOff(m, cpu, EnqueueReason.Preempted);
    }

    /// <summary>The slice is used up and others wait.</summary>
    public static void LeaveAtSliceEnd(Machine m, int cpu) => TakeOff(m, cpu, EnqueueReason.SliceOver);

    /// <summary>The task gives up its CPU to those that wait.</summary>
    public static void Yield(Machine m, int cpu) => TakeOff(m, cpu, EnqueueReason.Yielded);

    /// <summary>Puts the running tasks of a level and a run queue back at the head of their queue, without an event: whoever is first then runs.</summary>
    public static void PutBackRunning(Machine m, int rq, int level)
    {
        for (int cpu = m.Cpus.Length - 1; cpu >= 0; cpu--)
        {
            ref CpuRow c = ref m.Cpus[cpu];
            int task = c.Current;
            if (task != 0 && c.Mode == CpuMode.Burst && RunQueues.Of(m, cpu) == rq && m.Policy.LevelOf(m, task) == level)
            {
                TakeOff(m, cpu, EnqueueReason.Preempted);
                m.Cpus[cpu].PutBack = task;
            }
        }
    }

    /// <summary>After a boost: a running task that moved up starts a fresh slice.</summary>
    public static void RestartMovedSlices(Machine m)
    {
        for (int cpu = 0; cpu < m.Cpus.Length; cpu++)
        {
            int task = m.Cpus[cpu].Current;
            if (task != 0 && m.Sched[task].BoostsSeen != m.S.BoostCount && (m.Sched[task].Level > 0 || m.Policy.BurstsBeforeTimers))
            {
                m.Tasks.Write(task).Slice = 0;
                StartSlice(m, cpu, task);
            }
        }
    }

    private static void TakeOff(Machine m, int cpu, EnqueueReason reason)
    {
        ref CpuRow c = ref m.Cpus[cpu];
        int task = c.Current;
        SaveBurst(m, ref c);
        long left = SliceLeft(m, ref c);
        if (c.Mode != CpuMode.Switching)
        {
            // In a switch the slice has not begun: what is left of the last one stays.
            m.Tasks.Write(task).Slice = reason == EnqueueReason.SliceOver || left == SchedulerPolicy.NoSlice ? 0 : (int)left;
        }

        Leave(m, cpu);
        Enqueue(m, task, reason);
    }

    /// <summary>A task leaves its CPU because it blocks, stops or dies; its state is set by the caller.</summary>
    public static void LeaveBlocked(Machine m, int cpu, bool blocks)
    {
        ref CpuRow c = ref m.Cpus[cpu];
        int task = c.Current;
        if (task == m.S.Foreground)
        {
            m.Pause();
        }

        long left = SliceLeft(m, ref c);
        Leave(m, cpu);
        if (blocks)
        {
            m.Policy.Blocked(m, task, left == SchedulerPolicy.NoSlice ? 0 : left);
        }
        else
        {
            // Its pid may be another's in this very instant: that one has not stayed on the CPU.
            c.LeftAt = -1;
        }
    }

    /// <summary>Ticks left of the slice on a CPU; NoSlice: it has no end.</summary>
    public static long SliceLeft(Machine m, int cpu) => SliceLeft(m, ref m.Cpus[cpu]);

    private static long SliceLeft(Machine m, ref CpuRow c)
    {
        if (c.Tickless)
        {
            long into = m.S.Now - c.SliceStart;
            return c.SliceTicks - (into < c.SliceTicks ? into : into % c.SliceTicks);
        }

        return c.SliceEnd == CpuRow.Never ? SchedulerPolicy.NoSlice : c.SliceEnd - m.S.Now;
    }

    private static void Leave(Machine m, int cpu)
    {
        ref CpuRow c = ref m.Cpus[cpu];
        Charge(m, ref c);
        c.LeftAt = m.S.Now;
        c.LastSliceEnd = c.Tickless ? m.S.Now + SliceLeft(m, ref c) : c.SliceEnd;
        ref readonly TaskRow row = ref m.Tasks[c.Current];
        c.LastPid = row.Pid;
        c.LastName = row.Name;
        c.Current = 0;
        c.Mode = CpuMode.Idle;
        c.NeedReschedule = false;
        c.IdleUnreported = true;
        SetTickless(m, ref c, false);
        c.BurstEnd = CpuRow.Never;
        c.SliceEnd = CpuRow.Never;
        m.CpuTimes.Set(cpu, CpuRow.Never);
        m.DueBursts.Remove(cpu);
        m.DueSlices.Remove(cpu);
        m.ToRun.Remove(cpu);
        m.IdleCpus.Add(cpu);
        m.S.RunningCount--;
        m.S.WentIdle = true;
    }

    private static void SaveBurst(Machine m, ref CpuRow c)
    {
        if (c.Mode == CpuMode.Burst)
        {
            Own(m, c.Current).BurstLeft = c.BurstEnd - m.S.Now;
        }
    }

    /// <summary>Charges the task with the time since it was last charged; time spent in a switch is nobody's.</summary>
    private static void Charge(Machine m, ref CpuRow c)
    {
        if (c.Mode != CpuMode.Switching && c.ChargedUntil < m.S.Now)
        {
            m.Tasks.Write(c.Current).CpuTime += m.S.Now - c.ChargedUntil;
        }

        c.ChargedUntil = m.S.Now;
    }

    private static UserContext Own(Machine m, int task) => m.Own(task);

    private static void SetBurstEnd(Machine m, int cpu, long end)
    {
        ref CpuRow c = ref m.Cpus[cpu];
        c.BurstEnd = end;
        m.CpuTimes.Set(cpu, Math.Min(end, NotDue(m, c.SliceEnd)));
    }

    private static void SetSliceEnd(Machine m, int cpu, long end)
    {
        ref CpuRow c = ref m.Cpus[cpu];
        c.SliceEnd = end;
        m.CpuTimes.Set(cpu, Math.Min(c.BurstEnd, NotDue(m, end)));
    }

    /// <summary>A slice that ends in this instant is in DueSlices already (or was looked at): no time of its own.</summary>
    private static long NotDue(Machine m, long end) => end <= m.S.Now ? CpuRow.Never : end;
}
