// Texts as scripts see them: by characters (Unicode code points), whatever the encoding underneath.
using System.Globalization;

namespace KScript.Interpreter.Vm;

/// <summary>Length, characters and numbers of texts.</summary>
internal static class Texts
{
    /// <summary>How many characters.</summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        int pairs = 0;
        ReadOnlySpan<char> rest = text;
        for (int at = rest.IndexOfAnyInRange('\ud800', '\udbff'); at >= 0; at = rest.IndexOfAnyInRange('\ud800', '\udbff'))
        {
            pairs += at + 1 < rest.Length && char.IsLowSurrogate(rest[at + 1]) ? 1 : 0;
            rest = rest[(at + 1)..];
        }

        return text.Length - pairs;
    }

    /// <summary>The character at an index, from 0.</summary>
    public static bool TryAt(ReadOnlySpan<char> text, long index, out string character)
    {
        character = "";
        if (index < 0)
        {
            return false;
        }

        foreach (System.Text.Rune rune in text.EnumerateRunes())
        {
            if (index-- == 0)
            {
                character = rune.ToString();
                return true;
            }
        }

        return false;
    }

    /// <summary>The same in a text of which each UTF-16 unit is a character: in constant time.</summary>
    public static bool TryAtUnit(ReadOnlySpan<char> text, long index, out string character)
    {
        bool exists = (ulong)index < (ulong)text.Length;
        character = exists ? text[(int)index].ToString() : "";
        return exists;
    }

    /// <summary>A number as a script may write it: decimal or 0x, with a sign, spaces around it.</summary>
    public static bool TryParseNumber(string text, out long number)
    {
        ReadOnlySpan<char> digits = text.AsSpan().Trim();
        bool negative = digits.Length > 0 && digits[0] == '-';
        if (digits.Length > 0 && digits[0] is '-' or '+')
        {
            digits = digits[1..];
        }

        ulong magnitude;
        bool parsed = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out magnitude)
            : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out magnitude);
        number = negative ? -(long)magnitude : (long)magnitude;
        return parsed;
    }
}
