// Means, percentiles, fairness: against figures worked out by hand or by the definition, in floating point.
using System.Numerics;
using KScript.Workbench.Metrics;

namespace KScript.Workbench.Tests;

public class RunMetricsTests
{
    // Nearest rank (Hyndman and Fan 1996, definition 1): of 15 20 35 40 50 the 5th, 30th, 40th, 50th and 100th percentile.
    [Theory]
    [InlineData(5, "15")]
    [InlineData(30, "20")]
    [InlineData(40, "20")]
    [InlineData(50, "35")]
    [InlineData(90, "50")]
    [InlineData(100, "50")]
    public void Percentiles_are_by_nearest_rank(int percent, string expected)
    {
        var sample = new MetricSample();
        foreach (long value in (long[])[50, 15, 40, 20, 35])
        {
            sample.Add(value);
        }

        Assert.Equal(expected, sample.Percentile(percent).ToText(0));
        Assert.Equal("32.00", sample.Mean.ToText(2));
    }

    [Fact]
    public void Of_nothing_all_is_nothing() => Assert.Equal(("0.00", "0"), (new MetricSample().Mean.ToText(2), new MetricSample().Maximum.ToText(0)));

    [Theory]
    [InlineData(1, 3, 2, "0.33")]
    [InlineData(1, 200, 2, "0.01")]
    [InlineData(199, 40000, 2, "0.00")]
    [InlineData(7, 2, 0, "4")]
    [InlineData(5, 0, 1, "0.0")]
    [InlineData(123456, 1000, 3, "123.456")]
    public void Fractions_are_rounded_half_up(long numerator, long denominator, int decimals, string expected) =>
        Assert.Equal(expected, new Ratio(numerator, denominator).ToText(decimals));

    [Fact]
    public void Fractions_are_compared_exactly()
    {
        var third = new Ratio(1, 3);
        Assert.Equal(0, third.CompareTo(new Ratio(BigInteger.Pow(10, 40), 3 * BigInteger.Pow(10, 40))));
        Assert.True(third.CompareTo(new Ratio(BigInteger.Pow(10, 40) + 1, 3 * BigInteger.Pow(10, 40))) < 0);
        Assert.True(third.CompareTo(Ratio.Zero) > 0);
    }

    // Three jobs under fcfs, all there at 0: bursts 24, 3, 3 (Silberschatz, Operating System Concepts, the convoy). Waiting 0, 24, 27;
    // turnaround 24, 27, 30; slowdown 1, 9, 10; progress 1, 1/9, 1/10.
    [Fact]
    public void The_convoy()
    {
        var names = new NameTable();
        JobSpec[] jobs = [.. ((long[])[24, 3, 3]).Select(burst => new JobSpec(names.Intern("job"), 0, new ScriptedContext(Do.Compute(burst))))];
        var machine = Machine.Create(new MachineSettings { Policy = "fcfs" }, names, new BootPrograms { Jobs = jobs });
        var statistics = new RunStatistics(machine.Settings, keepSchedule: false);
        machine.Attach(statistics);
        machine.Boot();
        machine.Run(new RunLimits { MaxEvents = 1000 });
        statistics.End(machine);
        var metrics = new RunMetrics(statistics, 1);
        Assert.Equal((3, 3, 30L), (metrics.Tasks, metrics.Ended, metrics.Time));
        Assert.Equal("17.0000", metrics.Waiting.Mean.ToText(4));
        Assert.Equal("27.0000", metrics.Turnaround.Mean.ToText(4));
        Assert.Equal("17.0000", metrics.Response.Mean.ToText(4));
        Assert.Equal("6.6667", metrics.Slowdown.Mean.ToText(4));
        Assert.Equal("1.0000", metrics.Utilisation.ToText(4));
        Assert.Equal("100.0000", metrics.Throughput.ToText(4));
        Assert.Equal(Jain(24, 3, 3), double.Parse(metrics.CpuTimeFairness.ToText(6), System.Globalization.CultureInfo.InvariantCulture), 1e-6);
        Assert.Equal(Jain(1, 1 / 9.0, 0.1), double.Parse(metrics.ProgressFairness.ToText(6), System.Globalization.CultureInfo.InvariantCulture), 1e-5);
        Assert.Equal((3L, 0L, 3L), (metrics.VoluntarySwitches, metrics.InvoluntarySwitches, metrics.Switches));
    }

    private static double Jain(params double[] x) => x.Sum() * x.Sum() / (x.Length * x.Sum(v => v * v));
}
