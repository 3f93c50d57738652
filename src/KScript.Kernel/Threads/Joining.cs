// join, detach, pthread_exit, and what is left of a thread until it was joined. On Linux this is the C library's: the kernel's task is
// gone as
// soon as the thread has ended, and its number is free.
namespace KScript.Kernel;

/// <summary>The ends of threads, and who waits for them.</summary>
internal static class Joining
{
    /// <summary>pthread_join(tid): waits for the end of a thread of the caller's process.</summary>
    /// <returns>What it ended with.</returns>
    /// <errors>
    /// ESRCH no such thread in the process; EINVAL it is detached, was joined already, or another waits for it; EDEADLK it is the caller,
    /// or waits for the caller's end itself. A handler does not end it.
    /// </errors>
    /// <source>POSIX.1-2017 pthread_join(); pthread_join(3)</source>
    public static SyscallResult Join(Machine m, int task, ref Trap trap)
    {
        int process = Threads.PidOf(m, task);
        int tid = trap.A0 is > 0 && trap.A0 < m.Settings.PidMax ? (int)trap.A0 : 0;
        ThreadEndRow end = m.ThreadEnds.Get(tid);
        bool isKnown = end.Process == process;
        if (isKnown && end.IsJoined)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        if (isKnown && end.HasEnded)
        {
            ref ThreadEndRow row = ref m.ThreadEnds.Write(tid);
            row.IsJoined = true;
            row.Joiner = 0;
            return SyscallResult.Of(end.Value);
        }

        int thread = TaskTable.Find(m, tid);
        if (thread == 0 || Threads.LeaderOf(m, thread) != Threads.LeaderOf(m, task))
        {
            return SyscallResult.Fail(Errno.ESRCH);
        }

        if (thread == task || WaitsFor(m, thread, task))
        {
            return SyscallResult.Fail(Errno.EDEADLK);
        }

        if ((m.Tasks[thread].Flags & TaskFlags.Detached) != 0 || (isKnown && IsJoinedByAnother(m, task, end.Joiner)))
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        m.ThreadEnds.Write(tid) = Known(m, tid, process) with { Joiner = m.Tasks[task].Pid };
        WaitsOn on = WaitsOn.Thread(tid);
        bool wokenBySignal = m.Tasks[task].Call != SyscallNumber.None && (m.Tasks[task].Flags & TaskFlags.SignalPending) != 0;
        return wokenBySignal ? SyscallResult.Restart(on) : SyscallResult.Block(on);
    }

    /// <summary>Whether another thread of the caller's process is in a join that began before.</summary>
    private static bool IsJoinedByAnother(Machine m, int task, int joiner)
    {
        int other = TaskTable.Find(m, joiner);
        return other != 0 && other != task && Threads.LeaderOf(m, other) == Threads.LeaderOf(m, task) && m.Tasks[other].State != TaskState.Zombie;
    }

    /// <summary>Whether a thread waits in join for another's end.</summary>
    private static bool WaitsFor(Machine m, int thread, int other) =>
        m.Tasks[thread].WaitsOn is { Kind: WaitKind.Thread } on && on.Id == m.Tasks[other].Pid;

    /// <summary>pthread_detach(tid): nobody joins it any more.</summary>
    /// <errors>ESRCH no such thread in the process; EINVAL it is detached or was joined already.</errors>
    /// <source>POSIX.1-2017 pthread_detach(); pthread_detach(3)</source>
    public static SyscallResult Detach(Machine m, int task, ref Trap trap)
    {
        int process = Threads.PidOf(m, task);
        int tid = trap.A0 is > 0 && trap.A0 < m.Settings.PidMax ? (int)trap.A0 : 0;
        ThreadEndRow end = m.ThreadEnds.Get(tid);
        if (end.Process == process && end.HasEnded)
        {
            if (end.IsJoined)
            {
                return SyscallResult.Fail(Errno.EINVAL);
            }

            Forget(m, tid);
            return SyscallResult.Of(0);
        }

        int thread = TaskTable.Find(m, tid);
        if (thread == 0 || Threads.LeaderOf(m, thread) != Threads.LeaderOf(m, task))
        {
            return SyscallResult.Fail(Errno.ESRCH);
        }

        if ((m.Tasks[thread].Flags & TaskFlags.Detached) != 0)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        m.Tasks.Write(thread).Flags |= TaskFlags.Detached;
        return SyscallResult.Of(0);
    }

    /// <summary>pthread_exit(value): ends the caller alone. The last thread to end ends the process.</summary>
    /// <remarks>
    /// The value is what join gives, and where the caller was the last thread its low byte is the process's exit code, as that of the
    /// system
    /// call exit below pthread_exit. Differs from Linux: glibc's pthread_exit hands 0 to that call.
    /// </remarks>
    /// <source>POSIX.1-2017 pthread_exit(); pthread_exit(3); _exit(2) NOTES</source>
    public static SyscallResult Exit(Machine m, int task, ref Trap trap)
    {
        Note(m, task, trap.A0);
        Kernel.Exit.EndThread(m, task, WaitStatus.ExitedWith(trap.A0));
        return SyscallResult.Handled;
    }

    /// <summary>A thread is about to end with a value: it is kept for who will join it, and who waits for it wakes.</summary>
    private static void Note(Machine m, int task, long value)
    {
        int leader = Threads.LeaderOf(m, task);
        if (!Threads.IsThreaded(m, leader) || (m.Tasks[task].Flags & TaskFlags.Detached) != 0)
        {
            return;
        }

        int tid = m.Tasks[task].Pid;
        ThreadEndRow row = Known(m, tid, m.Tasks[leader].Pid);
        m.ThreadEnds.Write(tid) = row with { Value = value, HasEnded = true };
        int joiner = TaskTable.Find(m, row.Joiner);
        if (joiner != 0 && WaitsFor(m, joiner, task))
        {
            Blocked.Wake(m, joiner);
        }
    }

    /// <summary>The row of a tid as one of a process, put among those of the process if it is not.</summary>
    private static ThreadEndRow Known(Machine m, int tid, int process)
    {
        ThreadEndRow row = m.ThreadEnds.Get(tid);
        if (row.Process == process && !row.IsJoined)
        {
            return row;
        }

        // The number was another thread's before, which nobody can ask for any more.
        Forget(m, tid);
        ref ThreadGroupRow group = ref m.ThreadGroups.Write(TaskTable.Find(m, process));
        int thread = TaskTable.Find(m, tid);
        row = new ThreadEndRow { Process = process, Older = group.NewestEnd, Number = Namespaces.NumberFor(m, thread, tid) };
        if (group.NewestEnd != 0)
        {
            m.ThreadEnds.Write(group.NewestEnd).Newer = tid;
        }

        group.NewestEnd = tid;
        return row;
    }

    /// <summary>Nothing is known of a tid any more.</summary>
    public static void Forget(Machine m, int tid)
    {
        ThreadEndRow row = m.ThreadEnds.Get(tid);
        if (row.Process == 0)
        {
            return;
        }

        if (row.Older != 0)
        {
            m.ThreadEnds.Write(row.Older).Newer = row.Newer;
        }

        if (row.Newer != 0)
        {
            m.ThreadEnds.Write(row.Newer).Older = row.Older;
        }
        else
        {
            m.ThreadGroups.Write(TaskTable.Find(m, row.Process)).NewestEnd = row.Older;
        }

        m.ThreadEnds.Write(tid) = default;
    }

    /// <summary>The memory in which this stood is gone. Linear in the threads that ended and are known.</summary>
    public static void ForgetAll(Machine m, int leader)
    {
        for (int tid = m.ThreadGroups[leader].NewestEnd; tid != 0;)
        {
            int older = m.ThreadEnds[tid].Older;
            m.ThreadEnds.Write(tid) = default;
            tid = older;
        }

        m.ThreadGroups.Write(leader).NewestEnd = 0;
    }
}
