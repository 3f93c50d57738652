// The commands that move in the text and change it, and the ends of a line.
namespace KScript.Cli.LineEditing;

internal sealed partial class LineEditor
{
    private const int IndentWidth = 4;
    private const char BlockEnd = '}';

    private int yankStart;

    public void Enter()
    {
        if (StateOf(buffer.Text).IsUnfinished)
        {
            NewLine();
        }
        else
        {
            result = LineResult.Line(buffer.Text);
        }
    }

    public void NewLine()
    {
        int depth = StateOf(buffer.Text[..buffer.Cursor]).Depth;
        bool closes = !buffer.IsAtEnd && buffer.Text[buffer.Cursor] == BlockEnd;
        buffer.Insert("\n" + Indentation(closes ? depth - 1 : depth));
    }

    public void Interrupt() => result = LineResult.Interrupted;

    public void DeleteOrLeave()
    {
        if (buffer.Text.Length == 0)
        {
            result = LineResult.End;
        }
        else
        {
            Delete();
        }
    }

    public void ToLineStart() => buffer.MoveTo(buffer.LineStart);

    public void ToLineEnd()
    {
        if (!TakeHint(hint => hint.Length))
        {
            buffer.MoveTo(buffer.LineEnd);
        }
    }

    public void Left() => buffer.MoveTo(Clusters.Previous(buffer.Text, buffer.Cursor));

    public void Right()
    {
        if (!TakeHint(hint => hint.Length))
        {
            buffer.MoveTo(Clusters.Next(buffer.Text, buffer.Cursor));
        }
    }

    public void WordLeft() => buffer.MoveTo(Motions.WordLeft(buffer.Text, buffer.Cursor));

    public void WordRight()
    {
        if (!TakeHint(hint => Motions.WordRight(hint, 0)))
        {
            buffer.MoveTo(Motions.WordRight(buffer.Text, buffer.Cursor));
        }
    }

    public void Backspace() => Remove(Clusters.Previous(buffer.Text, buffer.Cursor), buffer.Cursor);

    public void Delete() => Remove(buffer.Cursor, Clusters.Next(buffer.Text, buffer.Cursor));

    public void KillToLineEnd()
    {
        int lineEnd = buffer.LineEnd;
        Kill(buffer.Cursor, buffer.Cursor == lineEnd ? Clusters.Next(buffer.Text, lineEnd) : lineEnd);
    }

    public void KillToLineStart() => Kill(buffer.LineStart, buffer.Cursor);

    public void KillBlankWordLeft() => Kill(Motions.BlankWordLeft(buffer.Text, buffer.Cursor), buffer.Cursor);

    public void KillWordLeft() => Kill(Motions.WordLeft(buffer.Text, buffer.Cursor), buffer.Cursor);

    public void KillWordRight() => Kill(buffer.Cursor, Motions.WordRight(buffer.Text, buffer.Cursor));

    public void Yank()
    {
        yankStart = buffer.Cursor;
        buffer.Insert(kills.Latest());
    }

    public void YankEarlier()
    {
        if (previous == Chain.Yank)
        {
            buffer.Replace(yankStart, buffer.Cursor - yankStart, kills.Earlier());
        }
        else
        {
            yankStart = buffer.Cursor;
        }
    }

    // At the end of a line it is the two characters before the cursor, as in readline.
    public void Transpose()
    {
        int middle = buffer.Cursor == buffer.LineEnd ? Clusters.Previous(buffer.Text, buffer.Cursor) : buffer.Cursor;
        if (middle <= buffer.LineStart)
        {
            return;
        }

        int start = Clusters.Previous(buffer.Text, middle);
        int end = Clusters.Next(buffer.Text, middle);
        buffer.Replace(start, end - start, string.Concat(buffer.Text.AsSpan(middle, end - middle), buffer.Text.AsSpan(start, middle - start)));
    }

    public void Undo() => buffer.Undo();

    private static string Indentation(int depth) => new(' ', Math.Max(0, depth) * IndentWidth);

    private void Type(string text)
    {
        menu = null;
        previous = Chain.None;
        int start = 0;
        for (int i = text.IndexOf(BlockEnd); i >= 0; i = text.IndexOf(BlockEnd, i + 1))
        {
            buffer.Type(text[start..i]);
            Dedent();
            start = i;
        }

        buffer.Type(text[start..]);
    }

    // A brace that begins a line goes below the line that opened its block.
    private void Dedent()
    {
        int lineStart = buffer.LineStart;
        if (lineStart > 0 && Motions.IsIndentation(buffer.Text, buffer.Cursor))
        {
            int depth = StateOf(buffer.Text[..lineStart]).Depth;
            buffer.Replace(lineStart, buffer.Cursor - lineStart, Indentation(depth - 1));
        }
    }

    private Continuation StateOf(string text) => options.Continuation?.Check(text) ?? default;

    private void Remove(int start, int end) => buffer.Replace(start, end - start, "");

    private void Kill(int start, int end)
    {
        kills.Add(buffer.Text[start..end], joins: previous == Chain.Kill, isBackward: start < buffer.Cursor);
        Remove(start, end);
    }
}
