// What the tool has of the world outside: three streams, whether they are terminals, the environment. Tests inject
// their own, so that every command runs in-process.
using System.Text;

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

    /// <summary>Whether Ctrl-C can come; a test has none.</summary>
    public bool Interactive { get; init; }

    /// <summary>Whether standard input and output are a terminal: somebody types, and sees a prompt.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Where relative paths begin; null: where the process is.</summary>
    public string? Directory { get; init; }

    /// <summary>The locale for texts, such as zh_CN.UTF-8; null: none.</summary>
    public string? Locale { get; init; }

    /// <summary>The streams of this process.</summary>
    public static CliHost ForProcess() => new()
    {
        In = OperatingSystem.IsWindows() ? Console.OpenStandardInput() : new RawStream(0),
        Out = OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new RawStream(1),
        Error = OperatingSystem.IsWindows() ? Console.OpenStandardError() : new RawStream(2),
        Colours = WantsColours(2),
        ColoursOut = WantsColours(1),
        Terminal = OperatingSystem.IsWindows() || !RawStream.IsTerminal(1) ? null : new TerminalInfo(),
        Interactive = true,
        IsTerminal = OperatingSystem.IsWindows() ? !Console.IsInputRedirected && !Console.IsOutputRedirected : RawStream.IsTerminal(0) && RawStream.IsTerminal(1),
        Locale = LocaleOf("LC_ALL") ?? LocaleOf("LC_MESSAGES") ?? LocaleOf("LANG"),
    };

    /// <summary>A path as the system needs it.</summary>
    public string Resolve(string path) => Directory is null ? path : Path.Combine(Directory, path);

    /// <summary>Text to standard output, at once.</summary>
    public void Print(string text) => Write(Out, text);

    /// <summary>Text to standard error, at once.</summary>
    public void PrintError(string text) => Write(Error, text);

    /// <summary>A line to standard error, at once.</summary>
    public void Complain(string line) => Write(Error, line + "\n");

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
