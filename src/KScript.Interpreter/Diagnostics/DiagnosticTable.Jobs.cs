// The diagnostics of job files (`--jobs FILE`), from KS0300.
namespace KScript.Interpreter.Diagnostics;

internal static partial class DiagnosticTable
{
    public static readonly DiagnosticRow JobColumns = new("KS0300", "wrong columns in a job file",
        "The first line of a CSV file of jobs names its columns, separated by commas: name, arrival, burst, io_every, io_len, io, nice, priority, tickets, affinity.");

    public static readonly DiagnosticRow JobValue = new("KS0301", "a wrong value in a job file",
        "Times are whole ticks in CSV and seconds in the Standard Workload Format; the other columns take what `job` takes.");

    public static readonly DiagnosticRow JobLeftOut = new("KS0302", "jobs of a file that are left out",
        "In the Standard Workload Format -1 stands for what is not known: a job without a run time cannot be run.");

    private static DiagnosticRow[] JobFileRows => [JobColumns, JobValue, JobLeftOut];
}
