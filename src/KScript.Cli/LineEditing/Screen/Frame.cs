// What the editor wants on the screen: rows of cells, and where the cursor is. Two of them are compared to write only
// what changed.
namespace KScript.Cli.LineEditing;

/// <summary>What stands in one or more columns.</summary>
/// <param name="Text">What is written.</param>
/// <param name="Width">How many columns it takes.</param>
/// <param name="Face">What it looks like.</param>
internal readonly record struct Cell(string Text, byte Width, Face Face);

internal sealed class FrameRow
{
    public List<Cell> Cells { get; } = [];

    /// <summary>How many columns are taken.</summary>
    public int Width { get; private set; }

    /// <summary>It goes on with the row before: a terminal that reflows on a resize may join them.</summary>
    public bool IsWrapped { get; init; }

    public void Add(Shown shown, Face face)
    {
        Cells.Add(new Cell(shown.Text, (byte)shown.Width, face));
        Width += shown.Width;
    }

    /// <summary>Adds text as far as it fits; ends with '…' where it does not.</summary>
    public void Add(string text, Face face, int room)
    {
        bool isCut = Clusters.WidthOf(text) > room;
        int left = isCut ? room - 1 : room;
        for (int i = 0, length; i < text.Length; i += length)
        {
            length = Clusters.LengthAt(text, i);
            var shown = Clusters.ShownAt(text, i, length);
            left -= shown.Width;
            if (left < 0)
            {
                break;
            }

            Add(shown, face);
        }

        if (isCut && room > 0)
        {
            Add(new Shown("…", 1), face);
        }
    }

    public void Pad(int column, Face face)
    {
        while (Width < column)
        {
            Add(new Shown(" ", 1), face);
        }
    }
}

internal sealed class Frame
{
    public static readonly Frame Empty = new();

    public List<FrameRow> Rows { get; } = [];

    public int CursorRow { get; init; }

    public int CursorColumn { get; init; }
}
