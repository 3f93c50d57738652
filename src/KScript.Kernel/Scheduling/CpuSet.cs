// Sets of processors (and of their run queues), looked through in the order of their numbers.
using System.Numerics;

namespace KScript.Kernel;

/// <summary>A set of CPUs. The first 64 are in a word of their own, for most machines have no more; of the others a word says which words hold any.</summary>
internal sealed class CpuSet(int count)
{
    private ulong first;
    private ulong used;
    private readonly ulong[] rest = count > 64 ? new ulong[(count - 1) >> 6] : [];

    public void Add(int cpu)
    {
        if (cpu < 64)
        {
            first |= 1UL << cpu;
        }
        else
        {
            int word = (cpu >> 6) - 1;
            rest[word] |= 1UL << cpu;
            used |= 1UL << word;
        }
    }

    public void Remove(int cpu)
    {
        if (cpu < 64)
        {
            first &= ~(1UL << cpu);
        }
        else
        {
            int word = (cpu >> 6) - 1;
            rest[word] &= ~(1UL << cpu);
            if (rest[word] == 0)
            {
                used &= ~(1UL << word);
            }
        }
    }

    public bool Contains(int cpu) => ((cpu < 64 ? first : rest[(cpu >> 6) - 1]) & (1UL << cpu)) != 0;

    /// <summary>Whether it has no member.</summary>
    public bool IsEmpty => (first | used) == 0;

    /// <summary>The lowest member, or -1.</summary>
    public int Lowest() => first != 0 ? BitOperations.TrailingZeroCount(first) : used == 0 ? -1 : Next(64);

    /// <summary>The first member from a number on, or -1.</summary>
    public int Next(int from)
    {
        if (from < 64)
        {
            ulong bits = first & (ulong.MaxValue << from);
            if (bits != 0)
            {
                return BitOperations.TrailingZeroCount(bits);
            }

            from = 64;
        }

        int start = (from >> 6) - 1;
        if (start < rest.Length && (rest[start] & (ulong.MaxValue << from)) is not 0 and var here)
        {
            return from - (from & 63) + BitOperations.TrailingZeroCount(here);
        }

        ulong later = start >= rest.Length ? 0 : used & (ulong.MaxValue << start << 1);
        if (later == 0)
        {
            return -1;
        }

        int word = BitOperations.TrailingZeroCount(later);
        return ((word + 1) << 6) + BitOperations.TrailingZeroCount(rest[word]);
    }

    /// <summary>The lowest member that is one of another set too, or -1.</summary>
    public int LowestIn(CpuSet other)
    {
        if ((first & other.first) is not 0 and var both)
        {
            return BitOperations.TrailingZeroCount(both);
        }

        for (ulong words = used & other.used; words != 0; words &= words - 1)
        {
            int word = BitOperations.TrailingZeroCount(words);
            if ((rest[word] & other.rest[word]) is not 0 and var bits)
            {
                return ((word + 1) << 6) + BitOperations.TrailingZeroCount(bits);
            }
        }

        return -1;
    }

    public void Clear()
    {
        first = used = 0;
        rest.AsSpan().Clear();
    }

    /// <summary>Becomes the set with these bits; null: the empty one.</summary>
    public void Assign(ulong[]? bits)
    {
        Clear();
        first = bits is { Length: > 0 } ? bits[0] : 0;
        for (int word = 0; word < rest.Length && bits is not null && word + 1 < bits.Length; word++)
        {
            rest[word] = bits[word + 1];
            used |= rest[word] != 0 ? 1UL << word : 0;
        }
    }

    public void CopyFrom(CpuSet other)
    {
        first = other.first;
        used = other.used;
        other.rest.CopyTo(rest, 0);
    }
}
