// Small edits of a script: a statement put before or after another one, on a line of its own where the other has one.
using KScript.Interpreter.Diagnostics;
using KScript.Workbench.Live;

namespace KScript.Workbench.Explaining;

/// <summary>Makes and applies insertions.</summary>
internal static class Edits
{
    /// <summary>Puts code before a statement; null where there is no script to put it into.</summary>
    public static Insertion? Before(LiveSession session, Span? statement, string code)
    {
        if (Text(session) is not { } text || statement is not { Length: > 0 } span || span.End > text.Length)
        {
            return null;
        }

        int start = LineStart(text, span.Start);
        string indent = text[start..span.Start];
        int line = Words.LineOf(session, span);
        return string.IsNullOrWhiteSpace(indent) ? new Insertion(start, indent + code + "\n", line) : new Insertion(span.Start, code + "; ", line);
    }

    /// <summary>Puts code after a statement.</summary>
    public static Insertion? After(LiveSession session, Span? statement, string code)
    {
        if (Text(session) is not { } text || statement is not { Length: > 0 } span || span.End > text.Length)
        {
            return null;
        }

        string indent = text[LineStart(text, span.Start)..span.Start];
        int end = text.IndexOf('\n', span.End);
        string rest = (end < 0 ? text[span.End..] : text[span.End..end]).Trim();
        int line = session.Program.Source.Position(span.End).Line + 1;
        bool alone = string.IsNullOrWhiteSpace(indent) && (rest.Length == 0 || rest[0] == '#');
        return !alone ? new Insertion(span.End, "; " + code, line - 1)
            : end < 0 ? new Insertion(text.Length, "\n" + indent + code, line)
            : new Insertion(end + 1, indent + code + "\n", line);
    }

    /// <summary>The script with insertions.</summary>
    public static string Apply(string script, IEnumerable<Insertion> edit)
    {
        foreach (Insertion insertion in edit.OrderByDescending(insertion => insertion.Offset))
        {
            script = script.Insert(insertion.Offset, insertion.Text);
        }

        return script;
    }

    /// <summary>The offset before the insertions of one after them; null: it is within what was inserted.</summary>
    public static int? Original(IReadOnlyList<Insertion> edit, int offset)
    {
        int shift = 0;
        foreach (Insertion insertion in edit.OrderBy(insertion => insertion.Offset))
        {
            if (offset - shift < insertion.Offset)
            {
                break;
            }

            if (offset - shift < insertion.Offset + insertion.Text.Length)
            {
                return null;
            }

            shift += insertion.Text.Length;
        }

        return offset - shift;
    }

    /// <summary>The script of a session that is nothing else.</summary>
    public static string? Text(LiveSession session) => session.IsScript && session.InputCount == 1 ? session.Inputs[0].Text : null;

    private static int LineStart(string text, int offset) => offset == 0 ? 0 : text.LastIndexOf('\n', offset - 1) + 1;
}
