// Where the text breaks into rows of the screen, and where the cursor is then. Only bounds are computed, for text of
// any length; cells are made of the rows that are seen (FrameBuilder.cs). A wide character that does not fit goes to
// the next row whole; the cursor behind a full row is on the next.
namespace KScript.Cli.LineEditing;

/// <summary>A row of the screen.</summary>
/// <param name="Start">Where its text begins.</param>
/// <param name="End">Where its text ends; a line end is not part of it.</param>
/// <param name="IsWrapped">It goes on with the line of the row before; else a prompt stands before it.</param>
internal readonly record struct LayoutRow(int Start, int End, bool IsWrapped);

internal sealed class Layout
{
    private readonly List<LayoutRow> rows = [];

    public IReadOnlyList<LayoutRow> Rows => rows;

    public int CursorRow { get; private set; }

    public int CursorColumn { get; private set; }

    /// <summary>Breaks a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cursor">Where the cursor is; -1: nowhere.</param>
    /// <param name="columns">The width of the screen.</param>
    /// <param name="firstPrompt">The columns of the prompt before the first line; fewer than <paramref name="columns"/>.</param>
    /// <param name="nextPrompt">The columns of the prompt before the other lines.</param>
    public static Layout Of(string text, int cursor, int columns, int firstPrompt, int nextPrompt)
    {
        var layout = new Layout();
        int start = 0;
        int column = firstPrompt;
        bool isWrapped = false;
        for (int i = 0; ;)
        {
            if (i == text.Length || text[i] == '\n')
            {
                if (i == cursor && column >= columns)
                {
                    layout.rows.Add(new LayoutRow(start, i, isWrapped));
                    (start, column, isWrapped) = (i, 0, true);
                }

                layout.SeeCursor(cursor, i, i, column);
                layout.rows.Add(new LayoutRow(start, i, isWrapped));
                if (i == text.Length)
                {
                    layout.SeeEnd(cursor, Math.Min(column, columns - 1));
                    return layout;
                }

                i++;
                (start, column, isWrapped) = (i, nextPrompt, false);
                continue;
            }

            int length = Clusters.LengthAt(text, i);
            int width = Clusters.WidthAt(text, i, length);
            if (column + width > columns)
            {
                layout.rows.Add(new LayoutRow(start, i, isWrapped));
                (start, column, isWrapped) = (i, 0, true);
            }

            layout.SeeCursor(cursor, i, i + length - 1, column);
            column += width;
            i += length;
        }
    }

    // Without a cursor it is the end of the text that has to be seen.
    private void SeeEnd(int cursor, int column)
    {
        if (cursor < 0)
        {
            CursorRow = rows.Count - 1;
            CursorColumn = column;
        }
    }

    private void SeeCursor(int cursor, int first, int last, int column)
    {
        if (cursor >= first && cursor <= last)
        {
            CursorRow = rows.Count;
            CursorColumn = column;
        }
    }
}
