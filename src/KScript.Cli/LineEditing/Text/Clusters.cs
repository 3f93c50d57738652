// What a user takes for one character: a grapheme cluster (UAX 29, by StringInfo), its bounds in the text, and what
// the screen shows for it.
using System.Globalization;
using System.Text;

namespace KScript.Cli.LineEditing;

/// <summary>What is shown for a cluster.</summary>
/// <param name="Text">What is written to the terminal: no control character, at least one column.</param>
/// <param name="Width">How many columns it takes.</param>
internal readonly record struct Shown(string Text, int Width);

internal static class Clusters
{
    // How far back a bound is looked for; clusters are shorter.
    private const int LookBehind = 256;
    private const int TabWidth = 4;
    private const char ZeroWidthJoiner = '\u200D';
    private const int EmojiSelector = 0xFE0F;

    private static readonly Shown Replacement = new("\uFFFD", 1);

    private static readonly Shown[] Ascii = [.. Enumerable.Range(0, 0x80).Select(value => ShownAscii((char)value))];

    /// <summary>How long the cluster is that begins at an index.</summary>
    public static int LengthAt(string text, int index)
    {
        bool isPlain = text[index] < 0x80 && (index + 1 == text.Length || text[index + 1] < 0x80);
        return isPlain ? 1 : StringInfo.GetNextTextElementLength(text.AsSpan(index));
    }

    /// <summary>Where the next cluster begins.</summary>
    public static int Next(string text, int index) => index >= text.Length ? text.Length : index + LengthAt(text, index);

    /// <summary>Where the cluster before an index begins.</summary>
    public static int Previous(string text, int index)
    {
        if (index <= 1)
        {
            return 0;
        }

        // A cluster begins at each ASCII character, so that one need not begin at the start of the text.
        int start = index - 1;
        int stop = Math.Max(0, index - LookBehind);
        while (start > stop && text[start] >= 0x80)
        {
            start--;
        }

        while (true)
        {
            int next = start + LengthAt(text, start);
            if (next >= index)
            {
                return start;
            }

            start = next;
        }
    }

    /// <summary>What is shown for the cluster of a length at an index.</summary>
    public static Shown ShownAt(string text, int index, int length) =>
        length == 1 && text[index] < 0x80 ? Ascii[text[index]] : ShownCluster(text.Substring(index, length));

    /// <summary>Its width alone, without making text.</summary>
    public static int WidthAt(string text, int index, int length) =>
        length == 1 && text[index] < 0x80 ? Ascii[text[index]].Width : Measure(text.AsSpan(index, length));

    /// <summary>The columns that a text of one line takes.</summary>
    public static int WidthOf(string text)
    {
        int width = 0;
        for (int i = 0, length; i < text.Length; i += length)
        {
            length = LengthAt(text, i);
            width += WidthAt(text, i, length);
        }

        return width;
    }

    private static Shown ShownAscii(char value) => value switch
    {
        '\t' => new Shown(new string(' ', TabWidth), TabWidth),
        < ' ' => new Shown("^" + (char)(value + '@'), 2),
        '\x7F' => new Shown("^?", 2),
        _ => new Shown(value.ToString(), 1),
    };

    private static Shown ShownCluster(string cluster)
    {
        var category = CharUnicodeInfo.GetUnicodeCategory(cluster, 0);
        return category switch
        {
            UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator => Replacement,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => new Shown(" " + cluster, 1),
            _ => new Shown(cluster, Measure(cluster)),
        };
    }

    // The sum of its code points, as terminals without fonts of their own count: what is joined or modifies an emoji takes no room.
    private static int Measure(ReadOnlySpan<char> cluster)
    {
        int width = 0;
        bool isJoined = false;
        foreach (Rune rune in cluster.EnumerateRunes())
        {
            bool isModifier = width > 0 && rune.Value is >= 0x1F3FB and <= 0x1F3FF;
            width += isJoined || isModifier ? 0 : CellWidth.Of(rune.Value);
            width = rune.Value == EmojiSelector && width == 1 ? 2 : width;
            isJoined = rune.Value == ZeroWidthJoiner;
        }

        return Math.Max(1, width);
    }
}
