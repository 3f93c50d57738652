// The end of a namespace's init: everybody inside is killed and gone before it is a zombie (pid_namespaces(7); Linux:
// zap_pid_ns_processes).
namespace KScript.Kernel;

/// <summary>How a namespace ends.</summary>
internal static class NamespaceEnd
{
    /// <summary>
    /// The last thread of a process ends with a raw wait status. If it is a namespace's init and others are in there, they are killed, and
    /// it waits in S until they are gone.
    /// </summary>
    /// <returns>Whether it waits; its end goes on with <see cref="Finish"/>.</returns>
    public static bool Waits(Machine m, int cpu, int task, int status)
    {
        int leader = Threads.LeaderOf(m, task);
        int space = m.S.NamespaceCount == 0 ? 0 : Namespaces.Of(m, leader);
        if (space == 0 || m.Namespaces[space].InitPid != m.Tasks[leader].Pid)
        {
            return false;
        }

        if (!m.Namespaces[space].IsClosed)
        {
            m.Namespaces.Write(space).IsClosed = true;
            Begin(m, cpu, task, space);
        }

        if (m.Namespaces[space].Numbers <= OwnNumbers(m, task))
        {
            return false;
        }

        TaskTable.Extra(m, task).EndStatus = (ushort)status;
        m.Tasks.Write(task).Flags &= ~(TaskFlags.SignalPending | TaskFlags.SyscallPaid);
        Blocked.Enter(m, cpu, task, SyscallNumber.Exit, TaskState.Interruptible, new WaitsOn(WaitKind.NamespaceEmpty, 0, space));
        return true;
    }

    /// <summary>
    /// How many numbers of a namespace its ending init has: the last thread's, and that of the first where it is another.
    /// </summary>
    private static int OwnNumbers(Machine m, int task) => Threads.IsLeader(m, task) ? 1 : 2;

    /// <summary>Whether a task is a namespace's init that waits for the others to be gone: it hears nothing any more.</summary>
    public static bool IsEnding(Machine m, int task) => m.Tasks[task].Call == SyscallNumber.Exit;

    /// <summary>What an exit does before it looks at others; then nobody inside is spared. Linear in the tasks.</summary>
    private static void Begin(Machine m, int cpu, int task, int space)
    {
        IntervalTimers.CancelAll(m, Threads.LeaderOf(m, task));
        Locks.HolderDies(m, task);
        Clone.ReleaseParent(m, task);
        Exit.CloseFiles(m, task, isLast: true);
        Signals.Flush(m, task, isLast: true);
        List<int> inside = Inside(m, space, but: Threads.LeaderOf(m, task));
        inside.RemoveAll(pid => Threads.IsDead(m, TaskTable.Find(m, pid)));
        Events.NamespaceEnd(m, cpu, task, space, inside.Count);
        ReapZombies(m, task);
        foreach (int pid in inside)
        {
            Signals.Send(m, TaskTable.Find(m, pid), Signal.SIGKILL, SigInfo.FromKernel(Signal.SIGKILL), sender: 0);
        }
    }

    private static void ReapZombies(Machine m, int task)
    {
        for (int child = m.Tasks[task].FirstChild; child != 0;)
        {
            int next = m.Tasks[child].NextSibling;
            if (Threads.IsDead(m, child))
            {
                Wait.Reap(m, child, task);
            }

            child = next;
        }
    }

    /// <summary>The processes in a namespace and in those inside it, by their numbers in it.</summary>
    public static List<int> Inside(Machine m, int space, int but)
    {
        var found = new List<(int Number, int Pid)>();
        for (int slot = 1; slot <= m.S.TaskTop; slot++)
        {
            if (m.Tasks[slot].State != TaskState.Free && Threads.IsLeader(m, slot) && slot != but
                && Namespaces.NumberIn(m, space, m.Tasks[slot].Pid) is var number and not 0)
            {
                found.Add((number, m.Tasks[slot].Pid));
            }
        }

        found.Sort();
        return found.ConvertAll(static each => each.Pid);
    }

    /// <summary>A number in a namespace is free: its init, if it waits for that and is alone now, goes on with its end.</summary>
    public static void NumberFreed(Machine m, int space)
    {
        ref readonly NamespaceRow row = ref m.Namespaces[space];
        int init = row.IsClosed && row.Numbers <= 2 ? TaskTable.Find(m, row.InitPid) : 0;
        for (int thread = init; thread != 0; thread = Threads.After(m, thread))
        {
            if (m.Tasks[thread].WaitsOn.Kind == WaitKind.NamespaceEmpty && row.Numbers <= OwnNumbers(m, thread))
            {
                // It looks before anything else when it runs.
                m.Tasks.Write(thread).Flags |= TaskFlags.SignalPending;
                Blocked.Wake(m, thread);
                return;
            }
        }
    }

    /// <summary>The init is alone, and runs: its end goes on.</summary>
    public static void Finish(Machine m, int task) => Exit.EndThread(m, task, m.Extras[task].EndStatus);
}
