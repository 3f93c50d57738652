// One invocation of the tool: reads the command line, does the command, and turns what went wrong into one line and an
// exit code. Nothing but this file catches what is a bug.
using KScript.Cli.CommandLine;
using KScript.Cli.Hosting;
using KScript.Cli.Testing;

namespace KScript.Cli;

/// <summary>The tool.</summary>
internal static class Tool
{
    /// <summary>The version, as `kscript --version` and reports of bugs give it.</summary>
    public static string Version { get; } = VersionText();

    /// <summary>Runs a command line; gives the exit code.</summary>
    public static int Run(string[] args, CliHost host)
    {
        try
        {
            return args is [TestWorker.Argument] ? TestWorker.Run(host)
                : Completion.Asks(args) ? Completion.Answer(args, host) : Invoke(args, host);
        }
        catch (OutputClosedException)
        {
            return ExitCode.Closed;
        }
        catch (CommandException e)
        {
            return Fail(host, e.Message);
        }
        catch (IOException e)
        {
            // A full disk, a stream that fails: the system's fault, and nothing to report.
            return Fail(host, "input or output failed: " + SystemErrors.Reason(e));
        }
        catch (OutOfMemoryException)
        {
            host.Complain("kscript: stopped because the system has no more memory");
            return ExitCode.Limit;
        }
#pragma warning disable CA1031 // The last line of defence: every bug becomes a report that can be sent.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Report(args, host, e);
        }
    }

    private static int Invoke(string[] args, CliHost host)
    {
        var (command, options, error) = ArgumentReader.Read(args);
        if (error is not null)
        {
            return Fail(host, error);
        }

        if (options.Version)
        {
            host.Print($"kscript {Version}\n");
            return ExitCode.Ok;
        }

        if (options.Help)
        {
            host.Print(command is null ? HelpText.Overview() : HelpText.Of(command));
            return ExitCode.Ok;
        }

        if (args.Length == 0 || command is null)
        {
            command = CommandTable.Find("repl")!;
        }

        if (command.Run is null)
        {
            return Fail(host, $"'{command.Name}' is not supported yet; 'kscript --help' lists what is");
        }

        return command.Run(options, host);
    }

    private static int Fail(CliHost host, string line)
    {
        ToolSignals.StayQuietIfLeaving();
        host.Complain("kscript: " + line);
        return ExitCode.Usage;
    }

    private static int Report(string[] args, CliHost host, Exception e)
    {
        ToolSignals.StayQuietIfLeaving();
        host.Complain("kscript: internal error. This is a bug in kscript, not in your script.");
        host.Complain("Please report it with the script, this command line, and the lines below:");
        host.Complain("  kscript " + string.Join(' ', args));
        host.Complain($"  version {Version}");
        host.Complain("  " + e.ToString().ReplaceLineEndings("\n  "));
        return ExitCode.Bug;
    }

    private static string VersionText()
    {
        var version = typeof(Tool).Assembly.GetName().Version;
        return version is null ? "unknown" : $"{version.Major}.{version.Minor}.{version.Build}";
    }
}
