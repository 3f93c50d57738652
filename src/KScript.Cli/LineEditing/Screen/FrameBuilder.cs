// From the state of the editor to a frame: the prompts, the text in its colours, the hint, the rows below (a list,
// the state of a search). Of a text that is taller than the screen, the part around the cursor.
namespace KScript.Cli.LineEditing;

/// <summary>What is to be seen.</summary>
internal sealed record View(string Prompt, string Text, int Cursor)
{
    /// <summary>The dim text behind the text.</summary>
    public string Hint { get; init; } = "";

    /// <summary>What is coloured.</summary>
    public IReadOnlyList<ColouredSpan> Spans { get; init; } = [];

    /// <summary>The part that a search found.</summary>
    public (int Start, int Length) Match { get; init; }

    /// <summary>The rows below the text.</summary>
    public IReadOnlyList<FrameRow> Below { get; init; } = [];
}

internal sealed class FrameBuilder
{
    // A prompt leaves that many columns at least for the text of its row.
    private const int RoomForText = 10;
    private const string NextPromptEnd = "...> ";

    private int top;

    /// <summary>The text of a new line is seen from its start.</summary>
    public void Reset() => top = 0;

    /// <summary>Builds a frame that fits the screen.</summary>
    public Frame Build(View view, TerminalSize size)
    {
        string prompt = FitPrompt(view.Prompt, size.Columns);
        int promptWidth = Clusters.WidthOf(prompt);
        string nextPrompt = NextPrompt(promptWidth);
        string text = view.Text + view.Hint;
        var layout = Layout.Of(text, view.Cursor, size.Columns, promptWidth, Clusters.WidthOf(nextPrompt));

        int below = Math.Min(view.Below.Count, size.Rows - 1);
        int height = Math.Min(layout.Rows.Count, size.Rows - below);
        top = Math.Clamp(top, Math.Max(0, layout.CursorRow - height + 1), Math.Min(layout.CursorRow, layout.Rows.Count - height));

        var frame = new Frame { CursorRow = layout.CursorRow - top, CursorColumn = layout.CursorColumn };
        var faces = FacesOf(view, text, layout.Rows[top].Start, layout.Rows[top + height - 1].End);
        for (int i = top; i < top + height; i++)
        {
            var row = layout.Rows[i];
            frame.Rows.Add(RowOf(row, row.IsWrapped ? "" : i == 0 ? prompt : nextPrompt, text, faces, layout.Rows[top].Start));
        }

        frame.Rows.AddRange(view.Below.Take(below));
        return frame;
    }

    private static FrameRow RowOf(LayoutRow row, string prompt, string text, Face[] faces, int first)
    {
        var cells = new FrameRow { IsWrapped = row.IsWrapped };
        cells.Add(prompt, Face.Prompt, int.MaxValue);
        for (int i = row.Start, length; i < row.End; i += length)
        {
            length = Clusters.LengthAt(text, i);
            cells.Add(Clusters.ShownAt(text, i, length), faces[i - first]);
        }

        return cells;
    }

    // The face of each character that is seen.
    private static Face[] FacesOf(View view, string text, int start, int end)
    {
        var faces = new Face[end - start];
        foreach (var span in view.Spans)
        {
            Paint(faces, span.Start - start, span.Length, Palette.Of(span.Kind));
        }

        Paint(faces, view.Match.Start - start, view.Match.Length, Face.Match);
        Paint(faces, view.Text.Length - start, text.Length - view.Text.Length, Face.Hint);
        return faces;
    }

    private static void Paint(Face[] faces, int start, int length, Face face)
    {
        int first = Math.Clamp(start, 0, faces.Length);
        int last = (int)Math.Clamp((long)start + length, first, faces.Length);
        faces.AsSpan(first, last - first).Fill(face);
    }

    // A prompt is one row; of one that is too long the end is kept.
    private static string FitPrompt(string prompt, int columns)
    {
        prompt = prompt.ReplaceLineEndings(" ");
        int room = Math.Max(0, columns - RoomForText);
        int start = 0;
        int width = Clusters.WidthOf(prompt);
        while (width > room)
        {
            int length = Clusters.LengthAt(prompt, start);
            width -= Clusters.WidthAt(prompt, start, length);
            start += length;
        }

        return prompt[start..];
    }

    // As wide as the first, so that the lines stand below one another.
    private static string NextPrompt(int width) =>
        width >= NextPromptEnd.Length ? NextPromptEnd.PadLeft(width) : "".PadLeft(width);
}
