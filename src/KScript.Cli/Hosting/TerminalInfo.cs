// The terminal behind standard output: asked only when something is drawn for it.
namespace KScript.Cli.Hosting;

/// <summary>What a chart wants to know of a terminal.</summary>
internal sealed class TerminalInfo
{
    private const int Least = 20;
    private const int Usual = 80;

    /// <summary>Columns, at least 20; 80 where it does not say.</summary>
    public int Width
    {
        get => field == 0 ? field = Ask() : field;
        init;
    }

    /// <summary>Whether it shows Unicode: the locale says UTF-8 (POSIX: LC_ALL, else LC_CTYPE, else LANG).</summary>
    public bool HasBlocks { get; init; } = LocaleIsUtf8();

    // Not by Console on Linux: it would write the terminal's start-up sequence into the output.
    private static int Ask()
    {
        int columns = OperatingSystem.IsLinux() ? RawStream.ColumnsOf(1) : Console.WindowWidth;
        return columns > 0 ? Math.Max(Least, columns) : Usual;
    }

    private static bool LocaleIsUtf8()
    {
        foreach (string name in (ReadOnlySpan<string>)["LC_ALL", "LC_CTYPE", "LANG"])
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } locale)
            {
                return locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("utf8", StringComparison.OrdinalIgnoreCase);
            }
        }

        return false;
    }
}
