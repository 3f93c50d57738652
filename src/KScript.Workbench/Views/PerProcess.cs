// Tables of one process: which process is meant, and what is said where there is none.
using System.Globalization;
using System.Text;
using KScript.Kernel;

namespace KScript.Workbench.Views;

/// <summary>Renders a table for one process or for each.</summary>
internal static class PerProcess
{
    /// <summary>The table of the process that the request names, or of every process.</summary>
    public static string Render(in TableRequest request, Func<Machine, ProcessView, string> one)
    {
        Machine machine = request.Machine;
        if (request.Argument != 0)
        {
            return request.Argument is > 0 and <= int.MaxValue && machine.TryGetProcess((int)request.Argument, out ProcessView process)
                ? one(machine, process)
                : string.Create(CultureInfo.InvariantCulture, $"there is no process {request.Argument}\n");
        }

        var text = new StringBuilder();
        foreach (ProcessView process in machine.Processes())
        {
            text.Append(text.Length == 0 ? "" : "\n").Append(one(machine, process));
        }

        return text.ToString();
    }

    /// <summary>A process as the trace writes it: name[pid].</summary>
    public static string Label(string name, int pid) => string.Create(CultureInfo.InvariantCulture, $"{name}[{pid}]");

    /// <summary>The same.</summary>
    public static string Label(in ProcessView process) => process.Label;

    /// <summary>The same of a pid, whether or not somebody has it.</summary>
    public static string Label(Machine machine, int pid) => machine.TryGetProcess(pid, out ProcessView p) ? p.Label : $"process {pid}";
}
