// From a frame to the next with few bytes: rows are compared cell by cell, and written from the first cell that
// differs. Moves are relative to the first row of the frame, wherever that is on the screen. Two rules keep the
// screen right where terminals differ: after a cluster of several code points the column is set, so that its width
// does not matter to what follows; and a row that a line wraps into is reached by letting the terminal wrap, so that
// it knows, when it reflows on a resize or copies, that they are one line.
using System.Globalization;
using System.Text;

namespace KScript.Cli.LineEditing;

internal sealed class ScreenWriter(ITerminal terminal)
{
    private readonly StringBuilder output = new();
    private Frame shown = Frame.Empty;
    private int columns;
    private int row;

    // Rows that exist below the first one; the next is made by a line feed, which scrolls at the bottom of the screen.
    private int opened = 1;
    private Face face;

    /// <summary>The frame begins where the cursor is; nothing of it is on the screen.</summary>
    public void Start()
    {
        shown = Frame.Empty;
        row = 0;
        opened = 1;
        output.Append("\r\e[J");
    }

    /// <summary>The screen is empty, and the frame begins at its top.</summary>
    public void Clear()
    {
        output.Append("\e[H\e[2J");
        Start();
    }

    /// <summary>The terminal has another width now, and has reflowed its rows: goes to where the frame begins and erases it.</summary>
    public void Reflow(int newColumns)
    {
        int up = RowsAbove(newColumns);
        if (up > 0)
        {
            Sequence(up, 'A');
        }

        Start();
    }

    /// <summary>Puts a frame on the screen.</summary>
    public void Draw(Frame next, int width)
    {
        columns = width;
        for (int i = 0; i < next.Rows.Count; i++)
        {
            DrawRow(next, i);
        }

        if (shown.Rows.Count > next.Rows.Count)
        {
            MoveTo(next.Rows.Count, 0);
            Paint(Face.Text);
            output.Append("\e[J");
        }

        MoveTo(next.CursorRow, next.CursorColumn);
        Paint(Face.Text);
        shown = next;
        Flush();
    }

    /// <summary>Leaves the frame that was drawn: text behind its last row, and the cursor on the row below.</summary>
    public void Finish(string text)
    {
        var last = shown.Rows[^1];
        MoveTo(shown.Rows.Count - 1, Math.Min(last.Width, columns - 1));
        if (last.Width < columns)
        {
            output.Append(text);
        }

        output.Append("\r\n");
        Flush();
    }

    private void Flush()
    {
        if (output.Length > 0)
        {
            terminal.Write(output.ToString());
            output.Clear();
        }
    }

    private void DrawRow(Frame next, int index)
    {
        var cells = next.Rows[index].Cells;
        var old = index < shown.Rows.Count ? shown.Rows[index] : null;
        bool wraps = Wraps(next, index) && !(old is not null && Wraps(shown, index));
        int same = wraps ? 0 : CommonLength(cells, old?.Cells);
        if (!wraps && index < opened && same == cells.Count && same == (old?.Cells.Count ?? 0))
        {
            return;
        }

        int column = 0;
        for (int i = 0; i < same; i++)
        {
            column += cells[i].Width;
        }

        if (wraps)
        {
            var before = next.Rows[index - 1];
            MoveTo(index - 1, before.Width - before.Cells[^1].Width);
            Write(before.Cells[^1], before.Width);
            (row, opened) = (index, Math.Max(opened, index + 1));
        }
        else
        {
            MoveTo(index, column);
        }

        for (int i = same; i < cells.Count; i++)
        {
            column += cells[i].Width;
            Write(cells[i], column);
        }

        // Behind the last column a terminal would erase that column.
        if (column < columns && old is not null && old.Width > column)
        {
            Paint(Face.Text);
            output.Append("\e[K");
        }
    }

    private static int CommonLength(List<Cell> cells, List<Cell>? old)
    {
        int count = Math.Min(cells.Count, old?.Count ?? 0);
        int same = 0;
        while (same < count && cells[same] == old![same])
        {
            same++;
        }

        return same;
    }

    // Whether the terminal wraps into a row by itself when the row before it is written on.
    private bool Wraps(Frame frame, int index)
    {
        if (index == 0 || !frame.Rows[index].IsWrapped || frame.Rows[index].Cells.Count == 0)
        {
            return false;
        }

        int room = columns - frame.Rows[index - 1].Width;
        var first = frame.Rows[index].Cells[0];
        return room == 0 || (room == 1 && first is { Width: 2, Text: not ['^', ..] });
    }

    private void Write(Cell cell, int columnAfter)
    {
        Paint(cell.Face);
        output.Append(cell.Text);
        bool isOdd = cell.Text.Length > (char.IsSurrogate(cell.Text[0]) ? 2 : 1) && cell.Text[^1] >= 0x80;
        if (isOdd && columnAfter < columns)
        {
            Sequence(columnAfter + 1, 'G');
        }
    }

    private void Paint(Face next)
    {
        if (face != next)
        {
            face = next;
            output.Append(Palette.Sequence(next, terminal.HasColours));
        }
    }

    private void MoveTo(int targetRow, int column)
    {
        if (targetRow < row)
        {
            Sequence(row - targetRow, 'A');
        }
        else if (targetRow > row)
        {
            int within = Math.Min(targetRow, opened - 1) - row;
            if (within > 0)
            {
                Sequence(within, 'B');
            }

            int beyond = targetRow - Math.Max(row, opened - 1);
            if (beyond > 0)
            {
                output.Append('\r').Append('\n', beyond);
            }

            opened = Math.Max(opened, targetRow + 1);
        }

        row = targetRow;
        if (column == 0)
        {
            output.Append('\r');
        }
        else
        {
            Sequence(column + 1, 'G');
        }
    }

    private void Sequence(int number, char final) => output.Append("\e[").Append(number.ToString(CultureInfo.InvariantCulture)).Append(final);

    // On which row below the first the cursor is, once lines are wrapped anew at another width.
    private int RowsAbove(int newColumns)
    {
        int above = 0;
        int line = 0;
        for (int i = 0; i <= shown.CursorRow && i < shown.Rows.Count; i++)
        {
            bool goesOn = i < shown.CursorRow && i + 1 < shown.Rows.Count && Wraps(shown, i + 1);
            if (i == shown.CursorRow)
            {
                return above + ((line + shown.CursorColumn) / newColumns);
            }

            line += shown.Rows[i].Width;
            if (!goesOn)
            {
                above += Math.Max(1, (line + newColumns - 1) / newColumns);
                line = 0;
            }
        }

        return above;
    }
}
