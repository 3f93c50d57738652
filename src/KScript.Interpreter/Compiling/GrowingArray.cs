// A list for what the compiler collects by value. Not List<T>: a generic class of the framework over a struct or an ushort
// is compiled again at every start, one of our own ahead of time.
namespace KScript.Interpreter.Compiling;

/// <summary>An array that grows at its end; pre-compiled for every element type.</summary>
internal sealed class GrowingArray<T>
{
    private T[] items = new T[64];

    public int Count { get; private set; }

    public ref T this[int index] => ref items[index];

    public void Add(T item)
    {
        if (Count == items.Length)
        {
            var larger = new T[2 * Count];
            Array.Copy(items, larger, Count);
            items = larger;
        }

        items[Count++] = item;
    }

    /// <summary>The array itself, with room behind the <see cref="Count"/> items: what is there is never changed again by who only adds.</summary>
    public T[] Items => items;

    public T[] ToArray()
    {
        var copy = new T[Count];
        Array.Copy(items, copy, Count);
        return copy;
    }
}
