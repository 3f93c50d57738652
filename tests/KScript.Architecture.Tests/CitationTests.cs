// Every page that a comment, a page or a project file cites is in the repository.
using System.Text.RegularExpressions;

namespace KScript.Architecture.Tests;

public sealed partial class CitationTests
{
    private static readonly string[] Kinds = [".cs", ".md", ".csproj", ".props", ".targets"];
    private static readonly string[] BuildFolders = ["bin", "obj", ".git", "node_modules"];

    /// <summary>A page of the root (KScript's are in capitals) or one of docs/.</summary>
    [GeneratedRegex(@"(?<![\w/.-])(?:docs/[\w/-]+|[A-Z][A-Z-]{2,})\.md\b")]
    private static partial Regex Page();

    [Fact]
    public void Pages_that_are_cited_exist()
    {
        string[] files = [.. Files(Repository.Root)];
        Assert.NotEmpty(files);
        var missing = from file in files
                      from page in Missing(File.ReadAllText(file), Path.GetDirectoryName(file)!)
                      select $"{Path.GetRelativePath(Repository.Root, file)} cites {page}";
        Assert.Empty(missing);
    }

    [Theory]
    [InlineData("the rules (NOWHERE" + ".md, Time)", 1)]
    [InlineData("see docs/" + "nowhere.md", 1)]
    [InlineData("see docs/kernel.md and README.md", 0)]
    public void A_page_that_is_not_there_is_found(string text, int missing) =>
        Assert.Equal(missing, Missing(text, Repository.Root).Count());

    private static IEnumerable<string> Missing(string text, string folder) => Page().Matches(text).Select(match => match.Value).Distinct()
        .Where(page => !File.Exists(Path.Combine(Repository.Root, page)) && !File.Exists(Path.Combine(folder, page)));

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateDirectories(folder)
        .Where(child => !BuildFolders.Contains(Path.GetFileName(child)))
        .SelectMany(Files)
        .Concat(Directory.EnumerateFiles(folder).Where(file => Kinds.Contains(Path.GetExtension(file))));
}
