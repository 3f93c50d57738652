// :help of a system call and of a diagnostic.
using KScript.Cli.Repl;
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
        Assert.All(["ECHILD", "EINTR", "EINVAL", "ESRCH"], errno => Assert.Contains($"\n    {errno}: ", page, StringComparison.Ordinal));
        Assert.Contains("blocks: in S; after a handler it fails with EINTR, or begins again", page, StringComparison.Ordinal);
        Assert.Contains("source: POSIX.1-2017 wait()\n", page, StringComparison.Ordinal);
        Assert.Equal(page, ReferenceText.Of("waitpid"));
    }

    [Fact]
    public void Every_call_and_every_diagnostic_has_a_page()
    {
        Assert.All(SyscallTable.Rows,
            row => Assert.Contains(row.Source, ReferenceText.Of(row.Name), StringComparison.Ordinal));
        Assert.All(DiagnosticTable.All, row => Assert.Contains(row.Explanation, ReferenceText.Of(row.Code), StringComparison.Ordinal));
        Assert.Contains("too many errors", ReferenceText.Of("ks0012"), StringComparison.Ordinal);
        Assert.Null(ReferenceText.Of("KS9999"));
    }
}
