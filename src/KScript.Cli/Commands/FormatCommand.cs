// kscript fmt: gives scripts the canonical layout, in place; `-` goes from standard input to standard output.
using KScript.Cli.CommandLine;
using KScript.Cli.Hosting;

namespace KScript.Cli.Commands;

/// <summary>The command.</summary>
internal static class FormatCommand
{
    /// <summary>Does it.</summary>
    public static int Run(CommandOptions options, CliHost host)
    {
        int code = ExitCode.Ok;
        foreach (string path in options.Operands)
        {
            code = Math.Max(code, FormatOne(path, options.Check, host));
        }

        return code;
    }

    private static int FormatOne(string path, bool check, CliHost host)
    {
        string before = ScriptFile.Read(path, host);
        host.Complain($"kscript: {path}: the formatter is not in this build {before.Length} {check}");
        return ExitCode.Usage;
    }
}
