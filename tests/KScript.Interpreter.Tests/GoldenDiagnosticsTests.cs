// What every diagnostic looks like: tests/golden/diagnostics/KS0000-name.ks beside what DiagnosticWriter says of it in
// NAME.verified.txt. On a difference NAME.received.txt is written beside them; rename it if it is right.
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Parsing;
using Xunit;

namespace KScript.Interpreter.Tests;

public class GoldenDiagnosticsTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "golden", "diagnostics");

    /// <summary>The syntax diagnostics; those of the compiler have codes from KS0200.</summary>
    public static TheoryData<string> Cases()
    {
        var data = new TheoryData<string>();
        var files = new List<string>(Directory.EnumerateFiles(Folder, "KS00*.ks"));
        files.Sort(StringComparer.Ordinal);
        foreach (string file in files)
        {
            data.Add(Path.GetFileNameWithoutExtension(file));
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Matches(string name)
    {
        var source = new SourceText(name + ".ks", File.ReadAllText(Path.Combine(Folder, name + ".ks")));
        string received = DiagnosticWriter.ToText(source, Parser.Parse(source).Diagnostics);
        Golden.Check(Folder, name, received);
        Assert.Contains(name[..6], received, StringComparison.Ordinal);
    }

    [Fact]
    public void EverySyntaxCodeHasACase()
    {
        var missing = new List<string>();
        foreach (var row in DiagnosticTable.All)
        {
            bool tooLargeForAFile = row == DiagnosticTable.SourceTooLarge;
            if (string.CompareOrdinal(row.Code, "KS0200") < 0 && !tooLargeForAFile
                && Directory.GetFiles(Folder, row.Code + "-*.ks").Length == 0)
            {
                missing.Add(row.Code);
            }
        }

        Assert.Empty(missing);
    }
}
