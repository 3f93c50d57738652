// pipes: what is in each pipe, who holds its ends, and who waits at them.
using System.Globalization;
using System.Text;
using KScript.Kernel;

namespace KScript.Workbench.Views;

/// <summary>Renders pipes and socketpairs.</summary>
internal static class PipesTable
{
    /// <summary>The pipes of a machine.</summary>
    public static string Render(Machine machine)
    {
        IReadOnlyList<PipeView> pipes = machine.Pipes();
        if (pipes.Count == 0)
        {
            return "there are no pipes\n";
        }

        var table = new TextTable("PIPE", " BYTES", "PAGES", "READING ENDS", "WRITING ENDS", "WAIT TO READ", "WAIT TO WRITE");
        foreach (PipeView pipe in pipes)
        {
            string pages = pipe.MostPages == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{pipe.Pages} of {pipe.MostPages}");
            table.Add(pipe.Name, pipe.Bytes.ToString(CultureInfo.InvariantCulture), pages, Ends(machine, pipe.Readers), Ends(machine, pipe.Writers),
                Pids(machine, pipe.WaitingReaders), Pids(machine, pipe.WaitingWriters));
        }

        var text = new StringBuilder();
        table.WriteTo(text);
        return text.ToString();
    }

    /// <summary>A descriptor of a process: name[pid]:fd.</summary>
    internal static string Label(Machine machine, HolderView holder) =>
        string.Create(CultureInfo.InvariantCulture, $"{PerProcess.Label(machine, holder.Pid)}:{holder.Descriptor}");

    private static string Ends(Machine machine, IReadOnlyList<HolderView> holders) =>
        holders.Count == 0 ? "nobody" : string.Join(' ', holders.Select(holder => Label(machine, holder)));

    private static string Pids(Machine machine, IReadOnlyList<int> pids) =>
        pids.Count == 0 ? "-" : string.Join(' ', pids.Select(pid => PerProcess.Label(machine, pid)));
}
