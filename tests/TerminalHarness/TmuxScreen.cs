// A program in a terminal of its own: a tmux server on a private socket, keys typed into it, its screen read back.
// Tests wait for what they expect to see, with a generous limit, never for a time: they are as quick as the program
// and do not fail on a busy machine.
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace KScript.TerminalHarness;

/// <summary>A program run in tmux; ended by Dispose.</summary>
public sealed class TmuxScreen : IDisposable
{
    /// <summary>Why tests are left out where tmux is not installed.</summary>
    public const string Missing = "tmux is not installed";

    private const int PollMilliseconds = 15;
    private const int LimitSeconds = 30;

    // Variables of whoever runs the tests that would change what is seen.
    private static readonly string[] Unwanted = ["NO_COLOR", "TMUX", "TERM", "XDG_STATE_HOME", "LC_ALL", "LANG", "LINES", "COLUMNS"];
    private static readonly Lazy<bool> Found = new(Find);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kscript-tmux-");

    /// <summary>Starts a command.</summary>
    /// <param name="columns">The width of its terminal.</param>
    /// <param name="rows">The height.</param>
    /// <param name="environment">Variables of the command, beside TERM and a UTF-8 locale.</param>
    /// <param name="command">The program and its arguments.</param>
    public TmuxScreen(int columns, int rows, IReadOnlyDictionary<string, string> environment, params string[] command)
    {
        List<string> arguments =
        [
            "-f", "/dev/null", "new-session", "-d", "-x", Number(columns), "-y", Number(rows), "cat", ";",
            "set-option", "-g", "status", "off", ";", "set-option", "-g", "remain-on-exit", "on", ";", "set-option", "-s", "escape-time", "0", ";",
            "set-option", "-g", "remain-on-exit-format", "", ";", "set-option", "-g", "window-size", "manual", ";",
            "respawn-pane", "-k",
        ];
        foreach (var (name, value) in environment)
        {
            arguments.AddRange(["-e", $"{name}={value}"]);
        }

        arguments.Add(string.Join(' ', command.Select(QuoteForShell)));
        Run([.. arguments]);
    }

    /// <summary>Whether tmux is installed.</summary>
    public static bool IsAvailable => Found.Value;

    /// <summary>Types keys by tmux's names ("C-a", "M-b", "Up", "Enter"); what is no name is typed letter by letter.</summary>
    public void SendKeys(params string[] keys) => Run(["send-keys", "--", .. keys]);

    /// <summary>Types a text as it is.</summary>
    public void Type(string text) => Run("send-keys", "-l", "--", text);

    /// <summary>Sends bytes as they are, all at once.</summary>
    public void SendBytes(ReadOnlySpan<byte> bytes)
    {
        RunWith(bytes.ToArray(), "load-buffer", "-");
        Run("paste-buffer", "-r");
    }

    /// <summary>Pastes a text as a terminal does: bracketed, if the program asked for that.</summary>
    public void Paste(string text)
    {
        RunWith(Encoding.UTF8.GetBytes(text), "load-buffer", "-");
        Run("paste-buffer", "-p", "-r");
    }

    /// <summary>Gives the terminal another size, and waits until the program can know: tmux holds the news back for a while if it has just told others.</summary>
    public void Resize(int columns, int rows)
    {
        Run("resize-window", "-x", Number(columns), "-y", Number(rows));
        string terminal = Ask("pane_tty");
        string expected = $"{rows} {columns}";
        WaitFor(_ => RunProgram("stty", ["-F", terminal, "size"], []).TrimEnd() == expected, "a terminal that knows its size");
    }

    /// <summary>What is on the screen now.</summary>
    public Screen Capture()
    {
        string text = Run("display-message", "-p", "#{cursor_x} #{cursor_y} #{pane_dead}", ";", "capture-pane", "-p");
        string[] rows = text[..^1].Split('\n');
        int[] numbers = [.. rows[0].Split(' ').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
        return new Screen([.. rows.Skip(1).Select(row => row.TrimEnd())], numbers[0], numbers[1], numbers[2] == 1);
    }

    /// <summary>The screen with the sequences that colour it.</summary>
    public string CaptureWithColours() => Run("capture-pane", "-p", "-e");

    /// <summary>A variable of tmux about the pane, such as pane_pid or pane_tty.</summary>
    public string Ask(string variable) => Run("display-message", "-p", $"#{{{variable}}}").TrimEnd('\n');

    /// <summary>Waits until the screen is as expected, and gives it back.</summary>
    /// <param name="isThere">What is waited for.</param>
    /// <param name="expectation">What to say if it does not come.</param>
    public Screen WaitFor(Func<Screen, bool> isThere, string expectation)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var screen = Capture();
            if (isThere(screen))
            {
                return screen;
            }

            if (clock.Elapsed.TotalSeconds > LimitSeconds)
            {
                throw new TimeoutException($"{expectation}: this did not come in {LimitSeconds} s; the screen is\n{screen}");
            }

            System.Threading.Thread.Sleep(PollMilliseconds);
        }
    }

    /// <summary>Waits until a row is exactly that text.</summary>
    public Screen WaitForRow(string text) => WaitFor(screen => screen.HasRow(text), $"the row '{text}'");

    /// <summary>Waits until a text is on the screen.</summary>
    public Screen WaitForText(string text) => WaitFor(screen => screen.Contains(text), $"the text '{text}'");

    /// <summary>Waits until the line with the cursor is that text, and the cursor in that column.</summary>
    public Screen WaitForLine(string text, int column) =>
        WaitFor(screen => screen.CursorLine == text && screen.CursorColumn == column, $"the line '{text}' with the cursor in column {column}");

    /// <inheritdoc/>
    public void Dispose()
    {
        Run("kill-server");
        folder.Delete(recursive: true);
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string QuoteForShell(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static bool Find()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("tmux", "-V") { RedirectStandardOutput = true });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private string Run(params string[] arguments) => RunWith([], arguments);

    private string RunWith(byte[] input, params string[] arguments) => RunProgram("tmux", ["-S", Path.Combine(folder.FullName, "socket"), "-u", .. arguments], input);

    private static string RunProgram(string program, string[] arguments, byte[] input)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (string name in Unwanted)
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start)!;
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {error}");
    }
}
