// fds: where a process's file descriptors lead. Every process has the three standard ones and cannot open others; what is
// written to 1 and 2 leaves the machine, and no call reads.
using System.Text;
using KScript.Kernel;

namespace KScript.Workbench.Views;

/// <summary>Renders file descriptors.</summary>
internal static class FdsTable
{
    /// <summary>The descriptors of a process.</summary>
    public static string Render(Machine machine, ProcessView process)
    {
        string label = PerProcess.Label(process);
        if (process.State == TaskState.Zombie)
        {
            return $"{label} is a zombie: its descriptors are closed\n";
        }

        if (machine.ContextOf(process.Pid) is null)
        {
            return $"{label} is part of the machine: it has no descriptors\n";
        }

        var table = new TextTable(" FD", "NAME", "MODE", "LEADS TO");
        table.Add("0", "stdin", "r", "nothing: no call reads");
        table.Add("1", "stdout", "w", machine.Settings.StdoutIsPipe ? "a pipe (machine stdout=pipe)" : "the terminal");
        table.Add("2", "stderr", "w", "the terminal");
        var text = new StringBuilder($"descriptors of {label}\n");
        table.WriteTo(text);
        return text.ToString();
    }
}
