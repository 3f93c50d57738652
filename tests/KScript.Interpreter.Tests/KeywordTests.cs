// The table of words is the grammar's: each word is the token that its row says, and no word of the grammar is without a row.
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Parsing;
using Xunit;

namespace KScript.Interpreter.Tests;

public class KeywordTests
{
    [Fact]
    public void Each_word_is_the_token_of_its_row()
    {
        foreach (Keyword row in Keywords.Rows)
        {
            Assert.Equal((row.Word, row.Token), (row.Word, Scanner.Scan(new SourceText("", row.Word), new DiagnosticBag())[0].Type));
        }
    }

    [Fact]
    public void Each_word_of_the_grammar_has_a_row()
    {
        // The lexer's rules for words are literals, in front of the rule for names.
        string grammar = File.ReadAllText(Path.Combine(Repository.Root, "grammar", "KScript.g4"));
        var words = new List<string>();
        foreach (string line in grammar.Split('\n').Where(line => line.Length > 0 && char.IsUpper(line[0]) && !line.StartsWith("SIGNAL_NAME", StringComparison.Ordinal)))
        {
            words.AddRange(line.Split('\'').Where((part, i) => i % 2 == 1 && part.Length > 1 && part.All(c => char.IsAsciiLetterLower(c) || c == '_')));
        }

        Assert.True(words.Count > 40);
        Assert.Equal(words.Order(StringComparer.Ordinal), Keywords.Rows.Select(row => row.Word).Concat(Units).Order(StringComparer.Ordinal));
    }

    /// <summary>Letters of times (`20ms`), which are no words.</summary>
    private static readonly string[] Units = ["us", "ms"];
}
