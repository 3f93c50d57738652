// What --sched and --set take.
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Parsing;
using Xunit;

namespace KScript.Interpreter.Tests;

public class SettingsTests
{
    [Theory]
    [InlineData("mlfq q=3", "(sched mlfq q=3)")]
    [InlineData("fcfs", "(sched fcfs)")]
    [InlineData("rr   q = 4", "(sched rr q=4)")]
    [InlineData("cpus=2", "(machine cpus=2)")]
    [InlineData("cpus=2 tick=1ms stdout=pipe", "(machine cpus=2 tick=1000us stdout=\"pipe\")")]
    [InlineData("mlfq q=10,20,40 alpha=-0.5 x=1..3", "(sched mlfq q=10,20,40 alpha=-0.5 x=\"1..3\")")]
    [InlineData("job on=io", "(sched job on=\"io\")")]
    public void Parses(string text, string expected)
    {
        var result = Parser.ParseSettings(new SourceText("--sched", text));
        Assert.Empty(result.Diagnostics);
        Assert.Equal(expected, AstDump.Dump(result.Settings));
    }

    [Theory]
    [InlineData("")]
    [InlineData("rr q 4")]
    [InlineData("rr q=")]
    [InlineData("rr; ps")]
    [InlineData("4")]
    [InlineData("rr q=\"")]
    [InlineData("rr q=(")]
    public void Refuses(string text)
    {
        var result = Parser.ParseSettings(new SourceText("--sched", text));
        Assert.Null(result.Settings);
        Assert.NotEmpty(result.Diagnostics);
    }
}
