// What `kscript check` writes beside its report: the graph of states; and what it takes for a schedule's share.
namespace KScript.Cli.Tests;

public sealed class CheckCommandTests
{
    [Fact]
    public void A_graph_of_states()
    {
        using var tool = new ToolRun();
        tool.With("a.ks", "fork { exit 3 }\nwait");
        Outcome outcome = tool.Run("check", "a.ks", "--dot", "a.dot");
        Assert.Equal(0, outcome.Exit);
        string[] graph = File.ReadAllLines(tool.PathOf("a.dot"));
        Assert.Equal("digraph states {", graph[0]);
        Assert.Contains("  s0 [label=\"main[2]: ready, before fork, line 1\\l\"];", graph);
        Assert.Contains("  s0 -> s1 [label=\"2\"];", graph);
        Assert.Equal("}", graph[^1]);
    }

    [Theory]
    [InlineData("0/4")]
    [InlineData("5/4")]
    [InlineData("1")]
    [InlineData("a/b")]
    public void A_share_that_is_none(string share)
    {
        using var tool = new ToolRun();
        tool.With("a.ks", "fork { exit 3 }\nwait");
        Outcome outcome = tool.Run("check", "a.ks", "--shard", share);
        Assert.Equal(2, outcome.Exit);
        Assert.Contains("takes a share as in 1/4", outcome.Error, StringComparison.Ordinal);
    }
}
