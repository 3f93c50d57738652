// The tree of loads against a plain look at all of them.
namespace KScript.Kernel.Tests;

public class LoadTreeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(1024)]
    public void The_first_of_the_least_and_of_the_most_are_found(int count)
    {
        var tree = new LoadTree(count);
        var loads = new int[count];
        ulong random = 88172645463325252;
        for (int i = 0; i < 3000; i++)
        {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            int at = (int)(random % (ulong)count);
            int change = loads[at] == 0 || (random >> 40) % 3 != 0 ? 1 : -1;
            loads[at] += change;
            tree.Add(at, change);

            Assert.Equal(Array.IndexOf(loads, loads.Min()), tree.Least);
            Assert.Equal(Array.IndexOf(loads, loads.Max()), tree.Most);
        }
    }
}
