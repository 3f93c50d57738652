// Figures of a whole run, which `finally` may ask for: a machine does not keep them. Whoever runs it records them (a Session does, where a
// script asks), and answers here.
namespace KScript.Kernel;

/// <summary>What is asked of a run, or of one task of it.</summary>
internal enum RunFigure : byte
{
    /// <summary>How often a CPU took a task; of one task: how often it was taken.</summary>
    Switches,
    /// <summary>First run after arrival.</summary>
    Response,
    /// <summary>End after arrival.</summary>
    Turnaround,
    /// <summary>Ready and not running.</summary>
    Waiting,
    /// <summary>When it ended.</summary>
    Finish,
    /// <summary>How many jobs ended after their deadline, or had not ended when it came.</summary>
    Missed,
}

/// <summary>Who knows the figures of a run.</summary>
internal interface IRunFigures
{
    /// <summary>A figure, in ticks or a count; -1: there is no such task, or its time has not come.</summary>
    /// <param name="machine">The machine, at the end of its run.</param>
    /// <param name="figure">Which.</param>
    /// <param name="task">The name of a task; null: of the run. Of several with that name the first.</param>
    long FigureOf(Machine machine, RunFigure figure, string? task);
}

internal sealed partial class Machine
{
    /// <summary>Who knows the figures of this run, or null: nobody recorded it. It is about the run, no part of the state: a snapshot has none.</summary>
    public IRunFigures? Figures { get; set; }
}
