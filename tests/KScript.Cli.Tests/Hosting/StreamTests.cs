// Scripts from anything that can be read; streams that are closed, full, or go away.

namespace KScript.Cli.Tests.Hosting;

public class StreamTests
{
    private const string Says = "print \"hi\"\n";

    [Theory]
    [InlineData("cat a.ks | \"$@\" run /dev/stdin --trace none")]
    [InlineData("cat a.ks | \"$@\" run - --trace none")]
    [InlineData("cat a.ks | \"$@\" run /proc/self/fd/0 --trace none")]
    [InlineData("\"$@\" run /dev/stdin --trace none < a.ks")]
    [InlineData("\"$@\" run <(cat a.ks) --trace none")]
    [InlineData("mkfifo pipe.ks; cat a.ks > pipe.ks & \"$@\" run pipe.ks --trace none")]
    public void A_script_comes_from_anything_that_can_be_read(string line)
    {
        using var shell = new ShellRun().With("a.ks", Says);
        Assert.Equal(new Outcome(0, "hi\n", ""), shell.Run(line));
    }

    [Fact]
    public void Jobs_come_from_a_pipe()
    {
        using var shell = new ShellRun();
        Outcome outcome = shell.Run("\"$@\" run --jobs <(printf 'arrival,burst\\n0,3\\n') --trace none --stats csv");
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        Assert.Contains("J1", outcome.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"$@\" run - <&-", "kscript: <stdin>: cannot be read: it is closed\n")]
    [InlineData("\"$@\" run /dev/stdin <&-", "kscript: /dev/stdin: cannot be read: it is closed\n")]
    [InlineData("\"$@\" repl <&-", "kscript: input or output failed: it is closed\n")]
    [InlineData("\"$@\" run a.ks >&-", "kscript: input or output failed: it is closed\n")]
    [InlineData("\"$@\" run a.ks > /dev/full", "kscript: input or output failed: No space left on device\n")]
    [InlineData("\"$@\" run a.ks -o /dev/full", "kscript: /dev/full: cannot be written: No space left on device\n")]
    [InlineData("\"$@\" run a.ks --stats-file /dev/full", "kscript: /dev/full: cannot be written: No space left on device\n")]
    public void A_stream_that_is_closed_or_full_is_one_line(string line, string error)
    {
        using var shell = new ShellRun().With("a.ks", Says);
        Outcome outcome = shell.Run(line);
        Assert.Equal((2, error), (outcome.Exit, outcome.Error));
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("2> /dev/full")]
    public void Without_standard_error_the_exit_code_says_it_still(string redirection)
    {
        using var shell = new ShellRun().With("wrong.ks", "prin 1\n").With("fails.ks", "print 1\nassert false, \"no\"\n").With("a.ks", "print 1\n");
        Assert.Equal(2, shell.Run($"\"$@\" run wrong.ks {redirection}").Exit);
        Assert.Equal(2, shell.Run($"\"$@\" run no.ks {redirection}").Exit);
        Assert.Equal(0, shell.Run($"\"$@\" run a.ks {redirection}").Exit);
        Outcome outcome = shell.Run($"\"$@\" run fails.ks --trace none {redirection}");
        Assert.Equal((1, "1\n"), (outcome.Exit, outcome.Out));
    }

    [Fact]
    public void With_all_three_closed_it_ends_as_it_would()
    {
        using var shell = new ShellRun().With("a.ks", Says);
        Assert.Equal(2, shell.Run("\"$@\" run a.ks <&- >&- 2>&-").Exit);
    }

    [Theory]
    [InlineData("[suggest:x]", "run --tr")]
    [InlineData("[suggest:-1]", "run --tr")]
    [InlineData("[suggest", "run --tr")]
    [InlineData("[suggest:]", "run --tr")]
    [InlineData("[suggest:3]")]
    public void What_is_no_question_for_completions_is_one_line(params string[] args)
    {
        using var tool = new ToolRun();
        Outcome outcome = tool.Run(args);
        Assert.Equal((2, "", 1), (outcome.Exit, outcome.Out, outcome.Error.Count(c => c == '\n')));
        Assert.Contains("asks for completions", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_position_beyond_the_line_is_its_end()
    {
        using var tool = new ToolRun();
        Outcome end = tool.Run("[suggest:8]", "run --tr");
        Assert.Equal((0, true), (end.Exit, end.Out.Contains("--trace", StringComparison.Ordinal)));
        Assert.Equal(end, tool.Run("[suggest:99999999999999999999]", "run --tr"));
    }
}
