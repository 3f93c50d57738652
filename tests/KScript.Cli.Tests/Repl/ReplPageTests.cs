// docs/repl.md: the table of commands is made from the rows, and each transcript (a block marked `repl`) is what a user sees.
using System.Text;
using System.Text.RegularExpressions;
using KScript.Cli.Repl;
using KScript.GeneratedDocs;

namespace KScript.Cli.Tests.Repl;

public partial class ReplPageTests
{
    private const string Page = "docs/repl.md";

    [Fact]
    public void The_page_has_every_command()
    {
        var table = new StringBuilder();
        string group = "";
        foreach (ReplCommand row in ReplCommandTable.Rows)
        {
            if (row.Group != group)
            {
                group = row.Group;
                table.Append($"\n| {group} | |\n| --- | --- |\n");
            }

            string usage = $":{row.Name} {row.Usage}".TrimEnd().Replace("|", "\\|", StringComparison.Ordinal);
            table.Append($"| `{usage}` | {row.Summary} |\n");
        }

        GeneratedPart.Check(Page, table.Append('\n').ToString(), "ReplCommandTable");
    }

    [Fact]
    public void Every_transcript_is_what_a_user_sees()
    {
        string file = GeneratedPart.Find(Page, SourceFile());
        string text = File.ReadAllText(file).ReplaceLineEndings("\n");
        string seen = Transcript().Replace(text, match => $"```repl\n{Run(match.Groups["text"].Value)}```");
        if (Environment.GetEnvironmentVariable("KSCRIPT_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(file, seen);
            return;
        }

        Assert.True(Transcript().Count(text) >= 4, "the page has too few transcripts");
        Assert.Equal(seen, text);
    }

    private static string Run(string transcript)
    {
        IEnumerable<string> typed = transcript.Split('\n').Select(line => Prompt().Match(line)).Where(match => match.Success).Select(match => match.Groups["typed"].Value);
        using var tool = new ToolRun();
        Outcome outcome = tool.RunWith(string.Join('\n', typed) + "\n", "repl", "--echo");
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        return outcome.Out;
    }

    private static string SourceFile([System.Runtime.CompilerServices.CallerFilePath] string file = "") => file;

    [GeneratedRegex("```repl\\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Transcript();

    [GeneratedRegex("^(t=[0-9]+ [^>]*|\\.\\.\\.)> ?(?<typed>.*)$")]
    private static partial Regex Prompt();
}
