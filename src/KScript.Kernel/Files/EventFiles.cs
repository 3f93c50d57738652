// Files that are made of events: eventfd, signalfd, timerfd, pidfd. What a read gives is a number, or for a signalfd a signal with its info.
using System.Globalization;

namespace KScript.Kernel;

/// <summary>The flags of eventfd, with Linux's values; O_CLOEXEC and O_NONBLOCK are those of all of them.</summary>
internal static class EventFlag
{
    /// <summary>EFD_SEMAPHORE: a read takes one.</summary>
    public const int Semaphore = 1;
}

/// <summary>eventfd: a counter that writes add to and a read takes.</summary>
internal static class EventFiles
{
    /// <summary>The most that a counter holds.</summary>
    public const long Most = long.MaxValue - 1;

    private const OpenFlags Both = OpenFlags.CloseOnExec | OpenFlags.NonBlocking;

    /// <summary>A descriptor for a new inode that no path leads to.</summary>
    public static SyscallResult Open(Machine m, int task, int inode, long flags, OpenFlags access = OpenFlags.ReadWrite)
    {
        int file = OpenFiles.Create(m, inode, access | ((OpenFlags)flags & OpenFlags.NonBlocking));
        OpenFiles.Hold(m, file);
        int fd = Descriptors.Open(m, task, file, (flags & (long)OpenFlags.CloseOnExec) != 0);
        OpenFiles.Release(m, file);
        return fd < 0 ? SyscallResult.Fail(Errno.EMFILE) : SyscallResult.Of(fd);
    }

    /// <summary>Whether flags are O_CLOEXEC and O_NONBLOCK (and more) alone.</summary>
    public static bool AreKnown(long flags, long more = 0) => (flags & ~((long)Both | more)) == 0;

    /// <summary>eventfd(initial, flags).</summary>
    /// <errors>EINVAL an unknown flag or a negative number; EMFILE RLIMIT_NOFILE.</errors>
    /// <source>eventfd(2)</source>
    public static SyscallResult Create(Machine m, int task, ref Trap trap)
    {
        if (!AreKnown(trap.A1, EventFlag.Semaphore) || trap.A0 is < 0 or > uint.MaxValue)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        int inode = Inodes.Create(m, InodeKind.Event);
        ref InodeRow row = ref m.Inodes.Write(inode);
        row.Value = trap.A0;
        row.Due = trap.A1 & EventFlag.Semaphore;
        return Open(m, task, inode, trap.A1);
    }

    /// <summary>The counter, which is 0 then; of a semaphore 1.</summary>
    public static SyscallResult Read(Machine m, int task, int file, long count)
    {
        int inode = Inodes.Of(m, file);
        if (count < sizeof(long))
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        if (m.Inodes[inode].Value == 0)
        {
            return FileCalls.Wait(m, task, file, new WaitsOn(WaitKind.Input, 0, inode));
        }

        ref InodeRow row = ref m.Inodes.Write(inode);
        long taken = row.Due != 0 ? 1 : row.Value;
        row.Value -= taken;
        WaitQueues.WakeAll(m, new WaitsOn(WaitKind.Room, 0, inode));
        if (row.Value > 0)
        {
            WaitQueues.WakeOne(m, new WaitsOn(WaitKind.Input, 0, inode));
        }

        Inodes.Notify(m, inode, PollEvents.Out);
        return SyscallResult.Of(taken);
    }

    /// <summary>Adds the number that a text says.</summary>
    public static SyscallResult Write(Machine m, int task, int file, string text)
    {
        int inode = Inodes.Of(m, file);
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        if (number > Most - m.Inodes[inode].Value)
        {
            return FileCalls.Wait(m, task, file, new WaitsOn(WaitKind.Room, 0, inode));
        }

        m.Inodes.Write(inode).Value += number;
        if (number > 0)
        {
            WaitQueues.WakeOne(m, new WaitsOn(WaitKind.Input, 0, inode));
            Inodes.Notify(m, inode, PollEvents.In);
        }

        return SyscallResult.Of(sizeof(long));
    }
}

/// <summary>signalfd: pending signals of who reads, taken one by one.</summary>
internal static class SignalFiles
{
    private const int InfoBytes = 128;

    /// <summary>signalfd(set, flags, fd): a new one, or another set for fd.</summary>
    /// <errors>EBADF no such descriptor; EINVAL an unknown flag, or fd is no signalfd; EMFILE RLIMIT_NOFILE.</errors>
    /// <source>signalfd(2)</source>
    public static SyscallResult Create(Machine m, int task, ref Trap trap)
    {
        long set = trap.A0 & ~(long)(Signal.Bit(Signal.SIGKILL) | Signal.Bit(Signal.SIGSTOP));
        if (!EventFiles.AreKnown(trap.A1))
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        if (trap.ArgumentCount > 2 && trap.A2 != -1)
        {
            int file = Descriptors.FileOf(m, task, trap.A2);
            if (file == 0 || m.Inodes[Inodes.Of(m, file)].Kind != InodeKind.Signal)
            {
                return SyscallResult.Fail(file == 0 ? Errno.EBADF : Errno.EINVAL);
            }

            m.Inodes.Write(Inodes.Of(m, file)).Value = set;
            return SyscallResult.Of(trap.A2);
        }

        int inode = Inodes.Create(m, InodeKind.Signal);
        m.Inodes.Write(inode).Value = set;
        return EventFiles.Open(m, task, inode, trap.A1);
    }

    /// <summary>The lowest pending signal of the set; `info` has the rest.</summary>
    public static SyscallResult Read(Machine m, int task, int file, long count)
    {
        int inode = Inodes.Of(m, file);
        if (count < InfoBytes)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        int signal = Signals.TakePending(m, task, (ulong)m.Inodes[inode].Value, out SigInfo info);
        if (signal == 0)
        {
            return FileCalls.Wait(m, task, file, new WaitsOn(WaitKind.Input, 0, inode));
        }

        m.Own(task).SetInfo(in info);
        return SyscallResult.Of(signal);
    }

    /// <summary>A signal pends for a task, or its process: those of its threads that read or poll a signalfd for it look (Linux: signalfd_notify).</summary>
    public static void Notify(Machine m, int task, int signal)
    {
        if (!Threads.IsThreaded(m, Threads.LeaderOf(m, task)))
        {
            NotifyOne(m, task, signal);
            return;
        }

        for (int thread = Threads.LeaderOf(m, task); thread != 0; thread = Threads.After(m, thread))
        {
            NotifyOne(m, thread, signal);
        }
    }

    private static void NotifyOne(Machine m, int task, int signal)
    {
        WaitsOn on = m.Tasks[task].WaitsOn;
        if (on.Kind == WaitKind.Input && Takes(m, on.Id, signal))
        {
            Blocked.Wake(m, task);
        }
        else if (task < m.FileCalls.Capacity)
        {
            for (int entry = m.FileCalls[task].FirstPoll; entry != 0; entry = m.PollEntries[entry].NextOfTask)
            {
                int file = m.PollEntries[entry].File;
                if (file != 0 && Takes(m, Inodes.Of(m, file), signal))
                {
                    Polling.FireEntry(m, entry);
                }
            }
        }
    }

    private static bool Takes(Machine m, int inode, int signal) =>
        m.Inodes[inode].Kind == InodeKind.Signal && ((ulong)m.Inodes[inode].Value & Signal.Bit(signal)) != 0;
}

/// <summary>timerfd: how often a timer went off since it was last read.</summary>
internal static class TimerFiles
{
    /// <summary>timerfd_create(flags).</summary>
    /// <errors>EINVAL an unknown flag; EMFILE RLIMIT_NOFILE.</errors>
    /// <source>timerfd_create(2)</source>
    public static SyscallResult Create(Machine m, int task, ref Trap trap)
    {
        long flags = trap.ArgumentCount > 0 ? trap.A0 : 0;
        return EventFiles.AreKnown(flags) ? EventFiles.Open(m, task, Inodes.Create(m, InodeKind.Timer), flags) : SyscallResult.Fail(Errno.EINVAL);
    }

    /// <summary>timerfd_settime(fd, ticks, interval): goes off after so many ticks, then every interval; 0 ticks: never.</summary>
    /// <returns>What was left, 0 where it was not set.</returns>
    /// <errors>EBADF no such descriptor; EINVAL no timerfd, or a negative time.</errors>
    /// <source>timerfd_settime(2)</source>
    public static SyscallResult SetTime(Machine m, int task, ref Trap trap)
    {
        int file = Descriptors.FileOf(m, task, trap.A0);
        if (file == 0)
        {
            return SyscallResult.Fail(Errno.EBADF);
        }

        int inode = Inodes.Of(m, file);
        if (m.Inodes[inode].Kind != InodeKind.Timer || trap.A1 < 0 || trap.A2 < 0)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        long left = LeftOf(m, inode);
        Disarm(m, inode);
        ref InodeRow row = ref m.Inodes.Write(inode);
        row.Value = 0;
        if (trap.A1 > 0)
        {
            row.Due = VirtualTime.After(m.Now, trap.A1);
            row.Period = trap.A2;
            TimerQueue.Set(m, inode, TimerKind.File, row.Due);
        }

        return SyscallResult.Of(left);
    }

    private static long LeftOf(Machine m, int inode) => m.Inodes[inode].Due == 0 ? 0 : m.Inodes[inode].Due - m.Now;

    /// <summary>timerfd_gettime(fd): what is left, 0 where it is not set.</summary>
    /// <errors>EBADF no such descriptor; EINVAL no timerfd.</errors>
    public static SyscallResult GetTime(Machine m, int task, ref Trap trap)
    {
        int file = Descriptors.FileOf(m, task, trap.A0);
        return file == 0 ? SyscallResult.Fail(Errno.EBADF)
            : m.Inodes[Inodes.Of(m, file)].Kind != InodeKind.Timer ? SyscallResult.Fail(Errno.EINVAL)
            : SyscallResult.Of(LeftOf(m, Inodes.Of(m, file)));
    }

    /// <summary>Takes a timer back.</summary>
    public static void Disarm(Machine m, int inode)
    {
        ref InodeRow row = ref m.Inodes.Write(inode);
        if (row.Due != 0)
        {
            TimerQueue.RemoveAt(m, row.Other);
            row.Other = 0;
            row.Due = row.Period = 0;
        }
    }

    /// <summary>A timer goes off; it was taken out of the heap.</summary>
    public static void Expired(Machine m, int inode)
    {
        ref InodeRow row = ref m.Inodes.Write(inode);
        row.Value++;
        row.Other = 0;
        row.Due = row.Period == 0 ? 0 : VirtualTime.After(m.Now, row.Period);
        if (row.Due != 0)
        {
            TimerQueue.Set(m, inode, TimerKind.File, row.Due);
        }

        WaitQueues.WakeAll(m, new WaitsOn(WaitKind.Input, 0, inode));
        Inodes.Notify(m, inode, PollEvents.In);
    }

    /// <summary>How often it went off.</summary>
    public static SyscallResult Read(Machine m, int task, int file, long count)
    {
        int inode = Inodes.Of(m, file);
        if (count < sizeof(long))
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        if (m.Inodes[inode].Value == 0)
        {
            return FileCalls.Wait(m, task, file, new WaitsOn(WaitKind.Input, 0, inode));
        }

        ref InodeRow row = ref m.Inodes.Write(inode);
        long times = row.Value;
        row.Value = 0;
        return SyscallResult.Of(times);
    }
}

/// <summary>pidfd: a process, whatever becomes of its number. All descriptors of one process lead to one inode.</summary>
internal static class ProcessFiles
{
    /// <summary>pidfd_open(pid, flags); the descriptor has FD_CLOEXEC.</summary>
    /// <errors>EINVAL an unknown flag, or a pid that is not positive; EMFILE RLIMIT_NOFILE; ESRCH no such process.</errors>
    /// <source>pidfd_open(2)</source>
    public static SyscallResult Open(Machine m, int task, ref Trap trap)
    {
        long flags = trap.ArgumentCount > 1 ? trap.A1 : 0;
        if ((flags & ~(long)OpenFlags.NonBlocking) != 0 || trap.A0 <= 0)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        int target = TaskTable.Find(m, trap.A0);
        return target == 0 ? SyscallResult.Fail(Errno.ESRCH) : EventFiles.Open(m, task, InodeOf(m, target), flags | (long)OpenFlags.CloseOnExec);
    }

    private static int InodeOf(Machine m, int target)
    {
        int inode = m.ProcessFiles.Get(target);
        if (inode == 0)
        {
            inode = Inodes.Create(m, InodeKind.Process);
            ref InodeRow row = ref m.Inodes.Write(inode);
            row.Other = target;
            row.Value = m.Tasks[target].Pid;
            m.ProcessFiles.Write(target) = inode;
        }

        return inode;
    }

    /// <summary>pidfd_send_signal(fd, signal, flags).</summary>
    /// <errors>EBADF no such descriptor, or no pidfd; EINVAL no such signal, or a flag; EPERM as kill; ESRCH the process was reaped.</errors>
    /// <source>pidfd_send_signal(2)</source>
    public static SyscallResult SendSignal(Machine m, int task, ref Trap trap)
    {
        if (trap.ArgumentCount > 2 && trap.A2 != 0)
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        int file = Descriptors.FileOf(m, task, trap.A0);
        if (file == 0 || m.Inodes[Inodes.Of(m, file)].Kind != InodeKind.Process)
        {
            return SyscallResult.Fail(Errno.EBADF);
        }

        int target = m.Inodes[Inodes.Of(m, file)].Other;
        return Kill.ToProcess(m, task, target, trap.A1);
    }

    /// <summary>The pid that a descriptor stands for; 0: the process was reaped; -1: it is no pidfd (EBADF).</summary>
    public static int PidOf(Machine m, int task, long fd, out bool waits)
    {
        int file = Descriptors.FileOf(m, task, fd);
        waits = file != 0 && (m.OpenFiles[file].Flags & OpenFlags.NonBlocking) == 0;
        if (file == 0 || m.Inodes[Inodes.Of(m, file)].Kind != InodeKind.Process)
        {
            return -1;
        }

        ref readonly InodeRow row = ref m.Inodes[Inodes.Of(m, file)];
        return row.Other == 0 ? 0 : (int)row.Value;
    }

    /// <summary>Readable from the death on; hung up once it was reaped (Linux: pidfd_poll).</summary>
    public static PollEvents Readiness(Machine m, in InodeRow row) =>
        row.Other == 0 ? PollEvents.In | PollEvents.HangUp : m.Tasks[row.Other].State == TaskState.Zombie ? PollEvents.In : PollEvents.None;

    /// <summary>A process has died.</summary>
    public static void Died(Machine m, int task)
    {
        if (task < m.ProcessFiles.Capacity && m.ProcessFiles[task] is var inode and not 0)
        {
            Inodes.Notify(m, inode, PollEvents.In);
        }
    }

    /// <summary>A process was reaped: its descriptors lead to nobody from now on.</summary>
    public static void Gone(Machine m, int task)
    {
        if (task < m.ProcessFiles.Capacity && m.ProcessFiles[task] is var inode and not 0)
        {
            m.Inodes.Write(inode).Other = 0;
            m.ProcessFiles.Write(task) = 0;
            Inodes.Notify(m, inode, PollEvents.In | PollEvents.HangUp);
        }
    }
}
