// What each CPU ran when, merged: an entry whenever what a CPU runs changes. A run of no length is no entry, and
// stretches of one task with nothing between them are one.
namespace KScript.Kernel;

/// <summary>From <paramref name="Time"/> on, a CPU runs a task (0: nothing).</summary>
public readonly record struct ScheduleEntry(long Time, int Cpu, int Pid);

/// <summary>Collects a schedule from switches.</summary>
internal sealed class Schedule
{
    private readonly List<ScheduleEntry> entries = [];

    // What each CPU runs now and since when; it becomes an entry once time has passed.
    private readonly ScheduleEntry[] current;
    private readonly int[] last;

    public Schedule(int cpus)
    {
        current = new ScheduleEntry[cpus];
        last = new int[cpus];
        Array.Fill(last, -1);
    }

    /// <summary>A CPU is done with what it ran, and runs this task from <paramref name="start"/> on: the time between is a switch's.</summary>
    public void Switch(long now, long start, int cpu, int pid)
    {
        Commit(now, cpu);
        if (start > now)
        {
            current[cpu] = new ScheduleEntry(now, cpu, 0);
            Commit(start, cpu);
        }

        current[cpu] = new ScheduleEntry(start, cpu, pid);
    }

    /// <summary>The entries up to now, by time and CPU.</summary>
    public ScheduleEntry[] End(long now)
    {
        for (int cpu = 0; cpu < current.Length; cpu++)
        {
            Commit(now, cpu);
        }

        var sorted = entries.ToArray();
        Array.Sort(sorted, static (a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.Cpu.CompareTo(b.Cpu));
        return sorted;
    }

    private void Commit(long now, int cpu)
    {
        var entry = current[cpu];
        if (entry.Time < now && entry.Pid != last[cpu])
        {
            entries.Add(new ScheduleEntry(entry.Time, cpu, entry.Pid));
            last[cpu] = entry.Pid;
        }
    }
}
