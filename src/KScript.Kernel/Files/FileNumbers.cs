// Numbers of descriptor tables, open file descriptions and inodes: the lowest that is free, so that they are as much a machine's identity
// as pids are. A bit says that a number is in use.
using System.Numerics;

namespace KScript.Kernel;

/// <summary>What is numbered.</summary>
internal enum FileNumber
{
    /// <summary>Descriptor tables.</summary>
    Table,
    /// <summary>Open file descriptions.</summary>
    OpenFile,
    /// <summary>Inodes.</summary>
    Inode,
    /// <summary>Requests of aio_read.</summary>
    Request,
}

/// <summary>The numbers in use. 0 is none.</summary>
internal struct FileNumberPool
{
    /// <summary>No number below it is free.</summary>
    public int Lowest;
    /// <summary>The highest number that was ever in use.</summary>
    public int Top;
    /// <summary>How many are in use.</summary>
    public int Count;
}

/// <summary>Gives numbers out and takes them back.</summary>
internal static class FileNumbers
{
    private const int Kinds = 4;

    /// <summary>The lowest free number. Costs a word of bits for each 64 numbers in use from the lowest one that was given back on.</summary>
    public static int Take(Machine m, FileNumber kind)
    {
        ref FileNumberPool pool = ref PoolOf(m, kind);
        int word = Math.Max(pool.Lowest, 1) >> 6;
        ulong used = UsedIn(m, kind, word);
        while (used == ulong.MaxValue)
        {
            m.RowsVisited++;
            used = UsedIn(m, kind, ++word);
        }

        int number = (word << 6) + BitOperations.TrailingZeroCount(~used);
        m.FileBits.Write((word * Kinds) + (int)kind) |= 1UL << number;
        pool.Lowest = number + 1;
        pool.Top = Math.Max(pool.Top, number);
        pool.Count++;
        return number;
    }

    // Number 0 is none, and so never free.
    private static ulong UsedIn(Machine m, FileNumber kind, int word) => m.FileBits.Get((word * Kinds) + (int)kind) | (word == 0 ? 1UL : 0);

    /// <summary>Gives a number back.</summary>
    public static void Free(Machine m, FileNumber kind, int number)
    {
        ref FileNumberPool pool = ref PoolOf(m, kind);
        m.FileBits.Write(((number >> 6) * Kinds) + (int)kind) &= ~(1UL << number);
        pool.Lowest = Math.Min(pool.Lowest, number);
        pool.Count--;
    }

    /// <summary>Whether a number is in use.</summary>
    public static bool IsUsed(Machine m, FileNumber kind, int number) => (m.FileBits.Get(((number >> 6) * Kinds) + (int)kind) & (1UL << number)) != 0;

    private static ref FileNumberPool PoolOf(Machine m, FileNumber kind)
    {
        switch (kind)
        {
            case FileNumber.Table:
                return ref m.S.FileTables;
            case FileNumber.OpenFile:
                return ref m.S.OpenFiles;
            case FileNumber.Request:
                return ref m.S.Requests;
            default:
                return ref m.S.Inodes;
        }
    }
}
