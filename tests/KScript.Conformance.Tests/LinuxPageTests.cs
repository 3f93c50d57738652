// docs/linux.md: what it names exists, and it names every case that has a script.
using System.Text.RegularExpressions;
using Xunit;

namespace KScript.Conformance;

public sealed partial class LinuxPageTests
{
    private static readonly string Docs = Path.Combine(CaseFiles.Root, "docs");
    private static readonly string Page = File.ReadAllText(Path.Combine(Docs, "linux.md"));

    [Fact]
    public void Every_case_with_a_script_is_named_and_no_other()
    {
        var named = CaseName().Matches(Page).Select(m => m.Groups[1].Value).Distinct();

        Assert.Equal(CaseFiles.Scripted.Select(c => c.Id).Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_link_leads_somewhere()
    {
        var missing = Link().Matches(Page).Select(m => m.Groups["target"].Value)
            .Where(target => target.StartsWith('#') ? !HasHeading(target[1..]) : !Path.Exists(Path.Combine(Docs, target)));

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_symbol_stands_in_its_file()
    {
        var missing = new List<string>();
        var lines = Page.Split('\n').Where(line => line.StartsWith("Code: ", StringComparison.Ordinal)).ToArray();
        foreach (Match file in lines.SelectMany(line => FileWithSymbols().Matches(line)))
        {
            string source = File.ReadAllText(Path.Combine(Docs, file.Groups["target"].Value));
            missing.AddRange(file.Groups["symbol"].Captures
                .Where(symbol => !Regex.IsMatch(source, $@"\b{Regex.Escape(symbol.Value)}\b"))
                .Select(symbol => $"{symbol.Value} in {file.Groups["target"].Value}"));
        }

        Assert.NotEmpty(lines);
        Assert.Empty(missing);
    }

    private static bool HasHeading(string anchor) =>
        Page.Split('\n').Any(line => line.StartsWith('#') && line.TrimStart('#', ' ').ToLowerInvariant().Replace(' ', '-') == anchor);

    [GeneratedRegex("`([a-z0-9]+(?:-[A-Za-z0-9]+)+)`")]
    private static partial Regex CaseName();

    [GeneratedRegex(@"\[[^\]]*\]\((?<target>[^)]+)\)")]
    private static partial Regex Link();

    // [Wait.cs](../src/KScript.Kernel/Processes/Wait.cs) `Wait4`, `Waitid`
    [GeneratedRegex(@"\]\((?<target>[^)]+)\)(?:,? `(?<symbol>\w+)`)*")]
    private static partial Regex FileWithSymbols();
}
