// The rules on pid namespaces and cgroups.
namespace KScript.Kernel;

internal static partial class Invariants
{
    private static void CheckNamespaces(Machine m)
    {
        int[] numbers = new int[m.S.NamespaceTop + 1];
        int[] users = new int[m.S.NamespaceTop + 1];
        int rows = 0;
        for (int pid = 1; pid < m.PidNumbers.Capacity; pid++)
        {
            rows += CheckNumbers(m, pid, numbers);
        }

        for (int slot = 1; slot <= m.S.TaskTop; slot++)
        {
            if (m.Tasks[slot].State != TaskState.Free)
            {
                users[TaskTable.ReadExtra(m, slot).ChildNamespace]++;
            }
        }

        int count = 0;
        for (int space = 1; space <= m.S.NamespaceTop; space++)
        {
            users[m.Namespaces[space].Level == 0 ? 0 : m.Namespaces[space].Parent]++;
            count += m.Namespaces[space].Level != 0 ? 1 : 0;
        }

        for (int space = 1; space <= m.S.NamespaceTop; space++)
        {
            NamespaceRow row = m.Namespaces[space];
            if (row.Level == 0)
            {
                continue;
            }

            int level = row.Parent == 0 ? 0 : m.Namespaces[row.Parent].Level;
            Require(row.Level == level + 1, "namespaces", m, 0, $"namespace {space} lies at level {row.Level}");
            Require(row.Numbers == numbers[space] && row.Users == users[space], "namespaces", m, 0,
                $"namespace {space} counts {row.Numbers} numbers and {row.Users} users; there are {numbers[space]} and {users[space]}");
            Require((row.Numbers | row.Users) != 0, "namespaces", m, 0, $"nobody keeps namespace {space}");
        }

        Require(count == m.S.NamespaceCount, "namespaces", m, 0, $"{count} namespaces, counted {m.S.NamespaceCount}");
        int free = 0;
        for (int row = m.S.FreeNumber; row != 0; row = m.Numbers[row].Next)
        {
            free++;
        }

        Require(rows + free == m.S.NumberTop, "namespaces", m, 0, "a row of a number is lost");
    }

    /// <summary>The chain of one number; how many rows it has.</summary>
    private static int CheckNumbers(Machine m, int pid, int[] numbers)
    {
        int rows = 0;
        int space = m.PidNumbers[pid] is var first and not 0 ? m.Numbers[first].Namespace : 0;
        for (int row = m.PidNumbers[pid]; row != 0; row = m.Numbers[row].Outer)
        {
            NumberRow number = m.Numbers[row];
            Require(number.Pid == pid && number.Namespace == space, "namespaces", m, 0,
                $"a number of {pid} is in namespace {number.Namespace}, not {space}");
            Require(Kernel.Namespaces.PidOf(m, space, number.Number) == pid, "namespaces", m, 0,
                $"number {number.Number} in namespace {space} does not lead to {pid}");
            numbers[space]++;
            space = m.Namespaces[space].Parent;
            rows++;
        }

        Require(space == 0, "namespaces", m, 0, $"{pid} has no number in namespace {space}");
        Require(rows == 0 || (m.PidBits.Get(pid >> 6) & (1UL << pid)) != 0, "namespaces", m, 0,
            $"{pid} is in use no more and has a number in a namespace");
        return rows;
    }

    private static void CheckCgroups(Machine m)
    {
        int[] tasks = new int[m.S.CgroupTop + 1];
        int[] children = new int[m.S.CgroupTop + 1];
        for (int slot = 1; slot <= m.S.TaskTop && m.S.CgroupCount != 0; slot++)
        {
            ref readonly TaskRow row = ref m.Tasks[slot];
            if (row.State == TaskState.Free)
            {
                continue;
            }

            for (int cgroup = Kernel.Cgroups.Of(m, slot); cgroup != 0; cgroup = m.Cgroups[cgroup].Parent)
            {
                tasks[cgroup]++;
            }

            bool looks = row.State == TaskState.Zombie || row.WaitsOn.Kind == WaitKind.Thaw || (row.Flags & TaskFlags.SignalPending) != 0
                || NamespaceEnd.IsEnding(m, slot);
            Require(looks || !Freezer.IsDue(m, slot), "cgroups", m, slot, "its cgroup is frozen, and it would go on");
        }

        int count = 0;
        for (int cgroup = 1; cgroup <= m.S.CgroupTop; cgroup++)
        {
            children[m.Cgroups[cgroup].IsUsed ? m.Cgroups[cgroup].Parent : 0]++;
            count += m.Cgroups[cgroup].IsUsed ? 1 : 0;
        }

        for (int cgroup = 1; cgroup <= m.S.CgroupTop; cgroup++)
        {
            CgroupRow row = m.Cgroups[cgroup];
            if (row.IsUsed)
            {
                Require(row.Tasks == tasks[cgroup] && row.Children == children[cgroup], "cgroups", m, 0,
                    $"cgroup {cgroup} counts {row.Tasks} tasks and {row.Children} cgroups; there are {tasks[cgroup]} and {children[cgroup]}");
                Require(!row.IsTemporary || (row.Tasks | row.Children) != 0, "cgroups", m, 0,
                    $"cgroup {cgroup} of a container has no task");
            }
        }

        Require(count == m.S.CgroupCount, "cgroups", m, 0, $"{count} cgroups, counted {m.S.CgroupCount}");
    }
}
