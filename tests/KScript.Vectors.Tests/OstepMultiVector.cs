// The vectors of multi.py as data, and their fields put together from what is seen tick by tick.
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KScript.Vectors.Tests;

/// <summary>A job: no arrival but 0, no I/O.</summary>
internal sealed record OstepMultiJob(long Burst, [property: JsonPropertyName("working_set")] int WorkingSet, int[] Affinity);

/// <summary>What a vector says of a CPU, in percent.</summary>
internal sealed record OstepMultiUse(int Cpu, [property: JsonPropertyName("busy_pct")] double BusyPct, [property: JsonPropertyName("warm_pct")] double WarmPct);

/// <summary>What a vector says of a job.</summary>
internal sealed record OstepMultiResult(int Job, long Response, long Turnaround, long Finish);

/// <summary>One vector.</summary>
internal sealed class OstepMultiVector
{
    public required string Id { get; init; }
    public required int Cpus { get; init; }
    public required long Quantum { get; init; }
    public required bool PerCpuQueues { get; init; }
    public required long PeekInterval { get; init; }
    public required long WarmupTime { get; init; }
    public required long WarmRate { get; init; }
    public required long CacheSize { get; init; }
    public required OstepMultiJob[] Jobs { get; init; }
    public int[][] InitialQueues { get; init; } = [];

    /// <summary>By CPU: [t, job]; null is idle.</summary>
    public long?[][][] Schedules { get; init; } = [];
    public (long Time, int[] Jobs)[][] Warm { get; init; } = [];
    public (long Time, int[][] Queues)[] Ready { get; init; } = [];
    public long End { get; init; }
    public OstepMultiUse[] CpuUse { get; init; } = [];
    public OstepMultiResult[] Results { get; init; } = [];

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static OstepMultiVector[] Load()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("tests", "vectors", "ostep", "multi.json")));
        return [.. document.RootElement.GetProperty("vectors").EnumerateArray().Select(Read)];
    }

    private static OstepMultiVector Read(JsonElement v) => new()
    {
        Id = v.GetProperty("id").GetString()!,
        Cpus = v.GetProperty("cpus").GetInt32(),
        Quantum = v.GetProperty("quantum").GetInt64(),
        PerCpuQueues = v.GetProperty("per_cpu_queues").GetBoolean(),
        PeekInterval = v.GetProperty("peek_interval").GetInt64(),
        WarmupTime = v.GetProperty("warmup_time").GetInt64(),
        WarmRate = v.GetProperty("warm_rate").GetInt64(),
        CacheSize = v.GetProperty("cache_size").GetInt64(),
        Jobs = v.GetProperty("jobs").Deserialize<OstepMultiJob[]>(Options)!,
        InitialQueues = v.GetProperty("initial_queues").Deserialize<int[][]>()!,
        Schedules = v.GetProperty("schedules").Deserialize<long?[][][]>()!,
        Warm = [.. v.GetProperty("warm").EnumerateArray().Select(cpu => cpu.EnumerateArray().Select(e => (e[0].GetInt64(), e[1].Deserialize<int[]>()!)).ToArray())],
        Ready = [.. v.GetProperty("ready").EnumerateArray().Select(e => (e[0].GetInt64(), e[1].Deserialize<int[][]>()!))],
        End = v.GetProperty("end").GetInt64(),
        CpuUse = v.GetProperty("cpu_use").Deserialize<OstepMultiUse[]>(Options)!,
        Results = v.GetProperty("results").Deserialize<OstepMultiResult[]>(Options)!,
    };
}

/// <summary>Puts a vector together from what holds in every tick.</summary>
internal sealed class OstepMultiRecorder(OstepMultiVector input)
{
    private readonly List<long?[]>[] schedules = [.. Enumerable.Range(0, input.Cpus).Select(_ => new List<long?[]>())];
    private readonly List<(long Time, int[] Jobs)>[] warm = [.. Enumerable.Range(0, input.Cpus).Select(_ => new List<(long, int[])>())];
    private readonly List<(long Time, int[][] Queues)> ready = [];
    private readonly long[] busy = new long[input.Cpus];
    private readonly long[] fast = new long[input.Cpus];
    private readonly long[] first = [.. input.Jobs.Select(_ => -1L)];
    private readonly long[] last = new long[input.Jobs.Length];
    private long end;

    /// <summary>Who runs in tick t, and the queues and the caches after it.</summary>
    public void Tick(long t, int?[] running, int[][] queues, int[][] caches)
    {
        if (running.All(job => job is null))
        {
            return;
        }

        end = t + 1;
        for (int cpu = 0; cpu < running.Length; cpu++)
        {
            if (schedules[cpu].Count == 0 || schedules[cpu][^1][1] != running[cpu])
            {
                schedules[cpu].Add([t, running[cpu]]);
            }

            if (running[cpu] is { } job)
            {
                busy[cpu]++;
                // In the cache before this tick: after the last one, or since it was dispatched with no time to warm up.
                fast[cpu] += input.WarmRate > 1 && IsFast(cpu, job) ? 1 : 0;
                first[job] = first[job] < 0 ? t : first[job];
                last[job] = t + 1;
            }
        }

        Note(t, queues, caches);
    }

    // A job that warms up for no time is in the cache from its first tick on a CPU on, if it fits.
    private bool IsFast(int cpu, int job) => (warm[cpu].Count > 0 && warm[cpu][^1].Jobs.Contains(job)) || (input.WarmupTime == 0 && IsNew(cpu, job));

    private bool IsNew(int cpu, int job) =>
        input.Jobs[job].WorkingSet <= input.CacheSize && !schedules[cpu].SkipLast(1).Any(e => e[1] == job) && schedules[cpu][^1][0] == end - 1;

    private void Note(long t, int[][] queues, int[][] caches)
    {
        if (ready.Count == 0 || !Same(ready[^1].Queues, queues))
        {
            ready.Add((t, queues));
        }

        for (int cpu = 0; cpu < caches.Length; cpu++)
        {
            if (warm[cpu].Count == 0 || !warm[cpu][^1].Jobs.SequenceEqual(caches[cpu]))
            {
                warm[cpu].Add((t, caches[cpu]));
            }
        }
    }

    private static bool Same(int[][] a, int[][] b) => a.Length == b.Length && a.Zip(b).All(pair => pair.First.SequenceEqual(pair.Second));

    public OstepMultiVector Result() => new()
    {
        Id = input.Id,
        Cpus = input.Cpus,
        Quantum = input.Quantum,
        PerCpuQueues = input.PerCpuQueues,
        PeekInterval = input.PeekInterval,
        WarmupTime = input.WarmupTime,
        WarmRate = input.WarmRate,
        CacheSize = input.CacheSize,
        Jobs = input.Jobs,
        InitialQueues = Initial(),
        Schedules = [.. schedules.Select(s => s.ToArray())],
        Warm = [.. warm.Select(w => w.ToArray())],
        Ready = [.. ready],
        End = end,
        CpuUse = [.. busy.Select((ticks, cpu) => new OstepMultiUse(cpu, Percent(ticks), Percent(fast[cpu])))],
        Results = [.. input.Jobs.Select((_, job) => new OstepMultiResult(job, first[job], last[job], last[job]))],
    };

    // Before tick 0 those that run in it were the first in line that might run there.
    private int[][] Initial() => input.PerCpuQueues
        ? [.. ready[0].Queues.Select((queue, cpu) => Both(schedules[cpu][0][1], queue))]
        : [[.. Enumerable.Range(0, input.Jobs.Length)]];

    private static int[] Both(long? running, int[] queue) => running is { } job ? [(int)job, .. queue] : queue;

    private double Percent(long ticks) => Math.Round(100.0 * ticks / end, 2, MidpointRounding.AwayFromZero);
}
