// ARCHITECTURE.md tells the truth: every file and symbol that it names exists, and dependencies point one way.
using System.Text.RegularExpressions;

namespace KScript.Architecture.Tests;

public sealed partial class ArchitectureTests
{
    [GeneratedRegex("`([A-Za-z][A-Za-z0-9_./]*)`")]
    private static partial Regex Quoted();

    [Fact]
    public void Files_and_symbols_that_it_names_exist()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "ARCHITECTURE.md"));
        string[] sources = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)];
        string code = string.Concat(sources.Select(File.ReadAllText));
        foreach (string name in Quoted().Matches(page).Select(match => match.Groups[1].Value).Distinct())
        {
            Assert.True(Exists(name, sources, code), $"ARCHITECTURE.md names `{name}`, which is not there");
        }
    }

    private static bool Exists(string name, string[] sources, string code)
    {
        string path = Path.Combine(Repository.Root, name);
        if (name.EndsWith(".cs", StringComparison.Ordinal))
        {
            return Array.Exists(sources, source => source.EndsWith("/" + name, StringComparison.Ordinal));
        }

        return File.Exists(path) || Directory.Exists(path) || Array.Exists(sources, source => source.Contains("/" + name, StringComparison.Ordinal))
            || Regex.IsMatch(code, $@"\b{Regex.Escape(name.Split('.')[^1])}\b");
    }

    [Theory]
    [InlineData("KScript.Kernel", "")]
    [InlineData("KScript.Interpreter", "KScript.Kernel")]
    [InlineData("KScript.Workbench", "KScript.Interpreter")]
    [InlineData("KScript.Checker", "KScript.Workbench")]
    [InlineData("KScript.Cli", "KScript.Checker")]
    public void Dependencies_point_one_way(string project, string allowed)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "src", project, project + ".csproj"));
        var references = Regex.Matches(text, @"<ProjectReference Include=""[^""]*/([A-Za-z.]+)\.csproj""").Select(match => match.Groups[1].Value);
        Assert.Equal(allowed.Length == 0 ? [] : [allowed], references);
    }

    /// <summary>Inside an assembly the C# compiler lets everybody know everybody: a folder that must not know another is named here.</summary>
    [Theory]
    [InlineData("src/KScript.Kernel", "Console")]
    [InlineData("src/KScript.Interpreter", "Console")]
    [InlineData("src/KScript.Workbench", "Console")]
    [InlineData("src/KScript.Checker", "Console")]
    [InlineData("src/KScript.Cli/LineEditing", "KScript.Kernel")]
    [InlineData("src/KScript.Cli/LineEditing", "KScript.Interpreter")]
    [InlineData("src/KScript.Cli/LineEditing", "KScript.Workbench")]
    [InlineData("src/KScript.Interpreter/Parsing", "KScript.Interpreter.Compiling")]
    [InlineData("src/KScript.Interpreter/Parsing", "KScript.Interpreter.Vm")]
    [InlineData("src/KScript.Interpreter/Compiling", "KScript.Interpreter.Formatting")]
    [InlineData("src/KScript.Workbench/Traces", "KScript.Workbench.Live")]
    [InlineData("src/KScript.Workbench/Metrics", "KScript.Workbench.Live")]
    [InlineData("src/KScript.Workbench/Views", "KScript.Workbench.Live")]
    [InlineData("src/KScript.Workbench/Runs", "KScript.Workbench.Live")]
    public void A_room_does_not_know(string folder, string name)
    {
        string[] files = Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (string file in files.Where(file => !file.Contains("/Generated/", StringComparison.Ordinal)))
        {
            string code = Regex.Replace(File.ReadAllText(file), @"//[^\n]*|""[^""\n]*""", "");
            Assert.False(Regex.IsMatch(code, $@"\b{Regex.Escape(name)}\b"), $"{Path.GetRelativePath(Repository.Root, file)} knows {name}");
        }
    }

    [Fact]
    public void The_root_of_the_kernel_stays_small()
    {
        string[] files = Directory.GetFiles(Path.Combine(Repository.Root, "src", "KScript.Kernel"), "*.cs");
        Assert.InRange(files.Length, 1, 13);
    }

    [Fact]
    public void The_kernel_needs_no_package()
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "src", "KScript.Kernel", "KScript.Kernel.csproj"));
        var packages = Regex.Matches(text, @"<PackageReference Include=""([^""]+)""[^>]*>").Where(match => !match.Value.Contains("PrivateAssets=\"all\"", StringComparison.Ordinal));
        Assert.Empty(packages.Select(match => match.Groups[1].Value));
    }
}
