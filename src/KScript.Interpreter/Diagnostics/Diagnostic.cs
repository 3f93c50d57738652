// What is wrong with a script: where, what, and how to mend it. DiagnosticTable.cs has the codes, DiagnosticWriter.cs the
// one text form.
namespace KScript.Interpreter.Diagnostics;

/// <summary>A stretch of the source: offset and length in UTF-16 units.</summary>
internal readonly record struct Span(int Start, int Length)
{
    /// <summary>Just behind its last character.</summary>
    public int End => Start + Length;

    /// <summary>From the start of one to the end of another.</summary>
    public static Span Between(Span first, Span last) => new(first.Start, Math.Max(0, last.End - first.Start));
}

/// <summary>How bad it is.</summary>
internal enum Severity { Error, Warning }

/// <summary>One finding. Codes are KS0001 …, each with a row in <c>DiagnosticTable</c> and a golden test.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Severity">Error or warning.</param>
/// <param name="Span">The exact stretch that the caret underlines.</param>
/// <param name="Message">What is wrong, in a sentence without a full stop.</param>
/// <param name="Hint">What would mend it, or null.</param>
internal sealed record Diagnostic(string Code, Severity Severity, Span Span, string Message, string? Hint = null);

/// <summary>The text of a script, with its name for messages and its lines.</summary>
internal sealed class SourceText
{
    private readonly Func<string>? makeText;
    private int[]? lineStarts;

    /// <summary>Takes a text. The name is what messages show ("zombie.ks", "&lt;stdin&gt;").</summary>
    public SourceText(string name, string text)
    {
        Name = name;
        Text = text;
    }

    /// <summary>A text that is put together when a message first needs it.</summary>
    public SourceText(string name, Func<string> text)
    {
        Name = name;
        makeText = text;
    }

    private int[] LineStarts => lineStarts ??= FindLines(Text);

    private static int[] FindLines(string text)
    {
        var starts = new List<int> { 0 };
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
            {
                starts.Add(i + 1);
            }
        }

        return [.. starts];
    }

    /// <summary>What messages show.</summary>
    public string Name { get; }

    /// <summary>The whole text.</summary>
    public string Text => field ??= makeText!();

    /// <summary>How many lines there are.</summary>
    public int LineCount => LineStarts.Length;

    /// <summary>Line and column, both from 1; columns count UTF-16 units.</summary>
    public (int Line, int Column) Position(int offset)
    {
        int index = Array.BinarySearch(LineStarts, offset);
        int line = index >= 0 ? index : ~index - 1;
        return (line + 1, offset - LineStarts[line] + 1);
    }

    /// <summary>A line's text without its end, from 1.</summary>
    public string Line(int number)
    {
        int start = LineStarts[number - 1];
        int end = number < LineStarts.Length ? LineStarts[number] : Text.Length;
        return Text[start..end].TrimEnd('\n', '\r');
    }
}
