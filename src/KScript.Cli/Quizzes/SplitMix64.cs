// The draws of a problem: integers only, so that a seed means the same problem on every machine and for ever.
namespace KScript.Cli.Quizzes;

/// <summary>SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014).</summary>
internal sealed class SplitMix64(ulong seed)
{
    private ulong state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from low to high, both included. What is not quite even about it does not matter to a quiz.</summary>
    public int Between(int low, int high) => low + (int)(Next() % (ulong)(high - low + 1));

    /// <summary>Whether one of so many draws hits.</summary>
    public bool OneIn(int count) => Between(1, count) == 1;

    /// <summary>One of several.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Between(0, items.Count - 1)];

    /// <summary>So many different ones of several, in the order of the draw.</summary>
    public List<T> Pick<T>(IReadOnlyList<T> items, int count)
    {
        var left = new List<T>(items);
        var drawn = new List<T>(count);
        while (drawn.Count < count)
        {
            int index = Between(0, left.Count - 1);
            drawn.Add(left[index]);
            left.RemoveAt(index);
        }

        return drawn;
    }
}
