// kscript explain as it is called: its text, its exit codes, its options, and the example of docs/explain.md.
using System.Text.Json;
using KScript.GeneratedDocs;

namespace KScript.Cli.Tests;

public class ExplainCommandTests
{
    private const string Zombie = "fork { exit 7 }\nsleep 100\n";

    [Fact]
    public void The_example_of_the_page_is_true()
    {
        using var tool = new ToolRun().With("zombie.ks", Zombie);
        GeneratedPart.Check("docs/explain.md", $"\n```text\n{tool.Run("explain", "zombie.ks").Out}```\n\n");
    }

    [Fact]
    public void A_leak_is_no_failure()
    {
        using var tool = new ToolRun().With("zombie.ks", Zombie);
        var outcome = tool.Run("explain", "zombie.ks");
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        Assert.StartsWith("zombie main[3] (exited 7), a child of main[2]\n", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_leaks_it_says_so()
    {
        using var tool = new ToolRun().With("clean.ks", "fork { exit 7 }\nwait\n");
        Assert.Equal("Nothing leaked. Processes until t=0, init not counted: 2 (1 reaped by init[1]\nand 1 reaped by main[2]).\n", tool.Run("explain", "clean.ks").Out);
    }

    [Fact]
    public void Another_moment_and_one_process()
    {
        using var tool = new ToolRun().With("zombie.ks", Zombie);
        Assert.Contains("stays a zombie until t=100", tool.Run("explain", "zombie.ks", "--at", "50").Out, StringComparison.Ordinal);
        Assert.Contains("main[2] is gone: it exits with code 0 at t=100", tool.Run("explain", "zombie.ks", "--pid", "2").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_of_the_command_line_hold_in_trials_too()
    {
        using var tool = new ToolRun().With("two.ks", "fork { compute 5; exit 7 }\ncompute 20\n");
        string one = tool.Run("explain", "two.ks", "--set", "cpus=2").Out;
        Assert.Contains("t=5   main[3] exits with code 7", one, StringComparison.Ordinal);
        Assert.Contains("Seen: main[3] is reaped by main[2], at t=5.", one, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_script_is_said_to_be()
    {
        using var tool = new ToolRun().With("wrong.ks", "let x = \n");
        var outcome = tool.Run("explain", "wrong.ks");
        Assert.Equal((2, ""), (outcome.Exit, outcome.Out));
        Assert.StartsWith("wrong.ks:1:", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_without_an_end_is_cut()
    {
        using var tool = new ToolRun().With("endless.ks", "loop {\n    fork { exit }\n    sleep 1\n}\n");
        var outcome = tool.Run("explain", "endless.ks", "--max-events", "500");
        Assert.Equal((3, "kscript: stopped after 500 events; --until T ends a run that has no end, --max-events N allows more\n"), (outcome.Exit, outcome.Error));
        Assert.Contains("stay zombies as far as was looked", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_and_a_file()
    {
        using var tool = new ToolRun().With("zombie.ks", Zombie);
        Assert.Equal("", tool.Run("explain", "zombie.ks", "--json", "-o", "out.json").Out);
        Assert.True(JsonDocument.Parse(tool.Read("out.json")).RootElement.GetProperty("has_leak").GetBoolean());
    }
}
