// From a place in the text to another: lines and words. A word is letters and digits, as in readline; a blank word
// ends at white space only.
using System.Globalization;

namespace KScript.Cli.LineEditing;

internal static class Motions
{
    public static int LineStart(string text, int index) => text.LastIndexOf('\n', Math.Max(0, index - 1), Math.Max(0, index)) + 1;

    public static int LineEnd(string text, int index)
    {
        int end = text.IndexOf('\n', index);
        return end < 0 ? text.Length : end;
    }

    public static int WordLeft(string text, int index)
    {
        while (index > 0 && !IsWordBefore(text, index))
        {
            index--;
        }

        while (index > 0 && IsWordBefore(text, index))
        {
            index--;
        }

        return index;
    }

    public static int WordRight(string text, int index)
    {
        while (index < text.Length && !IsWordAt(text, index))
        {
            index++;
        }

        while (index < text.Length && IsWordAt(text, index))
        {
            index++;
        }

        return index;
    }

    public static int BlankWordLeft(string text, int index)
    {
        while (index > 0 && char.IsWhiteSpace(text[index - 1]))
        {
            index--;
        }

        while (index > 0 && !char.IsWhiteSpace(text[index - 1]))
        {
            index--;
        }

        return index;
    }

    /// <summary>Whether only blanks are between the start of the line and an index.</summary>
    public static bool IsIndentation(string text, int index) => string.IsNullOrWhiteSpace(text[LineStart(text, index)..index]);

    /// <summary>The column of an index in its line, in cells.</summary>
    public static int ColumnOf(string text, int index) => Clusters.WidthOf(text[LineStart(text, index)..index]);

    /// <summary>The index at a column of the line that begins at <paramref name="lineStart"/>; the line's end if it is shorter.</summary>
    public static int IndexAt(string text, int lineStart, int column)
    {
        int index = lineStart;
        int end = LineEnd(text, lineStart);
        int width = 0;
        while (index < end)
        {
            int length = Clusters.LengthAt(text, index);
            width += Clusters.WidthAt(text, index, length);
            if (width > column)
            {
                break;
            }

            index += length;
        }

        return index;
    }

    // Marks belong to the word of their letter; a surrogate to that of its pair.
    private static bool IsWordAt(string text, int index) => CharUnicodeInfo.GetUnicodeCategory(text[index]) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Surrogate => true,
        _ => char.IsLetterOrDigit(text, index),
    };

    private static bool IsWordBefore(string text, int index) => IsWordAt(text, index - 1);
}
