// What the editor asks when Enter is typed: is this a whole statement, or does it go on?
namespace KScript.Cli.LineEditing;

/// <summary>The state of a text up to some point.</summary>
/// <param name="IsUnfinished">More has to come: a block or a string is open.</param>
/// <param name="Depth">How many blocks are open at its end: the indentation of the next line.</param>
internal readonly record struct Continuation(bool IsUnfinished, int Depth);

/// <summary>Knows whether a text is whole.</summary>
internal interface IContinuation
{
    /// <summary>Asked for the whole text when Enter is typed, and for the text before a line to indent it.</summary>
    Continuation Check(string text);
}
