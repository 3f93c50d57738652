// Comparing values and looking for one in another: without a stack of ours, and with an end. Lists that hold others several times by
// reference have more elements than memory has bytes.
namespace KScript.Interpreter.Vm;

/// <summary>Compares values in steps that are counted.</summary>
/// <param name="most">Steps that may be taken: an element, or some characters, each.</param>
internal struct ValueSearch(long most)
{
    private const int CharactersOfStep = 64;

    /// <summary>From how many comparisons on a text is looked for in linear time; below, what is made for short ones is faster.</summary>
    private const long LargeSearch = 100_000_000;

    /// <summary>Steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>Whether more were needed: the answer is not known.</summary>
    public readonly bool IsOver => Steps > most;

    /// <summary>Equality: numbers and truth values by number, texts by their characters, lists by element, records by field.</summary>
    public bool AreEqual(in Value a, in Value b)
    {
        if (!a.IsCompound || !b.IsCompound)
        {
            return AreSimpleEqual(in a, in b);
        }

        var open = new Stack<(ListValue A, ListValue B, int Next)>();
        if (!Enter(a.List, b.List, open))
        {
            return false;
        }

        while (open.TryPop(out (ListValue A, ListValue B, int Next) place) && !IsOver)
        {
            (ListValue x, ListValue y, int next) = place;
            Value left = x[next], right = y[next];
            if (next + 1 < x.Count)
            {
                open.Push((x, y, next + 1));
            }

            bool areLists = left.IsCompound && right.IsCompound;
            if (areLists ? !Enter(left.List, right.List, open) : !AreSimpleEqual(in left, in right))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether an element of a list equals a value.</summary>
    public bool Contains(ListValue list, in Value value)
    {
        foreach (ref readonly Value item in list.Items)
        {
            if (AreEqual(item, value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a text is part of another.</summary>
    public bool Contains(ReadOnlySpan<char> text, ReadOnlySpan<char> part)
    {
        Steps += 1 + ((text.Length + part.Length) / CharactersOfStep);
        if (part.Length > text.Length)
        {
            return false;
        }

        return (long)part.Length * (text.Length - part.Length) < LargeSearch
            ? text.Contains(part, StringComparison.Ordinal)
            : ContainsLarge(text, part);
    }

    /// <summary>Opens two lists whose elements are to be compared; false: they are not equal.</summary>
    private bool Enter(ListValue a, ListValue b, Stack<(ListValue A, ListValue B, int Next)> open)
    {
        Steps++;
        if (ReferenceEquals(a, b))
        {
            return true;
        }

        if (a.Count != b.Count || a.Names is null != b.Names is null)
        {
            return false;
        }

        if (a.Names is not null && !a.Names.AsSpan().SequenceEqual(b.Names))
        {
            Steps += a.Count;
            if (b.InOrderOf(a) is not { } ordered)
            {
                return false;
            }

            b = ordered;
        }

        if (a.Count > 0)
        {
            open.Push((a, b, 0));
        }

        return true;
    }

    private bool AreSimpleEqual(in Value a, in Value b)
    {
        ValueKind x = a.Kind, y = b.Kind;
        Steps++;
        if (x == ValueKind.Text && y == ValueKind.Text)
        {
            Steps += Math.Min(a.Chars.Length, b.Chars.Length) / CharactersOfStep;
            return a.Chars.SequenceEqual(b.Chars);
        }

        return a.Function is { } function
            ? b.Function is { } other && function.IsSameAs(other)
            : a.IsNumber && b.IsNumber && a.Bits == b.Bits;
    }

    /// <summary>Knuth, Morris and Pratt 1977: no character of the text is looked at twice.</summary>
    private bool ContainsLarge(ReadOnlySpan<char> text, ReadOnlySpan<char> part)
    {
        Steps += text.Length / CharactersOfStep * 16L;
        var back = new int[part.Length];
        for (int i = 1, length = 0; i < part.Length;)
        {
            if (part[i] == part[length])
            {
                back[i++] = ++length;
            }
            else if (length > 0)
            {
                length = back[length - 1];
            }
            else
            {
                i++;
            }
        }

        int matched = 0;
        foreach (char c in text)
        {
            while (matched > 0 && part[matched] != c)
            {
                matched = back[matched - 1];
            }

            matched += part[matched] == c ? 1 : 0;
            if (matched == part.Length)
            {
                return true;
            }
        }

        return false;
    }
}
