// Lists are values: assignment copies. The copy is put off until somebody writes: every place that makes a second holder
// of a list marks it as shared, and a write to a shared list copies it first. A list that only one variable ever held is
// changed in place, so that a loop over `a[i] = e` is not quadratic. An element that is added to a shared list copies nothing either:
// the new list has the same room, of which the old one keeps the beginning, so that a loop over `a += [fork { … }]` is not quadratic.
using System.Threading;
using KScript.Kernel;

namespace KScript.Interpreter.Vm;

/// <summary>A list. Changed only by its one holder, through <see cref="Writable"/>.</summary>
internal sealed class ListValue
{
    /// <summary>The empty list.</summary>
    public static readonly ListValue Empty = new([], 0) { shared = true };

    private Room room;
    private bool shared;

    private ListValue(Value[] items, int count)
        : this(new Room(items) { Used = count }, count)
    {
    }

    /// <summary>Of a record the names of its fields, in the order of the elements; never changed. Null: it is a list.</summary>
    public string[]? Names { get; private init; }

    /// <summary>A record: values with names, all different.</summary>
    public static ListValue RecordOf(string[] names, ReadOnlySpan<Value> values)
    {
        Value[] items = values.ToArray();
        foreach (Value item in items)
        {
            item.Share();
        }

        return new ListValue(items, items.Length) { Names = names };
    }

    /// <summary>The value of a record's field; false: there is none of that name.</summary>
    public bool TryGet(string name, out Value value)
    {
        int at = Array.IndexOf(Names!, name);
        value = at < 0 ? default : room.Items[at];
        return at >= 0;
    }

    /// <summary>The same record with another value in a field that it has.</summary>
    public ListValue With(string name, in Value value)
    {
        ListValue record = RecordOf(Names!, Items);
        record.Set(Array.IndexOf(Names!, name), value);
        return record;
    }

    /// <summary>A record with the same fields in the order of another's; null: they have not the same names.</summary>
    public ListValue? InOrderOf(ListValue other)
    {
        if (Names!.Length != other.Names!.Length)
        {
            return null;
        }

        var values = new Value[Count];
        for (int i = 0; i < values.Length; i++)
        {
            if (!TryGet(other.Names[i], out values[i]))
            {
                return null;
            }
        }

        return RecordOf(other.Names, values);
    }

    private ListValue(Room room, int count)
    {
        this.room = room;
        Count = count;
    }

    /// <summary>Where elements are. What is behind <see cref="Used"/> belongs to nobody yet.</summary>
    private sealed class Room(Value[] items)
    {
        public readonly Value[] Items = items;
        public int Used;
        /// <summary>Several lists are beginnings of it: what is there is not changed any more. Never undone.</summary>
        public bool Borrowed;
    }


    /// <summary>How many elements.</summary>
    public int Count { get; private set; }

    /// <summary>The elements.</summary>
    public ReadOnlySpan<Value> Items => room.Items.AsSpan(0, Count);

    /// <summary>An element.</summary>
    public Value this[int index] => room.Items[index];

    /// <summary>A list of values; what they hold is shared with where they came from.</summary>
    public static ListValue Of(ReadOnlySpan<Value> values)
    {
        Value[] items = values.ToArray();
        foreach (Value item in items)
        {
            item.Share();
        }

        return new ListValue(items, items.Length);
    }

    /// <summary>A list of numbers.</summary>
    public static ListValue Of(ReadOnlySpan<long> numbers)
    {
        var items = new Value[numbers.Length];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = Value.Of(numbers[i]);
        }

        return new ListValue(items, items.Length);
    }

    /// <summary>A list of texts.</summary>
    public static ListValue Of(ReadOnlySpan<string> texts)
    {
        var items = new Value[texts.Length];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = Value.Of(texts[i]);
        }

        return new ListValue(items, items.Length);
    }

    /// <summary>Its numbers; what is none counts as 0.</summary>
    public long[] ToNumbers()
    {
        var numbers = new long[Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = room.Items[i].Bits;
        }

        return numbers;
    }

    /// <summary>The numbers of its lists; of what is none, an empty one.</summary>
    public long[][] ToLists() => Array.ConvertAll(Items.ToArray(), item => item.List.ToNumbers());

    /// <summary>One list behind the other; the first keeps its beginning of the room. Amortized, linear in the second.</summary>
    /// <param name="first">The beginning.</param>
    /// <param name="second">The end.</param>
    /// <param name="bytes">The memory that it takes.</param>
    public static ListValue Concat(ListValue first, ListValue second, out long bytes)
    {
        bytes = 0;
        first.Share();
        ListValue list = first;
        foreach (ref readonly Value item in second.Items)
        {
            list = list.With(item.Share(), out long more);
            bytes += more;
        }

        return list;
    }

    /// <summary>Says that somebody else holds it too. Never undone: the next write makes a copy that is not shared.</summary>
    public void Share()
    {
        if (!shared)
        {
            shared = true;
        }
    }

    /// <summary>This list if nobody else holds it, else a copy.</summary>
    public ListValue Writable() => shared || room.Borrowed ? Of(Items) : this;

    /// <summary>This list with an element more: itself if nobody else holds it, else another that shares its room. Amortized O(1).</summary>
    /// <param name="value">The element.</param>
    /// <param name="bytes">The memory that it takes.</param>
    public ListValue With(in Value value, out long bytes)
    {
        ListValue list = this;
        bytes = VmContext.ValueBytes;
        if (shared)
        {
            room.Borrowed = true;
            list = new ListValue(room, Count);
            bytes += ObjectBytes;
        }

        Room before = list.room;
        list.Add(value);
        bytes += list.room == before ? 0 : VmContext.ValueBytes * (long)list.room.Items.Length;
        return list;
    }

    /// <summary>What the runtime needs for a list, about.</summary>
    internal const int ObjectBytes = 48;

    /// <summary>Counts its memory; lists in it are left to the caller.</summary>
    public void Measure(MemoryCount memory, Stack<ListValue> lists)
    {
        if (memory.AddOnce(this, ObjectBytes) && memory.AddOnce(room, ObjectBytes + (VmContext.ValueBytes * (long)room.Items.Length)))
        {
            foreach (ref readonly Value item in room.Items.AsSpan())
            {
                item.Measure(memory, lists);
            }
        }
    }

    /// <summary>Sets an element; only on what <see cref="Writable"/> gave.</summary>
    public void Set(int index, in Value value) => room.Items[index] = value;

    private void Add(in Value value)
    {
        if (Count == room.Items.Length || !TakePlace())
        {
            var grown = new Value[Math.Max(4, Count * 2)];
            Items.CopyTo(grown);
            foreach (ref readonly Value item in room.Borrowed ? Items : [])
            {
                item.Share();
            }

            room = new Room(grown) { Used = Count + 1 };
        }

        room.Items[Count++] = value;
    }

    /// <summary>The place behind this list's elements is its own now; false: a longer list with the same room has it, on whatever thread.</summary>
    private bool TakePlace()
    {
        if (room.Borrowed)
        {
            return Interlocked.CompareExchange(ref room.Used, Count + 1, Count) == Count;
        }

        room.Used = Count + 1;
        return true;
    }
}
