// The threads of a process: who its leader is, the list of the others, and how both change. A thread is a task; what it shares with the
// other
// threads of its process is asked of the leader.
namespace KScript.Kernel;

/// <summary>Threads and their processes.</summary>
internal static class Threads
{
    /// <summary>The slot of the process of a task: its first thread.</summary>
    public static int LeaderOf(Machine m, int task) => m.Tasks[task].LeaderOr(task);

    /// <summary>The pid of a task's process (Linux: tgid).</summary>
    public static int PidOf(Machine m, int task) => m.Tasks[Threads.LeaderOf(m, task)].Pid;

    /// <summary>Whether a task is its process's first thread.</summary>
    public static bool IsLeader(Machine m, int task) => Threads.LeaderOf(m, task) == task;

    /// <summary>Whether a process has, or had, a second thread.</summary>
    public static bool IsThreaded(Machine m, int leader) => (m.Tasks[leader].Flags & TaskFlags.Threaded) != 0;

    /// <summary>Whether no thread of a process lives.</summary>
    public static bool IsDead(Machine m, int leader) => IsDead(m, in m.Tasks[leader], leader);

    /// <summary>The same of a leader whose row is at hand.</summary>
    public static bool IsDead(Machine m, in TaskRow row, int leader) =>
        row.State == TaskState.Zombie && ((row.Flags & TaskFlags.Threaded) == 0 || m.ThreadGroups[leader].Live == 0);

    /// <summary>Whether a whole process is stopped.</summary>
    public static bool IsStopped(Machine m, int leader) =>
        IsThreaded(m, leader) ? m.ThreadGroups[leader] is { StopSignal: not 0, StopsDue: 0, Live: > 0 }
            : m.Tasks[leader].State == TaskState.Stopped || (Kernel.Tracing.IsTraced(m, leader) && m.Tracing[leader].StopSignal != 0);

    /// <summary>Whether a process can be waited for: no thread lives, and none but the first is left for its tracer to wait for.</summary>
    public static bool CanBeReaped(Machine m, int leader) => IsDead(m, leader) && (!IsThreaded(m, leader) || m.ThreadGroups[leader].First == 0);

    /// <summary>The thread after another of its process, the leader being the first; 0: it was the last.</summary>
    public static int After(Machine m, int thread)
    {
        if (!IsLeader(m, thread))
        {
            return m.Tasks[thread].NextSibling;
        }

        return IsThreaded(m, thread) ? m.ThreadGroups[thread].First : 0;
    }

    /// <summary>How many threads of a process have not ended.</summary>
    public static int CountOf(Machine m, int leader) =>
        IsThreaded(m, leader) ? m.ThreadGroups[leader].Live : m.Tasks[leader].State == TaskState.Zombie ? 0 : 1;

    /// <summary>How many rows a process has in the process table: its first thread stands there until the last has ended. Linear in the threads.</summary>
    public static int RowsOf(Machine m, int leader)
    {
        int count = 0;
        for (int thread = leader; thread != 0; thread = After(m, thread))
        {
            m.RowsVisited++;
            count++;
        }

        return count;
    }

    /// <summary>
    /// A new thread joins a process; the leader's flag and row are made with the second one. Each counts for its user (getrlimit(2):
    /// RLIMIT_NPROC, "or, more precisely on Linux, threads").
    /// </summary>
    public static void Enter(Machine m, int leader, int thread)
    {
        ref TaskRow first = ref m.Tasks.Write(leader);
        ref ThreadGroupRow group = ref m.ThreadGroups.Write(leader);
        if ((first.Flags & TaskFlags.Threaded) == 0)
        {
            first.Flags |= TaskFlags.Threaded;
            group = new ThreadGroupRow { Live = 1 };
        }

        ref TaskRow row = ref m.Tasks.Write(thread);
        row.Follow(leader);
        row.NextSibling = 0;
        row.PrevSibling = group.Last;
        if (group.Last == 0)
        {
            group.First = thread;
        }
        else
        {
            m.Tasks.Write(group.Last).NextSibling = thread;
        }

        group.Last = thread;
        group.Live++;
        Users.CountProcess(m, Credentials.UidOf(m, leader), 1);
    }

    /// <summary>A thread that is not the first leaves the list; it has ended, or has become the first (exec).</summary>
    public static void Leave(Machine m, int leader, int thread)
    {
        Users.CountProcess(m, Credentials.UidOf(m, leader), -1);
        ref ThreadGroupRow group = ref m.ThreadGroups.Write(leader);
        ref readonly TaskRow row = ref m.Tasks[thread];
        (int next, int previous) = (row.NextSibling, row.PrevSibling);
        if (previous == 0)
        {
            group.First = next;
        }
        else
        {
            m.Tasks.Write(previous).NextSibling = next;
        }

        if (next == 0)
        {
            group.Last = previous;
        }
        else
        {
            m.Tasks.Write(next).PrevSibling = previous;
        }

        if (group.Taker == thread)
        {
            group.Taker = 0;
        }
    }

    /// <summary>The process ends, or has one thread again by exec: what it had as one of several goes.</summary>
    public static void Dissolve(Machine m, int leader)
    {
        if (IsThreaded(m, leader))
        {
            Joining.ForgetAll(m, leader);
            m.ThreadGroups.Write(leader) = default;
            m.Tasks.Write(leader).Flags &= ~TaskFlags.Threaded;
        }
    }

    /// <summary>The time of threads that are gone becomes the leader's: no other is left.</summary>
    public static void FoldTimes(Machine m, int leader)
    {
        ref ThreadGroupRow group = ref m.ThreadGroups.Write(leader);
        m.Tasks.Write(leader).CpuTime += group.EndedCpuTime;
        group.EndedCpuTime = 0;
    }

    /// <summary>CPU time of a process, in ticks: of its threads, and of those that have ended. Linear in the threads.</summary>
    public static long CpuTimeOf(Machine m, int leader)
    {
        long time = IsThreaded(m, leader) ? m.ThreadGroups[leader].EndedCpuTime : 0;
        for (int thread = leader; thread != 0; thread = After(m, thread))
        {
            m.RowsVisited++;
            time += ProcessView.CpuTimeOf(m, thread);
        }

        return time;
    }

    /// <summary>
    /// The tids of a process's threads, the first one first: it is there as Z until the last has ended (proc(5), /proc/PID/task).
    /// </summary>
    public static long[] TidsOf(Machine m, int leader)
    {
        var list = new List<long>();
        for (int thread = leader; thread != 0; thread = After(m, thread))
        {
            list.Add(m.Tasks[thread].Pid);
        }

        return [.. list];
    }
}
