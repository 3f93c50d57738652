// The statistics as CSV (RFC 4180, but with LF): a header, then a line for each task. What has not happened is an empty cell.
using System.Globalization;
using KScript.Kernel;
using KScript.Workbench.Traces;

namespace KScript.Workbench.Metrics;

internal sealed partial class RunStatistics
{
    /// <summary>Writes the table. Names come from the machine.</summary>
    public void WriteCsv(Utf8Output output, Machine machine)
    {
        output.Write("pid,name,ppid,arrival,first_run,finish,response,turnaround,waiting,cpu,blocked,slowdown,voluntary_switches,involuntary_switches,exit\n"u8);
        foreach (ref readonly var task in Tasks)
        {
            if (task.IsScheduled)
            {
                output.Write(string.Join(',', CsvCells(machine, task)));
                output.Write("\n"u8);
            }
        }
    }

    private static string[] CsvCells(Machine machine, in TaskStatistics task) =>
    [
        Cell(task.Pid), Quoted(machine.Names[task.Name]), Cell(task.Ppid), Cell(task.Arrival), Cell(task.FirstRun), Cell(task.Finish),
        Cell(task.Response), Cell(task.Turnaround), Cell(task.Waiting), Cell(task.Cpu), Cell(task.Blocked),
        task.Slowdown < 0 ? "" : new Ratio(task.Slowdown, 1000).ToText(3),
        Cell(task.VoluntarySwitches), Cell(task.InvoluntarySwitches), task.Finish < 0 ? "" : Exit(task),
    ];

    private static string Cell(long value) => value < 0 ? "" : value.ToString(CultureInfo.InvariantCulture);

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(",\"\n\r") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
