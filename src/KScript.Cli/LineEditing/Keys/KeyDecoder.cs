// Bytes from the terminal become keys, typed text and pastes. What was read and not yet used stays here from line to
// line, so that nothing typed ahead is lost. Sequences are read in EscapeSequences.cs's terms: ECMA-48 section 5.4
// for the shape, xterm's ctlseqs for the meaning.
using System.Text;

namespace KScript.Cli.LineEditing;

internal sealed partial class KeyDecoder(ITerminal terminal)
{
    private const byte Escape = 0x1B;
    private const byte Delete = 0x7F;

    // How long the rest of a sequence may take after ESC. A lone Esc waits that long to be known; nothing else does.
    private const int SequenceMilliseconds = 50;

    // No sequence of a terminal is longer; what is, is none.
    private const int LongestSequence = 4096;

    private readonly byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    // What is before this was typed before the line began.
    private int typedAhead;
    private InputKind? notice;

    /// <summary>More has come than was used: it is not yet time to redraw.</summary>
    public bool HasInput => start < end;

    /// <summary>A line begins: what is here was typed ahead of it.</summary>
    public void BeginLine() => typedAhead = end;

    /// <summary>What was typed ahead of the line, and is not used yet, is no more; what was typed since stays.</summary>
    public void DiscardTypedAhead()
    {
        start = Math.Max(start, typedAhead);
        isPasting &= !isPasteTypedAhead;
    }

    /// <summary>Waits for what comes next.</summary>
    public InputEvent Next()
    {
        while (true)
        {
            if (notice is { } kind)
            {
                notice = null;
                return new InputEvent(kind);
            }

            if (isPasting)
            {
                if (Paste() is { } paste)
                {
                    return paste;
                }

                continue;
            }

            if (start == end)
            {
                if (Fill(-1) == TerminalInput.Ended)
                {
                    return new InputEvent(InputKind.Ended);
                }

                continue;
            }

            if (Decode() is { } input)
            {
                return input;
            }
        }
    }

    private InputEvent? Decode()
    {
        byte first = buffer[start];
        if (first == Escape)
        {
            return AfterEscape();
        }

        if (first is < 0x20 or Delete)
        {
            start++;
            return KeyOf(ControlKey(first));
        }

        string text = Typed();
        return text.Length == 0 ? null : new InputEvent(InputKind.Text, Text: text);
    }

    private static InputEvent KeyOf(Key key) => new(InputKind.Key, key);

    // A control byte. LF is Enter too: it is what Enter becomes when it was typed before the terminal was ours.
    private static Key ControlKey(byte value) => value switch
    {
        0x08 or Delete => new Key(KeyCode.Backspace),
        0x09 => new Key(KeyCode.Tab),
        0x0A or 0x0D => new Key(KeyCode.Enter),
        Escape => new Key(KeyCode.Escape),
        0 => Key.Control(' '),
        <= 0x1A => Key.Control((char)(value + 'a' - 1)),
        _ => Key.Control((char)(value + '@')),
    };

    // All the text that is there, up to the next control byte. Bytes that are no UTF-8 become U+FFFD; C1 controls are dropped.
    private string Typed()
    {
        var text = new StringBuilder();
        while (start < end && buffer[start] is >= 0x20 and not Delete)
        {
            Rune rune = NextRune();
            if (!Rune.IsControl(rune))
            {
                text.Append(rune);
            }
        }

        return text.ToString();
    }

    private Rune NextRune()
    {
        int length = 1;
        while (true)
        {
            var bytes = buffer.AsSpan(start, Math.Min(length, end - start));
            var status = Rune.DecodeFromUtf8(bytes, out Rune rune, out int consumed);
            if (status == System.Buffers.OperationStatus.NeedMoreData && Has(length))
            {
                length++;
                continue;
            }

            start += Math.Max(1, consumed);
            return rune;
        }
    }

    // Whether the byte at an offset has come, or comes at once.
    private bool Has(int offset)
    {
        while (start + offset >= end)
        {
            var input = Fill(SequenceMilliseconds);
            if (input is TerminalInput.Timeout or TerminalInput.Ended)
            {
                return false;
            }
        }

        return true;
    }

    // Reads more behind what is there. What is not input is kept for Next.
    private TerminalInput Fill(int milliseconds)
    {
        if (start == end)
        {
            start = end = typedAhead = 0;
        }
        else if (end == buffer.Length)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            typedAhead = Math.Max(0, typedAhead - start);
            start = 0;
        }

        var input = terminal.Read(buffer.AsSpan(end), milliseconds, out int count);
        switch (input)
        {
            case TerminalInput.Bytes:
                end += count;
                break;
            case TerminalInput.Resized:
                // That the process went on says more than that the size changed.
                notice ??= InputKind.Resized;
                break;
            case TerminalInput.Resumed:
                notice = InputKind.Resumed;
                break;
            case TerminalInput.Interrupted:
                notice = InputKind.Interrupted;
                break;
            case TerminalInput.Timeout or TerminalInput.Ended:
                break;
        }

        return input;
    }
}
