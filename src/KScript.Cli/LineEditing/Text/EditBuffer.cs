// The text, the cursor, and how to take changes back. Every change is a Replace, kept as what was removed and
// inserted where.
namespace KScript.Cli.LineEditing;

internal sealed class EditBuffer
{
    // A longer run of text is not typed by hand, and is taken back in one step.
    private const int LongestTypedRun = 256;

    private readonly Stack<Edit> edits = new();

    /// <summary>The text; lines are separated by LF.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Where the cursor is, between clusters, 0 to the length of the text.</summary>
    public int Cursor { get; private set; }

    public bool IsAtEnd => Cursor == Text.Length;

    public int LineStart => Motions.LineStart(Text, Cursor);

    public int LineEnd => Motions.LineEnd(Text, Cursor);

    private readonly record struct Edit(int Start, string Removed, string Inserted, int CursorBefore, bool IsTyped);

    /// <summary>An empty text with nothing to take back.</summary>
    public void Reset()
    {
        Text = "";
        Cursor = 0;
        edits.Clear();
    }

    public void MoveTo(int index) => Cursor = Math.Clamp(index, 0, Text.Length);

    /// <summary>Text in place of a part; the cursor goes behind it.</summary>
    public void Replace(int start, int length, string inserted) => Replace(start, length, inserted, isTyped: false);

    /// <summary>All of the text anew; the cursor goes to its end.</summary>
    public void ReplaceAll(string text)
    {
        if (text != Text)
        {
            Replace(0, Text.Length, text);
        }

        Cursor = Text.Length;
    }

    public void Insert(string text) => Replace(Cursor, 0, text);

    /// <summary>Typed text at the cursor; undo takes back a word of it at a time.</summary>
    public void Type(string text)
    {
        if (text.Length > LongestTypedRun)
        {
            Insert(text);
            return;
        }

        int start = 0;
        for (int i = 1; i < text.Length; i++)
        {
            if (BeginsWord(text[i - 1], text[i]))
            {
                Replace(Cursor, 0, text[start..i], isTyped: true);
                start = i;
            }
        }

        Replace(Cursor, 0, text[start..], isTyped: true);
    }

    /// <summary>Takes the last change back.</summary>
    public void Undo()
    {
        if (edits.TryPop(out var edit))
        {
            Text = string.Concat(Text.AsSpan(0, edit.Start), edit.Removed, Text.AsSpan(edit.Start + edit.Inserted.Length));
            Cursor = edit.CursorBefore;
        }
    }

    private static bool BeginsWord(char before, char letter) => char.IsWhiteSpace(before) && !char.IsWhiteSpace(letter);

    private void Replace(int start, int length, string inserted, bool isTyped)
    {
        if (length == 0 && inserted.Length == 0)
        {
            return;
        }

        Remember(new Edit(start, Text.Substring(start, length), inserted, Cursor, isTyped));
        Text = string.Concat(Text.AsSpan(0, start), inserted, Text.AsSpan(start + length));
        Cursor = start + inserted.Length;
    }

    // What is typed on goes into one edit with the word that it belongs to.
    private void Remember(Edit edit)
    {
        bool goesOn = edit.IsTyped && edits.TryPeek(out var last) && last.IsTyped && last.Inserted.Length < LongestTypedRun
            && last.Start + last.Inserted.Length == edit.Start && !BeginsWord(last.Inserted[^1], edit.Inserted[0]);
        if (goesOn)
        {
            last = edits.Pop();
            edit = last with { Inserted = last.Inserted + edit.Inserted };
        }

        edits.Push(edit);
    }
}
