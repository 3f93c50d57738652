// The numbers of the table of parts were found by hand, as a student would; running each part alone has to give the same.
using KScript.Cli.Quizzes;
using KScript.Cli.Quizzes.Forks;

namespace KScript.Cli.Tests.Quizzes;

public class ForkPartTests
{
    public static TheoryData<int> Rows() => [.. Enumerable.Range(0, ForkPart.All.Length)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_part_does_what_its_row_says(int row)
    {
        var part = ForkPart.All[row];
        var run = ScriptedRun.Of(part.Code.Replace("$", "x", StringComparison.Ordinal) + "\nprint \"behind\"\n", []);
        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            (part.GoOn, part.GoOn + part.End, part.Prints),
            (lines.Count(line => line == "behind"), new ForkTree(run).Count, lines.Count(line => line == "x")));
    }
}
