// Rows in pages of 64, shared between machines until one of them writes: what makes a snapshot cost in proportion to
// what changes. A page also remembers the hash of its rows, so that hashing a machine touches changed pages only.
using System.Runtime.CompilerServices;

namespace KScript.Kernel;

/// <summary>A growing table of rows, addressed by number. Pages never written to read as default rows and take no memory.</summary>
/// <typeparam name="T">The row: a struct of plain data, or a reference to something immutable or owned.</typeparam>
internal sealed class PagedTable<T>
{
    private const int Shift = 6;
    private const int PageSize = 1 << Shift;
    private const int Mask = PageSize - 1;

    private static readonly T[] EmptyRows = new T[PageSize];

    /// <summary>A page. Writable while <see cref="Writer"/> is the table's owner; null: sealed (shared, or hashed).</summary>
    private sealed class Page
    {
        public T[] Rows = EmptyRows;

        /// <summary>Who may write without asking.</summary>
        public object? Writer;

        /// <summary>Who holds it alone; writing after a hash needs no copy then.</summary>
        public object? Creator;

        /// <summary>The sum of the rows' hashes, valid while sealed and HasHash.</summary>
        public ulong Hash;
        public bool HasHash;
    }

    private static readonly Page Empty = new();

    private Page[] pages;
    private int pageCount;
    private object owner;

    public PagedTable(object owner)
    {
        this.owner = owner;
        pages = [];
    }

    private PagedTable(PagedTable<T> from, object owner)
    {
        this.owner = owner;
        pages = from.pages.AsSpan(0, from.pageCount).ToArray();
        pageCount = from.pageCount;
    }

    /// <summary>Rows that have pages; every number below may be read.</summary>
    public int Capacity => pageCount << Shift;

    /// <summary>Reads a row below <see cref="Capacity"/>.</summary>
    public ref readonly T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref pages[index >> Shift].Rows[index & Mask];
    }

    /// <summary>Reads a row; one never written is a default row.</summary>
    public T Get(int index) => (uint)(index >> Shift) < (uint)pageCount ? pages[index >> Shift].Rows[index & Mask] : default!;

    /// <summary>A row to change. Its page becomes this table's own first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Write(int index)
    {
        Page[] all = pages;
        int number = index >> Shift;
        if ((uint)number < (uint)all.Length)
        {
            Page page = all[number];
            if (page.Writer == owner)
            {
                return ref page.Rows[index & Mask];
            }
        }

        return ref WriteSlowly(index);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref T WriteSlowly(int index)
    {
        int number = index >> Shift;
        Grow(number + 1);
        Page page = pages[number];
        if (page.Creator != owner)
        {
            page = new Page { Rows = page.Rows.AsSpan().ToArray(), Creator = owner };
            pages[number] = page;
        }

        page.Writer = owner;
        page.HasHash = false;
        return ref page.Rows[index & Mask];
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
            Array.Resize(ref pages, Math.Max(count, Math.Min(old * 2, old + 4096)));
            Array.Fill(pages, Empty, old, pages.Length - old);
        }

        pageCount = count;
    }

    /// <summary>A copy that shares every page; both tables get new owners, so that neither writes to a shared page.</summary>
    public PagedTable<T> Share(object newOwner, object copyOwner)
    {
        owner = newOwner;
        return new PagedTable<T>(this, copyOwner);
    }

    /// <summary>Becomes a sharing copy of another table, whose owner must change too.</summary>
    public void ShareFrom(PagedTable<T> other, object newOwner)
    {
        owner = newOwner;
        if (pages.Length < other.pageCount)
        {
            pages = new Page[other.pages.Length];
        }

        Array.Copy(other.pages, pages, other.pageCount);
        if (pageCount > other.pageCount || pages.Length > other.pageCount)
        {
            Array.Fill(pages, Empty, other.pageCount, pages.Length - other.pageCount);
        }

        pageCount = other.pageCount;
    }

    /// <summary>Changes the owner only: the pages so far become shared.</summary>
    public void Seal(object newOwner) => owner = newOwner;

    /// <summary>The sum of all rows' hashes. Pages that did not change since they were last hashed are not looked at.</summary>
    /// <param name="hashRow">The hash of a row; 0 for a free one.</param>
    /// <param name="context">Passed on.</param>
    public ulong Hash<TContext>(Func<TContext, int, ulong> hashRow, TContext context)
    {
        ulong sum = 0;
        for (int number = 0; number < pageCount; number++)
        {
            Page page = pages[number];
            if (page == Empty)
            {
                continue;
            }

            if (!page.HasHash)
            {
                ulong hash = 0;
                int first = number << Shift;
                for (int i = 0; i < PageSize; i++)
                {
                    hash += hashRow(context, first + i);
                }

                page.Hash = hash;
                page.HasHash = true;
                page.Writer = null;
            }

            sum += page.Hash;
        }

        return sum;
    }
}
