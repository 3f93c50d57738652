// Rows in pages, shared between machines until one of them writes: what makes a snapshot cost in proportion to
// what changes. A table also remembers the hash of each page, so that hashing a machine touches changed pages only.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KScript.Kernel;

/// <summary>The hash of a table's row; a struct, so that the loop over a page is compiled for it.</summary>
internal interface IRowHasher
{
    /// <summary>The hash of a row; 0 for a free one.</summary>
    ulong Hash(int index);
}

/// <summary>A growing table of rows, addressed by number. Pages never written to read as default rows and take no memory.</summary>
/// <remarks>
/// Two levels of sharing. Tables that were copied from one another share the arrays below until one of them writes, so that a copy
/// costs the same however many rows there are; then the writer copies the arrays, and of the pages only the one it writes to.
/// </remarks>
/// <typeparam name="T">The row: a struct of plain data, or a reference to something immutable or owned.</typeparam>
internal sealed class PagedTable<T>
{
    /// <summary>
    /// A page is half a kilobyte to four: what the first write after a snapshot copies, and the first hash after a write looks at. Fewer
    /// rows a page would cost more memory beside them than a task may have (at a million tasks each byte is a megabyte).
    /// </summary>
    private static int Shift => Unsafe.SizeOf<T>() > 64 ? 4 : 6;

    private static int PageSize => 1 << Shift;

    private static int Mask => PageSize - 1;

    /// <summary>How many pages are kept for the next copies after a restore.</summary>
    private const int MaxSpares = 8;

    private static readonly T[] EmptyRows = new T[PageSize];

    /// <summary>What is known of a page besides its rows.</summary>
    private struct PageInfo
    {
        public ulong Hash;
        /// <summary>The epoch for which Hash holds; 0: it does not.</summary>
        public long HashEpoch;
        /// <summary>No other table has the page: writing again after a hash needs no copy.</summary>
        public bool Mine;
    }

#pragma warning disable CA1825 // Array.Empty of a struct is not pre-compiled, once for each kind of row.
    private static readonly PageInfo[] NoInfos = new PageInfo[0];
#pragma warning restore CA1825

    // One entry a page; pages and infos are of one length, and shared with other tables while arraysShared.

    /// <summary>The pages to read.</summary>
    private T[][] pages = [];
    private PageInfo[] infos = NoInfos;
    private bool arraysShared;

    /// <summary>The pages that may be written to without asking; null: shared with another table, or hashed since. Never shared.</summary>
    private T[]?[] writable = [];

    /// <summary>The pages that are this table's alone: what takes the right to write back visits them only.</summary>
    private int[] written = [];
    private int writtenCount;

    // What Hash last gave, and for what: it holds until a page gets writable again.
    private ulong sum;
    private long sumEpoch;
    private int sumCount;

    private T[][]? spares;
    private int spareCount;
    private int pageCount;

    /// <summary>Rows that have pages; every number below may be read.</summary>
    public int Capacity => pageCount << Shift;

    /// <summary>Rows of pages that were written to: what takes memory.</summary>
    public long RowsInUse
    {
        get
        {
            long count = 0;
            foreach (T[] page in pages.AsSpan(0, pageCount))
            {
                count += page == EmptyRows ? 0 : PageSize;
            }

            return count;
        }
    }

    /// <summary>Reads a row below <see cref="Capacity"/>.</summary>
    public ref readonly T this[int index]
    {
        // A page has PageSize rows, always: the inner index needs no check.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(pages[index >> Shift]), index & Mask);
    }

    /// <summary>Reads a row where it lies; one never written is a default row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly T Get(int index) => ref (uint)(index >> Shift) < (uint)pageCount ? ref this[index] : ref EmptyRows[0];

    /// <summary>Fetches a row into the caches, if it has a page.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int index)
    {
        if (index < Capacity)
        {
            Kernel.Prefetch.Row(in this[index]);
        }
    }

    /// <summary>A row to change. Its page becomes this table's own first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Write(int index)
    {
        T[]?[] all = writable;
        int number = index >> Shift;
        if ((uint)number < (uint)all.Length)
        {
            T[]? rows = all[number];
            if (rows is not null)
            {
                return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(rows), index & Mask);
            }
        }

        return ref WriteSlowly(index);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref T WriteSlowly(int index)
    {
        int number = index >> Shift;
        Unshare();
        Grow(number + 1);
        ref PageInfo info = ref infos[number];
        if (!info.Mine)
        {
            pages[number] = CopyPage(pages[number]);
            info.Mine = true;
            if (writtenCount == written.Length)
            {
                Array.Resize(ref written, Math.Max(4, 2 * writtenCount));
            }

            written[writtenCount++] = number;
        }

        info.HashEpoch = 0;
        sumEpoch = 0;
        if (writable.Length < pages.Length)
        {
            Array.Resize(ref writable, pages.Length);
        }

        writable[number] = pages[number];
        return ref pages[number][index & Mask];
    }

    private T[] CopyPage(T[] from)
    {
        if (spareCount == 0)
        {
            return from.AsSpan().ToArray();
        }

        T[] page = spares![--spareCount];
        from.AsSpan().CopyTo(page);
        return page;
    }

    /// <summary>The arrays become this table's own; the pages stay shared.</summary>
    private void Unshare()
    {
        if (!arraysShared)
        {
            return;
        }

        arraysShared = false;
        pages = pages.AsSpan().ToArray();
        infos = infos.AsSpan().ToArray();
        foreach (ref PageInfo info in infos.AsSpan(0, pageCount))
        {
            info.Mine = false;
        }
    }

    private void Grow(int count)
    {
        if (count <= pageCount)
        {
            return;
        }

        if (count > pages.Length)
        {
            int old = pages.Length;
            int size = Math.Max(count, Math.Min(old * 2, old + 4096));
            Array.Resize(ref pages, size);
            Array.Resize(ref infos, size);
            for (int number = old; number < size; number++)
            {
                pages[number] = EmptyRows;
            }
        }

        pageCount = count;
    }

    /// <summary>Becomes a copy of another table that shares everything: neither writes to a shared page any more. Pages that were this table's alone are kept for the copies to come.</summary>
    public void ShareFrom(PagedTable<T> other)
    {
        other.Seal();
        KeepSpares();
        Seal();
        pages = other.pages;
        infos = other.infos;
        pageCount = other.pageCount;
        sum = other.sum;
        sumEpoch = other.sumEpoch;
        sumCount = other.sumCount;
    }

    private void KeepSpares()
    {
        for (int i = 0; i < writtenCount && spareCount < MaxSpares; i++)
        {
            spares ??= new T[MaxSpares][];
            spares[spareCount++] = pages[written[i]];
        }
    }

    /// <summary>Everything is shared from now on; what is known of hashes stays.</summary>
    private void Seal()
    {
        for (int i = 0; i < writtenCount; i++)
        {
            writable[written[i]] = null;
        }

        writtenCount = 0;
        arraysShared = true;
    }

    /// <summary>The sum of all rows' hashes. Pages that did not change since they were last hashed are not looked at.</summary>
    /// <param name="hasher">The hash of a row, which depends on the row and the epoch alone.</param>
    /// <param name="count">Rows from this number on are default rows.</param>
    /// <param name="epoch">Hashes of another epoch do not hold; at least 1.</param>
    public ulong Hash<THasher>(THasher hasher, int count = int.MaxValue, long epoch = 1)
        where THasher : struct, IRowHasher
    {
        if (sumEpoch == epoch && sumCount == count)
        {
            return sum;
        }

        if (epoch != 1)
        {
            // Whoever shares the arrays may be in another epoch.
            Unshare();
        }

        sum = 0;
        sumEpoch = epoch;
        sumCount = count;
        int last = Math.Min(pageCount, (int)(((long)count + Mask) >> Shift));
        for (int number = 0; number < last; number++)
        {
            ref PageInfo info = ref infos[number];
            if (info.HashEpoch != epoch)
            {
                // Tables that share the arrays find the same hash: it does not matter who writes it.
                info.Hash = pages[number] == EmptyRows ? 0 : HashPage(hasher, number << Shift, Math.Min(count, (number + 1) << Shift));
                System.Threading.Volatile.Write(ref info.HashEpoch, epoch);
                if (number < writable.Length)
                {
                    writable[number] = null;
                }
            }

            sum += info.Hash;
        }

        return sum;
    }

    private static ulong HashPage<THasher>(THasher hasher, int from, int to)
        where THasher : struct, IRowHasher
    {
        ulong hash = 0;
        for (int index = from; index < to; index++)
        {
            hash += hasher.Hash(index);
        }

        return hash;
    }
}
