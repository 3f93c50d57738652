// A schedule that keeps only its newer part: from the cut on it says the same as a whole one.
using KScript.Workbench.Metrics;
using Schedule = KScript.Workbench.Metrics.Schedule;

namespace KScript.Workbench.Tests;

public class ScheduleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_is_kept_is_as_if_nothing_had_been_forgotten(int cpus)
    {
        var whole = new Schedule(cpus, int.MaxValue);
        var cut = new Schedule(cpus, 16);
        for (int t = 0; t < 300; t++)
        {
            // CPU 1 changes seldom: its long stretches lie across the cuts.
            int cpu = t % 50 == 0 ? Math.Min(1, cpus - 1) : t % 3 == 0 ? cpus - 1 : 0;
            whole.Switch(t, t, cpu, (t % 7) + 2);
            cut.Switch(t, t, cpu, (t % 7) + 2);
        }

        ScheduleEntry[] all = whole.End(300), kept = cut.End(300);
        Assert.Equal(0, whole.From);
        Assert.InRange(cut.From, 200, 299);
        Assert.InRange(kept.Length, 1, 16 + cpus);
        for (long t = cut.From; t < 300; t++)
        {
            for (int cpu = 0; cpu < cpus; cpu++)
            {
                Assert.Equal(PidAt(all, t, cpu), PidAt(kept, t, cpu));
            }
        }
    }

    private static int PidAt(ScheduleEntry[] schedule, long time, int cpu) =>
        schedule.LastOrDefault(entry => entry.Cpu == cpu && entry.Time <= time).Pid;
}
