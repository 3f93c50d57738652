// The functions that are neither system calls nor views nor the script's own: what the language brings along.
using KScript.Interpreter.Bytecode;

namespace KScript.Interpreter.Compiling;

/// <summary>Which builtin.</summary>
internal enum Builtin : byte
{
    Len,
    Str,
    Int,
    Choose,
    Call,
    Spawn,
    Compute,
    Raise,
    Printf,
    Fflush,
    Self,
    Show,
    Sigprocmask,
    Sigaction,
    Sigset,
    Exited,
    Killed,
    Stopped,
    AtomicAdd,
    CompareSwap,
    WIfExited,
    WExitStatus,
    WIfSignaled,
    WTermSig,
    WCoreDump,
    WIfStopped,
    WStopSig,
    WIfContinued,
}

/// <summary>A builtin: name, how many arguments, what it gives (None: nothing), whether it leaves the machine as it is.</summary>
internal sealed record BuiltinRow(Builtin Id, string Name, int Minimum, int Maximum, KsType Result, bool IsPure, string Usage)
{
    /// <summary>What <see cref="Builtin.Show"/> shows.</summary>
    public TableForm? Table { get; init; }
}

/// <summary>The table.</summary>
internal static class Builtins
{
    private const int Many = int.MaxValue;

    /// <summary>All builtins.</summary>
    public static BuiltinRow[] Rows { get; } =
    [
        new(Builtin.Len, "len", 1, 1, KsType.Int, true, "len(list or text)"),
        new(Builtin.Str, "str", 1, 1, KsType.Text, true, "str(value)"),
        new(Builtin.Int, "int", 1, 1, KsType.Int, true, "int(text)"),
        new(Builtin.Choose, "choose", 1, 1, KsType.Any, false, "choose(list)"),
        new(Builtin.Call, "call", 1, 2, KsType.Any, false, "call(function[, [arguments]])"),
        new(Builtin.Spawn, "posix_spawn", 1, 2, KsType.Int, false, "posix_spawn(program[(arguments)][, record(flags=…, …)])"),
        new(Builtin.Compute, "compute", 1, 1, KsType.Int, false, "compute ticks"),
        new(Builtin.Raise, "raise", 1, 1, KsType.Int, false, "raise SIG"),
        new(Builtin.Printf, "printf", 1, Many, KsType.Int, false, "printf \"format\", values"),
        new(Builtin.Fflush, "fflush", 0, 1, KsType.Int, false, "fflush()"),
        new(Builtin.Self, "self", 0, 0, KsType.Int, false, "self()"),
        new(Builtin.Sigprocmask, "sigprocmask", 0, 2, KsType.IntList, false, "sigprocmask([how]), or sigprocmask(how, [signals])"),
        new(Builtin.Sigaction, "sigaction", 1, 1, KsType.Text, false, "sigaction(SIG)"),
        new(Builtin.Sigset, "sigset", 2, 2, KsType.Text, false, "sigset(SIG, SIG_DFL), or SIG_IGN, SIG_HOLD, a function"),
        new(Builtin.Exited, "exited", 1, 2, KsType.Bool, true, "exited(status[, code])"),
        new(Builtin.Killed, "killed", 1, 2, KsType.Bool, true, "killed(status[, SIG])"),
        new(Builtin.Stopped, "stopped", 1, 2, KsType.Bool, true, "stopped(status[, SIG])"),
        new(Builtin.AtomicAdd, "atomic_add", 2, 2, KsType.Int, false, "atomic_add(variable, number)"),
        new(Builtin.CompareSwap, "compare_swap", 3, 3, KsType.Bool, false, "compare_swap(variable, expected, new)"),
        new(Builtin.WIfExited, "WIFEXITED", 1, 1, KsType.Bool, true, "WIFEXITED(status)"),
        new(Builtin.WExitStatus, "WEXITSTATUS", 1, 1, KsType.Int, true, "WEXITSTATUS(status)"),
        new(Builtin.WIfSignaled, "WIFSIGNALED", 1, 1, KsType.Bool, true, "WIFSIGNALED(status)"),
        new(Builtin.WTermSig, "WTERMSIG", 1, 1, KsType.Int, true, "WTERMSIG(status)"),
        new(Builtin.WCoreDump, "WCOREDUMP", 1, 1, KsType.Bool, true, "WCOREDUMP(status)"),
        new(Builtin.WIfStopped, "WIFSTOPPED", 1, 1, KsType.Bool, true, "WIFSTOPPED(status)"),
        new(Builtin.WStopSig, "WSTOPSIG", 1, 1, KsType.Int, true, "WSTOPSIG(status)"),
        new(Builtin.WIfContinued, "WIFCONTINUED", 1, 1, KsType.Bool, true, "WIFCONTINUED(status)"),
        .. TableRows(),
    ];

    // A table has two names where the REPL's is another.
    private static List<BuiltinRow> TableRows()
    {
        var rows = new List<BuiltinRow>();
        foreach (TableForm table in TableForm.All)
        {
            int most = table.Argument == TableArgument.None ? 0 : 1;
            var row = new BuiltinRow(Builtin.Show, table.Name, 0, most, KsType.Int, false, table.Usage) { Table = table };
            rows.Add(row);
            if (table.OtherName != table.Name)
            {
                rows.Add(row with { Name = table.OtherName });
            }
        }

        return rows;
    }

    private static readonly Dictionary<string, BuiltinRow> ByName = MakeByName();

    /// <summary>A builtin by name, or null.</summary>
    public static BuiltinRow? Find(string name) => ByName.GetValueOrDefault(name);

    private static Dictionary<string, BuiltinRow> MakeByName()
    {
        var names = new Dictionary<string, BuiltinRow>(StringComparer.Ordinal);
        foreach (BuiltinRow row in Rows)
        {
            names.Add(row.Name, row);
        }

        return names;
    }
}
