// What is known of one task at the end of a run, and the arithmetic that got there.
using KScript.Kernel;

namespace KScript.Workbench.Metrics;

/// <summary>The metrics of one task, in ticks. A time that has not come is -1.</summary>
internal struct TaskStatistics
{
    /// <summary>Its pid (tid for a thread).</summary>
    public int Pid;
    /// <summary>Its name; of the last program it executed.</summary>
    public NameId Name;
    /// <summary>Its parent: the last one it had.</summary>
    public int Ppid;
    /// <summary>When it was created.</summary>
    public long Arrival;
    /// <summary>When a CPU first took it.</summary>
    public long FirstRun;
    /// <summary>When it ended.</summary>
    public long Finish;
    /// <summary>When it is to have ended; 0: it has no deadline.</summary>
    public long Deadline;
    /// <summary>Ready and not running.</summary>
    public long Waiting;
    /// <summary>Running.</summary>
    public long Cpu;
    /// <summary>Neither ready nor running: asleep or stopped.</summary>
    public long Blocked;
    /// <summary>How often it gave up its CPU by blocking or ending.</summary>
    public int VoluntarySwitches;
    /// <summary>How often it lost its CPU while it could have run on; sched_yield counts here, as in Linux.</summary>
    public int InvoluntarySwitches;
    /// <summary>How often it ran on another CPU than the last time.</summary>
    public int Migrations;
    /// <summary>The raw status word; valid once it has ended.</summary>
    public int Status;

    internal TaskMarks Flags;

    /// <summary>How it sleeps, while it is blocked.</summary>
    internal TaskPhase Asleep;
    internal long Since;
    /// <summary>The CPU it runs or last ran on; valid once it has run.</summary>
    internal int Processor;

    /// <summary>First run after arrival, or -1.</summary>
    public readonly long Response => FirstRun < 0 ? -1 : FirstRun - Arrival;

    /// <summary>End after arrival, or -1.</summary>
    public readonly long Turnaround => Finish < 0 ? -1 : Finish - Arrival;

    /// <summary>Turnaround divided by CPU time, in thousandths, rounded half up; -1 where it has not ended or used none.</summary>
    public readonly long Slowdown => Finish < 0 || Cpu <= 0 ? -1 : (long)((((Int128)Turnaround * 2000) + Cpu) / ((Int128)Cpu * 2));

    /// <summary>Whether it ended after its deadline, or had not ended when it came.</summary>
    /// <param name="now">When the run ended.</param>
    public readonly bool HasMissed(long now) => Deadline > 0 && (Finish < 0 ? now > Deadline : Finish > Deadline);

    /// <summary>Whether it is dead and not collected.</summary>
    public readonly bool IsZombie => (Flags & TaskMarks.Zombie) != 0;

    /// <summary>Whether it ever could run: the built-in init is the machine's own act, and has no metrics.</summary>
    public readonly bool IsScheduled => (Flags & TaskMarks.Scheduled) != 0;

    /// <summary>Charges the time since the last change to what the task was doing.</summary>
    internal void Account(long now)
    {
        long ticks = Math.Max(0, now - Since);
        Since = Math.Max(now, Since);
        if ((Flags & TaskMarks.OnCpu) != 0)
        {
            Cpu += ticks;
        }
        else if ((Flags & TaskMarks.Ended) != 0)
        {
            // A zombie waits for nobody but its parent.
        }
        else if ((Flags & TaskMarks.Blocked) != 0)
        {
            Blocked += ticks;
        }
        else
        {
            Waiting += ticks;
        }
    }
}

/// <summary>What a task is doing, for the statistics.</summary>
[Flags]
internal enum TaskMarks : byte
{
    None = 0,
    OnCpu = 1,
    /// <summary>Asleep or stopped: not ready.</summary>
    Blocked = 2,
    /// <summary>If it leaves its CPU now, it is of its own accord.</summary>
    GivesUp = 4,
    Ended = 8,
    Zombie = 16,
    Scheduled = 32,
}
