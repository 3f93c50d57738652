// The names that come from the kernel's tables: constants, system calls, views. One place to look them up, and the lists
// that 'did you mean' chooses from.
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Interpreter.Compiling;

/// <summary>Names of the machine.</summary>
internal static class KernelNames
{
    /// <summary>A constant by name.</summary>
    public static bool TryConstant(string name, out Value value)
    {
        if (ConstantTable.TryGet(name, out long number))
        {
            value = Value.Of(number);
            return true;
        }

        bool found = ConstantTable.TryGetText(name, out string text);
        value = found ? Value.Of(text) : default;
        return found;
    }

    /// <summary>Every constant, for suggestions.</summary>
    public static IEnumerable<string> ConstantNames => ConstantTable.NumberNames.Concat(ConstantTable.TextNames);

    /// <summary>Every call and view that a script may write, for suggestions.</summary>
    public static IEnumerable<string> FunctionNames => SyscallTable.Rows.Where(row => row.Callable).SelectMany(row => row.Aliases.Prepend(row.Name))
        .Concat(ViewTable.Rows.Select(row => row.Name));

    /// <summary>A system call by name, or null.</summary>
    public static SyscallRow? FindSyscall(string name) => SyscallTable.Find(name);

    /// <summary>A view by name, or null.</summary>
    public static ViewRow? FindView(string name) => ViewTable.Find(name);
}
