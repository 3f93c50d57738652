// The OSTEP vectors as data: tests/vectors/ostep/*.json, described in the README there.
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KScript.Vectors.Tests;

/// <summary>A job of a vector. io_every = 0: never.</summary>
internal sealed record OstepJob(
    long Arrival,
    long Burst,
    [property: JsonPropertyName("io_every")] long IoEvery,
    [property: JsonPropertyName("io_len")] long IoLength,
    long Tickets = 100);

/// <summary>A queue of mlfq: ticks of a slice, and slices before demotion.</summary>
internal sealed record OstepQueue(long Quantum, long Allotment);

/// <summary>A draw of lottery: at t, ticket number so much of so many, won by a job.</summary>
internal sealed record OstepDraw(long T, long Ticket, long Of, int Job);

/// <summary>What a vector says of a job.</summary>
internal sealed record OstepResult(int Job, long Response, long Turnaround, long Wait, long Finish);

/// <summary>One vector of fifo, sjf, rr, mlfq or lottery: inputs and results.</summary>
internal sealed class OstepVector
{
    public required string Id { get; init; }
    public required string Sim { get; init; }
    public required OstepJob[] Jobs { get; init; }
    public long Quantum { get; init; }
    public OstepQueue[] Queues { get; init; } = [];
    public long Boost { get; init; }
    public bool Stay { get; init; }
    public bool Iobump { get; init; }

    /// <summary>[t, job] or [t, job, level]; null is idle.</summary>
    public required long?[][] Schedule { get; init; }
    public required long End { get; init; }
    public required OstepResult[] Results { get; init; }
    public Dictionary<string, double> Averages { get; init; } = [];

    /// <summary>fifo, sjf, rr: [start, length, job], unmerged.</summary>
    public long[][]? Slices { get; init; }

    /// <summary>lottery: the random numbers in the order of use.</summary>
    public long[] Randoms { get; init; } = [];

    /// <summary>lottery: every draw.</summary>
    public OstepDraw[]? Draws { get; init; }

    /// <summary>mlfq: [t, what, job or null].</summary>
    public JsonElement[][]? Events { get; init; }

    public override string ToString() => Id;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>All vectors of one simulator.</summary>
    public static OstepVector[] Load(string simulator)
    {
        string path = Repository.PathOf("tests", "vectors", "ostep", simulator + ".json");
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.GetProperty("vectors").Deserialize<OstepVector[]>(Options)!;
    }
}
