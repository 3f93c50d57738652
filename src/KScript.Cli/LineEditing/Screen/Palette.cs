// What each part of the screen looks like, as parameters of SGR (ECMA-48, 8.3.117): with colours, and without them
// (NO_COLOR), where dim, bold and reverse still tell the hint and the chosen candidate from the rest.
namespace KScript.Cli.LineEditing;

/// <summary>What a cell belongs to. The kinds of text come first, with the numbers of <see cref="SpanKind"/>.</summary>
internal enum Face : byte
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
    Prompt,
    Hint,
    Match,
    Candidate,
    Description,
    Chosen,
    Status,
}

internal static class Palette
{
    private static readonly (Face Face, string Colour, string Plain)[] Rows =
    [
        (Face.Text, "", ""),
        (Face.Keyword, "1;34", ""),
        (Face.Call, "36", ""),
        (Face.Signal, "35", ""),
        (Face.Number, "33", ""),
        (Face.String, "32", ""),
        (Face.Comment, "90", ""),
        (Face.Command, "1;36", ""),
        (Face.Variable, "", ""),
        (Face.Operator, "", ""),
        (Face.Error, "4;31", ""),
        (Face.Prompt, "1;32", ""),
        (Face.Hint, "90", "2"),
        (Face.Match, "7", "7"),
        (Face.Candidate, "1", "1"),
        (Face.Description, "90", "2"),
        (Face.Chosen, "7", "7"),
        (Face.Status, "33", ""),
    ];

    /// <summary>The face of a kind of text.</summary>
    public static Face Of(SpanKind kind) => (Face)kind;

    /// <summary>The sequence that turns a face on, from any other.</summary>
    public static string Sequence(Face face, bool hasColours)
    {
        var row = Rows[(int)face];
        string parameters = hasColours ? row.Colour : row.Plain;
        return parameters.Length == 0 ? "\e[m" : $"\e[0;{parameters}m";
    }

    /// <summary>Whether each row stands at the number of its face.</summary>
    internal static bool IsInOrder() => Rows.Length == Enum.GetValues<Face>().Length && Rows.Index().All(row => (int)row.Item.Face == row.Index);
}
