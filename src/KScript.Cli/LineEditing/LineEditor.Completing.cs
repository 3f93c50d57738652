// Tab: the one candidate, or what all have in common; then the list (CompletionMenu.cs).
namespace KScript.Cli.LineEditing;

internal sealed partial class LineEditor
{
    public void Complete()
    {
        if (buffer.LineStart > 0 && Motions.IsIndentation(buffer.Text, buffer.Cursor))
        {
            int column = Motions.ColumnOf(buffer.Text, buffer.Cursor);
            buffer.Insert(new string(' ', IndentWidth - (column % IndentWidth)));
            return;
        }

        var completions = options.Completer?.Complete(buffer.Text, buffer.Cursor) ?? Completions.None;
        if (completions.Candidates.Count == 0 || completions.Start < 0 || completions.Start > buffer.Cursor)
        {
            return;
        }

        string word = buffer.Text[completions.Start..buffer.Cursor];
        string common = CommonStart(completions.Candidates);
        if (completions.Candidates.Count == 1)
        {
            Choose(completions.Start, completions.Candidates[0]);
        }
        else if (common.Length > word.Length && common.StartsWith(word, StringComparison.OrdinalIgnoreCase))
        {
            ReplaceWord(completions.Start, common);
        }
        else if (previous == Chain.Complete)
        {
            menu = new CompletionMenu(completions);
        }
    }

    // False: the list is closed, and the key means what it always means.
    private bool PressInMenu(Key key)
    {
        switch (key)
        {
            case { Code: KeyCode.Tab }:
                Preview(list => list.Cycle(key.Modifiers == KeyModifiers.Shift ? -1 : +1));
                return true;
            case { Code: KeyCode.Up or KeyCode.Down } when menu!.Candidate is not null:
                Preview(list => list.Cycle(key.Code == KeyCode.Up ? -1 : +1));
                return true;
            case { Code: KeyCode.Left or KeyCode.Right } when menu!.Candidate is not null:
                Preview(list => list.MoveColumn(key.Code == KeyCode.Left ? -1 : +1));
                return true;
            case { Code: KeyCode.Enter } when menu!.Candidate is { } candidate:
                buffer.Undo();
                Choose(menu.Completions.Start, candidate);
                break;
            case { Code: KeyCode.Escape } or { Code: KeyCode.Character, Modifiers: KeyModifiers.Control, Rune: 'g' }:
                TakeBackPreview();
                break;
            case { Code: KeyCode.Unknown }:
                return true;
            default:
                menu = null;
                return false;
        }

        menu = null;
        return true;
    }

    // The chosen candidate stands in the text, in one change however long the list is gone through.
    private void Preview(Action<CompletionMenu> move)
    {
        TakeBackPreview();
        move(menu!);
        ReplaceWord(menu!.Completions.Start, menu.Candidate!.Text);
    }

    private void TakeBackPreview()
    {
        if (menu!.Candidate is not null)
        {
            buffer.Undo();
        }
    }

    // A suffix that stands there already is stepped over.
    private void Choose(int start, Candidate candidate)
    {
        bool isThere = candidate.Suffix.Length > 0
            && string.CompareOrdinal(buffer.Text, buffer.Cursor, candidate.Suffix, 0, candidate.Suffix.Length) == 0;
        ReplaceWord(start, candidate.Text + (isThere ? "" : candidate.Suffix));
        buffer.MoveTo(buffer.Cursor + (isThere ? candidate.Suffix.Length : 0));
    }

    private void ReplaceWord(int start, string text) => buffer.Replace(start, buffer.Cursor - start, text);

    private static string CommonStart(IReadOnlyList<Candidate> candidates)
    {
        string common = candidates[0].Text;
        foreach (var candidate in candidates)
        {
            common = common[..common.AsSpan().CommonPrefixLength(candidate.Text)];
        }

        // Not through a surrogate pair.
        return common.Length > 0 && char.IsHighSurrogate(common[^1]) ? common[..^1] : common;
    }
}
