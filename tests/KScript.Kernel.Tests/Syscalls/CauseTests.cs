// The causes of errnos: one for each that a row has, none for others.
namespace KScript.Kernel.Tests;

public class CauseTests
{
    [Fact]
    public void Each_errno_of_a_row_has_a_cause() =>
        Assert.All(SyscallTable.Rows, row => Assert.All(row.Errors, errno => Assert.NotEmpty(SyscallTable.CauseOf(row.Number, errno))));

    [Fact]
    public void A_special_cause_belongs_to_an_errno_of_its_row() =>
        Assert.All(SyscallTable.CausesGiven, cause => Assert.Contains(cause.Errno, SyscallTable.Find(cause.Number)!.Errors));
}
