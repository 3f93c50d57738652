// No case is forgotten, no fact of a case is forgotten, and no file is left over.
using Xunit;

namespace KScript.Conformance;

public sealed class CoverageTests
{
    public static TheoryData<string> Scripts => [.. CaseFiles.Scripted.Select(c => c.Id)];

    [Fact]
    public void Every_case_has_a_script_or_waits()
    {
        var known = CaseFiles.Scripted.Select(c => c.Id).Concat(CaseFiles.Pending.Select(p => p.Id)).Order(StringComparer.Ordinal);

        Assert.Equal(CaseFiles.Cases.Select(c => c.Id).Order(StringComparer.Ordinal), known);
    }

    [Fact]
    public void Every_script_has_a_case()
    {
        var expected = CaseFiles.Scripted.Select(CaseFiles.ScriptOf).Order(StringComparer.Ordinal);
        var there = Directory.EnumerateFiles(CaseFiles.Folder, "*.ks", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

        Assert.Equal(expected, there);
    }

    [Fact]
    public void What_waits_names_a_capability()
    {
        Assert.Equal(CaseFiles.Capabilities, CaseFiles.Pending.Select(p => p.Missing).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void The_asserts_of_a_script_are_the_facts_of_its_case(string id)
    {
        var conformanceCase = CaseFiles.Find(id);

        var asserted = FactAssert.All(File.ReadAllText(CaseFiles.ScriptOf(conformanceCase))).Select(a => a.Fact).Order(StringComparer.Ordinal);

        Assert.Equal(conformanceCase.Expect.Order(StringComparer.Ordinal), asserted);
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_begins_with_title_and_reference(string id)
    {
        var conformanceCase = CaseFiles.Find(id);

        var lines = File.ReadLines(CaseFiles.ScriptOf(conformanceCase)).Take(3);

        Assert.Equal([$"# {id}: {conformanceCase.Title}", $"# {conformanceCase.Ref}", ""], lines);
    }
}
