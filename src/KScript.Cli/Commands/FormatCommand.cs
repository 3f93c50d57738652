// kscript fmt: gives scripts the canonical layout, in place; `-` goes from standard input to standard output. A script with
// errors is left alone, and its diagnostics are printed.
using System.Text;
using KScript.Cli.CommandLine;
using KScript.Cli.Hosting;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Formatting;

namespace KScript.Cli.Commands;

/// <summary>The command.</summary>
internal static class FormatCommand
{
    /// <summary>Does it: 1 where --check finds a file to change, 2 where one has errors.</summary>
    public static int Run(CommandOptions options, CliHost host)
    {
        using var deadline = Deadline.Start(options.Limits.Budget, stop: null, host);
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
        var source = new SourceText(ScriptFile.NameOf(path), before);
        var result = Formatter.Format(source);
        if (result.Text is null)
        {
            ScriptLoader.Print(source, result.Diagnostics, host);
            return ExitCode.Usage;
        }

        if (check)
        {
            return Report(source.Name, before == result.Text, host);
        }

        if (path == "-")
        {
            host.DataOut.Write(Encoding.UTF8.GetBytes(result.Text));
        }
        else if (before != result.Text)
        {
            OutputFile.Replace(path, host, result.Text);
            host.Print($"{path}: changed\n");
        }

        return ExitCode.Ok;
    }

    private static int Report(string name, bool isCanonical, CliHost host)
    {
        if (isCanonical)
        {
            return ExitCode.Ok;
        }

        host.Print($"{name}: not in the canonical layout; 'kscript fmt {name}' changes it\n");
        return ExitCode.Failed;
    }
}
