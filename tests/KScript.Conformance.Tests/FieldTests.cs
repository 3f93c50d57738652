// The cases of tests/field: each script holds what it claims, and writes what is expected of it.
using KScript.Kernel;
using KScript.Workbench.Runs;
using Xunit;

namespace KScript.Conformance;

public sealed class FieldTests
{
    private static readonly string Folder = Path.Combine(CaseFiles.Root, "tests", "field");

    public static TheoryData<string> Scripts =>
        [.. Directory.EnumerateFiles(Folder, "*.ks").Select(static file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void The_script_holds(string name)
    {
        var options = new RunOptions { Name = name + ".ks", Levels = TraceLevels.None };

        ScriptRun run = Script.Run(File.ReadAllText(Path.Combine(Folder, name + ".ks")), options);

        string failures = run.Session is { } session ? string.Join("\n", run.Failures.Select(session.Describe)) : string.Join("\n", run.Diagnostics);
        Assert.True(run.ExitCode == 0, failures);
        string expected = Path.Combine(Folder, name + ".expected");
        if (File.Exists(expected))
        {
            Assert.Equal(File.ReadAllText(expected), run.Output);
        }
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void The_script_claims_something(string name)
    {
        string source = File.ReadAllText(Path.Combine(Folder, name + ".ks"));

        bool claims = source.Contains("finally ", StringComparison.Ordinal) || source.Contains("assert ", StringComparison.Ordinal)
            || File.Exists(Path.Combine(Folder, name + ".expected"));

        Assert.True(claims);
    }
}
