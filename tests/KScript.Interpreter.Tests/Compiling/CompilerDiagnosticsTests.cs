// What the compiler's diagnostics look like: tests/golden/diagnostics/KS02xx-name.ks beside what DiagnosticWriter says of it.
using KScript.Interpreter.Diagnostics;
using KScript.Workbench.Runs;
using Xunit;

namespace KScript.Interpreter.Tests.Compiling;

public class CompilerDiagnosticsTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "golden", "diagnostics");

    public static TheoryData<string> Cases()
        => [.. Directory.EnumerateFiles(Folder, "KS02*.ks").Order(StringComparer.Ordinal).Select(file => Path.GetFileNameWithoutExtension(file)!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Matches(string name)
    {
        var source = new SourceText(name + ".ks", File.ReadAllText(Path.Combine(Folder, name + ".ks")))
        {
            Imports = new Testing.ImportsBeside(Path.Combine(Folder, name + ".ks")),
        };
        string received = DiagnosticWriter.ToText(source, Script.Compile(source).Diagnostics);
        Golden.Check(Folder, name, received);
        Assert.Contains(name[..6], received, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_code_of_the_compiler_has_a_case()
    {
        IEnumerable<string> missing = DiagnosticTable.All.Select(row => row.Code)
            .Where(code => string.CompareOrdinal(code, "KS0200") >= 0 && string.CompareOrdinal(code, "KS0300") < 0 && code != DiagnosticTable.TooLargeToCompile.Code)
            .Where(code => Directory.GetFiles(Folder, code + "-*.ks").Length == 0);
        Assert.Empty(missing);
    }
}
