// docs/commands.md has the help of every command, word for word.
using System.Text;
using KScript.Cli.CommandLine;
using KScript.GeneratedDocs;

namespace KScript.Cli.Tests;

public class CommandsPageTests
{
    [Fact]
    public void The_page_has_the_help_of_every_command() => GeneratedPart.Check("docs/commands.md", Page());

    private static string Page()
    {
        var page = new StringBuilder("\n```\n").Append(HelpText.Overview()).Append("```\n");
        foreach (var command in CommandTable.Commands.Where(c => c.Run is not null))
        {
            page.Append($"\n## kscript {command.Name}\n\n```\n").Append(HelpText.Of(command)).Append("```\n");
        }

        return page.Append('\n').ToString();
    }
}
