// kill and sigqueue: whom a signal is for, and who may send it.
namespace KScript.Kernel;

/// <summary>Sending signals by system call.</summary>
internal static class Kill
{
    /// <summary>
    /// kill(pid, signal): pid &gt; 0 a process, by the number of any of its threads; 0 the caller's group; -1 everybody but init and the caller; less the group -pid. Signal 0
    /// only asks whether it could be sent.
    /// </summary>
    /// <errors>ESRCH nobody there; EINVAL no such signal; EPERM nobody of them may be signalled. In this order.</errors>
    /// <source>POSIX.1-2017 kill(); kill(2); Linux kill_pid_info, check_kill_permission</source>
    public static SyscallResult Call(Machine m, int task, ref Trap trap)
    {
        long pid = trap.A0;
        int signal = NumberOf(trap.A1);
        var info = new SigInfo(signal, SignalCode.SI_USER, Threads.PidOf(m, task), 0, 0, Credentials.UidOf(m, task));
        if (pid > 0)
        {
            int target = TaskTable.Find(m, pid);
            return target == 0 ? SyscallResult.Fail(Errno.ESRCH) : ToOne(m, task, target, signal, in info);
        }

        if (pid == -1)
        {
            return ToAll(m, task, signal, in info);
        }

        if (pid < -int.MaxValue)
        {
            return SyscallResult.Fail(Errno.ESRCH);
        }

        int group = pid == 0 ? Groups.Of(m, task) : TaskTable.FindGroup(m, -pid);
        return group == 0 ? SyscallResult.Fail(Errno.ESRCH) : ToGroup(m, task, group, signal, in info);
    }

    /// <summary>killpg(pgid, signal): kill of -pgid; of 0, the caller's own group. So 1 is everybody, as on Linux: POSIX leaves it open.</summary>
    /// <errors>EINVAL a negative pgid, whatever the signal; else as kill.</errors>
    /// <source>POSIX.1-2017 killpg(); killpg(3); glibc signal/killpg.c</source>
    public static SyscallResult Killpg(Machine m, int task, ref Trap trap)
    {
        if (trap.A0 < 0)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        Trap kill = trap;
        kill.A0 = -trap.A0;
        return Call(m, task, ref kill);
    }

    private const int NoSignal = -1;

    /// <summary>A signal's number, 0 to ask only; <see cref="NoSignal"/> where there is none of that number.</summary>
    private static int NumberOf(long signal) => signal == 0 || Signal.IsValid(signal) ? (int)signal : NoSignal;

    private static SyscallResult ToOne(Machine m, int sender, int target, int signal, in SigInfo info, bool own = false)
    {
        if (signal == NoSignal)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        if (!Credentials.MaySignal(m, sender, target, signal))
        {
            return SyscallResult.Fail(Errno.EPERM);
        }

        if (signal >= Signal.FirstRealTime && info.Code != SignalCode.SI_USER
            && Signals.ReachedPendingLimit(m, target) && Signals.WouldPend(m, target, signal, own))
        {
            return SyscallResult.Fail(Errno.EAGAIN);
        }

        if (signal != 0)
        {
            Signals.Send(m, target, signal, in info, sender, own);
        }

        return SyscallResult.Of(0);
    }

    /// <summary>One process by its slot, as kill sends (pidfd_send_signal); 0: it is gone.</summary>
    public static SyscallResult ToProcess(Machine m, int task, int target, long number)
    {
        int signal = NumberOf(number);
        var info = new SigInfo(signal, SignalCode.SI_USER, m.Tasks[task].Pid, 0, 0, Credentials.UidOf(m, task));
        if (target != 0 && !Namespaces.IsWithin(m, Namespaces.Of(m, target), Namespaces.Of(m, task)))
        {
            // A descriptor that came in from around (Linux: access_pidfd_pidns).
            return SyscallResult.Fail(Errno.EINVAL);
        }

        return target == 0 ? SyscallResult.Fail(Errno.ESRCH) : ToOne(m, task, target, signal, in info);
    }

    /// <summary>Each member that may be signalled; it is enough that there is one.</summary>
    private static SyscallResult ToGroup(Machine m, int sender, int group, int signal, in SigInfo info)
    {
        bool any = false;
        for (int member = m.Groups[group].First; member != 0;)
        {
            int next = m.Tasks[member].GroupNext;
            any |= ToOne(m, sender, member, signal, in info).Outcome == SyscallOutcome.Value;
            member = next;
        }

        return any ? SyscallResult.Of(0) : SyscallResult.Fail(signal == NoSignal ? Errno.EINVAL : Errno.EPERM);
    }

    /// <summary>Everybody in the caller's namespace but its init and the caller, by pid. Who may not be signalled is passed over, and is no error (Linux kill_something_info).</summary>
    private static SyscallResult ToAll(Machine m, int sender, int signal, in SigInfo info)
    {
        var pids = new List<int>();
        int space = Namespaces.Of(m, sender);
        for (int slot = Machine.InitSlot + 1; slot <= m.S.TaskTop; slot++)
        {
            if (m.Tasks[slot].State != TaskState.Free && Threads.IsLeader(m, slot) && slot != Threads.LeaderOf(m, sender)
                && Namespaces.NumberIn(m, space, m.Tasks[slot].Pid) > 1)
            {
                pids.Add(m.Tasks[slot].Pid);
            }
        }

        pids.Sort();
        foreach (int pid in pids)
        {
            int target = TaskTable.Find(m, pid);
            if (target != 0)
            {
                ToOne(m, sender, target, signal, in info);
            }
        }

        return pids.Count == 0 ? SyscallResult.Fail(Errno.ESRCH) : signal == NoSignal ? SyscallResult.Fail(Errno.EINVAL) : SyscallResult.Of(0);
    }

    /// <summary>sigqueue(pid, signal, value): one process, with a value in the siginfo.</summary>
    /// <errors>ESRCH no such process; EINVAL no such signal; EPERM not allowed; EAGAIN RLIMIT_SIGPENDING is reached (real-time signals). In this order.</errors>
    /// <source>POSIX.1-2017 sigqueue(); sigqueue(3)</source>
    public static SyscallResult Sigqueue(Machine m, int task, ref Trap trap)
    {
        int target = TaskTable.Find(m, trap.A0);
        if (target == 0)
        {
            return SyscallResult.Fail(Errno.ESRCH);
        }

        int signal = NumberOf(trap.A1);
        var info = new SigInfo(signal, SignalCode.SI_QUEUE, Threads.PidOf(m, task), 0, trap.A2, Credentials.UidOf(m, task));
        return ToOne(m, task, target, signal, in info);
    }

    /// <summary>tgkill(tgid, tid, signal): one thread. It pends for that thread, apart from what pends for its process. raise is this call.</summary>
    /// <errors>EINVAL a number that is not above 0; ESRCH no such thread in that process; EINVAL no such signal; EPERM, EAGAIN as sigqueue.</errors>
    /// <source>tgkill(2); raise(3)</source>
    public static SyscallResult Tgkill(Machine m, int task, ref Trap trap)
    {
        if (trap.A0 <= 0 || trap.A1 <= 0)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        int target = TaskTable.Find(m, trap.A1);
        if (target == 0 || Threads.PidOf(m, target) != trap.A0)
        {
            return SyscallResult.Fail(Errno.ESRCH);
        }

        int signal = NumberOf(trap.A2);
        var info = new SigInfo(signal, SignalCode.SI_TKILL, Threads.PidOf(m, task), 0, 0, Credentials.UidOf(m, task));
        return ToOne(m, task, target, signal, in info, own: true);
    }

    /// <summary>thread_kill(tid, signal), pthread_kill: tgkill to a thread of the caller's own process.</summary>
    /// <errors>ESRCH no such thread in the process; EINVAL no such signal; EAGAIN as sigqueue.</errors>
    /// <source>POSIX.1-2017 pthread_kill(); pthread_kill(3)</source>
    public static SyscallResult ThreadKill(Machine m, int task, ref Trap trap)
    {
        if (trap.A0 <= 0)
        {
            return SyscallResult.Fail(Errno.ESRCH);
        }

        Trap tgkill = trap;
        (tgkill.A0, tgkill.A1, tgkill.A2) = (Threads.PidOf(m, task), trap.A0, trap.A1);
        return Tgkill(m, task, ref tgkill);
    }

    /// <summary>
    /// abort: SIGABRT that cannot be refused: unblocked and raised; when a handler returns from it, raised again at its default. It
    /// does not return (abort(3)).
    /// </summary>
    /// <source>POSIX.1-2017 abort(); abort(3)</source>
    public static SyscallResult Abort(Machine m, int task, ref Trap trap)
    {
        Signals.Unblock(m, task, Signal.SIGABRT);
        bool handled = Signals.ActionOf(m, task, Signal.SIGABRT).Handler > SignalHandler.Ignore;
        if (!handled || TaskTable.ReadExtra(m, task).Aborting)
        {
            Signals.Force(m, task, Signal.SIGABRT, SignalCode.SI_TKILL, resetHandler: true);
            return SyscallResult.Of(0);
        }

        // The handler runs over a call that has not ended: when it returns, the program makes the call again, its second half.
        TaskTable.Extra(m, task).Aborting = true;
        var info = new SigInfo(Signal.SIGABRT, SignalCode.SI_TKILL, Threads.PidOf(m, task), 0, 0, Credentials.UidOf(m, task));
        Signals.Send(m, task, Signal.SIGABRT, in info, task, own: true);
        return SyscallResult.Handled;
    }
}

internal sealed partial class Machine
{
    /// <summary>Sends a signal between two runs, as somebody with every right would from outside the machine.</summary>
    /// <param name="pid">To whom.</param>
    /// <param name="signal">Which.</param>
    /// <exception cref="ArgumentException">There is no such process or signal.</exception>
    public void SendSignal(int pid, int signal)
    {
        CheckNoStep();
        int target = TaskTable.Find(this, pid);
        if (target == 0 || !Kernel.Signal.IsValid(signal))
        {
            throw new ArgumentException($"no process {pid}, or no signal {signal}");
        }

        Signals.Send(this, target, signal, new SigInfo(signal, SignalCode.SI_USER, 0, 0, 0), sender: 0);
        if (S.Phase == Phase.Quiet)
        {
            // Whoever it wakes is chosen in this instant.
            S.Phase = FirstPhase;
        }
    }
}
