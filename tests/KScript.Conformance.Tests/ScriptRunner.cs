// Runs a script in this process: its exit code as the command line's, and what failed, as text.
using KScript.Workbench.Runs;

namespace KScript.Conformance;

/// <summary>What came of a run.</summary>
/// <param name="ExitCode">0 fine, 1 an assert failed or main did not end by itself, 2 the script is wrong, 3 a limit.</param>
/// <param name="Report">What failed; empty for 0.</param>
internal sealed record Outcome(int ExitCode, string Report);

internal static class ScriptRunner
{
    private const int MainPid = 2;

    /// <summary>Runs a text; the settings are as --sched and --set take them.</summary>
    public static Outcome Run(string name, string source, params string[] settings)
    {
        var options = new RunOptions
        {
            Name = name + ".ks",
            Settings = settings,
            Levels = Kernel.TraceLevels.None,
            Limits = new Kernel.RunLimits { MaxEvents = 1_000_000, Meter = new() { MaxStatements = 1_000_000_000 } },
        };
        ScriptRun run = Script.Run(source, options);
        if (run.Session is null)
        {
            return new Outcome(run.ExitCode, string.Join("\n", run.Diagnostics));
        }

        if (run.ExitCode != 0)
        {
            return new Outcome(run.ExitCode, $"{run.End}\n" + string.Join("\n", run.Failures.Select(run.Session.Describe)));
        }

        // A main that is blocked for ever, or was killed, has not reached all of its asserts.
        return run.Session.Machine.TryGetProcess(MainPid, out var main)
            ? new Outcome(1, $"main is still there, {main.State} in {main.BlockedIn}")
            : new Outcome(0, "");
    }
}
