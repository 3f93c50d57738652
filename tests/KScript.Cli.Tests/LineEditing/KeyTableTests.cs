// The table of keys, and the part of docs/repl.md that is made of it.
using System.Text;
using KScript.Cli.LineEditing;
using KScript.GeneratedDocs;

namespace KScript.Cli.Tests.LineEditing;

public class KeyTableTests
{
    [Fact]
    public void The_page_has_every_key()
    {
        var page = new StringBuilder("\n| keys | what they do |\n| --- | --- |\n");
        foreach (var row in KeyTable.Rows)
        {
            page.Append($"| {string.Join(", ", row.Keys.Select(key => key.ToString()))} | {row.Does} |\n");
        }

        GeneratedPart.Check("docs/repl.md", page.Append('\n').ToString(), "KeyTable");
    }

    [Fact]
    public void Every_face_has_its_row() => Assert.True(Palette.IsInOrder());

    [Fact]
    public void Every_kind_of_text_has_its_face() =>
        Assert.All(Enum.GetValues<SpanKind>(), kind => Assert.Equal(kind.ToString(), Palette.Of(kind).ToString()));
}
