// Long texts that were put together with `+`. They are values as any text; what they share is memory: a text is the beginning of a buffer
// that only ever grows behind it, so that `s += "x"` in a loop writes one character and does not copy what is there.
using System.Threading;

namespace KScript.Interpreter.Vm;

/// <summary>A text that is never changed: the first characters of a buffer that others may share.</summary>
internal sealed class GrowingText
{
    /// <summary>From how many UTF-16 units on: shorter texts are copied as fast.</summary>
    public const int Threshold = 256;

    private readonly Buffer buffer;
    private string? text;

    private GrowingText(Buffer buffer, int length, int characters)
    {
        this.buffer = buffer;
        Length = length;
        Characters = characters;
    }

    /// <summary>Room for texts that begin alike. What is behind <see cref="Used"/> belongs to nobody yet.</summary>
    private sealed class Buffer(int capacity)
    {
        public readonly char[] Room = new char[capacity];
        public int Used;
    }

    /// <summary>How many UTF-16 units.</summary>
    public int Length { get; }

    /// <summary>How many characters, as scripts count them.</summary>
    public int Characters { get; }

    /// <summary>UTF-16 units that its buffer has room for.</summary>
    public int Room => buffer.Room.Length;

    /// <summary>Whether two have the same buffer.</summary>
    public bool SharesWith(GrowingText? other) => other?.buffer == buffer;

    /// <summary>Counts its memory.</summary>
    public void Measure(KScript.Kernel.MemoryCount memory)
    {
        const int Objects = 100;
        memory.AddOnce(buffer, Objects + (2L * buffer.Room.Length));
        if (text is not null)
        {
            memory.AddOnce(text);
        }
    }

    /// <summary>Its UTF-16 units.</summary>
    public ReadOnlySpan<char> Span => buffer.Room.AsSpan(0, Length);

    /// <summary>One text behind another, each a <c>string</c> or a <see cref="GrowingText"/>. Amortized, linear in the second.</summary>
    public static GrowingText Join(object first, object second)
    {
        ReadOnlySpan<char> tail = SpanOf(second);
        GrowingText head = first as GrowingText ?? CopyOf(SpanOf(first), Texts.Length(SpanOf(first)), tail.Length);
        int length = head.Length + tail.Length;
        // Whoever first puts something behind a text gets the room there, on whatever thread its machine runs; others copy.
        bool fits = length <= head.buffer.Room.Length
            && Interlocked.CompareExchange(ref head.buffer.Used, length, head.Length) == head.Length;
        if (!fits)
        {
            head = CopyOf(head.Span, head.Characters, tail.Length);
            head.buffer.Used = length;
        }

        tail.CopyTo(head.buffer.Room.AsSpan(head.Length));
        bool makesPair = tail.Length > 0 && head.Length > 0 && char.IsSurrogatePair(head.buffer.Room[head.Length - 1], tail[0]);
        int added = second is GrowingText grown ? grown.Characters : Texts.Length(tail);
        return new GrowingText(head.buffer, length, head.Characters + added - (makesPair ? 1 : 0));
    }

    /// <summary>The UTF-16 units of a <c>string</c> or a <see cref="GrowingText"/>; none of anything else.</summary>
    public static ReadOnlySpan<char> SpanOf(object? text) => text switch
    {
        string characters => characters,
        GrowingText grown => grown.Span,
        _ => default,
    };

    /// <summary>The same as a string, made when first asked for.</summary>
    public override string ToString() => text ??= new string(Span);

    private static GrowingText CopyOf(ReadOnlySpan<char> from, int characters, int more)
    {
        var buffer = new Buffer(2 * (from.Length + more)) { Used = from.Length };
        from.CopyTo(buffer.Room);
        return new GrowingText(buffer, from.Length, characters);
    }
}
