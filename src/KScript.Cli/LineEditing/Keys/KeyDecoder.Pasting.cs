// Bracketed paste (xterm's ctlseqs, "Bracketed Paste Mode"): all between ESC [200~ and ESC [201~ is text. It is
// gathered in one piece, so that a megabyte costs one change of the text. If the end does not come, what is there is
// given out after a pause, and Ctrl-C after the pause ends the paste.
using System.Buffers;
using System.Text;

namespace KScript.Cli.LineEditing;

internal sealed partial class KeyDecoder
{
    private const int PastePauseMilliseconds = 300;
    private const byte ControlC = 0x03;

    private bool isPasting;
    private bool isPasteTypedAhead;

    private static ReadOnlySpan<byte> PasteEnd => "\e[201~"u8;

    // Null: nothing was pasted, or something else than input has come.
    private InputEvent? Paste()
    {
        var pasted = new ArrayBufferWriter<byte>();
        while (isPasting)
        {
            var there = buffer.AsSpan(start, end - start);
            int found = there.IndexOf(PasteEnd);
            if (found >= 0)
            {
                pasted.Write(there[..found]);
                start += found + PasteEnd.Length;
                isPasting = false;
                break;
            }

            // The end may be here in part.
            int whole = Math.Max(0, there.Length - PasteEnd.Length + 1);
            pasted.Write(there[..whole]);
            start += whole;
            if (!GoesOn(pasted))
            {
                break;
            }
        }

        string text = PastedText(pasted.WrittenSpan);
        return text.Length == 0 ? null : new InputEvent(InputKind.Paste, Text: text);
    }

    // Waits for more of the paste. False: give out what there is.
    private bool GoesOn(ArrayBufferWriter<byte> pasted)
    {
        bool hasSome = pasted.WrittenCount > 0 || start < end;
        var input = Fill(hasSome ? PastePauseMilliseconds : -1);
        switch (input)
        {
            case TerminalInput.Bytes when !hasSome && end - start == 1 && buffer[start] == ControlC:
                isPasting = false;
                return false;
            case TerminalInput.Bytes:
                return true;
            case TerminalInput.Ended:
                isPasting = false;
                break;
            case TerminalInput.Timeout or TerminalInput.Resized or TerminalInput.Resumed or TerminalInput.Interrupted:
                break;
        }

        pasted.Write(buffer.AsSpan(start, end - start));
        start = end;
        return false;
    }

    // Line ends become LF, and control characters are dropped: a paste cannot play keys or sequences.
    private static string PastedText(ReadOnlySpan<byte> bytes)
    {
        string decoded = Encoding.UTF8.GetString(bytes);
        var text = new StringBuilder(decoded.Length);
        for (int i = 0; i < decoded.Length; i++)
        {
            char letter = decoded[i];
            if (letter == '\r')
            {
                text.Append('\n');
                i += i + 1 < decoded.Length && decoded[i + 1] == '\n' ? 1 : 0;
            }
            else if (letter is '\n' or '\t' || !char.IsControl(letter))
            {
                text.Append(letter);
            }
        }

        return text.ToString();
    }
}
