// Timers in a binary heap, by time and then by the order in which they were set. The heap's entries are rows of a paged
// table, so that a snapshot shares them; a task knows its place in the heap (WaiterRow.Timer; AlarmTimer for its alarm; IntervalRow.CpuTimer), and so does a timerfd.

namespace KScript.Kernel;

/// <summary>Sets, takes and removes timers of a machine.</summary>
internal static class TimerQueue
{
    /// <summary>When the first timer is due; CpuRow.Never where there is none.</summary>
    public static long FirstDue(Machine m) => m.S.TimerCount == 0 ? CpuRow.Never : m.Timers[1].Due;

    /// <summary>Sets a timer. A task has at most one of each kind.</summary>
    public static void Set(Machine m, int task, TimerKind kind, long due)
    {
        int at = ++m.S.TimerCount;
        m.Timers.Write(at) = new TimerRow { Due = due, Sequence = ++m.S.TimerSequence, Task = task, Kind = kind };
        Up(m, at);
    }

    /// <summary>Takes the first timer out.</summary>
    public static TimerRow Take(Machine m)
    {
        TimerRow first = m.Timers[1];
        RemoveAt(m, 1);
        return first;
    }

    /// <summary>Takes out the timer at a place that a task knows.</summary>
    public static void RemoveAt(Machine m, int at)
    {
        int last = m.S.TimerCount--;
        if (at != last)
        {
            TimerRow moved = m.Timers[last];
            m.Timers.Write(last) = default;
            Place(m, at, moved);
            Up(m, at);
            Down(m, at);
        }
        else
        {
            m.Timers.Write(last) = default;
        }
    }

    private static void Place(Machine m, int at, in TimerRow row)
    {
        m.Timers.Write(at) = row;
        switch (row.Kind)
        {
            case TimerKind.Wake:
                m.Waiters.Write(row.Task).Timer = at;
                break;
            case TimerKind.Alarm:
                m.Extras.Write(row.Task).AlarmTimer = at;
                break;
            case TimerKind.CpuTime:
                m.Intervals.Write(row.Task).CpuTimer = at;
                break;
            default:
                m.Inodes.Write(row.Task).Other = at;
                break;
        }
    }

    private static bool Before(in TimerRow a, in TimerRow b) => a.Due < b.Due || (a.Due == b.Due && a.Sequence < b.Sequence);

    private static void Up(Machine m, int at)
    {
        TimerRow row = m.Timers[at];
        while (at > 1 && Before(row, m.Timers[at >> 1]))
        {
            Place(m, at, m.Timers[at >> 1]);
            at >>= 1;
        }

        Place(m, at, row);
    }

    private static void Down(Machine m, int at)
    {
        TimerRow row = m.Timers[at];
        int count = m.S.TimerCount;
        while (true)
        {
            int child = at * 2;
            if (child > count)
            {
                break;
            }

            if (child < count && Before(m.Timers[child + 1], m.Timers[child]))
            {
                child++;
            }

            if (!Before(m.Timers[child], row))
            {
                break;
            }

            Place(m, at, m.Timers[child]);
            at = child;
        }

        Place(m, at, row);
    }
}
