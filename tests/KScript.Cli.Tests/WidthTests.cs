// What fits the screen: 80 columns where nothing says otherwise, a terminal's own width where there is one.
using System.Runtime.CompilerServices;
using System.Text;
using KScript.Cli.CommandLine;
using KScript.Cli.Hosting;
using KScript.Cli.Quizzes;
using KScript.GeneratedDocs;
using KScript.Kernel;

namespace KScript.Cli.Tests;

public class WidthTests
{
    private const int Usual = 80;

    // Names, pids and times of a usual size, and more metrics than a line takes.
    private const string Load = "jobs n=40 arrival=poisson(12) burst=bimodal(2,40,75) io_every=10 io_len=8 seed=5\n";

    public static TheoryData<string> Commands => [.. CommandTable.Commands.Where(row => row.Run is not null).Select(row => row.Name)];

    public static TheoryData<string, string> Quizzes()
    {
        var lines = new TheoryData<string, string>();
        foreach (QuizKind kind in QuizTable.Kinds)
        {
            lines.Add(kind.Name, "en");
            lines.Add(kind.Name, "zh");
        }

        return lines;
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_of_a_command(string command) => AssertFits(Run(null, "", command, "--help"));

    [Fact]
    public void Help_of_all() => AssertFits(Run(null, "", "--help"));

    [Fact]
    public void Statistics() => AssertFits(Run(null, Load, "run", "load.ks", "--trace", "none", "--stats", "--gantt", "--queues"));

    [Fact]
    public void A_comparison() => AssertFits(Run(null, Load, "compare", "load.ks", "--all"));

    [Fact]
    public void Every_page_of_the_prompt_s_help()
    {
        IEnumerable<string> pages = KScript.Cli.Repl.ReplCommandTable.Rows.Select(row => ":help :" + row.Name)
            .Concat(SyscallTable.Rows.Where(row => row.Callable).Select(row => ":help " + row.Name)).Prepend(":help");
        AssertFits(Prompt(null, string.Join('\n', pages) + "\n"));
        AssertFits(Prompt(50, string.Join('\n', pages) + "\n"), 50);
    }

    [Theory]
    [MemberData(nameof(Quizzes))]
    public void A_quiz(string kind, string language)
    {
        foreach (int level in (ReadOnlySpan<int>)[1, 2, 3])
        {
            string[] line = ["quiz", kind, "--count", "5", "--level", $"{level}", "--answers", "--lang", language];
            AssertFits(Run(null, "", line));
        }
    }

    [Fact]
    public void An_explanation()
    {
        foreach (string script in Directory.GetFiles(Folder(), "*.ks"))
        {
            AssertFits(Run(null, File.ReadAllText(script), "explain", "load.ks"));
        }
    }

    [Fact]
    public void A_narrow_terminal_gets_parts_of_tables_that_name_their_rows()
    {
        string text = Run(50, "job A at=0 { compute 24 }\njob B at=0 { compute 3 }\n", "compare", "load.ks", "--sched", "fcfs", "--sched", "rr q=4");
        AssertFits(text, 50);
        foreach (string part in text.Split("\n\n"))
        {
            Assert.Equal(["policy", "fcfs", "rr"], part.TrimEnd('\n').Split('\n').Select(line => line.Split(' ')[0]));
        }
    }

    [Fact]
    public void Trace_lines_are_wrapped_on_a_terminal_and_nowhere_else()
    {
        const string Script = "job on_terminal at=0 { compute 3 }\njob on_disk at=0 { compute 3 }\n";
        string piped = Run(null, Script, "run", "load.ks", "--sched", "rr q=1");
        Assert.Contains(piped.Split('\n'), line => line.Length > Usual);
        foreach (int width in (ReadOnlySpan<int>)[50, 80])
        {
            string shown = Run(width, Script, "run", "load.ks", "--sched", "rr q=1");
            AssertFits(shown, width);
            Assert.Equal(Words(piped), Words(shown));
        }

        Assert.Contains("\n                              rr/2: head of the queue\n", Run(Usual, Script, "run", "load.ks", "--sched", "rr q=1"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("       1   0 main[2]        fork() = 3 (A)                      R", "R")]
    [InlineData("       1   0 A[3]           exited 0                            Z", "Z")]
    [InlineData("       1   0 A[3]           sleep(3) ...                        S  rr/2: head of the queue", "S")]
    public void A_state_has_a_colour(string line, string state)
    {
        string shown = TerminalTrace.Show(line, Usual, hasColours: true);
        Assert.Matches($"\e\\[[0-9;]+m{state}\e\\[m", shown);
        Assert.Equal(line, TerminalTrace.Show(line, 200, hasColours: false));
    }

    [Theory]
    [InlineData("       1   - kernel         SIGCHLD -> main[2] (was pending already: lost)")]
    [InlineData("       1   0 A[3]           fault SIGFPE (division by zero)")]
    public void A_fault_and_a_lost_signal_stand_out(string line) =>
        Assert.StartsWith("\e[1;3", TerminalTrace.Show(line, Usual, hasColours: true), StringComparison.Ordinal);

    [Theory]
    [InlineData(false, false, "auto", false)]
    [InlineData(false, false, "always", true)]
    [InlineData(true, true, "auto", true)]
    [InlineData(true, true, "never", false)]
    [InlineData(true, false, "auto", false)]
    public void Colours_are_for_a_terminal_that_may_have_them(bool isTerminal, bool mayHave, string asked, bool expected) =>
        Assert.Equal(expected, Run(isTerminal ? Usual : null, "fork { exit 7 }\nwait\n", mayHave, "run", "load.ks", "--color", asked).Contains('\e', StringComparison.Ordinal));

    [Fact]
    public void Wide_characters_take_two_columns_and_break_anywhere_but_before_a_stop()
    {
        string text = string.Concat(Enumerable.Repeat("\u8fdb\u7a0b", 30)) + "\u3002";
        string[] lines = TextFold.Fold(text, 60).Split('\n');
        Assert.All(lines, line => Assert.True(TextFold.WidthOf(line) <= 60 && !line.StartsWith('\u3002')));
        Assert.Equal(text, string.Concat(lines));
    }

    private static string Folder([CallerFilePath] string sourceFile = "") => GeneratedPart.Find("tests/explain", sourceFile);

    private static string[] Words(string text) => text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static void AssertFits(string text, int width = Usual) =>
        Assert.All(text.Split('\n'), line => Assert.True(TextFold.WidthOf(line) <= width, $"{TextFold.WidthOf(line)} columns: {line}"));

    private static string Prompt(int? width, string input) => Invoke(width, input, "", mayHaveColours: false, "repl");

    private static string Run(int? width, string script, params string[] args) => Invoke(width, "", script, mayHaveColours: false, args);

    private static string Run(int? width, string script, bool mayHaveColours, params string[] args) => Invoke(width, "", script, mayHaveColours, args);

    private static string Invoke(int? width, string input, string script, bool mayHaveColours, params string[] args)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("kscript-");
        File.WriteAllText(Path.Combine(folder.FullName, "load.ks"), script);
        var output = new MemoryStream();
        Tool.Run(args, new CliHost
        {
            In = new MemoryStream(Encoding.UTF8.GetBytes(input)),
            Out = output,
            Error = new MemoryStream(),
            Directory = folder.FullName,
            ColoursOut = mayHaveColours,
            Terminal = width is { } columns ? new TerminalInfo { Width = columns, HasBlocks = false } : null,
        });
        folder.Delete(recursive: true);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
