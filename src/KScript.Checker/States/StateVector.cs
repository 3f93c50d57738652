// When two states are one: the canonical form of a machine between steps, as bytes. A state is a vector of parts. A part is a process without
// its relations, interned by content, with placeholders where it names other processes; the vector says for each process in canonical order
// its part, its parent's place, and the names behind the placeholders. Pids are places in that order, so that states that differ in numbers
// alone are one. What is left out is what no code to come can tell (docs/check.md); StateVector.Parts.cs writes parts.
using KScript.Checker.Exploring;
using KScript.Interpreter.Analysis;
using KScript.Kernel;

namespace KScript.Checker.States;

/// <summary>Which differences are left out.</summary>
/// <param name="Names">Pids are names: numbered anew in the order of the walk.</param>
/// <param name="LiveOnly">Registers that are dead are left out.</param>
/// <param name="SortSiblings">Siblings that nobody can tell apart are sorted by content.</param>
/// <param name="Stable">Pids are numbers, and which of them are named is known, so that a fork can get the smallest that is not.</param>
internal sealed record Sameness(bool Names = true, bool LiveOnly = true, bool SortSiblings = true, bool Stable = false)
{
    /// <summary>Names that stay along an edge: a process is the same one in both of its states.</summary>
    public static Sameness OfRuns { get; } = new(Names: true, LiveOnly: true, SortSiblings: false, Stable: true);

    /// <summary>None: every number and register counts.</summary>
    public static Sameness None { get; } = new(false, false, false);
}

/// <summary>Writes the vectors of a model's states.</summary>
internal sealed partial class StateVector
{
    private readonly ProgramAnalysis analysis;
    private readonly Futures futures;
    private readonly Sameness sameness;
    private readonly bool exactPids;
    private readonly bool stable;
    private readonly bool sorts;
    private readonly ByteTable parts = new();
    private readonly ByteWriter part = new();
    private readonly ByteWriter vector = new();
    private readonly List<int> named = [];
    private readonly List<int> order = [];
    private readonly List<int> dead = [];
    private readonly List<(ulong Key, int Task)> sorted = [];
    private int[] partOf = new int[64];
    private int[] firstNamed = new int[65];
    private ulong[] keys = new ulong[64];
    private int[] places = new int[64];

    /// <summary>Makes a writer.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sameness">What is left out.</param>
    public StateVector(Model model, Sameness sameness)
    {
        analysis = model.Analysis;
        futures = model.Futures;
        this.sameness = sameness;
        exactPids = !sameness.Names || model.ExactPids;
        stable = sameness.Stable && !exactPids;
        sorts = sameness.SortSiblings && !exactPids && !analysis.ReadsStatus && !analysis.ReadsSiblings && !analysis.TellsTakenApart;
    }

    /// <summary>How many different parts there were.</summary>
    public int Parts => parts.Count;

    /// <summary>The memory that parts take, in bytes.</summary>
    public long Bytes => parts.Bytes;

    /// <summary>Where a task stands in the canonical order of the machine that was last written: states that are one agree in it, whatever their pids.</summary>
    public int PlaceOf(int task) => analysis.MakesUnknownCalls ? task : places[task];

    /// <summary>The task at a place of that order.</summary>
    public int TaskAt(int place) => analysis.MakesUnknownCalls ? place : order[place];

    /// <summary>The smallest number for a new process that nobody has or names, in the state that was last written; 0: numbers are given in order.</summary>
    public int SmallestUnnamed(Machine m)
    {
        const int First = 3;
        if (!stable || analysis.MakesUnknownCalls)
        {
            return 0;
        }

        int number = First;
        while (TaskTable.Find(m, number) != 0 || TaskTable.FindGroup(m, number) != 0 || m.PidSessions.Get(number) != 0 || named.Contains(number))
        {
            number++;
        }

        return number;
    }

    /// <summary>The vector of a state; valid up to the next one.</summary>
    public ReadOnlySpan<byte> Write(Machine m)
    {
        if (analysis.MakesUnknownCalls)
        {
            return WriteWhole(m);
        }

        named.Clear();
        int top = m.S.TaskTop;
        MakeRoom(top + 2);
        for (int task = 1; task <= top; task++)
        {
            firstNamed[task] = named.Count;
            if (m.Tasks[task].State != TaskState.Free)
            {
                partOf[task] = PartOf(m, task);
                keys[task] = (ulong)partOf[task] + 1;
            }
        }

        firstNamed[top + 1] = named.Count;
        int shared = SharedPart(m);
        if (sorts)
        {
            MarkNamed(m, top);
        }

        order.Clear();
        dead.Clear();
        Walk(m, Machine.InitSlot);
        for (int place = 0; place < order.Count; place++)
        {
            places[order[place]] = place;
        }

        vector.Clear();
        vector.Write(order.Count);
        vector.Write(shared);
        WriteProcesses(m);
        for (int k = firstNamed[top + 1]; k < named.Count && !stable; k++)
        {
            vector.Write(NameOf(m, named[k]));
        }

        WriteMachine(m);
        return vector.Written;
    }

    private void MakeRoom(int count)
    {
        if (count > partOf.Length)
        {
            Array.Resize(ref partOf, 2 * count);
            Array.Resize(ref firstNamed, (2 * count) + 1);
            Array.Resize(ref keys, 2 * count);
            Array.Resize(ref places, 2 * count);
        }
    }

    private void WriteProcesses(Machine m)
    {
        bool groups = false;
        int group = order.Count > 1 ? m.Tasks[order[1]].Group : 0;
        for (int place = 1; place < order.Count; place++)
        {
            groups |= m.Tasks[order[place]].Group != group;
        }

        for (int place = 0; place < order.Count; place++)
        {
            int task = order[place];
            vector.Write(partOf[task]);
            vector.Write(places[m.Tasks[task].Parent]);
            if (exactPids || stable)
            {
                vector.Write(m.Tasks[task].Pid);
            }

            if (groups)
            {
                ref readonly GroupRow row = ref m.Groups[m.Tasks[task].Group];
                vector.Write(NameOf(m, row.Pgid));
                vector.Write(NameOf(m, row.Sid));
            }

            for (int k = firstNamed[task]; k < firstNamed[task + 1] && !stable; k++)
            {
                vector.Write(NameOf(m, named[k]));
            }
        }
    }

    /// <summary>What is no process's: devices, the time where it is read, numbers where pids are numbers, statuses of the reaped where they are read.</summary>
    private void WriteMachine(Machine m)
    {
        if (exactPids)
        {
            vector.Write(m.S.LastPid);
        }

        if (analysis.ReadsTime)
        {
            vector.Write(m.Now);
        }

        for (int device = 0; device < m.DeviceFreeAt.Length; device++)
        {
            vector.Write(Math.Max(0, m.DeviceFreeAt[device] - m.Now));
        }

        if (analysis.ReadsReaped)
        {
            for (int pid = 0; pid < m.ReapedStatus.Capacity; pid++)
            {
                if (m.ReapedStatus[pid] != 0)
                {
                    vector.Write(pid);
                    vector.Write(m.ReapedStatus[pid]);
                }
            }
        }

        if (m.IsHalted)
        {
            vector.Write(-1);
        }
    }

    /// <summary>A pid as a name: the place of its process, or which of the dead ones that are named it is.</summary>
    private int NameOf(Machine m, int pid)
    {
        int task = TaskTable.Find(m, pid);
        if (task != 0)
        {
            return places[task] + 1;
        }

        int at = dead.IndexOf(pid);
        if (at < 0)
        {
            at = dead.Count;
            dead.Add(pid);
        }

        return -1 - at;
    }

    // ----- the canonical order

    /// <summary>Who is named, and where, tells siblings apart.</summary>
    private void MarkNamed(Machine m, int top)
    {
        for (int task = 1; task <= top; task++)
        {
            for (int k = firstNamed[task]; k < firstNamed[task + 1]; k++)
            {
                Mark(m, named[k], ((ulong)partOf[task] * 4093) + (ulong)(k - firstNamed[task]) + 1);
            }
        }

        for (int k = firstNamed[top + 1]; k < named.Count; k++)
        {
            Mark(m, named[k], ulong.MaxValue - (ulong)(k - firstNamed[top + 1]));
        }
    }

    private void Mark(Machine m, int pid, ulong how)
    {
        int task = TaskTable.Find(m, pid);
        if (task != 0)
        {
            keys[task] += Mix(how);
        }
    }

    private static ulong Mix(ulong value)
    {
        value ^= value >> 33;
        value *= 0xff51afd7ed558ccd;
        value ^= value >> 33;
        value *= 0xc4ceb9fe1a85ec53;
        return value ^ (value >> 33);
    }

    private void Walk(Machine m, int task)
    {
        order.Add(task);
        int first = m.Tasks[task].FirstChild;
        if (first == 0)
        {
            return;
        }

        if (!sorts || m.Tasks[first].NextSibling == 0)
        {
            for (int child = first; child != 0; child = m.Tasks[child].NextSibling)
            {
                Walk(m, child);
            }

            return;
        }

        // Equal keys stay in the order of their birth: a bad tie costs states, never soundness, for the vector says everything up to names.
        int start = sorted.Count;
        for (int child = first; child != 0; child = m.Tasks[child].NextSibling)
        {
            Insert(start, (TreeKey(m, child), child));
        }

        int end = sorted.Count;
        for (int i = start; i < end; i++)
        {
            Walk(m, sorted[i].Task);
        }

        sorted.RemoveRange(start, end - start);
    }

    /// <summary>Behind those of the same key: few children have many siblings.</summary>
    private void Insert(int start, (ulong Key, int Task) child)
    {
        int at = sorted.Count;
        while (at > start && sorted[at - 1].Key > child.Key)
        {
            at--;
        }

        sorted.Insert(at, child);
    }

    private ulong TreeKey(Machine m, int task)
    {
        ulong sum = 0;
        for (int child = m.Tasks[task].FirstChild; child != 0; child = m.Tasks[child].NextSibling)
        {
            // In any order: that of the children themselves is found when they are walked.
            sum += Mix(TreeKey(m, child));
        }

        return (keys[task] * 1000003) + sum;
    }
}
