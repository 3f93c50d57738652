// SIGINT, SIGTERM and SIGHUP to the tool: it ends with 128 and the number, and what is there is kept.

namespace KScript.Cli.Tests.Hosting;

public class SignalTests
{
    // More than a buffer (64 KiB less what one write may need), then without end and without a word. What comes behind the first buffer is in a
    // second one when the signal comes.
    private const string Silent = """
        for i in 1..2000 { print "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" }
        while true { compute 1 }
        """;

    // Job control, because bash ignores SIGINT for what it starts in the background without; then until the first buffer is there.
    private const string Start = "set -m; \"$@\" {0} & until [ $(stat -c %s out 2>/dev/null || echo 0) -ge 60000 ]; do :; done; ";

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    [InlineData("INT", 130)]
    public void What_was_printed_is_kept(string signal, int exit)
    {
        using var shell = new ShellRun().With("a.ks", Silent);
        Outcome outcome = shell.Run(Line("run a.ks --trace none --max-events 1000000000 > out", $"kill -{signal} $!; wait $!"));
        Assert.Equal(exit, outcome.Exit);
        AssertWhole(shell.Read("out"));
    }

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    [InlineData("INT", 130)]
    public void So_is_the_trace_with_its_last_line(string signal, int exit)
    {
        using var shell = new ShellRun().With("a.ks", Silent);
        Outcome outcome = shell.Run(Line("run a.ks --max-events 1000000000 > out", $"kill -{signal} $!; wait $!"));
        Assert.Equal(exit, outcome.Exit);
        Assert.Contains("\n# end t=", shell.Read("out"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public void And_the_file_of_the_output(string signal, int exit)
    {
        using var shell = new ShellRun().With("a.ks", Silent);
        Outcome outcome = shell.Run("set -m; \"$@\" run a.ks --trace none --max-events 1000000000 -o kept & "
            + $"until [ $(cat .kept.*.new 2>/dev/null | wc -c) -ge 60000 ]; do :; done; kill -{signal} $!; wait $!");
        Assert.Equal(exit, outcome.Exit);
        AssertWhole(shell.Read("kept"));
        Assert.Equal(["a.ks", "kept"], shell.Names());
    }

    [Fact]
    public void One_that_waits_for_its_input_ends_too()
    {
        using var shell = new ShellRun();
        Outcome outcome = shell.Run("set -m; mkfifo p; exec 9<>p; (\"$@\" repl <&9 > out; echo $? > code) & echo ':help' >&9; until [ -s out ]; do :; done; kill -INT -$!; wait; cat code");
        Assert.Equal("130\n", outcome.Out);
    }

    [Fact]
    public void Tests_that_were_not_run_are_counted()
    {
        using var shell = new ShellRun().With("t/b.ks", "while true { compute 1 }\n# never\n").With("t/a.ks", "# test: --trace none\nprint 1\n");
        Outcome outcome = shell.Run("set -m; \"$@\" test t > out & until [ -s t/a.received.txt ]; do :; done; kill -INT $!; wait $!");
        Assert.Equal(130, outcome.Exit);
        Assert.EndsWith("0 passed, 1 failed, 1 not run: stopped by a signal\n", shell.Read("out"), StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_was_told_to_ignore_a_hang_up_goes_on()
    {
        using var shell = new ShellRun().With("a.ks", Silent);
        Outcome outcome = shell.Run("trap '' HUP; " + Line("run a.ks --trace none --max-events 1000000000 > out", "kill -HUP $!; kill -HUP $!; kill -TERM $!; wait $!"));
        Assert.Equal(143, outcome.Exit);
    }

    // More than the first buffer, and nothing but whole lines.
    private static void AssertWhole(string text)
    {
        string line = new string('x', 42) + "\n";
        Assert.True(text.Length > 65_000 && text.Length % line.Length == 0, $"cut at {text.Length}");
        Assert.Equal(string.Concat(Enumerable.Repeat(line, text.Length / line.Length)), text);
    }

    private static string Line(string command, string then) => Start.Replace("{0}", command, StringComparison.Ordinal) + then;
}
