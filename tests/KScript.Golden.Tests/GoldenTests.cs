// Every script of examples/, tests/check/ and tests/golden/ does what it did when somebody last read its trace: the same files as
// `kscript test examples tests/check tests/golden`, and with --update the same way to accept.
using System.Runtime.CompilerServices;
using KScript.Cli.Testing;

namespace KScript.Golden.Tests;

public class GoldenTests
{
    private static readonly string[] Folders = ["examples", "tests/check", "tests/golden"];

    public static TheoryData<string> Scripts() => [.. Cases().Where(c => File.Exists(c.Script)).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async System.Threading.Tasks.Task It_does_what_it_did(string name)
    {
        var golden = new GoldenCase(Path.Combine(Root(), name), name);
        var (received, problem) = golden.Execute();
        Assert.Null(problem);
        await Verify(received!).UseDirectory(Path.GetDirectoryName(golden.Script)!).UseFileName(Path.GetFileNameWithoutExtension(golden.Script));
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Twice_is_the_same(string name)
    {
        var golden = new GoldenCase(Path.Combine(Root(), name), name);
        Assert.Equal(golden.Execute(), golden.Execute());
    }

    [Fact]
    public void Every_golden_file_has_a_script() => Assert.Empty(Cases().Where(c => !File.Exists(c.Script)).Select(c => c.Name));

    private static IEnumerable<GoldenCase> Cases() =>
        Folders.Where(folder => Directory.Exists(Path.Combine(Root(), folder))).SelectMany(folder => GoldenFinder.Find(Path.Combine(Root(), folder), folder));

    private static string Root([CallerFilePath] string sourceFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(sourceFile)!, "..", ".."));
}
