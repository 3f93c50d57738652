// What is typed by habit of C, Python, Go, Rust and the shell, and what it is in KScript: found by name. The rows are in
// HabitTable.cs, the names of Linux that KScript has nothing for in LinuxNames.cs. Tests hold every form to compile.
namespace KScript.Interpreter.Diagnostics;

/// <summary>A name of another language.</summary>
/// <param name="Name">The name; with a module as `os.fork`, a method as `.append`.</param>
/// <param name="Form">How it is written in KScript, an example that compiles by itself; null: KScript does not have it.</param>
/// <param name="Note">What else there is to know, or empty.</param>
internal sealed record Habit(string Name, string? Form, string Note = "")
{
    /// <summary>The message about it.</summary>
    public string Message => Name.StartsWith('.') ? $"a value has no `{Name}`" : $"KScript has no `{Name}`";

    /// <summary>What to write instead, or why it is not there.</summary>
    public string Hint => Form is null ? Note : $"write `{Form}`" + (Note.Length == 0 ? "" : $": {Note}");
}

/// <summary>Finds habits.</summary>
internal static class Habits
{
    // Made when something is wrong, not at each start.
    private static readonly Lazy<Dictionary<string, Habit>> Values = new(() => ByName(HabitTable.Values));
    private static readonly Lazy<Dictionary<string, Habit>> Words = new(() => ByName(HabitTable.Words));

    /// <summary>Modules of other languages, in front of a dot.</summary>
    private static readonly string[] Modules =
    [
        "os", "sys", "time", "signal", "subprocess", "multiprocessing", "threading", "syscall", "std", "process", "unix", "libc", "nix",
        "fmt", "exec", "console", "resource",
    ];

    /// <summary>The row for a name that stands for a value, or null. Only for names that mean nothing in the script.</summary>
    public static Habit? FindValue(string name) => Values.Value.GetValueOrDefault(name) ?? LinuxNames.FindConstant(name);

    /// <summary>The row for a name that is called or begins a statement, or null.</summary>
    public static Habit? FindWord(string name)
        => Words.Value.GetValueOrDefault(name) ?? Values.Value.GetValueOrDefault(name) ?? LinuxNames.FindCall(name);

    private static Dictionary<string, Habit> ByName(Habit[] rows) => rows.ToDictionary(row => row.Name, StringComparer.Ordinal);

    /// <summary>Whether a name in front of a dot is a module of another language.</summary>
    public static bool IsModule(string name) => Array.IndexOf(Modules, name) >= 0;

    /// <summary>What `os.fork` and `x.append` are.</summary>
    public static Habit OfMember(string target, string member)
    {
        bool module = IsModule(target);
        Habit? found = Words.Value.GetValueOrDefault($"{target}.{member}") ?? Words.Value.GetValueOrDefault(module ? member : "." + member)
            ?? (module ? Values.Value.GetValueOrDefault(member) : null);
        if (module)
        {
            string whole = $"{target}.{member}";
            return found is null ? new Habit(whole, null, $"there are no modules: the name stands alone, `{member}`")
                : found with { Name = whole };
        }

        return found ?? new Habit("." + member, null, "values have no methods; functions take them: `len(x)`");
    }
}
