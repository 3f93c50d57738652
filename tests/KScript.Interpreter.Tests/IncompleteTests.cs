// When the REPL asks for another line: the text stops too early, and nothing else is wrong with it.
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Parsing;
using Xunit;

namespace KScript.Interpreter.Tests;

public class IncompleteTests
{
    [Theory]
    [InlineData("fork {")]
    [InlineData("fork {\n")]
    [InlineData("fork {\n  let x = 1\n")]
    [InlineData("fork { if x { ps }")]
    [InlineData("let x =")]
    [InlineData("let x =\n")]
    [InlineData("let x = (1 +\n")]
    [InlineData("let x = [1, 2")]
    [InlineData("print 1,")]
    [InlineData("x +=")]
    [InlineData("if x")]
    [InlineData("if x\n")]
    [InlineData("if x {\n} else")]
    [InlineData("while wait nohang > 0")]
    [InlineData("for i in")]
    [InlineData("loop")]
    [InlineData("fn f(a)")]
    [InlineData("fn f(a")]
    [InlineData("program p()")]
    [InlineData("job A at=0")]
    [InlineData("on SIGCHLD")]
    [InlineData("fork child")]
    [InlineData("let p = fork child\n")]
    [InlineData("ps \\")]
    [InlineData("ps \\\n")]
    [InlineData("let x = 1 + # why\n")]
    [InlineData("machine cpus=")]
    public void Unfinished(string text)
    {
        var result = Parse(text);
        Assert.True(result.IsIncomplete, DiagnosticWriter.ToText(new SourceText("repl", text), result.Diagnostics));
    }

    [Theory]
    [InlineData("")]
    [InlineData("fork")]
    [InlineData("let x = 1")]
    [InlineData("let x")]
    [InlineData("let")]
    [InlineData("\"abc")]
    [InlineData("print \"abc")]
    [InlineData("fork { \"abc")]
    [InlineData("let x = )")]
    [InlineData("fork { let x y")]
    [InlineData("x = 5 5 +")]
    [InlineData("ps # comment \\")]
    [InlineData("sched")]
    [InlineData("signal SIGTERM")]
    [InlineData("ps \\\n\n")]
    [InlineData("let x = 'a' +")]
    [InlineData("}")]
    public void FinishedOrWrong(string text) => Assert.False(Parse(text).IsIncomplete);

    private static ParseResult Parse(string text) => Parser.Parse(new SourceText("repl", text));
}
