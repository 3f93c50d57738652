// kscript explain: runs a script as `run` does, without a trace, and says what leaked and why; or prints the reference page of a diagnostic
// or a system call.
using System.Text;
using KScript.Cli.CommandLine;
using KScript.Cli.Hosting;
using KScript.Cli.Repl;
using KScript.Workbench.Explaining;
using KScript.Workbench.Runs;
using KScript.Workbench.Traces;
using KScript.Kernel;

namespace KScript.Cli.Commands;

/// <summary>The command.</summary>
internal static class ExplainCommand
{
    /// <summary>Does it. A leak is what was asked for, and no failure: the exit code is 0.</summary>
    public static int Run(CommandOptions options, CliHost host)
    {
        // A file comes first: whoever has called a script `pause` means it.
        if (options.Operands is [var name] && !File.Exists(host.Resolve(name)) && ReferenceText.Of(name) is { } page)
        {
            using OutputFile? pageFile = ScriptLoader.OpenOutput(options, host);
            Write(page, pageFile, host);
            return ExitCode.Ok;
        }

        var session = ScriptLoader.Open(options, host);
        if (session is null)
        {
            return ExitCode.Usage;
        }

        using OutputFile? file = ScriptLoader.OpenOutput(options, host);
        session.Budget = options.Limits.BudgetOfExplain;
        using var signals = ToolSignals.During(session.Interrupt, null);
        using var deadline = Deadline.Start(session.Budget, session.Stop, host);
        RunEnd? end;
        try
        {
            end = session.Run(Math.Min(options.Until, options.At ?? long.MaxValue)).End;
            var explanation = options.Why is { } question ? Explainer.Analyse(session, question) : Explainer.Analyse(session, options.Pid);
            Write(options.Json ? ExplanationJson.Of(explanation) : ExplanationText.Of(explanation, options.ChartWidth(host)), file, host);
        }
        catch (RunStoppedException stop)
        {
            end = stop.Why;
        }

        string? stopped = end is null ? null : StopText.Of(end.Value, session.Budget);
        if (stopped is not null)
        {
            host.Complain("kscript: " + stopped);
        }

        return stopped is not null ? ExitCode.Limit : end == RunEnd.Cancelled ? ExitCode.Interrupted : ExitCode.Ok;
    }

    private static void Write(string text, OutputFile? file, CliHost host)
    {
        var stream = file is null ? host.PageOut : new VisibleStream(file.Stream);
        stream.Write(Encoding.UTF8.GetBytes(text));
        stream.Flush();
        file?.Commit();
    }
}
