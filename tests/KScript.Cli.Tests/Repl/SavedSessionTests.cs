// A session that is saved, loaded again and run as a script: each of the golden sessions, and ones with turns.
using KScript.Cli.Hosting;
using KScript.Cli.Repl;
using KScript.Workbench.Live;

namespace KScript.Cli.Tests.Repl;

public class SavedSessionTests
{
    [Theory]
    [InlineData("fork { exit 7 }\nsleep 2\nwait\nlet x = WEXITSTATUS(status)")]
    [InlineData("let child = fork\n@3 sleep 2; exit 5\nsleep 4\nwait child")]
    [InlineData("let child = fork\nwait child\n@3 fork\n@4 exit 1\n@3 exit 2\nprint WEXITSTATUS(status)")]
    [InlineData("let x = 1\nsleep 5\n:undo\nx = 2\nsleep 1")]
    [InlineData("sched mlfq q=2\njob A at=0 { compute 5 }\n:run 3\nfork { sleep 1 }\n:run")]
    [InlineData("fork {\n    exit 3\n}\n:step 3\n:run 9\nwait")]
    public void It_comes_back_as_it_was_and_runs(string typed)
    {
        using var tool = new ToolRun();
        ReplShell first = Feed(tool, typed + "\n:save s.ks\n");
        ReplShell again = Feed(tool, ":load s.ks\n");
        Assert.Equal(first.Session.Machine.Now, again.Session.Machine.Now);
        Assert.Equal(first.Session.Machine.StateHash(), again.Session.Machine.StateHash());
        Assert.Equal(first.Session.Current, again.Session.Current);

        Outcome run = tool.Run("run", "s.ks");
        Assert.Equal((0, ""), (run.Exit, run.Error));
    }

    private static ReplShell Feed(ToolRun tool, string input)
    {
        var host = new CliHost
        {
            In = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(input)),
            Out = Stream.Null,
            Error = Stream.Null,
            Directory = Path.GetDirectoryName(tool.PathOf("s.ks")),
        };
        var shell = new ReplShell(host, new LiveSession(), []);
        Assert.Equal(0, new ReplLoop(shell).RunPiped(echo: false));
        return shell;
    }
}
