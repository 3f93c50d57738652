// The line editor as its user sees it: a prompt goes in, a line comes out. The shape is that of the ReadLine package
// (Read(prompt), a history, a handler for completion), so that one could stand in for the other.
namespace KScript.Cli.LineEditing;

/// <summary>How the reading of a line ended.</summary>
internal enum LineOutcome
{
    /// <summary>A line was entered; it may have several lines of text.</summary>
    Line,

    /// <summary>Ctrl-C: what was typed is dropped; the next Read starts anew.</summary>
    Interrupted,

    /// <summary>Ctrl-D on an empty line, or the input is at its end.</summary>
    End,
}

/// <summary>What Read gives back.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Text">The text, its lines separated by LF; empty unless the outcome is a line.</param>
internal readonly record struct LineResult(LineOutcome Outcome, string Text)
{
    /// <summary>Ctrl-C was typed.</summary>
    public static LineResult Interrupted { get; } = new(LineOutcome.Interrupted, "");

    /// <summary>Nothing more will come.</summary>
    public static LineResult End { get; } = new(LineOutcome.End, "");

    /// <summary>A line was entered.</summary>
    public static LineResult Line(string text) => new(LineOutcome.Line, text);
}

/// <summary>Reads lines from a user, or from a pipe.</summary>
internal interface ILineReader : IDisposable
{
    /// <summary>What was entered so far, this session and before.</summary>
    History History { get; }

    /// <summary>Reads a line. The output has to stand at the start of a line.</summary>
    /// <param name="prompt">Plain text before the first line; control characters in it are shown, not obeyed.</param>
    LineResult Read(string prompt);
}
