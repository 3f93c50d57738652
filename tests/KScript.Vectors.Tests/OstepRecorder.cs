// What a run did, rebuilt from its events alone, in the terms of the vectors: who had the CPU from when, at which level,
// and the arrivals, I/Os, ends and boosts in order.
using System.Globalization;
using KScript.Kernel;

namespace KScript.Vectors.Tests;

internal sealed class OstepRecorder : TraceSink
{
    private readonly Dictionary<int, int> jobOfPid = [];
    private readonly Dictionary<int, int> levelOfJob = [];
    private readonly HashSet<int> inIo = [];
    private long time = -1;
    private int? running;

    public override TraceLevels Levels => TraceLevels.All;

    /// <summary>[t, job, level], merged; job and level are null when idle.</summary>
    public List<(long Time, int? Job, int? Level)> Schedule { get; } = [];

    /// <summary>(t, arrive | io_start | io_done | finish | boost, job).</summary>
    public List<(long Time, string What, int? Job)> Events { get; } = [];

    /// <summary>Tickets drawn where the CPU changed its job, as "t:ticket/of:job".</summary>
    public List<string> Draws { get; } = [];

    public override void Write(Machine machine, in TraceEvent e)
    {
        if (e.Time != time)
        {
            Settle();
            time = e.Time;
        }

        int? job = JobOf(machine, e);
        switch (e.Kind)
        {
            case TraceEventKind.JobArrive:
                levelOfJob[job!.Value] = 0;
                Events.Add((time, "arrive", job));
                break;
            case TraceEventKind.SchedSwitch:
                running = job;
                if (job is not null && e.Rule is { } rule && rule.StartsWith("lottery", StringComparison.Ordinal))
                {
                    string[] words = rule.Split(' ');
                    Draws.Add($"{time}:{words[2]}/{words[4]}:{job}");
                }

                break;
            case TraceEventKind.SchedSlice when job is not null:
                // -1: the policy has no levels.
                levelOfJob[job.Value] = Math.Max(0, (int)e.A1);
                break;
            case TraceEventKind.SchedBoost:
                foreach (int each in levelOfJob.Keys.ToArray())
                {
                    levelOfJob[each] = 0;
                }

                Events.Add((time, "boost", null));
                break;
            case TraceEventKind.SysBlock when e.Number == SyscallNumber.Io && job is not null:
                inIo.Add(job.Value);
                Events.Add((time, "io_start", job));
                break;
            case TraceEventKind.SchedWakeup when job is not null:
                levelOfJob[job.Value] = Math.Max(0, (int)e.A0);
                if (inIo.Remove(job.Value))
                {
                    Events.Add((time, "io_done", job));
                }

                break;
            case TraceEventKind.ProcessExit when job is not null:
                Events.Add((time, "finish", job));
                break;
        }
    }

    /// <summary>Closes the last instant.</summary>
    public void Finish()
    {
        Settle();
        if (Schedule is [.., { Job: null }])
        {
            Schedule.RemoveAt(Schedule.Count - 1);
        }
    }

    // What holds at the end of an instant is an entry, if it is news.
    private void Settle()
    {
        if (time < 0)
        {
            return;
        }

        (int?, int?) now = (running, running is null ? null : levelOfJob[running.Value]);
        if (Schedule.Count == 0 || (Schedule[^1].Job, Schedule[^1].Level) != now)
        {
            Schedule.Add((time, now.Item1, now.Item2));
        }
    }

    // Jobs are named J0, J1 …
    private int? JobOf(Machine machine, in TraceEvent e)
    {
        if (e.Pid <= 0)
        {
            return null;
        }

        if (!jobOfPid.TryGetValue(e.Pid, out int job))
        {
            string name = machine.Names[e.Name];
            if (name.Length < 2 || name[0] != 'J' || !int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out job))
            {
                return null;
            }

            jobOfPid.Add(e.Pid, job);
        }

        return job;
    }
}
