// The way from text to syntax tree: Scanner (characters to tokens), TokenFilter (what the grammar expects), the generated
// parser, AstBuilder. A script without errors takes the fast way, SLL prediction without recovery; only if that fails is it
// parsed again with full LL prediction and StatementRecovery, which reports every statement that is wrong.
using Antlr4.Runtime;
using Antlr4.Runtime.Atn;
using Antlr4.Runtime.Misc;
using KScript.Interpreter.Ast;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Parsing.Generated;

namespace KScript.Interpreter.Parsing;

/// <summary>Parses scripts and settings.</summary>
internal static class Parser
{
    /// <summary>Parses a whole script.</summary>
    public static ParseResult Parse(SourceText source)
    {
        var diagnostics = new DiagnosticBag();
        var tokens = Tokens(source, diagnostics, settings: false);
        if (tokens is null)
        {
            return new ParseResult(Empty(source), diagnostics.ToList(), false);
        }

        int lexicalErrors = diagnostics.ErrorCount;
        var run = Run(tokens, diagnostics, parser => parser.file());
        bool incomplete = IsIncomplete(source, tokens, run, diagnostics, lexicalErrors);
        // Also with errors: building finds a few more.
        var file = run.Tree is KScriptParser.FileContext tree ? new AstBuilder(source, diagnostics, run.WrongTokens).BuildFile(tree) : Empty(source);
        return new ParseResult(diagnostics.ErrorCount == 0 ? file : Empty(source), diagnostics.ToList(), incomplete);
    }

    /// <summary>Parses what --sched and --set take: "mlfq q=3", "cpus=2".</summary>
    public static SettingsResult ParseSettings(SourceText source)
    {
        var diagnostics = new DiagnosticBag();
        var tokens = Tokens(source, diagnostics, settings: true);
        if (tokens is null)
        {
            return new SettingsResult(null, diagnostics.ToList());
        }

        var run = Run(tokens, diagnostics, parser => parser.settingsLine());
        var settings = diagnostics.ErrorCount == 0 && run.Tree is KScriptParser.SettingsLineContext tree
            ? new AstBuilder(source, diagnostics, run.WrongTokens).BuildSettings(tree)
            : null;
        return new SettingsResult(diagnostics.ErrorCount == 0 ? settings : null, diagnostics.ToList());
    }

    /// <summary>The tokens for the parser, or null if a limit was hit.</summary>
    private static FilteredTokens? Tokens(SourceText source, DiagnosticBag diagnostics, bool settings)
    {
        if (source.Text.Length > ParserLimits.MaxSourceLength)
        {
            diagnostics.Error(DiagnosticTable.SourceTooLarge, new Span(0, 0),
                $"the script has {source.Text.Length} characters, {ParserLimits.MaxSourceLength} is the limit");
            return null;
        }

        var raw = Scanner.Scan(source, diagnostics);
        if (diagnostics.IsFull)
        {
            return null;
        }

        var wrongLines = diagnostics.Lines(source);
        var filtered = TokenFilter.Run(raw, source, diagnostics, settings);
        filtered.WrongLines.AddRange(wrongLines);
        return filtered.IsFatal || diagnostics.IsFull ? null : filtered;
    }

    private static ParserRun Run(FilteredTokens tokens, DiagnosticBag diagnostics, Func<KScriptParser, ParserRuleContext> rule)
    {
        var parser = new KScriptParser(new CommonTokenStream(new ListTokenSource(tokens.Tokens)));
        parser.RemoveErrorListeners();
        parser.ErrorHandler = new BailErrorStrategy();
        parser.Interpreter.PredictionMode = PredictionMode.SLL;
        try
        {
            return new ParserRun(rule(parser), []);
        }
        catch (ParseCanceledException)
        {
            return RunWithRecovery(tokens, diagnostics, parser, rule);
        }
    }

    private static ParserRun RunWithRecovery(FilteredTokens tokens, DiagnosticBag diagnostics, KScriptParser parser, Func<KScriptParser, ParserRuleContext> rule)
    {
        var recovery = new StatementRecovery(tokens, tokens.WrongLines, diagnostics);
        parser.Reset();
        parser.ErrorHandler = recovery;
        parser.Interpreter.PredictionMode = PredictionMode.LL;
        try
        {
            return new ParserRun(rule(parser), recovery.WrongTokens);
        }
        catch (ParseCanceledException)
        {
            // The limit of errors was reached.
            return new ParserRun(null, recovery.WrongTokens);
        }
    }

    /// <summary>Whether more text could mend it: nothing is wrong but that the end came too early.</summary>
    private static bool IsIncomplete(SourceText source, FilteredTokens tokens, ParserRun run, DiagnosticBag diagnostics, int errorsBefore)
    {
        if (EndsWithJoin(source.Text))
        {
            return true;
        }

        // What the filter reports for the brackets open at the end is the only error that may stand before the parser's.
        bool cleanBefore = errorsBefore == 0 || (errorsBefore == 1 && tokens.HasOpenBracketAtEnd && !tokens.HasBracketErrors);
        bool errorAtEnd = run.WrongTokens.Count == 0 || IsAtEnd(tokens.Tokens, tokens.Tokens[run.WrongTokens[0]]);
        return tokens.IsOpenAtEnd && diagnostics.ErrorCount > 0 && cleanBefore && errorAtEnd;
    }

    /// <summary>A token of the end of the text: EOF, or a bracket that the filter closed there.</summary>
    private static bool IsAtEnd(List<IToken> tokens, IToken token)
    {
        var end = tokens[^1];
        return token.Type == TokenConstants.EOF || (token.StopIndex < token.StartIndex && token.StartIndex == end.StartIndex);
    }

    private static bool EndsWithJoin(string text)
    {
        int end = text.Length;
        if (end > 0 && text[end - 1] == '\n')
        {
            end--;
        }

        while (end > 0 && text[end - 1] is ' ' or '\t' or '\r')
        {
            end--;
        }

        if (end == 0 || text[end - 1] != '\\')
        {
            return false;
        }

        // Not in a comment or a string.
        var source = Scanner.ScanWithComments(new SourceText("", text));
        return source.Count >= 2 && source[^2].Type == KScriptLexer.JOINED;
    }

    private static ScriptFile Empty(SourceText source) => new(new Span(0, source.Text.Length), []);

    /// <summary>The parse tree, and where the parser stopped; null if it gave up.</summary>
    private readonly record struct ParserRun(ParserRuleContext? Tree, List<int> WrongTokens);
}
