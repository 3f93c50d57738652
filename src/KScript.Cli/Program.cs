// The entry point of the kscript command: the real streams, and the tool itself in Tool.cs.
using KScript.Cli.Hosting;
using KScript.Workbench.Runs;

namespace KScript.Cli;

internal static class Program
{
    private static int Main(string[] args)
    {
        // A run; the other commands have more to do than to start, or nothing that this would load.
        bool isRun = args.Length > 0 && (args[0] is "run" or "-" || args[0].EndsWith(".ks", StringComparison.Ordinal));
        if (isRun && Environment.ProcessorCount > 1)
        {
            Warmup.Start();
        }

        ToolSignals.IgnoreFileSizeSignal();
        ToolSignals.WatchSoon();
        return ToolSignals.ExitCodeOr(Tool.Run(args, CliHost.ForProcess()));
    }
}
