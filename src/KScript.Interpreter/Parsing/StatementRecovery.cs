// What the second parse does at an error: report it once, skip to the end of the statement, go on with the next one.
// The token filter made sure that brackets pair up, so the end of a statement is easy to find and one mistake costs one
// diagnostic. SyntaxErrors.cs words the messages.
using Antlr4.Runtime;
using Antlr4.Runtime.Misc;
using KScript.Interpreter.Diagnostics;
using static Antlr4.Runtime.TokenConstants;
using static KScript.Interpreter.Parsing.Generated.KScriptParser;

namespace KScript.Interpreter.Parsing;

/// <summary>An error strategy that recovers at statements.</summary>
internal sealed class StatementRecovery(FilteredTokens filtered, List<int> wrongLines, DiagnosticBag diagnostics) : DefaultErrorStrategy
{
    /// <summary>The indices of the tokens at which the parser stopped.</summary>
    public List<int> WrongTokens { get; } = [];

    public override void ReportError(Antlr4.Runtime.Parser recognizer, RecognitionException e)
    {
        if (!InErrorRecoveryMode(recognizer))
        {
            BeginErrorCondition(recognizer);
            Report(recognizer, e.OffendingToken);
        }
    }

    public override void Recover(Antlr4.Runtime.Parser recognizer, RecognitionException e) => SkipStatement((ITokenStream)recognizer.InputStream);

    /// <summary>Nothing is inserted or deleted to make a statement fit: that gives odd messages.</summary>
    public override IToken RecoverInline(Antlr4.Runtime.Parser recognizer) => throw new InputMismatchException(recognizer);

    /// <summary>Behind a statement there must be its end; elsewhere an error shows by itself.</summary>
    public override void Sync(Antlr4.Runtime.Parser recognizer)
    {
        if (recognizer.RuleContext.RuleIndex != RULE_stmts || InErrorRecoveryMode(recognizer))
        {
            return;
        }

        var stream = (ITokenStream)recognizer.InputStream;
        int next = stream.LA(1);
        if (next is NEWLINE or RBRACE or EOF || recognizer.Atn.NextTokens(recognizer.Atn.states[recognizer.State]).Contains(next))
        {
            return;
        }

        BeginErrorCondition(recognizer);
        Report(recognizer, stream.LT(1));
        SkipStatement(stream);
    }

    private void Report(Antlr4.Runtime.Parser recognizer, IToken offending)
    {
        WrongTokens.Add(offending.TokenIndex);
        if (IsConsequence(offending))
        {
            return;
        }

        SyntaxErrors.Report(filtered.Tokens, diagnostics, offending.TokenIndex, recognizer.RuleContext);
        if (diagnostics.IsFull)
        {
            throw new ParseCanceledException();
        }
    }

    /// <summary>Inside a bracket that was already reported as never closed, or on a line where the lexer found something.</summary>
    private bool IsConsequence(IToken offending)
    {
        if (wrongLines.Contains(offending.Line))
        {
            return true;
        }

        foreach (var region in filtered.UnclosedRegions)
        {
            if (offending.StartIndex > region.Start && offending.StartIndex <= region.End)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Moves to the end of the statement that the next token belongs to.</summary>
    private void SkipStatement(ITokenStream stream)
    {
        int depth = 0;
        int index = stream.Index;
        for (; index < filtered.Tokens.Count - 1; index++)
        {
            switch (filtered.Tokens[index].Type)
            {
                case LBRACE or BODY or LPAREN or CALL or LBRACKET or INDEX:
                    depth++;
                    break;
                case RBRACE when depth == 0:
                    stream.Seek(index);
                    return;
                case RBRACE or RPAREN or RBRACKET:
                    depth = Math.Max(0, depth - 1);
                    break;
                case NEWLINE when depth == 0:
                    stream.Seek(index);
                    return;
            }
        }

        stream.Seek(index);
    }
}
