// What a run was like as a whole: the figures by which policies are compared. docs/trace-format.md defines each.
using System.Numerics;

namespace KScript.Workbench.Metrics;

/// <summary>The metrics of a machine's run. Times are of the tasks that have ended: the others' are not known yet.</summary>
internal sealed class RunMetrics
{
    private const int ProgressBits = 20;
    private const long Thousand = 1000;

    private readonly Jain cpuTime = new();
    private readonly Jain progress = new();

    /// <summary>Sums up a run; after <see cref="RunStatistics.End"/>.</summary>
    public RunMetrics(RunStatistics statistics, int cpus)
    {
        Time = statistics.Time;
        Switches = statistics.Switches;
        BigInteger busy = 0;
        for (int cpu = 0; cpu < cpus; cpu++)
        {
            busy += statistics.Busy(cpu);
        }

        Utilisation = new Ratio(busy, (BigInteger)Time * cpus);
        foreach (ref readonly var task in statistics.Tasks)
        {
            if (task.IsScheduled)
            {
                Add(task);
            }
        }

        Throughput = new Ratio((BigInteger)Ended * Thousand, Time);
    }

    /// <summary>When the run ended.</summary>
    public long Time { get; }

    /// <summary>Tasks that could ever run.</summary>
    public int Tasks { get; private set; }

    /// <summary>Tasks that have ended.</summary>
    public int Ended { get; private set; }

    /// <summary>How often a CPU took a task.</summary>
    public long Switches { get; }

    /// <summary>Jobs with a deadline.</summary>
    public int Deadlines { get; private set; }

    /// <summary>How many of them ended after it, or had not ended when it came.</summary>
    public int Missed { get; private set; }

    /// <summary>How often tasks gave up their CPU, all together.</summary>
    public long VoluntarySwitches { get; private set; }

    /// <summary>How often tasks lost it.</summary>
    public long InvoluntarySwitches { get; private set; }

    /// <summary>The share of all CPUs' time in which they ran tasks.</summary>
    public Ratio Utilisation { get; }

    /// <summary>Tasks that ended, for 1000 ticks.</summary>
    public Ratio Throughput { get; }

    /// <summary>First run after arrival.</summary>
    public MetricSample Response { get; } = new();

    /// <summary>End after arrival.</summary>
    public MetricSample Turnaround { get; } = new();

    /// <summary>Ready and not running.</summary>
    public MetricSample Waiting { get; } = new();

    /// <summary>Turnaround divided by CPU time, in thousandths; of tasks that used any.</summary>
    public MetricSample Slowdown { get; } = new(Thousand);

    /// <summary>Jain's index of the tasks' CPU times: (sum x)^2 / (n sum x^2) (Jain, Chiu and Hawe, DEC-TR-301, 1984). 1: all have the same.</summary>
    public Ratio CpuTimeFairness => cpuTime.Index;

    /// <summary>Jain's index of the tasks' progress, CPU time divided by turnaround: 1 where all are slowed down alike, whatever they need.</summary>
    public Ratio ProgressFairness => progress.Index;

    private void Add(in TaskStatistics task)
    {
        Tasks++;
        cpuTime.Add(task.Cpu);
        VoluntarySwitches += task.VoluntarySwitches;
        InvoluntarySwitches += task.InvoluntarySwitches;
        Deadlines += task.Deadline > 0 ? 1 : 0;
        Missed += task.HasMissed(Time) ? 1 : 0;
        if (task.Finish < 0)
        {
            return;
        }

        Ended++;
        Turnaround.Add(task.Turnaround);
        Waiting.Add(task.Waiting);
        if (task.FirstRun >= 0)
        {
            Response.Add(task.Response);
        }

        if (task.Slowdown >= 0)
        {
            Slowdown.Add(task.Slowdown);
            progress.Add((long)(((Int128)task.Cpu << ProgressBits) / task.Turnaround));
        }
    }

    private sealed class Jain
    {
        private BigInteger sum;
        private BigInteger squares;
        private long count;

        // Nobody got anything: all got the same.
        public Ratio Index => squares.IsZero ? new Ratio(1, 1) : new Ratio(sum * sum, squares * count);

        public void Add(long value)
        {
            sum += value;
            squares += (BigInteger)value * value;
            count++;
        }
    }
}
