// kscript test: what a script's header may say, and that one bad script is one failed test.

namespace KScript.Cli.Tests.Hosting;

public class IsolationTests
{
    private const string Fine = "# test: --trace none\nprint 1\n";

    [Theory]
    [InlineData("-o ../grades.txt", "cannot write files")]
    [InlineData("-o out.txt", "cannot write files")]
    [InlineData("--stats-file=../grades.txt", "cannot write files")]
    [InlineData("--jobs ../secret.txt", "can name files below the script's folder only")]
    [InlineData("--jobs=../secret.txt", "can name files below the script's folder only")]
    [InlineData("--jobs link.csv", "can name files below the script's folder only")]
    [InlineData("--jobs /etc/passwd", "can name files below the script's folder only")]
    [InlineData("other.ks", "there can be no other")]
    [InlineData("exit=70", "can announce exit=0 to exit=3")]
    [InlineData("exit=-1", "can announce exit=0 to exit=3")]
    [InlineData("exit=130", "can announce exit=0 to exit=3")]
    public void A_header_reads_below_its_folder_and_writes_nothing(string header, string problem)
    {
        using var tool = new ToolRun().With("secret.txt", "arrival,burst\n0,1\n").With("t/a.ks", $"# test: {header}\nprint 1\n").With("t/other.ks", Fine).With("t/other.verified.txt", "1\n");
        File.CreateSymbolicLink(tool.PathOf("t/link.csv"), "../secret.txt");
        Outcome outcome = tool.Run("test", "t", "--update");
        Assert.Equal(1, outcome.Exit);
        Assert.Contains(problem, outcome.Out, StringComparison.Ordinal);
        Assert.EndsWith("1 passed, 1 failed\n", outcome.Out, StringComparison.Ordinal);
        Assert.False(File.Exists(tool.PathOf("grades.txt")) || File.Exists(tool.PathOf("t/out.txt")) || File.Exists(tool.PathOf("t/a.verified.txt")));
    }

    [Fact]
    public void Jobs_beside_the_script_may_be_read()
    {
        using var tool = new ToolRun().With("t/in/j.csv", "arrival,burst\n0,1\n").With("t/a.ks", "# test: --trace none --stats csv --jobs in/j.csv\n");
        Assert.Equal("accepted t/a.ks\n0 passed, 0 failed, 1 accepted\n", tool.Run("test", "t", "--update").Out);
        Assert.Equal("1 passed, 0 failed\n", tool.Run("test", "t").Out);
    }

    [Fact]
    public void A_header_cannot_raise_a_limit()
    {
        using var tool = new ToolRun().With("t/a.ks", "# test: --trace none --max-statements 900000000\nwhile true { }\n");
        Outcome outcome = tool.Run("test", "t", "--max-statements", "1000");
        Assert.Equal(1, outcome.Exit);
        Assert.Contains("+kscript: stopped after 1000 statements", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_received_file_that_is_a_link_leads_nowhere()
    {
        using var tool = new ToolRun().With("victim", "mine\n").With("t/a.ks", Fine);
        File.CreateSymbolicLink(tool.PathOf("t/a.received.txt"), "../victim");
        Assert.Equal(1, tool.Run("test", "t").Exit);
        Assert.Equal(("mine\n", "1\n"), (tool.Read("victim"), tool.Read("t/a.received.txt")));
    }

    [Fact]
    public void A_folder_without_scripts_is_no_pass()
    {
        using var tool = new ToolRun().With("t/notes.txt", "");
        Assert.Equal(new Outcome(2, "", "kscript: t: there are no scripts (*.ks) in this folder or below it\n"), tool.Run("test", "t"));
    }

    [Fact]
    public void Folders_that_are_links_are_gone_into_once()
    {
        using var tool = new ToolRun().With("t/a.ks", Fine).With("t/a.verified.txt", "1\n").With("more/b.ks", Fine).With("more/b.verified.txt", "1\n");
        Directory.CreateSymbolicLink(tool.PathOf("t/loop"), ".");
        Directory.CreateSymbolicLink(tool.PathOf("more/back"), "../t");
        Directory.CreateSymbolicLink(tool.PathOf("t/more"), "../more");
        Assert.Equal("2 passed, 0 failed\n", tool.Run("test", "t").Out);
    }

    [Fact]
    public void One_script_that_cannot_be_run_is_one_failure()
    {
        using var shell = new ShellRun().With("t/a.ks", Fine).With("t/a.verified.txt", "1\n").With("t/z.ks", Fine).With("t/z.verified.txt", "1\n")
            .With("t/loop.ks", "while true { }\n").With("t/locked.ks", Fine);
        Outcome outcome = shell.Run("mkfifo t/pipe.ks; \"$@\" test t --max-statements 100000");
        Assert.Equal(1, outcome.Exit);
        Assert.Contains("FAILED t/pipe.ks: it is no regular file\n", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("FAILED t/loop.ks: exit code 3, not 0", outcome.Out, StringComparison.Ordinal);
        Assert.EndsWith("2 passed, 3 failed\n", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_that_dies_is_one_failure()
    {
        // The first to be taken up never ends; the other's file says that both have begun. Then the tool's children are killed.
        using var shell = new ShellRun().With("t/a.ks", "while true { compute 1 }\n").With("t/b.ks", Fine);
        Outcome outcome = shell.Run("\"$@\" test t --max-events 1000000000 --max-statements 100000000000 > out & tool=$!; "
            + "until [ -s t/b.received.txt ]; do :; done; pkill -KILL -P $tool; wait $tool; cat out");
        Assert.Contains("it brought its process down (exit code 137)", outcome.Out, StringComparison.Ordinal);
        Assert.EndsWith("0 passed, 2 failed\n", outcome.Out, StringComparison.Ordinal);
    }
}
