// kscript compare: the figures are those of single runs, the stars stand at the best, and what goes wrong is said.
using System.Globalization;
using System.Text.Json;

namespace KScript.Cli.Tests;

public class CompareCommandTests
{
    // The convoy of Silberschatz, Galvin and Gagne, Operating System Concepts, chapter 5: bursts 24, 3, 3, all there at 0.
    private const string Convoy = "job A at=0 { compute 24 }\njob B at=0 { compute 3 }\njob C at=0 { compute 3 }\n";
    private const string Load = "jobs n=40 arrival=poisson(12) burst=bimodal(2,40,75) io_every=10 io_len=8 seed=5\n";

    [Fact]
    public async System.Threading.Tasks.Task The_convoy() => await Verify(Compare(Convoy, "--sched", "fcfs", "--sched", "rr q=4").Out);

    [Fact]
    public void Mean_waits_are_the_books()
    {
        string[] lines = Compare(Convoy, "--sched", "fcfs", "--sched", "rr q=4", "--format", "csv").Out.Split('\n');
        int waiting = Array.IndexOf(lines[0].Split(','), "waiting");
        Assert.Equal(("17.000", "5.667"), (lines[1].Split(',')[waiting], lines[2].Split(',')[waiting]));
    }

    [Fact]
    public async System.Threading.Tasks.Task A_sweep_has_a_curve() => await Verify(Compare(Load, "--sweep", "rr q=1..32*2", "--set", "switch=1", "--metric", "waiting", "--width", "60").Out);

    [Fact]
    public async System.Threading.Tasks.Task Csv() => await Verify(Compare(Load, "--sweep", "cpus=1..3", "--format", "csv").Out);

    [Fact]
    public void All_are_those_that_there_are()
    {
        var outcome = Compare(Load, "--all", "--format", "csv");
        var policies = outcome.Out.TrimEnd('\n').Split('\n').Skip(1).Select(line => line.Split(',')[0].Split(' ')[0]);
        Assert.Equal(["script:", .. KScript.Kernel.SchedulerTable.Rows.Select(row => row.Name)], policies);
        Assert.Equal(0, outcome.Exit);
    }

    [Fact]
    public void Each_run_is_what_run_gives()
    {
        using var tool = new ToolRun().With("a.ks", Load);
        using var compared = JsonDocument.Parse(tool.Run("compare", "a.ks", "--sched", "mlfq q=3", "--sched", "rr q=2", "--format", "json").Out);
        foreach (var run in compared.RootElement.GetProperty("runs").EnumerateArray())
        {
            using var single = JsonDocument.Parse(tool.Run("run", "a.ks", "--trace", "none", "--stats", "json", "--sched", run.GetProperty("policy").GetString()!).Out);
            Assert.Equal(single.RootElement.GetProperty("metrics").GetRawText(), run.GetProperty("metrics").GetRawText());
            Assert.Equal(single.RootElement.GetProperty("switches").GetInt64(), run.GetProperty("switches").GetInt64());
            Assert.Equal(single.RootElement.GetProperty("time").GetInt64(), run.GetProperty("time").GetInt64());
        }
    }

    // From the tasks' own figures, in floating point, by the definitions of docs/trace-format.md.
    [Fact]
    public void Metrics_follow_from_the_tasks()
    {
        using var tool = new ToolRun().With("a.ks", "machine cpus=2\nsched rr q=3\n" + Load);
        using var json = JsonDocument.Parse(tool.Run("run", "a.ks", "--trace", "none", "--stats", "json").Out);
        var tasks = json.RootElement.GetProperty("tasks").EnumerateArray().ToArray();
        var metrics = json.RootElement.GetProperty("metrics");
        foreach (string name in (string[])["response", "turnaround", "waiting", "slowdown"])
        {
            double[] values = [.. tasks.Select(task => task.GetProperty(name).GetDouble()).Order()];
            var sample = metrics.GetProperty(name);
            Assert.Equal(values.Average(), sample.GetProperty("mean").GetDouble(), 0.001);
            foreach (int percent in (int[])[50, 90, 95, 99])
            {
                Assert.Equal(values[(int)Math.Ceiling(values.Length * percent / 100.0) - 1], sample.GetProperty(string.Create(CultureInfo.InvariantCulture, $"p{percent}")).GetDouble());
            }

            Assert.Equal(values[^1], sample.GetProperty("max").GetDouble());
        }

        double[] cpu = [.. tasks.Select(task => task.GetProperty("cpu").GetDouble())];
        double[] progress = [.. tasks.Select(task => task.GetProperty("cpu").GetDouble() / task.GetProperty("turnaround").GetDouble())];
        double time = json.RootElement.GetProperty("time").GetDouble();
        Assert.Equal(Jain(cpu), metrics.GetProperty("fairness").GetProperty("cpu_time").GetDouble(), 0.0001);
        Assert.Equal(Jain(progress), metrics.GetProperty("fairness").GetProperty("progress").GetDouble(), 0.0001);
        Assert.Equal(cpu.Sum() / time / 2, metrics.GetProperty("utilisation").GetDouble(), 0.0001);
        Assert.Equal(tasks.Length / time * 1000, metrics.GetProperty("throughput").GetDouble(), 0.001);
        Assert.All(tasks, task => Assert.Equal(task.GetProperty("turnaround").GetDouble() / task.GetProperty("cpu").GetDouble(), task.GetProperty("slowdown").GetDouble(), 0.0005001));
        Assert.All(tasks, task => Assert.Equal(task.GetProperty("turnaround").GetInt64(), task.GetProperty("waiting").GetInt64() + task.GetProperty("cpu").GetInt64() + task.GetProperty("blocked").GetInt64()));
    }

    [Fact]
    public void A_run_that_is_stopped_says_so_and_wins_nothing()
    {
        var outcome = Compare("job A at=0 { loop { compute 1; io 1 } }\n", "--sched", "fcfs", "--sched", "rr", "--max-events", "100");
        Assert.Equal(3, outcome.Exit);
        Assert.Contains("fcfs (stopped)", outcome.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("*", outcome.Out, StringComparison.Ordinal);
        Assert.StartsWith("kscript: fcfs: stopped after 100 events; --until T ends a run that has no end, --max-events N allows more\n", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Jobs_of_a_file_need_no_script()
    {
        using var tool = new ToolRun().With("jobs.csv", "burst\n24\n3\n3\n");
        Assert.Equal(Compare(Convoy, "--sched", "fcfs", "--sched", "rr q=4").Out, tool.Run("compare", "--jobs", "jobs.csv", "--sched", "fcfs", "--sched", "rr q=4").Out);
    }

    [Theory]
    [InlineData("kscript: compare needs policies: --sched \"rr q=4\" --sched fcfs, --all, or --sweep \"rr q=1..32\"\n")]
    [InlineData("kscript: --sweep goes alone; --sched and --all compare policies\n", "--all", "--sweep", "rr q=1..2")]
    [InlineData("kscript: --sweep takes a policy with a range, as in \"rr q=1..32\", \"rr q=1..32..4\" (steps of 4) or \"rr q=1..1024*2\" (doubling)\n", "--sweep", "rr q=4")]
    [InlineData("kscript: --sweep: the range 9..2 is empty or endless\n", "--sweep", "rr q=9..2")]
    [InlineData("kscript: --sweep: the range 1..9*1 is empty or endless\n", "--sweep", "rr q=1..9*1")]
    [InlineData("kscript: --sweep takes one range; the other parameters have one value\n", "--sweep", "mlfq q=1..2 boost=3..4")]
    [InlineData("kscript: --sweep: 1..2000 has more than 1000 values; use steps, as in 1..1000..10, or 1..1000*2\n", "--sweep", "rr q=1..2000")]
    [InlineData("--sched:1:1: error KS0217: there is no policy `rrr`\n    rrr\n    ^~~\n    hint: ", "--sched", "rrr")]
    [InlineData("--sweep:1:6: error KS0219: `q` cannot be `0`\n", "--sweep", "rr q=0..3")]
    [InlineData("kscript: --metric takes turnaround, waiting,", "--sweep", "rr q=1..3", "--metric", "speed")]
    public void What_is_wrong_is_said(string error, params string[] args)
    {
        var outcome = Compare(Convoy, args);
        Assert.Equal((2, ""), (outcome.Exit, outcome.Out));
        Assert.StartsWith(error, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_script_is_reported_once()
    {
        var outcome = Compare("job A at=0 { compte 2 }\n", "--all");
        Assert.Equal(2, outcome.Exit);
        Assert.Equal(2, outcome.Error.Split("error KS0").Length);
    }

    private static double Jain(double[] x) => x.Sum() * x.Sum() / (x.Length * x.Sum(v => v * v));

    private static Outcome Compare(string script, params string[] args)
    {
        using var tool = new ToolRun().With("a.ks", script);
        return tool.Run(["compare", "a.ks", .. args]);
    }
}
