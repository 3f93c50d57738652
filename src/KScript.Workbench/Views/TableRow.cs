// What a table is: a row of Tables.Rows. --show of the command line, the REPL's commands and docs/views.md are made from the rows;
// the statement of the language is the row's form.
using KScript.Interpreter.Bytecode;
using KScript.Kernel;

namespace KScript.Workbench.Views;

/// <summary>A table to render.</summary>
/// <param name="Machine">The machine, at any point of its run; it is not changed.</param>
/// <param name="Argument">A pid (0: every process) or a count (0: the usual), as the row says.</param>
/// <param name="History">What was recorded, or null.</param>
/// <param name="Width">Columns that a chart may take.</param>
internal readonly record struct TableRequest(Machine Machine, long Argument = 0, History? History = null, int Width = TableRequest.UsualWidth)
{
    /// <summary>The columns of a terminal.</summary>
    public const int UsualWidth = 80;

    /// <summary>The pid namespace of who looks: processes are shown by their numbers there, those that have one; 0: the machine's.</summary>
    public int Namespace { get; init; }
}

/// <summary>A table.</summary>
/// <param name="Form">Its statement.</param>
/// <param name="Summary">One line for help.</param>
/// <param name="Render">Makes the text, which ends in a newline.</param>
internal sealed record TableRow(TableForm Form, string Summary, Func<TableRequest, string> Render)
{
    /// <summary>Which.</summary>
    public TableKind Kind => Form.Kind;

    /// <summary>Its statement, and its word for --show.</summary>
    public string Name => Form.Name;

    /// <summary>Its command in the REPL, without the colon; a statement and a word, too.</summary>
    public string ReplName => Form.OtherName;

    /// <summary>What may follow.</summary>
    public TableArgument Argument => Form.Argument;

    /// <summary>What must have been recorded.</summary>
    public HistoryParts Needs => Form.Needs;

    /// <summary>How it is written: "signals [pid]".</summary>
    public string Usage => Form.Usage;
}
