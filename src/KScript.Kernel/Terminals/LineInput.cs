// What is typed at a terminal becomes input: lines that may be mended until they end, and signals to the foreground group (termios(3), "Canonical
// and noncanonical mode", "Special characters"; Linux: drivers/tty/n_tty.c). A line is a piece of the inode's contents; one that ends with Ctrl-D
// has no newline, and may be empty: the end of the file, once.
using System.Text;

namespace KScript.Kernel;

/// <summary>The line discipline.</summary>
internal static class LineInput
{
    /// <summary>How long a line may be before its end; what is typed beyond is lost (Linux: N_TTY_BUF_SIZE less 1).</summary>
    private const int MostOfLine = 4095;

    /// <summary>How much may wait to be read.</summary>
    public const int MostWaiting = 65536;

    private const char Interrupt = '\x03', EndOfFile = '\x04', StartOutput = '\x11', StopOutput = '\x13', KillLine = '\x15', EraseWord = '\x17',
        Suspend = '\x1a', Quit = '\x1c', Erase = '\x7f';

    /// <summary>
    /// What a text means that says control characters as terminals show them: ^C, ^D, ^Z, ^\, ^U, ^W, ^? (the erase key). ^^ is a caret.
    /// </summary>
    public static string Keys(string text)
    {
        if (!text.Contains('^', StringComparison.Ordinal))
        {
            return text;
        }

        var keys = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char next = text[i] == '^' && i + 1 < text.Length ? text[i + 1] : '\0';
            if (next is '^' or '?' or (>= '@' and <= '_') or (>= 'a' and <= 'z'))
            {
                keys.Append(next switch { '^' => '^', '?' => Erase, _ => (char)(next & 0x1f) });
                i++;
            }
            else
            {
                keys.Append(text[i]);
            }
        }

        return keys.ToString();
    }

    /// <summary>Keys are typed one after the other.</summary>
    public static void Type(Machine m, int terminal, string keys)
    {
        var line = new StringBuilder(m.Terminals[terminal].Line);
        foreach (char key in keys)
        {
            m.RowsVisited++;
            LocalModes modes = m.Terminals[terminal].Modes;
            int signal = (modes & LocalModes.ISIG) == 0 ? 0
                : key switch { Interrupt => Signal.SIGINT, Quit => Signal.SIGQUIT, Suspend => Signal.SIGTSTP, _ => 0 };
            if (signal != 0)
            {
                SendSignal(m, terminal, signal, line);
            }
            else if (key is not (StartOutput or StopOutput))
            {
                Put(m, terminal, key == '\r' ? '\n' : key, line);
            }
        }

        bool hasLine = line.Length > 0;
        if ((m.Terminals[terminal].Modes & LocalModes.ICANON) == 0 && hasLine)
        {
            Complete(m, terminal, line);
            hasLine = false;
        }

        m.Terminals.Write(terminal).Line = hasLine ? line.ToString() : null;
    }

    /// <summary>A signal to the foreground group; what was typed before and not read is thrown away, unless NOFLSH says no.</summary>
    private static void SendSignal(Machine m, int terminal, int signal, StringBuilder line)
    {
        if ((m.Terminals[terminal].Modes & LocalModes.NOFLSH) == 0)
        {
            line.Clear();
            Contents.Clear(m, ref m.Inodes.Write(m.Terminals[terminal].Inode));
        }

        int group = Terminals.ForegroundOf(m, terminal);
        if (group != 0)
        {
            Signals.SendToGroup(m, group, signal, SigInfo.FromKernel(signal), sender: 0);
        }
    }

    private static void Put(Machine m, int terminal, char key, StringBuilder line)
    {
        if ((m.Terminals[terminal].Modes & LocalModes.ICANON) == 0)
        {
            line.Append(key);
            return;
        }

        switch (key)
        {
            case '\n':
                line.Append(key);
                Complete(m, terminal, line);
                break;
            case EndOfFile:
                Complete(m, terminal, line);
                break;
            case Erase:
                RemoveCharacter(line);
                break;
            case KillLine:
                line.Clear();
                break;
            case EraseWord:
                RemoveWord(line);
                break;
            default:
                if (line.Length < MostOfLine)
                {
                    line.Append(key);
                }

                break;
        }
    }

    private static void RemoveCharacter(StringBuilder line)
    {
        if (line.Length > 0)
        {
            line.Length -= line.Length > 1 && char.IsLowSurrogate(line[^1]) && char.IsHighSurrogate(line[^2]) ? 2 : 1;
        }
    }

    private static void RemoveWord(StringBuilder line)
    {
        int end = line.Length;
        while (end > 0 && !char.IsLetterOrDigit(line[end - 1]) && line[end - 1] != '_')
        {
            end--;
        }

        while (end > 0 && (char.IsLetterOrDigit(line[end - 1]) || line[end - 1] == '_'))
        {
            end--;
        }

        line.Length = end;
    }

    /// <summary>A line may be read.</summary>
    private static void Complete(Machine m, int terminal, StringBuilder line)
    {
        string text = line.ToString();
        line.Clear();
        Add(m, m.Terminals[terminal].Inode, text);
    }

    private static void Add(Machine m, int inode, string text)
    {
        int bytes = ByteText.Count(text);
        m.Meter.Allocate(bytes);
        Contents.Append(m, ref m.Inodes.Write(inode), text, bytes, 0, bytes);
        WaitQueues.WakeOne(m, new WaitsOn(WaitKind.Input, 0, inode));
        Inodes.Notify(m, inode, PollEvents.In);
    }

    /// <summary>The modes change: without lines, what was typed of the last one may be read.</summary>
    public static void SetModes(Machine m, int terminal, LocalModes modes)
    {
        ref TerminalRow row = ref m.Terminals.Write(terminal);
        row.Modes = modes;
        if ((modes & LocalModes.ICANON) == 0 && row.Line is { } line)
        {
            row.Line = null;
            Add(m, row.Inode, line);
        }
    }
}
