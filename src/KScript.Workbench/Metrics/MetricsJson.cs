// The metrics of a run as JSON: what `--stats json` has under "metrics", and `kscript compare` for each policy.
using KScript.Workbench.Traces;

namespace KScript.Workbench.Metrics;

/// <summary>Writes metrics.</summary>
internal static class MetricsJson
{
    /// <summary>Writes an object.</summary>
    public static void Write(Utf8Output output, RunMetrics metrics)
    {
        output.Write($"{{\"tasks\":{metrics.Tasks},\"ended\":{metrics.Ended},\"throughput\":{metrics.Throughput.ToText(3)},");
        output.Write($"\"utilisation\":{metrics.Utilisation.ToText(4)},");
        output.Write($"\"voluntary_switches\":{metrics.VoluntarySwitches},\"involuntary_switches\":{metrics.InvoluntarySwitches},");
        if (metrics.Deadlines > 0)
        {
            output.Write($"\"deadlines\":{metrics.Deadlines},\"missed\":{metrics.Missed},");
        }

        output.Write($"\"fairness\":{{\"cpu_time\":{metrics.CpuTimeFairness.ToText(4)},\"progress\":{metrics.ProgressFairness.ToText(4)}}},");
        WriteSample(output, "response", metrics.Response, 0);
        output.Write(","u8);
        WriteSample(output, "turnaround", metrics.Turnaround, 0);
        output.Write(","u8);
        WriteSample(output, "waiting", metrics.Waiting, 0);
        output.Write(","u8);
        WriteSample(output, "slowdown", metrics.Slowdown, 3);
        output.Write("}"u8);
    }

    private static void WriteSample(Utf8Output output, string name, MetricSample sample, int decimals)
    {
        if (sample.Count == 0)
        {
            output.Write($"\"{name}\":null");
            return;
        }

        output.Write($"\"{name}\":{{\"mean\":{sample.Mean.ToText(3)},\"p50\":{sample.Percentile(50).ToText(decimals)},");
        output.Write($"\"p90\":{sample.Percentile(90).ToText(decimals)},\"p95\":{sample.Percentile(95).ToText(decimals)},");
        output.Write($"\"p99\":{sample.Percentile(99).ToText(decimals)},\"max\":{sample.Maximum.ToText(decimals)}}}");
    }
}
