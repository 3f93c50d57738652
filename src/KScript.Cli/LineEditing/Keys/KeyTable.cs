// Every key and what it does. The editor looks keys up here, and docs/repl.md is made of these rows. The names are
// readline's where it has them.
namespace KScript.Cli.LineEditing;

/// <summary>What a command has to do with the one before it.</summary>
internal enum Chain
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Kills in a row are one kill.</summary>
    Kill,

    /// <summary>Alt-Y replaces what was yanked.</summary>
    Yank,

    /// <summary>Moves up and down keep the column, and the beginning that entries of the history must have.</summary>
    Vertical,

    /// <summary>A second Tab opens the list.</summary>
    Complete,
}

/// <summary>A row of the table.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="Does">What they do, as the manual says it.</param>
/// <param name="Run">How.</param>
/// <param name="Chain">What the next command may go on with.</param>
internal sealed record KeyBinding(Key[] Keys, string Does, Action<LineEditor> Run, Chain Chain = Chain.None);

internal static class KeyTable
{
    private const KeyModifiers Ctrl = KeyModifiers.Control;
    private const KeyModifiers Alt = KeyModifiers.Alt;

    /// <summary>All keys, in the order of the manual.</summary>
    public static readonly KeyBinding[] Rows =
    [
        new([new(KeyCode.Enter)], "Runs the line; where a block or a string is open, opens a new line, indented.", e => e.Enter()),
        new([new(KeyCode.Enter, Alt)], "Opens a new line, whether or not the text is unfinished.", e => e.NewLine()),
        new([Key.Control('c')], "Drops the line.", e => e.Interrupt()),
        new([Key.Control('d')], "Deletes the character under the cursor; leaves, if the line is empty.", e => e.DeleteOrLeave()),
        new([Key.Control('z')], "Stops the process; `fg` in the shell brings it back.", e => e.Suspend()),
        new([Key.Control('l')], "Clears the screen.", e => e.ClearScreen()),

        new([Key.Control('a'), new(KeyCode.Home)], "To the start of the line.", e => e.ToLineStart()),
        new([Key.Control('e'), new(KeyCode.End)], "To the end of the line; there, takes the hint.", e => e.ToLineEnd()),
        new([Key.Control('b'), new(KeyCode.Left)], "A character back.", e => e.Left()),
        new([Key.Control('f'), new(KeyCode.Right)], "A character on; at the end, takes the hint.", e => e.Right()),
        new([Key.Alt('b'), new(KeyCode.Left, Ctrl), new(KeyCode.Left, Alt)], "A word back.", e => e.WordLeft()),
        new([Key.Alt('f'), new(KeyCode.Right, Ctrl), new(KeyCode.Right, Alt)], "A word on; at the end, takes a word of the hint.", e => e.WordRight()),
        new([new(KeyCode.Up)], "A line up in the text; from the first line, the entry before that begins as the text before the cursor does.", e => e.Up(hasPrefix: true), Chain.Vertical),
        new([new(KeyCode.Down)], "A line down in the text; from the last line, the next entry that begins so.", e => e.Down(hasPrefix: true), Chain.Vertical),
        new([Key.Control('p')], "As Up, with any entry of the history.", e => e.Up(hasPrefix: false), Chain.Vertical),
        new([Key.Control('n')], "As Down, with any entry of the history.", e => e.Down(hasPrefix: false), Chain.Vertical),
        new([Key.Alt('<')], "The oldest entry.", e => e.ToHistoryEnd(-1), Chain.Vertical),
        new([Key.Alt('>')], "Back to the line being typed.", e => e.ToHistoryEnd(+1), Chain.Vertical),
        new([Key.Control('r')], "Searches back in the history, letter by letter; again: the entry before. Ctrl-G and Esc give up.", e => e.Search(-1)),
        new([Key.Control('s')], "Searches on, to newer entries.", e => e.Search(+1)),

        new([new(KeyCode.Backspace)], "Deletes the character before the cursor (Ctrl-H too).", e => e.Backspace()),
        new([new(KeyCode.Delete)], "Deletes the character under the cursor.", e => e.Delete()),
        new([Key.Control('k')], "Kills to the end of the line; there, the line end.", e => e.KillToLineEnd(), Chain.Kill),
        new([Key.Control('u')], "Kills to the start of the line.", e => e.KillToLineStart(), Chain.Kill),
        new([Key.Control('w')], "Kills back to white space.", e => e.KillBlankWordLeft(), Chain.Kill),
        new([Key.Alt('d'), new(KeyCode.Delete, Ctrl)], "Kills the word after the cursor.", e => e.KillWordRight(), Chain.Kill),
        new([new(KeyCode.Backspace, Alt), new(KeyCode.Backspace, Ctrl)], "Kills the word before the cursor.", e => e.KillWordLeft(), Chain.Kill),
        new([Key.Control('y')], "Inserts what was killed last.", e => e.Yank(), Chain.Yank),
        new([Key.Alt('y')], "After Ctrl-Y: what was killed before that.", e => e.YankEarlier(), Chain.Yank),
        new([Key.Control('t')], "Swaps the two characters about the cursor.", e => e.Transpose()),
        new([Key.Control('_')], "Takes the last change back.", e => e.Undo()),

        new([new(KeyCode.Tab)], "Completes the word; a second Tab lists what may stand there, Tab goes through it, Esc closes it. In the blanks before a line, indents.", e => e.Complete(), Chain.Complete),
        new([new(KeyCode.Tab, KeyModifiers.Shift)], "Goes through the list backwards.", _ => { }),
        new([new(KeyCode.Escape), Key.Control('g')], "Closes the list; gives up a search.", _ => { }),
    ];

    private static readonly Dictionary<Key, KeyBinding> ByKey = Rows.SelectMany(row => row.Keys.Select(key => (key, row))).ToDictionary();

    /// <summary>The row of a key; null: it does nothing.</summary>
    public static KeyBinding? Find(Key key) => ByKey.GetValueOrDefault(key);
}
