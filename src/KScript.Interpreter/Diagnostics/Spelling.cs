// 'Did you mean': the nearest of some names by Damerau's distance, in which a swapped pair of letters is one mistake.
namespace KScript.Interpreter.Diagnostics;

/// <summary>Finds what was probably meant.</summary>
internal static class Spelling
{
    /// <summary>Longer words are not compared: nobody means them by mistake, and the work grows with the square.</summary>
    private const int MaxLength = 40;

    /// <summary>"did you mean `wait`?", or null if nothing is near.</summary>
    public static string? DidYouMean(string word, params IEnumerable<string> candidates)
        => Nearest(word, candidates) is { } found ? $"did you mean `{found}`?" : null;

    /// <summary>The candidate nearest to a word, or null; of equally near ones the first in ordinal order.</summary>
    public static string? Nearest(string word, params IEnumerable<string> candidates)
    {
        int allowed = Allowed(word.Length);
        string? best = null;
        int bestDistance = allowed + 1;
        foreach (string candidate in candidates)
        {
            if (candidate == word || Math.Abs(candidate.Length - word.Length) > allowed || candidate.Length > MaxLength)
            {
                continue;
            }

            int distance = Distance(word, candidate);
            bool nearer = distance < bestDistance || (distance == bestDistance && string.CompareOrdinal(candidate, best) < 0);
            if (distance <= allowed && nearer)
            {
                best = candidate;
                bestDistance = distance;
            }
        }

        return best;
    }

    /// <summary>How many mistakes a word of this length may have.</summary>
    private static int Allowed(int length) => length switch { < 2 or > MaxLength => 0, < 6 => 1, < 10 => 2, _ => 3 };

    /// <summary>Insertions, deletions, replacements and swaps of neighbours between two words; upper and lower case are the same.</summary>
    public static int Distance(string first, string second)
    {
        int width = second.Length + 1;
        int[] beforeLast = new int[width];
        int[] last = new int[width];
        int[] current = new int[width];
        for (int j = 0; j < width; j++)
        {
            last[j] = j;
        }

        for (int i = 1; i <= first.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j < width; j++)
            {
                int cost = Same(first[i - 1], second[j - 1]) ? 0 : 1;
                int value = Math.Min(Math.Min(current[j - 1], last[j]) + 1, last[j - 1] + cost);
                bool swapped = i > 1 && j > 1 && Same(first[i - 1], second[j - 2]) && Same(first[i - 2], second[j - 1]);
                current[j] = swapped ? Math.Min(value, beforeLast[j - 2] + 1) : value;
            }

            (beforeLast, last, current) = (last, current, beforeLast);
        }

        return last[width - 1];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
