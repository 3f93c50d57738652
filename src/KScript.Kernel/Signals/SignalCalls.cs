// The system calls on a process's own signals: dispositions, mask, pending, waiting for them.
using System.Numerics;

namespace KScript.Kernel;

internal static partial class Signals
{
    /// <summary>The timeout of a sigtimedwait that has none.</summary>
    public const long NoTimeout = long.MinValue;

    /// <summary>sigaction(signal, handler, flags, mask): handler 0 default, 1 ignore, else the program's. With one argument: asks.</summary>
    /// <returns>0; asked, the disposition: "default", "ignore" or "handler".</returns>
    /// <errors>EINVAL no such signal, or SIGKILL or SIGSTOP to be changed.</errors>
    /// <source>POSIX.1-2017 sigaction(); sigaction(2)</source>
    public static SyscallResult Sigaction(Machine m, int task, ref Trap trap)
    {
        if (!Signal.IsValid(trap.A0))
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        int signal = (int)trap.A0;
        if (trap.ArgumentCount < 2)
        {
            return Ask(m, task, signal);
        }

        if ((Signal.Bit(signal) & Unblockable) != 0)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        SetAction(m, task, signal, new SigAction(trap.A1, (ulong)trap.A3 & ~Unblockable, (SigActionFlags)trap.A2));
        if (IsIgnored(m, task, signal))
        {
            // POSIX.1-2017 2.4.3: a pending signal set to be ignored is discarded, blocked or not.
            DiscardEverywhere(m, task, Signal.Bit(signal));
        }

        return SyscallResult.Of(0);
    }

    private static SyscallResult Ask(Machine m, int task, int signal)
    {
        string disposition = ActionOf(m, task, signal).Handler switch
        {
            SignalHandler.Default => "default",
            SignalHandler.Ignore => "ignore",
            _ => "handler",
        };
        return SyscallResult.Of(disposition);
    }

    /// <summary>sigprocmask(how, set): 0 blocks, 1 unblocks, 2 sets; without a set the list of blocked signals, whatever how is.</summary>
    /// <errors>EINVAL how is none of the three.</errors>
    /// <source>POSIX.1-2017 sigprocmask(); sigprocmask(2)</source>
    public static SyscallResult Sigprocmask(Machine m, int task, ref Trap trap)
    {
        if (trap.ArgumentCount < 2)
        {
            return SyscallResult.Of(ToList(MaskOf(m, task)));
        }

        ulong set = (ulong)trap.A1 & ~Unblockable;
        ulong old = MaskOf(m, task);
        switch (trap.A0)
        {
            case SignalMask.SIG_BLOCK:
                set = old | set;
                break;
            case SignalMask.SIG_UNBLOCK:
                set = old & ~set;
                break;
            case SignalMask.SIG_SETMASK:
                break;
            default:
                return SyscallResult.Fail(Errno.EINVAL);
        }

        if (set != old)
        {
            SetMask(m, task, set);
            Recalculate(m, task);
        }

        return SyscallResult.Of(0);
    }

    /// <summary>sigpending([pid]): the list of pending signals that are blocked, of the caller or of another process.</summary>
    /// <errors>ESRCH no such process.</errors>
    /// <source>POSIX.1-2017 sigpending(); /proc/PID/status for others</source>
    public static SyscallResult Sigpending(Machine m, int task, ref Trap trap)
    {
        int target = trap.ArgumentCount == 0 || trap.A0 == 0 ? task : TaskTable.Find(m, trap.A0);
        return target == 0 ? SyscallResult.Fail(Errno.ESRCH) : SyscallResult.Of(ToList(PendingOf(m, target)));
    }

    /// <summary>sigsuspend(mask): waits for a handler with another mask.</summary>
    /// <errors>EINTR always.</errors>
    /// <source>POSIX.1-2017 sigsuspend(); sigsuspend(2)</source>
    public static SyscallResult Sigsuspend(Machine m, int task, ref Trap trap)
    {
        if (m.Tasks[task].Call != SyscallNumber.None)
        {
            return SyscallResult.Restart(WaitsOn.Signal);
        }

        ref TaskExtra extra = ref TaskTable.Extra(m, task);
        extra.SavedMask = extra.Mask;
        extra.RestoreMask = true;
        SetMask(m, task, (ulong)trap.A0 & ~Unblockable);
        Recalculate(m, task);
        if ((m.Tasks[task].Flags & TaskFlags.SignalPending) == 0)
        {
            return SyscallResult.Block(WaitsOn.Signal);
        }

        // One is pending already: it acts as if it had come a moment later.
        m.Tasks.Write(task).Call = trap.Number;
        return SyscallResult.Restart(WaitsOn.Signal);
    }

    /// <summary>sighold(signal): blocks it.</summary>
    /// <errors>EINVAL no such signal.</errors>
    /// <source>POSIX.1-2017 sighold() (obsolescent); sigset(3)</source>
    public static SyscallResult Sighold(Machine m, int task, ref Trap trap) => ChangeOne(m, task, trap.A0, SignalMask.SIG_BLOCK);

    /// <summary>sigrelse(signal): takes it out of the mask.</summary>
    /// <errors>EINVAL no such signal.</errors>
    /// <source>POSIX.1-2017 sigrelse() (obsolescent); sigset(3)</source>
    public static SyscallResult Sigrelse(Machine m, int task, ref Trap trap) => ChangeOne(m, task, trap.A0, SignalMask.SIG_UNBLOCK);

    /// <summary>In terms of sigprocmask, as the C library does it.</summary>
    private static SyscallResult ChangeOne(Machine m, int task, long signal, int how)
    {
        if (!Signal.IsValid(signal))
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        var call = new Trap { Number = SyscallNumber.Sigprocmask, ArgumentCount = 2, A0 = how, A1 = (long)Signal.Bit((int)signal) };
        return Sigprocmask(m, task, ref call);
    }

    /// <summary>sigpause(signal): waits for a handler, with this signal taken out of the mask meanwhile. It is sigsuspend with that mask.</summary>
    /// <errors>EINVAL no such signal; else EINTR always.</errors>
    /// <source>POSIX.1-2017 sigpause() (obsolescent); sigpause(3)</source>
    public static SyscallResult Sigpause(Machine m, int task, ref Trap trap)
    {
        if (!Signal.IsValid(trap.A0))
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        Trap suspend = trap;
        suspend.A0 = (long)(MaskOf(m, task) & ~Signal.Bit((int)trap.A0));
        return Sigsuspend(m, task, ref suspend);
    }

    /// <summary>
    /// sigset(signal, disposition): sets what a signal does, and takes it out of the mask; <see cref="SignalHandler.Hold"/> puts it into
    /// the mask and leaves what it does. In terms of sigprocmask and sigaction, as the C library does it.
    /// </summary>
    /// <returns>"hold" where it was blocked, else what it did: "default", "ignore" or "handler".</returns>
    /// <errors>EINVAL no such signal, or another disposition for SIGKILL or SIGSTOP.</errors>
    /// <source>POSIX.1-2017 sigset() (obsolescent); sigset(3)</source>
    public static SyscallResult Sigset(Machine m, int task, ref Trap trap)
    {
        if (!Signal.IsValid(trap.A0))
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        int signal = (int)trap.A0;
        bool wasHeld = (MaskOf(m, task) & Signal.Bit(signal)) != 0;
        SyscallResult old = wasHeld ? SyscallResult.Of("hold") : Ask(m, task, signal);
        if (trap.A1 != SignalHandler.Hold)
        {
            var action = new Trap { Number = SyscallNumber.Sigaction, ArgumentCount = 4, A0 = signal, A1 = trap.A1 };
            SyscallResult set = Sigaction(m, task, ref action);
            if (set.Outcome == SyscallOutcome.Error)
            {
                return set;
            }
        }

        ChangeOne(m, task, signal, trap.A1 == SignalHandler.Hold ? SignalMask.SIG_BLOCK : SignalMask.SIG_UNBLOCK);
        return old;
    }

    /// <summary>sigtimedwait(set, ticks): takes a pending signal of the set, or waits for one; without ticks as long as it takes (sigwaitinfo; sigwait, which tells nothing more).</summary>
    /// <returns>The signal's number; info says more.</returns>
    /// <errors>EAGAIN none came in time; EINTR another signal woke it, whether it had a handler or not; EINVAL a negative time.</errors>
    /// <source>POSIX.1-2017 sigtimedwait(); sigwaitinfo(2); Linux do_sigtimedwait</source>
    public static SyscallResult Sigtimedwait(Machine m, int task, ref Trap trap)
    {
        bool isTimed = trap.ArgumentCount > 1 && trap.A1 != NoTimeout;
        if (isTimed && trap.A1 < 0)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        bool resumed = m.Tasks[task].Call != SyscallNumber.None;
        if (resumed)
        {
            EndOwnMask(m, task);
        }

        ulong set = (ulong)trap.A0 & ~Unblockable;
        int signal = resumed && TaskTable.ReadOfProcess(m, task).FatalSignal != 0 ? 0 : NextPending(m, task, set);
        if (signal != 0)
        {
            SigInfo info = Take(m, task, signal);
            Recalculate(m, task);
            // glibc's sigwaitinfo and sigtimedwait say of a raised signal that a process sent it (sysdeps/unix/sysv/linux/sigtimedwait.c).
            SigInfo told = info.Code == SignalCode.SI_TKILL ? info with { Code = SignalCode.SI_USER } : info;
            if (trap.Number != SyscallNumber.Sigwait)
            {
                m.Own(task).SetInfo(in told);
            }

            return SyscallResult.Of(signal);
        }

        if (resumed)
        {
            bool timeIsUp = isTimed && Sleeping.Left(m, task) == 0;
            return timeIsUp ? SyscallResult.Fail(Errno.EAGAIN) : SyscallResult.Restart(WaitsOn.Signal);
        }

        if (isTimed && trap.A1 == 0)
        {
            return SyscallResult.Fail(Errno.EAGAIN);
        }

        BeginOwnMask(m, task, set);
        if (isTimed)
        {
            Sleeping.SetDeadline(m, task, VirtualTime.After(m.Now, trap.A1));
        }

        return SyscallResult.Block(WaitsOn.Signal);
    }

    /// <summary>While it waits, what it waits for is not blocked: not in its mask, which /proc shows (Linux: real_blocked).</summary>
    private static void BeginOwnMask(Machine m, int task, ulong set)
    {
        ref TaskExtra extra = ref TaskTable.Extra(m, task);
        extra.WaitSet = set;
        extra.SavedMask = extra.Mask;
        extra.Mask &= ~set;
    }

    private static void EndOwnMask(Machine m, int task)
    {
        ref TaskExtra extra = ref m.Extras.Write(task);
        if (extra.WaitSet != 0)
        {
            extra.WaitSet = 0;
            SetMask(m, task, extra.SavedMask);
        }

        Recalculate(m, task);
    }

    /// <summary>The numbers of the signals in a mask, in order.</summary>
    public static long[] ToList(ulong mask)
    {
        long[] list = new long[BitOperations.PopCount(mask)];
        for (int i = 0; mask != 0; mask &= mask - 1)
        {
            list[i++] = BitOperations.TrailingZeroCount(mask) + 1;
        }

        return list;
    }
}
