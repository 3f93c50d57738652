// Generated jobs: the same everywhere, and distributed as they claim. The lists of draws were computed with 60-digit decimals
// from the formulas (-mean ln U, min U^(-1/alpha)) and SplitMix64, by another program.
using KScript.Interpreter.Workloads;
using Xunit;

namespace KScript.Interpreter.Tests.Workloads;

public class WorkloadGeneratorTests
{
    private static readonly WorkloadPlan Twenty = new() { Count = 20, Seed = 7 };

    public static TheoryData<object, long[]> Draws() => new()
    {
        { new Distribution(DistributionKind.Exponential, 20_000), [12, 4, 2, 1, 1, 16, 2, 17, 2, 3, 6, 48, 1, 3, 38, 21, 18, 1, 9, 47] },
        { new Distribution(DistributionKind.Uniform, 1, 9), [5, 8, 9, 9, 9, 4, 9, 4, 9, 8, 7, 1, 9, 8, 2, 4, 4, 9, 6, 1] },
        { new Distribution(DistributionKind.Pareto, 1500, 4, Distribution.Largest), [6, 5, 4, 4, 4, 7, 4, 7, 4, 4, 5, 20, 4, 4, 14, 8, 7, 4, 5, 19] },
        { new Distribution(DistributionKind.Pareto, 1500, 4, 10), [6, 5, 4, 4, 4, 7, 4, 7, 4, 4, 5, 4, 4, 8, 7, 4, 5, 6, 4, 4] },
    };

    [Theory]
    [MemberData(nameof(Draws))]
    public void Bursts_are_what_the_formula_gives(object burstValue, long[] expected) =>
        Assert.Equal(expected, WorkloadGenerator.Generate(Twenty with { Burst = ((Distribution)burstValue) }).Select(job => job.Pattern.Cpu));

    [Fact]
    public void Arrivals_carry_the_parts_of_a_tick_on()
    {
        var jobs = WorkloadGenerator.Generate(Twenty with { Arrival = new(DistributionKind.Exponential, 5_000) });
        Assert.Equal([0, 2, 6, 6, 18, 21, 23, 26, 36, 36, 38, 45, 49, 50, 54, 56, 57, 57, 60, 63], jobs.Select(job => job.At));
    }

    // Mean and standard error of 100,000 draws; the seed is fixed, and three standard errors are passed by 99.7 of 100 seeds.
    [Theory]
    [InlineData(DistributionKind.Uniform, 10, 30, 0, 20.0, 6.06)]
    [InlineData(DistributionKind.Exponential, 50_000, 0, 0, 50.0, 50.0)]
    [InlineData(DistributionKind.Bimodal, 10, 1000, 90, 109.0, 297.0)]
    [InlineData(DistributionKind.Pareto, 3_000, 100, Distribution.Largest, 150.0, 86.6)]
    public void Means_are_right(object kindValue, long a, long b, long c, double mean, double deviation)
    {
        var kind = (DistributionKind)kindValue;
        var jobs = WorkloadGenerator.Generate(new WorkloadPlan { Count = 100_000, Seed = 42, Burst = new(kind, a, b, c) });
        double found = jobs.Average(job => (double)job.Pattern.Cpu);
        Assert.InRange(found, mean - (3 * deviation / Math.Sqrt(100_000)), mean + (3 * deviation / Math.Sqrt(100_000)));
    }

    // Of a continuous exponential distribution with mean 50, e^(-x/50) are above x (Kolmogorov-Smirnov, 1 %: 1.63/sqrt(n)).
    [Fact]
    public void The_exponential_distribution_has_its_shape()
    {
        const int Count = 100_000;
        var jobs = WorkloadGenerator.Generate(new WorkloadPlan { Count = Count, Seed = 3, Burst = new(DistributionKind.Exponential, 5_000_000) });
        var sorted = jobs.Select(job => job.Pattern.Cpu).Order().ToArray();
        double worst = Enumerable.Range(0, Count).Max(i => Math.Abs(1 - Math.Exp(-sorted[i] / 5000.0) - ((i + 0.5) / Count)));
        Assert.True(worst < 1.63 / Math.Sqrt(Count), $"{worst}");
    }

    [Fact]
    public void Another_burst_leaves_the_arrivals_as_they_were()
    {
        var plan = Twenty with { Arrival = new(DistributionKind.Exponential, 5_000) };
        var one = WorkloadGenerator.Generate(plan);
        var other = WorkloadGenerator.Generate(plan with { Burst = new(DistributionKind.Pareto, 1500, 4, 10), IoEvery = Distribution.Of(2) });
        Assert.Equal(one.Select(job => job.At), other.Select(job => job.At));
        Assert.NotEqual(one.Select(job => job.Pattern.Cpu), other.Select(job => job.Pattern.Cpu));
    }

    [Fact]
    public void Other_seeds_give_other_jobs()
    {
        var plan = Twenty with { Burst = new(DistributionKind.Exponential, 1_000_000) };
        Assert.NotEqual(
            WorkloadGenerator.Generate(plan).Select(job => job.Pattern.Cpu),
            WorkloadGenerator.Generate(plan with { Seed = 8 }).Select(job => job.Pattern.Cpu));
    }
}
