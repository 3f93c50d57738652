// How tasks end: exit, adoption of the children, the zombie and its SIGCHLD, the orphaned groups. Reaping is in Wait.cs.
namespace KScript.Kernel;

/// <summary>The end of tasks.</summary>
internal static class Exit
{
    /// <summary>_exit: ends the caller with A0 &amp; 0xff.</summary>
    /// <source>POSIX.1-2017 _exit(); _exit(2)</source>
    public static SyscallResult Call(Machine m, int task, ref Trap trap)
    {
        Die(m, task, WaitStatus.ExitedWith(trap.A0));
        return SyscallResult.Handled;
    }

    /// <summary>
    /// A running task ends with a raw wait status: its children are given away, then it is a zombie and its parent hears of it,
    /// or it is gone at once where nobody will wait (docs/kernel.md).
    /// </summary>
    public static void Die(Machine m, int task, int status)
    {
        int cpu = m.Tasks[task].Cpu;
        Sleeping.CancelAlarm(m, task);
        Dispatching.LeaveBlocked(m, cpu, blocks: false);
        Scheduling.Died(m, task);
        UserContext? context = m.Contexts[task];
        if (WaitStatus.IsSignaled(status))
        {
            m.TellOfDeath(task, context, status);
        }

        m.Contexts.Write(task) = null;
        CloseFiles(m, task);
        Signals.Flush(m, task);
        if ((m.Tasks[task].Flags & TaskFlags.Subreaper) != 0)
        {
            m.S.Subreapers--;
        }

        ref TaskRow row = ref m.Tasks.Write(task);
        row.Status = (ushort)status;
        row.Call = SyscallNumber.None;
        row.WaitsOn = default;
        row.Flags &= ~(TaskFlags.SignalPending | TaskFlags.SyscallPaid | TaskFlags.ContinueUnreported | TaskFlags.Subreaper);
        if (task == Machine.InitSlot)
        {
            InitDies(m, cpu, status);
            return;
        }

        bool zombie = !NobodyWaits(m, row.Parent);
        row.State = TaskState.Zombie;
        if ((row.Flags & TaskFlags.Adopted) != 0)
        {
            m.S.Orphans--;
        }

        m.S.Zombies++;
        ChildReports.Update(m, task);
        if (row.FirstChild != 0)
        {
            GiveChildrenAway(m, task);
        }

        Groups.AfterExit(m, task);
        Events.Exit(m, cpu, task, status, zombie);
        TellParent(m, task);
        if (context is not null)
        {
            m.Recycle(context);
        }
    }

    /// <summary>What its call on files remembered, and its descriptors: readers see the end of a pipe, writers that nobody reads.</summary>
    private static void CloseFiles(Machine m, int task)
    {
        if (task < m.FileCalls.Capacity)
        {
            FileCalls.End(m, task);
        }

        AioFiles.Cancel(m, task);
        Descriptors.Exit(m, task);
    }

    /// <summary>Whether a parent has said that it will not wait: SIGCHLD ignored, or SA_NOCLDWAIT.</summary>
    private static bool NobodyWaits(Machine m, int parent)
    {
        if ((m.Tasks[parent].Flags & TaskFlags.HasExtra) == 0)
        {
            return false;
        }

        SigAction action = Signals.ActionOf(m, parent, Signal.SIGCHLD);
        return action.Handler == SignalHandler.Ignore || (action.Flags & SigActionFlags.NoChildWait) != 0;
    }

    /// <summary>
    /// The parent hears that a child is a zombie: SIGCHLD, and the end of its wait. Where nobody waits the zombie goes at once,
    /// and a parent blocked in wait looks again, for it may have no child left (ECHILD).
    /// </summary>
    private static void TellParent(Machine m, int task)
    {
        int parent = m.Tasks[task].Parent;
        if (parent == Machine.InitSlot && m.HasBuiltInInit)
        {
            Wait.Reap(m, task, parent);
            return;
        }

        int status = m.Tasks[task].Status;
        ProcessFiles.Died(m, task);
        Signals.SendChildSignal(m, parent, task, WaitStatus.CodeOf(status), WaitStatus.ValueOf(status));
        if (NobodyWaits(m, parent))
        {
            Wait.WakeWaiter(m, parent, task, WaitOptions.Exited);
            Wait.Release(m, task);
            return;
        }

        Wait.WakeWaiter(m, parent, task, WaitOptions.Exited);
    }

    /// <summary>Children go to the nearest living subreaper among the ancestors, else to init, in their order, to the tail.</summary>
    private static void GiveChildrenAway(Machine m, int task)
    {
        int reaper = FindReaper(m, task);
        for (int child = m.Tasks[task].FirstChild; child != 0;)
        {
            int next = m.Tasks[child].NextSibling;
            Adopt(m, child, task, reaper);
            child = next;
        }
    }

    private static int FindReaper(Machine m, int task)
    {
        if (m.S.Subreapers > 0)
        {
            for (int ancestor = m.Tasks[task].Parent; ancestor > Machine.InitSlot; ancestor = m.Tasks[ancestor].Parent)
            {
                if ((m.Tasks[ancestor].Flags & TaskFlags.Subreaper) != 0 && m.Tasks[ancestor].State != TaskState.Zombie)
                {
                    return ancestor;
                }
            }
        }

        return Machine.InitSlot;
    }

    private static void Adopt(Machine m, int child, int from, int reaper)
    {
        TaskTable.UnlinkChild(m, child);
        TaskTable.LinkChild(m, reaper, child);
        ChildReports.Update(m, child);
        ref TaskRow row = ref m.Tasks.Write(child);
        bool zombie = row.State == TaskState.Zombie;
        if ((row.Flags & TaskFlags.Adopted) == 0)
        {
            row.Flags |= TaskFlags.Adopted;
            if (!zombie)
            {
                m.S.Orphans++;
            }
        }

        Events.Adopt(m, child, reaper);
        Groups.AfterParentExit(m, child, from);
        if (zombie)
        {
            // A zombie goes with its SIGCHLD, so that the adopter may reap it.
            TellParent(m, child);
            return;
        }

        int signal = TaskTable.ReadExtra(m, child).ParentDeathSignal;
        if (signal != 0 && Credentials.MaySignal(m, from, child, signal))
        {
            Signals.Send(m, child, signal, new SigInfo(signal, SignalCode.SI_USER, m.Tasks[from].Pid, 0, 0, Credentials.UidOf(m, from)), sender: from);
        }
    }

    /// <summary>
    /// The end of a script's own init. Linux panics ("Attempted to kill init!"); the run ends with that word.
    /// </summary>
    private static void InitDies(Machine m, int cpu, int status)
    {
        m.S.InitDead = true;
        m.Tasks.Write(Machine.InitSlot).State = TaskState.Zombie;
        m.S.Zombies++;
        Events.Exit(m, cpu, Machine.InitSlot, status, zombie: true);
        m.Halt(new InitDied(status));
    }
}

/// <summary>Why a run halted: the script's own init ended. On Linux: Kernel panic - not syncing: Attempted to kill init!</summary>
/// <param name="Status">Its raw wait status.</param>
internal sealed record InitDied(int Status)
{
    /// <inheritdoc/>
    public override string ToString() => $"init died ({WaitStatus.Describe(Status)}); Linux would panic: Attempted to kill init!";
}
