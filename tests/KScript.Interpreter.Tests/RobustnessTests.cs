// Whatever the input, parsing ends soon and with diagnostics: no exception, no stack overflow, no minutes.
using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Formatting;
using KScript.Interpreter.Parsing;
using KScript.Kernel;
using KScript.Workbench.Runs;
using Xunit;

namespace KScript.Interpreter.Tests;

public class RobustnessTests
{
    /// <summary>Far more than it takes, also on a busy machine.</summary>
    private static readonly TimeSpan Reasonable = TimeSpan.FromSeconds(120);

    public static TheoryData<string, string> Deep() => new()
    {
        { "(", "KS0009" },
        { "fork {", "KS0009" },
        { "if x {\n", "KS0009" },
        { "[", "KS0009" },
        { "f(", "KS0009" },
        { "(fork { if (", "KS0009" },
        { "!", "KS0010" },
        { "- ", "KS0010" },
        { "wait ", "KS0010" },
        { "join ", "KS0010" },
        { "x[", "KS0009" },
        { "a + ", "KS0010" },
        { "a.b", "KS0010" },
        { "if a { } else ", "KS0010" },
    };

    [Theory]
    [MemberData(nameof(Deep))]
    public void DeepNestingIsADiagnostic(string unit, string code)
    {
        var text = new StringBuilder("let x = ");
        if (unit.StartsWith("if", StringComparison.Ordinal) || unit.StartsWith("fork", StringComparison.Ordinal))
        {
            text.Clear();
        }

        for (int i = 0; i < 10_000; i++)
        {
            text.Append(unit);
        }

        var result = Parse(text.ToString());
        Assert.Contains(result.Diagnostics, d => d.Code == code);
    }

    [Fact]
    public void WhatTheLimitsAllowIsParsed()
    {
        int depth = ParserLimits.MaxNesting - 1;
        var result = Parse("let x = " + new string('(', depth) + "1" + new string(')', depth));
        Assert.True(result.Succeeded);
        result = Parse("let x = 1" + string.Concat(Enumerable.Repeat(" + 1", ParserLimits.MaxOperators)));
        Assert.True(result.Succeeded);
        result = Parse(string.Concat(Enumerable.Repeat("fork { ", ParserLimits.MaxNesting)) + new string('}', ParserLimits.MaxNesting));
        Assert.True(result.Succeeded);
    }

    [Fact]
    public void LargeInputsEndSoon()
    {
        Assert.Contains(Parse(new string('x', 50 * 1024 * 1024)).Diagnostics, d => d.Code == "KS0011");
        var lines = new StringBuilder();
        while (lines.Length < ParserLimits.MaxSourceLength - 100)
        {
            lines.Append("let x = fork { print \"a\", 1 + 2 * 3; exit 0 }\n");
        }

        Assert.True(Parse(lines.ToString()).Succeeded);
        lines.Append("let y");
        Assert.False(Parse(lines.ToString()).Succeeded);
    }

    [Theory]
    [InlineData("\0\u0001\u00ff\ufffd")]
    [InlineData("/*")]
    [InlineData("'\n")]
    [InlineData("\"\n")]
    [InlineData("}")]
    [InlineData("\\ ")]
    [InlineData("} {")]
    [InlineData(") (")]
    [InlineData("\ud800")]
    [InlineData("let\n")]
    [InlineData("else ")]
    [InlineData(";")]
    [InlineData("\n")]
    [InlineData("#")]
    [InlineData("0.")]
    public void RepeatedGarbageEndsSoon(string unit)
    {
        var text = new StringBuilder();
        while (text.Length < ParserLimits.MaxSourceLength - unit.Length)
        {
            text.Append(unit);
        }

        var result = Parse(text.ToString());
        Assert.True(result.Diagnostics.Count <= ParserLimits.MaxErrors + 1);
    }

    [Fact]
    public void MutatedScriptsNeverThrow()
    {
        var scripts = new List<string>(ParserFormsTests.Scripts());
        foreach (string path in Repository.Scripts())
        {
            scripts.Add(File.ReadAllText(Path.Combine(Repository.Root, path)));
        }

        string[] pieces = ["{", "}", "(", ")", "[", "]", "\n", ";", "\"", "'", "=", "==", "-", " ", "&&", ",", "..", "fork", "wait", "if ", "else", "x", "1", "SIGTERM",
            "on ", "signal ", "block ", "io ", "nohang", "\\\n", "#", "$", "\u00e9", "\ud83d", ":", "++", "let ", "mask ", "all", "job ", "sched "];
        var edits = Gen.ArrayOf(Gen.Zip(Gen.Choose(0, 1_000_000), Gen.Choose(-8, pieces.Length - 1)));
        var cases = Gen.Zip(Gen.Choose(0, scripts.Count - 1), edits).ToArbitrary();
        Prop.ForAll(cases, c => Check(Mutate(scripts[c.Item1], c.Item2, pieces)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(new Replay(new Rnd(20240607, 1), null)));
    }

    /// <summary>Each edit deletes some characters (a negative number) or puts a piece in.</summary>
    private static string Mutate(string script, (int Position, int Edit)[] edits, string[] pieces)
    {
        var text = new StringBuilder(script);
        foreach (var (position, edit) in edits)
        {
            int at = position % (text.Length + 1);
            if (edit < 0)
            {
                text.Remove(at, Math.Min(-edit, text.Length - at));
            }
            else
            {
                text.Insert(at, pieces[edit]);
            }
        }

        return text.ToString();
    }

    private static void Check(string text)
    {
        var source = new SourceText("fuzz.ks", text);
        var result = Parser.Parse(source);
        Assert.NotEmpty(DiagnosticWriter.ToText(source, result.Diagnostics) + "fine");
        Assert.StartsWith("[", DiagnosticWriter.ToJson(source, result.Diagnostics), StringComparison.Ordinal);
        foreach (var diagnostic in result.Diagnostics)
        {
            Assert.InRange(diagnostic.Span.Start, 0, text.Length);
            Assert.InRange(diagnostic.Span.End, diagnostic.Span.Start, text.Length);
        }

        if (result.Succeeded)
        {
            CheckFormat(source, result);
            CheckRun(text);
        }
    }

    /// <summary>What parses is compiled and run, with limits on: it ends in one of the ways that there are, and the machine is sound.</summary>
    private static void CheckRun(string text)
    {
        var run = Script.Run(text, new RunOptions { Limits = new RunLimits { MaxEvents = 3_000, Meter = new() { MaxStatements = 50_000 }, Until = 100_000 } });
        Assert.InRange(run.ExitCode, 0, 3);
        if (run.Session is { } session)
        {
            Invariants.Check(session.Machine);
        }
    }

    private static void CheckFormat(SourceText source, ParseResult result)
    {
        string once = Formatter.Format(source).Text!;
        var again = new SourceText("fuzz.ks", once);
        Assert.Equal(once, Formatter.Format(again).Text);
        Assert.Equal(AstDump.Dump(result.File), AstDump.Dump(Parser.Parse(again).File));
    }

    private static ParseResult Parse(string text)
    {
        var watch = Stopwatch.StartNew();
        var source = new SourceText("large.ks", text);
        var result = Parser.Parse(source);
        DiagnosticWriter.ToText(source, result.Diagnostics);
        Assert.True(watch.Elapsed < Reasonable, $"it took {watch.Elapsed}");
        return result;
    }
}
