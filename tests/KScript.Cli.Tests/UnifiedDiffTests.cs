// Diffs as `diff -u` prints them.
using KScript.Cli.Testing;

namespace KScript.Cli.Tests;

public class UnifiedDiffTests
{
    private static string Lines(params int[] numbers) => string.Concat(numbers.Select(n => $"{n}\n"));

    [Fact]
    public void The_same_has_none() => Assert.Equal("", UnifiedDiff.Of(Lines(1, 2), Lines(1, 2)));

    [Fact]
    public void A_change_has_three_lines_around_it() =>
        Assert.Equal("@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+50\n 6\n 7\n 8\n",
            UnifiedDiff.Of(Lines(1, 2, 3, 4, 5, 6, 7, 8, 9), Lines(1, 2, 3, 4, 50, 6, 7, 8, 9)));

    [Fact]
    public void Changes_close_together_are_one_hunk() =>
        Assert.Equal("@@ -1,5 +1,4 @@\n-1\n 2\n 3\n 4\n-5\n+50\n",
            UnifiedDiff.Of("1\n2\n3\n4\n5", "2\n3\n4\n50"));

    [Fact]
    public void Changes_far_apart_are_two()
    {
        int[] many = [.. Enumerable.Range(1, 30)];
        int[] other = [.. many];
        other[1] = 0;
        other[25] = 0;
        string diff = UnifiedDiff.Of(Lines(many), Lines(other));
        Assert.Equal(2, diff.Split("@@ -").Length - 1);
        Assert.Contains("@@ -23,7 +23,7 @@\n", diff, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_one_is_cut() => Assert.EndsWith("... and more\n", UnifiedDiff.Of("", Lines([.. Enumerable.Range(1, 300)]), 10), StringComparison.Ordinal);
}
