// The examples of the diagnostics, as help and docs/diagnostics.md show them: the wrong one gets its code, the right one nothing.
using KScript.Interpreter.Diagnostics;
using KScript.Workbench.Runs;
using KScript.Workbench.Workloads;
using Xunit;

namespace KScript.Interpreter.Tests;

public class DiagnosticExamplesTests
{
    /// <summary>Diagnostics that a few lines cannot show, and why.</summary>
    private static readonly Dictionary<string, string> NotShown = new(StringComparer.Ordinal)
    {
        [DiagnosticTable.NestedTooDeep.Code] = "takes 201 brackets",
        [DiagnosticTable.TooManyOperators.Code] = "takes 1001 operators",
        [DiagnosticTable.SourceTooLarge.Code] = "takes two million characters",
        [DiagnosticTable.TooLargeToCompile.Code] = "takes 30,000 variables or 250 arguments",
        [DiagnosticTable.ImportCircle.Code] = "takes a file that imports itself",
        [DiagnosticTable.NotImportable.Code] = "takes a second file",
        [DiagnosticTable.JobLeftOut.Code] = "a line of the Standard Workload Format has 18 columns",
    };

    public static TheoryData<string> Codes() => [.. DiagnosticExamples.All.Select(row => row.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void The_wrong_one_gets_its_code_and_the_right_one_none(string code)
    {
        DiagnosticExample example = DiagnosticExamples.Of(code)!;
        Assert.Contains(code, Found(code, example.Wrong));
        Assert.Empty(Found(code, example.Right));
        Assert.True(example.Wrong.Split('\n').Length <= 5 && example.Right.Split('\n').Length <= 5, "an example is short");
    }

    [Fact]
    public void Every_diagnostic_has_one_or_a_reason()
    {
        string[] shown = [.. DiagnosticExamples.All.Select(row => row.Code)];
        Assert.Equal(DiagnosticTable.All.Select(row => row.Code).Except(NotShown.Keys).Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Found(string code, string text)
    {
        IReadOnlyList<Diagnostic> found = string.CompareOrdinal(code, DiagnosticTable.JobColumns.Code) >= 0
            ? JobFile.Read(new SourceText("jobs.csv", text + "\n"), ticksPerSecond: 1000).Diagnostics
            : Script.Compile(new SourceText("example.ks", text + "\n")).Diagnostics;
        return found.Select(diagnostic => diagnostic.Code);
    }
}
