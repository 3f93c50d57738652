// The options and an example of what `sched` and `wait` take: what `:help mlfq`, `:help sched`, `:help wait` and `kscript explain` print.
using System.Text;
using KScript.Kernel;
using KScript.Workbench.Live;

namespace KScript.Cli.Repl;

/// <summary>Pages of statements and policies.</summary>
internal static class StatementText
{
    private const string Jobs = "\njob A at=0 { compute 6 }\njob B at=1 { compute 2 }";

    private const string Periodic = "\njob A period=50 { compute 25 }\njob B period=80 { compute 35 }";

    /// <summary>An example of each: a test runs them.</summary>
    public static IReadOnlyDictionary<string, string> Examples { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["sched"] = "sched rr q=2" + Jobs,
        ["wait"] = "let p = fork { exit 7 }\nwait p\nprint WEXITSTATUS(status)\nprint wait nohang",
        ["fcfs"] = "sched fcfs" + Jobs,
        ["rr"] = "sched rr q=2" + Jobs,
        ["mlfq"] = "sched mlfq q=2 queues=3 boost=20" + Jobs,
        ["sjf"] = "sched sjf" + Jobs,
        ["srtf"] = "sched srtf" + Jobs,
        ["hrrn"] = "sched hrrn" + Jobs,
        ["lrtf"] = "sched lrtf" + Jobs,
        ["priority"] = "sched priority preemptive=true aging=2" + Jobs,
        ["rm"] = "sched rm" + Periodic,
        ["edf"] = "sched edf" + Periodic,
        ["lottery"] = "sched lottery q=1" + Jobs,
        ["stride"] = "sched stride q=1" + Jobs,
        ["cfs"] = "sched cfs latency=48 min_granularity=6" + Jobs,
        ["eevdf"] = "sched eevdf q=3" + Jobs,
        ["linux"] = "sched linux\njob A at=0 { compute 6 }\njob B at=1 policy=rr rtprio=5 { compute 2 }",
        ["mlq"] = "sched mlq classes=rr(4),fcfs share=80,20 window=10" + Jobs,
    };

    /// <summary>The page of a policy, of `sched` or `wait`; null where it is none of them.</summary>
    public static string? Of(string name)
    {
        string? options = name switch
        {
            "sched" => "  policies; each has a page of its own:\n" + Lines(SchedulerTable.Rows.Select(row => (row.Name, row.Summary))),
            "wait" => $"  words behind it: {string.Join(", ", Vocabulary.WaitFlags.Select(word => word.Text))}\n",
            _ => SchedulerTable.Find(name) is { } row ? $"sched {row.Name}\n  {row.Summary}\n" + Options(row) : null,
        };
        return options is null ? null : $"{options}\n  example:\n{ReferenceText.Indented(Examples[name])}";
    }

    private static string Options(PolicyRow row) => row.Options.Length == 0
        ? "  options: none\n"
        : "  options:\n" + Lines(row.Options.Select(option => ($"{option.Key}={option.Default}", option.Summary + Words(option))));

    private static string Words(SettingRow option) => option.Words.Length == 0 ? "" : $" ({string.Join(", ", option.Words)})";

    private static string Lines(IEnumerable<(string Name, string Text)> rows)
    {
        var text = new StringBuilder();
        foreach (var (name, about) in rows)
        {
            text.Append($"    {name,-22} {about}\n");
        }

        return text.ToString();
    }
}
