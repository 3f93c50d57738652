// Values as text. Lists may be as deep, and by sharing as large, as a script likes: what is written has a bound, and no stack of ours
// follows the depth.
using System.Globalization;
using System.Text;

namespace KScript.Interpreter.Vm;

/// <summary>Writes values.</summary>
internal static class ValueText
{
    /// <summary>What stands where a text for a message was cut.</summary>
    private const string Cut = "...";

    /// <summary>Appends a value as print shows it.</summary>
    /// <param name="builder">Gets the text.</param>
    /// <param name="value">The value.</param>
    /// <param name="most">UTF-16 units that the builder may have in all.</param>
    /// <returns>False: it would have more, and has about that many.</returns>
    public static bool TryAppend(StringBuilder builder, in Value value, int most) => TryAppend(builder, in value, quoted: false, most);

    /// <summary>Appends what print writes of some values: a line.</summary>
    /// <returns>False: it would be longer than a text may be.</returns>
    public static bool TryAppendLine(StringBuilder builder, ReadOnlySpan<Value> items)
    {
        for (int i = 0; i < items.Length; i++)
        {
            builder.Append(i == 0 ? "" : " ");
            if (!TryAppend(builder, in items[i], VmLimits.TextLength))
            {
                return false;
            }
        }

        builder.Append('\n');
        return true;
    }

    /// <summary>For messages and tables: cut where it is long.</summary>
    /// <param name="value">The value.</param>
    /// <param name="quoted">Texts in quotes, as a script would write them.</param>
    /// <param name="most">UTF-16 units.</param>
    public static string Shown(in Value value, bool quoted, int most)
    {
        var builder = new StringBuilder();
        if (TryAppend(builder, in value, quoted, most))
        {
            return builder.ToString();
        }

        int length = Math.Max(0, most - Cut.Length);
        // Not between the halves of one character.
        length -= length > 0 && char.IsHighSurrogate(builder[length - 1]) ? 1 : 0;
        return builder.ToString(0, length) + Cut;
    }

    private static bool TryAppend(StringBuilder builder, in Value value, bool quoted, int most)
    {
        if (!value.IsCompound)
        {
            AppendSimple(builder, in value, quoted, most);
            return builder.Length <= most;
        }

        var open = new Stack<(ListValue List, int Next)>();
        open.Push((value.List, 0));
        builder.Append(value.List.Names is null ? '[' : '{');
        while (open.TryPop(out (ListValue List, int Next) place) && builder.Length <= most)
        {
            (ListValue list, int next) = place;
            if (next == list.Count)
            {
                builder.Append(list.Names is null ? ']' : '}');
                continue;
            }

            builder.Append(next == 0 ? "" : ", ");
            if (list.Names is { } names)
            {
                builder.Append(names[next]).Append(": ");
            }

            open.Push((list, next + 1));
            Value item = list[next];
            if (item.IsCompound)
            {
                builder.Append(item.List.Names is null ? '[' : '{');
                open.Push((item.List, 0));
            }
            else
            {
                AppendSimple(builder, in item, quoted: list.Names is null, most);
            }
        }

        return builder.Length <= most;
    }

    private static void AppendSimple(StringBuilder builder, in Value value, bool quoted, int most)
    {
        if (value.Kind == ValueKind.Bool)
        {
            builder.Append(value.Bits != 0 ? "true" : "false");
        }
        else if (value.Kind == ValueKind.Int)
        {
            builder.Append(CultureInfo.InvariantCulture, $"{value.Bits}");
        }
        else if (value.Function is { } function)
        {
            builder.Append("fn ").Append(function.Name);
        }
        else
        {
            ReadOnlySpan<char> text = value.Chars;
            text = text[..Math.Min(text.Length, Math.Max(0, most - builder.Length) + 1)];
            _ = quoted ? AppendQuoted(builder, text) : builder.Append(text);
        }
    }

    private static StringBuilder AppendQuoted(StringBuilder builder, ReadOnlySpan<char> text)
    {
        builder.Append('"');
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' => builder.Append("\\\""),
                '\\' => builder.Append("\\\\"),
                '\n' => builder.Append("\\n"),
                '\t' => builder.Append("\\t"),
                '\r' => builder.Append("\\r"),
                < ' ' => builder.Append("\\x").Append(((int)c).ToString("x2", CultureInfo.InvariantCulture)),
                _ => builder.Append(c),
            };
        }

        return builder.Append('"');
    }
}
