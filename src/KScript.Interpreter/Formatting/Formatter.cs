// `kscript fmt`: one canonical layout. It works on the tokens, comments included, after the token filter said what they are,
// so nothing of the source is lost and the meaning cannot change: statements on lines of their own, indented by four for each
// block; a block that was on one line stays so; line breaks inside a statement stay where they are; at most one empty line;
// a comment behind code keeps its column where it can.
using System.Text;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Parsing;
using static KScript.Interpreter.Parsing.Generated.KScriptParser;

namespace KScript.Interpreter.Formatting;

/// <summary>A script in its canonical layout, or why it has none.</summary>
/// <param name="Text">The script; null if it has errors.</param>
/// <param name="Diagnostics">What is wrong with it.</param>
internal sealed record FormatResult(string? Text, List<Diagnostic> Diagnostics);

/// <summary>Lays out scripts.</summary>
internal sealed class Formatter
{
    private const int IndentSize = 4;

    private readonly List<FormatItem> items;
    private readonly SourceText source;
    private readonly StringBuilder output = new();
    private readonly Stack<(bool OneLine, int Brackets)> blocks = new();
    private int brackets;
    private int lineStart;
    private bool mustBreak;

    private Formatter(SourceText source)
    {
        this.source = source;
        items = FormatItem.Read(source);
    }

    /// <summary>Formats a script. One with errors is left alone.</summary>
    public static FormatResult Format(SourceText source)
    {
        var parsed = Parser.Parse(source);
        return parsed.Succeeded ? new FormatResult(new Formatter(source).Run(), parsed.Diagnostics) : new FormatResult(null, parsed.Diagnostics);
    }

    private string Run()
    {
        for (int i = 0; i < items.Count; i++)
        {
            Write(i);
        }

        if (output.Length > 0)
        {
            output.Append('\n');
        }

        return output.ToString();
    }

    private void Write(int index)
    {
        var item = items[index];
        switch (item.Kind)
        {
            case FormatKind.Comment:
                Comment(index);
                break;
            case FormatKind.Join:
                output.Append(" \\");
                mustBreak = true;
                break;
            default:
                Gap(index);
                output.Append(item.Token.Text);
                Track(item);
                break;
        }
    }

    // ----- what stands before a token

    private void Gap(int index)
    {
        var item = items[index];
        if (index == 0)
        {
            return;
        }

        var previous = items[index - 1];
        if (item.StartsStatement)
        {
            StatementGap(index);
        }
        else if (item.Token.Type == RBRACE)
        {
            ClosingGap();
        }
        else if (mustBreak || (item.Line > previous.EndLine && item.Token.Type is not (LBRACE or BODY or ELSE)))
        {
            NewLine(item.Token.Type == ELSE ? BlockIndent() : ContinuationIndent(item), blank: false);
        }
        else if (Spacing.Between(previous, item))
        {
            output.Append(' ');
        }
    }

    private void StatementGap(int index)
    {
        var item = items[index];
        var previous = items[index - 1];
        bool first = previous.Token.Type is LBRACE or BODY && previous.Kind == FormatKind.Code;
        if (blocks.Count > 0 && blocks.Peek().OneLine)
        {
            output.Append(first ? " " : "; ");
        }
        else
        {
            NewLine(BlockIndent(), blank: !first && item.Line - previous.EndLine > 1);
        }
    }

    private void ClosingGap()
    {
        if (blocks.Peek().OneLine)
        {
            output.Append(' ');
        }
        else
        {
            NewLine((blocks.Count - 1) * IndentSize, blank: false);
        }
    }

    private void NewLine(int indent, bool blank)
    {
        output.Append(blank ? "\n\n" : "\n");
        lineStart = output.Length;
        output.Append(' ', indent);
        mustBreak = false;
    }

    private int BlockIndent() => blocks.Count * IndentSize;

    /// <summary>A line inside a statement: one step in, and one more for each further bracket.</summary>
    private int ContinuationIndent(FormatItem item)
    {
        if (item.Token.Type is LBRACE or BODY)
        {
            return BlockIndent();
        }

        bool closes = item.Token.Type is RPAREN or RBRACKET;
        int steps = closes ? brackets - 1 : Math.Max(1, brackets);
        return BlockIndent() + (Math.Max(0, steps) * IndentSize);
    }

    /// <summary>Follows the brackets.</summary>
    private void Track(FormatItem item)
    {
        switch (item.Token.Type)
        {
            case LBRACE or BODY:
                blocks.Push((item.IsOneLine, brackets));
                brackets = 0;
                break;
            case RBRACE:
                brackets = blocks.Pop().Brackets;
                break;
            case LPAREN or CALL or LBRACKET or INDEX:
                brackets++;
                break;
            case RPAREN or RBRACKET:
                brackets--;
                break;
        }
    }

    // ----- comments

    private void Comment(int index)
    {
        var item = items[index];
        string text = item.Token.Text.TrimEnd();
        if (index > 0 && items[index - 1].EndLine == item.Line && items[index - 1].Kind == FormatKind.Code)
        {
            int width = output.Length - lineStart;
            output.Append(' ', Math.Max(2, ColumnOf(item) - width)).Append(text);
        }
        else
        {
            if (index > 0)
            {
                var previous = items[index - 1];
                bool first = previous.Token.Type is LBRACE or BODY && previous.Kind == FormatKind.Code;
                NewLine(CommentIndent(index), blank: !first && brackets == 0 && item.Line - previous.EndLine > 1);
            }

            output.Append(text);
        }

        mustBreak = true;
    }

    /// <summary>Where a comment behind code stood, moved along with the indentation of its line.</summary>
    private int ColumnOf(FormatItem comment)
    {
        string line = source.Line(comment.Line);
        int before = 0;
        while (before < line.Length && line[before] is ' ' or '\t' or '\uFEFF')
        {
            before++;
        }

        int after = 0;
        while (lineStart + after < output.Length && output[lineStart + after] == ' ')
        {
            after++;
        }

        return comment.Token.Column - before + after;
    }

    /// <summary>A comment on its own line is indented like what follows it.</summary>
    private int CommentIndent(int index)
    {
        int next = index + 1;
        while (next < items.Count && items[next].Kind == FormatKind.Comment)
        {
            next++;
        }

        bool between = next == items.Count || items[next].StartsStatement || items[next].Token.Type is RBRACE or ELSE;
        return between ? BlockIndent() : ContinuationIndent(items[index]);
    }
}
