// The grammar stays easy to parse: no ambiguity, no fallback to full LL, and short look-ahead on every script there is.
using Antlr4.Runtime;
using Antlr4.Runtime.Atn;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Parsing;
using KScript.Interpreter.Parsing.Generated;
using Xunit;

namespace KScript.Interpreter.Tests;

public class GrammarTests
{
    private const int MaxLookahead = 3;

    [Fact]
    public void NoAmbiguityAndShortLookahead()
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string path in Repository.Scripts())
        {
            Profile(File.ReadAllText(Path.Combine(Repository.Root, path)), path, found);
        }

        foreach (string script in ParserFormsTests.Scripts())
        {
            Profile(script, script, found);
        }

        Assert.Empty(found);
    }

    private static void Profile(string text, string name, SortedSet<string> found)
    {
        var source = new SourceText(name, text);
        var diagnostics = new DiagnosticBag();
        var tokens = TokenFilter.Run(Scanner.Scan(source, diagnostics), source, diagnostics, settings: false).Tokens;
        var parser = new KScriptParser(new CommonTokenStream(new ListTokenSource(tokens))) { ErrorHandler = new BailErrorStrategy() };
        parser.RemoveErrorListeners();
        parser.Profile = true;
        parser.Interpreter.PredictionMode = PredictionMode.LL_EXACT_AMBIG_DETECTION;
        parser.file();
        foreach (var decision in parser.ParseInfo.getDecisionInfo())
        {
            string rule = parser.RuleNames[parser.Atn.GetDecisionState(decision.decision).ruleIndex];
            if (decision.ambiguities.Count > 0)
            {
                found.Add($"ambiguity in {rule}: {name}");
            }

            if (decision.SLL_MaxLook > MaxLookahead || decision.LL_MaxLook > 0)
            {
                found.Add($"{rule} looks {decision.SLL_MaxLook} tokens ahead (LL {decision.LL_MaxLook}): {name}");
            }
        }
    }
}
