// What the tool has of the world outside: three streams, whether they are terminals, the environment. Tests inject
// their own, so that every command runs in-process.
using System.Text;
using KScript.Interpreter.Diagnostics;
using KScript.Workbench.Traces;

namespace KScript.Cli.Hosting;

/// <summary>The streams and surroundings of one invocation.</summary>
internal sealed class CliHost
{
    /// <summary>Standard input.</summary>
    public required Stream In { get; init; }

    /// <summary>Standard output.</summary>
    public required Stream Out { get; init; }

    /// <summary>Standard error.</summary>
    public required Stream Error { get; init; }

    /// <summary>Whether diagnostics may have colours.</summary>
    public bool Colours { get; init; }

    /// <summary>Whether standard output may have colours, where it is a terminal.</summary>
    public bool ColoursOut { get; init; }

    /// <summary>Diagnostics are for another program: JSON (--json).</summary>
    public bool Json { get; set; }

    /// <summary>The terminal that standard output is, or null.</summary>
    public TerminalInfo? Terminal { get; init; }

    /// <summary>Whether standard error is a terminal.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>What processes print reaches a terminal as it is (--raw).</summary>
    public bool IsRaw { get; set; }

    /// <summary>Whether the tool is the process: another of it can be started, and this one ended. Tests run it in a process that is theirs.</summary>
    public bool OwnsProcess { get; init; }

    /// <summary>Whether standard input and output are a terminal: somebody types, and sees a prompt.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Where relative paths begin; null: where the process is.</summary>
    public string? Directory { get; init; }

    /// <summary>The folder below which a script may import files; null: any.</summary>
    public string? ImportsBelow { get; init; }

    /// <summary>The locale for texts, such as zh_CN.UTF-8; null: none.</summary>
    public string? Locale { get; init; }

    /// <summary>The streams of this process.</summary>
    public static CliHost ForProcess() => new()
    {
        In = OperatingSystem.IsWindows() ? Console.OpenStandardInput() : RawStream.Standard(0),
        Out = OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : RawStream.Standard(1),
        Error = OperatingSystem.IsWindows() ? Console.OpenStandardError() : RawStream.Standard(2),
        Colours = WantsColours(2),
        ColoursOut = WantsColours(1),
        Terminal = OperatingSystem.IsWindows() || !RawStream.IsTerminal(1) ? null : new TerminalInfo(),
        ErrorIsTerminal = OperatingSystem.IsWindows() ? !Console.IsErrorRedirected : RawStream.IsTerminal(2),
        OwnsProcess = true,
        IsTerminal = OperatingSystem.IsWindows() ? !Console.IsInputRedirected && !Console.IsOutputRedirected : RawStream.IsTerminal(0) && RawStream.IsTerminal(1),
        Locale = LocaleOf("LC_ALL") ?? LocaleOf("LC_MESSAGES") ?? LocaleOf("LANG"),
    };

    /// <summary>A path as the system needs it.</summary>
    public string Resolve(string path) => Directory is null ? path : Path.Combine(Directory, path);

    /// <summary>Standard output for what processes print and for files that pass through: as it is, but visible on a terminal unless --raw.</summary>
    public Stream DataOut => Terminal is null || IsRaw ? Out : new VisibleStream(Out);

    /// <summary>Standard error for what processes print there.</summary>
    public Stream DataError => !ErrorIsTerminal || IsRaw ? Error : new VisibleStream(Error);

    /// <summary>Standard output for what is meant for readers: tables, charts, explanations. The same bytes on a terminal and in a pipe.</summary>
    public Stream PageOut => new VisibleStream(Out);

    /// <summary>Text to standard output, at once; no control character in it reaches a terminal.</summary>
    public void Print(string text) => Write(Out, VisibleText.Of(text));

    /// <summary>Text to standard error, at once; no control character in it reaches a terminal.</summary>
    public void PrintError(string text) => PrintPaintedError(VisibleText.Of(text));

    /// <summary>A line to standard error, at once.</summary>
    public void Complain(string line) => PrintError(line + "\n");

    /// <summary>Text to standard error with colours of our own; what is not ours in it has gone through <see cref="VisibleText"/>.</summary>
    public void PrintPaintedError(string text)
    {
        try
        {
            Write(Error, text);
        }
        catch (Exception e) when (e is IOException and not OutputClosedException)
        {
            // Standard error is closed or full: there is nobody left to tell, and the exit code says it still.
        }
    }

    private static void Write(Stream stream, string text)
    {
        stream.Write(Encoding.UTF8.GetBytes(text));
        stream.Flush();
    }

    // As POSIX (XBD 8.2) ranks them; an empty one is not set.
    private static string? LocaleOf(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } locale ? locale : null;

    private static bool WantsColours(int descriptor) =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb")
        && !OperatingSystem.IsWindows()
        && RawStream.IsTerminal(descriptor);
}
