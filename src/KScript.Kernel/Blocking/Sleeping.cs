// Calls that end at a time: nanosleep, io, disk, sigtimedwait with a timeout; pause, which has none. The deadline stays the
// same however often such a call is interrupted and goes on.
namespace KScript.Kernel;

/// <summary>Deadlines of blocked calls, and the calls that only wait.</summary>
internal static class Sleeping
{
    /// <summary>Whether the task has a timer that ends its call.</summary>
    public static bool HasTimer(Machine m, int task) => m.Waiters.Get(task).Timer != 0;

    /// <summary>Sets when the caller's call ends.</summary>
    public static void SetDeadline(Machine m, int task, long due) => TimerQueue.Set(m, task, TimerKind.Wake, due);

    /// <summary>A blocked task wakes before its time: its timer goes, its deadline stays.</summary>
    public static void KeepDeadline(Machine m, int task)
    {
        if (!HasTimer(m, task))
        {
            return;
        }

        int place = m.Waiters[task].Timer;
        long due = m.Timers[place].Due;
        TimerQueue.RemoveAt(m, place);
        m.Waiters.Write(task).Timer = 0;
        ref TaskExtra extra = ref TaskTable.Extra(m, task);
        extra.Deadline = due;
        extra.HasDeadline = true;
    }

    /// <summary>The call goes on waiting: its timer is set again.</summary>
    public static void WaitOn(Machine m, int task)
    {
        if ((m.Tasks[task].Flags & TaskFlags.HasExtra) != 0 && m.Extras[task].HasDeadline)
        {
            m.Extras.Write(task).HasDeadline = false;
            SetDeadline(m, task, m.Extras[task].Deadline);
        }
    }

    /// <summary>Whether the resumed call was cut short: it has a deadline that has not come, or had not when it stopped.</summary>
    private static bool IsCutShort(Machine m, int task, out long left)
    {
        left = 0;
        if ((m.Tasks[task].Flags & TaskFlags.HasExtra) == 0)
        {
            return false;
        }

        ref readonly TaskExtra extra = ref m.Extras[task];
        long at = extra.CutShortAt != 0 ? extra.CutShortAt - 1 : m.Now;
        if (!extra.HasDeadline || extra.Deadline <= at)
        {
            return false;
        }

        left = extra.Deadline - at;
        return true;
    }

    /// <summary>What is left of an interrupted call, in ticks.</summary>
    public static long Left(Machine m, int task) => IsCutShort(m, task, out long left) ? left : 0;

    private static long Due(Machine m, long ticks) => VirtualTime.After(m.Now, ticks);

    /// <summary>Blocks until the time has passed; the body of nanosleep, io and disk.</summary>
    private static SyscallResult BlockFor(Machine m, int task, long due, WaitsOn on)
    {
        if (m.Tasks[task].Call == SyscallNumber.None)
        {
            SetDeadline(m, task, due);
            return SyscallResult.Block(on);
        }

        return IsCutShort(m, task, out _) ? SyscallResult.Restart(on) : SyscallResult.Of(0);
    }

    /// <summary>sleep, nanosleep: blocks interruptibly.</summary>
    /// <returns>0; when a handler cut it short, -1 and EINTR (nanosleep) or the ticks left (sleep).</returns>
    /// <errors>EINVAL a negative time; EINTR a handler ran.</errors>
    /// <source>nanosleep(2), sleep(3)</source>
    public static SyscallResult Nanosleep(Machine m, int task, ref Trap trap) =>
        trap.A0 < 0 ? SyscallResult.Fail(Errno.EINVAL) : BlockFor(m, task, Due(m, trap.A0), WaitsOn.Time);

    /// <summary>More devices than a script names; each takes a place in a table.</summary>
    private const int MaxDevices = 1024;

    /// <summary>The device that serves all requests at once.</summary>
    private const int AnyDevice = -1;

    /// <summary>io: waits for a device, A1 its number or -1 for one that serves all at once.</summary>
    /// <errors>EINVAL a negative time, no such device; EINTR a handler ran.</errors>
    public static SyscallResult Io(Machine m, int task, ref Trap trap)
    {
        if (trap.A0 < 0 || (trap.ArgumentCount > 1 && trap.A1 >= MaxDevices))
        {
            return SyscallResult.Fail(Errno.EINVAL);
        }

        int device = trap.ArgumentCount < 2 || trap.A1 < 0 ? AnyDevice : (int)trap.A1;
        if (m.Tasks[task].Call != SyscallNumber.None || device == AnyDevice)
        {
            return BlockFor(m, task, Due(m, trap.A0), WaitsOn.Device(device));
        }

        // A device serves one request at a time, in the order in which they came.
        if (device >= m.DeviceFreeAt.Length)
        {
            long[] grown = new long[device + 1];
            m.DeviceFreeAt.CopyTo(grown, 0);
            m.DeviceFreeAt = grown;
        }

        long start = Math.Max(m.Now, m.DeviceFreeAt[device]);
        long due = VirtualTime.After(start, trap.A0);
        m.DeviceFreeAt[device] = due;
        return BlockFor(m, task, due, WaitsOn.Device(device));
    }

    /// <summary>disk: as io, in D: no signal acts before it is done.</summary>
    public static SyscallResult Disk(Machine m, int task, ref Trap trap) =>
        trap.A0 < 0 ? SyscallResult.Fail(Errno.EINVAL) : BlockFor(m, task, Due(m, trap.A0), WaitsOn.Device(AnyDevice));

    /// <summary>pause: until a handler has run.</summary>
    /// <errors>EINTR always.</errors>
    /// <source>pause(2)</source>
    public static SyscallResult Pause(Machine m, int task, ref Trap trap) =>
        m.Tasks[task].Call == SyscallNumber.None ? SyscallResult.Block(WaitsOn.Signal) : SyscallResult.Restart(WaitsOn.Signal);
}
