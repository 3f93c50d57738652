// The rules on threads, on what is left of them, and on the memory that tasks share.
namespace KScript.Kernel;

internal static partial class Invariants
{
    private static void CheckThreads(Machine m)
    {
        int others = 0;
        int listed = 0;
        int ends = 0;
        for (int slot = 1; slot <= m.S.TaskTop; slot++)
        {
            if (m.Tasks[slot].State == TaskState.Free)
            {
                continue;
            }

            others += Threads.IsLeader(m, slot) ? 0 : 1;
            if (Threads.IsThreaded(m, slot))
            {
                listed += CheckThreadGroup(m, slot);
                ends += CheckEnds(m, slot);
            }
        }

        Require(others == listed, "threads", m, 0, $"{others} threads beside the first ones, {listed} in lists");
        for (int tid = 0; tid < m.ThreadEnds.Capacity; tid++)
        {
            ends -= m.ThreadEnds[tid].Process != 0 ? 1 : 0;
        }

        Require(ends == 0, "thread-ends", m, 0, "what is left of a thread is in no list");
    }

    /// <summary>A process's list and counts; how many threads it has beside the first.</summary>
    private static int CheckThreadGroup(Machine m, int leader)
    {
        ThreadGroupRow group = m.ThreadGroups[leader];
        Require(Threads.IsLeader(m, leader), "threads", m, leader, "it has threads and is one itself");
        int live = 0;
        int stopped = 0;
        int due = 0;
        int count = -1;
        int before = 0;
        for (int thread = leader; thread != 0; thread = Threads.After(m, thread))
        {
            ref readonly TaskRow row = ref m.Tasks[thread];
            Require(row.LeaderOr(thread) == leader && (thread == leader || row.PrevSibling == before), "threads", m, thread, "the list of threads is broken");
            Require(thread == leader || (row.Parent == 0 && row.Group == 0), "threads", m, thread, "it has what is its process's");
            live += row.State == TaskState.Zombie ? 0 : 1;
            stopped += row.State == TaskState.Stopped ? 1 : 0;
            due += (row.Flags & TaskFlags.StopDue) != 0 ? 1 : 0;
            before = thread == leader ? 0 : thread;
            Require(++count <= m.S.TaskCount, "threads", m, thread, "the list of threads has a loop");
        }

        Require(before == group.Last, "threads", m, leader, "the youngest thread is not where it is looked for");
        Require(live == group.Live && stopped == group.Stopped && due == group.StopsDue, "threads", m, leader, $"{live} threads live, {stopped} stopped, {due} are to stop; counted {group.Live}, {group.Stopped}, {group.StopsDue}");
        return count;
    }

    /// <summary>The list of what is left of a process's threads; its length.</summary>
    private static int CheckEnds(Machine m, int leader)
    {
        int count = 0;
        int newer = 0;
        for (int tid = m.ThreadGroups[leader].NewestEnd; tid != 0; tid = m.ThreadEnds[tid].Older)
        {
            ThreadEndRow row = m.ThreadEnds[tid];
            Require(row.Process == m.Tasks[leader].Pid && row.Newer == newer, "thread-ends", m, leader, $"what is left of {tid} is another's");
            Require(++count < m.Settings.PidMax, "thread-ends", m, leader, "the list has a loop");
            newer = tid;
        }

        return count;
    }

    private static void CheckMemories(Machine m)
    {
        int[] users = new int[m.S.MemoryTop + 1];
        for (int slot = 1; slot <= m.S.TaskTop; slot++)
        {
            users[m.Tasks[slot].State == TaskState.Free ? 0 : TaskTable.ReadExtra(m, slot).Memory]++;
        }

        int free = 0;
        for (int number = m.S.FreeMemory; number != 0 && free <= m.S.MemoryTop; number = m.Memories[number].Next)
        {
            free++;
        }

        for (int number = 1; number <= m.S.MemoryTop; number++)
        {
            ref readonly MemoryRow row = ref m.Memories[number];
            Require(row.Users == users[number] && (row.Memory is null) == (row.Users == 0), "memory", m, 0, $"memory {number} has {users[number]} users, counted {row.Users}");
            free -= row.Memory is null ? 1 : 0;
        }

        Require(free == 0, "memory", m, 0, "free memories are lost");
    }

    private static void CheckLocks(Machine m)
    {
        int held = 0;
        for (int number = 1; number <= m.S.LockTop; number++)
        {
            ref readonly LockRow row = ref m.Locks[number];
            bool isHeld = row.Holder != 0 && (row.Flags & LockFlags.Abandoned) == 0;
            held += isHeld ? 1 : 0;
            Require(!isHeld || TaskTable.Find(m, row.Holder) != 0, "locks", m, 0, $"object {number} is held by {row.Holder}, who is gone");
            bool isFree = row.Kind == LockKind.Mutex ? row.Holder == 0 : row.Kind == LockKind.ReadersWriter && row.Holder == 0 && row.Count == 0;
            Require(!isFree || row.Waiters.Head == 0, "locks", m, row.Waiters.Head, $"it waits for object {number}, which nobody holds");
        }

        for (int slot = 1; slot <= m.S.TaskTop && m.S.LockTop > 0; slot++)
        {
            int previous = 0;
            for (int number = m.Tasks[slot].State == TaskState.Free ? 0 : TaskTable.ReadExtra(m, slot).FirstHeld; number != 0; number = m.Locks[number].NextHeld)
            {
                ref readonly LockRow row = ref m.Locks[number];
                Require(row.Holder == m.Tasks[slot].Pid && row.PreviousHeld == previous, "locks", m, slot, $"object {number} is in its list and not its own");
                Require(--held >= 0, "locks", m, slot, "its list of what it holds has a loop");
                previous = number;
            }
        }

        Require(held == 0, "locks", m, 0, "what is held is in no list");
    }
}
