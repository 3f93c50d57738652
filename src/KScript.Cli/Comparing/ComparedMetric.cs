// The metrics by which runs are compared, one row each: the columns of the table and of the CSV, and what --metric may name.
using KScript.Workbench.Metrics;

namespace KScript.Cli.Comparing;

/// <summary>A metric.</summary>
/// <param name="Key">Its name in CSV and for --metric.</param>
/// <param name="Title">Its column in the table; null: not shown there.</param>
/// <param name="Decimals">Decimals of the table.</param>
/// <param name="IsLessBetter">Whether the least is the best; else the greatest is.</param>
/// <param name="Summary">What it is.</param>
/// <param name="Of">Its value.</param>
internal sealed record ComparedMetric(string Key, string? Title, int Decimals, bool IsLessBetter, string Summary, Func<RunMetrics, Ratio> Of)
{
    /// <summary>The rows.</summary>
    public static ComparedMetric[] Rows { get; } =
    [
        new("turnaround", "turnaround", 2, true, "mean turnaround", static m => m.Turnaround.Mean),
        new("waiting", "waiting", 2, true, "mean waiting time", static m => m.Waiting.Mean),
        new("response", "response", 2, true, "mean response time", static m => m.Response.Mean),
        new("slowdown", "slowdown", 2, true, "mean slowdown", static m => m.Slowdown.Mean),
        new("turnaround_p95", "p95", 0, true, "95th percentile of turnaround", static m => m.Turnaround.Percentile(95)),
        new("turnaround_p99", "p99", 0, true, "99th percentile of turnaround", static m => m.Turnaround.Percentile(99)),
        new("waiting_p99", null, 0, true, "99th percentile of waiting", static m => m.Waiting.Percentile(99)),
        new("response_p99", null, 0, true, "99th percentile of response", static m => m.Response.Percentile(99)),
        new("fairness", "fairness", 3, false, "Jain's index of progress", static m => m.ProgressFairness),
        new("switches", "switches", 0, true, "how often a processor took a task", static m => new Ratio(m.Switches, 1)),
        new("utilisation", "busy", 3, false, "share of the processors' time", static m => m.Utilisation),
        new("throughput", null, 3, false, "tasks per 1000 ticks", static m => m.Throughput),
        new("time", "time", 0, true, "when the last event was", static m => new Ratio(m.Time, 1)),
    ];

    /// <summary>The row of a key, or null.</summary>
    public static ComparedMetric? Find(string key) => Array.Find(Rows, row => row.Key == key);

    /// <summary>The best value of those runs that came to their end; null where fewer than two did, or all are alike.</summary>
    public Ratio? BestOf(IReadOnlyList<ComparedRun> runs)
    {
        Ratio? best = null;
        Ratio? worst = null;
        foreach (var run in runs)
        {
            if (run.Stopped is null)
            {
                var value = Of(run.Metrics);
                best = best is null || IsBetter(value, best) ? value : best;
                worst = worst is null || IsBetter(worst, value) ? value : worst;
            }
        }

        return best is null || best.CompareTo(worst!) == 0 ? null : best;
    }

    /// <summary>Whether a run has the best value.</summary>
    public bool IsBest(ComparedRun run, Ratio? best) => best is not null && run.Stopped is null && Of(run.Metrics).CompareTo(best) == 0;

    private bool IsBetter(Ratio value, Ratio other) => value.CompareTo(other) is var order && (IsLessBetter ? order < 0 : order > 0);
}

/// <summary>A run of the script under one policy.</summary>
/// <param name="Policy">The policy, as the trace's header has it.</param>
/// <param name="Parameter">The value of the swept parameter, or null.</param>
/// <param name="Metrics">What came of it.</param>
/// <param name="Stopped">Why it did not come to its end, or null.</param>
internal sealed record ComparedRun(string Policy, long? Parameter, RunMetrics Metrics, string? Stopped);
