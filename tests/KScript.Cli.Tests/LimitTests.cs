// The options that bound a script, as their users meet them: the exit code, the line that names the limit, and what was written before.
using System.Text;

namespace KScript.Cli.Tests;

public class LimitTests
{
    private const string Endless = "print \"first\"\nloop { }\n";

    [Theory]
    [InlineData("loop { }", "--max-statements", "100000", "stopped after 100000 statements")]
    [InlineData("loop { yield }", "--max-events", "100", "stopped after 100 events")]
    [InlineData("let s = []\nloop { s += [str(1)] }", "--max-memory", "64K", "stopped because more than 65536 bytes of memory were in use")]
    [InlineData("loop { print 1 }", "--max-output", "1K", "stopped after 1024 bytes of output")]
    public void A_limit_ends_every_command_that_runs_a_script(string script, string option, string value, string says)
    {
        using var tool = new ToolRun().With("a.ks", "print \"first\"\n" + script + "\n");
        foreach (string[] command in (string[][])[["run", "a.ks"], ["compare", "a.ks", "--sched", "fcfs"], ["explain", "a.ks"]])
        {
            var outcome = tool.Run([.. command, option, value]);
            if (command[0] == "explain" && option == "--max-output")
            {
                continue;
            }

            if (command[0] == "compare" && option == "--max-output")
            {
                continue;
            }

            Assert.Equal(3, outcome.Exit);
            Assert.Contains(says, outcome.Error, StringComparison.Ordinal);
            Assert.Contains(option + " N allows more", outcome.Error, StringComparison.Ordinal);
        }

        Assert.Contains("write(1, \"first\\n\")", tool.Run("run", "a.ks", option, value).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_golden_test_cannot_allow_itself_more_than_the_command_line()
    {
        using var tool = new ToolRun().With("t/a.ks", "# test: --max-statements 1000000000 exit=3\n" + Endless).With("t/b.ks", "print 1\n");
        var outcome = tool.Run("test", "t", "--max-statements", "5000", "--update");
        Assert.Equal(0, outcome.Exit);
        Assert.Contains("stopped after 5000 statements", tool.Read("t/a.verified.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public void One_endless_script_does_not_keep_the_others()
    {
        using var tool = new ToolRun().With("t/a.ks", Endless).With("t/b.ks", "# test: --trace none\nprint 1\n").With("t/b.verified.txt", "1\n");
        var outcome = tool.Run("test", "t", "--sandbox", "--max-statements", "10000");
        Assert.Equal(1, outcome.Exit);
        Assert.Contains("FAILED t/a.ks: exit code 3", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("1 passed, 1 failed", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_goes_on_after_a_limit_and_says_so_at_its_end()
    {
        using var tool = new ToolRun();
        var outcome = tool.RunWith("loop { }\n:undo\nprint \"after\"\n", "repl", "--trace", "none", "--max-statements", "10000");
        Assert.Contains("paused in an endless loop", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("after", outcome.Out, StringComparison.Ordinal);
        Assert.Equal(3, outcome.Exit);
        Assert.Equal(0, tool.RunWith("print 1\n", "repl", "--max-statements", "10000").Exit);
    }

    [Theory]
    [InlineData("--max-memory", "x", "--max-memory takes a number of bytes, as in 4096, 64K, 256M or 2G, not 'x'")]
    [InlineData("--max-memory", "0", "--max-memory takes a number of bytes, as in 4096, 64K, 256M or 2G, not '0'")]
    [InlineData("--max-output", "9999999999999G", "--max-output takes a number of bytes, as in 4096, 64K, 256M or 2G, not '9999999999999G'")]
    [InlineData("--timeout", "0", "--timeout takes seconds, as in 10 or 0.5, not '0'")]
    [InlineData("--timeout", "-1", "--timeout takes seconds, as in 10 or 0.5, not '-1'")]
    [InlineData("--timeout", "NaN", "--timeout takes seconds, as in 10 or 0.5, not 'NaN'")]
    [InlineData("--max-statements", "0", "--max-statements takes a number, 1 or more, not '0'")]
    public void A_wrong_limit_is_a_line(string option, string value, string error)
    {
        using var tool = new ToolRun().With("a.ks", "print 1\n");
        foreach (string command in (string[])["run", "test", "explain", "compare", "fmt"])
        {
            var outcome = tool.Run(command, "a.ks", option, value);
            Assert.Equal((2, "kscript: " + error + "\n"), (outcome.Exit, outcome.Error));
        }
    }

    [Fact]
    public void What_is_said_by_itself_wins_over_the_sandbox()
    {
        foreach (string[] args in (string[][])[["--sandbox", "--max-memory", "1M"], ["--max-memory", "1M", "--sandbox"]])
        {
            var budget = CommandLine.ArgumentReader.Read((string[])["run", "a.ks", .. args]).Options.Limits.Budget;
            Assert.Equal((1L << 20, 10_000_000L, 1L << 20, 10.0), (budget.Memory, budget.Statements, budget.Output, budget.Seconds));
        }
    }

    [Fact]
    public void The_words_of_limits_mean_the_same_limits()
    {
        string[] args = ["run", "a.ks", "--max-events", "5", "--max-statements", "6", "--max-memory", "7K", "--max-output", "8", "--timeout", "0.5", "--sandbox"];
        var limits = CommandLine.ArgumentReader.Read(args).Options.Limits;
        Assert.Equal(limits.Budget, CommandLine.ArgumentReader.Read((string[])["run", "a.ks", .. CommandLine.LimitOptions.WordsOf(limits.Budget)]).Options.Limits.Budget);
        Assert.True(limits.IsAnySaid);
        Assert.False(CommandLine.ArgumentReader.Read((string[])["run", "a.ks"]).Options.Limits.IsAnySaid);
    }

    [Fact]
    public void A_long_block_of_a_session_is_one_input()
    {
        using var tool = new ToolRun();
        var block = new StringBuilder("let n = 0\nif true {\n");
        for (int i = 0; i < 1500; i++)
        {
            block.Append("n += 1 # not } the end\nn += len(\"}\")\n");
        }

        var outcome = tool.RunWith(block + "}\nprint n\n", "repl", "--trace", "none");
        Assert.Equal((0, "3000\n"), (outcome.Exit, outcome.Out));
    }
}
