// Stopping and continuing a process of several threads: all of them stop, each when it next runs, and the parent hears of it with the last
// one
// (Linux: do_signal_stop, task_participate_group_stop). Signals/ has the rules on the signals.
namespace KScript.Kernel;

/// <summary>The stop state of processes with several threads.</summary>
internal static class GroupStop
{
    /// <summary>
    /// A stop signal acts: each thread that is not stopped is to stop, the one in which it acts included. Linear in the threads.
    /// </summary>
    public static void Begin(Machine m, int leader, int signal)
    {
        ref ThreadGroupRow group = ref m.ThreadGroups.Write(leader);
        if (group.StopSignal == 0)
        {
            group.StopSignal = (byte)signal;
        }

        for (int thread = leader; thread != 0; thread = Threads.After(m, thread))
        {
            m.RowsVisited++;
            ref readonly TaskRow row = ref m.Tasks[thread];
            if (row.State is TaskState.Zombie or TaskState.Stopped || (row.Flags & TaskFlags.StopDue) != 0)
            {
                continue;
            }

            m.Tasks.Write(thread).Flags |= TaskFlags.StopDue;
            group.StopsDue++;
            Signals.Awaken(m, thread, deadly: false);
        }
    }

    /// <summary>Whether a thread is to stop now.</summary>
    public static bool IsDue(Machine m, int task) => (m.Tasks[task].Flags & TaskFlags.StopDue) != 0;

    /// <summary>A thread has stopped, in T or, where it is traced, in t. True: it was the last, and the process is stopped.</summary>
    public static bool HasStopped(Machine m, int leader, int thread)
    {
        ref ThreadGroupRow group = ref m.ThreadGroups.Write(leader);
        group.Stopped += Tracing.IsTraced(m, thread) ? 0 : 1;
        group.StopsDue--;
        m.Tasks.Write(thread).Flags &= ~TaskFlags.StopDue;
        return group.StopsDue == 0;
    }

    /// <summary>A thread does not stop after all: it ends, or is to. True: it was the last that had still to stop.</summary>
    public static bool Forget(Machine m, int leader, int thread)
    {
        if ((m.Tasks[thread].Flags & TaskFlags.StopDue) == 0)
        {
            return false;
        }

        m.Tasks.Write(thread).Flags &= ~TaskFlags.StopDue;
        return --m.ThreadGroups.Write(leader).StopsDue == 0;
    }
}
