// C's printf, as far as numbers, characters and texts go: %d %i %u %x %X %o %c %s %%, with the flags # - 0 + and space, a
// width and a precision, either of which may be *.
using System.Globalization;
using System.Text;

namespace KScript.Interpreter.Vm;

/// <summary>One conversion of a format, or a stretch of plain text (Conversion is '\0').</summary>
/// <param name="Text">The plain text, or the conversion as written.</param>
/// <param name="Conversion">d i u x X o c s %.</param>
/// <param name="Flags">Some of "-0+ #".</param>
/// <param name="Width">The width; -1: the next value says it.</param>
/// <param name="Precision">The precision; null: none; -1: the next value says it.</param>
internal readonly record struct PrintfPart(string Text, char Conversion, string Flags, int Width, int? Precision)
{
    /// <summary>How many values it takes.</summary>
    public int ValueCount => (Conversion is '\0' or '%' ? 0 : 1) + (Width == -1 ? 1 : 0) + (Precision == -1 ? 1 : 0);
}

/// <summary>Formats as printf(3) does.</summary>
internal static class Printf
{
    /// <summary>The conversions that are known.</summary>
    public const string Conversions = "diuxXocs%";

    /// <summary>What is wrong where the text would be longer than a text may be (<see cref="VmLimits.TextLength"/>).</summary>
    public const string TooLong = "longer than a text may be";

    /// <summary>Takes a format apart. Gives the conversion that is not known, or null.</summary>
    public static string? Parse(string format, List<PrintfPart> parts)
    {
        int at = 0;
        while (at < format.Length)
        {
            int percent = format.IndexOf('%', at);
            int end = percent < 0 ? format.Length : percent;
            if (end > at)
            {
                parts.Add(new PrintfPart(format[at..end], '\0', "", 0, null));
            }

            at = end;
            if (percent >= 0 && ParseConversion(format, ref at, parts) is { } unknown)
            {
                return unknown;
            }
        }

        return null;
    }

    private static string? ParseConversion(string format, ref int at, List<PrintfPart> parts)
    {
        int start = at++;
        int flagsStart = at;
        while (at < format.Length && "-0+ #".Contains(format[at], StringComparison.Ordinal))
        {
            at++;
        }

        string flags = format[flagsStart..at];
        int width = ParseCount(format, ref at);
        int? precision = null;
        if (at < format.Length && format[at] == '.')
        {
            at++;
            precision = ParseCount(format, ref at);
        }

        while (at < format.Length && "lhzjt".Contains(format[at], StringComparison.Ordinal))
        {
            at++;
        }

        if (at == format.Length || !Conversions.Contains(format[at], StringComparison.Ordinal))
        {
            return format[start..Math.Min(at + 1, format.Length)];
        }

        at++;
        parts.Add(new PrintfPart(format[start..at], format[at - 1], flags, width, precision));
        return null;
    }

    private static int ParseCount(string format, ref int at)
    {
        if (at < format.Length && format[at] == '*')
        {
            at++;
            return -1;
        }

        int count = 0;
        while (at < format.Length && char.IsAsciiDigit(format[at]))
        {
            count = Math.Min((count * 10) + (format[at++] - '0'), VmLimits.TextLength + 1);
        }

        return count;
    }

    /// <summary>The text, or null and what is wrong.</summary>
    public static string? Format(string format, ReadOnlySpan<Value> values, out string error)
    {
        var parts = new List<PrintfPart>();
        if (Parse(format, parts) is { } unknown)
        {
            error = $"printf has no conversion `{unknown}`";
            return null;
        }

        var builder = new StringBuilder();
        int next = 0;
        foreach (PrintfPart part in parts)
        {
            if (next + part.ValueCount > values.Length)
            {
                error = $"printf has no value for `{part.Text}`";
                return null;
            }

            if (!Append(builder, part, values, ref next))
            {
                if (builder.Length > VmLimits.TextLength)
                {
                    error = TooLong;
                    return null;
                }

                error = $"printf's `{part.Text}` got {Value.NameOf(values[next - 1].Kind)}";
                return null;
            }
        }

        error = "";
        return builder.ToString();
    }

    private static bool Append(StringBuilder builder, in PrintfPart part, ReadOnlySpan<Value> values, ref int next)
    {
        if (part.Conversion is '\0' or '%')
        {
            builder.Append(part.Conversion == '%' ? "%" : part.Text);
            return true;
        }

        bool left = part.Flags.Contains('-', StringComparison.Ordinal);
        int width = part.Width == -1 ? (int)values[next++].Bits : part.Width;
        int? precision = part.Precision == -1 ? (int)values[next++].Bits : part.Precision;
        Value value = values[next++];
        if (part.Conversion != 's' && !value.IsNumber)
        {
            return false;
        }

        // printf(3): a negative width is a flag and a width, a negative precision is none.
        left |= width < 0;
        precision = precision < 0 ? null : precision;
        long columns = Math.Abs((long)width);
        if (builder.Length + Math.Max(columns, part.Conversion is 's' or 'c' ? 0 : precision ?? 0) > VmLimits.TextLength)
        {
            builder.Append(' ', VmLimits.TextLength + 1 - builder.Length);
            return false;
        }

        if (part.Conversion == 's')
        {
            return AppendText(builder, in value, precision, (int)columns, left);
        }

        builder.Append(part.Conversion == 'c'
            ? Pad(Rune.TryCreate((int)(value.Bits & 0x1fffff), out Rune rune) ? rune.ToString() : "\ufffd", "", (int)columns, left, zero: false)
            : Number(part, value.Bits, precision, (int)columns, left));
        return true;
    }

    /// <summary>%s: at most as many characters as the precision says, filled up to a width. False: it is longer than any text may be.</summary>
    private static bool AppendText(StringBuilder builder, in Value value, int? precision, int width, bool left)
    {
        int start = builder.Length;
        int most = (int)Math.Min(VmLimits.TextLength, (long)start + (precision ?? VmLimits.TextLength));
        bool fits = ValueText.TryAppend(builder, in value, most);
        if (!fits && most < VmLimits.TextLength)
        {
            builder.Length = most;
            fits = true;
        }

        int missing = width - (builder.Length - start);
        if (missing > 0)
        {
            _ = left ? builder.Append(' ', missing) : builder.Insert(start, new string(' ', missing));
        }

        return fits;
    }

    /// <summary>
    /// A number: its digits, at least as many as the precision says; before them sign or 0x; to the width with spaces or zeros, which a precision
    /// or `-` turns off (printf(3)).
    /// </summary>
    private static string Number(in PrintfPart part, long bits, int? precision, int width, bool left)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        bool alternate = part.Flags.Contains('#', StringComparison.Ordinal);
        bool isSigned = part.Conversion is 'd' or 'i';
        string digits = part.Conversion switch
        {
            'x' => bits.ToString("x", culture),
            'X' => bits.ToString("X", culture),
            'o' => System.Convert.ToString(bits, 8),
            'u' => ((ulong)bits).ToString(culture),
            _ => (bits < 0 ? 0UL - (ulong)bits : (ulong)bits).ToString(culture),
        };
        if (bits == 0 && precision == 0)
        {
            // No digits at all; %#o keeps its 0.
            digits = "";
        }

        digits = digits.PadLeft(precision ?? 0, '0');
        if (alternate && part.Conversion == 'o' && !digits.StartsWith('0'))
        {
            digits = "0" + digits;
        }

        string before = !isSigned ? (alternate && bits != 0 && part.Conversion is ('x' or 'X') ? $"0{part.Conversion}" : "")
            : bits < 0 ? "-"
            : part.Flags.Contains('+', StringComparison.Ordinal) ? "+"
            : part.Flags.Contains(' ', StringComparison.Ordinal) ? " " : "";
        return Pad(digits, before, width, left, zero: precision is null && part.Flags.Contains('0', StringComparison.Ordinal));
    }

    /// <summary>To a width: spaces before what stands before, zeros behind it.</summary>
    private static string Pad(string text, string before, int width, bool left, bool zero)
    {
        int missing = Math.Max(0, width - before.Length - text.Length);
        return left ? before + text + new string(' ', missing)
            : zero ? before + new string('0', missing) + text
            : new string(' ', missing) + before + text;
    }
}
