// Numbers, times and strings as written, to values.
using System.Text;
using KScript.Interpreter.Diagnostics;

namespace KScript.Interpreter.Parsing;

/// <summary>Reads literals.</summary>
internal static class Literals
{
    /// <summary>The digits of the least number, which only exist behind a minus.</summary>
    public const string MinimumDigits = "9223372036854775808";

    /// <summary>The words of `wait`.</summary>
    public static bool IsWaitFlag(string word) => word is "nohang" or "untraced" or "continued" or "nowait";

    /// <summary>42, 1_000, 0x2a, 0b101. Hexadecimal and binary ones are bit patterns and may use all 64 bits.</summary>
    public static long Integer(string text, Span span, DiagnosticBag diagnostics)
    {
        int radix = text.Length > 1 ? text[1] switch { 'x' or 'X' => 16, 'b' or 'B' => 2, _ => 10 } : 10;
        if (radix == 10 && text.Length > 1 && text[0] == '0')
        {
            diagnostics.Error(DiagnosticTable.BadNumber, span, "a number has no leading zeros", "octal numbers are not known; hexadecimal ones start with 0x");
            return 0;
        }

        ulong limit = radix == 10 ? long.MaxValue : ulong.MaxValue;
        ulong value = 0;
        bool any = false;
        for (int i = radix == 10 ? 0 : 2; i < text.Length; i++)
        {
            if (text[i] == '_')
            {
                continue;
            }

            any = true;
            if (!char.IsAsciiHexDigit(text[i]))
            {
                // A malformed number, which was reported.
                return 0;
            }

            uint digit = (uint)Convert.ToInt32(text[i].ToString(), 16);
            if (value > (limit - digit) / (uint)radix)
            {
                diagnostics.Error(DiagnosticTable.BadNumber, span, "this number does not fit into 64 bits", "the largest is 9223372036854775807");
                return 0;
            }

            value = (value * (uint)radix) + digit;
        }

        if (!any && text.Length > 2)
        {
            diagnostics.Error(DiagnosticTable.BadNumber, span, $"`{text}` has no digits");
        }

        return unchecked((long)value);
    }

    /// <summary>20ms, 1.5s, 500us: microseconds, digits beyond them rounded up.</summary>
    public static long Time(string text, Span span, DiagnosticBag diagnostics)
    {
        int unitLength = text.EndsWith("ms", StringComparison.Ordinal) || text.EndsWith("us", StringComparison.Ordinal) ? 2 : 1;
        long unit = text[^unitLength] switch { 'u' => 1, 'm' => 1000, _ => 1_000_000 };
        string digits = text[..^unitLength].Replace("_", "", StringComparison.Ordinal);
        if (decimal.TryParse(digits, System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out decimal value)
            && value <= long.MaxValue / unit)
        {
            return (long)Math.Ceiling(value * unit);
        }

        diagnostics.Error(DiagnosticTable.BadNumber, span, "this time does not fit into 64 bits of microseconds");
        return 0;
    }

    /// <summary>The value of a string literal, quotes and escapes resolved.</summary>
    public static string Text(string source, Span span, DiagnosticBag diagnostics)
    {
        var inner = source.AsSpan(span.Start + 1, Math.Max(0, span.Length - 2));
        if (!inner.Contains('\\'))
        {
            return inner.ToString();
        }

        var builder = new StringBuilder(inner.Length);
        for (int i = 0; i < inner.Length; i++)
        {
            if (inner[i] != '\\' || i + 1 == inner.Length)
            {
                builder.Append(inner[i]);
                continue;
            }

            int used = Escape(inner[(i + 1)..], builder);
            if (used == 0)
            {
                var where = new Span(span.Start + 1 + i, 2);
                diagnostics.Error(DiagnosticTable.BadEscape, where, $"`\\{inner[i + 1]}` is not a known escape", "a backslash itself is written \\\\");
                used = 1;
            }

            i += used;
        }

        return builder.ToString();
    }

    /// <summary>One escape without its backslash; gives how many characters it has, 0 if there is no such escape.</summary>
    private static int Escape(ReadOnlySpan<char> text, StringBuilder builder)
    {
        char simple = text[0] switch
        {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            '0' => '\0',
            'a' => '\a',
            'b' => '\b',
            'e' => '\e',
            'f' => '\f',
            'v' => '\v',
            '\\' or '"' or '\'' => text[0],
            _ => '?',
        };
        if (simple != '?')
        {
            builder.Append(simple);
            return 1;
        }

        int length = text[0] switch { 'x' => 2, 'u' => 4, _ => 0 };
        if (length == 0 || text.Length <= length
            || !ushort.TryParse(text.Slice(1, length), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out ushort code))
        {
            return 0;
        }

        builder.Append((char)code);
        return 1 + length;
    }
}
