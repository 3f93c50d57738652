// Every vector of fifo, sjf, rr, mlfq and lottery, run as a script and compared with what the OSTEP simulators computed: who has the
// CPU from when (for mlfq with the level), the end, response, turnaround, wait and finish of each job, their averages, and
// for lottery the draws, for mlfq the arrivals, I/Os, ends and boosts in order. Random MLFQ workloads are compared with OstepReference. What
// cannot match stands in tests/vectors/ostep/differences.json with its reason.
using System.Globalization;
using System.Text.Json;

namespace KScript.Vectors.Tests;

public class OstepTests
{
    private const double RoundingOfAverages = 0.0051;

    public static TheoryData<string, string> Vectors()
    {
        var data = new TheoryData<string, string>();
        foreach (string simulator in Simulators)
        {
            foreach (OstepVector vector in OstepVector.Load(simulator))
            {
                data.Add(simulator, vector.Id);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_run_is_the_vector(string simulator, string id)
    {
        Check(OstepVector.Load(simulator).Single(v => v.Id == id));
    }

    [Fact]
    public void The_reference_gives_the_vectors()
    {
        foreach (OstepVector vector in OstepVector.Load("mlfq"))
        {
            OstepVector reference = OstepReference.Run(vector);

            Assert.Equal(vector.End, reference.End);
            Assert.Equal(vector.Schedule, reference.Schedule);
            Assert.Equal(vector.Results, reference.Results);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_random_workload_runs_as_the_reference_says(int seed)
    {
        var random = new RandomWorkload(seed);
        for (int i = 0; i < 100; i++)
        {
            Check(OstepReference.Run(random.Next($"random-{seed}-{i}")));
        }
    }

    private static void Check(OstepVector vector)
    {
        string script = OstepScript.Of(vector);
        var recorder = new OstepRecorder();

        ScriptResult run = ScriptRunner.Run(vector.Id + ".ks", script, recorder);
        recorder.Finish();

        Assert.True(run.ExitCode == 0, $"exit code {run.ExitCode}\n{run.Messages}\n{script}");
        List<(string Field, string Expected, string Actual)> fields = Compare(vector, recorder, run);
        string[] excused = [.. Differences.Where(d => d.Id == vector.Id).Select(d => d.Field)];
        string[] wrong = [.. fields.Where(f => f.Expected != f.Actual && !excused.Contains(f.Field)).Select(f => $"{f.Field}:\n  vector {f.Expected}\n  run    {f.Actual}")];
        string[] stale = [.. fields.Where(f => f.Expected == f.Actual && excused.Contains(f.Field)).Select(f => $"{f.Field} matches, and is listed in differences.json")];
        Assert.True(wrong.Length + stale.Length == 0, $"{vector.Id}\n{string.Join('\n', wrong.Concat(stale))}\n{script}");
    }

    [Fact]
    public void Every_difference_is_of_a_vector_and_has_a_reason()
    {
        string[] known = [.. Simulators.SelectMany(OstepVector.Load).Select(v => v.Id)];
        foreach (Difference difference in Differences)
        {
            Assert.Contains(difference.Id, known);
            Assert.False(string.IsNullOrWhiteSpace(difference.Reason), $"{difference.Id}, {difference.Field}: no reason");
        }
    }

    [Fact]
    public void Every_file_is_used_or_listed_with_a_reason()
    {
        IEnumerable<string> files = Directory.GetFiles(Folder, "*.json").Select(p => Path.GetFileName(p)!).Where(f => f != "differences.json");

        Assert.Equal(files.Order(StringComparer.Ordinal), Simulators.Append("fork").Append("multi").Select(s => s + ".json").Concat(Unused.Select(u => u.File)).Order(StringComparer.Ordinal));
        Assert.All(Unused, u => Assert.False(string.IsNullOrWhiteSpace(u.Reason), u.File));
    }

    private static List<(string Field, string Expected, string Actual)> Compare(OstepVector vector, OstepRecorder recorder, ScriptResult run)
    {
        bool levels = vector.Sim == "mlfq";
        var fields = new List<(string, string, string)>
        {
            ("end", Text(vector.End), Text(run.Time)),
            ("schedule",
                string.Join(' ', vector.Schedule.Select(e => Entry(e[0]!.Value, e[1], levels ? e[2] : null))),
                string.Join(' ', recorder.Schedule.Select(e => Entry(e.Time, e.Job, levels ? e.Level : null)))),
            // The statistics have the schedule as well, without levels.
            ("stats.schedule",
                string.Join(' ', Merge(vector.Schedule.Select(e => (e[0]!.Value, e[1])))),
                string.Join(' ', Merge(run.Schedule.Select(e => (e.Time, e.Job))))),
        };
        foreach (OstepResult expected in vector.Results)
        {
            JobNumbers actual = run.Jobs[expected.Job];
            fields.Add(($"job {expected.Job}",
                $"response {expected.Response} turnaround {expected.Turnaround} wait {expected.Wait} finish {expected.Finish}",
                $"response {actual.Response} turnaround {actual.Turnaround} wait {actual.Waiting} finish {actual.Finish}"));
        }

        foreach ((string what, double expected) in vector.Averages)
        {
            double actual = run.Jobs.Average(j => what switch { "response" => j.Response, "turnaround" => j.Turnaround, "wait" => j.Waiting, _ => throw new InvalidDataException(what) });
            bool same = Math.Abs(actual - expected) <= RoundingOfAverages;
            fields.Add(($"average {what}", expected.ToString("F2", CultureInfo.InvariantCulture), (same ? expected : actual).ToString("F2", CultureInfo.InvariantCulture)));
        }

        if (vector.Draws is not null)
        {
            fields.Add(("draws", string.Join(' ', vector.Draws.Where(d => IsSwitch(vector, d)).Select(d => $"{d.T}:{d.Ticket}/{d.Of}:{d.Job}")), string.Join(' ', recorder.Draws)));
        }

        if (vector.Events is not null)
        {
            fields.Add(("events",
                string.Join(' ', vector.Events.Select(e => (Time: e[0].GetInt64(), What: e[1].GetString()!, Job: e[2].ToString())).Where(e => IsCompared(vector, e.Time, e.What)).Select(e => $"{e.Time}:{e.What}:{e.Job}")),
                string.Join(' ', recorder.Events.Where(e => IsCompared(vector, e.Time, e.What)).Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Time}:{e.What}:{e.Job}")))));
        }

        return fields;
    }

    // A job that wins again goes on, which is no event; the draw of the next switch is the right one only if no draw was left out.
    private static bool IsSwitch(OstepVector vector, OstepDraw draw) => draw.T == 0 || vector.Schedule.Any(s => s[0] == draw.T);

    // A boost that finds no task ready or running is skipped by the machine where nothing else happens then: blocked tasks find
    // out when they wake. And the simulator stops at the last finish, where a boost of that instant is no event of its any more.
    private static bool IsCompared(OstepVector vector, long time, string what) =>
        what != "boost" || (time < vector.End && vector.Schedule.Last(s => s[0] < time)[1] is not null);

    private static IEnumerable<string> Merge(IEnumerable<(long Time, long? Job)> entries)
    {
        long? last = -1;
        foreach ((long time, long? job) in entries)
        {
            if (job != last)
            {
                yield return Entry(time, job, null);
                last = job;
            }
        }
    }

    private static string Entry(long time, long? job, long? level) =>
        string.Create(CultureInfo.InvariantCulture, $"{time}:{(job is null ? "idle" : job.Value.ToString(CultureInfo.InvariantCulture))}{(level is null ? "" : "/" + level.Value.ToString(CultureInfo.InvariantCulture))}");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static readonly string[] Simulators = ["fifo", "sjf", "rr", "mlfq", "lottery"];

    private static string Folder => Repository.PathOf("tests", "vectors", "ostep");

    private sealed record Difference(string Id, string Field, string Reason);

    private sealed record UnusedFile(string File, string Reason);

    private static Difference[] Differences { get; } = ReadList<Difference>("differences");

    private static UnusedFile[] Unused { get; } = ReadList<UnusedFile>("unused");

    private static T[] ReadList<T>(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "differences.json")));
        return document.RootElement.GetProperty(name).Deserialize<T[]>(JsonSerializerOptions.Web)!;
    }
}
