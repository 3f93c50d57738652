// What command lines mean, and what is said of wrong ones.
using KScript.Cli.CommandLine;
using KScript.Kernel;

namespace KScript.Cli.Tests;

public class CommandLineTests
{
    [Theory]
    [InlineData("run a.ks")]
    [InlineData("a.ks")]
    [InlineData("-")]
    [InlineData("--trace none a.ks")]
    [InlineData("a.ks --trace=none")]
    [InlineData("run -- a.ks")]
    public void A_file_is_run(string line)
    {
        var invocation = Read(line);
        Assert.Null(invocation.Error);
        Assert.Equal("run", invocation.Command!.Name);
        Assert.Single(invocation.Options.Operands);
    }

    [Fact]
    public void Every_option_of_run_is_understood()
    {
        var o = Read("run a.ks --trace sched --format json --stats json --stats-file s.json --gantt --width 120 --until 7 --max-events 9 "
            + "--sched mlfq --set cpus=2 --set seed=1 -o out.txt --dump-bytecode --check-invariants").Options;
        Assert.Equal(
            (TraceLevels.Sched, TraceFormat.Json, StatsFormat.Json, "s.json", true, 120, 7L, 9L, "mlfq", "out.txt", true, true),
            (o.Trace, o.Format, o.Stats, o.StatsFile, o.Gantt, o.Width, o.Until, o.Limits.Budget.Events, o.Sched, o.Output, o.DumpBytecode, o.CheckInvariants));
        Assert.Equal(["cpus=2", "seed=1"], o.Set);
    }

    [Theory]
    [InlineData("run --stats a.ks", StatsFormat.Text)]
    [InlineData("run a.ks --stats", StatsFormat.Text)]
    [InlineData("run --stats json a.ks", StatsFormat.Json)]
    [InlineData("run --stats=json a.ks", StatsFormat.Json)]
    [InlineData("run --stats=text a.ks", StatsFormat.Text)]
    public void The_form_of_the_statistics_may_be_left_out(string line, object formValue)
    {
        var form = (StatsFormat)formValue;
        var invocation = Read(line);
        Assert.Null(invocation.Error);
        Assert.Equal(form, invocation.Options.Stats);
        Assert.Equal(["a.ks"], invocation.Options.Operands);
    }

    [Fact]
    public void Trace_json_means_the_form()
    {
        var options = Read("run a.ks --trace json").Options;
        Assert.Equal((TraceFormat.Json, TraceLevels.All), (options.Format, options.Trace));
    }

    [Theory]
    [InlineData("run", "a FILE is needed, or --jobs FILE")]
    [InlineData("run a.ks b.ks", "run takes one file; 'b.ks' is too many")]
    [InlineData("run a.ks --tarce all", "run has no option '--tarce'; did you mean '--trace'?")]
    [InlineData("run a.ks --trace sycalls", "--trace takes all, syscalls, sched, signals, lifecycle, none, json, not 'sycalls'; did you mean 'syscalls'?")]
    [InlineData("run a.ks --trace", "--trace needs a value: --trace LEVEL")]
    [InlineData("run a.ks --gantt=yes", "--gantt takes no value")]
    [InlineData("run a.ks --until soon", "--until takes a number, 0 or more, not 'soon'")]
    [InlineData("run a.ks --until -1", "--until takes a number, 0 or more, not '-1'")]
    [InlineData("run a.ks --max-events 0", "--max-events takes a number, 1 or more, not '0'")]
    [InlineData("run a.ks --width 5", "--width takes a number from 20 to 10000, not '5'")]
    [InlineData("run a.ks --set cpus", "--set takes KEY=VALUE, as in cpus=2")]
    [InlineData("run a.ks --stats=xml", "--stats takes text, json, csv, not 'xml'")]
    [InlineData("rnu a.ks", "there is no command or file 'rnu'; did you mean 'run'?")]
    [InlineData("test", "test needs PATH...: kscript test PATH...")]
    [InlineData("fmt --updat x.ks", "fmt has no option '--updat'")]
    public void A_wrong_line_is_told_in_one_sentence(string line, string error)
    {
        using var tool = new ToolRun();
        var outcome = tool.Run(line.Split(' '));
        Assert.Equal((2, "", $"kscript: {error}\n"), (outcome.Exit, outcome.Out, outcome.Error));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("run --help")]
    [InlineData("compare --help")]
    [InlineData("test -h")]
    [InlineData("fmt --help")]
    [InlineData("quiz --help")]
    [InlineData("check --help")]
    public async System.Threading.Tasks.Task Help(string line)
    {
        using var tool = new ToolRun();
        var outcome = tool.Run(line.Split(' '));
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        Assert.All(outcome.Out.Split('\n'), text => Assert.True(text.Length <= 130));
        await Verify(outcome.Out).UseParameters(line.Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Version()
    {
        using var tool = new ToolRun();
        var outcome = tool.Run("--version");
        Assert.Equal((0, $"kscript {Tool.Version}\n", ""), (outcome.Exit, outcome.Out, outcome.Error));
        Assert.Matches(@"^\d+\.\d+\.\d+$", Tool.Version);
    }

    [Theory]
    [InlineData("export a.ks")]
    [InlineData("conform a.ks")]
    [InlineData("import strace log")]
    public void What_is_not_there_yet_says_so(string line)
    {
        using var tool = new ToolRun();
        string[] words = line.Split(' ');
        var outcome = tool.Run(words);
        Assert.Equal((2, "", $"kscript: '{words[0]}' is not supported yet; 'kscript --help' lists what is\n"), (outcome.Exit, outcome.Out, outcome.Error));
    }

    [Theory]
    [InlineData("run --tr", "--trace")]
    [InlineData("run a.ks --trace sy", "syscalls")]
    [InlineData("te", "test")]
    [InlineData("quiz fork --gr", "--grade")]
    public void Completions(string line, string expected)
    {
        using var tool = new ToolRun();
        var outcome = tool.Run($"[suggest:{line.Length}]", line);
        Assert.Equal(0, outcome.Exit);
        Assert.Contains(expected, outcome.Out.Split('\n'));
    }

    [Fact]
    [Trait("Streams", "Own")]
    public void A_bug_is_reported_with_what_to_send()
    {
        using var tool = new ToolRun();
        int exit = tool.RunTo(new Broken(), "", ["--version"], out string error);
        Assert.Equal(70, exit);
        Assert.Contains("internal error", error, StringComparison.Ordinal);
        Assert.Contains("kscript --version\n", error, StringComparison.Ordinal);
        Assert.Contains($"version {Tool.Version}", error, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException: broken", error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Streams", "Own")]
    public void A_full_disk_is_no_bug()
    {
        using var tool = new ToolRun();
        int exit = tool.RunTo(new Full(), "", ["--version"], out string error);
        Assert.Equal((2, "kscript: input or output failed: No space left on device\n"), (exit, error));
    }

    private static Invocation Read(string line) => ArgumentReader.Read(line.Split(' '));

    private sealed class Broken : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new InvalidOperationException("broken");
    }

    private sealed class Full : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");
    }
}
