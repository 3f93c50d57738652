// Long lines on narrow screens: broken between words, and between columns before that; what goes on stands below where its column began.
using System.Text;
using KScript.Cli.LineEditing;

namespace KScript.Cli.Hosting;

/// <summary>Breaks lines that are wider than the screen.</summary>
internal static class TextFold
{
    /// <summary>How wide text is where nothing says otherwise.</summary>
    public const int Usual = 80;

    // No line begins with the former or ends with the latter: Unicode's line breaking classes CL and OP (UAX 14), as far as texts use them.
    private const string StaysBehind = "\uff0c\u3002\u3001\uff1b\uff1a\uff1f\uff01\uff09\u300d\u300f\u3011\u300b\u2026";
    private const string StaysBefore = "\uff08\u300c\u300e\u3010\u300a";

    /// <summary>The text with lines of at most so many columns, wide characters counted as two. A word that is longer stays whole.</summary>
    /// <param name="text">Lines that end with LF; the last one may lack it.</param>
    /// <param name="width">Columns of the screen.</param>
    public static string Fold(string text, int width)
    {
        ArgumentNullException.ThrowIfNull(text);
        var folded = new StringBuilder(text.Length);
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            folded.Append(i == 0 ? "" : "\n");
            FoldLine(folded, lines[i], width, HangOf(lines[i], width));
        }

        return folded.ToString();
    }

    /// <summary>One line, as <see cref="Fold"/> does it, with what goes on indented as asked.</summary>
    public static string FoldLine(string line, int width, int hang)
    {
        var folded = new StringBuilder();
        FoldLine(folded, line, width, hang);
        return folded.ToString();
    }

    /// <summary>Columns that a text takes.</summary>
    public static int WidthOf(ReadOnlySpan<char> text)
    {
        int width = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            width += CellWidth.Of(rune.Value);
        }

        return width;
    }

    private static void FoldLine(StringBuilder folded, string line, int width, int hang)
    {
        ReadOnlySpan<char> rest = line;
        int room = width;
        while (WidthOf(rest) > room && BreakIn(rest, room) is var at && at > 0)
        {
            folded.Append(rest[..at].TrimEnd(' ')).Append('\n').Append(' ', hang);
            rest = rest[at..].TrimStart(' ');
            room = width - hang;
        }

        folded.Append(rest);
    }

    /// <summary>Where the last place is that a line may end at: behind a space, or beside a wide character. 0: nowhere.</summary>
    private static int BreakIn(ReadOnlySpan<char> line, int room)
    {
        int used = 0, last = 0, first = 0;
        bool hasText = false, wasWide = false;
        char before = ' ';
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            bool isWide = CellWidth.Of(c) == 2;
            bool mayBreak = hasText && ((before == ' ' && c != ' ')
                || ((isWide || wasWide) && before != ' ' && c != ' ' && !StaysBehind.Contains(c, StringComparison.Ordinal) && !StaysBefore.Contains(before, StringComparison.Ordinal)));
            if (mayBreak)
            {
                first = first == 0 ? i : first;
                last = used <= room || EndsWithin(line[..i], room) ? i : last;
            }

            used += CellWidth.Of(c);
            if (used > room && c != ' ' && last > 0)
            {
                return last;
            }

            hasText |= c != ' ';
            (before, wasWide) = (c, isWide);
        }

        return last > 0 ? last : first;
    }

    private static bool EndsWithin(ReadOnlySpan<char> text, int room) => WidthOf(text.TrimEnd(' ')) <= room;

    /// <summary>Below the last column that begins in the left half; else below the line's own beginning.</summary>
    private static int HangOf(string line, int width)
    {
        int start = line.Length - line.TrimStart(' ').Length;
        int hang = start;
        for (int i = start + 2; i < line.Length && WidthOf(line.AsSpan(0, i)) <= width / 2; i++)
        {
            if (line[i] != ' ' && line[i - 1] == ' ' && line[i - 2] == ' ')
            {
                hang = WidthOf(line.AsSpan(0, i));
            }
        }

        return Math.Min(hang, width / 2);
    }
}
