// containers and cgroups: pid namespaces with their inits, and the tree of cgroups with what is counted and limited.
using System.Globalization;
using System.Text;
using KScript.Kernel;

namespace KScript.Workbench.Views;

/// <summary>Renders pid namespaces and cgroups.</summary>
internal static class ContainersTable
{
    private const string Nobody = "-";

    /// <summary>A line for each pid namespace beside the machine's, inner ones behind the one they are in.</summary>
    public static string Containers(Machine machine)
    {
        IReadOnlyList<NamespaceView> all = machine.NamespacesNow();
        if (all.Count == 0)
        {
            return "there is no pid namespace but the machine's\n";
        }

        var table = new TextTable("NS", "NAME", "IN", "INIT", "PROCESSES", "ZOMBIES", "STATE");
        foreach (NamespaceView one in all)
        {
            table.Add(Number(one.Number), one.Name.Length == 0 ? Nobody : one.Name, one.Parent == 0 ? Nobody : Number(one.Parent),
                one.Init ?? Nobody,
                Number(one.Processes), Number(one.Zombies), StateOf(machine, in one));
        }

        return Written(table);
    }

    private static string StateOf(Machine machine, in NamespaceView one) => one switch
    {
        { IsClosed: true, Processes: > 1 } => "ending: its init waits for the others",
        { IsClosed: true } => "its init has ended: fork fails with ENOMEM",
        { Init: null } => "nobody is in it yet",
        _ when machine.TryGetProcess(one.InitPid, out ProcessView init) && init.WaitsFor == WaitKind.Thaw => "frozen",
        _ => Nobody,
    };

    /// <summary>A line for each cgroup beside the root, by path.</summary>
    public static string Cgroups(Machine machine)
    {
        IReadOnlyList<CgroupView> all = machine.CgroupsNow();
        if (all.Count == 0)
        {
            return "there is no cgroup but the root\n";
        }

        var table = new TextTable("CGROUP", "PIDS", "MAX", "FROZEN", "PROCESSES");
        foreach (CgroupView one in all)
        {
            table.Add(one.Path, Number(one.Tasks), one.Most < 0 ? "max" : Number(one.Most), one.IsFrozen ? "yes" : Nobody,
                one.Members.Count == 0 ? Nobody : string.Join(", ", one.Members));
        }

        return Written(table);
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Written(TextTable table)
    {
        var text = new StringBuilder();
        table.WriteTo(text);
        return text.ToString();
    }
}
