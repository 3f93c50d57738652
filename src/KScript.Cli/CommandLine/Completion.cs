// Completions for shells: `kscript [suggest:N] "kscript run --tr"` prints what may stand at position N. System.CommandLine
// does it from a tree made of the same rows; nothing else touches that library, so that a run does not pay for it.
using System.CommandLine;
using KScript.Cli.Hosting;

namespace KScript.Cli.CommandLine;

/// <summary>Answers a shell's question.</summary>
internal static class Completion
{
    /// <summary>Whether a command line is such a question.</summary>
    public static bool Asks(string[] args) => args.Length > 0 && args[0].StartsWith("[suggest", StringComparison.Ordinal);

    /// <summary>Prints the suggestions.</summary>
    public static int Answer(string[] args, CliHost host)
    {
        using var output = new StringWriter();
        int code = Tree().Parse(args).Invoke(new InvocationConfiguration { Output = output, Error = output });
        host.Print(output.ToString().ReplaceLineEndings("\n"));
        return code;
    }

    private static RootCommand Tree()
    {
        var root = new RootCommand("kscript");
        foreach (var row in CommandTable.Commands)
        {
            var command = new Command(row.Name, row.Summary);
            command.Arguments.Add(new Argument<string[]>("operands") { Arity = ArgumentArity.ZeroOrMore });
            foreach (var option in row.Options)
            {
                command.Options.Add(OptionOf(option));
            }

            root.Subcommands.Add(command);
        }

        return root;
    }

    private static Option OptionOf(OptionRow row)
    {
        if (row.Argument is null)
        {
            return new Option<bool>(row.Name) { Description = row.Summary };
        }

        var option = new Option<string>(row.Name) { Description = row.Summary };
        if (row.Words.Length > 0)
        {
            option.AcceptOnlyFromAmong(row.Words);
        }

        return option;
    }
}
