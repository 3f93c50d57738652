// The one room for text that people read: what a terminal would obey, or what would make a line read otherwise than it is, becomes a
// visible escape. Scripts, file names, cells of job files and answers of students are all of unknown origin.
using System.Text;

namespace KScript.Interpreter.Diagnostics;

/// <summary>Makes control characters visible.</summary>
/// <remarks>
/// Escaped are the controls C0 but LF and TAB, DEL, the controls C1 (ECMA-48, 5.2 and 5.3: among them are what begins commands to a terminal,
/// ESC, CSI, OSC, DCS), line and paragraph separators, and the controls of the bidirectional algorithm (UAX 9, 2.1 and 2.5), U+FEFF and the
/// interlinear annotations. Below U+0080 as \x1b, from there on as \u202e: the latter can stand in JSON, too.
/// </remarks>
internal static class VisibleText
{
    private const string Digits = "0123456789abcdef";

    /// <summary>Whether a character must not reach a reader as it is.</summary>
    public static bool IsUnsafe(int character) => character switch
    {
        '\n' or '\t' => false,
        < 0x20 or (>= 0x7f and <= 0x9f) => true,
        < 0x61c => false,
        0x61c or 0x200e or 0x200f or (>= 0x2028 and <= 0x202e) or (>= 0x2066 and <= 0x2069) or 0xfeff or (>= 0xfff9 and <= 0xfffb) => true,
        _ => false,
    };

    /// <summary>The text with escapes for what is unsafe; the same object where nothing is.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int first = FirstUnsafe(text);
        if (first < 0)
        {
            return text;
        }

        var shown = new StringBuilder(text.Length + 16).Append(text, 0, first);
        foreach (char c in text.AsSpan(first))
        {
            Append(shown, c);
        }

        return shown.ToString();
    }

    /// <summary>The same for what has to stay one line, such as the name of a file: LF and TAB are escaped, too.</summary>
    public static string OfName(string name) =>
        Of(name).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);

    private static int FirstUnsafe(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (IsUnsafe(text[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static void Append(StringBuilder shown, char c)
    {
        if (!IsUnsafe(c))
        {
            shown.Append(c);
        }
        else if (c < 0x80)
        {
            shown.Append("\\x").Append(Digits[c >> 4]).Append(Digits[c & 15]);
        }
        else
        {
            shown.Append("\\u").Append(Digits[c >> 12]).Append(Digits[(c >> 8) & 15]).Append(Digits[(c >> 4) & 15]).Append(Digits[c & 15]);
        }
    }
}
