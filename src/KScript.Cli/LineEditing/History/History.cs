// What was entered, the oldest first, with a file behind it that other sessions may use at the same time (HistoryFile.cs).
namespace KScript.Cli.LineEditing;

/// <summary>The lines entered in this session and before.</summary>
internal sealed class History
{
    /// <summary>How many entries are kept.</summary>
    public const int Limit = 10_000;

    private readonly HistoryFile? file;
    private List<string>? entries;

    /// <summary>A history with a file, or with none; the file is read when the history is first asked for.</summary>
    public History(string? path = null) => file = path is null ? null : new HistoryFile(path);

    /// <summary>The entries, the oldest first.</summary>
    public IReadOnlyList<string> Entries => Loaded;

    private List<string> Loaded => entries ??= file?.Load() ?? [];

    /// <summary>Where the history of KScript is kept; null where there is no place for it.</summary>
    /// <remarks>The XDG base directory specification: $XDG_STATE_HOME, which counts only if it is absolute, else ~/.local/state.</remarks>
    public static string? DefaultPath()
    {
        string? state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        if (!Path.IsPathFullyQualified(state ?? ""))
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
            state = home.Length == 0 ? null : Path.Combine(home, ".local", "state");
        }

        return state is null ? null : Path.Combine(state, "kscript", "history");
    }

    /// <summary>Keeps an entry, unless it is empty, begins with a space or repeats the last one.</summary>
    public void Add(string text)
    {
        text = text.TrimEnd();
        if (text.Length == 0 || text[0] == ' ' || (Loaded.Count > 0 && Loaded[^1] == text))
        {
            return;
        }

        Loaded.Add(text);
        if (Loaded.Count > Limit)
        {
            Loaded.RemoveAt(0);
        }

        file?.Append(text);
    }

    /// <summary>Writes what found the file in use by others until now.</summary>
    public void Flush() => file?.Flush();
}
