// kscript test: golden traces of every script below the paths. The scripts run in this process, on all cores; the report
// is in the order of their names all the same.
using System.Globalization;
using System.Text;
using KScript.Cli.CommandLine;
using KScript.Cli.Hosting;
using KScript.Cli.Testing;

namespace KScript.Cli.Commands;

/// <summary>The command.</summary>
internal static class TestCommand
{
    /// <summary>Does it.</summary>
    public static int Run(CommandOptions options, CliHost host)
    {
        var cases = new List<GoldenCase>();
        foreach (string path in options.Operands)
        {
            cases.AddRange(GoldenFinder.Find(host.Resolve(path), path));
        }

        var outcomes = new GoldenOutcome[cases.Count];
        var limits = options.Limits.Words();
        System.Threading.Tasks.Parallel.For(0, cases.Count, i => outcomes[i] = cases[i].Run(limits));
        int passed = 0;
        int accepted = 0;
        var report = new StringBuilder();
        foreach (var outcome in outcomes)
        {
            if (outcome.IsPassed)
            {
                passed++;
            }
            else if (options.Update && outcome.State != GoldenState.Broken)
            {
                outcome.Case.Accept(outcome);
                accepted++;
                report.Append("accepted ").Append(outcome.Case.Name).Append('\n');
            }
            else
            {
                Describe(report, outcome);
            }
        }

        int failed = cases.Count - passed - accepted;
        report.Append(Count(passed)).Append(" passed, ").Append(Count(failed)).Append(" failed");
        report.Append(accepted > 0 ? $", {Count(accepted)} accepted\n" : "\n");
        host.Print(report.ToString());
        return failed == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static string Count(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Describe(StringBuilder report, GoldenOutcome outcome)
    {
        string what = outcome.State switch
        {
            GoldenState.Same => "passes",
            GoldenState.Different => "differs",
            GoldenState.New => "has no golden file yet; --update accepts this",
            GoldenState.Orphan => outcome.Problem,
            GoldenState.Broken => outcome.Problem,
        };
        report.Append("FAILED ").Append(outcome.Case.Name).Append(": ").Append(what).Append('\n');
        if (outcome.Expected != outcome.Received)
        {
            report.Append(UnifiedDiff.Of(outcome.Expected, outcome.Received)).Append('\n');
        }
    }
}
