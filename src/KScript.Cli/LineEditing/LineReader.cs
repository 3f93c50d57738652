// Where a line reader comes from: the editor on a terminal, plain lines where there is none, or one that cannot move
// its cursor (TERM=dumb).
namespace KScript.Cli.LineEditing;

/// <summary>What a line reader is given; all of it may be left out.</summary>
internal sealed record LineReaderOptions
{
    /// <summary>Colours the text.</summary>
    public IHighlighter? Highlighter { get; init; }

    /// <summary>Completes words.</summary>
    public ICompleter? Completer { get; init; }

    /// <summary>Tells whether a text is whole; without it, Enter always ends the line.</summary>
    public IContinuation? Continuation { get; init; }

    /// <summary>The file of the history; null: in memory only.</summary>
    public string? HistoryPath { get; init; } = History.DefaultPath();

    /// <summary>Where lines come from if they do not come from a terminal; null: standard input.</summary>
    public Stream? Input { get; init; }
}

/// <summary>Opens line readers.</summary>
internal static class LineReader
{
    /// <summary>Whether standard input and output are a terminal, so that somebody sees a prompt.</summary>
    public static bool IsInteractive => OperatingSystem.IsWindows()
        ? !Console.IsInputRedirected && !Console.IsOutputRedirected
        : UnixTerminal.IsTerminal;

    /// <summary>The reader for the standard input and output of this process.</summary>
    public static ILineReader Open(LineReaderOptions options)
    {
        if (IsInteractive && CanMoveCursor())
        {
            ITerminal terminal = OperatingSystem.IsWindows() ? new WindowsTerminal() : new UnixTerminal();
            return new LineEditor(terminal, new History(options.HistoryPath), options);
        }

        return new PlainLineReader(
            options.Input ?? Console.OpenStandardInput(),
            IsInteractive ? Console.OpenStandardOutput() : null,
            options.Continuation);
    }

    private static bool CanMoveCursor() =>
        OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
}
