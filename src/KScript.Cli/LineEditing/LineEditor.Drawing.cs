// What is to be seen of the editor's state, and the commands that concern the screen.
namespace KScript.Cli.LineEditing;

internal sealed partial class LineEditor
{
    // A longer text is shown without colours: nobody reads it, and each key would colour it anew.
    private const int LongestColoured = 64 * 1024;
    private const int FewestColumns = 4;
    private static readonly TerminalSize UnknownSize = new(80, 24);

    public void ClearScreen() => screen.Clear();

    public void Suspend()
    {
        Draw();
        screen.Finish("");
        terminal.Suspend();
        size = SizeNow();
        screen.Start();
    }

    private void Draw()
    {
        FollowSize();
        screen.Draw(frames.Build(search is null ? EditingView() : SearchView(search), size), size.Columns);
    }

    // A key may come before the notice of a new size does, so each drawing looks.
    private void FollowSize()
    {
        var now = SizeNow();
        if (now != size)
        {
            size = now;
            screen.Reflow(size.Columns);
        }
    }

    private View EditingView() => new(prompt, buffer.Text, buffer.Cursor)
    {
        Hint = CurrentHint(),
        Spans = SpansOf(buffer.Text),
        Below = menu?.Rows(size.Columns, RoomBelow()) ?? [],
    };

    // A list takes what the text leaves, and half of the screen if that is more.
    private int RoomBelow()
    {
        int rows = Layout.Of(buffer.Text, buffer.Cursor, size.Columns, Clusters.WidthOf(prompt), Clusters.WidthOf(prompt)).Rows.Count;
        return Math.Max(1, Math.Max(size.Rows - rows, size.Rows / 2));
    }

    private View SearchView(HistorySearch state)
    {
        var status = new FrameRow();
        string way = state.Step < 0 ? "back" : "forward";
        status.Add($"{(state.IsFailing ? "failing " : "")}search {way}: {state.Query}", Face.Status, size.Columns - 1);
        int match = state.MatchStart;
        return new View(prompt, state.Text, match < 0 ? state.Text.Length : match)
        {
            Spans = SpansOf(state.Text),
            Match = (Math.Max(0, match), match < 0 ? 0 : state.Found.Length),
            Below = [status],
        };
    }

    // The line as it stays on the screen: without hint, list and search.
    private void DrawResult(LineOutcome outcome)
    {
        FollowSize();
        var view = new View(prompt, buffer.Text, -1) { Spans = SpansOf(buffer.Text) };
        screen.Draw(frames.Build(view, size), size.Columns);
        screen.Finish(outcome == LineOutcome.Interrupted ? "^C" : "");
    }

    private IReadOnlyList<ColouredSpan> SpansOf(string text) =>
        text.Length <= LongestColoured && options.Highlighter is { } highlighter ? highlighter.Highlight(text) : [];

    private TerminalSize SizeNow()
    {
        var now = terminal.Size;
        return now.Columns <= 0 || now.Rows <= 0 ? UnknownSize : now with { Columns = Math.Max(FewestColumns, now.Columns) };
    }
}
