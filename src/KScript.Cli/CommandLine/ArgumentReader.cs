// Reads a command line by CommandTable. Written by hand because start-up counts: no reflection, nothing is built.
namespace KScript.Cli.CommandLine;

/// <summary>What a command line asks for, or what is wrong with it.</summary>
/// <param name="Command">The command, or null where none was named.</param>
/// <param name="Options">Its options.</param>
/// <param name="Error">What is wrong, in one line, or null.</param>
internal readonly record struct Invocation(CommandRow? Command, CommandOptions Options, string? Error);

/// <summary>Reads command lines.</summary>
internal static class ArgumentReader
{
    /// <summary>Reads one.</summary>
    public static Invocation Read(ReadOnlySpan<string> args)
    {
        CommandRow? command = null;
        if (args.Length > 0 && !args[0].StartsWith('-'))
        {
            command = CommandTable.Find(args[0]);
            if (command is not null)
            {
                args = args[1..];
            }
            else if (!LooksLikeFile(args[0]))
            {
                return new Invocation(null, new CommandOptions(), UnknownCommand(args[0]));
            }
        }

        return ReadRest(command, args);
    }

    // What is no command is a script: `kscript zombie.ks`, `kscript --trace none zombie.ks`, `kscript -`.
    private static Invocation ReadRest(CommandRow? named, ReadOnlySpan<string> args)
    {
        var command = named ?? CommandTable.Commands[0];
        var options = new CommandOptions();
        string? error = null;
        bool operandsOnly = false;
        for (int i = 0; i < args.Length && error is null; i++)
        {
            string arg = args[i];
            if (operandsOnly || arg.Length < 2 || arg[0] != '-')
            {
                options.Operands.Add(arg);
            }
            else if (arg == "--")
            {
                operandsOnly = true;
            }
            else
            {
                error = ReadOption(command, options, args, ref i);
            }
        }

        bool ignoresOperands = options.Help || options.Version;
        if (error is null && !ignoresOperands && (named is not null || args.Length > 0))
        {
            error = CheckOperands(command, options);
        }

        bool nothing = named is null && options.Operands.Count == 0;
        return new Invocation(nothing && ignoresOperands ? null : command, options, error);
    }

    private static string? ReadOption(CommandRow command, CommandOptions options, ReadOnlySpan<string> args, ref int i)
    {
        string arg = args[i];
        int equals = arg.StartsWith("--", StringComparison.Ordinal) ? arg.IndexOf('=') : -1;
        string name = equals < 0 ? arg : arg[..equals];
        var row = Find(command, name == "-h" ? "--help" : name);
        if (row is null)
        {
            return UnknownOption(command, name);
        }

        string value = equals < 0 ? "" : arg[(equals + 1)..];
        if (row.Argument is null)
        {
            return equals >= 0 ? $"{name} takes no value" : Complaint(name, row.Apply(options, ""));
        }

        if (equals < 0 && i + 1 < args.Length && (!row.ArgumentIsOptional || Array.IndexOf(row.Words, args[i + 1]) >= 0))
        {
            value = args[++i];
        }
        else if (equals < 0 && !row.ArgumentIsOptional)
        {
            return $"{name} needs a value: {name} {row.Argument}";
        }

        return Complaint(name, row.Apply(options, value));
    }

    private static string? Complaint(string name, string? what) => what is null ? null : $"{name} {what}";

    private static OptionRow? Find(CommandRow command, string name)
    {
        foreach (var row in command.Options)
        {
            if (row.Name == name)
            {
                return row;
            }
        }

        foreach (var row in CommandTable.Common)
        {
            if (row.Name == name)
            {
                return row;
            }
        }

        return null;
    }

    private static string? CheckOperands(CommandRow command, CommandOptions options)
    {
        if (command.Run is null)
        {
            return null;
        }

        int count = options.Operands.Count;
        if (count < command.MinimumOperands)
        {
            return $"{command.Name} needs {command.Operands}: kscript {command.Name} {command.Operands}";
        }

        return count > command.MaximumOperands
            ? $"{command.Name} takes one {command.Operands.Trim('[', ']').ToLowerInvariant()}; '{options.Operands[command.MaximumOperands]}' is too many"
            : null;
    }

    private static bool LooksLikeFile(string word) =>
        word.Contains('.', StringComparison.Ordinal) || word.Contains('/', StringComparison.Ordinal)
        || word.Contains('\\', StringComparison.Ordinal) || File.Exists(word);

    private static string UnknownOption(CommandRow command, string name)
    {
        var names = new List<string>();
        foreach (var row in command.Options)
        {
            names.Add(row.Name);
        }

        foreach (var row in CommandTable.Common)
        {
            names.Add(row.Name);
        }

        string? near = Spelling.Nearest(name, names);
        return $"{command.Name} has no option '{name}'" + (near is null ? "" : $"; did you mean '{near}'?");
    }

    private static string UnknownCommand(string word)
    {
        var names = new List<string>();
        foreach (var row in CommandTable.Commands)
        {
            names.Add(row.Name);
        }

        string? near = Spelling.Nearest(word, names);
        return $"there is no command or file '{word}'" + (near is null ? "" : $"; did you mean '{near}'?");
    }
}
