// The figures of a run for a script's own `finally`, out of the statistics that were recorded of it.
using KScript.Kernel;

namespace KScript.Workbench.Metrics;

/// <summary>Answers from statistics.</summary>
internal sealed class RecordedFigures(RunStatistics statistics) : IRunFigures
{
    /// <inheritdoc/>
    public long FigureOf(Machine machine, RunFigure figure, string? task)
    {
        statistics.End(machine);
        if (figure == RunFigure.Missed)
        {
            return CountMissed(machine, task);
        }

        if (task is null)
        {
            return figure == RunFigure.Switches ? statistics.Switches : -1;
        }

        foreach (ref readonly TaskStatistics one in statistics.Tasks)
        {
            if (machine.Names[one.Name] == task)
            {
                return Of(in one, figure);
            }
        }

        return -1;
    }

    private static long Of(in TaskStatistics task, RunFigure figure) => figure switch
    {
        RunFigure.Switches => task.VoluntarySwitches + task.InvoluntarySwitches + ((task.Flags & TaskMarks.OnCpu) != 0 ? 1 : 0),
        RunFigure.Response => task.Response,
        RunFigure.Turnaround => task.Turnaround,
        RunFigure.Waiting => task.Waiting,
        RunFigure.Finish => task.Finish,
        _ => throw new ArgumentOutOfRangeException(nameof(figure)),
    };

    private long CountMissed(Machine machine, string? task)
    {
        long count = 0;
        foreach (ref readonly TaskStatistics one in statistics.Tasks)
        {
            count += one.HasMissed(statistics.Time) && (task is null || machine.Names[one.Name] == task) ? 1 : 0;
        }

        return count;
    }
}
