// Rows in pages of 64, shared between machines until one of them writes: what makes a snapshot cost in proportion to
// what changes. A table also remembers the hash of each page, so that hashing a machine touches changed pages only.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KScript.Kernel;

/// <summary>A growing table of rows, addressed by number. Pages never written to read as default rows and take no memory.</summary>
/// <typeparam name="T">The row: a struct of plain data, or a reference to something immutable or owned.</typeparam>
internal sealed class PagedTable<T>
{
    private const int Shift = 6;
    private const int PageSize = 1 << Shift;
    private const int Mask = PageSize - 1;

    private static readonly T[] EmptyRows = new T[PageSize];

    // One entry a page; the arrays are of one length.

    /// <summary>The pages to read.</summary>
    private T[][] pages;

    /// <summary>The pages that may be written to without asking; null: shared with another table, or hashed since.</summary>
    private T[]?[] writable;

    /// <summary>No other table has the page: writing again after a hash needs no copy.</summary>
    private bool[] mine;

    /// <summary>The page's hash is known, and nothing was written since.</summary>
    private bool[] hashed;
    private ulong[] hashes;
    private int pageCount;

    public PagedTable()
    {
        pages = [];
        writable = [];
        mine = [];
        hashed = [];
        hashes = [];
    }

    private PagedTable(PagedTable<T> from)
    {
        pageCount = from.pageCount;
        pages = from.pages.AsSpan(0, pageCount).ToArray();
        writable = new T[]?[pageCount];
        mine = new bool[pageCount];
        hashed = from.hashed.AsSpan(0, pageCount).ToArray();
        hashes = from.hashes.AsSpan(0, pageCount).ToArray();
    }

    /// <summary>Rows that have pages; every number below may be read.</summary>
    public int Capacity => pageCount << Shift;

    /// <summary>Reads a row below <see cref="Capacity"/>.</summary>
    public ref readonly T this[int index]
    {
        // A page has PageSize rows, always: the inner index needs no check.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(pages[index >> Shift]), index & Mask);
    }

    /// <summary>Reads a row; one never written is a default row.</summary>
    public T Get(int index) => (uint)(index >> Shift) < (uint)pageCount ? this[index] : default!;

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
        Grow(number + 1);
        if (!mine[number])
        {
            pages[number] = pages[number].AsSpan().ToArray();
            mine[number] = true;
        }

        writable[number] = pages[number];
        hashed[number] = false;
        return ref pages[number][index & Mask];
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
            Array.Resize(ref writable, size);
            Array.Resize(ref mine, size);
            Array.Resize(ref hashed, size);
            Array.Resize(ref hashes, size);
            Array.Fill(pages, EmptyRows, old, size - old);
        }

        pageCount = count;
    }

    /// <summary>A copy that shares every page: neither table writes to a shared page any more.</summary>
    public PagedTable<T> Share()
    {
        Seal();
        return new PagedTable<T>(this);
    }

    /// <summary>Becomes a sharing copy of another table.</summary>
    public void ShareFrom(PagedTable<T> other)
    {
        other.Seal();
        int count = other.pageCount;
        if (pages.Length < count)
        {
            pages = new T[count][];
            writable = new T[]?[count];
            mine = new bool[count];
            hashed = new bool[count];
            hashes = new ulong[count];
        }

        Array.Copy(other.pages, pages, count);
        Array.Copy(other.hashed, hashed, count);
        Array.Copy(other.hashes, hashes, count);
        Array.Fill(pages, EmptyRows, count, pages.Length - count);
        Array.Clear(hashed, count, hashed.Length - count);
        pageCount = count;
        Seal();
    }

    /// <summary>Every page is shared from now on; what is known of hashes stays.</summary>
    private void Seal()
    {
        Array.Clear(writable);
        Array.Clear(mine);
    }

    /// <summary>The sum of all rows' hashes. Pages that did not change since they were last hashed are not looked at.</summary>
    /// <param name="hashRow">The hash of a row; 0 for a free one.</param>
    /// <param name="context">Passed on.</param>
    public ulong Hash<TContext>(Func<TContext, int, ulong> hashRow, TContext context)
    {
        ulong sum = 0;
        for (int number = 0; number < pageCount; number++)
        {
            if (!hashed[number])
            {
                hashes[number] = pages[number] == EmptyRows ? 0 : HashPage(number, hashRow, context);
                hashed[number] = true;
                writable[number] = null;
            }

            sum += hashes[number];
        }

        return sum;
    }

    private static ulong HashPage<TContext>(int number, Func<TContext, int, ulong> hashRow, TContext context)
    {
        ulong hash = 0;
        int first = number << Shift;
        for (int i = 0; i < PageSize; i++)
        {
            hash += hashRow(context, first + i);
        }

        return hash;
    }
}
