// Sessions as they are typed, tests/repl/NAME.txt, and what the user then sees beside them, NAME.verified.txt: `kscript repl
// --echo` reads the lines from its standard input. A NAME.ks there is the script that the session opens.
using System.Runtime.CompilerServices;
using System.Text;
using KScript.GeneratedDocs;

namespace KScript.Cli.Tests.Repl;

public class SessionGoldenTests
{
    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder(), "*.txt")
        .Where(file => !file.EndsWith(".verified.txt", StringComparison.Ordinal) && !file.EndsWith(".received.txt", StringComparison.Ordinal))
        .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public async System.Threading.Tasks.Task A_session(string name)
    {
        using var tool = new ToolRun();
        string script = Path.Combine(Folder(), name + ".ks");
        List<string> args = ["repl", "--echo"];
        if (File.Exists(script))
        {
            tool.With(name + ".ks", File.ReadAllText(script));
            args.Add(name + ".ks");
        }

        Outcome outcome = tool.RunWith(File.ReadAllText(Path.Combine(Folder(), name + ".txt")), [.. args]);
        var seen = new StringBuilder(outcome.Out);
        seen.Append(outcome.Error.Length == 0 ? "" : $"[standard error]\n{outcome.Error}");
        seen.Append(outcome.Exit == 0 ? "" : $"[exit code {outcome.Exit}]\n");
        await Verify(seen.ToString()).UseDirectory("../../repl").UseFileName(name);
    }

    /// <summary>The folder of the sessions.</summary>
    private static string Folder([CallerFilePath] string sourceFile = "") => GeneratedPart.Find("tests/repl", sourceFile);
}
