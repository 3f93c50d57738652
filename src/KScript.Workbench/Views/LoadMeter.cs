// How busy a machine was up to now, from its events: how many tasks were running, ready or in uninterruptible sleep, which is
// what Linux's load average counts, and how long its CPUs were idle. Constant work for each event.
using KScript.Kernel;

namespace KScript.Workbench.Views;

/// <summary>Adds up load and idle time.</summary>
internal sealed class LoadMeter
{
    private readonly long[] idleSince;
    private ulong[] active = new ulong[1];
    private long activeNow;
    private long activeSince;
    private long activeTicks;
    private long idleTicks;

    /// <summary>A meter of a machine that has not begun.</summary>
    public LoadMeter(int cpus) => idleSince = new long[cpus];

    private LoadMeter(LoadMeter from)
    {
        idleSince = [.. from.idleSince];
        active = [.. from.active];
        (activeNow, activeSince, activeTicks, idleTicks) = (from.activeNow, from.activeSince, from.activeTicks, from.idleTicks);
    }

    /// <summary>A copy that goes its own way.</summary>
    public LoadMeter Copy() => new(this);

    /// <summary>The sum over time of how many tasks were active, in ticks.</summary>
    public long ActiveTicks(long now) => activeTicks + (activeNow * (now - activeSince));

    /// <summary>The time that CPUs had nothing to do, all together, in ticks.</summary>
    public long IdleTicks(long now)
    {
        long ticks = idleTicks;
        foreach (long since in idleSince)
        {
            ticks += since < 0 ? 0 : now - since;
        }

        return ticks;
    }

    /// <summary>An event happened.</summary>
    public void Write(in TraceEvent e)
    {
        switch (e.Kind)
        {
            case TraceEventKind.Boot when e.Pid == 1:
                // An init of the script's own is active from its first run on; the built-in one never is.
                break;
            case TraceEventKind.Boot or TraceEventKind.JobArrive or TraceEventKind.SchedWakeup:
                Set(e.Time, e.Pid, true);
                break;
            case TraceEventKind.SysExit when e.MakesTask:
                Set(e.Time, e.OtherPid, true);
                break;
            case TraceEventKind.SysBlock:
                Set(e.Time, e.Pid, e.State == 'D');
                if (e.MakesTask)
                {
                    Set(e.Time, e.OtherPid, true);
                }

                break;
            case TraceEventKind.ThreadLeads:
                Set(e.Time, e.OtherPid, false);
                Set(e.Time, e.Pid, true);
                break;
            case TraceEventKind.NamespaceEnd when e.State == '\0':
                break;
            case TraceEventKind.NamespaceEnd or TraceEventKind.CgroupFreeze or TraceEventKind.UntilBlock or TraceEventKind.ProcessStop
                or TraceEventKind.TraceStop or TraceEventKind.ProcessExit or TraceEventKind.ThreadExit:
                Set(e.Time, e.Pid, false);
                break;
            case TraceEventKind.SchedSwitch:
                Switch(e);
                break;
        }
    }

    private void Switch(in TraceEvent e)
    {
        ref long since = ref idleSince[e.Cpu];
        if (e.Pid == 0)
        {
            since = since < 0 ? e.Time : since;
            return;
        }

        idleTicks += since < 0 ? 0 : e.Time - since;
        since = -1;
        Set(e.Time, e.Pid, true);
    }

    private void Set(long now, int pid, bool isActive)
    {
        int word = pid >> 6;
        if (word >= active.Length)
        {
            Array.Resize(ref active, Math.Max(word + 1, 2 * active.Length));
        }

        ulong bit = 1UL << pid;
        if (((active[word] & bit) != 0) != isActive)
        {
            activeTicks += activeNow * (now - activeSince);
            activeSince = now;
            activeNow += isActive ? 1 : -1;
            active[word] ^= bit;
        }
    }
}
