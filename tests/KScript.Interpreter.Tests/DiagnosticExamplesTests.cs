// Every diagnostic has a wrong and a right example, that do what they say; docs/diagnostics.md shows them.
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using KScript.GeneratedDocs;
using KScript.Interpreter.Diagnostics;
using KScript.Workbench.Runs;
using KScript.Workbench.Workloads;
using Xunit;

namespace KScript.Interpreter.Tests;

public partial class DiagnosticExamplesTests
{
    public static TheoryData<string> Codes() => [.. DiagnosticTable.All.Select(row => row.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void The_wrong_one_gets_the_diagnostic_and_the_right_one_none(string code)
    {
        var example = DiagnosticExamples.Of(code);
        Assert.NotNull(example);
        Assert.Contains(code, Found(example.Wrong, code));
        Assert.Empty(Found(example.Right, code));
    }

    [Fact]
    public void There_is_one_row_a_code_in_their_order() =>
        Assert.Equal(DiagnosticTable.All.Select(row => row.Code), DiagnosticExamples.All.Select(example => example.Code));

    [Fact]
    public void The_page_has_every_diagnostic() => GeneratedPart.Check("docs/diagnostics.md", Page());

    private static string[] Found(string example, string code)
    {
        string text = Repeated().Replace(example, part => string.Concat(Times(part.Groups[1].Value, part.Groups[2].Value))) + "\n";
        bool isJobFile = string.CompareOrdinal(code, "KS0300") >= 0;
        var source = new SourceText(!isJobFile ? "example.ks" : text[0] == ';' ? "example.swf" : "example.csv", text);
        var diagnostics = isJobFile ? JobFile.Read(source, 1).Diagnostics : Script.Compile(source).Diagnostics;
        return [.. diagnostics.Select(found => found.Code)];
    }

    private static IEnumerable<string> Times(string text, string count) => Enumerable.Range(1, int.Parse(count, CultureInfo.InvariantCulture))
        .Select(number => text.Replace("N", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

    private static string Page()
    {
        var page = new StringBuilder();
        foreach (var row in DiagnosticTable.All)
        {
            var example = DiagnosticExamples.Of(row.Code)!;
            page.Append(CultureInfo.InvariantCulture, $"\n## {row.Code}: {row.Title}\n\n{row.Explanation}\n\nWrong:\n\n```text\n{example.Wrong}\n```\n");
            page.Append(CultureInfo.InvariantCulture, $"\nRight:\n\n```text\n{example.Right}\n```\n");
        }

        return page.Append('\n').ToString();
    }

    [GeneratedRegex(@"⟨([^⟩]*)\*([0-9]+)⟩")]
    private static partial Regex Repeated();
}
