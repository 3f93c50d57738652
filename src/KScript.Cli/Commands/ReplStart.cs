// kscript repl: opens a session and feeds its shell, from a terminal with the line editor, from a pipe line by line.
using KScript.Cli.CommandLine;
using KScript.Cli.Hosting;
using KScript.Cli.Repl;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Live;

namespace KScript.Cli.Commands;

/// <summary>The command.</summary>
internal static class ReplStart
{
    /// <summary>Does it.</summary>
    public static int Run(CommandOptions options, CliHost host)
    {
        if (ScriptLoader.Overrides(options.Sched, options, host) is not { } overrides)
        {
            return ExitCode.Usage;
        }

        var shell = new ReplShell(host, new LiveSession(overrides), overrides);
        shell.Settings.Trace = options.Trace;
        if (options.Operands is [var path])
        {
            var source = new SourceText(ScriptFile.NameOf(path), ScriptFile.Read(path, host));
            if (!SessionCommands.Load(shell, source))
            {
                return ExitCode.Usage;
            }
        }

        return new ReplLoop(shell).RunPiped(options.Echo);
    }
}
