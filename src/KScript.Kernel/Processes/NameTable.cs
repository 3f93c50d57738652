// The names of tasks (comm) and programs: text by number. It only grows, and machines copied from one another share it.
namespace KScript.Kernel;

/// <summary>Interned names. Number 0 is the empty name.</summary>
internal sealed class NameTable
{
    private readonly List<string> names = [""];
    // Of int, not ushort: a dictionary that the framework has pre-compiled.
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal) { [""] = 0 };

    /// <summary>The number of a name; a new one if needed. At most 65,535 names.</summary>
    public NameId Intern(string name)
    {
        if (!numbers.TryGetValue(name, out int number))
        {
            if (names.Count > ushort.MaxValue)
            {
                throw new InvalidOperationException("more than 65535 different task names");
            }

            number = names.Count;
            names.Add(name);
            numbers.Add(name, number);
        }

        return new NameId((ushort)number);
    }

    /// <summary>The text of a name.</summary>
    public string this[NameId id] => names[id.Value];
}
