// kscript test: golden traces of every script below the paths. Each runs by itself, on all cores, and what one of them
// does to its process is one failed test; the report is in the order of their names all the same.
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

        var outcomes = new GoldenOutcome?[cases.Count];
        int isReported = 0;
        int exit = ExitCode.Ok;
        RunAll(cases, outcomes, options, host, Report);
        Report();
        return exit;

        // Once: here, or on the thread that ends the process.
        void Report()
        {
            if (System.Threading.Interlocked.Exchange(ref isReported, 1) == 0)
            {
                exit = Print(outcomes, options, host);
            }
            else
            {
                ToolSignals.StayQuietIfLeaving();
            }
        }
    }

    private static int Print(GoldenOutcome?[] outcomes, CommandOptions options, CliHost host)
    {
        int passed = 0;
        int accepted = 0;
        int failed = 0;
        int left = 0;
        bool accepts = options.Update && !ToolSignals.HasCome;
        var report = new StringBuilder();
        foreach (var outcome in outcomes)
        {
            if (outcome is null)
            {
                left++;
            }
            else if (outcome.IsPassed)
            {
                passed++;
            }
            else if (accepts && outcome.State != GoldenState.Broken && TryAccept(outcome, report))
            {
                accepted++;
            }
            else
            {
                failed++;
                Describe(report, outcome);
            }
        }

        report.Append(Count(passed)).Append(" passed, ").Append(Count(failed)).Append(" failed");
        report.Append(accepted > 0 ? $", {Count(accepted)} accepted" : "");
        report.Append(left > 0 ? $", {Count(left)} not run: stopped by a signal\n" : "\n");
        host.Print(report.ToString());
        return failed == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    // In processes of their own, one for each processor; a test of the tool itself has only the one that it is in.
    private static void RunAll(List<GoldenCase> cases, GoldenOutcome?[] outcomes, CommandOptions options, CliHost host, Action report)
    {
        if (!host.OwnsProcess)
        {
            System.Threading.Tasks.Parallel.For(0, cases.Count, i => outcomes[i] = cases[i].Run(golden => golden.Execute(options.Limits.Budget)));
            return;
        }

        int next = -1;
        var workers = new WorkerProcess[Math.Min(Math.Max(2, Environment.ProcessorCount), cases.Count)];
        var threads = new System.Threading.Thread[workers.Length];
        for (int t = 0; t < workers.Length; t++)
        {
            WorkerProcess worker = workers[t] = new WorkerProcess(options.Limits.Budget);
            threads[t] = new System.Threading.Thread(() => RunSome(worker));
        }

        using var signals = ToolSignals.During(StopAll, report);
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        StopAll();

        void RunSome(WorkerProcess worker)
        {
            while (!ToolSignals.HasCome && System.Threading.Interlocked.Increment(ref next) is var i && i < cases.Count)
            {
                GoldenOutcome outcome = cases[i].Run(worker.Execute);
                // One that was under way when the signal came was not run to its end.
                outcomes[i] = ToolSignals.HasCome && outcome.State == GoldenState.Broken ? null : outcome;
            }
        }

        void StopAll() => Array.ForEach(workers, worker => worker.Stop());
    }

    private static bool TryAccept(GoldenOutcome outcome, StringBuilder report)
    {
        try
        {
            outcome.Case.Accept(outcome);
            report.Append("accepted ").Append(outcome.Case.Name).Append('\n');
            return true;
        }
        catch (Exception e) when (e is CommandException or IOException or UnauthorizedAccessException)
        {
            report.Append(outcome.Case.Name).Append(": cannot be accepted: ").Append(e is CommandException ? e.Message : SystemErrors.Reason(e)).Append('\n');
            return false;
        }
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
        if (outcome.Expected != outcome.Received && !(outcome.State == GoldenState.Broken && outcome.Received.Length == 0))
        {
            report.Append(UnifiedDiff.Of(outcome.Expected, outcome.Received)).Append('\n');
        }
    }
}
