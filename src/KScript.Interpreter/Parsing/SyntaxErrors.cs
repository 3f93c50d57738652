// Words the message for a syntax error from what stands around the token at which the parser stopped.
using Antlr4.Runtime;
using KScript.Interpreter.Diagnostics;

namespace KScript.Interpreter.Parsing;

/// <summary>Explains syntax errors.</summary>
internal sealed class SyntaxErrors(List<IToken> tokens, DiagnosticBag diagnostics)
{
    /// <summary>Reports the error at a token.</summary>
    public void Report(int index, RuleContext context)
    {
        _ = context;
        var token = tokens[index];
        diagnostics.Error(DiagnosticTable.UnexpectedToken, Scanner.SpanOf(token), $"`{token.Text}` cannot stand here");
    }
}
