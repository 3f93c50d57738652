// A value of any kind: number, truth value, text, list, record or function, in sixteen bytes. Where the compiler knows that a variable holds
// numbers or truth values it uses plain 64-bit registers instead.
using System.Globalization;
using System.Runtime.CompilerServices;
using KScript.Kernel;

namespace KScript.Interpreter.Vm;

/// <summary>The kinds of value.</summary>
internal enum ValueKind : byte { Int, Bool, Text, List, Record, Function }

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

    private const int StringBytes = 24;

    /// <summary>One text behind another; long ones share memory (GrowingText.cs).</summary>
    /// <param name="first">The beginning.</param>
    /// <param name="second">The end.</param>
    /// <param name="bytes">The memory that it takes.</param>
    internal static Value Join(in Value first, in Value second, out long bytes)
    {
        int length = first.Chars.Length + second.Chars.Length;
        bytes = StringBytes + (2L * length);
        if (length < GrowingText.Threshold)
        {
            return Of(string.Concat(first.Chars, second.Chars));
        }

        if (second.Chars.IsEmpty)
        {
            return first;
        }

        GrowingText joined = GrowingText.Join(first.reference!, second.reference!);
        bytes = StringBytes + (2L * (joined.SharesWith(first.reference as GrowingText) ? second.Chars.Length : joined.Room));
        return new(joined, 0);
    }

    /// <summary>A list or a record.</summary>
    public static Value Of(ListValue list) => new(list, 0);

    /// <summary>A function.</summary>
    public static Value Of(FunctionValue function) => new(function, 0);

    /// <summary>What a system call or view gave: a <c>string</c>, a list or a record of numbers.</summary>
    public static Value OfPayload(object? payload) => payload switch
    {
        string text => Of(text),
        long[] numbers => Of(ListValue.Of(numbers)),
        string[] texts => Of(ListValue.Of(texts)),
        long[][] lists => Of(ListValue.Of(Array.ConvertAll(lists, list => Of(ListValue.Of(list))))),
        NamedValues values => Of(ListValue.RecordOf(values.Names, Array.ConvertAll(values.Values, OfPayload))),
        object[] mixed => Of(ListValue.Of(Array.ConvertAll(mixed, OfPayload))),
        long number => Of(number),
        NamedNumbers numbers => Of(ListValue.RecordOf(numbers.Names, Array.ConvertAll(numbers.Values, Of))),
        _ => default,
    };

    /// <summary>What a system call gets of it: a <c>string</c> (of a number as print shows it), a <c>long[]</c>, or of a list of lists a <c>long[][]</c>.</summary>
    public object? AsPayload() => reference switch
    {
        ListValue { Names: not null } => null,
        ListValue list => list.Count > 0 && list[0].Kind == ValueKind.List ? list.ToLists() : list.ToNumbers(),
        string text => text,
        GrowingText text => text.ToString(),
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
        ValueKind.Function => "a function",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Its kind.</summary>
    public ValueKind Kind => reference switch
    {
        null => ValueKind.Int,
        string or GrowingText => ValueKind.Text,
        ListValue { Names: null } => ValueKind.List,
        ListValue => ValueKind.Record,
        FunctionValue => ValueKind.Function,
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

    /// <summary>Whether each UTF-16 unit of the text is known to be a character.</summary>
    internal bool IsPlain => reference is GrowingText text && text.Characters == text.Length;

    /// <summary>How many characters the text has.</summary>
    internal int CharacterCount => reference is GrowingText text ? text.Characters : Texts.Length(Chars);

    /// <summary>The list; empty for a variable that was never set.</summary>
    public ListValue List => reference as ListValue ?? ListValue.Empty;

    /// <summary>The record, as a list with names; null where it is none.</summary>
    public ListValue? Record => reference is ListValue { Names: not null } record ? record : null;

    /// <summary>The function; null where it is none.</summary>
    public FunctionValue? Function => reference as FunctionValue;

    /// <summary>Whether it is a list or a record.</summary>
    public bool IsCompound => reference is ListValue;

    /// <summary>Whether it counts as true: not 0, false, "" or [].</summary>
    public bool IsTrue => reference switch
    {
        string or GrowingText => !Chars.IsEmpty,
        ListValue list => list.Count > 0,
        FunctionValue => true,
        _ => Bits != 0,
    };

    /// <summary>Marks a list as one that somebody else holds too, so that a change copies it first.</summary>
    public Value Share()
    {
        (reference as ListValue)?.Share();
        return this;
    }

    /// <summary>Equality: numbers and truth values by number, texts by their characters, lists by element, records by field. Takes as long as it takes.</summary>
    public static bool AreEqual(in Value a, in Value b) => new ValueSearch(long.MaxValue).AreEqual(in a, in b);

    /// <summary>As print shows it; what is very long is cut.</summary>
    public string Display() => reference switch
    {
        null => Bits.ToString(CultureInfo.InvariantCulture),
        string text => text,
        GrowingText text => text.ToString(),
        _ => ValueText.Shown(in this, quoted: false, VmLimits.ShownLength),
    };

    /// <summary>As a script would write it: text in quotes; what is very long is cut.</summary>
    /// <param name="most">UTF-16 units.</param>
    public string Literal(int most = VmLimits.ShownLength) => ValueText.Shown(in this, quoted: true, most);

    /// <summary>Counts the memory of a text; a list is left to the caller.</summary>
    internal void Measure(MemoryCount memory, Stack<ListValue> lists)
    {
        switch (reference)
        {
            case string text:
                memory.AddOnce(text);
                break;
            case GrowingText text:
                text.Measure(memory);
                break;
            case ListValue list:
                lists.Push(list);
                break;
            default:
                break;
        }
    }

    /// <summary>Writes everything that is state.</summary>
    public void WriteState(StateWriter writer, string field) => ValueState.Write(writer, field, in this);
}
