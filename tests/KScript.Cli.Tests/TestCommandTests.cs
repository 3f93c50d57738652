// kscript test: what passes, what fails and how it is shown, and --update.

namespace KScript.Cli.Tests;

public class TestCommandTests
{
    private const string Script = "# test: --trace none\nprint \"one\"\n";

    [Fact]
    public void A_new_script_fails_until_it_is_accepted()
    {
        using var tool = new ToolRun().With("t/a.ks", Script);
        var outcome = tool.Run("test", "t");
        Assert.Equal((1, ""), (outcome.Exit, outcome.Error));
        Assert.Equal("FAILED t/a.ks: has no golden file yet; --update accepts this\n@@ -1,0 +1,1 @@\n+one\n\n0 passed, 1 failed\n", outcome.Out);
        Assert.Equal("one\n", tool.Read("t/a.received.txt"));
        Assert.Equal((0, "accepted t/a.ks\n0 passed, 0 failed, 1 accepted\n"), Brief(tool.Run("test", "t", "--update")));
        Assert.False(File.Exists(tool.PathOf("t/a.received.txt")));
        Assert.Equal((0, "1 passed, 0 failed\n"), Brief(tool.Run("test", "t")));
        Assert.Equal((0, "1 passed, 0 failed\n"), Brief(tool.Run("test", "t/a.ks")));
    }

    [Fact]
    public void A_difference_is_shown()
    {
        using var tool = new ToolRun().With("t/a.ks", Script).With("t/a.verified.txt", "two\n");
        var outcome = tool.Run("test", "t");
        Assert.Equal((1, "FAILED t/a.ks: differs\n@@ -1,1 +1,1 @@\n-two\n+one\n\n0 passed, 1 failed\n"), Brief(outcome));
        Assert.Equal("one\n", tool.Read("t/a.received.txt"));
    }

    [Fact]
    public void A_received_file_that_is_no_longer_true_goes()
    {
        using var tool = new ToolRun().With("t/a.ks", Script).With("t/a.verified.txt", "one\n").With("t/a.received.txt", "old\n");
        Assert.Equal(0, tool.Run("test", "t").Exit);
        Assert.False(File.Exists(tool.PathOf("t/a.received.txt")));
    }

    [Fact]
    public void Line_ends_of_a_checkout_are_no_difference()
    {
        using var tool = new ToolRun().With("t/a.ks", Script).With("t/a.verified.txt", "one\r\n");
        Assert.Equal(0, tool.Run("test", "t").Exit);
    }

    [Fact]
    public void A_golden_file_without_script_fails()
    {
        using var tool = new ToolRun().With("t/gone.verified.txt", "x\n");
        Assert.Equal((1, "FAILED t/gone.ks: there is no gone.ks for gone.verified.txt\n0 passed, 1 failed\n"), Brief(tool.Run("test", "t")));
    }

    [Fact]
    public void The_exit_code_is_announced()
    {
        using var tool = new ToolRun()
            .With("t/a.ks", "# test: --trace none\nassert false, \"no\"\n")
            .With("t/b.ks", "# test: --trace none exit=1\nassert false, \"no\"\n");
        var outcome = tool.Run("test", "t", "--update");
        Assert.Equal(1, outcome.Exit);
        Assert.Contains("FAILED t/a.ks: exit code 1, not 0; a script that is to end so says '# test: exit=1'\n", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("accepted t/b.ks\n", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void What_goes_to_standard_error_is_part_of_it()
    {
        using var tool = new ToolRun().With("t/a.ks", "# test: --trace none\n# test: exit=1\nprint 1\nassert false, \"no\"\n");
        tool.Run("test", "t", "--update");
        Assert.StartsWith("1\n# stderr\na.ks:4:", tool.Read("t/a.verified.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_is_that_of_the_names()
    {
        using var tool = new ToolRun();
        foreach (string name in new[] { "t/b/x.ks", "t/a/y.ks", "t/c.ks", "t/B.ks" })
        {
            tool.With(name, Script);
        }

        string[] lines = tool.Run("test", "t", "--update").Out.Split('\n');
        Assert.Equal(["accepted t/B.ks", "accepted t/a/y.ks", "accepted t/b/x.ks", "accepted t/c.ks"], lines[..4]);
    }

    [Fact]
    public void Options_may_be_quoted()
    {
        using var tool = new ToolRun().With("t/a.ks", "# test: --sched \"rr q=1\" --trace lifecycle\nexit 0\n");
        tool.Run("test", "t", "--update");
        Assert.StartsWith("# kscript-trace 1  sched=rr q=1  cpus=1\n", tool.Read("t/a.verified.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_is_not_there_is_told()
    {
        using var tool = new ToolRun();
        var outcome = tool.Run("test", "nowhere");
        Assert.Equal((2, "", "kscript: nowhere: no such file or folder\n"), (outcome.Exit, outcome.Out, outcome.Error));
    }

    private static (int, string) Brief(Outcome outcome) => (outcome.Exit, outcome.Out);
}
