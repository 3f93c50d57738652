// Going through the history from the line being typed, and back to it. Changes of recalled entries live as long as the line.
namespace KScript.Cli.LineEditing;

internal sealed class HistoryWalk(History history)
{
    private readonly Dictionary<int, string> changed = [];
    private int position = history.Entries.Count;

    /// <summary>What entries have to begin with; empty: any will do. Kept from step to step.</summary>
    public string Prefix { get; set; } = "";

    private int Count => history.Entries.Count;

    /// <summary>The next entry in a direction that begins with the prefix and differs from the text; null if there is none.</summary>
    /// <param name="text">What is in the editor now, kept for the way back.</param>
    /// <param name="step">-1 to older ones, +1 to newer ones.</param>
    public string? Move(string text, int step)
    {
        for (int i = position + step; i >= 0 && i <= Count; i += step)
        {
            string entry = TextAt(i);
            if (i == Count || (entry.StartsWith(Prefix, StringComparison.Ordinal) && entry != text))
            {
                return Go(i, text);
            }
        }

        return null;
    }

    /// <summary>The oldest entry, or the line being typed.</summary>
    public string? MoveToEnd(string text, int step)
    {
        int target = step < 0 ? 0 : Count;
        return target == position ? null : Go(target, text);
    }

    private string TextAt(int index) => changed.TryGetValue(index, out string? text) ? text : index == Count ? "" : history.Entries[index];

    private string Go(int index, string text)
    {
        changed[position] = text;
        position = index;
        return TextAt(index);
    }
}
