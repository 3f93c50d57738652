// A byte buffer before a stream: what the trace writers and the statistics format into. Integers go straight into the
// buffer; nothing here allocates once the buffer stands. Nothing is flushed but by Flush and a full buffer.
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace KScript.Workbench.Traces;

/// <summary>Buffered UTF-8 output.</summary>
internal sealed class Utf8Output
{
    private const int Capacity = 1 << 16;
    private readonly Stream stream;
    private readonly byte[] buffer = new byte[Capacity];
    private int length;
    private long drained;

    /// <summary>Writes to a stream, which it neither owns nor closes.</summary>
    public Utf8Output(Stream stream) => this.stream = stream;

    /// <summary>Makes sure that <paramref name="count"/> bytes (at most 4096) fit, so that the unchecked methods may be used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Reserve(int count)
    {
        if (length + count > Capacity)
        {
            Drain();
        }
    }

    /// <summary>Bytes written so far: a mark for <see cref="PadTo"/>.</summary>
    public long Position => drained + length;

    /// <summary>Room for a run of bytes; <see cref="Advance"/> says how many were used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Room(int count) => buffer.AsSpan(length, count);

    /// <summary>Counts bytes written to <see cref="Room"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int count) => length += count;

    /// <summary>One byte; room must be reserved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(byte value) => buffer[length++] = value;

    /// <summary>Bytes; room must be reserved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
    }

    /// <summary>A number; room for 20 bytes must be reserved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(long value)
    {
        if ((ulong)value < 10)
        {
            buffer[length++] = (byte)('0' + value);
            return;
        }

        if ((ulong)value < 100_000_000)
        {
            PutSmall((uint)value);
            return;
        }

        value.TryFormat(buffer.AsSpan(length), out int written, provider: CultureInfo.InvariantCulture);
        length += written;
    }

    private void PutSmall(uint value)
    {
        int digits = value < 100 ? 2 : value < 1000 ? 3 : value < 10_000 ? 4 : value < 100_000 ? 5 : value < 1_000_000 ? 6 : value < 10_000_000 ? 7 : 8;
        var room = buffer.AsSpan(length, digits);
        for (int i = room.Length - 1; i >= 0; i--)
        {
            uint rest = value / 10;
            room[i] = (byte)('0' + (value - (rest * 10)));
            value = rest;
        }

        length += digits;
    }

    /// <summary>32 bytes, of which <paramref name="count"/> are kept: one store where a copy of unknown length would be a call. Room for 32 must be reserved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put32(ReadOnlySpan<byte> block, int count)
    {
        // Vector128 and not 256: ReadyToRun code is made for any x86-64, and what needs more is compiled again at start-up.
        var room = buffer.AsSpan(length, 32);
        Vector128.Create(block).CopyTo(room);
        Vector128.Create(block[16..]).CopyTo(room[16..]);
        length += count;
    }

    /// <summary>Paints the next 64 bytes with spaces and stays where it is, so that columns cost nothing later; room must be reserved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Paint64()
    {
        var spaces = Vector128.Create((byte)' ');
        var room = buffer.AsSpan(length, 64);
        spaces.CopyTo(room);
        spaces.CopyTo(room[16..]);
        spaces.CopyTo(room[32..]);
        spaces.CopyTo(room[48..]);
    }

    /// <summary>Goes on to a column painted by <see cref="Paint64"/>, at least <paramref name="least"/> further.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ToColumn(long mark, int width, int least)
    {
        int spaces = (int)(mark + width - Position);
        if (spaces >= least)
        {
            length += spaces;
        }
        else
        {
            PadTo(mark, width, least);
        }
    }

    /// <summary>Spaces up to a distance from a mark, and at least <paramref name="least"/> of them; room must be reserved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PadTo(long mark, int width, int least)
    {
        int spaces = (int)Math.Max(mark + width - Position, least);
        Blank(buffer.AsSpan(length, spaces));
        length += spaces;
    }

    /// <summary>Makes a few bytes spaces. By a loop: Span.Fill uses vectors of unknown width, which are not pre-compiled.</summary>
    public static void Blank(Span<byte> bytes)
    {
        foreach (ref byte b in bytes)
        {
            b = (byte)' ';
        }
    }

    /// <summary>Bytes of any number.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > Capacity - length)
        {
            int part = Capacity - length;
            Put(bytes[..part]);
            Drain();
            bytes = bytes[part..];
        }

        Put(bytes);
    }

    /// <summary>A number.</summary>
    public void Write(long value)
    {
        Reserve(20);
        Put(value);
    }

    /// <summary>Text of any length as UTF-8; a lone surrogate becomes U+FFFD.</summary>
    public void Write(ReadOnlySpan<char> text)
    {
        const int Part = 1024;
        while (text.Length > 0)
        {
            int count = Math.Min(Part, text.Length);
            if (count < text.Length && char.IsHighSurrogate(text[count - 1]))
            {
                count--;
            }

            Reserve(3 * Part);
            length += Encoding.UTF8.GetBytes(text[..count], buffer.AsSpan(length));
            text = text[count..];
        }
    }

    /// <summary>Hands what is buffered to the stream, and the stream's own on.</summary>
    public void Flush()
    {
        Drain();
        stream.Flush();
    }

    private void Drain()
    {
        // Emptied before the write: a stream that fails (a closed pipe) must not be given the same bytes again.
        int count = length;
        length = 0;
        drained += count;
        if (count > 0)
        {
            stream.Write(buffer, 0, count);
        }
    }
}
