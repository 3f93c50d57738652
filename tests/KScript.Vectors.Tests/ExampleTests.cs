// Every script of examples/ says what it shows, states its outcome, and keeps its word.
// (That its trace stays the same is what `kscript test examples` and the golden files beside the scripts are for.)
namespace KScript.Vectors.Tests;

public class ExampleTests
{
    public static TheoryData<string> Scripts() => [.. Names()];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void It_runs_and_its_assertions_hold(string name)
    {
        ScriptResult result = ScriptRunner.Run(name, Text(name));

        Assert.True(result.ExitCode == 0, $"examples/{name}: exit code {result.ExitCode}\n{result.Messages}");
        if (ExpectedOutput(name) is { } expected)
        {
            Assert.Equal(expected, result.Output.TrimEnd('\n'));
        }
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void It_opens_with_a_comment_and_states_its_outcome(string name)
    {
        string[] lines = Text(name).Split('\n');

        Assert.StartsWith("# ", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, l => l.TrimStart().StartsWith("assert ", StringComparison.Ordinal) || l.StartsWith("finally ", StringComparison.Ordinal) || l.StartsWith("always ", StringComparison.Ordinal) || l == "# Output:");
    }

    [Fact]
    public void Every_example_is_in_the_index()
    {
        string index = File.ReadAllText(Repository.PathOf("examples", "README.md"));
        Assert.All(Names(), name => Assert.Contains($"({name})", index, StringComparison.Ordinal));
    }

    // The comment lines after `# Output:` are what the processes write, exactly.
    private static string? ExpectedOutput(string name)
    {
        string[] lines = Text(name).TrimEnd('\n').Split('\n');
        int heading = Array.IndexOf(lines, "# Output:");
        return heading < 0 ? null : string.Join('\n', lines.Skip(heading + 1).Select(l => l[2..]));
    }

    private static IEnumerable<string> Names()
    {
        string folder = Repository.PathOf("examples");
        return Directory.GetFiles(folder, "*.ks", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);
    }

    private static string Text(string name) => File.ReadAllText(Repository.PathOf(["examples", .. name.Split('/')]));
}
