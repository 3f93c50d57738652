// terminals: whose each is, who is in its foreground, what was typed and not read; and its jobs, a line for each group that has it.
using System.Globalization;
using System.Text;
using KScript.Kernel;

namespace KScript.Workbench.Views;

/// <summary>Renders terminals and the jobs at them.</summary>
internal static class TerminalsTable
{
    private const string Nothing = "-";

    /// <summary>A line for each terminal, in the order of the script, then one for each job.</summary>
    public static string Render(Machine machine)
    {
        IReadOnlyList<TerminalView> terminals = machine.TerminalsNow();
        if (terminals.Count == 0)
        {
            return "the script declares no terminal\n";
        }

        var table = new TextTable("NAME", "SESSION", "FOREGROUND", "MODES", "INPUT", "READING");
        foreach (TerminalView one in terminals)
        {
            string foreground = one.Foreground == 0 ? Nothing : Number(one.Foreground) + (one.HasForeground ? "" : " (gone)");
            table.Add(
                one.Name, one.Session == 0 ? Nothing : Number(one.Session), foreground, one.HungUp ? "hung up" : ModesOf(one.Modes), InputOf(one),
                one.Readers.Count == 0 ? Nothing : string.Join(", ", one.Readers));
        }

        var text = new StringBuilder();
        table.WriteTo(text);
        AddJobs(machine, terminals, text);
        return text.ToString();
    }

    private static void AddJobs(Machine machine, IReadOnlyList<TerminalView> terminals, StringBuilder text)
    {
        var table = new TextTable("TTY", "PGID", "WHERE", "STATE", "PROCESSES");
        bool any = false;
        foreach (TerminalView one in terminals)
        {
            var processes = machine.Processes().Where(p => one.Holders.Contains(p.Pid)).GroupBy(p => p.Pgid).OrderBy(group => group.Key);
            foreach (var group in processes)
            {
                any = true;
                bool stopped = group.All(p => p.State == TaskState.Stopped);
                table.Add(
                    one.Name, Number(group.Key), one.IsForeground(group.Key) ? "foreground" : "background", stopped ? "stopped" : "running",
                    string.Join(", ", group.Select(p => p.Label)));
            }
        }

        if (any)
        {
            text.Append('\n');
            table.WriteTo(text);
        }
    }

    private static string InputOf(in TerminalView one) =>
        one.Bytes == 0 && one.Line.Length == 0 ? Nothing
        : Number(one.Bytes) + (one.Line.Length == 0 ? "" : $" and an unfinished line of {Number(one.Line.Length)}");

    private static string ModesOf(LocalModes modes)
    {
        var names = Constants.TerminalModes.Where(mode => ((long)modes & mode.Value) != 0 && mode.Value != (long)LocalModes.ECHO).Select(mode => mode.Name).ToList();
        return names.Count == 0 ? Nothing : string.Join('|', names);
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
