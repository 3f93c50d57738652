// 'Did you mean': the nearest of a few words.
namespace KScript.Cli.CommandLine;

/// <summary>Finds what was meant.</summary>
internal static class Spelling
{
    /// <summary>The word within a third of its length (at least one change) of what was typed, the nearest first; or null.</summary>
    public static string? Nearest(string typed, IEnumerable<string> words)
    {
        string? best = null;
        int least = int.MaxValue;
        foreach (string word in words)
        {
            int distance = Distance(typed, word);
            if (distance < least && distance <= Math.Max(1, word.Length / 3))
            {
                (best, least) = (word, distance);
            }
        }

        return best;
    }

    // Damerau-Levenshtein with adjacent swaps: `--tarce` is one slip, not two.
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                d[i, j] = Math.Min(i, j) == 0 ? Math.Max(i, j) : Step(d, a, b, i, j);
            }
        }

        return d[a.Length, b.Length];
    }

    private static int Step(int[,] d, string a, string b, int i, int j)
    {
        int change = a[i - 1] == b[j - 1] ? 0 : 1;
        int best = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + change);
        bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
        return swapped ? Math.Min(best, d[i - 2, j - 2] + 1) : best;
    }
}
