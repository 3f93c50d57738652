// The trace on a terminal: what the trace writer writes, its long lines wrapped between columns, and coloured. A pipe and a file
// get the trace as it is.
using System.Text;
using KScript.Cli.CommandLine;
using KScript.Interpreter.Diagnostics;
using KScript.Workbench.Traces;

namespace KScript.Cli.Hosting;

/// <summary>A stream of trace lines before a terminal. Owns nothing.</summary>
internal sealed class TerminalTrace : Stream
{
    private const int EventColumn = 28;
    private const string Dim = "90", Red = "31", Alarm = "1;31", Yellow = "1;33";

    private readonly Stream target;
    private readonly int width;
    private readonly bool hasColours;
    private readonly List<byte> line = [];

    /// <summary>Lines of at most so many columns, to a stream.</summary>
    public TerminalTrace(Stream target, int width, bool hasColours)
    {
        this.target = target;
        this.width = width;
        this.hasColours = hasColours;
    }

    /// <summary>The stream itself, or before it what a terminal needs.</summary>
    /// <param name="stream">Where the trace goes.</param>
    /// <param name="options">Whether that is a file, and what was asked of colours and width.</param>
    /// <param name="host">Whether standard output is a terminal.</param>
    public static Stream Over(Stream stream, CommandOptions options, CliHost host)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(host);
        bool onScreen = options.Output is null && host.Terminal is not null;
        bool hasColours = options.Color switch { "always" => true, "never" => false, _ => onScreen && host.ColoursOut };
        // What colours must not be made visible; each line of the trace is.
        stream = stream is VisibleStream visible ? visible.Target : stream;
        return onScreen || hasColours ? new TerminalTrace(stream, onScreen ? options.ChartWidth(host) : int.MaxValue, hasColours) : stream;
    }

    /// <summary>A line of the trace, folded and coloured.</summary>
    public static string Show(string line, int width, bool hasColours)
    {
        ArgumentNullException.ThrowIfNull(line);
        line = VisibleText.Of(line);
        string[] pieces = Folded(line, width).Split('\n');
        if (!hasColours)
        {
            return string.Join('\n', pieces);
        }

        string all = ColourOf(line);
        for (int i = 0; i < pieces.Length; i++)
        {
            pieces[i] = all.Length > 0 ? $"\e[{all}m{pieces[i]}\e[m" : i == 0 ? WithState(pieces[i]) : pieces[i];
        }

        return string.Join('\n', pieces);
    }

    /// <summary>Breaks before the last column that begins on the screen; where there is none, between words.</summary>
    private static string Folded(string line, int width)
    {
        int hang = width >= 2 * EventColumn ? EventColumn + 2 : 4;
        if (TextFold.WidthOf(line) <= width)
        {
            return line;
        }

        for (int i = Math.Min(width, line.Length - 1); i > EventColumn + 1; i--)
        {
            if (line[i] != ' ' && line[i - 1] == ' ' && line[i - 2] == ' ')
            {
                string rest = new string(' ', hang) + line[i..];
                return TextFold.FoldLine(line[..i].TrimEnd(' '), width, hang) + "\n" + TextFold.FoldLine(rest, width, hang);
            }
        }

        return TextFold.FoldLine(line, width, hang);
    }

    /// <summary>The parameters of SGR (ECMA-48, 8.3.117) for a whole line: what went wrong stands out, what is routine stands back.</summary>
    private static string ColourOf(string line)
    {
        if (line.StartsWith('#') || line.Length <= EventColumn)
        {
            return Dim;
        }

        // A long name pushes the event to the right.
        int space = line.IndexOf(' ', EventColumn - 15 + 1);
        string happening = line[(line[EventColumn - 1] == ' ' ? EventColumn : Math.Max(space, 0))..].TrimStart();
        return happening.StartsWith("fault", StringComparison.Ordinal) || happening.StartsWith("halt", StringComparison.Ordinal) ? Alarm
            : IsLost(happening) ? Yellow
            : happening.StartsWith("sched_", StringComparison.Ordinal) ? Dim
            : happening.StartsWith("killed by", StringComparison.Ordinal) || happening.Contains("(terminates it", StringComparison.Ordinal)
                || happening.Contains(" = -1 E", StringComparison.Ordinal) ? Red
            : "";
    }

    private static bool IsLost(string happening) => happening.StartsWith("SIG", StringComparison.Ordinal)
        && (happening.Contains("lost", StringComparison.Ordinal) || happening.Contains("no effect", StringComparison.Ordinal) || happening.Contains("(discarded", StringComparison.Ordinal));

    /// <summary>The state letter in its colour: two spaces before it, two or the end behind it.</summary>
    private static string WithState(string line)
    {
        for (int i = line.Length - 1; i > EventColumn; i--)
        {
            bool alone = line[i - 1] == ' ' && line[i - 2] == ' ' && (i + 1 == line.Length || line[i + 1] == ' ');
            if (alone && StateColour(line[i]) is { } colour)
            {
                return $"{line[..i]}\e[{colour}m{line[i]}\e[m{line[(i + 1)..]}";
            }
        }

        return line;
    }

    private static string? StateColour(char state) => state switch
    {
        'R' => "32",
        'S' => "36",
        'D' => "35",
        'T' => "33",
        'Z' => Alarm,
        'X' => Dim,
        _ => null,
    };

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        for (int end = buffer.IndexOf((byte)'\n'); end >= 0; end = buffer.IndexOf((byte)'\n'))
        {
            line.AddRange(buffer[..end]);
            target.Write(Encoding.UTF8.GetBytes(Show(Encoding.UTF8.GetString([.. line]), width, hasColours) + "\n"));
            line.Clear();
            buffer = buffer[(end + 1)..];
        }

        line.AddRange(buffer);
    }

    /// <inheritdoc/>
    /// <remarks>An unfinished line waits for its rest: the trace's writer flushes in the middle of lines when its buffer is full.</remarks>
    public override void Flush() => target.Flush();

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
