// What is said of a run that a limit has ended: which limit, and what allows more.
using System.Globalization;
using KScript.Kernel;

namespace KScript.Workbench.Runs;

/// <summary>Words for limits.</summary>
internal static class StopText
{
    /// <summary>A line without a full stop; null: no limit of the budget ended the run.</summary>
    public static string? Of(RunEnd end, RunBudget budget) => end switch
    {
        RunEnd.MaxEvents => $"stopped after {budget.Events} events; --until T ends a run that has no end, --max-events N allows more",
        RunEnd.MaxStatements => $"stopped after {budget.Statements} statements, an endless loop? "
            + "--until T ends a run that has no end, --max-statements N allows more",
        RunEnd.MaxMemory => $"stopped because more than {budget.Memory} bytes of memory were in use; --max-memory N allows more",
        RunEnd.MaxOutput => $"stopped after {budget.Output} bytes of output; --trace none writes less, --max-output N allows more",
        RunEnd.Timeout => string.Create(CultureInfo.InvariantCulture, $"stopped after {budget.Seconds ?? 0} s; --timeout T allows more"),
        RunEnd.Finished or RunEnd.Until or RunEnd.Halted or RunEnd.Cancelled or RunEnd.Paused => null,
    };
}
