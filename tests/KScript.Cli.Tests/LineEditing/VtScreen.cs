// A terminal's screen, for what the editor writes to it: VT100 moves, erasing, wrapping with the delayed wrap of the
// last column, scrolling, and lines that reflow when the width changes. It knows only what it must, and throws at
// anything else. Widths are told by ranges of its own, so that the editor's table is not its own judge.
using System.Globalization;
using System.Text;

namespace KScript.Cli.Tests.LineEditing;

internal sealed class VtScreen(int columns, int rows)
{
    private readonly List<Line> lines = [new Line()];
    private int top;
    private int row;
    private int column;
    private bool isWrapPending;

    public int Columns { get; private set; } = columns;

    public int CursorRow => row - top;

    public int CursorColumn => column;

    /// <summary>The rows of the screen down to the last that is not empty, without blanks at their ends.</summary>
    public string[] Rows
    {
        get
        {
            var texts = lines.Skip(top).Select(line => line.Text().TrimEnd()).ToList();
            while (texts.Count > 0 && texts[^1].Length == 0)
            {
                texts.RemoveAt(texts.Count - 1);
            }

            return [.. texts];
        }
    }

    private sealed class Line
    {
        public List<string> Cells { get; } = [];

        public bool GoesOn { get; set; }

        // The second column of a wide character is empty.
        public string Text() => string.Concat(Cells);
    }

    public void Write(string text)
    {
        for (int i = 0; i < text.Length;)
        {
            if (text[i] == '\e')
            {
                i = Sequence(text, i);
            }
            else if (text[i] is '\r' or '\n')
            {
                Control(text[i++]);
            }
            else
            {
                Rune rune = Rune.GetRuneAt(text, i);
                Put(rune);
                i += rune.Utf16SequenceLength;
            }
        }
    }

    /// <summary>Another width; lines that wrapped are joined and wrapped anew, the cursor stays at its character.</summary>
    public void Resize(int newColumns)
    {
        var old = lines.ToList();
        lines.Clear();
        (int cursorRow, int cursorColumn) = (row, column);
        var line = new Line();
        for (int i = 0; i < old.Count; i++)
        {
            for (int j = 0; j <= old[i].Cells.Count; j++)
            {
                bool fits = j == old[i].Cells.Count || line.Cells.Count + (IsWide(old[i], j) ? 2 : 1) <= newColumns;
                if (!fits)
                {
                    line.GoesOn = true;
                    lines.Add(line);
                    line = new Line();
                }

                if (i == row && j == Math.Min(column, old[i].Cells.Count))
                {
                    (cursorRow, cursorColumn) = (lines.Count, Math.Min(line.Cells.Count + column - j, newColumns - 1));
                }

                if (j < old[i].Cells.Count)
                {
                    line.Cells.Add(old[i].Cells[j]);
                }
            }

            if (!old[i].GoesOn)
            {
                lines.Add(line);
                line = new Line();
            }
        }

        Columns = newColumns;
        (row, column, isWrapPending) = (cursorRow, cursorColumn, false);
        top = Math.Max(0, lines.Count - rows);
    }

    private static bool IsWide(Line line, int index) => index + 1 < line.Cells.Count && line.Cells[index + 1].Length == 0;

    private static int WidthOf(Rune rune) => rune.Value switch
    {
        >= 0x300 and <= 0x36F or 0x200D or 0xFE0F => 0,
        >= 0x2E80 and <= 0xD7A3 or >= 0xFF01 and <= 0xFF60 or >= 0x1F300 and <= 0x1FAFF => 2,
        < 0x20 or (>= 0x7F and < 0xA0) => throw new InvalidOperationException($"control character U+{rune.Value:X4} on the screen"),
        _ => 1,
    };

    private Line Current
    {
        get
        {
            while (row >= lines.Count)
            {
                lines.Add(new Line());
            }

            return lines[row];
        }
    }

    private void Put(Rune rune)
    {
        int width = WidthOf(rune);
        if (width == 0)
        {
            Combine(rune);
            return;
        }

        if (isWrapPending || column + width > Columns)
        {
            Current.GoesOn = true;
            LineFeed();
            column = 0;
        }

        isWrapPending = false;
        var cells = Current.Cells;
        while (cells.Count < column + width)
        {
            cells.Add(" ");
        }

        Split(cells, column);
        Split(cells, column + width);
        cells[column] = rune.ToString();
        if (width == 2)
        {
            cells[column + 1] = "";
        }

        column += width;
        if (column == Columns)
        {
            column--;
            isWrapPending = true;
        }
    }

    // Half of a wide character that is overwritten leaves a blank.
    private static void Split(List<string> cells, int at)
    {
        if (at > 0 && at < cells.Count && cells[at].Length == 0)
        {
            cells[at - 1] = " ";
            cells[at] = " ";
        }
    }

    private void Combine(Rune rune)
    {
        int at = isWrapPending ? column : column - 1;
        at -= at > 0 && Current.Cells[at].Length == 0 ? 1 : 0;
        Current.Cells[at] += rune.ToString();
    }

    private void Control(char value)
    {
        if (value == '\r')
        {
            (column, isWrapPending) = (0, false);
        }
        else
        {
            LineFeed();
        }
    }

    private void LineFeed()
    {
        row++;
        _ = Current;
        top = Math.Max(top, row - rows + 1);
        isWrapPending = false;
    }

    private int Sequence(string text, int start)
    {
        int end = start + 2;
        while (text[end] is (>= '0' and <= '9') or ';' or '?')
        {
            end++;
        }

        string parameters = text[(start + 2)..end];
        int number = parameters.Length > 0 && int.TryParse(parameters, CultureInfo.InvariantCulture, out int value) ? value : 0;
        switch (text[end])
        {
            case 'A':
                row = Math.Max(top, row - number);
                isWrapPending = false;
                break;
            case 'B':
                row = Math.Min(top + rows - 1, row + number);
                isWrapPending = false;
                break;
            case 'G':
                column = Math.Min(Columns, number) - 1;
                isWrapPending = false;
                break;
            case 'H':
                (row, column, isWrapPending) = (top, 0, false);
                break;
            case 'J':
                Erase(below: true, fromTop: number == 2);
                break;
            case 'K':
                Erase(below: false, fromTop: false);
                break;
            case 'm' or 'h' or 'l':
                break;
            default:
                throw new InvalidOperationException($"unknown sequence ESC {text[(start + 1)..(end + 1)]}");
        }

        return end + 1;
    }

    private void Erase(bool below, bool fromTop)
    {
        int first = fromTop ? top : row;
        int from = fromTop ? 0 : column;
        var cells = Current.Cells;
        if (fromTop)
        {
            cells = lines[top].Cells;
        }

        cells.RemoveRange(Math.Min(from, cells.Count), Math.Max(0, cells.Count - from));
        if (below)
        {
            lines[first].GoesOn = false;
            lines.RemoveRange(first + 1, lines.Count - first - 1);
        }
    }
}
