// What the editor asks about colours: which parts of the text are what. The colour of each kind is in Palette.cs.
namespace KScript.Cli.LineEditing;

/// <summary>What a part of the text is.</summary>
internal enum SpanKind
{
    Text,
    Keyword,
    Call,
    Signal,
    Number,
    String,
    Comment,
    Command,
    Variable,
    Operator,
    Error,
}

/// <summary>A part of the text of one kind.</summary>
/// <param name="Start">Where it begins, in UTF-16 units.</param>
/// <param name="Length">How long it is; what lies outside of the text is ignored.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct ColouredSpan(int Start, int Length, SpanKind Kind);

/// <summary>Colours the text as it is typed.</summary>
internal interface IHighlighter
{
    /// <summary>The coloured parts of a text; later ones paint over earlier ones. Called for each redraw.</summary>
    IReadOnlyList<ColouredSpan> Highlight(string text);
}
