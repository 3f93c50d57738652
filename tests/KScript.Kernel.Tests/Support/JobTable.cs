// Jobs as textbooks print them, a line each: "P1 0 24 priority=3", "B 2 c1 i3 c1 nice=-5".
using System.Globalization;

namespace KScript.Kernel.Tests;

/// <summary>Reads tables of jobs, and says when each ended and how long it waited.</summary>
internal static class JobTable
{
    /// <summary>
    /// Runs jobs: name, arrival, a burst or steps (c compute, i I/O, s sleep, y yield, n nice, p real-time priority), attributes:
    /// nice= priority= tickets= burst= class=, fifo=PRIORITY rr=PRIORITY batch=0 idle=0 deadline=RUNTIME/DEADLINE/PERIOD.
    /// </summary>
    public static Scenario Run(string settings, string jobs)
    {
        var names = new NameTable();
        return Scenario.Jobs(Scenario.Settings(settings), Parse(jobs, names), names);
    }

    public static JobSpec[] Parse(string jobs, NameTable names) => [.. jobs.Split(';', StringSplitOptions.TrimEntries).Select(line => Job(line.Split(' '), names))];

    private static JobSpec Job(string[] words, NameTable names)
    {
        string[] body = [.. words.Skip(2).Where(w => !w.Contains('=', StringComparison.Ordinal))];
        var attributes = words.Where(w => w.Contains('=', StringComparison.Ordinal)).Select(w => w.Split('=')).ToDictionary(p => p[0], p => p[1]);
        long Attribute(string key, long fallback = 0) => attributes.TryGetValue(key, out string? text) ? Number(text) : fallback;
        // What the compiler does: the first burst is known where the job begins with one.
        long first = body[0][0] is 'i' or 's' or 'y' or 'n' or 'p' ? -1 : Number(body[0].TrimStart('c'));
        return new JobSpec(names.Intern(words[0]), Number(words[1]), new ScriptedContext([.. body.Select(Step)]))
        {
            Nice = (int)Attribute("nice"),
            Priority = (int)Attribute("priority"),
            Tickets = (int)Attribute("tickets", 100),
            Burst = Attribute("burst", first),
            QueueClass = (int)Attribute("class"),
            Scheduling = attributes.Select(Scheduling).FirstOrDefault(static a => a != default),
        };
    }

    private static SchedulingAttributes Scheduling(KeyValuePair<string, string> attribute)
    {
        long[] numbers = [.. attribute.Value.Split('/').Select(Number)];
        return attribute.Key switch
        {
            "fifo" => new SchedulingAttributes(SchedulingPolicy.Fifo, (int)numbers[0], 0),
            "rr" => new SchedulingAttributes(SchedulingPolicy.RoundRobin, (int)numbers[0], 0),
            "batch" => new SchedulingAttributes(SchedulingPolicy.Batch, 0, 0),
            "idle" => new SchedulingAttributes(SchedulingPolicy.Idle, 0, 0),
            "deadline" => new SchedulingAttributes(SchedulingPolicy.Deadline, 0, 0, numbers[0], numbers[1], numbers[^1]),
            _ => default,
        };
    }

    private static Step[] Step(string word) => word[0] switch
    {
        'c' => Do.Compute(Number(word[1..])),
        'i' => Do.Io(Number(word[1..])),
        's' => Do.Sleep(Number(word[1..])),
        'p' => Do.Call(SyscallNumber.SchedSetparam, 0, Number(word[1..])),
        'n' => Do.Call(SyscallNumber.Nice, Number(word[1..])),
        'y' => Do.Call(SyscallNumber.SchedYield),
        _ => Do.Compute(Number(word)),
    };

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>When each job ended, by name: "A 3, B 18".</summary>
    public static string Finishes(this Scenario run) => string.Join(", ",
        from e in run.Events
        where e.Kind == TraceEventKind.ProcessExit
        orderby run.Machine.Names[e.Name]
        select string.Create(CultureInfo.InvariantCulture, $"{run.Machine.Names[e.Name]} {e.Time}"));

    /// <summary>The mean of how long the jobs were ready and not running.</summary>
    public static double MeanWait(this Scenario run)
    {
        var ready = new Dictionary<int, long>();
        long waited = 0;
        int jobs = 0;
        foreach (TraceEvent e in run.Events)
        {
            switch (e.Kind)
            {
                case TraceEventKind.JobArrive:
                    jobs++;
                    ready[e.Pid] = e.Time;
                    break;
                case TraceEventKind.SchedWakeup or TraceEventKind.SchedPreempt:
                    ready[e.Pid] = e.Time;
                    break;
                case TraceEventKind.SchedSlice when e.Result == 1:
                    ready[e.Pid] = e.Time;
                    break;
                case TraceEventKind.SchedSwitch when e.Pid != 0 && ready.Remove(e.Pid, out long since):
                    waited += e.Time - since;
                    break;
            }
        }

        return (double)waited / jobs;
    }
}
