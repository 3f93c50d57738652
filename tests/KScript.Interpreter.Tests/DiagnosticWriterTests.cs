// The caret stands under the span whatever the line is made of, and the JSON form says the same.
using KScript.Interpreter.Diagnostics;
using Xunit;

namespace KScript.Interpreter.Tests;

public class DiagnosticWriterTests
{
    [Theory]
    [InlineData("let x = 5", 4, 1, "    let x = 5\n        ^\n")]
    [InlineData("let x = 5", 8, 0, "    let x = 5\n            ^\n")]
    [InlineData("let x", 5, 0, "    let x\n         ^\n")]
    [InlineData("a\tb c", 2, 3, "    a\tb c\n     \t^~~\n")]
    [InlineData("\u65e5\u672c x", 3, 1, "    \u65e5\u672c x\n         ^\n")]
    [InlineData("\u65e5\u672c x", 0, 2, "    \u65e5\u672c x\n    ^~~~\n")]
    [InlineData("e\u0301 x", 3, 1, "    e\u0301 x\n      ^\n")]
    [InlineData("\ud83d\ude00 x", 3, 1, "    \ud83d\ude00 x\n       ^\n")]
    [InlineData("a\u001bb", 1, 1, "    a\ufffdb\n     ^\n")]
    [InlineData("a b\nc", 2, 3, "    a b\n      ^\n")]
    public void Excerpt(string text, int start, int length, string expected)
    {
        string written = Write(text, new Span(start, length));
        Assert.Equal(expected, written[(written.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
    }

    [Fact]
    public void LongLinesAreCutAroundTheSpan()
    {
        string written = Write(new string('a', 1000) + "!" + new string('b', 1000), new Span(1000, 1));
        string[] lines = written.Split('\n');
        Assert.Contains('!', lines[1]);
        Assert.True(lines[1].Length < 160);
        Assert.Equal(lines[1].IndexOf('!', StringComparison.Ordinal), lines[2].IndexOf('^', StringComparison.Ordinal));
    }

    [Fact]
    public void Json()
    {
        var source = new SourceText("a.ks", "x\nlet \"y\"");
        string json = DiagnosticWriter.ToJson(source, [new Diagnostic("KS0001", Severity.Warning, new Span(6, 3), "a \"b\"")]);
        Assert.Equal("[{\"file\":\"a.ks\",\"line\":2,\"column\":5,\"end_line\":2,\"end_column\":8,\"severity\":\"warning\",\"code\":\"KS0001\",\"message\":\"a \\\"b\\\"\",\"hint\":null}]", json);
    }

    [Theory]
    [InlineData("wiat", "wait")]
    [InlineData("whlie", "while")]
    [InlineData("SIGCHILD", "SIGCHLD")]
    [InlineData("nohnag", "nohang")]
    [InlineData("xyz", null)]
    [InlineData("w", null)]
    [InlineData("wait", null)]
    public void Spelling_Nearest(string word, string? expected)
        => Assert.Equal(expected, Spelling.Nearest(word, "wait", "while", "SIGCHLD", "nohang", "fork"));

    [Fact]
    public void CodesAreUniqueAndInOrder()
    {
        for (int i = 1; i < DiagnosticTable.All.Length; i++)
        {
            Assert.True(string.CompareOrdinal(DiagnosticTable.All[i - 1].Code, DiagnosticTable.All[i].Code) < 0);
        }
    }

    private static string Write(string text, Span span)
        => DiagnosticWriter.ToText(new SourceText("a.ks", text), [new Diagnostic("KS0001", Severity.Error, span, "message")]);
}
