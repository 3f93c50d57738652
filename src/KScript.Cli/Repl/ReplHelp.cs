// :help: a line for every command, a page for each; and what the language's words do.
using System.Text;

namespace KScript.Cli.Repl;

/// <summary>The help.</summary>
internal static class ReplHelp
{
    /// <summary>Shows the list, or a page.</summary>
    public static void Show(ReplShell shell, string name) => shell.Write(name.Length == 0 ? Overview() : Page(name.TrimStart(':')));

    /// <summary>The list.</summary>
    public static string Overview()
    {
        var text = new StringBuilder();
        text.Append("You are a process. Type a statement and the machine goes on until it is done:\n");
        text.Append("  fork { exit 7 }    a child that runs by itself        fork     a child that waits for your commands\n");
        text.Append("  sleep 1            time passes                        @3 exit  one statement as process 3\n");
        text.Append("  wait               as in C; ps, 1 + 2, children(2)    :undo    takes it back\n");
        string group = "";
        foreach (ReplCommand row in ReplCommandTable.Rows)
        {
            if (row.Group != group)
            {
                group = row.Group;
                text.Append('\n').Append(group).Append('\n');
            }

            text.Append($"  {":" + row.Name + " " + row.Usage,-24} {row.Summary}\n");
        }

        return text.Append("\n:help NAME says more of each; any beginning of a name will do. Ctrl-D leaves.\n").ToString();
    }

    private static string Page(string name) => ReplCommandTable.Find(name) is not { } row
        ? $"there is no :{name}; :help lists all\n"
        : $":{row.Name} {row.Usage}".TrimEnd() + $"\n  {row.Summary}\n" + (row.Page.Length == 0 ? "" : "\n" + row.Page + "\n");
}
