// The canonical layout: it keeps the meaning, and a second pass changes nothing; then what it looks like.
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Formatting;
using KScript.Interpreter.Parsing;
using Xunit;

namespace KScript.Interpreter.Tests;

public class FormatterTests
{
    public static TheoryData<string> Scripts() => [.. Repository.Scripts()];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void KeepsMeaningAndIsIdempotent(string path) => Check(File.ReadAllText(Path.Combine(Repository.Root, path)));

    [Fact]
    public void KeepsMeaningOfEveryForm()
    {
        foreach (string script in ParserFormsTests.Scripts())
        {
            Check(script);
        }
    }

    [Fact]
    public void RefusesErrors()
    {
        var result = Formatter.Format(new SourceText("x.ks", "let x\n"));
        Assert.Null(result.Text);
        Assert.NotEmpty(result.Diagnostics);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("\n\n  # only\n\n\n", "# only\n")]
    [InlineData("a;b ;; c", "a\nb\nc\n")]
    [InlineData("fork{print 1;exit 7}", "fork { print 1; exit 7 }\n")]
    [InlineData("fork {\n}", "fork { }\n")]
    [InlineData("if(x==1){\nps\n\n}\nelse\n{\n  top   }", "if (x == 1) {\n    ps\n} else {\n    top\n}\n")]
    [InlineData("while x\n{\n\n\n a\n\n\n b\n}", "while x {\n    a\n\n    b\n}\n")]
    [InlineData("if a { b } c", "if a { b }\nc\n")]
    [InlineData("{ }", null)]
    [InlineData("x=-1+ - -y*!z", "x = -1 + - -y * !z\n")]
    [InlineData("for i in 0 .. n+1 { a[i]=i ; b [0] }", "for i in 0..n + 1 { a[i] = i; b [0] }\n")]
    [InlineData("kill  -1,SIGTERM;kill p   SIGRTMIN+1", "kill -1, SIGTERM\nkill p SIGRTMIN+1\n")]
    [InlineData("sched mlfq   q = 10 , 20 ,40\njob A at = 0{ }", "sched mlfq q=10,20,40\njob A at=0 { }\n")]
    [InlineData("exit(1)\nexit (1)\nprint (a, b)\nkill (a, b)", "exit(1)\nexit (1)\nprint(a, b)\nkill(a, b)\n")]
    [InlineData("let x = [\n1,\n  f(2,\n3),\n]\nps", "let x = [\n    1,\n    f(2,\n        3),\n]\nps\n")]
    [InlineData("let x = a +\nb\nlet y = a \\\n  + b", "let x = a +\n    b\nlet y = a \\\n    + b\n")]
    [InlineData("a  # one\nbb# two\n  # own\n\n\n\nc", "a  # one\nbb  # two\n# own\n\nc\n")]
    [InlineData("fork {\n# in\na          # at 12\n# last\n}\n# after", "fork {\n    # in\n    a          # at 12\n    # last\n}\n# after\n")]
    [InlineData("if a {\n}\n# why\nelse { b }", "if a { }\n# why\nelse { b }\n")]
    [InlineData("let p = (fork {\na\n})", "let p = (fork {\n    a\n})\n")]
    [InlineData("a\r\n\uFEFFb \\\n", "a\nb\n")]
    [InlineData("let x = f( # why\n 1)", "let x = f(  # why\n    1)\n")]
    public void Layout(string script, string? expected)
    {
        Assert.Equal(expected, Formatter.Format(new SourceText("x.ks", script)).Text);
        if (expected is not null)
        {
            Check(script);
        }
    }

    private static void Check(string script)
    {
        string once = Format(script);
        Assert.Equal(once, Format(once));
        Assert.Equal(Dump(script), Dump(once));
    }

    private static string Format(string script)
    {
        var result = Formatter.Format(new SourceText("x.ks", script));
        Assert.True(result.Text is not null, string.Join('\n', result.Diagnostics) + "\n" + script);
        return result.Text;
    }

    private static string Dump(string script) => AstDump.Dump(Parser.Parse(new SourceText("x.ks", script)).File);
}
