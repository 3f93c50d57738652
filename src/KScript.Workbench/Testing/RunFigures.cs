// The statistics of a run, as values.
using System.Numerics;
using KScript.Workbench.Metrics;

namespace KScript.Testing;

/// <summary>The figures of one process. Times are in ticks; null: it has not run, or not ended.</summary>
/// <param name="Pid">Its pid.</param>
/// <param name="Name">Its name.</param>
/// <param name="Arrival">When it came to be.</param>
/// <param name="Response">From its arrival to its first run.</param>
/// <param name="Turnaround">From its arrival to its end.</param>
/// <param name="Waiting">Ready and not running, all together.</param>
/// <param name="CpuTicks">CPU time used.</param>
public sealed record ProcessFigures(int Pid, string Name, long Arrival, long? Response, long? Turnaround, long Waiting, long CpuTicks);

/// <summary>The figures of a run (docs/trace-format.md defines each). Means are rounded half up at six decimals.</summary>
public sealed class RunFigures
{
    private const int Decimals = 6;

    internal RunFigures(RunStatistics statistics, RunMetrics metrics, Func<Kernel.NameId, string> nameOf)
    {
        Time = metrics.Time;
        Switches = metrics.Switches;
        MeanTurnaround = Round(metrics.Turnaround.Mean);
        MeanResponse = Round(metrics.Response.Mean);
        MeanWaiting = Round(metrics.Waiting.Mean);
        Utilisation = Round(metrics.Utilisation);
        var list = new List<ProcessFigures>();
        foreach (ref readonly TaskStatistics task in statistics.Tasks)
        {
            if (task.IsScheduled)
            {
                list.Add(new ProcessFigures(task.Pid, nameOf(task.Name), task.Arrival, Known(task.Response), Known(task.Turnaround), task.Waiting, task.Cpu));
            }
        }

        Processes = list;
    }

    /// <summary>When the run ended, in ticks.</summary>
    public long Time { get; }

    /// <summary>How often a CPU took a process.</summary>
    public long Switches { get; }

    /// <summary>The mean turnaround of those that ended, in ticks; 0 where there are none.</summary>
    public decimal MeanTurnaround { get; }

    /// <summary>The mean response time, in ticks.</summary>
    public decimal MeanResponse { get; }

    /// <summary>The mean waiting time, in ticks.</summary>
    public decimal MeanWaiting { get; }

    /// <summary>The share of the CPUs' time in which they ran processes, 0..1.</summary>
    public decimal Utilisation { get; }

    /// <summary>Each process that could ever run, in the order of their arrival.</summary>
    public IReadOnlyList<ProcessFigures> Processes { get; }

    private static long? Known(long value) => value < 0 ? null : value;

    private static decimal Round(Ratio ratio) => (decimal)ratio.Times(BigInteger.Pow(10, Decimals)) / 1_000_000m;
}
