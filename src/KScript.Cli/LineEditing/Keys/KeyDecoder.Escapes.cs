// What follows an ESC: CSI and SS3 sequences of keys, Alt with a key, the Esc key itself, and strings (OSC, DCS, APC,
// PM, SOS), which no key sends and which are swallowed whole. A sequence that breaks off is dropped up to the byte
// that broke it.
namespace KScript.Cli.LineEditing;

internal sealed partial class KeyDecoder
{
    private const byte Bell = 0x07;

    private InputEvent? AfterEscape()
    {
        if (!Has(1))
        {
            start++;
            return KeyOf(new Key(KeyCode.Escape));
        }

        switch (buffer[start + 1])
        {
            case Escape:
                return AfterTwoEscapes();
            case (byte)'[':
                return ControlSequence();
            case (byte)'O' when Has(2):
                return SingleShift();
            case (byte)']' or (byte)'P' or (byte)'X' or (byte)'^' or (byte)'_':
                if (StringLength() is var length and > 0)
                {
                    start += length;
                    return null;
                }

                return Alt();
            default:
                return Alt();
        }
    }

    // rxvt sends Alt-Up as ESC and the sequence of Up; else the first is the Esc key.
    private InputEvent? AfterTwoEscapes()
    {
        start++;
        bool isSequence = Has(1) && buffer[start + 1] is (byte)'[' or (byte)'O';
        if (!isSequence || AfterEscape() is not { } input)
        {
            return KeyOf(new Key(KeyCode.Escape));
        }

        return input.Kind == InputKind.Key ? KeyOf(input.Key with { Modifiers = input.Key.Modifiers | KeyModifiers.Alt }) : input;
    }

    private InputEvent Alt()
    {
        start++;
        byte value = buffer[start];
        Key key;
        if (value is < 0x20 or Delete)
        {
            start++;
            key = ControlKey(value);
        }
        else
        {
            int rune = NextRune().Value;
            key = new Key(KeyCode.Character, Rune: rune is >= 'A' and <= 'Z' ? rune | 0x20 : rune);
        }

        return KeyOf(key with { Modifiers = key.Modifiers | KeyModifiers.Alt });
    }

    // ESC [ parameters intermediates final.
    private InputEvent? ControlSequence()
    {
        int offset = 2;
        while (Has(offset) && buffer[start + offset] is >= 0x20 and < 0x40 && offset < LongestSequence)
        {
            offset++;
        }

        if (!Has(offset) || buffer[start + offset] is < 0x40 or >= Delete)
        {
            start += offset;
            return KeyOf(default);
        }

        byte final = buffer[start + offset];
        var sequence = EscapeSequences.ReadParameters(buffer.AsSpan(start + 2, offset - 2), final);
        offset += EscapeSequences.BytesAfter(final, offset == 2);
        // The Linux console's F1 to F5 have one more byte, an old mouse report three.
        start = Has(offset) ? start + offset + 1 : end;
        if (sequence is { Final: (byte)'~', First: EscapeSequences.PasteStart })
        {
            isPasting = true;
            isPasteTypedAhead = start <= typedAhead;
            return null;
        }

        return KeyOf(EscapeSequences.KeyOf(sequence));
    }

    // ESC O final, in old xterms with a modifier before the final.
    private InputEvent SingleShift()
    {
        int modifiers = 1;
        int offset = 2;
        if (buffer[start + 2] is >= (byte)'1' and <= (byte)'8' && Has(3))
        {
            modifiers = buffer[start + 2] - '0';
            offset = 3;
        }

        if (buffer[start + offset] is < 0x40 or >= Delete)
        {
            start += offset;
            return KeyOf(default);
        }

        byte final = buffer[start + offset];
        start += offset + 1;
        return KeyOf(EscapeSequences.KeyOf(new EscapeSequence(final, 1, modifiers, 0, IsSingleShift: true)));
    }

    // How long a string is that ends with BEL or ST; 0: none is here, so that it was Alt and a key.
    private int StringLength()
    {
        for (int offset = 2; offset < LongestSequence && Has(offset); offset++)
        {
            byte value = buffer[start + offset];
            if (value == Bell)
            {
                return offset + 1;
            }

            if (value == Escape)
            {
                return Has(offset + 1) && buffer[start + offset + 1] == '\\' ? offset + 2 : 0;
            }

            if (value < 0x20)
            {
                return 0;
            }
        }

        return 0;
    }
}
