// The generator is the published one: a seed means the same problem in every version.
using KScript.Cli.Quizzes;

namespace KScript.Cli.Tests.Quizzes;

public class SplitMix64Tests
{
    // The first outputs of the reference implementation (Vigna, prng.di.unimi.it/splitmix64.c) for this seed.
    [Fact]
    public void The_sequence_is_the_reference_one()
    {
        var random = new SplitMix64(1234567);
        Assert.Equal(6457827717110365317UL, random.Next());
        Assert.Equal(3203168211198807973UL, random.Next());
        Assert.Equal(9817491932198370423UL, random.Next());
    }

    [Fact]
    public void Numbers_are_in_their_range_and_reach_its_ends()
    {
        var random = new SplitMix64(1);
        var seen = new SortedSet<int>();
        for (int i = 0; i < 200; i++)
        {
            seen.Add(random.Between(-1, 2));
        }

        Assert.Equal([-1, 0, 1, 2], seen);
    }

    [Fact]
    public void Several_are_different_ones()
    {
        var random = new SplitMix64(5);
        for (int i = 0; i < 50; i++)
        {
            var drawn = random.Pick(["a", "b", "c", "d"], 3);
            Assert.Equal(3, drawn.Distinct().Count());
        }
    }
}
