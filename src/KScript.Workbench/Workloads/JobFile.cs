// Jobs from a file: CSV (CsvJobs.cs) or the Standard Workload Format of the Parallel Workloads Archive (SwfJobs.cs).
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Workloads;

namespace KScript.Workbench.Workloads;

/// <summary>What a job file gave.</summary>
/// <param name="Workload">Its jobs; null if there are errors.</param>
/// <param name="Diagnostics">What is wrong with it, and what was left out; positions are in the file.</param>
internal sealed record JobFileResult(Workload? Workload, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>Reads job files.</summary>
internal static class JobFile
{
    /// <summary>How many jobs a file may have.</summary>
    public const int MostJobs = 4_000_000;

    /// <summary>The latest arrival and the longest step, in ticks: sums stay far below 2^63.</summary>
    internal const long MostTicks = 1_000_000_000_000;

    /// <summary>Reads a file: SWF where its name ends in .swf or it begins with a comment of that format, else CSV.</summary>
    /// <param name="source">Name and text.</param>
    /// <param name="ticksPerSecond">For SWF, whose times are in seconds.</param>
    public static JobFileResult Read(SourceText source, int ticksPerSecond)
    {
        var diagnostics = new DiagnosticBag();
        var jobs = IsSwf(source) ? SwfJobs.Read(source, ticksPerSecond, diagnostics) : CsvJobs.Read(source, diagnostics);
        if (diagnostics.ErrorCount == 0 && jobs.Count == 0)
        {
            diagnostics.Error(DiagnosticTable.JobValue, new Span(0, 0), "there are no jobs in the file");
        }

        return new JobFileResult(diagnostics.ErrorCount == 0 ? new Workload("job", [.. jobs], Workload.Last) : null, diagnostics.ToList());
    }

    private static bool IsSwf(SourceText source) =>
        source.Name.EndsWith(".swf", StringComparison.OrdinalIgnoreCase) || source.Text.StartsWith(';');
}
