// fds: where a process's descriptors lead, and who else holds what they lead to. Every process begins with the three standard ones.
using System.Globalization;
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

        var table = new TextTable(" FD", "MODE", "FLAGS", " OFFSET", "LEADS TO", "ALSO HELD AS");
        foreach (DescriptorView fd in machine.DescriptorsOf(process.Pid))
        {
            table.Add(Number(fd.Descriptor), Mode(fd.Flags), Flags(fd), HasOffset(fd.Kind) ? Number(fd.Offset) : "-", fd.Name, Others(machine, process.Pid, fd));
        }

        var text = new StringBuilder($"descriptors of {label}\n");
        table.WriteTo(text);
        return text.ToString();
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool HasOffset(InodeKind kind) => kind is InodeKind.Regular or InodeKind.Proc;

    /// <summary>r, w or rw.</summary>
    internal static string Mode(OpenFlags flags) => (OpenFiles.CanRead(flags) ? "r" : "") + (OpenFiles.CanWrite(flags) ? "w" : "");

    private static string Flags(in DescriptorView fd)
    {
        var words = new List<string>();
        if (fd.ClosesOnExec)
        {
            words.Add("cloexec");
        }

        foreach ((OpenFlags flag, string word) in new[] { (OpenFlags.NonBlocking, "nonblock"), (OpenFlags.Append, "append"), (OpenFlags.Async, "async") })
        {
            if ((fd.Flags & flag) != 0)
            {
                words.Add(word);
            }
        }

        return words.Count == 0 ? "-" : string.Join(' ', words);
    }

    /// <summary>The other descriptors that lead to the same open file: name[pid]:fd. What is everybody's is nobody's.</summary>
    private static string Others(Machine machine, int pid, DescriptorView fd)
    {
        if (fd.Kind is InodeKind.Terminal or InodeKind.OutsidePipe)
        {
            return "";
        }

        return string.Join(' ', machine.HoldersOf(fd.File).Where(h => h.Pid != pid || h.Descriptor != fd.Descriptor).Select(h => PipesTable.Label(machine, h)));
    }
}
