// What each CPU ran when, merged: an entry whenever what a CPU runs changes. A run of no length is no entry, and
// stretches of one task with nothing between them are one.
namespace KScript.Workbench.Metrics;

/// <summary>From <paramref name="Time"/> on, a CPU runs a task (0: nothing).</summary>
internal readonly record struct ScheduleEntry(long Time, int Cpu, int Pid);

/// <summary>Collects a schedule from switches.</summary>
internal sealed class Schedule
{
    private readonly List<ScheduleEntry> entries = [];
    private readonly int maximum;

    // What each CPU runs now and since when; it becomes an entry once time has passed.
    private readonly ScheduleEntry[] current;
    private readonly int[] last;

    /// <summary>A schedule of so many CPUs that keeps so many entries: of more, the older half is forgotten.</summary>
    public Schedule(int cpus, int maximum)
    {
        this.maximum = maximum;
        current = new ScheduleEntry[cpus];
        last = new int[cpus];
        Array.Fill(last, -1);
    }

    private Schedule(Schedule from)
    {
        entries = [.. from.entries];
        maximum = from.maximum;
        current = [.. from.current];
        last = [.. from.last];
        From = from.From;
    }

    /// <summary>A copy that goes its own way.</summary>
    public Schedule Copy() => new(this);

    /// <summary>From when on it is known; 0 unless entries were forgotten.</summary>
    public long From { get; private set; }

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
        if (entries.Count > maximum)
        {
            ForgetOlderHalf(now);
        }
    }

    /// <summary>The entries up to now, by time and CPU.</summary>
    public ScheduleEntry[] End(long now)
    {
        for (int cpu = 0; cpu < current.Length; cpu++)
        {
            Commit(now, cpu);
        }

        var sorted = entries.ToArray();
        Array.Sort(sorted, Compare);
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

    /// <summary>What each CPU ran at the cut stays, as if it had begun there.</summary>
    private void ForgetOlderHalf(long now)
    {
        for (int cpu = 0; cpu < current.Length; cpu++)
        {
            Commit(now, cpu);
        }

        entries.Sort(Compare);
        int dropped = entries.Count / 2;
        From = entries[dropped].Time;
        var running = new ScheduleEntry[current.Length];
        for (int i = 0; i < dropped; i++)
        {
            running[entries[i].Cpu] = entries[i];
        }

        entries.RemoveRange(0, dropped);
        for (int cpu = running.Length - 1; cpu >= 0; cpu--)
        {
            if (!entries.Exists(entry => entry.Cpu == cpu && entry.Time == From))
            {
                entries.Insert(0, new ScheduleEntry(From, cpu, running[cpu].Pid));
            }
        }
    }

    private static int Compare(ScheduleEntry a, ScheduleEntry b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.Cpu.CompareTo(b.Cpu);
}
