// The commands of the REPL, as rows: dispatch, :help, Tab completion and docs/repl.md are made from them.
using KScript.Cli.CommandLine;

namespace KScript.Cli.Repl;

/// <summary>A command that begins with a colon.</summary>
/// <param name="Name">Its name without the colon.</param>
/// <param name="Usage">What follows the name, as the help shows it.</param>
/// <param name="Summary">One line for the list.</param>
/// <param name="Page">What `:help NAME` says beyond.</param>
/// <param name="Run">Does it; the text is what follows the name.</param>
internal sealed record ReplCommand(string Name, string Usage, string Summary, string Page, Action<ReplShell, string> Run)
{
    /// <summary>The group in the list of :help.</summary>
    public string Group { get; init; } = "";
}

/// <summary>All commands.</summary>
internal static class ReplCommandTable
{
    /// <summary>The rows in the order of the help.</summary>
    public static ReplCommand[] Rows { get; } =
    [
        .. In("Looking", ViewCommands.Rows),
        .. In("Time", TimeCommands.Rows),
        .. In("Stopping", StopCommands.Rows),
        .. In("What if", BranchCommands.Rows),
        .. In("Every schedule", CheckCommands.Rows),
        .. In("The session", SessionCommands.Rows),
    ];

    /// <summary>The command of a name or of an unambiguous beginning of one; null: none.</summary>
    public static ReplCommand? Find(string name)
    {
        // As in gdb and less, q leaves, whatever other command begins with it.
        string meant = name == "q" ? "quit" : name;
        ReplCommand? exact = Array.Find(Rows, row => row.Name == meant);
        ReplCommand[] beginning = Array.FindAll(Rows, row => row.Name.StartsWith(name, StringComparison.Ordinal));
        return exact ?? (beginning.Length == 1 && name.Length > 0 ? beginning[0] : null);
    }

    /// <summary>Does a command line without its colon.</summary>
    public static void Run(ReplShell shell, string line)
    {
        int end = line.IndexOfAny([' ', '\t', '\n']);
        string name = end < 0 ? line : line[..end];
        if (Find(name) is { } command)
        {
            string rest = end < 0 ? "" : line[end..].Trim();
            if (rest.Length > 0 && command.Usage.Length == 0)
            {
                shell.Complain($":{command.Name} takes nothing more");
                return;
            }

            command.Run(shell, rest);
            return;
        }

        shell.Complain(Unknown(name));
    }

    /// <summary>What to say of a name that is no command's: what it may be short for, or a near one.</summary>
    public static string Unknown(string name)
    {
        string[] near = [.. Array.FindAll(Rows, row => row.Name.StartsWith(name, StringComparison.Ordinal)).Select(row => ":" + row.Name)];
        string? guess = Spelling.Nearest(name, Rows.Select(row => row.Name).ToArray());
        return name.Length > 0 && near.Length > 1 ? $":{name} may be {string.Join(", ", near)}"
            : $"there is no :{name}" + (guess is null ? "" : $"; did you mean :{guess}?") + " (:help lists all)";
    }

    private static IEnumerable<ReplCommand> In(string group, ReplCommand[] rows) => rows.Select(row => row with { Group = group });
}
