// What the library must not know: the commands of the shell that uses it.
using System.Text.RegularExpressions;

namespace KScript.Architecture.Tests;

public partial class LibraryWordsTests
{
    [Fact]
    public void No_text_of_the_workbench_names_a_command_of_the_prompt()
    {
        Assert.Contains("undo", Commands());
        string names = string.Join('|', Commands());
        var command = new Regex($@"(?<![\w:]):({names})\b");
        var found = new List<string>();
        foreach (string file in Directory.GetFiles(Path.Combine(Repository.Root, "src", "KScript.Workbench"), "*.cs", SearchOption.AllDirectories))
        {
            string code = Comment().Replace(File.ReadAllText(file), "");
            found.AddRange(Text().Matches(code).Where(text => command.IsMatch(text.Value)).Select(text => $"{Path.GetFileName(file)}: {text.Value}"));
        }

        Assert.Empty(found);
    }

    [Fact]
    public void The_test_sees_such_a_text() =>
        Assert.Matches(@"(?<![\w:]):(undo)\b", Text().Match("Say(\"paused; :undo takes it back\")").Value);

    /// <summary>The rows of the prompt's commands, as their files have them; the library is not to depend on the shell, nor is this test.</summary>
    private static string[] Commands() => [.. Directory.GetFiles(Path.Combine(Repository.Root, "src", "KScript.Cli", "Repl"), "*Command*.cs", SearchOption.AllDirectories)
        .SelectMany(file => Row().Matches(File.ReadAllText(file))).Select(row => row.Groups[1].Value)];

    [GeneratedRegex("new\\(\"(\\w+)\", \"")]
    private static partial Regex Row();

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex("\"(?:\\\\.|[^\"\\\\\n])*\"")]
    private static partial Regex Text();
}
