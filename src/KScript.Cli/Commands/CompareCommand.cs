// kscript compare: the same script, or the same jobs, under several policies, and one table of what came of it. With --sweep
// the policies are one whose parameter takes a value after another.
using KScript.Cli.CommandLine;
using KScript.Cli.Comparing;
using KScript.Cli.Hosting;
using KScript.Kernel;
using KScript.Workbench.Metrics;
using KScript.Workbench.Runs;
using KScript.Workbench.Traces;

namespace KScript.Cli.Commands;

/// <summary>The command.</summary>
internal static class CompareCommand
{
    // What is varied: a policy or a setting, and the value of the swept parameter.
    private readonly record struct Variant(string Option, string Text, bool IsPolicy, long? Parameter);

    /// <summary>Does it.</summary>
    public static int Run(CommandOptions options, CliHost host)
    {
        var sweep = options.Sweep is null ? null : Sweep.Parse(options.Sweep);
        var variants = VariantsOf(options, sweep);
        var input = ScriptLoader.Read(options, host);
        if (input is null)
        {
            return ExitCode.Usage;
        }

        using OutputFile? file = ScriptLoader.OpenOutput(options, host);
        var meter = options.Limits.Budget.Meter();
        using var deadline = Deadline.Start(options.Limits.Budget, meter.Stop, host);
        var runs = new List<ComparedRun>();
        int exit = ExitCode.Ok;
        foreach (var variant in variants)
        {
            if (RunOne(variant, input, meter.Afresh(), options, host, showDiagnostics: runs.Count == 0, ref exit) is not { } run)
            {
                return exit;
            }

            runs.Add(run);
        }

        Print(runs, sweep, options, file, host);
        return exit;
    }

    private static List<Variant> VariantsOf(CommandOptions options, Sweep? sweep)
    {
        var variants = new List<Variant>();
        if (sweep is not null)
        {
            if (options.Policies.Count > 0 || options.AllPolicies)
            {
                throw new CommandException("--sweep goes alone; --sched and --all compare policies");
            }

            variants.AddRange(sweep.Values.Select(value => new Variant("--sweep", sweep.With(value), !sweep.IsOfMachine, value)));
            return variants;
        }

        variants.AddRange(options.Policies.Select(policy => new Variant("--sched", policy, true, null)));
        if (options.AllPolicies)
        {
            // The script's own policy, with its options, is what the defaults are compared with.
            if (options.Operands.Count > 0)
            {
                variants.Add(new Variant("--all", "", true, null));
            }

            variants.AddRange(SchedulerTable.Rows.Select(row => new Variant("--all", row.Name, true, null)));
        }

        return variants.Count > 0
            ? variants
            : throw new CommandException("compare needs policies: --sched \"rr q=4\" --sched fcfs, --all, or --sweep \"rr q=1..32\"");
    }

    // Null: it cannot be compiled, or Ctrl-C came; exit says which.
    private static ComparedRun? RunOne(Variant variant, ScriptInput input, RunMeter meter, CommandOptions options, CliHost host, bool showDiagnostics, ref int exit)
    {
        var overrides = ScriptLoader.Overrides(null, options, host);
        if (overrides is null || (variant.Text.Length > 0 && !ScriptLoader.AddOverride(variant.Option, variant.Text, variant.IsPolicy, overrides, host))
            || ScriptLoader.Compile(input, overrides, host, showDiagnostics) is not { } program)
        {
            exit = ExitCode.Usage;
            return null;
        }

        var session = new Session(program) { ChecksFinally = false };
        var statistics = new RunStatistics(program.Settings, keepSchedule: false);
        session.Machine.Attach(statistics);
        var end = RunCommand.Simulate(session, meter, options, keep: null);
        if (end == RunEnd.Cancelled)
        {
            exit = ExitCode.Interrupted;
            return null;
        }

        statistics.End(session.Machine);
        exit = Math.Max(exit, session.ExitCodeOf(end));
        string? stopped = RunCommand.WhyStopped(session, options, end) ?? (session.Failures.Count > 0 ? session.Describe(session.Failures[0]) : null);
        if (stopped is not null)
        {
            host.Complain($"kscript: {(variant.Text.Length == 0 ? program.Settings.PolicyText : variant.Text)}: {stopped.TrimEnd('\n')}");
        }

        string label = variant.Text.Length == 0 ? $"script: {program.Settings.PolicyText}" : variant.IsPolicy ? program.Settings.PolicyText : $"{program.Settings.PolicyText}  {variant.Text}";
        return new ComparedRun(label, variant.Parameter, new RunMetrics(statistics, program.Settings.Cpus), stopped?.Split('\n')[0]);
    }

    private static void Print(List<ComparedRun> runs, Sweep? sweep, CommandOptions options, OutputFile? file, CliHost host)
    {
        var output = new Utf8Output(file is null ? host.PageOut : new VisibleStream(file.Stream));
        switch (options.Report)
        {
            case ReportFormat.Json:
                ComparisonTable.WriteJson(output, runs);
                break;
            case ReportFormat.Csv:
                output.Write(ComparisonTable.Csv(runs));
                break;
            case ReportFormat.Text:
                output.Write(ComparisonTable.Text(runs, options.ChartWidth(host)));
                if (sweep is not null)
                {
                    output.Write("\n" + CurvePlot.Draw(runs, ComparedMetric.Find(options.Metric)!, sweep.Key, options.ChartWidth(host)));
                }

                break;
        }

        output.Flush();
        file?.Commit();
    }
}
