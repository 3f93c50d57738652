// kscript run: every option, what goes where, and every exit code.
using System.Text.Json;
using KScript.Cli.Hosting;

namespace KScript.Cli.Tests;

public class RunCommandTests
{
    private const string Family = "let child = fork { compute 3; exit 7 }\nwait\nprint \"done\", WEXITSTATUS(status)\n";
    private const string Loops = "fork { pause }\nloop { sleep 1 }\n";

    [Fact]
    public async System.Threading.Tasks.Task The_trace_is_what_a_run_prints() => await Verify(Run("a.ks").Out);

    [Theory]
    [InlineData("syscalls")]
    [InlineData("sched")]
    [InlineData("signals")]
    [InlineData("lifecycle")]
    public async System.Threading.Tasks.Task A_level_of_the_trace(string level) => await Verify(Run("a.ks", "--trace", level).Out).UseParameters(level);

    [Fact]
    public void With_trace_none_the_output_is_the_processes() => Assert.Equal((0, "done 7\n", ""), Tuple(Run("a.ks", "--trace", "none")));

    [Fact]
    public void Json_is_an_object_a_line()
    {
        string[] lines = Run("a.ks", "--format", "json").Out.TrimEnd('\n').Split('\n');
        var events = lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("event").GetString()).ToList();
        Assert.Equal(("begin", "end"), (events[0], events[^1]));
        Assert.Contains("sys_exit", events);
        Assert.Equal(lines, Run("a.ks", "--trace", "json").Out.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Statistics_come_last_or_in_a_file()
    {
        using var tool = new ToolRun().With("a.ks", Family);
        string inline = tool.Run("run", "a.ks", "--trace", "none", "--stats", "json").Out;
        Assert.StartsWith("done 7\n{\"time\":3,", inline, StringComparison.Ordinal);
        var outcome = tool.Run("run", "a.ks", "--trace", "none", "--stats-file", "s.json");
        Assert.Equal("done 7\n", outcome.Out);
        Assert.Equal(inline, outcome.Out + tool.Read("s.json"));
        tool.Run("run", "a.ks", "--trace", "none", "--stats", "text", "--stats-file", "s.txt");
        Assert.StartsWith("# statistics, in ticks\n", tool.Read("s.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public async System.Threading.Tasks.Task Statistics_and_chart() => await Verify(Run("a.ks", "--trace", "none", "--gantt", "--stats").Out);

    [Fact]
    public async System.Threading.Tasks.Task A_chart_of_jobs_on_two_processors()
    {
        using var tool = new ToolRun().With("jobs.ks", "sched rr q=2\nmachine cpus=2\njob A at=0 { compute 9 }\njob B at=1 { compute 3; io 4; compute 2 }\njob C at=2 { compute 30 }\n");
        await Verify(tool.Run("jobs.ks", "--trace", "none", "--gantt", "--width", "60").Out + tool.Run("jobs.ks", "--trace", "none", "--gantt", "--width", "24").Out);
    }

    [Fact]
    public void Jobs_come_from_a_file()
    {
        using var tool = new ToolRun()
            .With("a.ks", "sched fcfs\njob A at=0 { compute 2 }\n")
            .With("j.csv", "burst\n3\n")
            .With("bad.csv", "burst\n3\nx\n")
            .With("log.swf", "1 0 0 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1\n2 0 0 -1 1 1 1 1 1 1 1 1 1 1 1 1 1 1\n");
        Assert.Equal(["A", "J1"], NamesOf(tool.Run("a.ks", "--jobs", "j.csv", "--trace", "none", "--stats", "csv")));
        Assert.Equal(["J1"], NamesOf(tool.RunWith("burst\n3\n", "run", "--jobs", "-", "--trace", "none", "--stats", "csv")));
        var swf = tool.Run("run", "--jobs", "log.swf", "--scale", "5", "--trace", "none", "--stats", "csv");
        Assert.Equal("2,J1,1,0,0,20,0,20,0,20,0,1.000,1,0,0", swf.Out.Split('\n')[1]);
        Assert.StartsWith("log.swf:2:7: warning KS0302: 1 job is left out", swf.Error, StringComparison.Ordinal);
        Assert.Equal((2, "bad.csv:3:1: error KS0301: `burst` cannot be `x`"), (tool.Run("run", "--jobs", "bad.csv").Exit, tool.Run("run", "--jobs", "bad.csv").Error.Split('\n')[0]));
        Assert.Equal((2, "", "kscript: script and --jobs cannot both come from standard input\n"), Tuple(tool.Run("run", "-", "--jobs", "-")));
    }

    private static IEnumerable<string> NamesOf(Outcome outcome) => outcome.Out.TrimEnd('\n').Split('\n').Skip(1).Select(line => line.Split(',')[1]);

    [Fact]
    public void Output_goes_to_a_file()
    {
        using var tool = new ToolRun().With("a.ks", Family);
        Assert.Equal((0, "", ""), Tuple(tool.Run("run", "a.ks", "-o", "t.txt")));
        Assert.Equal(tool.Run("run", "a.ks").Out, tool.Read("t.txt"));
    }

    [Fact]
    public void Until_cuts_the_run()
    {
        var outcome = Run("a.ks", "--until", "2");
        Assert.Equal(0, outcome.Exit);
        Assert.DoesNotContain("exited", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_machine_can_be_another()
    {
        string text = Run("a.ks", "--sched", "mlfq q=3", "--set", "cpus=2").Out;
        Assert.StartsWith("# kscript-trace 1  sched=mlfq q=3  cpus=2\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--sched", "mflq q=3", "--sched:1:1: error")]
    [InlineData("--sched", "rr q=0", "--sched:1:")]
    [InlineData("--sched", "rr q=", "--sched:1:")]
    [InlineData("--set", "cpsu=2", "--set:1:1: error")]
    [InlineData("--set", "cpus=0", "--set:1:")]
    [InlineData("--set", "rr q=3", "kscript: --set takes settings of the machine")]
    [InlineData("--sched", "cpus=2", "kscript: --sched takes a policy")]
    public void A_wrong_setting_is_shown_in_its_own_text(string option, string value, string error)
    {
        var outcome = Run("a.ks", option, value);
        Assert.Equal((2, ""), (outcome.Exit, outcome.Out));
        Assert.StartsWith(error, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_keeps_the_trace()
    {
        using var tool = new ToolRun().With("a.ks", Loops);
        var outcome = tool.Run("a.ks", "--max-events", "20");
        Assert.Equal(3, outcome.Exit);
        Assert.Contains("sleep(1) ...", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("\n# end t=", outcome.Out, StringComparison.Ordinal);
        Assert.Equal("kscript: stopped after 20 events; --until T ends a run that has no end, --max-events N allows more\n", outcome.Error);
    }

    [Fact]
    public void A_loop_without_calls_meets_the_limit_too()
    {
        using var tool = new ToolRun().With("a.ks", "let i = 0\nloop { i += 1 }\n");
        var outcome = tool.Run("a.ks", "--max-events", "50");
        Assert.Equal(3, outcome.Exit);
        Assert.Contains("endless loop?", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Checked_runs_are_the_same()
    {
        Assert.Equal(Run("a.ks"), Run("a.ks", "--check-invariants"));
        Assert.Equal(Run("a.ks", "--max-events", "7"), Run("a.ks", "--max-events", "7", "--check-invariants"));
    }

    [Fact]
    public void A_failed_assert_is_1()
    {
        using var tool = new ToolRun().With("a.ks", "print \"before\"\nassert 1 == 2, \"no\"\n");
        var outcome = tool.Run("a.ks", "--trace", "none");
        Assert.Equal((1, "before\n"), (outcome.Exit, outcome.Out));
        Assert.StartsWith("a.ks:2:", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_that_does_not_compile_is_2()
    {
        using var tool = new ToolRun().With("a.ks", "wiat\nlet = 3\n");
        var outcome = tool.Run("a.ks");
        Assert.Equal((2, ""), (outcome.Exit, outcome.Out));
        Assert.StartsWith("a.ks:", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_comes_from_standard_input()
    {
        using var tool = new ToolRun();
        Assert.Equal((0, "hi\n", ""), Tuple(tool.RunWith("print \"hi\"", "run", "-", "--trace", "none")));
        Assert.StartsWith("<stdin>:1:", tool.RunWith("let = 3", "-").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytecode_is_printed_and_nothing_runs()
    {
        var outcome = Run("a.ks", "--dump-bytecode");
        Assert.Equal(0, outcome.Exit);
        Assert.DoesNotContain("# kscript-trace", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("compute 3", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_cannot_be_had_are_one_line()
    {
        using var tool = new ToolRun().With("a.ks", Family);
        File.WriteAllBytes(tool.PathOf("latin1.ks"), [0x70, 0xe9, 0x0a]);
        File.WriteAllBytes(tool.PathOf("huge.ks"), new byte[ScriptFile.MaximumBytes + 1]);
        Directory.CreateDirectory(tool.PathOf("folder.ks"));
        foreach (var (args, error) in new (string[], string)[]
        {
            (["none.ks"], "kscript: none.ks: no such file\n"),
            (["no/such.ks"], "kscript: no/such.ks: no such file\n"),
            (["folder.ks"], "kscript: folder.ks: a directory, not a file\n"),
            (["latin1.ks"], "kscript: latin1.ks: not UTF-8: byte 0xe9 at offset 1\n"),
            (["huge.ks"], "kscript: huge.ks: longer than 16 MB, the most that such a file may have\n"),
            (["a.ks", "-o", "no/such/file"], "kscript: no/such/file: no such folder\n"),
            (["a.ks", "-o", "folder.ks"], "kscript: folder.ks: a directory, not a file\n"),
        })
        {
            Assert.Equal((2, "", error), Tuple(tool.Run(args)));
        }
    }

    [Fact]
    [Trait("Streams", "Own")]
    public void A_reader_that_goes_away_ends_it_quietly()
    {
        using var tool = new ToolRun().With("a.ks", Loops);
        int exit = tool.RunTo(new Closed(), "", ["a.ks", "--max-events", "100000"], out string error);
        Assert.Equal((141, ""), (exit, error));
    }

    [Fact]
    public void A_mark_at_the_start_and_CRLF_are_accepted()
    {
        using var tool = new ToolRun().With("a.ks", "\ufeffprint 1\r\nprint 2\r\n");
        Assert.Equal((0, "1\n2\n", ""), Tuple(tool.Run("a.ks", "--trace", "none")));
    }

    private static Outcome Run(string script, params string[] options)
    {
        using var tool = new ToolRun().With(script, Family);
        return tool.Run(["run", script, .. options]);
    }

    private static (int, string, string) Tuple(Outcome outcome) => (outcome.Exit, outcome.Out, outcome.Error);

    private sealed class Closed : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new OutputClosedException();
    }
}
