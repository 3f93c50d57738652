// kscript outcomes: everything that a script can print under any schedule.
using System.Globalization;
using System.Text;
using KScript.Checker;
using KScript.Checker.Exploring;
using KScript.Checker.Outcomes;
using KScript.Cli.CommandLine;
using KScript.Cli.Hosting;
using KScript.Workbench.Traces;

namespace KScript.Cli.Commands;

/// <summary>The command.</summary>
internal static class OutcomesCommand
{
    /// <summary>Does it: 0 all outputs are listed, 2 it cannot be done, 3 a bound was met or there are more.</summary>
    public static int Run(CommandOptions options, CliHost host)
    {
        if (ScriptLoader.Load(options, host) is not { } program)
        {
            return ExitCode.Usage;
        }

        using OutputFile? file = ScriptLoader.OpenOutput(options, host);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        OutcomeList list;
        bool cancelled = false;
        using (ToolSignals.During(() => cancelled = true, null))
        using (var progress = new CheckProgress(host, options.CheckLimits))
        {
            try
            {
                list = OutcomeList.Of(program, new OutcomeOptions
                {
                    Time = options.Times == CheckedTimes.Patient ? TimeRule.Patient : TimeRule.Free,
                    Most = options.MostOutcomes,
                    Limits = options.CheckLimits,
                    Progress = progress.Show,
                    IsCancelled = () => cancelled,
                });
            }
            catch (CannotCheckException e)
            {
                throw new CommandException(e.Message);
            }
        }

        string seconds = host.Terminal is not null ? string.Create(CultureInfo.InvariantCulture, $", {clock.Elapsed.TotalSeconds:F2} s") : "";
        var stream = file is null ? host.PageOut : new VisibleStream(file.Stream);
        stream.Write(Encoding.UTF8.GetBytes(options.Json ? OutcomeJson.Of(list) : list.Report.TrimEnd('\n') + seconds + "\n"));
        stream.Flush();
        file?.Commit();
        return list.IsComplete ? ExitCode.Ok : cancelled ? ExitCode.Interrupted : ExitCode.Limit;
    }
}
