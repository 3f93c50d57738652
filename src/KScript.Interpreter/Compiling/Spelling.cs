// 'did you mean': the nearest known name, where one is near.
namespace KScript.Interpreter.Compiling;

/// <summary>Nearness of names.</summary>
internal static class Spelling
{
    /// <summary>A hint that names the nearest candidate, or null if none is near.</summary>
    public static string? Hint(string name, IEnumerable<string> candidates)
        => Nearest(name, candidates) is { } nearest ? $"did you mean `{nearest}`?" : null;

    /// <summary>The nearest candidate: at most a third of the letters differ. Among equals the first.</summary>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        string? best = null;
        int least = Math.Max(1, name.Length / 3) + 1;
        foreach (string candidate in candidates)
        {
            int distance = string.Equals(name, candidate, StringComparison.OrdinalIgnoreCase) ? 0 : Distance(name, candidate, least);
            if (candidate != name && distance < least)
            {
                least = distance;
                best = candidate;
            }
        }

        return best;
    }

    /// <summary>Edits (insert, drop, change, swap neighbours) between two names; anything from the limit on may be the limit.</summary>
    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) >= limit)
        {
            return limit;
        }

        var rows = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                rows[i, j] = i == 0 ? j : j == 0 ? i : Math.Min(
                    Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1,
                    rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length];
    }
}
