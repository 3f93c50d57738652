// Cgroups: the tree, and how many tasks are in each part of it. The calls are in CgroupCalls.cs, freezing in Freezer.cs.
namespace KScript.Kernel;

/// <summary>The tree of cgroups.</summary>
internal static class Cgroups
{
    /// <summary>The cgroup of a task's process; 0: the root.</summary>
    public static int Of(Machine m, int task) => m.S.CgroupCount == 0 ? 0 : OfLeader(m, Threads.LeaderOf(m, task));

    private static int OfLeader(Machine m, int leader) => (m.Tasks[leader].Flags & TaskFlags.HasExtra) == 0 ? 0 : m.Extras[leader].Cgroup;

    /// <summary>Whether a cgroup and all around it have room for one more task (Linux: pids_can_fork).</summary>
    public static bool MayGrow(Machine m, int cgroup)
    {
        for (; cgroup != 0; cgroup = m.Cgroups[cgroup].Parent)
        {
            ref readonly CgroupRow row = ref m.Cgroups[cgroup];
            if (row.PidsMaxPlusOne != 0 && row.Tasks >= row.PidsMaxPlusOne - 1)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A new process, or thread of one, is in a cgroup; a frozen one's stands still when it first runs.</summary>
    public static void Enter(Machine m, int task, int cgroup)
    {
        if (m.S.CgroupCount == 0)
        {
            return;
        }

        if (Of(m, task) != cgroup)
        {
            TaskTable.OfProcess(m, task).Cgroup = cgroup;
        }

        Count(m, cgroup, 1);
        if (Freezer.IsFrozen(m, cgroup))
        {
            m.Tasks.Write(task).Flags |= TaskFlags.SignalPending;
        }
    }

    /// <summary>A cgroup, and each around it, has tasks more or less. A container's goes with the last.</summary>
    public static void Count(Machine m, int cgroup, int change)
    {
        while (cgroup != 0)
        {
            int around = m.Cgroups[cgroup].Parent;
            m.Cgroups.Write(cgroup).Tasks += change;
            if (change < 0)
            {
                FreeIfOver(m, cgroup);
            }

            cgroup = around;
        }
    }

    /// <summary>A new cgroup without tasks.</summary>
    /// <param name="m">The machine.</param>
    /// <param name="parent">The one around it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="most">pids.max; -1: max.</param>
    /// <param name="isTemporary">Whether it goes with its last task.</param>
    public static int Create(Machine m, int parent, NameId name, long most, bool isTemporary)
    {
        int cgroup = m.S.FreeCgroup;
        if (cgroup != 0)
        {
            m.S.FreeCgroup = m.Cgroups[cgroup].Parent;
        }
        else
        {
            cgroup = ++m.S.CgroupTop;
        }

        m.Cgroups.Write(cgroup) = new CgroupRow
        {
            Name = name,
            Parent = parent,
            PidsMaxPlusOne = most + 1,
            IsTemporary = isTemporary,
            IsUsed = true,
        };
        m.S.CgroupCount++;
        if (parent != 0)
        {
            m.Cgroups.Write(parent).Children++;
        }

        return cgroup;
    }

    /// <summary>A container's cgroup without a task goes.</summary>
    public static void FreeIfOver(Machine m, int cgroup)
    {
        if (cgroup != 0 && m.Cgroups[cgroup] is { IsTemporary: true, Tasks: 0, Children: 0 })
        {
            Free(m, cgroup);
        }
    }

    /// <summary>A cgroup without tasks and cgroups inside goes.</summary>
    public static void Free(Machine m, int cgroup)
    {
        int parent = m.Cgroups[cgroup].Parent;
        m.Cgroups.Write(cgroup) = new CgroupRow { Parent = m.S.FreeCgroup };
        m.S.FreeCgroup = cgroup;
        m.S.CgroupCount--;
        if (parent != 0)
        {
            m.Cgroups.Write(parent).Children--;
            FreeIfOver(m, parent);
        }
    }

    /// <summary>A process is in another cgroup from now on, all of its threads.</summary>
    public static void Move(Machine m, int leader, int cgroup)
    {
        int threads = Threads.RowsOf(m, leader);
        int old = Of(m, leader);
        TaskTable.Extra(m, leader).Cgroup = cgroup;
        Count(m, cgroup, threads);
        Count(m, old, -threads);
        Freezer.Look(m, leader);
    }

    /// <summary>Its name from the root on: outer/inner.</summary>
    public static string PathOf(Machine m, int cgroup)
    {
        string path = m.Names[m.Cgroups[cgroup].Name];
        for (int around = m.Cgroups[cgroup].Parent; around != 0; around = m.Cgroups[around].Parent)
        {
            path = m.Names[m.Cgroups[around].Name] + "/" + path;
        }

        return path;
    }

    /// <summary>The cgroup of a path from the root on, else of a name alone; the newest of several. 0: there is none.</summary>
    public static int Find(Machine m, string text)
    {
        int named = 0;
        for (int cgroup = m.S.CgroupTop; cgroup > 0; cgroup--)
        {
            if (!m.Cgroups[cgroup].IsUsed)
            {
                continue;
            }

            if (PathOf(m, cgroup) == text)
            {
                return cgroup;
            }

            named = named == 0 && m.Names[m.Cgroups[cgroup].Name] == text ? cgroup : named;
        }

        return named;
    }

    /// <summary>The cgroup of a name right in another; 0: there is none.</summary>
    public static int FindIn(Machine m, int parent, NameId name)
    {
        for (int cgroup = 1; cgroup <= m.S.CgroupTop; cgroup++)
        {
            if (m.Cgroups[cgroup].IsUsed && m.Cgroups[cgroup].Parent == parent && m.Cgroups[cgroup].Name == name)
            {
                return cgroup;
            }
        }

        return 0;
    }

    /// <summary>Whether a cgroup is another or lies in it.</summary>
    public static bool IsWithin(Machine m, int cgroup, int outer)
    {
        while (cgroup != outer && cgroup != 0)
        {
            cgroup = m.Cgroups[cgroup].Parent;
        }

        return cgroup == outer;
    }

    /// <summary>The processes in a cgroup and in those inside it, by pid. Linear in the tasks.</summary>
    public static List<int> Inside(Machine m, int outer)
    {
        var pids = new List<int>();
        for (int slot = 1; slot <= m.S.TaskTop; slot++)
        {
            if (m.Tasks[slot].State != TaskState.Free && Threads.IsLeader(m, slot) && IsWithin(m, Of(m, slot), outer))
            {
                pids.Add(m.Tasks[slot].Pid);
            }
        }

        pids.Sort();
        return pids;
    }
}
