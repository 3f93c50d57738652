// The charts of a run: each form once, read by eye; the numbers that a chart must not get wrong, from the statistics.
using System.Text;
using System.Text.Json;
using KScript.Cli.Hosting;

namespace KScript.Cli.Tests;

public class ChartTests
{
    private const string Mixed =
        "sched rr q=2\njob A at=0 { compute 9 }\njob B at=1 { compute 3; io 4; compute 2 }\njob C at=2 { compute 5 }\njob long_name_of_a_job at=6 { compute 1; io 9; compute 1 }\n";

    private const string Load = "machine cpus=2 switch=1\nsched mlfq q=4\njobs n=40 arrival=poisson(2500) burst=pareto(1.1,900,30000) io_every=400..900 io_len=exp(700) seed=6\n";

    [Fact]
    public async System.Threading.Tasks.Task Running_ready_and_blocked_are_told_apart() => await Verify(Draw(Mixed, "--gantt", "--queues"));

    [Fact]
    public async System.Threading.Tasks.Task A_narrow_chart() => await Verify(Draw(Mixed, "--gantt", "--queues", "--width", "40"));

    [Fact]
    public async System.Threading.Tasks.Task A_wide_chart() => await Verify(Draw(Mixed, "--gantt", "--queues", "--width", "160"));

    [Fact]
    public async System.Threading.Tasks.Task A_long_run_on_two_processors() => await Verify(Draw(Load, "--gantt", "--queues"));

    [Fact]
    public async System.Threading.Tasks.Task Blocks_on_a_terminal() => await Verify(OnTerminal("--gantt", "--queues"));

    [Fact]
    public void Ascii_on_a_terminal_where_it_is_asked_for() => Assert.True(Ascii.IsValid(OnTerminal("--gantt", "--queues", "--ascii")));

    [Fact]
    public void The_terminal_decides_the_width_and_a_pipe_does_not()
    {
        string[] lines = OnTerminal("--gantt", "--set", "tick=2ms").Split('\n');
        Assert.All(lines, line => Assert.True(line.Length <= 50));
        Assert.Equal(Draw(Mixed, "--gantt", "--width", "80"), Draw(Mixed, "--gantt"));
    }

    [Fact]
    public void A_run_of_no_time_has_a_chart() => Assert.Equal(
        "# gantt: 1 column = 1 tick\n#\n#\n# cpu 0\n# A A[2]\n# # runs  - ready  . blocked\n# ready tasks: most 0, mean 0.00; 1 column = 1 tick\n#        1 |\n#        0 |\n#\n# # mean of the column  : up to its greatest\n",
        Draw("job A at=0 { }\n", "--gantt", "--queues"));

    // One column a tick: the signs can be counted. Waiting and blocked ticks of each task are its '-' and '.'.
    [Fact]
    public void At_one_tick_a_column_the_signs_are_the_statistics()
    {
        using var tool = new ToolRun().With("a.ks", Mixed);
        using var json = JsonDocument.Parse(tool.Run("run", "a.ks", "--trace", "none", "--stats", "json").Out);
        string[] lines = Draw(Mixed, "--gantt", "--queues", "--width", "120").Split('\n');
        long waiting = 0;
        foreach (var task in json.RootElement.GetProperty("tasks").EnumerateArray())
        {
            string label = $"{task.GetProperty("name").GetString()}[{task.GetProperty("pid").GetInt32()}]";
            string row = lines.Single(line => line.Contains(" " + label, StringComparison.Ordinal)).Split(label)[1];
            Assert.Equal(task.GetProperty("cpu").GetInt64(), row.Count(c => c == '#'));
            Assert.Equal(task.GetProperty("waiting").GetInt64(), row.Count(c => c == '-'));
            Assert.Equal(task.GetProperty("blocked").GetInt64(), row.Count(c => c == '.'));
            waiting += task.GetProperty("waiting").GetInt64();
        }

        Assert.Equal(waiting, lines.Where(line => line.Contains('|', StringComparison.Ordinal) && !line.Contains(":    |", StringComparison.Ordinal)).Sum(line => line[2..].Count(c => c == '#')));
    }

    private static string Draw(string script, params string[] args)
    {
        using var tool = new ToolRun().With("a.ks", script);
        return tool.Run(["a.ks", "--trace", "none", .. args]).Out;
    }

    private static string OnTerminal(params string[] args)
    {
        using var tool = new ToolRun().With("a.ks", Mixed);
        var output = new MemoryStream();
        var host = new CliHost
        {
            In = Stream.Null,
            Out = output,
            Error = Stream.Null,
            Directory = Path.GetDirectoryName(tool.PathOf("a.ks")),
            Terminal = new TerminalInfo { Width = 50, HasBlocks = true },
        };
        Assert.Equal(0, Tool.Run(["run", "a.ks", "--trace", "none", .. args], host));
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
