// The text that the spans of a script are in: the script, and the texts of the files that it imports, each somewhere in it. A place of an
// imported file is told in that file's lines.
using System.Globalization;
using System.Text;
using KScript.Interpreter.Importing;

namespace KScript.Interpreter.Diagnostics;

/// <summary>An imported file.</summary>
/// <param name="Key">What tells files apart.</param>
/// <param name="Start">Where its text begins in the whole.</param>
/// <param name="File">Its name and text.</param>
internal sealed record SourcePart(string Key, int Start, SourceText File)
{
    /// <summary>Just behind its last character.</summary>
    public int End => Start + File.Text.Length;
}

/// <summary>The text of a script, with its name for messages and its lines.</summary>
internal sealed class SourceText
{
    private readonly Func<string>? makeText;
    private readonly string? main;
    private IReadOnlyList<SourcePart> parts = [];
    private string? whole;
    private int[]? lineStarts;

    /// <summary>Takes a text. The name is what messages show ("zombie.ks", "&lt;stdin&gt;").</summary>
    public SourceText(string name, string text)
    {
        Name = name;
        main = text;
    }

    /// <summary>A text that is put together when a message first needs it; imported texts are in it.</summary>
    public SourceText(string name, Func<string> text, IReadOnlyList<SourcePart>? parts = null)
    {
        Name = name;
        makeText = text;
        this.parts = parts ?? [];
    }

    /// <summary>What messages show.</summary>
    public string Name { get; }

    /// <summary>Where its imports are read.</summary>
    public ImportReader Imports { get; init; } = ImportReader.None;

    /// <summary>The imported files.</summary>
    public IReadOnlyList<SourcePart> Parts => parts;

    /// <summary>The whole text, imported files included.</summary>
    public string Text => whole ??= makeText?.Invoke() ?? (parts.Count == 0 ? main! : string.Join('\n', [main, .. parts.Select(part => part.File.Text)]));

    /// <summary>The text without imported files.</summary>
    public string OwnText
    {
        get
        {
            if (main is not null)
            {
                return main;
            }

            var own = new StringBuilder(Text);
            foreach (SourcePart part in parts.Reverse())
            {
                // With the line end that parts it from what is before it.
                own.Remove(part.Start - 1, part.File.Text.Length + 1);
            }

            return own.ToString();
        }
    }

    /// <summary>Says which files it imports: they stand one after the other behind it, a line end before each.</summary>
    public void SetParts(IReadOnlyList<SourcePart> imported)
    {
        parts = imported;
        whole = null;
    }

    /// <summary>The file that a place is in, and its offset there.</summary>
    public (SourceText File, int Offset) FileAt(int offset)
    {
        foreach (SourcePart part in parts)
        {
            if (offset >= part.Start && offset <= part.End)
            {
                return (part.File, offset - part.Start);
            }
        }

        return (this, offset);
    }

    /// <summary>"zombie.ks:3": file and line of a place.</summary>
    public string Place(int offset)
    {
        (SourceText file, int inside) = FileAt(offset);
        return string.Create(CultureInfo.InvariantCulture, $"{file.Name}:{file.Position(inside).Line}");
    }

    /// <summary>"line 3", or "line 3 of common.ks".</summary>
    public string LineName(int offset)
    {
        (SourceText file, int inside) = FileAt(offset);
        return string.Create(CultureInfo.InvariantCulture, $"line {file.Position(inside).Line}{(file == this ? "" : " of " + file.Name)}");
    }

    /// <summary>How many lines there are.</summary>
    public int LineCount => LineStarts.Length;

    /// <summary>Line and column, both from 1, in the file that the place is in; columns count UTF-16 units.</summary>
    public (int Line, int Column) Position(int offset)
    {
        (SourceText file, int inside) = FileAt(offset);
        return file.OwnPosition(inside);
    }

    /// <summary>A line's text without its end, from 1.</summary>
    public string Line(int number)
    {
        int start = LineStarts[number - 1];
        string text = main ?? Text;
        int end = text.IndexOf('\n', start);
        return text[start..(end < 0 ? text.Length : end)].TrimEnd('\r');
    }

    private (int Line, int Column) OwnPosition(int offset)
    {
        int index = Array.BinarySearch(LineStarts, offset);
        int line = index >= 0 ? index : ~index - 1;
        return (line + 1, offset - LineStarts[line] + 1);
    }

    private int[] LineStarts => lineStarts ??= FindLines();

    private int[] FindLines()
    {
        var starts = new List<int> { 0 };
        string text = main ?? Text;
        int next = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (main is null && next < parts.Count && i == parts[next].Start - 1)
            {
                i = parts[next++].End - 1;
            }
            else if (text[i] == '\n')
            {
                starts.Add(i + 1);
            }
        }

        return [.. starts];
    }
}
