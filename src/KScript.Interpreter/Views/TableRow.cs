// What a table is: a row of Tables.Rows. The statements of the language, --show of the command line, the REPL's commands and
// docs/views.md are made from the rows.
using KScript.Kernel;

namespace KScript.Interpreter.Views;

/// <summary>Which table; the numbers are in the code.</summary>
public enum TableKind : byte { Ps, Pstree, Top, Gantt, Queues, Signals, Fds, Vars, Timers, Trace }

/// <summary>What may be said after a table's name.</summary>
public enum TableArgument : byte
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>A pid. Left out: in a script the caller, elsewhere every process.</summary>
    Pid,
    /// <summary>How many lines.</summary>
    Count,
}

/// <summary>What of the past a table needs; a machine itself knows the present only.</summary>
[Flags]
public enum HistoryParts : byte
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>Who ran when.</summary>
    Schedule = 1,
    /// <summary>The last events.</summary>
    Events = 2,
    /// <summary>How many tasks wanted a CPU on average, and how long CPUs were idle.</summary>
    Load = 4,
    /// <summary>All of it: what an interactive session keeps.</summary>
    All = Schedule | Events | Load,
}

/// <summary>A table to render.</summary>
/// <param name="Machine">The machine, at any point of its run; it is not changed.</param>
/// <param name="Argument">A pid (0: every process) or a count (0: the usual), as the row says.</param>
/// <param name="History">What was recorded, or null.</param>
/// <param name="Width">Columns that a chart may take.</param>
public readonly record struct TableRequest(Machine Machine, long Argument = 0, History? History = null, int Width = TableRequest.UsualWidth)
{
    /// <summary>The columns of a terminal.</summary>
    public const int UsualWidth = 80;
}

/// <summary>A table.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Name">Its statement, and its word for --show.</param>
/// <param name="ReplName">Its command in the REPL, without the colon; a statement and a word, too.</param>
/// <param name="Argument">What may follow.</param>
/// <param name="Needs">What must have been recorded.</param>
/// <param name="Summary">One line for help.</param>
/// <param name="Render">Makes the text, which ends in a newline.</param>
public sealed record TableRow(
    TableKind Kind, string Name, string ReplName, TableArgument Argument, HistoryParts Needs, string Summary, Func<TableRequest, string> Render)
{
    /// <summary>How it is written: "signals [pid]".</summary>
    public string Usage => Name + Argument switch
    {
        TableArgument.None => "",
        TableArgument.Pid => " [pid]",
        TableArgument.Count => " [n]",
    };
}
