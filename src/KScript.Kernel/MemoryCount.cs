// How much memory a machine takes, counted by going through it. What is shared counts once. It is a count of what the machine and its
// programs hold, not of what the garbage collector has: the same on every machine.
using System.Runtime.CompilerServices;

namespace KScript.Kernel;

/// <summary>A sum of bytes that ends where it is more than a limit.</summary>
/// <param name="limit">Bytes.</param>
internal sealed class MemoryCount(long limit)
{
    private readonly HashSet<object> seen = new(ReferenceEqualityComparer.Instance);

    /// <summary>Bytes so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether they are more than the limit: nobody needs to count on.</summary>
    public bool IsTooMuch => Bytes > limit;

    /// <summary>Something that is nobody else's.</summary>
    public void Add(long bytes) => Bytes += bytes;

    /// <summary>Something that others may hold too.</summary>
    /// <returns>Whether it is met for the first time.</returns>
    public bool AddOnce(object thing, long bytes)
    {
        if (!seen.Add(thing))
        {
            return false;
        }

        Bytes += bytes;
        return true;
    }

    /// <summary>A text, with what the runtime needs for it.</summary>
    public bool AddOnce(string text) => AddOnce(text, 24 + (2L * text.Length));
}

internal sealed partial class Machine
{
    private readonly struct TableMeasuring(MemoryCount memory) : ITableVisitor
    {
        public void Visit<TRow, TWalk>(PagedTable<TRow> table, PagedTable<TRow> other)
            where TWalk : struct, IRowWalk => memory.Add(table.RowsInUse * Unsafe.SizeOf<TRow>());
    }

    /// <summary>Counts the memory of the tables and of the programs in execution.</summary>
    internal void Measure(MemoryCount memory)
    {
        var tables = new TableMeasuring(memory);
        EachTable(ref tables);
        Shared?.Measure(memory);
        for (int slot = 1; slot <= S.TaskTop && !memory.IsTooMuch; slot++)
        {
            Contexts.Get(slot)?.Measure(memory);
        }

        for (int number = 1; number <= S.MemoryTop && !memory.IsTooMuch; number++)
        {
            Memories.Get(number).Memory?.Measure(memory);
        }
    }
}
