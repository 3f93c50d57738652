// `jobs n=100 arrival=poisson(5) burst=exp(20) seed=7`: draws the jobs. Each attribute has a random stream of its own, so that
// a change of one leaves the draws of the others as they were.
namespace KScript.Interpreter.Workloads;

/// <summary>What `jobs` says.</summary>
internal sealed record WorkloadPlan
{
    /// <summary>How many.</summary>
    public int Count { get; init; } = 1;
    /// <summary>What their names begin with.</summary>
    public string Prefix { get; init; } = "P";
    /// <summary>The number of the first.</summary>
    public int First { get; init; } = 1;
    /// <summary>When the first arrives, in ticks.</summary>
    public long At { get; init; }
    /// <summary>The seed of all draws.</summary>
    public long Seed { get; init; }
    /// <summary>Ticks from one arrival to the next; fractions add up.</summary>
    public Distribution Arrival { get; init; } = Distribution.Of(0);
    /// <summary>Ticks of computing of each, all together; at least 1.</summary>
    public Distribution Burst { get; init; } = Distribution.Of(1);
    /// <summary>Ticks of computing after which it does I/O, drawn once for each job; null: it does none.</summary>
    public Distribution? IoEvery { get; init; }
    /// <summary>Ticks of each I/O, drawn once for each job.</summary>
    public Distribution IoLength { get; init; } = Distribution.Of(1);
    /// <summary>Nice values.</summary>
    public Distribution Nice { get; init; } = Distribution.Of(0);
    /// <summary>Priorities.</summary>
    public Distribution Priority { get; init; } = Distribution.Of(0);
    /// <summary>Tickets; null: as many as any job has.</summary>
    public Distribution? Tickets { get; init; }
    /// <summary>The CPUs they may run on, or null.</summary>
    public ulong[]? Affinity { get; init; }
}

/// <summary>Generates jobs.</summary>
internal static class WorkloadGenerator
{
    private enum Stream { Arrival, Burst, IoEvery, IoLength, Nice, Priority, Tickets }

    /// <summary>The jobs of a plan, in order of arrival.</summary>
    public static WorkloadJob[] Generate(WorkloadPlan plan)
    {
        var arrivals = Open(plan, Stream.Arrival);
        var bursts = Open(plan, Stream.Burst);
        var everies = Open(plan, Stream.IoEvery);
        var lengths = Open(plan, Stream.IoLength);
        var nices = Open(plan, Stream.Nice);
        var priorities = Open(plan, Stream.Priority);
        var tickets = Open(plan, Stream.Tickets);
        var jobs = new WorkloadJob[plan.Count];
        long at = plan.At;
        long fraction = 0;
        for (int i = 0; i < jobs.Length; i++)
        {
            long burst = Math.Max(1, plan.Burst.DrawWhole(ref bursts));
            long every = plan.IoEvery is { } distribution ? Math.Max(1, distribution.DrawWhole(ref everies)) : 0;
            long length = plan.IoEvery is null ? 0 : plan.IoLength.DrawWhole(ref lengths);
            jobs[i] = new WorkloadJob(FormattableString.Invariant($"{plan.Prefix}{plan.First + i}"), at, JobPattern.Periodic(burst, every, length))
            {
                Nice = (int)plan.Nice.DrawWhole(ref nices),
                Priority = (int)plan.Priority.DrawWhole(ref priorities),
                Tickets = (int?)plan.Tickets?.DrawWhole(ref tickets),
                Affinity = plan.Affinity,
            };

            // The part of a tick is carried on: the mean gap is what was asked for, not what rounding leaves of it.
            long gap = plan.Arrival.Draw(ref arrivals) + fraction;
            at += gap >> FixedPoint.Bits;
            fraction = gap & (FixedPoint.One - 1);
        }

        return jobs;
    }

    private static DrawStream Open(WorkloadPlan plan, Stream stream) => new(plan.Seed, (int)stream);
}
