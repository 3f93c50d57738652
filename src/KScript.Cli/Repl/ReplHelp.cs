// :help: a line for every command, a page for each; what the language's words do, and pages of the reference.
using System.Text;
using KScript.Cli.Hosting;
using KScript.Workbench.Live;

namespace KScript.Cli.Repl;

/// <summary>The help.</summary>
internal static class ReplHelp
{
    /// <summary>Shows the list, or a page.</summary>
    public static void Show(ReplShell shell, string name) => shell.Write(TextFold.Fold(name.Length == 0 ? Overview() : Page(name), shell.Settings.Width));

    /// <summary>The list.</summary>
    public static string Overview()
    {
        var text = new StringBuilder();
        text.Append("You are a process. Type a statement and the machine goes on until it is done:\n");
        text.Append("  fork { exit 7 }    a child that runs by itself\n");
        text.Append("  fork               a child that waits for your commands\n");
        text.Append("  sleep 1            time passes\n");
        text.Append("  wait               as in C; ps, 1 + 2, children(2)\n");
        text.Append("  @3 exit            one statement as process 3\n");
        text.Append("  :undo              takes it back\n");
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

        return text.Append("\n:help NAME says more of each, and of a word of the language (:help fork); any beginning of a command's name will do. Ctrl-D leaves.\n").ToString();
    }

    /// <summary>The page of a command, of a word of the language, a call or a diagnostic; a colon says that a command is meant.</summary>
    private static string Page(string name)
    {
        if (!name.StartsWith(':') && WordOf(name) is { } word && Array.TrueForAll(ReplCommandTable.Rows, row => row.Name != name))
        {
            return $"{word.Text}: {word.About}\n" + ReferenceText.Of(name);
        }

        if (Array.TrueForAll(ReplCommandTable.Rows, row => row.Name != name) && ReferenceText.Of(name) is { } reference)
        {
            return reference;
        }

        return ReplCommandTable.Find(name.TrimStart(':')) is { } command
            ? $":{command.Name} {command.Usage}".TrimEnd() + $"\n  {command.Summary}\n" + (command.Page.Length == 0 ? "" : "\n" + command.Page + "\n")
            : ReplCommandTable.Unknown(name.TrimStart(':')) + "\n";
    }

    private static Word? WordOf(string name) =>
        Vocabulary.Statements.Concat(Vocabulary.Expressions).Concat(Vocabulary.Signals).Concat(Vocabulary.Policies)
            .FirstOrDefault(word => word.Text == name && word.About.Length > 0);
}
