// A value of any kind: number, truth value, text, list or record, in sixteen bytes. Where the compiler knows that a variable holds
// numbers or truth values it uses plain 64-bit registers instead.
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using KScript.Kernel;

namespace KScript.Interpreter.Vm;

/// <summary>The kinds of value.</summary>
internal enum ValueKind : byte { Int, Bool, Text, List, Record }

/// <summary>A value. The default is the number 0.</summary>
internal readonly struct Value
{
    private sealed class BoolTag { public static readonly BoolTag Instance = new(); }

    private readonly object? reference;
    private readonly long bits;

    private Value(object? reference, long bits)
    {
        this.reference = reference;
        this.bits = bits;
    }

    /// <summary>The number; of a truth value 0 or 1.</summary>
    public long Bits => bits;

    /// <summary>Puts a number in a place, without what the garbage collector wants to know of other values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void SetNumber(ref Value place, long number)
    {
        Unsafe.AsRef(in place.reference) = null;
        Unsafe.AsRef(in place.bits) = number;
    }

    /// <summary>A number.</summary>
    public static Value Of(long number) => new(null, number);

    /// <summary>A truth value.</summary>
    public static Value Of(bool truth) => new(BoolTag.Instance, truth ? 1 : 0);

    /// <summary>A text.</summary>
    public static Value Of(string text) => new(text, 0);

    /// <summary>One text behind another; long ones share memory (GrowingText.cs).</summary>
    internal static Value Join(in Value first, in Value second) => first.Chars.Length + second.Chars.Length < GrowingText.Threshold
        ? Of(string.Concat(first.Chars, second.Chars))
        : second.Chars.IsEmpty ? first : new(GrowingText.Join(first.reference!, second.reference!), 0);

    /// <summary>A list.</summary>
    public static Value Of(ListValue list) => new(list, 0);

    /// <summary>A record.</summary>
    public static Value Of(RecordValue record) => new(record, 0);

    /// <summary>What a system call or view gave: a <c>string</c>, a list or a record of numbers.</summary>
    public static Value OfPayload(object? payload) => payload switch
    {
        string text => Of(text),
        long[] numbers => Of(ListValue.Of(numbers)),
        string[] texts => Of(ListValue.Of(texts)),
        long[][] lists => Of(ListValue.Of(Array.ConvertAll(lists, list => Of(ListValue.Of(list))))),
        NamedNumbers numbers => Of(RecordValue.Of(numbers)),
        _ => default,
    };

    /// <summary>What a system call gets of it: a <c>string</c> (of a number as print shows it), a <c>long[]</c>, or of a list of lists a <c>long[][]</c>.</summary>
    public object? AsPayload() => reference switch
    {
        ListValue list => list.Count > 0 && list[0].Kind == ValueKind.List ? list.ToLists() : list.ToNumbers(),
        string text => text,
        GrowingText text => text.ToString(),
        RecordValue => null,
        _ => Display(),
    };

    /// <summary>The kind as a message calls it.</summary>
    public static string NameOf(ValueKind kind) => kind switch
    {
        ValueKind.Int => "a number",
        ValueKind.Bool => "a truth value",
        ValueKind.Text => "a text",
        ValueKind.List => "a list",
        ValueKind.Record => "a record",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Its kind.</summary>
    public ValueKind Kind => reference switch
    {
        null => ValueKind.Int,
        string or GrowingText => ValueKind.Text,
        ListValue => ValueKind.List,
        RecordValue => ValueKind.Record,
        _ => ValueKind.Bool,
    };

    /// <summary>Whether it is a number or a truth value.</summary>
    public bool IsNumber => reference is null or BoolTag;

    /// <summary>Whether it is a number (and no truth value).</summary>
    public bool IsInt => reference is null;

    /// <summary>The text; empty for a variable that was never set.</summary>
    public string Text => reference as string ?? (reference as GrowingText)?.ToString() ?? "";

    /// <summary>The UTF-16 units of the text, without making a string of it.</summary>
    internal ReadOnlySpan<char> Chars => GrowingText.SpanOf(reference);

    /// <summary>How many characters the text has.</summary>
    internal int CharacterCount => reference is GrowingText text ? text.Characters : Texts.Length(Chars);

    /// <summary>The list; empty for a variable that was never set.</summary>
    public ListValue List => reference as ListValue ?? ListValue.Empty;

    /// <summary>The record; null where it is none.</summary>
    public RecordValue? Record => reference as RecordValue;

    /// <summary>Whether it counts as true: not 0, false, "" or [].</summary>
    public bool IsTrue => reference switch
    {
        string or GrowingText => !Chars.IsEmpty,
        ListValue list => list.Count > 0,
        RecordValue => true,
        _ => Bits != 0,
    };

    /// <summary>Marks a list as one that somebody else holds too, so that a change copies it first.</summary>
    public Value Share()
    {
        (reference as ListValue)?.Share();
        return this;
    }

    /// <summary>Equality: numbers and truth values by number, texts by their characters, lists by element, records by field.</summary>
    public static bool AreEqual(in Value a, in Value b) => (a.reference, b.reference) switch
    {
        (string x, string y) => x == y,
        (ListValue x, ListValue y) => ListValue.AreEqual(x, y),
        (string or GrowingText, string or GrowingText) => a.Chars.SequenceEqual(b.Chars),
        (RecordValue x, RecordValue y) => RecordValue.AreEqual(x, y),
        (string or GrowingText or ListValue or RecordValue, _) or (_, string or GrowingText or ListValue or RecordValue) => false,
        _ => a.Bits == b.Bits,
    };

    /// <summary>As print shows it.</summary>
    public string Display() => reference switch
    {
        null => Bits.ToString(CultureInfo.InvariantCulture),
        string text => text,
        GrowingText text => text.ToString(),
        ListValue list => list.Display(),
        RecordValue record => record.Display(),
        _ => Bits != 0 ? "true" : "false",
    };

    /// <summary>As a script would write it: text in quotes.</summary>
    public string Literal()
    {
        if (Kind != ValueKind.Text)
        {
            return Display();
        }

        ReadOnlySpan<char> text = Chars;
        var builder = new StringBuilder(text.Length + 2).Append('"');
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

        return builder.Append('"').ToString();
    }

    /// <summary>Writes everything that is state.</summary>
    public void WriteState(StateWriter writer, string field)
    {
        writer.Write(field, (long)Kind);
        switch (reference)
        {
            case string text:
                writer.Write(field, text);
                break;
            case GrowingText text:
                writer.Write(field, text.ToString());
                break;
            case ListValue list:
                list.WriteState(writer, field);
                break;
            case RecordValue record:
                record.WriteState(writer, field);
                break;
            default:
                writer.Write(field, Bits);
                break;
        }
    }
}
