// What each stretch of a text is, for an editor that colours it as it is typed: the lexer's tokens, told apart by what they are for.
// Never an error: a text may be anything.
using Antlr4.Runtime;
using KScript.Interpreter.Diagnostics;
using static KScript.Interpreter.Parsing.Generated.KScriptLexer;

namespace KScript.Interpreter.Parsing;

/// <summary>What a stretch of a text is.</summary>
internal enum TokenColour
{
    /// <summary>A word of the grammar.</summary>
    Keyword,
    /// <summary>A name: a variable, a function, a call.</summary>
    Name,
    /// <summary>A signal's name.</summary>
    Signal,
    /// <summary>A number or a time.</summary>
    Number,
    /// <summary>A text.</summary>
    String,
    /// <summary>A comment.</summary>
    Comment,
    /// <summary>What no script has.</summary>
    Wrong,
}

/// <summary>Colours texts.</summary>
internal static class Colouring
{
    private static readonly HashSet<int> Words = [.. Keywords.Rows.Select(row => row.Token)];

    /// <summary>The stretches that have a colour, in order.</summary>
    public static IReadOnlyList<(Span Span, TokenColour Colour)> Of(string text)
    {
        var found = new List<(Span, TokenColour)>();
        foreach (IToken token in Scanner.ScanWithComments(new SourceText("", text)))
        {
            if (ColourOf(token.Type) is { } colour)
            {
                found.Add((Scanner.SpanOf(token), colour));
            }
        }

        return found;
    }

    /// <summary>How many blocks and brackets are open at the end of a text.</summary>
    public static int DepthOf(string text)
    {
        int depth = 0;
        foreach (IToken token in Scanner.ScanWithComments(new SourceText("", text)))
        {
            depth += token.Type switch { LBRACE or LPAREN or LBRACKET => 1, RBRACE or RPAREN or RBRACKET => -1, _ => 0 };
            depth = Math.Max(0, depth);
        }

        return depth;
    }

    private static TokenColour? ColourOf(int type) => type switch
    {
        _ when Words.Contains(type) => TokenColour.Keyword,
        SIGNAL_NAME => TokenColour.Signal,
        ID => TokenColour.Name,
        INT or FLOAT or TIME => TokenColour.Number,
        STRING or OTHER_QUOTES => TokenColour.String,
        COMMENT => TokenColour.Comment,
        BAD_NUMBER or BAD_CHAR or FOREIGN_COMMENT or FOREIGN or FOREIGN_NAME or UNTERMINATED => TokenColour.Wrong,
        _ => null,
    };
}
