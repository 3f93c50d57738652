// :help of a system call and of a diagnostic.
using KScript.Cli.Repl;
using KScript.GeneratedDocs;
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;

namespace KScript.Cli.Tests.Repl;

public sealed class ReferenceTextTests
{
    [Fact]
    public void A_call_is_explained_by_name_and_alias()
    {
        string page = ReferenceText.Of("wait4")!;
        Assert.Contains("pid: a pid; -1 if left out\n", page, StringComparison.Ordinal);
        Assert.Contains("    ECHILD: the caller has no child, or none that the pid selects\n    EINTR: a signal handler ran", page, StringComparison.Ordinal);
        Assert.Contains("source: POSIX.1-2017 wait()\n", page, StringComparison.Ordinal);
        Assert.Equal(page, ReferenceText.Of("waitpid"));
    }

    [Fact]
    public void Every_errno_of_a_call_has_a_cause_and_every_special_cause_stands_in_a_row()
    {
        Assert.All(SyscallTable.Rows, row => Assert.All(row.Errors, error => Assert.NotNull(ErrnoCauses.Of(row.Number, error))));
        Assert.All(ErrnoCauses.SpecialCases, special => Assert.Contains(special.Error, SyscallTable.Find(special.Call)!.Errors));
    }

    [Fact]
    public void The_page_has_every_call() => GeneratedPart.Check("docs/syscalls.md", "\n"
        + string.Concat(SyscallTable.Rows.Where(row => row.Callable).Select(row => $"## {row.Name}\n\n```text\n{ReferenceText.OfCall(row)}```\n\n")));

    [Fact]
    public void Every_callable_call_and_every_diagnostic_has_a_page()
    {
        Assert.All(SyscallTable.Rows.Where(row => row.Callable),
            row => Assert.Contains(row.Source, ReferenceText.Of(row.Name), StringComparison.Ordinal));
        Assert.All(DiagnosticTable.All, row => Assert.Contains(row.Explanation, ReferenceText.Of(row.Code), StringComparison.Ordinal));
        Assert.Contains("too many errors", ReferenceText.Of("ks0012"), StringComparison.Ordinal);
        Assert.EndsWith("  wrong:\n    let x\n  right:\n    let x = 0\n", ReferenceText.Of("KS0018"), StringComparison.Ordinal);
        Assert.Null(ReferenceText.Of("KS9999"));
    }
}
