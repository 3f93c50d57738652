// JSON strings.
using KScript.Interpreter.Diagnostics;

namespace KScript.Workbench.Traces;

/// <summary>Writes JSON string literals (RFC 8259): UTF-8 as it is; quotes, backslashes and what <see cref="VisibleText"/> calls unsafe escaped.</summary>
internal static class JsonText
{
    /// <summary>A text in quotes.</summary>
    public static void Write(Utf8Output output, string text)
    {
        output.Write("\""u8);
        var rest = text.AsSpan();
        while (rest.Length > 0)
        {
            int plain = Plain(rest);
            output.Write(rest[..plain]);
            if (plain < rest.Length)
            {
                Escape(output, rest[plain]);
                plain++;
            }

            rest = rest[plain..];
        }

        output.Write("\""u8);
    }

    // How many characters at the start need no escape.
    private static int Plain(ReadOnlySpan<char> text)
    {
        int count = 0;
        while (count < text.Length && text[count] >= ' ' && text[count] is not ('"' or '\\') && (text[count] < '\x7f' || !VisibleText.IsUnsafe(text[count])))
        {
            count++;
        }

        return count;
    }

    private static void Escape(Utf8Output output, char c)
    {
        output.Reserve(8);
        switch (c)
        {
            case '"' or '\\':
                output.Put((byte)'\\');
                output.Put((byte)c);
                break;
            case '\n':
                output.Put("\\n"u8);
                break;
            case '\t':
                output.Put("\\t"u8);
                break;
            case '\r':
                output.Put("\\r"u8);
                break;
            default:
                output.Put("\\u"u8);
                output.Put("0123456789abcdef"u8[c >> 12]);
                output.Put("0123456789abcdef"u8[(c >> 8) & 15]);
                output.Put("0123456789abcdef"u8[(c >> 4) & 15]);
                output.Put("0123456789abcdef"u8[c & 15]);
                break;
        }
    }
}
