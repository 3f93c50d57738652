// Pid namespaces and cgroups as they are now, for who looks: views of the language, and tables.
namespace KScript.Kernel;

/// <summary>A pid namespace beside the machine's.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">The container's name; "" where it has none.</param>
/// <param name="Level">How deep it lies, from 1.</param>
/// <param name="Parent">The number of the one around it; 0: the machine's.</param>
/// <param name="Init">Its init as the trace writes it; null: none lives.</param>
/// <param name="InitPid">The pid of its init; 0: none lives.</param>
/// <param name="Processes">How many processes are in it and inside, zombies included.</param>
/// <param name="Zombies">How many of them are zombies.</param>
/// <param name="IsClosed">Its init has ended: forks in it fail with ENOMEM.</param>
internal readonly record struct NamespaceView(
    int Number, string Name, int Level, int Parent, string? Init, int InitPid, int Processes, int Zombies, bool IsClosed);

/// <summary>A cgroup.</summary>
/// <param name="Path">Its names from the root on.</param>
/// <param name="Tasks">pids.current.</param>
/// <param name="Most">pids.max; -1: max.</param>
/// <param name="IsFrozen">It, or one around it, is frozen.</param>
/// <param name="Members">The processes right in it, as the trace writes them.</param>
internal readonly record struct CgroupView(string Path, int Tasks, long Most, bool IsFrozen, IReadOnlyList<string> Members);

/// <summary>The code of the views.</summary>
internal static class ContainerViews
{
    /// <summary>
    /// The numbers that a process has beside the one in the namespace of who looks, from there inwards: "2", "5,1"; "-": it has none.
    /// </summary>
    public static string InnerNumbers(Machine m, int space, int number) =>
        m.NumbersOf(m.PidIn(space, number), space) is { Length: > 1 } numbers ? string.Join(',', numbers[1..]) : "-";

    public static long Nspid(Machine m, int task, long pid, string? text, out object? payload)
    {
        int slot = TaskTable.Find(m, pid);
        payload = slot == 0 ? Array.Empty<long>() : m.NumbersOf((int)pid, task <= 0 ? 0 : Namespaces.Of(m, task));
        return 0;
    }

    public static long CgroupOf(Machine m, int task, long pid, string? text, out object? payload)
    {
        int slot = TaskTable.Find(m, pid);
        int cgroup = slot == 0 ? 0 : Cgroups.Of(m, slot);
        payload = cgroup == 0 ? "" : Cgroups.PathOf(m, cgroup);
        return 0;
    }

    public static long CgroupPids(Machine m, int task, long argument, string? text, out object? payload)
    {
        payload = null;
        return Cgroups.Find(m, text ?? "") is var cgroup and not 0 ? m.Cgroups[cgroup].Tasks : -1;
    }

    public static long Frozen(Machine m, int task, long argument, string? text, out object? payload)
    {
        payload = null;
        int cgroup = Cgroups.Find(m, text ?? "");
        return cgroup != 0 && Freezer.IsFrozen(m, cgroup) && AllStandStill(m, cgroup) ? 1 : 0;
    }

    private static bool AllStandStill(Machine m, int cgroup) =>
        Cgroups.Inside(m, cgroup).TrueForAll(pid => StandsStill(m, TaskTable.Find(m, pid)));

    private static bool StandsStill(Machine m, int leader)
    {
        for (int thread = leader; thread != 0; thread = Threads.After(m, thread))
        {
            if (m.Tasks[thread].State is not (TaskState.Zombie or TaskState.Stopped) && m.Tasks[thread].WaitsOn.Kind != WaitKind.Thaw)
            {
                return false;
            }
        }

        return true;
    }
}

internal sealed partial class Machine
{
    /// <summary>Whether there are pid namespaces beside the machine's.</summary>
    public bool HasNamespaces => S.NamespaceCount != 0;

    /// <summary>Whether there are cgroups beside the root.</summary>
    public bool HasCgroups => S.CgroupCount != 0;

    /// <summary>The number of the task in a slot as it knows it itself: in its own pid namespace.</summary>
    public int OwnNumberOf(int slot) => Kernel.Namespaces.NumberFor(this, slot, Tasks[slot].Pid);

    /// <summary>The numbers of a process from the machine's, or those of a namespace, inwards; of one that is not in it none.</summary>
    public long[] NumbersOf(int pid, int space = 0)
    {
        var numbers = new List<long>();
        for (int row = PidNumbers.Get(pid); row != 0; row = Numbers[row].Outer)
        {
            numbers.Add(Numbers[row].Number);
            if (Numbers[row].Namespace == space)
            {
                numbers.Reverse();
                return [.. numbers];
            }
        }

        numbers.Add(pid);
        numbers.Reverse();
        return space == 0 ? [.. numbers] : [];
    }

    /// <summary>
    /// Processes, or all threads, as who looks from a pid namespace sees them: by their numbers there, those that have one.
    /// </summary>
    public IReadOnlyList<ProcessView> SeenFrom(int space, bool threads = false)
    {
        IReadOnlyList<ProcessView> all = threads ? AllThreads() : Processes();
        if (space == 0)
        {
            return all;
        }

        var seen = new List<ProcessView>();
        foreach (ProcessView p in all)
        {
            if (NumberIn(space, p.Pid) != 0)
            {
                seen.Add(SeenFrom(space, p));
            }
        }

        seen.Sort(static (a, b) => a.Pid.CompareTo(b.Pid));
        return seen;
    }

    /// <summary>One of them.</summary>
    public ProcessView SeenFrom(int space, ProcessView p) => space == 0 ? p : p with
    {
        Pid = NumberIn(space, p.Pid),
        Ppid = NumberIn(space, p.Ppid),
        Pgid = NumberIn(space, p.Pgid),
        Sid = NumberIn(space, p.Sid),
        Tgid = NumberIn(space, p.Tgid),
    };

    /// <summary>The machine's pid of a number in a namespace; 0: there is none.</summary>
    public int PidIn(int space, int number) => Kernel.Namespaces.PidOf(this, space, number);

    /// <summary>What a process says of a pid in a call, in the machine's numbers.</summary>
    public long PidSaidBy(int pid, long number) => PidTranslation.InwardOf(this, NamespaceOf(pid), number);

    /// <summary>The number of the pid namespace that a process lives in; 0: the machine's.</summary>
    public int NamespaceOf(int pid) => TaskTable.Find(this, pid) is var slot and not 0 ? Kernel.Namespaces.Of(this, slot) : 0;

    /// <summary>The number of a process in a pid namespace; 0: it has none there.</summary>
    public int NumberIn(int space, int pid) => Kernel.Namespaces.NumberIn(this, space, pid);

    /// <summary>Whether a pid namespace is another, or lies in it.</summary>
    public bool IsNamespaceWithin(int space, int outer) => Kernel.Namespaces.IsWithin(this, space, outer);

    /// <summary>The name of a pid namespace's container; "" where it has none.</summary>
    public string NameOfNamespace(int space) => Names[Namespaces[space].Name];

    /// <summary>All pid namespaces beside the machine's, by number.</summary>
    public IReadOnlyList<NamespaceView> NamespacesNow()
    {
        var list = new List<NamespaceView>();
        for (int space = 1; space <= S.NamespaceTop; space++)
        {
            NamespaceRow row = Namespaces[space];
            if (row.Level == 0)
            {
                continue;
            }

            List<int> inside = NamespaceEnd.Inside(this, space, but: 0);
            bool hasInit = TryGetProcess(row.InitPid, out ProcessView init);
            list.Add(new NamespaceView(space, Names[row.Name], row.Level, row.Parent,
                hasInit ? init.Label : null, hasInit ? row.InitPid : 0,
                inside.Count, inside.Count(pid => TryGetProcess(pid, out ProcessView p) && p.IsDead), row.IsClosed));
        }

        return list;
    }

    /// <summary>All cgroups beside the root, by path.</summary>
    public IReadOnlyList<CgroupView> CgroupsNow()
    {
        var list = new List<CgroupView>();
        for (int cgroup = 1; cgroup <= S.CgroupTop; cgroup++)
        {
            CgroupRow row = Cgroups[cgroup];
            if (!row.IsUsed)
            {
                continue;
            }

            var members = new List<string>();
            foreach (ProcessView p in Processes())
            {
                if (Kernel.Cgroups.Of(this, SlotOf(p.Pid)) == cgroup)
                {
                    members.Add(p.Label);
                }
            }

            list.Add(new CgroupView(Kernel.Cgroups.PathOf(this, cgroup), row.Tasks, row.PidsMaxPlusOne - 1, Freezer.IsFrozen(this, cgroup),
                members));
        }

        list.Sort(static (a, b) => string.CompareOrdinal(a.Path, b.Path));
        return list;
    }
}
