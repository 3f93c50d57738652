// The names of tasks (comm) and programs: text by number. It only grows, and machines copied from one another share it.
namespace KScript.Kernel;

/// <summary>Interned names. Number 0 is the empty name.</summary>
internal sealed class NameTable
{
    // The kernel's own names are there from the start, however many a script has.
    private readonly List<string> names = ["", "init", "main"];
    // Of int, not ushort: a dictionary that the framework has pre-compiled.
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal) { [""] = 0, ["init"] = 1, ["main"] = 2 };

    /// <summary>How many different names there may be.</summary>
    public const int MostNames = ushort.MaxValue;

    /// <summary>How many more there may be.</summary>
    public int Free => MostNames + 1 - names.Count;

    /// <summary>The number of a name; a new one if needed.</summary>
    /// <exception cref="InvalidOperationException">There are as many as there may be.</exception>
    public NameId Intern(string name) =>
        TryIntern(name, out NameId id) ? id : throw new InvalidOperationException($"more than {MostNames} different task names");

    /// <summary>The number of a name, a new one if needed; false: there are as many as there may be.</summary>
    public bool TryIntern(string name, out NameId id)
    {
        if (!numbers.TryGetValue(name, out int number))
        {
            number = names.Count;
            if (number > MostNames)
            {
                id = default;
                return false;
            }

            names.Add(name);
            numbers.Add(name, number);
        }

        id = new NameId((ushort)number);
        return true;
    }

    /// <summary>The text of a name.</summary>
    public string this[NameId id] => names[id.Value];
}
