// Values as part of the machine's identity. A list is written element by element; of one that is by sharing larger than any memory, the
// beginning and a hash of the whole, so that equal values are written alike whatever they share.
using KScript.Kernel;

namespace KScript.Interpreter.Vm;

/// <summary>Writes values to a <see cref="StateWriter"/>.</summary>
internal static class ValueState
{
    /// <summary>Elements of one value that are written one by one.</summary>
    private const int Most = 1_000_000;

    /// <summary>Writes everything that is state.</summary>
    public static void Write(StateWriter writer, string field, in Value value)
    {
        if (!value.IsCompound)
        {
            WriteSimple(writer, field, in value);
            return;
        }

        int left = Most;
        var open = new Stack<(ListValue List, int Next)>();
        Enter(value.List);
        while (open.TryPop(out (ListValue List, int Next) place))
        {
            (ListValue list, int next) = place;
            if (next == list.Count)
            {
                continue;
            }

            if (left-- == 0)
            {
                writer.Write(field, (long)HashOf(value.List));
                return;
            }

            open.Push((list, next + 1));
            Value item = list[next];
            if (item.IsCompound)
            {
                Enter(item.List);
            }
            else
            {
                WriteSimple(writer, field, in item);
            }
        }

        void Enter(ListValue list)
        {
            writer.Write(field, (long)(list.Names is null ? ValueKind.List : ValueKind.Record));
            writer.Write(field, list.Count);
            foreach (string name in list.Names ?? [])
            {
                writer.Write("field", name);
            }

            open.Push((list, 0));
        }
    }

    private static void WriteSimple(StateWriter writer, string field, in Value value)
    {
        writer.Write(field, (long)value.Kind);
        if (value.Kind == ValueKind.Text)
        {
            writer.Write(field, value.Text);
        }
        else
        {
            writer.Write(field, value.Function?.Index ?? value.Bits);
        }
    }

    /// <summary>A hash of a list's elements, each list in it looked at once however often it is held.</summary>
    private static ulong HashOf(ListValue list)
    {
        var known = new Dictionary<ListValue, ulong>(ReferenceEqualityComparer.Instance);
        var open = new Stack<ListValue>();
        open.Push(list);
        while (open.TryPeek(out ListValue? top))
        {
            int before = open.Count;
            ulong hash = (ulong)top.Count;
            foreach (string name in top.Names ?? [])
            {
                hash = Mix(hash ^ HashOfSimple(Value.Of(name)));
            }

            foreach (ref readonly Value item in known.ContainsKey(top) ? [] : top.Items)
            {
                ulong each = 0;
                if (!item.IsCompound)
                {
                    each = HashOfSimple(in item);
                }
                else if (!known.TryGetValue(item.List, out each))
                {
                    open.Push(item.List);
                }

                hash = Mix(hash ^ each);
            }

            if (open.Count == before)
            {
                known.TryAdd(top, hash);
                open.Pop();
            }
        }

        return known[list];
    }

    private static ulong HashOfSimple(in Value value)
    {
        ulong hash = Mix((ulong)value.Kind + 1);
        foreach (char c in value.Chars)
        {
            hash = Mix(hash ^ c);
        }

        return Mix(hash ^ (ulong)(value.Function?.Index ?? value.Bits));
    }

    /// <summary>The finalizer of SplitMix64 (Steele, Lea and Flood 2014).</summary>
    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
