// Ctrl-R and Ctrl-S: the history by what is in it, with every letter of the query. Small letters stand for capitals too.
namespace KScript.Cli.LineEditing;

internal sealed class HistorySearch(History history, string original, int originalCursor)
{
    private int position = history.Entries.Count;

    /// <summary>What was in the editor before.</summary>
    public string Original { get; } = original;

    /// <summary>Where the cursor was before.</summary>
    public int OriginalCursor { get; } = originalCursor;

    public string Query { get; private set; } = "";

    /// <summary>-1 to older entries, +1 to newer ones.</summary>
    public int Step { get; private set; } = -1;

    /// <summary>Nothing has the query in it in that direction.</summary>
    public bool IsFailing { get; private set; }

    /// <summary>The entry found; the original text while there is none.</summary>
    public string Text => position == history.Entries.Count ? Original : history.Entries[position];

    /// <summary>What of the query was found: all of it, unless the search is failing.</summary>
    public string Found { get; private set; } = "";

    /// <summary>Where that is in the text; -1: nowhere.</summary>
    public int MatchStart => Found.Length == 0 ? -1 : Text.IndexOf(Found, ComparisonFor(Found));

    /// <summary>Letter by letter, so that a burst finds what slow typing finds.</summary>
    public void Type(string text)
    {
        for (int i = 0, length; i < text.Length; i += length)
        {
            length = Clusters.LengthAt(text, i);
            Ask(string.Concat(Query, text.AsSpan(i, length)));
        }
    }

    /// <summary>A longer or shorter query: from where we are, or from the end again.</summary>
    public void Ask(string query)
    {
        bool isLonger = query.StartsWith(Query, StringComparison.Ordinal);
        Query = query;
        if (!isLonger)
        {
            position = Step < 0 ? history.Entries.Count : 0;
        }

        Find(position, skip: null);
    }

    /// <summary>The way from now on.</summary>
    public void Turn(int step) => Step = step;

    /// <summary>Goes on to the next entry in a direction; turns round, if it was the other.</summary>
    public void Next(int step)
    {
        Step = step;
        Find(position + step, skip: Text);
    }

    private static StringComparison ComparisonFor(string query) =>
        query.Any(char.IsUpper) ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    private void Find(int from, string? skip)
    {
        IsFailing = false;
        if (Query.Length == 0)
        {
            Found = "";
            return;
        }

        for (int i = from; i >= 0 && i < history.Entries.Count + (Step < 0 ? 1 : 0); i += Step)
        {
            if (i < history.Entries.Count && history.Entries[i].Contains(Query, ComparisonFor(Query)) && history.Entries[i] != skip)
            {
                position = i;
                Found = Query;
                return;
            }
        }

        IsFailing = true;
    }
}
