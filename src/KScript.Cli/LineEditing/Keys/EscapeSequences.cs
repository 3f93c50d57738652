// Which key sends which sequence: the tables of xterm's ctlseqs ("PC-Style Function Keys", modifyOtherKeys), with
// what rxvt, the Linux console and the 'CSI u' terminals do otherwise.
namespace KScript.Cli.LineEditing;

/// <summary>A sequence taken apart.</summary>
/// <param name="Final">Its last byte.</param>
/// <param name="First">The first parameter; 1 if there is none.</param>
/// <param name="Modifier">The second parameter: 1 and the bits of the modifiers.</param>
/// <param name="Third">The third parameter, or 0.</param>
/// <param name="IsSingleShift">It began with ESC O.</param>
internal readonly record struct EscapeSequence(byte Final, int First, int Modifier, int Third, bool IsSingleShift);

internal static class EscapeSequences
{
    public const int PasteStart = 200;
    private const int ModifyOtherKeys = 27;

    private static readonly (char Final, KeyCode Code)[] Letters =
    [
        ('A', KeyCode.Up), ('B', KeyCode.Down), ('C', KeyCode.Right), ('D', KeyCode.Left), ('H', KeyCode.Home), ('F', KeyCode.End),
    ];

    private static readonly (int Number, KeyCode Code)[] Numbers =
    [
        (1, KeyCode.Home), (3, KeyCode.Delete), (4, KeyCode.End), (7, KeyCode.Home), (8, KeyCode.End),
    ];

    private static readonly (int Value, KeyCode Code)[] Characters =
    [
        (8, KeyCode.Backspace), (9, KeyCode.Tab), (13, KeyCode.Enter), (27, KeyCode.Escape), (127, KeyCode.Backspace),
    ];

    /// <summary>The parameters between CSI and the last byte.</summary>
    public static EscapeSequence ReadParameters(ReadOnlySpan<byte> bytes, byte final)
    {
        Span<int> values = stackalloc int[3];
        int index = 0;
        bool isSubparameter = false;
        foreach (byte value in bytes)
        {
            if (value == ';')
            {
                index++;
                isSubparameter = false;
            }
            else if (value == ':')
            {
                isSubparameter = true;
            }
            else if (value is >= (byte)'0' and <= (byte)'9' && index < values.Length && !isSubparameter)
            {
                values[index] = Math.Min((values[index] * 10) + value - '0', 0x10FFFF);
            }
            else if (value is >= (byte)'<' and <= (byte)'?')
            {
                // A private sequence: an answer of the terminal, not a key.
                return default;
            }
        }

        return new EscapeSequence(final, Math.Max(1, values[0]), Math.Max(1, values[1]), values[2], IsSingleShift: false);
    }

    /// <summary>How many bytes belong to a sequence behind its last one.</summary>
    public static int BytesAfter(byte final, bool hasNoParameters) => ((char)final, hasNoParameters) switch
    {
        ('[', true) => 1,
        ('M', true) => 3,
        _ => 0,
    };

    /// <summary>The key that sends a sequence; Unknown if none does.</summary>
    public static Key KeyOf(EscapeSequence sequence) => Find(sequence) is { Code: not KeyCode.Unknown } key ? key : default;

    private static Key Find(EscapeSequence sequence)
    {
        var modifiers = (KeyModifiers)((sequence.Modifier - 1) & 7);
        return (char)sequence.Final switch
        {
            '~' when sequence.First == ModifyOtherKeys => Character(sequence.Third, modifiers),
            '~' => new Key(Find(Numbers, sequence.First), modifiers),
            '^' => new Key(Find(Numbers, sequence.First), KeyModifiers.Control),
            'u' => Character(sequence.First, modifiers),
            'Z' => new Key(KeyCode.Tab, KeyModifiers.Shift),
            'M' when sequence.IsSingleShift => new Key(KeyCode.Enter),
            >= 'a' and <= 'd' and var lower => new Key(
                FindLetter(char.ToUpperInvariant(lower)),
                sequence.IsSingleShift ? KeyModifiers.Control : KeyModifiers.Shift),
            var final => new Key(FindLetter(final), modifiers),
        };
    }

    private static Key Character(int value, KeyModifiers modifiers)
    {
        var code = Find(Characters, value);
        if (code != KeyCode.Unknown)
        {
            return new Key(code, modifiers);
        }

        bool isText = System.Text.Rune.IsValid(value) && value >= 0x20 && (modifiers & (KeyModifiers.Alt | KeyModifiers.Control)) != 0;
        int letter = value is >= 'A' and <= 'Z' ? value | 0x20 : value;
        return isText ? new Key(KeyCode.Character, modifiers & ~KeyModifiers.Shift, letter) : default;
    }

    private static KeyCode FindLetter(char final) => Find(Letters, final);

    private static KeyCode Find<T>((T Value, KeyCode Code)[] table, T value)
        where T : IEquatable<T> => Array.Find(table, row => row.Value.Equals(value)).Code;
}
