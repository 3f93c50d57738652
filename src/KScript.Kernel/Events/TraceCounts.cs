// What the footer of a trace counts.

namespace KScript.Kernel;

/// <summary>Counts of a run's tasks.</summary>
internal struct TraceCounts
{
    /// <summary>Tasks there ever were, init among them.</summary>
    public long Tasks;

    /// <summary>Dead children collected.</summary>
    public long Reaped;

    /// <summary>Tasks that are dead and not collected.</summary>
    public long Zombies;

    /// <summary>Living children that got a new parent; a zombie that is handed on is no orphan.</summary>
    public long Orphaned;

    /// <summary>Counts an event.</summary>
    public void Count(in TraceEvent e)
    {
        switch (e.Kind)
        {
            case TraceEventKind.Boot:
            case TraceEventKind.JobArrive:
                Tasks++;
                break;
            case TraceEventKind.SysExit or TraceEventKind.SysBlock when e.MakesTask:
                Tasks++;
                break;
            case TraceEventKind.ProcessExit when e.State == 'Z':
                Zombies++;
                break;
            case TraceEventKind.ProcessReap:
                Reaped++;
                Zombies--;
                break;
            case TraceEventKind.ProcessAdopt when e.State != 'Z':
                Orphaned++;
                break;
        }
    }
}
