// How the machine shows that the steps about the multi-level feedback queue are done.
using KScript.Kernel;

namespace KScript.Cli.Repl.Tour;

/// <summary>Checks of chapter 7.</summary>
internal static class MlfqChecks
{
    /// <summary>The machine schedules by mlfq.</summary>
    public static Seen? Chosen(TourFacts facts) =>
        facts.Machine.Settings.Policy == "mlfq" ? new Seen(TourSentence.PolicyChosen, facts.Machine.Settings.PolicyText) : null;

    /// <summary>A task used up its slice and went down, and another one got the CPU.</summary>
    public static Seen? Demoted(TourFacts facts)
    {
        TraceEvent? demotion = null;
        foreach (TraceEvent e in facts.Recent)
        {
            if (e.Kind == TraceEventKind.SchedSlice && e.A1 > e.A0)
            {
                demotion = e;
            }
            else if (e.Kind == TraceEventKind.SchedSwitch && e.Pid != 0 && demotion is { } down && e.Pid != down.Pid)
            {
                return new Seen(TourSentence.Demoted, down.Time, facts.Label(down.Pid), down.A1, facts.Label(e.Pid));
            }
        }

        return null;
    }

    /// <summary>The user has looked at the queues while one below the top is in use.</summary>
    public static Seen? QueuesShown(TourFacts facts)
    {
        if (!facts.Names("queues"))
        {
            return null;
        }

        foreach (QueueView queue in facts.Machine.ReadyQueuesNow().Where(queue => queue.Level > 0 && queue.Tasks.Count > 0))
        {
            return new Seen(TourSentence.WaitsBelow, facts.Label(queue.Tasks[0].Pid), queue.Level);
        }

        foreach (CpuView cpu in facts.Machine.Processors().Where(cpu => cpu.Level > 0 && cpu.Pid != 0))
        {
            return new Seen(TourSentence.RunsBelow, facts.Label(cpu.Pid), cpu.Level);
        }

        return null;
    }

    /// <summary>Two tasks have ended, and the user has looked at the chart.</summary>
    public static Seen? Ended(TourFacts facts)
    {
        List<TraceEvent> ends = [.. facts.Events.Where(e => e.Kind == TraceEventKind.ProcessExit)];
        return ends.Count > 1 && facts.Names("gantt")
            ? new Seen(TourSentence.BothEnded, facts.Label(ends[0].Pid), ends[0].Time, facts.Label(ends[^1].Pid), ends[^1].Time)
            : null;
    }
}
