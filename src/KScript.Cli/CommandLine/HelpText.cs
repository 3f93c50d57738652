// The help, made from CommandTable. docs/commands.md is the same text, and a test compares them.
using System.Text;

namespace KScript.Cli.CommandLine;

/// <summary>Writes the help.</summary>
internal static class HelpText
{
    private const int Width = 80;

    /// <summary>`kscript --help`.</summary>
    public static string Overview()
    {
        var text = new StringBuilder();
        text.Append("kscript: scripts that drive a deterministic model of the Unix process kernel\n\n");
        text.Append("usage: kscript COMMAND [options]\n       kscript FILE [options]     the same as: kscript run FILE [options]\n\ncommands:\n");
        foreach (var command in CommandTable.Commands)
        {
            string summary = command.Run is null ? command.Summary + " (not supported yet)" : command.Summary;
            text.Append("  ").Append(command.Name.PadRight(10)).Append(summary).Append('\n');
        }

        text.Append("\noptions:\n");
        Options(text, CommandTable.Common);
        text.Append("\nexamples:\n");
        foreach (var command in CommandTable.Commands)
        {
            Examples(text, command.Examples.AsSpan(0, Math.Min(2, command.Examples.Length)));
        }

        text.Append("\n'kscript COMMAND --help' says more of each. Exit codes: 0 fine; 1 an assert or a\n");
        text.Append("golden trace failed; 2 the script or the command line is wrong; 3 a limit was\n");
        text.Append("reached; 70 a bug in kscript; 130 Ctrl-C.\n");
        return text.ToString();
    }

    /// <summary>`kscript COMMAND --help`.</summary>
    public static string Of(CommandRow command)
    {
        var text = new StringBuilder();
        text.Append("kscript ").Append(command.Name).Append(": ").Append(command.Summary).Append("\n\nusage: kscript ");
        text.Append(command.Name).Append(' ').Append(command.Operands).Append(command.Options.Length > 0 ? " [options]\n" : "\n");
        if (command.Run is null)
        {
            text.Append("\nnot supported yet\n");
            return text.ToString();
        }

        text.Append("\noptions:\n");
        Options(text, command.Options);
        Options(text, CommandTable.Common);
        text.Append("\nexamples:\n");
        Examples(text, command.Examples);
        return text.ToString();
    }

    private static void Options(StringBuilder text, ReadOnlySpan<OptionRow> options)
    {
        const int Column = 25;
        foreach (var option in options)
        {
            int start = text.Length;
            text.Append("  ").Append(option.Name);
            if (option.Argument is not null)
            {
                text.Append(option.ArgumentIsOptional ? " [" : " ").Append(option.Argument).Append(option.ArgumentIsOptional ? "]" : "");
            }

            text.Append(' ', Math.Max(2, Column - (text.Length - start)));
            Wrapped(text, option.Summary, Column);
        }
    }

    // Words after one another, continued under the first.
    private static void Wrapped(StringBuilder text, string words, int column)
    {
        int used = column;
        foreach (string word in words.Split(' '))
        {
            if (used > column && used + 1 + word.Length > Width)
            {
                text.Append('\n').Append(' ', column);
                used = column;
            }
            else if (used > column)
            {
                text.Append(' ');
                used++;
            }

            text.Append(word);
            used += word.Length;
        }

        text.Append('\n');
    }

    private static void Examples(StringBuilder text, ReadOnlySpan<ExampleRow> examples)
    {
        foreach (var example in examples)
        {
            text.Append("  ").Append(example.CommandLine).Append("\n      ").Append(example.Meaning).Append('\n');
        }
    }
}
