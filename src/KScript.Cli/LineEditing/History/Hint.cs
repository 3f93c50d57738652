// The dim text behind the cursor: the rest of the newest entry that begins with what is typed.
namespace KScript.Cli.LineEditing;

internal static class Hint
{
    // A longer entry is no hint but a page.
    private const int Longest = 1000;

    /// <summary>What would complete the text; empty if nothing does.</summary>
    public static string Of(History history, string text)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > Longest)
        {
            return "";
        }

        for (int i = history.Entries.Count - 1; i >= 0; i--)
        {
            string entry = history.Entries[i];
            if (entry.Length > text.Length && entry.Length <= Longest && entry.StartsWith(text, StringComparison.Ordinal))
            {
                return entry[text.Length..];
            }
        }

        return "";
    }
}
