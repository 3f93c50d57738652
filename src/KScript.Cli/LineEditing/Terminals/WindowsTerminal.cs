// The terminal of a Windows process: Console.ReadKey, its keys written as the sequences that xterm would send, so
// that all else is the same. The Esc key is written as 'CSI 27 u', which no key that begins with ESC can be taken
// for. Windows gives no notice of a new size: it is seen when the next key is drawn.
using System.Runtime.InteropServices;
using System.Text;

namespace KScript.Cli.LineEditing;

internal sealed class WindowsTerminal : ITerminal
{
    private const int StandardOutput = -11;
    private const uint VirtualTerminal = 4;

    private static readonly (ConsoleKey Key, string Sequence)[] Sequences =
    [
        (ConsoleKey.UpArrow, "A"), (ConsoleKey.DownArrow, "B"), (ConsoleKey.RightArrow, "C"), (ConsoleKey.LeftArrow, "D"),
        (ConsoleKey.Home, "H"), (ConsoleKey.End, "F"), (ConsoleKey.Delete, "3~"), (ConsoleKey.Escape, "27u"), (ConsoleKey.Tab, "9u"),
    ];

    private readonly Stream output = Console.OpenStandardOutput();
    private readonly Queue<byte> queued = [];
    private bool treatedControlC;
    private bool isRaw;

    /// <inheritdoc/>
    public bool HasColours { get; } = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <inheritdoc/>
    public TerminalSize Size => new(Console.WindowWidth, Console.WindowHeight);

    /// <inheritdoc/>
    public void Enter()
    {
        if (!isRaw)
        {
            isRaw = true;
            treatedControlC = Console.TreatControlCAsInput;
            Console.TreatControlCAsInput = true;
            Console.OutputEncoding = Encoding.UTF8;
            nint handle = Native.GetStdHandle(StandardOutput);
            if (Native.GetConsoleMode(handle, out uint mode))
            {
                Native.SetConsoleMode(handle, mode | VirtualTerminal);
            }
        }
    }

    /// <inheritdoc/>
    public void Leave()
    {
        if (isRaw)
        {
            isRaw = false;
            Console.TreatControlCAsInput = treatedControlC;
        }
    }

    /// <inheritdoc/>
    /// <remarks>The console keeps its own input.</remarks>
    public bool TakeDiscard() => false;

    /// <inheritdoc/>
    public TerminalInput Read(Span<byte> buffer, int milliseconds, out int count)
    {
        // A key is queued with all its bytes: what is not there will not come.
        if (queued.Count == 0 && milliseconds < 0)
        {
            Queue(Console.ReadKey(intercept: true));
        }

        count = 0;
        while (count < buffer.Length && queued.TryDequeue(out byte value))
        {
            buffer[count++] = value;
        }

        return count > 0 ? TerminalInput.Bytes : TerminalInput.Timeout;
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<char> text)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, bytes);
        output.Write(bytes);
        output.Flush();
    }

    /// <summary>There is no job control.</summary>
    public void Suspend()
    {
    }

    /// <inheritdoc/>
    public void Dispose() => Leave();

    private void Queue(ConsoleKeyInfo info)
    {
        int modifiers = (info.Modifiers.HasFlag(ConsoleModifiers.Shift) ? 1 : 0) + (info.Modifiers.HasFlag(ConsoleModifiers.Alt) ? 2 : 0)
            + (info.Modifiers.HasFlag(ConsoleModifiers.Control) ? 4 : 0);
        // AltGr comes as Ctrl and Alt, with the character that it made.
        bool isMeta = info.Modifiers.HasFlag(ConsoleModifiers.Alt) && !info.Modifiers.HasFlag(ConsoleModifiers.Control);
        string? sequence = Array.Find(Sequences, row => row.Key == info.Key).Sequence;
        Queue(sequence switch
        {
            null => info.KeyChar == 0 ? "" : (isMeta ? "\e" : "") + info.KeyChar,
            [var final] => $"\e[1;{modifiers + 1}{final}",
            _ => $"\e[{sequence[..^1]};{modifiers + 1}{sequence[^1]}",
        });
        if (char.IsHighSurrogate(info.KeyChar))
        {
            queued.Clear();
            Queue(new string([info.KeyChar, Console.ReadKey(intercept: true).KeyChar]));
        }
    }

    private void Queue(string text)
    {
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            queued.Enqueue(value);
        }
    }

    private static class Native
    {
        [DllImport("kernel32")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern nint GetStdHandle(int which);

        [DllImport("kernel32")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        [return: MarshalAs(UnmanagedType.Bool)]
        public static extern bool GetConsoleMode(nint handle, out uint mode);

        [DllImport("kernel32")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        [return: MarshalAs(UnmanagedType.Bool)]
        public static extern bool SetConsoleMode(nint handle, uint mode);
    }
}
