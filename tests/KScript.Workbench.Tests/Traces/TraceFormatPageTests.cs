// docs/trace-format.md says of the JSON form what the schema says.
using System.Text;
using KScript.GeneratedDocs;
using KScript.Workbench.Traces;

namespace KScript.Workbench.Tests;

public class TraceFormatPageTests
{
    [Fact]
    public void The_page_has_every_kind_and_field() => GeneratedPart.Check("docs/trace-format.md", Page());

    [Fact]
    public void The_page_names_every_level()
    {
        string page = File.ReadAllText(GeneratedPart.Find("docs/trace-format.md", ThisFile()));
        foreach (string word in TraceLevelTable.Words)
        {
            Assert.Contains($"| `{word}` |", page, StringComparison.Ordinal);
        }
    }

    private static string ThisFile([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;

    private static string Page()
    {
        var page = new StringBuilder("\n| event | fields after `t`, `cpu`, `event`, `pid`, `name` |\n| --- | --- |\n");
        foreach (var kind in Enum.GetValues<TraceEventKind>())
        {
            var keys = TraceSchema.FieldsOf(kind).Select(field => "`" + TraceSchema.Describe(field).Keys.Replace(", ", "`, `", StringComparison.Ordinal) + "`");
            page.Append($"| `{Encoding.ASCII.GetString(TraceNames.Of(kind))}` | {string.Join(", ", keys)} |\n");
        }

        page.Append("\n| field | type | meaning |\n| --- | --- | --- |\n");
        foreach (var row in TraceSchema.Common.Concat(Enum.GetValues<TraceField>().Select(TraceSchema.Describe)))
        {
            page.Append($"| `{row.Keys.Replace(", ", "`, `", StringComparison.Ordinal)}` | {row.Type} | {row.Meaning} |\n");
        }

        return page.Append('\n').ToString();
    }
}
