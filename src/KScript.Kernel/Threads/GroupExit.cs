// The end of whole processes: exit, a fatal signal, and an exec end every thread; each does it in its own context, when it next runs.
namespace KScript.Kernel;

/// <summary>The end of all threads of a process.</summary>
internal static class GroupExit
{
    /// <summary>
    /// A thread ends its process with a raw wait status: the others are told, and it ends itself. Where another has begun that already, its
    /// status stays (Linux: do_group_exit).
    /// </summary>
    public static void End(Machine m, int task, int status)
    {
        int leader = Threads.LeaderOf(m, task);
        if (Threads.IsThreaded(m, leader))
        {
            ref ThreadGroupRow group = ref m.ThreadGroups.Write(leader);
            if (group.Exiting)
            {
                status = group.ExitStatus;
            }
            else
            {
                group.Exiting = true;
                group.ExitStatus = (ushort)status;
                group.Executing = 0;
                TellOthers(m, leader, task);
            }
        }

        Exit.EndThread(m, task, status);
    }

    /// <summary>
    /// Whether a task's process ends: it has nothing to do but that. Its exec that waits for the others is the exception.
    /// </summary>
    public static bool IsDue(Machine m, int task)
    {
        int leader = Threads.LeaderOf(m, task);
        if (!Threads.IsThreaded(m, leader))
        {
            return false;
        }

        ref readonly ThreadGroupRow group = ref m.ThreadGroups[leader];
        return group.Exiting || (group.Executing != 0 && group.Executing != task);
    }

    /// <summary>What a thread ends with whose process ends.</summary>
    public static int StatusOf(Machine m, int task)
    {
        ref readonly ThreadGroupRow group = ref m.ThreadGroups[Threads.LeaderOf(m, task)];
        return group.Exiting ? group.ExitStatus : Signal.SIGKILL;
    }

    /// <summary>
    /// Every thread but one is to end: it wakes, whether it sleeps or is stopped, and ends when it runs (Linux: zap_other_threads).
    /// Linear in the threads.
    /// </summary>
    public static void TellOthers(Machine m, int leader, int but)
    {
        for (int thread = leader; thread != 0;)
        {
            int next = Threads.After(m, thread);
            m.RowsVisited++;
            if (thread != but && m.Tasks[thread].State != TaskState.Zombie)
            {
                GroupStop.Forget(m, leader, thread);
                Signals.Awaken(m, thread, deadly: true);
            }

            thread = next;
        }
    }

    /// <summary>A thread has ended: an exec that waited for it goes on once there is no other.</summary>
    public static void AfterEnd(Machine m, int leader)
    {
        ref readonly ThreadGroupRow group = ref m.ThreadGroups[leader];
        if (group.Executing != 0 && group.Live == 1 && m.Tasks[group.Executing].WaitsOn.Kind == WaitKind.Threads)
        {
            Blocked.Wake(m, group.Executing);
        }
    }
}
