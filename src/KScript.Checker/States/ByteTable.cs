// Byte strings, each with a number in the order in which they came: how states, and parts of states, are told to be known. Exact: the bytes
// are kept, end to end in chunks, and compared.
using System.Runtime.InteropServices;

namespace KScript.Checker.States;

/// <summary>A table of byte strings.</summary>
internal sealed class ByteTable
{
    private const int ChunkSize = 1 << 20;

    private struct Slot
    {
        /// <summary>High half of the hash.</summary>
        public uint Hash;
        /// <summary>The number plus 1; 0: free.</summary>
        public int NumberPlusOne;
    }

    private Slot[] slots = new Slot[1024];
    private long[] places = new long[512];
    private int[] lengths = new int[512];
    private readonly List<byte[]> chunks = [];
    private int room;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The memory that it takes, in bytes.</summary>
    public long Bytes => (slots.Length * 8L) + (places.Length * 12L) + chunks.Sum(static chunk => (long)chunk.Length);

    /// <summary>The number of a byte string, which gets one if it has none.</summary>
    /// <param name="bytes">It.</param>
    /// <param name="isNew">Whether it was not known.</param>
    public int Add(ReadOnlySpan<byte> bytes, out bool isNew)
    {
        ulong hash = Hash(bytes);
        int mask = slots.Length - 1;
        int at = (int)hash & mask;
        while (slots[at].NumberPlusOne != 0)
        {
            if (slots[at].Hash == (uint)(hash >> 32) && this[slots[at].NumberPlusOne - 1].SequenceEqual(bytes))
            {
                isNew = false;
                return slots[at].NumberPlusOne - 1;
            }

            at = (at + 1) & mask;
        }

        isNew = true;
        int number = Count++;
        Keep(number, bytes);
        slots[at] = new Slot { Hash = (uint)(hash >> 32), NumberPlusOne = number + 1 };
        if (Count * 2 > slots.Length)
        {
            Grow();
        }

        return number;
    }

    /// <summary>A byte string by its number.</summary>
    public ReadOnlySpan<byte> this[int number] =>
        chunks[(int)(places[number] >> 32)].AsSpan((int)places[number], lengths[number]);

    private void Keep(int number, ReadOnlySpan<byte> bytes)
    {
        if (number == places.Length)
        {
            Array.Resize(ref places, 2 * number);
            Array.Resize(ref lengths, 2 * number);
        }

        if (bytes.Length > room)
        {
            chunks.Add(new byte[Math.Max(ChunkSize, bytes.Length)]);
            room = chunks[^1].Length;
        }

        int offset = chunks[^1].Length - room;
        bytes.CopyTo(chunks[^1].AsSpan(offset));
        room -= bytes.Length;
        places[number] = ((long)(chunks.Count - 1) << 32) | (uint)offset;
        lengths[number] = bytes.Length;
    }

    private void Grow()
    {
        slots = new Slot[2 * slots.Length];
        int mask = slots.Length - 1;
        for (int number = 0; number < Count; number++)
        {
            ulong hash = Hash(this[number]);
            int at = (int)hash & mask;
            while (slots[at].NumberPlusOne != 0)
            {
                at = (at + 1) & mask;
            }

            slots[at] = new Slot { Hash = (uint)(hash >> 32), NumberPlusOne = number + 1 };
        }
    }

    /// <summary>wyhash's multiply-and-fold (Wang Yi 2019), eight bytes at a time.</summary>
    internal static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 0x9E3779B97F4A7C15 ^ (ulong)bytes.Length;
        while (bytes.Length >= 8)
        {
            hash = Fold(hash ^ MemoryMarshal.Read<ulong>(bytes), 0xa0761d6478bd642f);
            bytes = bytes[8..];
        }

        ulong tail = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            tail |= (ulong)bytes[i] << (8 * i);
        }

        hash = Fold(hash ^ tail, 0xe7037ed1a0b428db);
        return Fold(hash ^ 0x8ebc6af09c88c6e3, 0x589965cc75374cc3);
    }

    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }
}

/// <summary>A buffer of bytes that grows; small numbers take one byte.</summary>
internal sealed class ByteWriter
{
    private byte[] bytes = new byte[1024];
    private int length;

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, length);

    /// <summary>Begins anew.</summary>
    public void Clear() => length = 0;

    /// <summary>A number: seven bits a byte, the sign in the lowest.</summary>
    public void Write(long value)
    {
        if (length + 10 > bytes.Length)
        {
            Array.Resize(ref bytes, 2 * bytes.Length);
        }

        ulong rest = (ulong)(value << 1) ^ (ulong)(value >> 63);
        while (rest >= 0x80)
        {
            bytes[length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        bytes[length++] = (byte)rest;
    }

    /// <summary>A truth value.</summary>
    public void Write(bool value) => Write(value ? 1 : 0);

    /// <summary>A text.</summary>
    public void Write(string text)
    {
        Write(text.Length);
        foreach (char c in text)
        {
            Write(c);
        }
    }
}
