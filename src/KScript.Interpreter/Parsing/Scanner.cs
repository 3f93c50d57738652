// The first pass: characters to tokens, comments left out. What is no KScript at this level (a stray character, quotes and
// comments of other languages, a malformed number) is reported here and replaced by what was probably meant, so that the
// passes behind see clean tokens.
using Antlr4.Runtime;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Parsing.Generated;

namespace KScript.Interpreter.Parsing;

/// <summary>Turns a text into tokens.</summary>
internal static class Scanner
{
    /// <summary>All tokens, ending with EOF; fewer if the limit of errors was reached.</summary>
    public static List<IToken> Scan(SourceText source, DiagnosticBag diagnostics)
    {
        var lexer = new KScriptLexer(new AntlrInputStream(source.Text));
        lexer.RemoveErrorListeners();
        var tokens = new List<IToken>((source.Text.Length / 4) + 8);
        while (!diagnostics.IsFull)
        {
            var token = (CommonToken)lexer.NextToken();
            if (token.Type == KScriptLexer.BAD_CHAR)
            {
                token = BadCharacters(token, lexer, source.Text, diagnostics);
            }

            if (Accept(token, source.Text, diagnostics))
            {
                tokens.Add(token);
            }

            if (token.Type == KScriptLexer.Eof)
            {
                return tokens;
            }
        }

        tokens.Add(new CommonToken(KScriptLexer.Eof, "") { StartIndex = source.Text.Length, StopIndex = source.Text.Length - 1 });
        return tokens;
    }

    /// <summary>Only the tokens, comments included: what the formatter works on.</summary>
    public static List<IToken> ScanWithComments(SourceText source)
    {
        var lexer = new KScriptLexer(new AntlrInputStream(source.Text));
        lexer.RemoveErrorListeners();
        var tokens = new List<IToken>();
        IToken token;
        do
        {
            token = lexer.NextToken();
            tokens.Add(token);
        }
        while (token.Type != KScriptLexer.Eof);
        return tokens;
    }

    /// <summary>Where a token stands.</summary>
    public static Span SpanOf(IToken token) => new(token.StartIndex, Math.Max(0, token.StopIndex - token.StartIndex + 1));

    private static bool Accept(CommonToken token, string text, DiagnosticBag diagnostics)
    {
        switch (token.Type)
        {
            case KScriptLexer.COMMENT or KScriptLexer.JOINED:
                return false;
            case KScriptLexer.FOREIGN_COMMENT:
                diagnostics.Error(DiagnosticTable.ForeignComment, new Span(token.StartIndex, 2), "this is not how a comment starts", "comments start with `#`");
                return false;
            case KScriptLexer.UNTERMINATED:
                diagnostics.Error(DiagnosticTable.UnterminatedString, SpanOf(token), "this string has no end", "add a `\"` at its end");
                token.Type = KScriptLexer.STRING;
                return true;
            case KScriptLexer.OTHER_QUOTES:
                string inner = text.Substring(token.StartIndex + 1, token.StopIndex - token.StartIndex - 1);
                diagnostics.Error(DiagnosticTable.Quotes, SpanOf(token), "strings stand in straight double quotes",
                    inner.Contains('"') ? null : $"write \"{inner}\"");
                token.Type = KScriptLexer.STRING;
                return true;
            case KScriptLexer.FOREIGN_NAME:
                diagnostics.Error(DiagnosticTable.BadCharacter, SpanOf(token), $"`{token.Text}` is not a name", "names are ASCII letters, digits and `_`");
                token.Type = KScriptLexer.ID;
                return true;
            case KScriptLexer.BAD_NUMBER:
                diagnostics.Error(DiagnosticTable.BadNumber, SpanOf(token), $"`{token.Text}` is not a number", "numbers are 42, 1_000, 0x2a; times are 20ms, 2s");
                token.Type = KScriptLexer.INT;
                return true;
            default:
                return true;
        }
    }

    /// <summary>Reports a run of characters that have no place outside strings, as one; gives the token behind it.</summary>
    private static CommonToken BadCharacters(CommonToken first, KScriptLexer lexer, string text, DiagnosticBag diagnostics)
    {
        int end = first.StopIndex + 1;
        var next = (CommonToken)lexer.NextToken();
        bool dollar = text[first.StartIndex] == '$';
        while (next.Type == KScriptLexer.BAD_CHAR && next.StartIndex == end && !(dollar ^ text[end] == '$'))
        {
            end = next.StopIndex + 1;
            next = (CommonToken)lexer.NextToken();
        }

        var span = new Span(first.StartIndex, end - first.StartIndex);
        if (dollar)
        {
            Dollar(span, next, diagnostics);
        }
        else
        {
            diagnostics.Error(DiagnosticTable.BadCharacter, span, Describe(text, span), BadCharacterHint(text[span.Start]));
        }

        // Another run may follow at once.
        return next.Type == KScriptLexer.BAD_CHAR && !diagnostics.IsFull ? BadCharacters(next, lexer, text, diagnostics) : next;
    }

    private static void Dollar(Span span, CommonToken next, DiagnosticBag diagnostics)
    {
        bool attached = next.StartIndex == span.End;
        bool named = attached && TokenClasses.Is(next.Type, TokenClass.Name);
        string? hint = next.Type switch
        {
            _ when named => $"write `{next.Text}`",
            KScriptLexer.QUESTION when attached => "how the last child ended is `status`: `WEXITSTATUS(status)`",
            KScriptLexer.NOT when attached => "the child's pid is what `fork` gave: `let child = fork { sleep 5 }`",
            _ => span.Length > 1 ? "your own pid is `getpid()`" : null,
        };
        diagnostics.Error(DiagnosticTable.Dollar, named ? new Span(span.Start, next.StopIndex + 1 - span.Start) : span,
            "variables are written without `$`", hint);
    }

    private static string Describe(string text, Span span)
    {
        char c = text[span.Start];
        if (char.IsControl(c) || char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format || c == '\uFFFD')
        {
            return $"the character U+{(int)c:X4} has no place here";
        }

        string shown = span.Length > 20 ? string.Concat(text.AsSpan(span.Start, 20), "…") : text.Substring(span.Start, span.Length);
        return $"`{shown}` has no place outside strings and comments";
    }

    private static string? BadCharacterHint(char c) => c switch
    {
        '\'' or '\u2018' or '\u2019' or '\u201C' or '\u201D' => "strings stand in straight double quotes",
        '\\' => "a `\\` joins lines, at the end of a line",
        '@' or '`' => null,
        '\u00A0' or '\u2003' or '\u200B' => "replace it with an ordinary space",
        _ when char.IsLetter(c) => "names are ASCII letters, digits and `_`",
        _ when char.IsControl(c) => "is this a text file?",
        _ => null,
    };
}
