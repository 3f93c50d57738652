// kscript repl: opens a session and feeds its shell, from a terminal with the line editor, from a pipe line by line.
using KScript.Cli.CommandLine;
using KScript.Cli.Hosting;
using KScript.Cli.LineEditing;
using KScript.Cli.Repl;
using KScript.Interpreter.Diagnostics;
using KScript.Workbench.Live;
using KScript.Kernel;

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

        var shell = new ReplShell(host, new LiveSession(overrides), overrides, TerminalTrace.Over(host.Out, options, host));
        shell.Session.Budget = options.Limits.Budget;
        shell.Settings.Trace = options.Trace;
        shell.Settings.TraceWord = TraceLevelTable.WordOf(options.Trace);
        shell.Settings.Width = options.ChartWidth(host);
        shell.Settings.Language = host.Locale?.StartsWith("zh", StringComparison.Ordinal) == true ? "zh" : "en";
        if (options.Operands is [var path])
        {
            var source = new SourceText(ScriptFile.NameOf(path), ScriptFile.Read(path, host)) { Imports = ScriptImports.Of(path, host) };
            if (!SessionCommands.Load(shell, source))
            {
                return ExitCode.Usage;
            }
        }

        var loop = new ReplLoop(shell);
        if (!host.IsTerminal)
        {
            // The session goes on after a limit. Whoever has set one and reads no more than the exit code learns of it all the same.
            int code = loop.RunPiped(options.Echo);
            return code == ExitCode.Ok && shell.WasLimited && options.Limits.IsAnySaid ? ExitCode.Limit : code;
        }

        var editing = new ReplEditing();
        using ILineReader reader = LineReader.Open(new LineReaderOptions { Highlighter = editing, Continuation = editing, Completer = new ReplCompleter(shell) });
        return loop.RunInteractive(reader);
    }
}
