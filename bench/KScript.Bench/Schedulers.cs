// The table of bench/run sched: what a decision costs under each policy, among few and many jobs that compute and do I/O.
using System.Globalization;
using KScript.Kernel;

namespace KScript.Bench;

/// <summary>Decisions a second. A decision is a policy asked for the next task of a CPU, with one to give.</summary>
internal static class Schedulers
{
    private const int Rounds = 8;

    private static readonly (string Text, double AimMillions)[] Policies =
    [
        ("fcfs", 5), ("rr q=4", 5), ("mlfq q=2 queues=4", 5), ("mlfq q=2 queues=4 boost=1000", 5), ("mlfq q=2 queues=4 boost=10", 5),
        ("sjf", 1), ("srtf", 1), ("priority q=4", 1), ("priority preemptive=true aging=1000", 1), ("lottery q=4 seed=1", 1), ("stride q=4", 1), ("cfs", 1), ("eevdf q=4", 1),
    ];

    /// <summary>One row for each policy whose text begins so.</summary>
    public static void Print(string only)
    {
        Console.WriteLine($"{"policy",-40}{"10,000 jobs",16}{"100,000 jobs",16}   aim at 100,000");
        foreach ((string text, double aim) in Policies.Where(p => p.Text.StartsWith(only, StringComparison.Ordinal)))
        {
            string few = Millions(text, 10_000);
            string many = Millions(text, 100_000);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{text,-40}{few,14} M{many,14} M   {aim} M decisions/s"));
        }
    }

    private static string Millions(string policy, int jobs)
    {
        var counter = new Decisions();
        Run(policy, jobs, counter);
        double best = double.MaxValue;
        for (int i = 0; i < 2; i++)
        {
            best = Math.Min(best, Run(policy, jobs, null));
        }

        return (counter.Count / best / 1e6).ToString("0.00", CultureInfo.InvariantCulture);
    }

    /// <summary>The CPU seconds of a run from when all jobs are there to when all are gone.</summary>
    public static double Run(string policy, int jobs, TraceSink? sink)
    {
        Machine machine = Boot(policy, jobs, sink);
        machine.Run(new RunLimits { Until = 0 });
        return Measure.Best(1, () => machine.Run(new RunLimits())).Cpu;
    }

    private static Machine Boot(string policy, int jobs, TraceSink? sink)
    {
        var names = new NameTable();
        NameId name = names.Intern("job");
        var specs = new JobSpec[jobs];
        for (int i = 0; i < jobs; i++)
        {
            uint spread = (uint)i * 2654435761;
            specs[i] = new JobSpec(name, 0, new JobContext(i, Rounds))
            {
                Nice = (int)(spread % 40) - 20,
                Priority = (int)(spread % 100),
                Tickets = 1 + (int)(spread % 1000),
            };
        }

        Machine machine = Machine.Create(Settings(policy), names, new BootPrograms { Jobs = specs });
        if (sink is not null)
        {
            machine.Attach(sink);
        }

        machine.Boot();
        return machine;
    }

    private static MachineSettings Settings(string policy)
    {
        string head = $"sched {policy.Replace(" seed=1", "", StringComparison.Ordinal)}\nmachine pid_max=4194304 seed=1\n";
        return Runs.Compile(head + "job x { }\n").Settings;
    }

    private sealed class Decisions : TraceSink
    {
        public long Count { get; private set; }

        public override TraceLevels Levels => TraceLevels.All;

        public override void Write(Machine machine, in TraceEvent e) => Count += e.Kind == TraceEventKind.SchedSwitch && e.Pid != 0 ? 1 : 0;
    }
}
