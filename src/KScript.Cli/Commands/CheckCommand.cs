// kscript check: explores every schedule of a script, and says what holds; what fails comes with the shortest schedule and its trace.
using System.Globalization;
using System.Text;
using KScript.Checker;
using KScript.Checker.Exploring;
using KScript.Checker.Results;
using KScript.Cli.CommandLine;
using KScript.Cli.Hosting;
using KScript.Interpreter.Bytecode;
using KScript.Workbench.Traces;

namespace KScript.Cli.Commands;

/// <summary>The command.</summary>
internal static class CheckCommand
{
    /// <summary>Does it: 0 holds, 1 fails, 2 cannot be checked, 3 a bound was met and nothing found.</summary>
    public static int Run(CommandOptions options, CliHost host)
    {
        if (ScriptLoader.Load(options, host) is not { } program)
        {
            return ExitCode.Usage;
        }

        using OutputFile? file = ScriptLoader.OpenOutput(options, host);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        CheckResult result;
        bool cancelled = false;
        using (ToolSignals.During(() => cancelled = true, null))
        using (var progress = new CheckProgress(host, options.CheckLimits))
        {
            result = Checked(program, options, progress, () => cancelled);
        }

        if (options.Dot is { } dot)
        {
            OutputFile.Replace(dot, host, Tried(() => DotGraph.Of(program, options.Times == CheckedTimes.Patient ? TimeRule.Patient : TimeRule.Free)));
        }

        string seconds = host.Terminal is not null ? string.Create(CultureInfo.InvariantCulture, $", {clock.Elapsed.TotalSeconds:F2} s") : "";
        Write(options.Json ? CheckJson.Of(result) : result.Report.TrimEnd('\n') + seconds + "\n", file, host);
        return result.Verdict switch
        {
            Verdict.Holds => ExitCode.Ok,
            Verdict.Fails => ExitCode.Failed,
            _ => cancelled ? ExitCode.Interrupted : ExitCode.Limit,
        };
    }

    private static CheckResult Checked(CompiledProgram program, CommandOptions options, CheckProgress progress, Func<bool> isCancelled) =>
        Tried(() => Checking.Check(program, OptionsOf(options) with { Progress = progress.Show, IsCancelled = isCancelled }));

    private static T Tried<T>(Func<T> ask)
    {
        try
        {
            return ask();
        }
        catch (CannotCheckException e)
        {
            throw new CommandException(e.Message);
        }
    }

    /// <summary>What a command line asks of a check.</summary>
    public static CheckOptions OptionsOf(CommandOptions options) => new()
    {
        Times = options.Times,
        Check = options.CheckKinds,
        Fairness = options.Fairness,
        Shrinks = options.Shrinks,
        Lints = options.Lints,
        Walks = options.Walks,
        Limits = options.CheckLimits,
        Trace = options.Trace,
    };

    private static void Write(string text, OutputFile? file, CliHost host)
    {
        var stream = file is null ? host.PageOut : new VisibleStream(file.Stream);
        stream.Write(Encoding.UTF8.GetBytes(text));
        stream.Flush();
        file?.Commit();
    }
}

/// <summary>How far a check is, in one line of a terminal's standard error that is written over; nothing where there is no terminal.</summary>
internal sealed class CheckProgress(CliHost host, ExploreLimits limits) : IDisposable
{
    private const double FirstAfter = 1;
    private const double Every = 0.5;

    private double next = FirstAfter;
    private int written;

    /// <summary>Shows it, not too often.</summary>
    public void Show(Progress progress)
    {
        if (host.Terminal is null || progress.Seconds < next)
        {
            return;
        }

        next = progress.Seconds + Every;
        double share = Math.Max((double)progress.Memory / limits.Memory, (double)progress.States / limits.States);
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.States} states, {progress.Frontier} to go on from, depth {progress.Depth}, {progress.States / progress.Seconds:F0} states/s, {progress.Memory >> 20} MiB, {share:P0} of the limit");
        host.PrintError("\r" + line.PadRight(written));
        written = line.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (written > 0)
        {
            host.PrintError("\r" + new string(' ', written) + "\r");
        }
    }
}
