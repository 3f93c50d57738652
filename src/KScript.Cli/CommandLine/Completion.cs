// Completions for shells: `kscript [suggest:N] "kscript run --tr"` prints what may stand at position N. System.CommandLine
// does it from a tree made of the same rows; nothing else touches that library, so that a run does not pay for it.
using System.CommandLine;
using System.Globalization;
using KScript.Cli.Hosting;

namespace KScript.Cli.CommandLine;

/// <summary>Answers a shell's question.</summary>
internal static class Completion
{
    private const string Opening = "[suggest:";

    /// <summary>Whether a command line is such a question.</summary>
    public static bool Asks(string[] args) => args.Length > 0 && args[0].StartsWith("[suggest", StringComparison.Ordinal);

    /// <summary>Prints the suggestions.</summary>
    /// <exception cref="CommandException">It is no such question after all: `[suggest:x]`.</exception>
    public static int Answer(string[] args, CliHost host)
    {
        if (args.Length != 2 || PositionIn(args[0], args[1]) is not { } position)
        {
            throw new CommandException($"'{args[0]}' asks for completions: kscript \"[suggest:N]\" \"COMMAND LINE\", N a position in it from 0");
        }

        args = [FormattableString.Invariant($"[suggest:{position}]"), args[1]];
        using var output = new StringWriter();
        int code = Tree().Parse(args).Invoke(new InvocationConfiguration { Output = output, Error = output });
        host.Print(output.ToString().ReplaceLineEndings("\n"));
        return code;
    }

    // A position beyond the end is the end. `[suggest]` alone asks at the end, too.
    private static int? PositionIn(string question, string line) =>
        question == "[suggest]" ? line.Length
        : question.StartsWith(Opening, StringComparison.Ordinal) && question.EndsWith(']')
            && System.Numerics.BigInteger.TryParse(question.AsSpan(Opening.Length, question.Length - Opening.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? (int)System.Numerics.BigInteger.Min(position, line.Length)
            : null;

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
