// What is written replaces a file whole or not at all, and never what is read.

namespace KScript.Cli.Tests.Hosting;

public class OutputFileTests
{
    private const string Small = "print \"new\"\n";

    // A trace of some 300 KB.
    private const string Big = "for i in 1..5000 { print \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\" }\n";

    [Theory]
    [InlineData("run", "a.ks", "-o", "a.ks")]
    [InlineData("run", "a.ks", "-o", "./b/../a.ks")]
    [InlineData("run", "a.ks", "-o", "link.ks")]
    [InlineData("run", "link.ks", "-o", "a.ks")]
    [InlineData("run", "a.ks", "--stats-file", "a.ks")]
    [InlineData("run", "a.ks", "--jobs", "j.csv", "--stats-file", "j.csv")]
    [InlineData("run", "a.ks", "--jobs", "j.csv", "-o", "j.csv")]
    [InlineData("run", "a.ks", "-o", "new", "--stats-file", "./new")]
    [InlineData("run", "a.ks", "-o", "old", "--stats-file", "b/../old")]
    [InlineData("compare", "a.ks", "--all", "-o", "a.ks")]
    [InlineData("explain", "a.ks", "-o", "link.ks")]
    public void An_output_is_no_input_and_no_other_output(params string[] args)
    {
        using var tool = new ToolRun().With("a.ks", Small).With("j.csv", "arrival,burst\n0,1\n").With("b/c", "").With("old", "old\n");
        File.CreateSymbolicLink(tool.PathOf("link.ks"), "a.ks");
        Outcome outcome = tool.Run(args);
        Assert.Equal((2, ""), (outcome.Exit, outcome.Out));
        Assert.Matches("^kscript: .*(it would be overwritten; name another file|name two)\n$", outcome.Error);
        Assert.Equal((Small, "arrival,burst\n0,1\n", "old\n"), (tool.Read("a.ks"), tool.Read("j.csv"), tool.Read("old")));
        Assert.False(File.Exists(tool.PathOf("new")));
    }

    [Fact]
    public void A_second_name_of_the_script_is_the_script()
    {
        using var shell = new ShellRun().With("a.ks", Small);
        Assert.Equal(2, shell.Run("ln a.ks hard.ks && \"$@\" run a.ks -o hard.ks").Exit);
        Assert.Equal(Small, shell.Read("a.ks"));
    }

    [Theory]
    [InlineData("run a.ks --stats-file no/such")]
    [InlineData("run a.ks -o no/such")]
    [InlineData("explain a.ks -o no/such")]
    [InlineData("compare a.ks --all -o no/such")]
    public void An_output_that_cannot_be_had_is_told_before_the_run(string line)
    {
        // It would run for ever.
        using var tool = new ToolRun().With("a.ks", "while true { compute 1 }\n");
        Assert.Equal(new Outcome(2, "", "kscript: no/such: no such folder\n"), tool.Run(line.Split(' ')));
    }

    [Theory]
    [InlineData("\"$@\" run big.ks -o old")]
    [InlineData("\"$@\" run big.ks --format json -o old")]
    [InlineData("\"$@\" run big.ks --trace none -o old")]
    [InlineData("\"$@\" run small.ks --trace none --stats-file old --set cpus=200")]
    public void On_a_full_disk_the_old_file_stays(string line)
    {
        using var shell = new ShellRun().With("small.ks", Small).With("big.ks", Big).With("old", "old\n");
        Outcome outcome = shell.Run("ulimit -f 2; " + line);
        Assert.Equal((2, "kscript: old: cannot be written: larger than files may become here (ulimit -f)\n"), (outcome.Exit, outcome.Error));
        Assert.Equal("old\n", shell.Read("old"));
        Assert.Equal(["big.ks", "old", "small.ks"], shell.Names());
    }

    [Fact]
    public void Fmt_changes_a_file_whole_or_not_at_all()
    {
        string before = string.Concat(Enumerable.Repeat("print   1\n", 2000));
        using var shell = new ShellRun().With("a.ks", before);
        Outcome outcome = shell.Run("ulimit -f 2; \"$@\" fmt a.ks");
        Assert.Equal((2, "", "kscript: a.ks: cannot be written: larger than files may become here (ulimit -f)\n"), (outcome.Exit, outcome.Out, outcome.Error));
        Assert.Equal(before, shell.Read("a.ks"));
        Assert.Equal(["a.ks"], shell.Names());
        Assert.Equal(0, shell.Run("\"$@\" fmt a.ks").Exit);
        Assert.Equal(string.Concat(Enumerable.Repeat("print 1\n", 2000)), shell.Read("a.ks"));
    }

    [Fact]
    public void Accepting_on_a_full_disk_keeps_the_golden_file_and_goes_on()
    {
        using var shell = new ShellRun().With("t/big.ks", "# test: --trace none\n" + Big).With("t/big.verified.txt", "old\n")
            .With("t/small.ks", "# test: --trace none\n" + Small).With("t/small.verified.txt", "old\n");
        Outcome outcome = shell.Run("ulimit -f 2; \"$@\" test t --update");
        Assert.Equal((1, ""), (outcome.Exit, outcome.Error));
        Assert.Contains("accepted t/small.ks\n", outcome.Out, StringComparison.Ordinal);
        Assert.EndsWith("0 passed, 1 failed, 1 accepted\n", outcome.Out, StringComparison.Ordinal);
        Assert.Equal(("old\n", "new\n"), (shell.Read("t/big.verified.txt"), shell.Read("t/small.verified.txt")));
    }

    [Fact]
    public void A_link_and_permissions_stay_what_they_were()
    {
        using var shell = new ShellRun().With("a.ks", Small).With("target", "old\n");
        Outcome outcome = shell.Run("chmod 640 target; ln -s target link; umask 077; \"$@\" run a.ks --trace none -o link; readlink link; stat -c %a target");
        Assert.Equal(new Outcome(0, "target\n640\n", ""), outcome);
        Assert.Equal("new\n", shell.Read("target"));
    }

    [Fact]
    public void What_is_no_regular_file_is_written_to_and_not_replaced()
    {
        using var shell = new ShellRun().With("a.ks", Small);
        Assert.Equal("new\n", shell.Run("mkfifo p; cat p & \"$@\" run a.ks --trace none -o p; wait; test -p p || echo gone").Out);
        Assert.Equal("first\nnew\n", shell.Run("(echo first; \"$@\" run a.ks --trace none -o /dev/stdout) > both; cat both").Out);
        Assert.Equal("new\n", shell.Run("\"$@\" run a.ks --trace none -o >(cat > sub); until [ -s sub ]; do :; done; cat sub").Out);
        Assert.Equal(0, shell.Run("\"$@\" run a.ks -o /dev/null; [ -c /dev/null ]").Exit);
    }
}
