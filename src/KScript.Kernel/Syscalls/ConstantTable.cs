// The names that scripts may use for numbers and letters of the kernel: signals, errnos, flags (Constants.cs), task states.
namespace KScript.Kernel;

/// <summary>Named constants.</summary>
internal static class ConstantTable
{
    private static readonly Dictionary<string, long> Numbers = MakeNumbers();
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["TASK_RUNNING"] = "R",
        ["TASK_INTERRUPTIBLE"] = "S",
        ["TASK_UNINTERRUPTIBLE"] = "D",
        ["TASK_STOPPED"] = "T",
        ["TASK_TRACED"] = "t",
        ["EXIT_ZOMBIE"] = "Z",
        ["EXIT_DEAD"] = "X",
    };

    /// <summary>All names of numbers, sorted.</summary>
    public static IEnumerable<string> NumberNames => Numbers.Keys.Concat(ErrnoNames).Order(StringComparer.Ordinal);

    /// <summary>All names of texts, sorted.</summary>
    public static IEnumerable<string> TextNames => Texts.Keys.Order(StringComparer.Ordinal);

    /// <summary>A number by name: SIGCHLD, ECHILD, WNOHANG, P_PID …</summary>
    public static bool TryGet(string name, out long value) => Numbers.TryGetValue(name, out value) || TryGetErrno(name, out value);

    /// <summary>A text by name: TASK_RUNNING is "R".</summary>
    public static bool TryGetText(string name, out string value) => Texts.TryGetValue(name, out value!);

    private static IEnumerable<string> ErrnoNames => Enum.GetNames<Errno>().Where(name => name != nameof(Errno.None));

    // Not in the table: naming every errno at each start costs more than looking for one now and then.
    private static bool TryGetErrno(string name, out long value)
    {
        if (!name.StartsWith('E'))
        {
            value = 0;
            return false;
        }

        bool found = Enum.TryParse(name, out Errno error) && error != Errno.None;
        value = (long)error;
        return found;
    }

    private static Dictionary<string, long> MakeNumbers()
    {
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (NamedConstant[] family in Constants.Families)
        {
            foreach (NamedConstant constant in family)
            {
                if (constant.InScripts)
                {
                    numbers[constant.Name] = constant.Value;
                }
            }
        }

        foreach (SignalRow row in SignalTable.Rows)
        {
            numbers.Add(row.Name, row.Number);
            foreach (string alias in row.Aliases)
            {
                numbers.Add(alias, row.Number);
            }
        }

        numbers.Add("SIGRTMIN", Signal.SIGRTMIN);
        numbers.Add("SIGRTMAX", Signal.SIGRTMAX);
        return numbers;
    }
}
