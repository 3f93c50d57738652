// What is in pipes and files: pieces of the texts that were written, in a chain. A piece leads to the text itself, which never changes, so
// that bytes are moved without being copied. Texts count as bytes in UTF-8; where a read cuts a character in two, each byte that is left
// over stands as a lone surrogate (U+DC80..U+DCFF, Python's surrogateescape), and counts as the one byte that it is.
using System.Text;

namespace KScript.Kernel;

/// <summary>A piece of a text.</summary>
internal struct SegmentRow
{
    /// <summary>The text that was written.</summary>
    public string? Text;
    /// <summary>How many bytes the text has.</summary>
    public int TextBytes;
    /// <summary>Where in it the piece begins, in bytes.</summary>
    public int Start;
    /// <summary>Bytes that are left of it, and that there were.</summary>
    public int Left;
    public int Total;
    /// <summary>Pipe: it begins in the last page of the piece before it.</summary>
    public bool SharesPage;
    /// <summary>The next piece; of a free row, the next free one.</summary>
    public int Next;
}

/// <summary>Texts as bytes.</summary>
internal static class ByteText
{
    /// <summary>The first lone surrogate that stands for a byte, less the byte.</summary>
    private const int Escape = 0xdc00;

    /// <summary>How many bytes a text has.</summary>
    public static int Count(string text) => Ascii.IsValid(text) ? text.Length : CountSlowly(text);

    private static int CountSlowly(string text)
    {
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            count += Width(text, ref i);
        }

        return count;
    }

    /// <summary>The bytes of the character at an index, which moves to its last UTF-16 unit.</summary>
    private static int Width(string text, ref int i)
    {
        char c = text[i];
        if (c is >= '\ud800' and <= '\udbff' && i + 1 < text.Length && text[i + 1] is >= '\udc00' and <= '\udfff')
        {
            i++;
            return 4;
        }

        return c < 0x80 || IsByte(c) ? 1 : c < 0x800 ? 2 : 3;
    }

    private static bool IsByte(char c) => c is >= '\udc80' and <= '\udcff';

    /// <summary>Some bytes of a text.</summary>
    /// <param name="text">It.</param>
    /// <param name="start">The first, from 0.</param>
    /// <param name="count">How many; there are as many.</param>
    /// <param name="total">How many bytes the text has.</param>
    public static string Slice(string text, int start, int count, int total)
    {
        if (start == 0 && count == total)
        {
            return text;
        }

        return text.Length == total ? text.Substring(start, count) : FromBytes(ToBytes(text).AsSpan(start, count));
    }

    /// <summary>The bytes of a text.</summary>
    public static byte[] ToBytes(string text)
    {
        var bytes = new byte[Count(text)];
        int at = 0;
        for (int i = 0; i < text.Length; i++)
        {
            int first = i;
            if (IsByte(text[i]) && (i == 0 || text[i - 1] is < '\ud800' or > '\udbff'))
            {
                bytes[at++] = (byte)(text[i] - Escape);
                continue;
            }

            Width(text, ref i);
            at += Encoding.UTF8.GetBytes(text.AsSpan(first, i - first + 1), bytes.AsSpan(at));
        }

        return bytes;
    }

    /// <summary>The text of bytes; a byte that is part of no character is a lone surrogate.</summary>
    public static string FromBytes(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int used) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune.ToString());
                bytes = bytes[used..];
            }
            else
            {
                text.Append((char)(Escape + bytes[0]));
                bytes = bytes[1..];
            }
        }

        return text.ToString();
    }

    /// <summary>One text behind another, whose halves of a character grow together.</summary>
    public static string Join(List<string> parts)
    {
        string text = string.Concat(parts);
        return parts.Exists(part => part.Length > 0 && (IsByte(part[^1]) || IsByte(part[0]))) ? FromBytes(ToBytes(text)) : text;
    }
}

/// <summary>Chains of pieces.</summary>
internal static class Contents
{
    /// <summary>Puts a part of a text behind what there is.</summary>
    public static void Append(Machine m, ref InodeRow inode, string text, int textBytes, int start, int count, bool sharesPage = false)
    {
        int row = m.S.FreeSegment;
        if (row != 0)
        {
            m.S.FreeSegment = m.Segments[row].Next;
        }
        else
        {
            row = ++m.S.SegmentTop;
        }

        m.Segments.Write(row) = new SegmentRow { Text = text, TextBytes = textBytes, Start = start, Left = count, Total = count, SharesPage = sharesPage };
        if (inode.Tail == 0)
        {
            inode.Head = row;
        }
        else
        {
            m.Segments.Write(inode.Tail).Next = row;
        }

        inode.Tail = row;
        inode.Size += count;
    }

    /// <summary>Takes the first bytes out, as many as there are up to a number; a page of a pipe that is empty then is free again.</summary>
    public static string Take(Machine m, ref InodeRow inode, long most)
    {
        int count = (int)Math.Min(m.Segments[inode.Head].Left, most);
        string text = TakeOfFirst(m, ref inode, count);
        if (count == most || inode.Size == 0)
        {
            return text;
        }

        var parts = new List<string> { text };
        for (long left = most - count; left > 0 && inode.Size > 0; left -= count)
        {
            count = (int)Math.Min(m.Segments[inode.Head].Left, left);
            parts.Add(TakeOfFirst(m, ref inode, count));
        }

        return ByteText.Join(parts);
    }

    /// <summary>Takes bytes of the first piece alone, as many as there are up to a number; it may be empty, and goes then.</summary>
    public static string TakePiece(Machine m, ref InodeRow inode, long most) =>
        TakeOfFirst(m, ref inode, (int)Math.Min(m.Segments[inode.Head].Left, most));

    private static string TakeOfFirst(Machine m, ref InodeRow inode, int count)
    {
        SegmentRow row = m.Segments[inode.Head];
        string text = ByteText.Slice(row.Text!, row.Start + row.Total - row.Left, count, row.TextBytes);
        Drop(m, ref inode, count);
        return text;
    }

    /// <summary>Lets go of the first bytes of the first piece.</summary>
    private static void Drop(Machine m, ref InodeRow inode, int count)
    {
        int first = inode.Head;
        ref SegmentRow row = ref m.Segments.Write(first);
        int pages = PagesOf(in row);
        row.Left -= count;
        inode.Size -= count;
        if (row.Left > 0)
        {
            inode.Pages -= (ushort)Math.Min(inode.Pages, pages - PagesOf(in row));
            return;
        }

        // The last page stays in use while the next piece is in it, too.
        bool goesOn = row.Next != 0 && m.Segments[row.Next].SharesPage;
        inode.Pages -= (ushort)Math.Min(inode.Pages, Math.Max(pages, 1) - (goesOn ? 1 : 0));
        inode.Head = row.Next;
        Free(m, first);
        if (inode.Head == 0)
        {
            inode.Tail = 0;
            inode.Pages = 0;
        }
    }

    /// <summary>The pages that the rest of a piece is in, but for the one that it shares with the piece before.</summary>
    private static int PagesOf(in SegmentRow row) =>
        row.SharesPage ? 0 : Pipes.PagesFor(row.Total) - ((row.Total - row.Left) / Pipes.PageSize);

    private static void Free(Machine m, int row)
    {
        m.Segments.Write(row) = new SegmentRow { Next = m.S.FreeSegment };
        m.S.FreeSegment = row;
    }

    /// <summary>All of it, as one text; it stays, in one piece.</summary>
    public static string All(Machine m, ref InodeRow inode)
    {
        if (inode.Head == 0)
        {
            return "";
        }

        ref readonly SegmentRow only = ref m.Segments[inode.Head];
        if (inode.Head != inode.Tail || only.Left != only.TextBytes)
        {
            string whole = Take(m, ref inode, long.MaxValue);
            int bytes = ByteText.Count(whole);
            Append(m, ref inode, whole, bytes, 0, bytes);
        }

        return m.Segments[inode.Head].Text!;
    }

    /// <summary>Lets go of everything.</summary>
    public static void Clear(Machine m, ref InodeRow inode)
    {
        for (int row = inode.Head; row != 0;)
        {
            int next = m.Segments[row].Next;
            Free(m, row);
            row = next;
        }

        inode.Head = inode.Tail = 0;
        inode.Size = 0;
        inode.Pages = 0;
    }
}
