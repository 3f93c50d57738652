// What people type at a prompt out of habit, as in Python, gdb or IPython: `help`, `quit`, `?`, `fork?`.
namespace KScript.Cli.Repl;

/// <summary>Words that mean a command though no colon stands before them.</summary>
internal static class ReplHabits
{
    /// <summary>The command line that is meant, without its colon; null: the text is for a process.</summary>
    public static string? CommandOf(string text)
    {
        if (text is "?" or "help" || text.StartsWith("help ", StringComparison.Ordinal))
        {
            return text == "?" ? "help" : text;
        }

        return text is "quit" ? "quit"
            : text[0] == '?' && IsName(text[1..].Trim()) ? "help " + text[1..].Trim()
            : text[^1] == '?' && IsName(text[..^1].TrimEnd()) ? "help " + text[..^1].TrimEnd()
            : null;
    }

    private static bool IsName(string text) => text.Length > 0 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or ':');
}
