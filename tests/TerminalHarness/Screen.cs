// What is on a screen at one moment.
namespace KScript.TerminalHarness;

/// <summary>The rows of a screen and its cursor.</summary>
/// <param name="Rows">The rows from the top, without the blanks at their ends.</param>
/// <param name="CursorColumn">From 0.</param>
/// <param name="CursorRow">From 0.</param>
/// <param name="IsDead">The program has ended.</param>
public sealed record Screen(string[] Rows, int CursorColumn, int CursorRow, bool IsDead)
{
    /// <summary>The row that the cursor is in.</summary>
    public string CursorLine => CursorRow < Rows.Length ? Rows[CursorRow] : "";

    /// <summary>The last row that is not empty; none: the empty text.</summary>
    public string LastLine => Array.FindLast(Rows, row => row.Length > 0) ?? "";

    /// <summary>Whether a row is exactly that text.</summary>
    public bool HasRow(string text) => Rows.Contains(text);

    /// <summary>Whether a text is on the screen.</summary>
    public bool Contains(string text) => Array.Exists(Rows, row => row.Contains(text, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join("\n", Rows.Select(row => "| " + row)).TrimEnd('\n', '|', ' ')
        + $"\n(cursor in row {CursorRow}, column {CursorColumn}{(IsDead ? "; the program has ended" : "")})";
}
