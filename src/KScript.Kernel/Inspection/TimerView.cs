// Reading from outside what time will bring: every point of time that the machine knows already, in the order in which it will
// be worked through. A copy, valid at the time it was made.
namespace KScript.Kernel;

/// <summary>What happens at a time to come.</summary>
internal enum TimerPurpose : byte
{
    /// <summary>All tasks move to the top queue.</summary>
    Boost,
    /// <summary>init starts a job.</summary>
    JobArrival,
    /// <summary>A blocked call has its answer or its timeout.</summary>
    Wake,
    /// <summary>SIGALRM.</summary>
    Alarm,
    /// <summary>A timerfd goes off; in the place of the pid, its inode.</summary>
    File,
    /// <summary>SIGVTALRM or SIGPROF: a running task's CPU time runs out.</summary>
    CpuTime,
    /// <summary>The cost of a context switch is paid.</summary>
    SwitchEnd,
    /// <summary>A burst of CPU time ends.</summary>
    BurstEnd,
    /// <summary>A slice ends.</summary>
    SliceEnd,
    /// <summary>Conditions of `until` that look at the time are looked at again.</summary>
    Until,
}

/// <summary>Something that happens at a time that is known.</summary>
/// <param name="Due">When, in ticks.</param>
/// <param name="Purpose">What.</param>
/// <param name="Pid">Whose; 0: nobody's yet (a job), or everybody's (a boost).</param>
/// <param name="Name">The task's name, or the job's.</param>
/// <param name="Cpu">On which CPU, or -1.</param>
/// <param name="Call">The call that the task is blocked in, for <see cref="TimerPurpose.Wake"/>.</param>
internal readonly record struct TimerView(long Due, TimerPurpose Purpose, int Pid, string Name, int Cpu, SyscallNumber Call);

internal sealed partial class Machine
{
    /// <summary>All that time is known to bring, in order of time, and within an instant in the order of its phases.</summary>
    public IReadOnlyList<TimerView> TimersToCome()
    {
        var list = new List<TimerView>();
        if (burstsFirst)
        {
            AddCpuTimes(list);
            AddClock(list);
        }
        else
        {
            AddClock(list);
            AddCpuTimes(list);
        }

        if (S.UntilTimed > 0)
        {
            list.Add(new TimerView(Now + 1, TimerPurpose.Until, 0, "", -1, SyscallNumber.None));
        }

        // Those of one time stay as they were added.
        return [.. list.OrderBy(timer => timer.Due)];
    }

    private void AddClock(List<TimerView> list)
    {
        if (boostTicks > 0 && (S.BoostDue || HasRunnable()))
        {
            list.Add(new TimerView(S.BoostDue ? Now : NextBoost(), TimerPurpose.Boost, 0, "", -1, SyscallNumber.None));
        }

        for (int job = S.NextJob; job < Jobs.Length; job++)
        {
            list.Add(new TimerView(Jobs[job].At, TimerPurpose.JobArrival, 0, Names[Jobs[job].Name], -1, SyscallNumber.None));
        }

        var timers = new TimerRow[S.TimerCount];
        for (int i = 0; i < timers.Length; i++)
        {
            timers[i] = Timers[i + 1];
        }

        Array.Sort(timers, static (a, b) => a.Sequence.CompareTo(b.Sequence));
        foreach (TimerRow timer in timers)
        {
            if (timer.Kind == TimerKind.File)
            {
                list.Add(new TimerView(timer.Due, TimerPurpose.File, timer.Task, "timerfd", -1, SyscallNumber.None));
                continue;
            }

            ref readonly TaskRow row = ref Tasks[timer.Task];
            TimerPurpose purpose = timer.Kind switch
            {
                TimerKind.Alarm => TimerPurpose.Alarm,
                TimerKind.CpuTime => TimerPurpose.CpuTime,
                _ => TimerPurpose.Wake,
            };
            list.Add(new TimerView(timer.Due, purpose, row.Pid, Names[row.Name], -1, row.Call));
        }
    }

    private void AddCpuTimes(List<TimerView> list)
    {
        for (int cpu = 0; cpu < Cpus.Length; cpu++)
        {
            ref readonly CpuRow c = ref Cpus[cpu];
            AddCpuTime(list, cpu, c.BurstEnd, c.Mode == CpuMode.Switching ? TimerPurpose.SwitchEnd : TimerPurpose.BurstEnd);
        }

        for (int cpu = 0; cpu < Cpus.Length; cpu++)
        {
            AddCpuTime(list, cpu, Cpus[cpu].SliceEnd, TimerPurpose.SliceEnd);
        }
    }

    private void AddCpuTime(List<TimerView> list, int cpu, long due, TimerPurpose purpose)
    {
        if (due != CpuRow.Never)
        {
            ref readonly TaskRow row = ref Tasks[Cpus[cpu].Current];
            list.Add(new TimerView(due, purpose, row.Pid, Names[row.Name], cpu, SyscallNumber.None));
        }
    }
}
