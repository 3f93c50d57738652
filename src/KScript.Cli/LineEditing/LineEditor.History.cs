// The commands that go through lines and entries, take the hint and search.
namespace KScript.Cli.LineEditing;

internal sealed partial class LineEditor
{
    // The column that a run of moves up and down keeps to; -1: that of the cursor.
    private int goalColumn;
    private string lastQuery = "";

    public void Up(bool hasPrefix)
    {
        BeginVertical(hasPrefix);
        int lineStart = buffer.LineStart;
        if (lineStart > 0)
        {
            ToGoal(Motions.LineStart(buffer.Text, lineStart - 1));
        }
        else
        {
            Recall(walk.Move(buffer.Text, -1));
        }
    }

    public void Down(bool hasPrefix)
    {
        BeginVertical(hasPrefix);
        int lineEnd = buffer.LineEnd;
        if (lineEnd < buffer.Text.Length)
        {
            ToGoal(lineEnd + 1);
        }
        else
        {
            Recall(walk.Move(buffer.Text, +1));
        }
    }

    public void ToHistoryEnd(int step)
    {
        BeginVertical(hasPrefix: false);
        Recall(walk.MoveToEnd(buffer.Text, step));
    }

    /// <summary>Begins a search to older entries (-1) or newer ones (+1).</summary>
    public void Search(int step)
    {
        search = new HistorySearch(History, buffer.Text, buffer.Cursor);
        search.Next(step);
    }

    private void BeginVertical(bool hasPrefix)
    {
        if (previous != Chain.Vertical)
        {
            goalColumn = -1;
            walk.Prefix = hasPrefix ? buffer.Text[..buffer.Cursor] : "";
        }
    }

    private void ToGoal(int lineStart)
    {
        goalColumn = goalColumn < 0 ? Motions.ColumnOf(buffer.Text, buffer.Cursor) : goalColumn;
        buffer.MoveTo(Motions.IndexAt(buffer.Text, lineStart, goalColumn));
    }

    private void Recall(string? entry)
    {
        if (entry is not null)
        {
            buffer.ReplaceAll(entry);
            goalColumn = -1;
        }
    }

    private string CurrentHint() => buffer.IsAtEnd && search is null && menu is null ? Hint.Of(History, buffer.Text) : "";

    // Takes as much of the hint as a measure says. False: there is none.
    private bool TakeHint(Func<string, int> measure)
    {
        string hint = CurrentHint();
        if (hint.Length > 0)
        {
            buffer.Insert(hint[..measure(hint)]);
        }

        return hint.Length > 0;
    }

    // False: the search is over, and the key means what it always means.
    private bool PressInSearch(Key key)
    {
        if (key == Key.Control('r') || key == Key.Control('s'))
        {
            SearchOn(key == Key.Control('r') ? -1 : +1);
        }
        else if (key.Code == KeyCode.Backspace)
        {
            search!.Ask(search.Query[..Clusters.Previous(search.Query, search.Query.Length)]);
        }
        else if (key.Code == KeyCode.Escape || key == Key.Control('g'))
        {
            buffer.MoveTo(search!.OriginalCursor);
            search = null;
        }
        else if (key.Code != KeyCode.Unknown)
        {
            EndSearch();
            return false;
        }

        return true;
    }

    // With nothing typed yet, what was searched last is searched again.
    private void SearchOn(int step)
    {
        if (search!.Query.Length == 0)
        {
            search.Turn(step);
            search.Ask(lastQuery);
        }
        else
        {
            search.Next(step);
        }
    }

    // What was found becomes the text, the cursor at the match.
    private void EndSearch()
    {
        if (search is null)
        {
            return;
        }

        lastQuery = search.Query.Length > 0 ? search.Query : lastQuery;
        int match = search.MatchStart;
        if (match >= 0)
        {
            buffer.ReplaceAll(search.Text);
            buffer.MoveTo(match);
        }

        search = null;
    }
}
