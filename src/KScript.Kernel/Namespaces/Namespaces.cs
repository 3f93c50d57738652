// Pid namespaces: how they are made and go, and which number a process has in which (pid_namespaces(7)). A process has a number in its own
// namespace and in each around it, up to the machine's; the kernel itself knows it by the machine's alone.
namespace KScript.Kernel;

/// <summary>Pid namespaces and the numbers in them.</summary>
internal static class Namespaces
{
    /// <summary>How deep namespaces may lie in one another (Linux: MAX_PID_NS_LEVEL).</summary>
    public const int MostLevels = 32;

    private const int ReservedPids = 300;
    private const int Buckets = 1 << 18;

    /// <summary>The namespace that a task lives in; 0: the machine's.</summary>
    public static int Of(Machine m, int task) => m.S.NamespaceCount == 0 ? 0 : OfNumber(m, m.Tasks[task].Pid);

    /// <summary>The innermost namespace in which a number of the machine's has one.</summary>
    private static int OfNumber(Machine m, int pid) => m.PidNumbers.Get(pid) is var row and not 0 ? m.Numbers[row].Namespace : 0;

    /// <summary>How deep the namespace of a task lies; 0: it is the machine's.</summary>
    public static int LevelOf(Machine m, int task) => Of(m, task) is var space and not 0 ? m.Namespaces[space].Level : 0;

    /// <summary>The namespace that a task's next children live in: its own, unless unshare or setns has said another.</summary>
    public static int OfChildren(Machine m, int task)
    {
        if (m.S.NamespaceCount == 0)
        {
            return 0;
        }

        return TaskTable.ReadExtra(m, task).ChildNamespace is var space and not 0 ? space : Of(m, task);
    }

    /// <summary>Whether a task's children live in another namespace than it does itself.</summary>
    public static bool IsUnshared(Machine m, int task) =>
        m.S.NamespaceCount != 0 && TaskTable.ReadExtra(m, task).ChildNamespace is var space and not 0 && space != Of(m, task);

    /// <summary>Whether a namespace is another or lies in it, however deep; everything lies in the machine's, 0.</summary>
    public static bool IsWithin(Machine m, int space, int outer)
    {
        while (space != outer && space != 0)
        {
            space = m.Namespaces[space].Parent;
        }

        return space == outer;
    }

    // ----- numbers

    /// <summary>The number in a namespace of a number of the machine's; 0: it has none there (Linux: pid_nr_ns).</summary>
    public static int NumberIn(Machine m, int space, int pid)
    {
        if (space == 0)
        {
            return pid;
        }

        for (int row = pid <= 0 ? 0 : m.PidNumbers.Get(pid); row != 0; row = m.Numbers[row].Outer)
        {
            if (m.Numbers[row].Namespace == space)
            {
                return m.Numbers[row].Number;
            }
        }

        return 0;
    }

    /// <summary>The number by which a task knows a process, group or session; 0: it cannot see it.</summary>
    public static int NumberFor(Machine m, int task, int pid) => NumberIn(m, Of(m, task), pid);

    /// <summary>A number of the machine's in the innermost namespace that it has one in.</summary>
    public static int OwnNumberOf(Machine m, int pid) => NumberIn(m, OfNumber(m, pid), pid);

    /// <summary>The machine's number of one in a namespace; 0: there is none (Linux: find_pid_ns).</summary>
    public static int PidOf(Machine m, int space, int number)
    {
        if (space == 0)
        {
            return number;
        }

        for (int row = m.NumberBuckets.Get(BucketOf(space, number)); row != 0; row = m.Numbers[row].Next)
        {
            m.RowsVisited++;
            if (m.Numbers[row].Namespace == space && m.Numbers[row].Number == number)
            {
                return m.Numbers[row].Pid;
            }
        }

        return 0;
    }

    private static int BucketOf(int space, int number) => 1 + (((space * 4099) + number) & (Buckets - 1));

    /// <summary>Whether every namespace from one outwards has a number left.</summary>
    public static bool HasNumber(Machine m, int space)
    {
        for (; space != 0; space = m.Namespaces[space].Parent)
        {
            if (NextNumber(m, space) == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The number that comes next in a namespace: in order up to pid_max - 1, then from 300; 0: all are in use. Where many in a row are in
    /// use it is linear in those.
    /// </summary>
    private static int NextNumber(Machine m, int space)
    {
        int max = m.Settings.PidMax;
        if (m.Namespaces[space].Numbers >= max - 1)
        {
            return 0;
        }

        int next = FirstFree(m, space, m.Namespaces[space].LastPid + 1, max);
        return next != 0 ? next : FirstFree(m, space, max > ReservedPids ? ReservedPids : 2, max);
    }

    private static int FirstFree(Machine m, int space, int from, int max)
    {
        for (int number = from; number < max; number++)
        {
            if (PidOf(m, space, number) == 0)
            {
                return number;
            }
        }

        return 0;
    }

    /// <summary>
    /// A new process or thread with a number of the machine's gets one in a namespace and in each around it. The first in a namespace is
    /// its init (Linux: alloc_pid, is_child_reaper).
    /// </summary>
    public static void Number(Machine m, int task, int space)
    {
        int pid = m.Tasks[task].Pid;
        int inner = 0;
        for (int level = space; level != 0; level = m.Namespaces[level].Parent)
        {
            int number = NextNumber(m, level);
            int row = NewRow(m);
            ref int first = ref m.NumberBuckets.Write(BucketOf(level, number));
            m.Numbers.Write(row) = new NumberRow { Namespace = level, Number = number, Pid = pid, Next = first };
            first = row;
            if (inner == 0)
            {
                m.PidNumbers.Write(pid) = row;
            }
            else
            {
                m.Numbers.Write(inner).Outer = row;
            }

            inner = row;
            ref NamespaceRow added = ref m.Namespaces.Write(level);
            added.Numbers++;
            added.LastPid = number;
        }

        if (space != 0 && m.Namespaces[space].InitPid == 0)
        {
            m.Namespaces.Write(space).InitPid = pid;
            m.Tasks.Write(task).Flags |= TaskFlags.Init;
        }
    }

    private static int NewRow(Machine m)
    {
        int row = m.S.FreeNumber;
        if (row != 0)
        {
            m.S.FreeNumber = m.Numbers[row].Next;
            return row;
        }

        return ++m.S.NumberTop;
    }

    /// <summary>
    /// A number of the machine's is in use no more: its numbers in namespaces are free. An init that waits for the last of them wakes.
    /// </summary>
    public static void Forget(Machine m, int pid)
    {
        int row = m.PidNumbers.Get(pid);
        if (row == 0)
        {
            return;
        }

        m.PidNumbers.Write(pid) = 0;
        while (row != 0)
        {
            NumberRow gone = m.Numbers[row];
            TakeFromBucket(m, row);
            m.Numbers.Write(row) = new NumberRow { Next = m.S.FreeNumber };
            m.S.FreeNumber = row;
            m.Namespaces.Write(gone.Namespace).Numbers--;
            NamespaceEnd.NumberFreed(m, gone.Namespace);
            FreeIfUnused(m, gone.Namespace);
            row = gone.Outer;
        }
    }

    private static void TakeFromBucket(Machine m, int row)
    {
        ref readonly NumberRow gone = ref m.Numbers[row];
        ref int first = ref m.NumberBuckets.Write(BucketOf(gone.Namespace, gone.Number));
        if (first == row)
        {
            first = gone.Next;
            return;
        }

        int before = first;
        while (m.Numbers[before].Next != row)
        {
            before = m.Numbers[before].Next;
        }

        m.Numbers.Write(before).Next = gone.Next;
    }

    // ----- namespaces

    /// <summary>A new namespace in another; nobody is in it yet, and its maker keeps it (Users).</summary>
    /// <returns>Its number; 0: it would lie too deep (ENOSPC).</returns>
    public static int Create(Machine m, int parent, NameId name)
    {
        int level = parent == 0 ? 1 : m.Namespaces[parent].Level + 1;
        if (level > MostLevels)
        {
            return 0;
        }

        int space = m.S.FreeNamespace;
        if (space != 0)
        {
            m.S.FreeNamespace = m.Namespaces[space].Parent;
        }
        else
        {
            space = ++m.S.NamespaceTop;
        }

        m.Namespaces.Write(space) = new NamespaceRow { Name = name, Level = (byte)level, Parent = parent, Users = 1 };
        m.S.NamespaceCount++;
        if (parent != 0)
        {
            m.Namespaces.Write(parent).Users++;
        }

        return space;
    }

    /// <summary>Somebody keeps a namespace no longer.</summary>
    public static void Drop(Machine m, int space)
    {
        if (space != 0)
        {
            m.Namespaces.Write(space).Users--;
            FreeIfUnused(m, space);
        }
    }

    private static void FreeIfUnused(Machine m, int space)
    {
        NamespaceRow row = m.Namespaces[space];
        if ((row.Numbers | row.Users) != 0)
        {
            return;
        }

        m.Namespaces.Write(space) = new NamespaceRow { Parent = m.S.FreeNamespace };
        m.S.FreeNamespace = space;
        m.S.NamespaceCount--;
        Drop(m, row.Parent);
    }

    /// <summary>A task's next children live in a namespace; 0: in its own.</summary>
    public static void SetOfChildren(Machine m, int task, int space)
    {
        ref TaskExtra extra = ref TaskTable.Extra(m, task);
        int old = extra.ChildNamespace;
        extra.ChildNamespace = space;
        if (space != 0)
        {
            m.Namespaces.Write(space).Users++;
        }

        Drop(m, old);
    }

    /// <summary>A task has ended: what unshare or setns gave it goes.</summary>
    public static void LeaveByEnd(Machine m, int task)
    {
        if (m.S.NamespaceCount != 0 && TaskTable.ReadExtra(m, task).ChildNamespace is var space and not 0)
        {
            m.Extras.Write(task).ChildNamespace = 0;
            Drop(m, space);
        }
    }

    /// <summary>The process that is a namespace's init; 0: there is none yet, or no more. Of the machine's namespace init.</summary>
    public static int InitOf(Machine m, int space) =>
        space == 0 ? Machine.InitSlot
        : TaskTable.Find(m, m.Namespaces[space].InitPid) is var init and not 0 ? Threads.LeaderOf(m, init)
        : 0;

    /// <summary>
    /// Whether a sender is outside of the namespace of a target, around it: to it the target's init is a process like others (Linux:
    /// force).
    /// </summary>
    public static bool IsFromAround(Machine m, int sender, int target) =>
        m.S.NamespaceCount != 0 && Of(m, target) is var space and not 0
        && (sender == 0 || NumberIn(m, space, m.Tasks[Threads.LeaderOf(m, sender)].Pid) == 0);
}
