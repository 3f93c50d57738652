// docs/diagnostics.md has every diagnostic with its examples, docs/syscalls.md every call, as `kscript explain` prints them.
using System.Text;
using KScript.Cli.Repl;
using KScript.GeneratedDocs;
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;

namespace KScript.Cli.Tests;

public class ReferencePagesTests
{
    [Fact]
    public void The_page_has_every_diagnostic() => GeneratedPart.Check("docs/diagnostics.md", Diagnostics());

    [Fact]
    public void The_page_has_every_call() => GeneratedPart.Check("docs/syscalls.md", Calls());

    [Theory]
    [InlineData("fork", "fork(name)")]
    [InlineData("exit", "exit(status)")]
    [InlineData("exec", "execve(program)")]
    [InlineData("wait", "wait4(pid, options)")]
    public void A_statement_has_the_page_of_its_call(string statement, string first)
    {
        using var tool = new ToolRun();
        Assert.StartsWith(first + "\n", tool.Run("explain", statement).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_prints_what_help_does()
    {
        using var tool = new ToolRun().With("pause", "fork { exit 7 }\nsleep 100\n");
        Assert.Equal(new Outcome(0, ReferenceText.Of("KS0018")!, ""), tool.Run("explain", "KS0018"));
        Assert.Contains("  wrong:\n    let x\n\n  right:\n    let x = 0\n", tool.Run("explain", "ks0018").Out, StringComparison.Ordinal);
        Assert.Equal(new Outcome(0, ReferenceText.Of("wait4")!, ""), tool.Run("explain", "wait4"));
        Assert.StartsWith("zombie main[3]", tool.Run("explain", "pause").Out, StringComparison.Ordinal);
    }

    public static TheoryData<string> Shown() => ["sched", "wait", .. SchedulerTable.Rows.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Shown))]
    public void An_example_runs_and_stands_on_its_page(string name)
    {
        string example = StatementText.Examples[name];
        using var tool = new ToolRun().With("example.ks", example + "\n");
        var run = tool.Run("run", "example.ks");
        Assert.Equal((0, ""), (run.Exit, run.Error));
        string page = tool.Run("explain", name).Out;
        Assert.Contains(ReferenceText.Indented(example), page, StringComparison.Ordinal);
        Assert.All(SchedulerTable.Find(name)?.Options ?? [], option => Assert.Contains($"    {option.Key}={option.Default} ", page, StringComparison.Ordinal));
    }

    private static string Calls()
    {
        var page = new StringBuilder();
        foreach (var row in SyscallTable.Rows)
        {
            page.Append($"\n## {row.Name}\n\n```text\n{CallText.Of(row)}```\n");
        }

        return page.Append('\n').ToString();
    }

    private static string Diagnostics()
    {
        var page = new StringBuilder();
        foreach (var row in DiagnosticTable.All)
        {
            page.Append($"\n## {row.Code}\n\n**{row.Title}.** {row.Explanation}\n");
            if (DiagnosticExamples.Of(row.Code) is { } example)
            {
                page.Append($"\nWrong:\n\n```text\n{example.Wrong}\n```\n\nRight:\n\n```text\n{example.Right}\n```\n");
            }
        }

        return page.Append('\n').ToString();
    }
}
