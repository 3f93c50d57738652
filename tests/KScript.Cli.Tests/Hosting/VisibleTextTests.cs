// No byte of a script, a file or a name reaches a reader as a command to the terminal.
using System.Text;
using KScript.Cli.Hosting;
using KScript.Interpreter.Diagnostics;
using KScript.Workbench.Traces;

namespace KScript.Cli.Tests.Hosting;

public class VisibleTextTests
{
    // OSC, CSI, the end of a paste, C1, DEL, an override of the direction, an isolate, a line separator.
    private const string Evil = "\\e]0;t\\x07\\e[31m\\e[201~\\x9b1m\\x7f\\u202e\\u2066\\u2028";

    [Theory]
    [InlineData("plain \u00e9 \u4f60 \ud83d\ude00\n\t", "plain \u00e9 \u4f60 \ud83d\ude00\n\t")]
    [InlineData("a\u001b[31mb", "a\\x1b[31mb")]
    [InlineData("\r\0\u007f", "\\x0d\\x00\\x7f")]
    [InlineData("\u0085\u009b", "\\u0085\\u009b")]
    [InlineData("\u202e\u2066\u200f\u061c\u2028\ufeff", "\\u202e\\u2066\\u200f\\u061c\\u2028\\ufeff")]
    public void What_a_terminal_would_obey_is_shown(string text, string shown)
    {
        Assert.Equal(shown, VisibleText.Of(text));
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            using var target = new MemoryStream();
            var stream = new VisibleStream(target);
            stream.Write(bytes.AsSpan(0, cut));
            stream.Write(bytes.AsSpan(cut));
            Assert.Equal(shown, Encoding.UTF8.GetString(target.ToArray()));
        }
    }

    [Theory]
    [InlineData("assert false, \"EVIL\"")]
    [InlineData("assert \"EVIL\" == \"x\"")]
    [InlineData("let x = [\"EVIL\"]\nassert x == []")]
    [InlineData("prin \"EVIL\"")]
    [InlineData("print \"RAW\" +")]
    [InlineData("# RAW\nprint RAW")]
    public void Messages_about_a_script_are_visible(string script)
    {
        using var tool = new ToolRun().With("a.ks", Filled(script));
        Outcome outcome = tool.Run("run", "a.ks");
        Assert.NotEqual(0, outcome.Exit);
        AssertVisible(outcome.Error);
        AssertVisible(tool.Run("run", "a.ks", "--json").Error);
    }

    [Theory]
    [InlineData("run", "a.ks", "--trace", "all", "--show", "ps,vars,signals", "--stats", "--gantt")]
    [InlineData("run", "a.ks", "--format", "json", "--stats", "json")]
    [InlineData("run", "a.ks", "--dump-bytecode")]
    [InlineData("run", "--jobs", "j.csv", "--trace", "all", "--stats", "--gantt")]
    [InlineData("run", "--jobs", "j.csv", "--stats", "csv")]
    [InlineData("run", "--jobs", "bad.csv")]
    [InlineData("explain", "a.ks")]
    [InlineData("quiz", "fork", "--grade", "answers.txt")]
    [InlineData("run", "no-\u001b[31m-such.ks")]
    [InlineData("run", "a.ks", "--sched", "\u001b[31m\u202e")]
    [InlineData("test", "t")]
    public void So_is_whatever_else_is_for_readers(params string[] args)
    {
        using var tool = new ToolRun()
            .With("a.ks", Filled("let x = \"EVIL\"\nfork { exit 1 }\nprint x\n"))
            .With("j.csv", Filled("name,arrival,burst\nRAW,0,3\n"))
            .With("bad.csv", Filled("name,arrival,burst\nRAW,RAW,RAW\n"))
            .With("answers.txt", Filled("RAW: RAW\nlines: RAW\n1: RAW\n"))
            .With("t/RAW.ks".Replace("RAW", "\u001b[31m", StringComparison.Ordinal), "print 1\n");
        Outcome outcome = tool.Run(args);
        AssertVisible(outcome.Out);
        AssertVisible(outcome.Error);
    }

    [Fact]
    public void A_session_shows_what_it_prints()
    {
        using var tool = new ToolRun();
        foreach (string trace in (string[])["all", "none"])
        {
            Outcome outcome = tool.RunWith(Filled("let x = \"EVIL\"\nprint x\nx\n:vars\nassert false, x\nprint RAW\n:RAW\n:load RAW\n"), "repl", "--trace", trace, "--echo");
            AssertVisible(outcome.Out);
            AssertVisible(outcome.Error);
        }
    }

    [Theory]
    [InlineData(false, false, "\u001b[31m\n")]
    [InlineData(true, false, "\\x1b[31m\n")]
    [InlineData(true, true, "\u001b[31m\n")]
    public void What_processes_print_is_raw_in_a_pipe_and_on_a_terminal_only_if_asked(bool isTerminal, bool isRaw, string expected)
    {
        string folder = Directory.CreateTempSubdirectory("kscript-").FullName;
        File.WriteAllText(Path.Combine(folder, "a.ks"), "print \"\\e[31m\"\n");
        using var output = new MemoryStream();
        var host = new CliHost
        {
            In = Stream.Null,
            Out = output,
            Error = Stream.Null,
            Directory = folder,
            Terminal = isTerminal ? new TerminalInfo { Width = 80, HasBlocks = false } : null,
        };
        string[] raw = isRaw ? ["--raw"] : [];
        Assert.Equal(0, Tool.Run(["run", "a.ks", "--trace", "none", .. raw], host));
        Assert.Equal(expected, Encoding.UTF8.GetString(output.ToArray()));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Colours_are_ours_alone()
    {
        string folder = Directory.CreateTempSubdirectory("kscript-").FullName;
        File.WriteAllText(Path.Combine(folder, "a.ks"), Filled("print RAW\nassert false, \"EVIL\"\n"));
        using var error = new MemoryStream();
        var host = new CliHost { In = Stream.Null, Out = Stream.Null, Error = error, Directory = folder, Colours = true };
        Assert.Equal(2, Tool.Run(["run", "a.ks"], host));
        string seen = Encoding.UTF8.GetString(error.ToArray());
        Assert.Contains("\u001b[1;31merror\u001b[0m", seen, StringComparison.Ordinal);
        AssertVisible(System.Text.RegularExpressions.Regex.Replace(seen, "\u001b\\[[0-9;]*m", m => m.Value is "\u001b[1;31m" or "\u001b[0m" or "\u001b[1;36m" or "\u001b[1;33m" ? "" : m.Value));
        Directory.Delete(folder, recursive: true);
    }

    // EVIL: as a script writes it. RAW: the characters themselves.
    private static string Filled(string text) => text.Replace("EVIL", Evil, StringComparison.Ordinal)
        .Replace("RAW", "\u001b[31m\u001b]0;t\u0007\u009b1m\u007f\u202e\u2066", StringComparison.Ordinal);

    private static void AssertVisible(string shown)
    {
        int at = Array.FindIndex(shown.ToCharArray(), c => VisibleText.IsUnsafe(c));
        Assert.True(at < 0, at < 0 ? "" : $"U+{(int)shown[at]:X4} at {at}: {VisibleText.Of(shown)}");
    }
}
