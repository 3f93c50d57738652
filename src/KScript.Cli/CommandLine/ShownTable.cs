// What --show takes: names of tables with commas between them, each with a pid or a count behind a colon where it takes one.
using KScript.Interpreter.Bytecode;
using System.Globalization;
using KScript.Workbench.Views;

namespace KScript.Cli.CommandLine;

/// <summary>A table to show after a run.</summary>
/// <param name="Row">Which.</param>
/// <param name="Argument">A pid or a count; 0 where none was given.</param>
internal readonly record struct ShownTable(TableRow Row, long Argument)
{
    /// <summary>Every name of a table; a second name behind the first.</summary>
    public static string[] Words { get; } = MakeWords();

    /// <summary>The line of the help.</summary>
    public static string Summary { get; } =
        $"no trace, unless --trace asks for one, but tables of the machine: {string.Join(", ", Array.ConvertAll(Tables.Rows, row => row.Name))}; several with commas; signals:PID, fds:PID, vars:PID, trace:N";

    /// <summary>How it was written.</summary>
    public string Title => Argument == 0 ? Row.Name : string.Create(CultureInfo.InvariantCulture, $"{Row.Name}:{Argument}");

    /// <summary>Reads a list and adds what it names.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? Parse(string text, List<ShownTable> tables)
    {
        foreach (string item in text.Split(','))
        {
            int colon = item.IndexOf(':', StringComparison.Ordinal);
            string name = colon < 0 ? item : item[..colon];
            if (Tables.Find(name) is not { } row)
            {
                string? near = Spelling.Nearest(name, Words);
                return $"takes {string.Join(", ", Words)}, not '{name}'" + (near is null ? "" : $"; did you mean '{near}'?");
            }

            long argument = 0;
            if (colon >= 0 && ReadArgument(row, item[(colon + 1)..], out argument) is { } wrong)
            {
                return wrong;
            }

            tables.Add(new ShownTable(row, argument));
        }

        return null;
    }

    private static string? ReadArgument(TableRow row, string text, out long argument)
    {
        argument = 0;
        if (row.Argument == TableArgument.Threads)
        {
            argument = 1;
            return text == "threads" ? null : $"takes the word threads behind {row.Name}:, not '{text}'";
        }

        (string what, long most) = row.Argument switch
        {
            TableArgument.None or TableArgument.Threads => ("", 0),
            TableArgument.Pid => ("a pid", int.MaxValue),
            TableArgument.Count => ("a number", History.MostEvents),
        };
        if (what.Length == 0)
        {
            return $"{row.Name} takes nothing behind a colon: --show {row.Name}";
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out argument) && argument >= 1 && argument <= most
            ? null
            : $"takes {what} from 1 to {most} behind {row.Name}:, not '{text}'";
    }

    private static string[] MakeWords()
    {
        var words = new List<string>();
        foreach (var row in Tables.Rows)
        {
            words.Add(row.Name);
            if (row.ReplName != row.Name)
            {
                words.Add(row.ReplName);
            }
        }

        return [.. words];
    }
}
