// The scripts of the repository parse.
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Parsing;
using Xunit;

namespace KScript.Interpreter.Tests;

public class ScriptFilesTests
{
    public static TheoryData<string> Scripts() => [.. Repository.Scripts()];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Parses(string path)
    {
        var result = Parser.Parse(new SourceText(path, File.ReadAllText(Path.Combine(Repository.Root, path))));
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
    }
}
