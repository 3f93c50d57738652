// How tasks become ready, get a CPU and leave it: the run queue, slices, bursts, and the accounting of CPU time.
// Who is next is the policy's business (Schedulers/); what a task does on its CPU is in Machine.Chain.cs.
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
        int rq = RunQueues.Place(m, task, reason);
        if (m.Waiting is { } waiting)
        {
            waiting.Change(m, rq, task, 1);
            waiting.Recheck.Add(rq);
        }

        m.Policy.Enqueue(m, rq, task, reason);
        if (m.IsPreemptive && m.ChainCpu >= 0 && RunQueues.Of(m, m.ChainCpu) == rq)
        {
            ref CpuRow c = ref m.Cpus[m.ChainCpu];
            if (c.Current != 0 && m.Policy.IsBetter(m, task, c.Current))
            {
                c.NeedReschedule = true;
            }
        }
    }

    /// <summary>A task's policy or priority is about to change, which the machine's policy follows: it leaves its class under the old ones.</summary>
    public static void BeginChange(Machine m, int task)
    {
        switch (m.Tasks[task].State)
        {
            case TaskState.Ready:
                m.Policy.Dequeue(m, task);
                m.Policy.Left(m, task);
                // It stays its CPU's, and in that CPU's load (RunQueues.Place).
                m.Waiting?.Change(m, RunQueues.Holding(m, task), task, -1);
                m.S.ReadyCount--;
                break;
            case TaskState.Running:
                ref CpuRow c = ref m.Cpus[m.Tasks[task].Cpu];
                m.Policy.Left(m, task);
                EndsRun(m, ref c);
                break;
        }
    }

    /// <summary>It has changed. A ready task is enqueued under the new ones at once, a running one when the call is over (Requeue).</summary>
    /// <returns>Who is to be requeued.</returns>
    public static Reschedule EndChange(Machine m, int task, EnqueueReason reason)
    {
        switch (m.Tasks[task].State)
        {
            case TaskState.Ready:
                m.Tasks.Write(task).Slice = 0;
                Enqueue(m, task, reason);
                return default;
            case TaskState.Running:
                if (m.Cpus[m.Tasks[task].Cpu].Mode != CpuMode.Switching)
                {
                    StartsRun(m, task);
                }

                return new Reschedule(task, reason);
            default:
                return default;
        }
    }

    /// <summary>A running task whose place among the others has changed is enqueued, and its CPU chooses anew; if it stays, nothing is seen of it.</summary>
    public static void Requeue(Machine m, int cpu, EnqueueReason reason)
    {
        int task = m.Cpus[cpu].Current;
        TakeOff(m, cpu, reason);
        int next = m.Policy.PickNext(m, RunQueues.Of(m, cpu), cpu);
        if (next != 0)
        {
            m.Cpus[cpu].PutBack = task;
            Dispatch(m, cpu, next);
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
        row.Cpu = cpu;
        m.IdleCpus.Remove(cpu);
        long cost = m.Waiting is null ? 0 : ComeTo(m, cpu, task);
        c.Current = task;
        c.NeedReschedule = false;
        c.ChargedUntil = m.S.Now;
        bool stayed = c.LastPid == row.Pid && c.LeftAt == m.S.Now;
        bool silent = c.PutBack == task && stayed;
        if (c.PutBack != 0 && !silent)
        {
            Events.Preempt(m, cpu, c.PutBack, task);
        }

        c.PutBack = 0;
        if (!stayed)
        {
            Events.Switch(m, cpu, task);
        }

        m.WentIdle.Remove(cpu);
        cost += c.LastPid != row.Pid ? m.Settings.SwitchTicks : 0;
        c.LastPid = row.Pid;
        if (cost > 0)
        {
            c.Mode = CpuMode.Switching;
            SetBurstEnd(m, cpu, m.S.Now + cost);
            return;
        }

        c.Mode = CpuMode.Chain;
        StartsRun(m, task);
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

    /// <summary>On a machine with several CPUs: the task waits no more, and is this CPU's. What it costs if it last ran on another.</summary>
    private static long ComeTo(Machine m, int cpu, int task)
    {
        WaitingCounts waiting = m.Waiting!;
        int rq = RunQueues.Of(m, cpu);
        waiting.Change(m, rq, task, -1);
        waiting.Recheck.Add(rq);
        RunQueues.Assign(m, task, cpu, RunQueues.SharedRule);
        ref TaskCpu place = ref m.TaskCpus.Write(task);
        bool moved = place.Last > 0 && place.Last != cpu + 1;
        place.Last = (short)(cpu + 1);
        return moved ? m.CpuOptions.MigrateTicks : 0;
    }

    /// <summary>The switch is paid for: the slice starts now.</summary>
    public static void EndSwitch(Machine m, int cpu)
    {
        ref CpuRow c = ref m.Cpus[cpu];
        c.Mode = CpuMode.Chain;
        c.ChargedUntil = m.S.Now;
        c.BurstEnd = CpuRow.Never;
        StartsRun(m, c.Current);
        StartSlice(m, cpu, c.Current);
    }

    private static void StartsRun(Machine m, int task)
    {
        if (m.MetersRuns)
        {
            m.Policy.UsesCpu(m, task, begins: true);
        }
    }

    private static void EndsRun(Machine m, ref CpuRow c)
    {
        if (m.MetersRuns && c.Mode != CpuMode.Switching)
        {
            m.Policy.UsesCpu(m, c.Current, begins: false);
        }
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

        bool aligned = m.AlignsSlices;
        if (!aligned && !RunQueues.IsAnyoneWaiting(m, RunQueues.Of(m, cpu)) && m.Policy.RenewsAlone(m, task))
        {
            SetTickless(m, cpu, true);
            SetSliceEnd(m, cpu, CpuRow.Never);
            return;
        }

        SetTickless(m, cpu, false);
        SetSliceEnd(m, cpu, aligned ? ((m.S.Now / ticks) + 1) * ticks : m.S.Now + ticks);
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
        for (int cpu = NextToTime(m); cpu >= 0; cpu = NextToTime(m))
        {
            ref CpuRow c = ref m.Cpus[cpu];
            SetTickless(m, cpu, false);
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

    /// <summary>The slices on marked CPUs end at other times now; where a switch is under way, the mark waits for the slice.</summary>
    public static void RetimeSlices(Machine m)
    {
        for (int cpu = m.ToRetime.Next(0); cpu >= 0; cpu = m.ToRetime.Next(cpu + 1))
        {
            CpuMode mode = m.Cpus[cpu].Mode;
            if (mode == CpuMode.Burst)
            {
                SetSliceEnd(m, cpu, m.Policy.SliceEnd(m, cpu));
            }

            if (mode != CpuMode.Switching)
            {
                m.ToRetime.Remove(cpu);
            }
        }
    }

    /// <summary>The lowest CPU whose slice is not timed although somebody waits for it; -1: none.</summary>
    private static int NextToTime(Machine m) => m.PerCpu ? m.TicklessCpus.LowestIn(m.Waiting!.Queues) : m.TicklessCpus.Lowest();

    private static void SetTickless(Machine m, int cpu, bool tickless)
    {
        ref CpuRow c = ref m.Cpus[cpu];
        if (c.Tickless == tickless)
        {
            return;
        }

        c.Tickless = tickless;
        m.S.TicklessCount += tickless ? 1 : -1;
        if (tickless)
        {
            m.TicklessCpus.Add(cpu);
        }
        else
        {
            m.TicklessCpus.Remove(cpu);
        }
    }

    public static void StartBurst(Machine m, int cpu, long ticks)
    {
        ref CpuRow c = ref m.Cpus[cpu];
        c.Mode = CpuMode.Burst;
        long end = VirtualTime.After(m.S.Now, m.CpuOptions.CacheSize == 0 ? ticks : Caches.Begin(m, cpu, ticks));
        SetBurstEnd(m, cpu, m.Policy.Traits.WastesRest && end < c.SliceEnd && c.SliceEnd != CpuRow.Never ? c.SliceEnd : end);
        if (m.S.CpuTimers > 0)
        {
            IntervalTimers.BeginsBurst(m, c.Current);
        }
    }

    /// <summary>The burst is done: what it used is charged.</summary>
    public static void EndBurst(Machine m, int cpu)
    {
        ref CpuRow c = ref m.Cpus[cpu];
        Charge(m, cpu);
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

        SaveBurst(m, cpu);
        Charge(m, cpu);
        c.Mode = CpuMode.Chain;
        SetBurstEnd(m, cpu, CpuRow.Never);
        m.ToRun.Add(cpu);
    }

    /// <summary>A better task takes the CPU.</summary>
    public static void Preempt(Machine m, int cpu, int by)
    {
        Events.Preempt(m, cpu, m.Cpus[cpu].Current, by);
        TakeOff(m, cpu, EnqueueReason.Preempted);
    }

    /// <summary>The slice is used up and others wait.</summary>
    public static void LeaveAtSliceEnd(Machine m, int cpu) => TakeOff(m, cpu, EnqueueReason.SliceOver);

    /// <summary>The task gives up its CPU to those that wait.</summary>
    public static void Yield(Machine m, int cpu) => TakeOff(m, cpu, EnqueueReason.Yielded);

    /// <summary>Puts the running tasks of a level and a run queue back at the head of their queue, without an event: whoever is first then runs.</summary>
    public static void PutBackRunning(Machine m, int rq, int level)
    {
        (int from, int to) = RunQueues.CpusOf(m, rq);
        for (int cpu = to - 1; cpu >= from; cpu--)
        {
            ref CpuRow c = ref m.Cpus[cpu];
            int task = c.Current;
            if (task != 0 && c.Mode == CpuMode.Burst && m.Policy.LevelOf(m, task) == level)
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
            if (task != 0 && m.Sched[task].BoostsSeen != m.S.BoostCount && (m.Sched[task].Level > 0 || m.Policy.Traits.BurstsFirst))
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
        SaveBurst(m, cpu);
        long left = SliceLeft(m, ref c);
        if (c.Mode != CpuMode.Switching)
        {
            // In a switch the slice has not begun: what is left of the last one stays.
            bool afresh = reason is EnqueueReason.SliceOver or EnqueueReason.Changed or EnqueueReason.Lowered || m.AlignsSlices;
            m.Tasks.Write(task).Slice = afresh || left == SchedulerPolicy.NoSlice ? 0 : (int)left;
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
        m.Waiting?.Loads?.Add(cpu, -1);
        if (blocks)
        {
            m.Policy.Blocked(m, task, left == SchedulerPolicy.NoSlice ? 0 : left);
        }
        else
        {
            // Its pid may be another's in this very instant: that one has not stayed on the CPU.
            c.LeftAt = -1;
            m.Policy.Left(m, task);
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
        Charge(m, cpu);
        EndsRun(m, ref c);
        c.LeftAt = m.S.Now;
        c.LastSliceEnd = c.Tickless ? m.S.Now + SliceLeft(m, ref c) : c.SliceEnd;
        ref readonly TaskRow row = ref m.Tasks[c.Current];
        c.LastPid = row.Pid;
        c.LastTgid = Threads.PidOf(m, c.Current);
        c.LastName = row.Name;
        c.Current = 0;
        c.Mode = CpuMode.Idle;
        c.NeedReschedule = false;
        SetTickless(m, cpu, false);
        c.BurstEnd = CpuRow.Never;
        c.SliceEnd = CpuRow.Never;
        m.CpuTimes.Set(cpu, CpuRow.Never);
        m.DueBursts.Remove(cpu);
        m.DueSlices.Remove(cpu);
        m.ToRun.Remove(cpu);
        m.IdleCpus.Add(cpu);
        m.S.RunningCount--;
        m.WentIdle.Add(cpu);
    }

    private static void SaveBurst(Machine m, int cpu)
    {
        ref CpuRow c = ref m.Cpus[cpu];
        if (c.Mode == CpuMode.Burst)
        {
            Own(m, c.Current).BurstLeft = c.BurstWork > 0 ? Caches.WorkLeft(m, cpu) : c.BurstEnd - m.S.Now;
        }
    }

    /// <summary>Charges the task with the time since it was last charged; time spent in a switch is nobody's.</summary>
    private static void Charge(Machine m, int cpu)
    {
        ref CpuRow c = ref m.Cpus[cpu];
        if (c.BurstWork > 0)
        {
            Caches.Used(m, cpu);
        }

        if (c.Mode != CpuMode.Switching && c.ChargedUntil < m.S.Now)
        {
            m.Tasks.Write(c.Current).CpuTime += m.S.Now - c.ChargedUntil;
        }

        c.ChargedUntil = m.S.Now;
        if (m.S.CpuTimers > 0)
        {
            IntervalTimers.EndsBurst(m, c.Current);
        }
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
