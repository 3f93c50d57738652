// Which children have something to report to wait: dead, stopped or continued. They stand in a tree for each parent, in the order of its list of
// children, so that wait finds the oldest that changed as it was asked without looking at the others. Ordinary trees are empty or one child.
namespace KScript.Kernel;

/// <summary>A child's place in its parent's tree, and a parent's tree; by task slot. All of it follows from the process table.</summary>
internal struct ChildReportRow
{
    /// <summary>The child's number in the order of its parent's list; 0: not numbered yet.</summary>
    public long Order;
    /// <summary>As a child: the neighbours in the tree; 0: none.</summary>
    public int Left;
    public int Right;
    public int Up;
    /// <summary>As a parent: the top of the tree; 0: no child has anything to report.</summary>
    public int Root;
    /// <summary>
    /// As a parent: the newest of the zombies that nobody has looked for yet; 0: none. They are chained by TaskRow.Next, the last names itself.
    /// They come into the tree when a wait looks among several: most zombies are taken before that, and rows that are not touched cost nothing.
    /// </summary>
    public int Fresh;
    /// <summary>As a parent: the children up to this one, in the order of the list, are numbered; 0: none is.</summary>
    public int Numbered;
    /// <summary>What the child has to report (<see cref="WaitOptions"/>), and what those below it in the tree have and itself.</summary>
    public byte Kinds;
    public byte Below;
}

/// <summary>
/// The trees: treaps, whose priorities are the slots' hashes, so that their depth is logarithmic whoever dies in which order. Children are numbered
/// only when a second one has something to report, from where numbering last ended: each once.
/// </summary>
internal static class ChildReports
{
    /// <summary>What a process has to report to its parent, by its leader's row.</summary>
    public static WaitOptions KindsOf(Machine m, int leader)
    {
        ref readonly TaskRow row = ref m.Tasks[leader];
        if (row.State == TaskState.Free)
        {
            return WaitOptions.None;
        }

        if ((row.Flags & TaskFlags.Traced) != 0)
        {
            return Tracing.ReportsOf(m, leader);
        }

        if (Threads.IsDead(m, in row, leader))
        {
            return Threads.CanBeReaped(m, leader) ? WaitOptions.Exited : WaitOptions.None;
        }

        return (row.Status != 0 && Threads.IsStopped(m, leader) ? WaitOptions.Stopped : WaitOptions.None)
            | ((row.Flags & TaskFlags.ContinueUnreported) != 0 ? WaitOptions.Continued : WaitOptions.None);
    }

    /// <summary>
    /// A task's state, status or flags may have changed what it has to report. A zombie need not report its end: the first thread of a process may be
    /// one, and the process stop. At most logarithmic in the children that report.
    /// </summary>
    public static void Update(Machine m, int child)
    {
        ref readonly TaskRow task = ref m.Tasks[child];
        byte kinds = (byte)KindsOf(m, child);
        byte before = Kinds(m, in task, child);
        if (kinds == before || task.Parent == 0)
        {
            return;
        }

        if (before == 0 && kinds == (byte)WaitOptions.Exited && task.State == TaskState.Zombie)
        {
            ref ChildReportRow above = ref m.Reports.Write(task.Parent);
            m.Tasks.Write(child).Next = above.Fresh == 0 ? child : above.Fresh;
            above.Fresh = child;
        }
        else if (before == 0)
        {
            Insert(m, task.Parent, child, kinds);
        }
        else if (kinds == 0)
        {
            Remove(m, task.Parent, child);
        }
        else
        {
            m.Reports.Write(child).Kinds = kinds;
            RefreshUp(m, child);
        }
    }

    /// <summary>What a child has to report to its parent, as it is known here.</summary>
    public static byte Kinds(Machine m, int child) => Kinds(m, in m.Tasks[child], child);

    private static byte Kinds(Machine m, in TaskRow row, int child) => IsFresh(in row) ? (byte)WaitOptions.Exited : m.Reports.Get(child).Kinds;

    /// <summary>Whether a child is a zombie that is not in the tree yet.</summary>
    public static bool IsFresh(Machine m, int child) => IsFresh(in m.Tasks[child]);

    private static bool IsFresh(in TaskRow row) => row.State == TaskState.Zombie && row.Next != 0;

    /// <summary>A child leaves its parent's list, in which it still is.</summary>
    public static void Leave(Machine m, int parent, int child)
    {
        if (Kinds(m, child) != 0)
        {
            Remove(m, parent, child);
        }

        if (m.Reports.Get(child).Order == 0)
        {
            // It has no number: none of the youngest has.
            return;
        }

        if (m.Reports[parent].Numbered == child)
        {
            m.Reports.Write(parent).Numbered = m.Tasks[parent].FirstChild == child ? 0 : m.Tasks[child].PrevSibling;
        }

        m.Reports.Write(child).Order = 0;
    }

    /// <summary>All children of a parent are about to leave its list: its tree and its chain go at once. <see cref="Forget"/> follows for each.</summary>
    public static void LeaveAllOf(Machine m, int parent)
    {
        ref readonly ChildReportRow row = ref m.Reports.Get(parent);
        if ((row.Root | row.Fresh | row.Numbered) != 0)
        {
            ref ChildReportRow gone = ref m.Reports.Write(parent);
            gone.Root = gone.Fresh = gone.Numbered = 0;
        }
    }

    /// <summary>A child of a parent whose tree and chain are gone has no place in them.</summary>
    public static void Forget(Machine m, int child)
    {
        if (IsFresh(m, child))
        {
            m.Tasks.Write(child).Next = 0;
        }

        ref readonly ChildReportRow row = ref m.Reports.Get(child);
        if (row.Kinds != 0 || row.Order != 0)
        {
            ref ChildReportRow free = ref m.Reports.Write(child);
            free.Order = 0;
            free.Left = free.Right = free.Up = 0;
            free.Kinds = free.Below = 0;
        }
    }

    /// <summary>The oldest child of a parent that has something of what is wanted to report; 0: none.</summary>
    public static int First(Machine m, int parent, WaitOptions wanted)
    {
        ref readonly ChildReportRow row = ref m.Reports.Get(parent);
        if (row.Fresh != 0 && (wanted & WaitOptions.Exited) != 0)
        {
            if (row.Root == 0 && m.Tasks[row.Fresh].Next == row.Fresh)
            {
                return row.Fresh;
            }

            Settle(m, parent);
        }

        return FirstInTree(m, parent, wanted);
    }

    /// <summary>The oldest in the tree alone; 0: none.</summary>
    public static int FirstInTree(Machine m, int parent, WaitOptions wanted) => FirstBelow(m, m.Reports.Get(parent).Root, (byte)wanted);

    /// <summary>The zombies that are not in the tree yet come into it: each at most once in its life.</summary>
    private static void Settle(Machine m, int parent)
    {
        int child = m.Reports[parent].Fresh;
        m.Reports.Write(parent).Fresh = 0;
        for (bool last = false; !last;)
        {
            m.RowsVisited++;
            ref TaskRow row = ref m.Tasks.Write(child);
            int next = row.Next;
            row.Next = 0;
            Insert(m, parent, child, (byte)WaitOptions.Exited);
            last = next == child;
            child = next;
        }
    }

    /// <summary>The next younger one after a child in the tree; 0: none.</summary>
    public static int After(Machine m, int child, WaitOptions wanted)
    {
        if (IsFresh(m, child))
        {
            // First gives one that is not in the tree only where there is no other.
            return 0;
        }

        byte kinds = (byte)wanted;
        int found = FirstBelow(m, m.Reports[child].Right, kinds);
        while (found == 0 && child != 0)
        {
            int up = m.Reports[child].Up;
            bool wasLeft = up != 0 && m.Reports[up].Left == child;
            child = up;
            m.RowsVisited++;
            if (wasLeft)
            {
                found = (m.Reports[up].Kinds & kinds) != 0 ? up : FirstBelow(m, m.Reports[up].Right, kinds);
            }
        }

        return found;
    }

    private static int FirstBelow(Machine m, int top, byte kinds)
    {
        if (top == 0 || (m.Reports[top].Below & kinds) == 0)
        {
            return 0;
        }

        while (true)
        {
            m.RowsVisited++;
            ref readonly ChildReportRow row = ref m.Reports[top];
            if (row.Left != 0 && (m.Reports[row.Left].Below & kinds) != 0)
            {
                top = row.Left;
            }
            else if ((row.Kinds & kinds) != 0)
            {
                return top;
            }
            else
            {
                top = row.Right;
            }
        }
    }

    private static void Insert(Machine m, int parent, int child, byte kinds)
    {
        ref ChildReportRow row = ref m.Reports.Write(child);
        row.Kinds = row.Below = kinds;
        int at = m.Reports.Get(parent).Root;
        if (at == 0)
        {
            m.Reports.Write(parent).Root = child;
            return;
        }

        Number(m, parent);
        while (true)
        {
            m.RowsVisited++;
            ref ChildReportRow above = ref m.Reports.Write(at);
            above.Below |= kinds;
            ref int side = ref row.Order < above.Order ? ref above.Left : ref above.Right;
            if (side == 0)
            {
                side = child;
                break;
            }

            at = side;
        }

        row.Up = at;
        while (row.Up != 0 && IsAbove(child, row.Up))
        {
            RotateUp(m, parent, child);
        }
    }

    private static void Remove(Machine m, int parent, int child)
    {
        if (IsFresh(m, child))
        {
            if (m.Reports[parent].Fresh == child)
            {
                ref TaskRow task = ref m.Tasks.Write(child);
                m.Reports.Write(parent).Fresh = task.Next == child ? 0 : task.Next;
                task.Next = 0;
                return;
            }

            Settle(m, parent);
        }

        ref ChildReportRow row = ref m.Reports.Write(child);
        while ((row.Left | row.Right) != 0)
        {
            m.RowsVisited++;
            RotateUp(m, parent, row.Left == 0 || (row.Right != 0 && IsAbove(row.Right, row.Left)) ? row.Right : row.Left);
        }

        int up = row.Up;
        row.Kinds = row.Below = 0;
        row.Up = 0;
        Replace(m, parent, up, child, 0);
        RefreshUp(m, up);
    }

    /// <summary>Numbers the children that are not numbered yet: they are the youngest.</summary>
    private static void Number(Machine m, int parent)
    {
        ref ChildReportRow row = ref m.Reports.Write(parent);
        int last = row.Numbered;
        long order = last == 0 ? 0 : m.Reports[last].Order;
        for (int child = last == 0 ? m.Tasks[parent].FirstChild : m.Tasks[last].NextSibling; child != 0; child = m.Tasks[child].NextSibling)
        {
            m.RowsVisited++;
            m.Reports.Write(child).Order = ++order;
            row.Numbered = child;
        }
    }

    /// <summary>A task and the one above it change places.</summary>
    private static void RotateUp(Machine m, int parent, int child)
    {
        ref ChildReportRow row = ref m.Reports.Write(child);
        int up = row.Up;
        ref ChildReportRow above = ref m.Reports.Write(up);
        int moved;
        if (above.Left == child)
        {
            moved = row.Right;
            above.Left = moved;
            row.Right = up;
        }
        else
        {
            moved = row.Left;
            above.Right = moved;
            row.Left = up;
        }

        if (moved != 0)
        {
            m.Reports.Write(moved).Up = up;
        }

        row.Up = above.Up;
        above.Up = child;
        Replace(m, parent, row.Up, up, child);
        Refresh(m, up);
        Refresh(m, child);
    }

    /// <summary>What was below a task, or the top of the tree (0), is another now.</summary>
    private static void Replace(Machine m, int parent, int above, int old, int by)
    {
        if (above == 0)
        {
            m.Reports.Write(parent).Root = by;
            return;
        }

        ref ChildReportRow row = ref m.Reports.Write(above);
        (row.Left == old ? ref row.Left : ref row.Right) = by;
    }

    private static void Refresh(Machine m, int at)
    {
        ref ChildReportRow row = ref m.Reports.Write(at);
        int below = row.Kinds;
        below |= row.Left == 0 ? 0 : m.Reports[row.Left].Below;
        below |= row.Right == 0 ? 0 : m.Reports[row.Right].Below;
        row.Below = (byte)below;
    }

    private static void RefreshUp(Machine m, int at)
    {
        for (; at != 0; at = m.Reports[at].Up)
        {
            m.RowsVisited++;
            Refresh(m, at);
        }
    }

    /// <summary>Whether a slot's hash puts it above another (Knuth's multiplicative hash: no two slots have the same).</summary>
    private static bool IsAbove(int slot, int other) => (uint)slot * 2654435769u > (uint)other * 2654435769u;
}
