// The freezer of cgroup v2: the tasks of a frozen cgroup stand still in S where they are, like stopped ones, but nobody is told, and a
// signal does not let them go on; what is deadly ends them all the same (Linux: do_freezer_trap).
namespace KScript.Kernel;

/// <summary>Freezing and thawing.</summary>
internal static class Freezer
{
    /// <summary>Whether a cgroup or one around it is frozen.</summary>
    public static bool IsFrozen(Machine m, int cgroup)
    {
        for (; cgroup != 0; cgroup = m.Cgroups[cgroup].Parent)
        {
            if (m.Cgroups[cgroup].IsFrozen)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a task is to stand still when it next runs.</summary>
    public static bool IsDue(Machine m, int task) => m.S.CgroupCount != 0 && IsFrozen(m, Cgroups.Of(m, task));

    /// <summary>A task that runs stands still if it is to, in the middle of the call that it was woken in, too.</summary>
    public static bool Stops(Machine m, int cpu, int task)
    {
        if (!IsDue(m, task) || TaskTable.ReadOfProcess(m, task).FatalSignal != 0 || GroupExit.IsDue(m, task))
        {
            return false;
        }

        int cgroup = Cgroups.Of(m, task);
        SyscallNumber call = m.Tasks[task].Call;
        if (call != SyscallNumber.None && TaskTable.Extra(m, task).CutShortAt == 0)
        {
            m.Extras.Write(task).CutShortAt = m.Now + 1;
        }

        Blocked.Enter(m, cpu, task, call, TaskState.Interruptible, new WaitsOn(WaitKind.Thaw, 0, cgroup));
        Events.Freeze(m, cpu, task, cgroup);
        return true;
    }

    /// <summary>cgroup.freeze: 1 or 0. Linear in the tasks.</summary>
    public static void Set(Machine m, int cgroup, bool frozen)
    {
        if (m.Cgroups[cgroup].IsFrozen == frozen)
        {
            return;
        }

        m.Cgroups.Write(cgroup).IsFrozen = frozen;
        foreach (int pid in Cgroups.Inside(m, cgroup))
        {
            Look(m, TaskTable.Find(m, pid));
        }
    }

    /// <summary>The threads of a process look whether they are to stand still, or to go on.</summary>
    public static void Look(Machine m, int leader)
    {
        bool isDue = IsDue(m, leader);
        for (int thread = leader; thread != 0; thread = Threads.After(m, thread))
        {
            ref readonly TaskRow row = ref m.Tasks[thread];
            if (row.State == TaskState.Zombie || NamespaceEnd.IsEnding(m, thread))
            {
                continue;
            }

            bool stands = row.WaitsOn.Kind == WaitKind.Thaw;
            if (isDue && !stands)
            {
                Signals.Awaken(m, thread, deadly: false);
            }
            else if (!isDue && stands)
            {
                Blocked.Wake(m, thread);
            }
        }
    }
}
