// docs/views.md lists every table as its row says.
using System.Text;
using KScript.GeneratedDocs;
using KScript.Workbench.Views;

namespace KScript.Cli.Tests;

public class ViewsPageTests
{
    [Fact]
    public void The_page_lists_every_table() => GeneratedPart.Check("docs/views.md", Page());

    private static string Page()
    {
        var page = new StringBuilder("\n| statement | REPL | shows |\n| --- | --- | --- |\n");
        foreach (var row in Tables.Rows)
        {
            page.Append($"| `{row.Usage}` | `:{row.ReplName}` | {row.Summary} |\n");
        }

        return page.Append('\n').ToString();
    }
}
