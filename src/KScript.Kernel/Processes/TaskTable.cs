// The process table: slots, pids, and the lists that tie tasks together (children, groups). Nothing here decides anything;
// the rules are in the verbs. Slots are reused; pids are handed out as Linux does (pid_max, wrap to 300).
using System.Numerics;
using System.Runtime.CompilerServices;

namespace KScript.Kernel;

/// <summary>Slots, pids, children and groups of a machine.</summary>
internal static class TaskTable
{
    /// <summary>The first pid after a wrap (Linux: RESERVED_PIDS).</summary>
    private const int ReservedPids = 300;

    /// <summary>A free slot, its row cleared.</summary>
    public static int AllocateSlot(Machine m)
    {
        int slot = m.S.FreeTask;
        if (slot != 0)
        {
            ref TaskRow row = ref m.Tasks.Write(slot);
            m.S.FreeTask = row.Next;
            row.Next = 0;
        }
        else
        {
            slot = ++m.S.TaskTop;
        }

        m.S.TaskCount++;
        m.S.TasksEver++;
        return slot;
    }

    /// <summary>Gives a slot back.</summary>
    public static void FreeSlot(Machine m, ref TaskRow row, int slot)
    {
        if ((row.Flags & TaskFlags.HasExtra) != 0)
        {
            m.Extras.Write(slot) = default;
        }

        if (slot < m.Sched.Capacity)
        {
            m.Sched.Write(slot) = default;
        }

        if (slot < m.Entities.Capacity)
        {
            m.Entities.Write(slot) = default;
        }

        if (slot < m.TaskCpus.Capacity)
        {
            Caches.Forget(m, slot);
            m.TaskCpus.Write(slot) = default;
        }

        ProcessFiles.Gone(m, slot);
        row = default;
        row.Next = m.S.FreeTask;
        m.S.FreeTask = slot;
        m.S.TaskCount--;
    }

    /// <summary>The slot of a pid, zombies included; 0: no such process.</summary>
    public static int Find(Machine m, long pid) => pid > 0 && pid < m.Settings.PidMax ? m.PidTasks.Get((int)pid) : 0;

    /// <summary>The number of the group with a pgid; 0: none.</summary>
    public static int FindGroup(Machine m, long pgid) => pgid > 0 && pgid < m.Settings.PidMax ? m.PidGroups.Get((int)pgid) : 0;

    /// <summary>
    /// The next pid, or 0 where every number is in use: in order up to pid_max - 1, then from 300 (from 2 where pid_max is
    /// 300 or less). A number in use as pid, pgid or sid is skipped, a zombie's included.
    /// </summary>
    public static int AllocatePid(Machine m)
    {
        int max = m.Settings.PidMax;
        if (m.S.UsedNumbers >= max - 1)
        {
            // Every number but 0 is in use: known without looking.
            return 0;
        }

        int again = max > ReservedPids ? ReservedPids : 2;
        int pid = NextFree(m, m.S.LastPid + 1, max);
        if (pid == 0)
        {
            pid = NextFree(m, again, max);
        }

        if (pid != 0)
        {
            m.S.LastPid = pid;
        }

        return pid;
    }

    private static int NextFree(Machine m, int from, int max)
    {
        while (from < max)
        {
            ulong free = ~m.PidBits.Get(from >> 6) & (ulong.MaxValue << from);
            if (free != 0)
            {
                int pid = (from & ~63) + BitOperations.TrailingZeroCount(free);
                return pid < max ? pid : 0;
            }

            from = (from | 63) + 1;
        }

        return 0;
    }

    /// <summary>A number is in use while it is a pid, a pgid or a sid.</summary>
    private static void SetUsed(Machine m, int number)
    {
        ref ulong bits = ref m.PidBits.Write(number >> 6);
        m.S.UsedNumbers += (bits & (1UL << number)) == 0 ? 1 : 0;
        bits |= 1UL << number;
    }

    private static void ClearIfUnused(Machine m, int number)
    {
        if (m.PidGroups.Get(number) == 0 && m.PidSessions.Get(number) == 0 && m.PidTasks.Get(number) == 0)
        {
            m.PidBits.Write(number >> 6) &= ~(1UL << number);
            m.S.UsedNumbers--;
            if (m.S.NamespaceCount != 0)
            {
                Namespaces.Forget(m, number);
            }
        }
    }

    public static void SetPid(Machine m, int slot, int pid) => SetPid(m, ref m.Tasks.Write(slot), slot, pid);

    public static void SetPid(Machine m, ref TaskRow row, int slot, int pid)
    {
        row.Pid = pid;
        m.PidTasks.Write(pid) = slot;
        SetUsed(m, pid);
    }

    public static void ClearPid(Machine m, int pid)
    {
        m.PidTasks.Write(pid) = 0;
        ClearIfUnused(m, pid);
    }

    /// <summary>Appends a child: the youngest comes last.</summary>
    public static void LinkChild(Machine m, int parent, int child) =>
        LinkChild(m, ref m.Tasks.Write(parent), parent, ref m.Tasks.Write(child), child);

    public static void LinkChild(Machine m, ref TaskRow p, int parent, ref TaskRow c, int child)
    {
        c.Parent = parent;
        c.NextSibling = 0;
        if (p.FirstChild == 0)
        {
            p.FirstChild = child;
            c.PrevSibling = child;
            return;
        }

        ref TaskRow first = ref m.Tasks.Write(p.FirstChild);
        int last = first.PrevSibling;
        c.PrevSibling = last;
        first.PrevSibling = child;
        m.Tasks.Write(last).NextSibling = child;
    }

    public static void UnlinkChild(Machine m, int child) => UnlinkChild(m, ref m.Tasks.Write(child), child);

    public static void UnlinkChild(Machine m, ref TaskRow c, int child)
    {
        ChildReports.Leave(m, c.Parent, child);
        ref TaskRow parent = ref m.Tasks.Write(c.Parent);
        int first = parent.FirstChild;
        if (first == child)
        {
            parent.FirstChild = c.NextSibling;
            if (c.NextSibling != 0)
            {
                m.Tasks.Write(c.NextSibling).PrevSibling = c.PrevSibling;
            }

            return;
        }

        m.Tasks.Write(c.PrevSibling).NextSibling = c.NextSibling;
        m.Tasks.Write(c.NextSibling != 0 ? c.NextSibling : first).PrevSibling = c.PrevSibling;
    }

    /// <summary>A new group without members.</summary>
    public static int CreateGroup(Machine m, int pgid, int sid)
    {
        int group = m.S.FreeGroup;
        if (group != 0)
        {
            m.S.FreeGroup = m.Groups[group].First;
        }
        else
        {
            group = ++m.S.GroupTop;
        }

        m.Groups.Write(group) = new GroupRow { Pgid = pgid, Sid = sid };
        m.PidGroups.Write(pgid) = group;
        m.PidSessions.Write(sid)++;
        SetUsed(m, pgid);
        SetUsed(m, sid);
        return group;
    }

    public static void JoinGroup(Machine m, int group, int slot) => JoinGroup(m, group, ref m.Tasks.Write(slot), slot);

    public static void JoinGroup(Machine m, int group, ref TaskRow t, int slot)
    {
        ref GroupRow g = ref m.Groups.Write(group);
        t.Group = group;
        t.GroupPrev = 0;
        t.GroupNext = g.First;
        if (g.First != 0)
        {
            m.Tasks.Write(g.First).GroupPrev = slot;
        }

        g.First = slot;
        g.Count++;
        if (Threads.IsStopped(m, slot))
        {
            g.Stopped++;
        }
    }

    /// <summary>Takes a task out of its group; the group ends with its last member.</summary>
    public static void LeaveGroup(Machine m, int slot) => LeaveGroup(m, ref m.Tasks.Write(slot), slot);

    public static void LeaveGroup(Machine m, ref TaskRow t, int slot)
    {
        int group = t.Group;
        ref GroupRow g = ref m.Groups.Write(group);
        if (t.GroupPrev != 0)
        {
            m.Tasks.Write(t.GroupPrev).GroupNext = t.GroupNext;
        }
        else
        {
            g.First = t.GroupNext;
        }

        if (t.GroupNext != 0)
        {
            m.Tasks.Write(t.GroupNext).GroupPrev = t.GroupPrev;
        }

        if (Threads.IsStopped(m, slot))
        {
            g.Stopped--;
        }

        if (--g.Count == 0)
        {
            EndGroup(m, group);
        }
    }

    private static void EndGroup(Machine m, int group)
    {
        GroupRow g = m.Groups[group];
        if (m.S.TerminalTop > 0)
        {
            Terminals.GroupEnds(m, g.Pgid);
        }

        m.PidGroups.Write(g.Pgid) = 0;
        m.PidSessions.Write(g.Sid)--;
        ClearIfUnused(m, g.Pgid);
        ClearIfUnused(m, g.Sid);
        m.Groups.Write(group) = new GroupRow { First = m.S.FreeGroup };
        m.S.FreeGroup = group;
    }

    /// <summary>The rarer half of a task, made when first needed. What is a process's stands in that of the leader: <see cref="OfProcess"/>.</summary>
    public static ref TaskExtra Extra(Machine m, int slot)
    {
        ref TaskRow row = ref m.Tasks.Write(slot);
        if ((row.Flags & TaskFlags.HasExtra) == 0)
        {
            row.Flags |= TaskFlags.HasExtra;
            m.Extras.Write(slot) = default;
        }

        return ref m.Extras.Write(slot);
    }

    /// <summary>
    /// The rarer half of a process: dispositions, pending signals, the alarm, the decided death, user id, limits, directory and umask, the times of
    /// children, the memory, the exit signal. The rest is each thread's.
    /// </summary>
    public static ref TaskExtra OfProcess(Machine m, int task) => ref Extra(m, Threads.LeaderOf(m, task));

    /// <summary>The rarer half of a process to read.</summary>
    public static ref readonly TaskExtra ReadOfProcess(Machine m, int task) => ref ReadExtra(m, Threads.LeaderOf(m, task));

    /// <summary>The rarer half to read; all zero where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref readonly TaskExtra ReadExtra(Machine m, int slot) =>
        ref (m.Tasks[slot].Flags & TaskFlags.HasExtra) != 0 ? ref m.Extras[slot] : ref NoExtra[0];

    private static readonly TaskExtra[] NoExtra = new TaskExtra[1];
}
