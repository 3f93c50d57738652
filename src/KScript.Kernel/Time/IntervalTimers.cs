// The three interval timers of a process: real (which alarm() sets, too), virtual and prof, which count its CPU time. Those two stand in the
// heap of timers only while their process uses a CPU, at the time at which the CPU time runs out: nothing is done per tick.
// The model does not tell user time from system time, so that virtual and prof run alike.
namespace KScript.Kernel;

/// <summary>Which timer setitimer sets, with Linux's values.</summary>
internal static class ItimerWhich
{
    /// <summary>Time as it passes; SIGALRM.</summary>
    public const int ITIMER_REAL = 0;
    /// <summary>CPU time of the process; SIGVTALRM.</summary>
    public const int ITIMER_VIRTUAL = 1;
    /// <summary>CPU time of the process and of the system for it; SIGPROF.</summary>
    public const int ITIMER_PROF = 2;
}

/// <summary>The interval timers of a process; all zero where none is set. By task slot.</summary>
internal struct IntervalRow
{
    /// <summary>After how many ticks the real timer goes off again; 0: it does not. When it goes off next is TaskExtra.AlarmDue.</summary>
    public long RealInterval;
    /// <summary>When the real timer last went off, while it waits for its SIGALRM to be taken.</summary>
    public long RealWentOff;
    /// <summary>At how much CPU time, from the start of the process, the virtual timer goes off; 0: it is not set.</summary>
    public long VirtualDue;
    public long VirtualInterval;
    /// <summary>The same of the prof timer.</summary>
    public long ProfDue;
    public long ProfInterval;
    /// <summary>The place in the heap of the timer for the CPU time; 0: the process uses no CPU, or has set none.</summary>
    public int CpuTimer;
}

/// <summary>setitimer, getitimer, alarm, and how the timers go off.</summary>
internal static class IntervalTimers
{
    /// <summary>setitimer(which, value, interval): the signal after so many ticks, and then after every interval; a value of 0 takes it back.</summary>
    /// <returns>[value, interval] as they were: what was left, and the interval.</returns>
    /// <errors>EINVAL no such timer, or a negative time.</errors>
    /// <source>POSIX.1-2017 setitimer(); setitimer(2); Linux kernel/time/itimer.c</source>
    public static SyscallResult Setitimer(Machine m, int task, ref Trap trap)
    {
        (long value, long interval) = (trap.A1, trap.A2);
        if (!IsTimer(trap.A0) || value < 0 || interval < 0)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        // Interval timers are the process's, whichever of its threads sets them.
        task = Threads.LeaderOf(m, task);
        long[] old = Told(m, task, (int)trap.A0);
        if (trap.A0 == ItimerWhich.ITIMER_REAL)
        {
            SetReal(m, task, value, interval);
        }
        else
        {
            SetCpu(m, task, (int)trap.A0, value, interval);
        }

        return SyscallResult.Of(old);
    }

    /// <summary>getitimer(which): [value, interval]: the ticks that are left, 0 where it is not set, and the interval.</summary>
    /// <errors>EINVAL no such timer.</errors>
    /// <source>POSIX.1-2017 getitimer(); getitimer(2)</source>
    public static SyscallResult Getitimer(Machine m, int task, ref Trap trap) =>
        IsTimer(trap.A0) ? SyscallResult.Of(Told(m, Threads.LeaderOf(m, task), (int)trap.A0)) : SyscallResult.Fail(Errno.EINVAL);

    /// <summary>alarm(ticks): SIGALRM after so many ticks, once; 0 takes it back. It is the real interval timer without an interval.</summary>
    /// <returns>What was left of the last one, 0 for none.</returns>
    /// <errors>EINVAL a negative time.</errors>
    /// <source>POSIX.1-2017 alarm(); alarm(2)</source>
    public static SyscallResult Alarm(Machine m, int task, ref Trap trap)
    {
        if (trap.A0 < 0)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        task = Threads.LeaderOf(m, task);
        long left = RealLeft(m, task);
        SetReal(m, task, trap.A0, interval: 0);
        return SyscallResult.Of(left);
    }

    private static bool IsTimer(long which) => which is ItimerWhich.ITIMER_REAL or ItimerWhich.ITIMER_VIRTUAL or ItimerWhich.ITIMER_PROF;

    private static long[] Told(Machine m, int task, int which)
    {
        IntervalRow row = m.Intervals.Get(task);
        return which switch
        {
            ItimerWhich.ITIMER_REAL => [RealLeft(m, task), row.RealInterval],
            ItimerWhich.ITIMER_VIRTUAL => [CpuLeft(m, task, row.VirtualDue), row.VirtualInterval],
            _ => [CpuLeft(m, task, row.ProfDue), row.ProfInterval],
        };
    }

    private static long RealLeft(Machine m, int task)
    {
        long due = TaskTable.ReadExtra(m, task).AlarmDue;
        return due == 0 ? 0 : due - m.Now;
    }

    /// <summary>What is left to a CPU time; 1 where it has come and has not been acted on.</summary>
    private static long CpuLeft(Machine m, int task, long due) => due == 0 ? 0 : Math.Max(1, due - Threads.CpuTimeOf(m, task));

    // ----- the real timer

    private static void SetReal(Machine m, int task, long value, long interval)
    {
        StopReal(m, task);
        if (value == 0)
        {
            // Without a time there is no interval either (Linux: do_setitimer).
            return;
        }

        StartReal(m, task, VirtualTime.After(m.Now, value));
        if (interval > 0)
        {
            m.Intervals.Write(task).RealInterval = interval;
        }
    }

    private static void StartReal(Machine m, int task, long due)
    {
        TaskTable.Extra(m, task).AlarmDue = due;
        TimerQueue.Set(m, task, TimerKind.Alarm, due);
    }

    private static void StopReal(Machine m, int task)
    {
        if (TaskTable.ReadExtra(m, task).AlarmDue != 0)
        {
            TimerQueue.RemoveAt(m, m.Extras[task].AlarmTimer);
            ref TaskExtra extra = ref m.Extras.Write(task);
            extra.AlarmDue = 0;
            extra.AlarmTimer = 0;
        }

        if (m.Intervals.Get(task).RealInterval != 0)
        {
            ref IntervalRow row = ref m.Intervals.Write(task);
            row.RealInterval = row.RealWentOff = 0;
        }
    }

    /// <summary>The real timer goes off. One with an interval begins again when its SIGALRM is taken (<see cref="AlarmTaken"/>).</summary>
    public static void RealGoesOff(Machine m, int task)
    {
        ref TaskExtra extra = ref m.Extras.Write(task);
        extra.AlarmDue = 0;
        extra.AlarmTimer = 0;
        if (m.Intervals.Get(task).RealInterval != 0)
        {
            m.Intervals.Write(task).RealWentOff = m.Now;
        }

        Signals.Send(m, task, Signal.SIGALRM, SigInfo.FromKernel(Signal.SIGALRM), sender: 0);
    }

    /// <summary>
    /// A SIGALRM of the process has been taken, by a handler or a sigwaitinfo: a real timer that has gone off and has an interval begins again,
    /// in step with when it went off; times that have passed meanwhile are left out. So an ignored SIGALRM ends it, and a blocked one
    /// halts it (Linux: dequeue_signal, posixtimer_rearm_itimer).
    /// </summary>
    public static void AlarmTaken(Machine m, int task)
    {
        IntervalRow row = m.Intervals.Get(task);
        if (row.RealInterval == 0 || m.Extras[task].AlarmDue != 0)
        {
            return;
        }

        long passed = (m.Now - row.RealWentOff) / row.RealInterval;
        StartReal(m, task, VirtualTime.After(row.RealWentOff + (passed * row.RealInterval), row.RealInterval));
        m.Intervals.Write(task).RealWentOff = 0;
    }

    // ----- the two that count CPU time

    private static void SetCpu(Machine m, int task, int which, long value, long interval)
    {
        bool hadAny = HasCpuTimer(m.Intervals.Get(task));
        // A process that has not run yet has used 0: the time at which a timer is due is never 0.
        long due = value == 0 ? 0 : VirtualTime.After(Threads.CpuTimeOf(m, task), value);
        // Who has a timer has the rarer half of a task: where there is none, a task that ends need not look for timers.
        TaskTable.Extra(m, task);
        ref IntervalRow row = ref m.Intervals.Write(task);
        if (which == ItimerWhich.ITIMER_VIRTUAL)
        {
            (row.VirtualDue, row.VirtualInterval) = (due, interval);
        }
        else
        {
            (row.ProfDue, row.ProfInterval) = (due, interval);
        }

        Counted(m, hadAny, HasCpuTimer(row));
    }

    private static bool HasCpuTimer(in IntervalRow row) => (row.VirtualDue | row.ProfDue) != 0;

    private static void Counted(Machine m, bool before, bool after) => m.S.CpuTimers += (after ? 1 : 0) - (before ? 1 : 0);

    /// <summary>A task begins to use its CPU: the timer stands for the time at which its process's CPU time runs out, if it goes on so.</summary>
    public static void BeginsBurst(Machine m, int task)
    {
        int leader = Threads.LeaderOf(m, task);
        ref readonly IntervalRow row = ref m.Intervals.Get(leader);
        if (!HasCpuTimer(in row))
        {
            return;
        }

        if (Threads.IsThreaded(m, leader))
        {
            CountAnew(m, leader, left: 0);
        }
        else if (row.CpuTimer == 0)
        {
            TimerQueue.Set(m, leader, TimerKind.CpuTime, VirtualTime.After(m.Now, FirstOf(in row) - ProcessView.CpuTimeOf(m, leader)));
        }
    }

    /// <summary>It has stopped users it. A timer that is due in this very instant stays, and acts.</summary>
    public static void EndsBurst(Machine m, int task)
    {
        int leader = Threads.LeaderOf(m, task);
        int place = m.Intervals.Get(leader).CpuTimer;
        if (place == 0 || m.Timers[place].Due <= m.Now)
        {
            return;
        }

        TimerQueue.RemoveAt(m, place);
        m.Intervals.Write(leader).CpuTimer = 0;
        if (Threads.IsThreaded(m, leader))
        {
            CountAnew(m, leader, left: task);
        }
    }

    /// <summary>
    /// Several threads use up the CPU time of their process, each on its CPU: the more of them run, the sooner. Linear in the threads of a process
    /// that has set such a timer.
    /// </summary>
    /// <param name="m">The machine.</param>
    /// <param name="leader">The process.</param>
    /// <param name="left">A thread that does not use its CPU any more; 0: none.</param>
    private static void CountAnew(Machine m, int leader, int left)
    {
        IntervalRow row = m.Intervals[leader];
        if (row.CpuTimer != 0)
        {
            if (m.Timers[row.CpuTimer].Due <= m.Now)
            {
                return;
            }

            TimerQueue.RemoveAt(m, row.CpuTimer);
            m.Intervals.Write(leader).CpuTimer = 0;
        }

        long users = UsersOf(m, leader, left);
        if (users > 0)
        {
            long rest = Math.Max(0, FirstOf(in row) - Threads.CpuTimeOf(m, leader));
            TimerQueue.Set(m, leader, TimerKind.CpuTime, VirtualTime.After(m.Now, (rest / users) + (rest % users == 0 ? 0 : 1)));
        }
    }

    private static long UsersOf(Machine m, int leader, int left)
    {
        long users = 0;
        for (int thread = leader; thread != 0; thread = Threads.After(m, thread))
        {
            m.RowsVisited++;
            users += thread != left && IsUsing(m, thread) ? 1 : 0;
        }

        return users;
    }

    /// <summary>Whether a thread of a process uses its CPU. Linear in the threads.</summary>
    public static bool IsUsed(Machine m, int leader) => UsersOf(m, leader, left: 0) > 0;

    private static bool IsUsing(Machine m, int task) => m.Tasks[task].State == TaskState.Running && m.Cpus[m.Tasks[task].Cpu].Mode == CpuMode.Burst;

    private static long FirstOf(in IntervalRow row) =>
        row.VirtualDue == 0 ? row.ProfDue : row.ProfDue == 0 ? row.VirtualDue : Math.Min(row.VirtualDue, row.ProfDue);

    /// <summary>The CPU time of one of the two, or of both, has run out: prof acts before virtual (Linux: check_process_timers).</summary>
    public static void CpuTimeRunsOut(Machine m, int task)
    {
        long used = Threads.CpuTimeOf(m, task);
        ref IntervalRow row = ref m.Intervals.Write(task);
        row.CpuTimer = 0;
        bool prof = GoesOff(ref row.ProfDue, row.ProfInterval, used), isVirtual = GoesOff(ref row.VirtualDue, row.VirtualInterval, used);
        Counted(m, before: true, HasCpuTimer(row));
        if (prof)
        {
            Signals.Send(m, task, Signal.SIGPROF, SigInfo.FromKernel(Signal.SIGPROF), sender: 0);
        }

        if (isVirtual)
        {
            Signals.Send(m, task, Signal.SIGVTALRM, SigInfo.FromKernel(Signal.SIGVTALRM), sender: 0);
        }

        if (Threads.IsThreaded(m, task))
        {
            if (HasCpuTimer(m.Intervals.Get(task)))
            {
                CountAnew(m, task, left: 0);
            }
        }
        else if (IsUsing(m, task))
        {
            // Nothing has cut the burst short (the signal is ignored, blocked or pending already): it counts on.
            BeginsBurst(m, task);
        }
    }

    private static bool GoesOff(ref long due, long interval, long used)
    {
        if (due == 0 || due > used)
        {
            return false;
        }

        due = interval == 0 ? 0 : VirtualTime.After(due, interval);
        return true;
    }

    /// <summary>A task dies: it has no timers any more.</summary>
    public static void CancelAll(Machine m, int task)
    {
        StopReal(m, task);
        if (m.Intervals.Get(task) is var row && (HasCpuTimer(row) || row.CpuTimer != 0 || row.VirtualInterval != 0 || row.ProfInterval != 0))
        {
            if (row.CpuTimer != 0)
            {
                TimerQueue.RemoveAt(m, row.CpuTimer);
            }

            Counted(m, HasCpuTimer(row), after: false);
            m.Intervals.Write(task) = default;
        }
    }
}
