// A key, as a plain value that a table can hold.
using System.Text;

namespace KScript.Cli.LineEditing;

internal enum KeyCode : byte
{
    /// <summary>A sequence that no key of ours sends; it does nothing.</summary>
    Unknown,

    /// <summary>The key of <see cref="Key.Rune"/>, with Control or Alt; without, it is text.</summary>
    Character,
    Enter,
    Tab,
    Backspace,
    Delete,
    Escape,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
}

[Flags]
internal enum KeyModifiers : byte
{
    None = 0,

    // The bits of xterm's modifier parameter, less one.
    Shift = 1,
    Alt = 2,
    Control = 4,
}

internal readonly record struct Key(KeyCode Code, KeyModifiers Modifiers = KeyModifiers.None, int Rune = 0)
{
    public static Key Control(char letter) => new(KeyCode.Character, KeyModifiers.Control, letter);

    public static Key Alt(char letter) => new(KeyCode.Character, KeyModifiers.Alt, letter);

    /// <summary>As the manual writes it: Ctrl-A, Alt-Backspace, Shift-Tab.</summary>
    public override string ToString()
    {
        string name = Code == KeyCode.Character ? new Rune(Rune).ToString().ToUpperInvariant() : Code.ToString();
        string control = Modifiers.HasFlag(KeyModifiers.Control) ? "Ctrl-" : "";
        string alt = Modifiers.HasFlag(KeyModifiers.Alt) ? "Alt-" : "";
        return control + alt + (Modifiers.HasFlag(KeyModifiers.Shift) ? "Shift-" : "") + name;
    }
}

internal enum InputKind
{
    /// <summary>A key that is no text.</summary>
    Key,

    /// <summary>Characters that were typed, as many as had come.</summary>
    Text,

    /// <summary>Characters that were pasted: line ends among them are text.</summary>
    Paste,
    Resized,
    Resumed,
    Interrupted,
    Ended,
}

internal readonly record struct InputEvent(InputKind Kind, Key Key = default, string Text = "");
