// Every policy of the table on several CPUs, with a shared queue and with queues of their own: after each step the rules of Invariants.cs
// hold, no CPU is idle while somebody waits that it may take, and no affinity is broken; in the end all CPU time asked for was used, the
// books of the statistics add up, the same run gives the same events, and a copy made on the way runs on to them too.
using FsCheck;
using FsCheck.Fluent;
using KScript.Workbench.Metrics;

namespace KScript.Kernel.Tests;

public class CpuProperties
{
    private static readonly string[] Queues =
    [
        "cpus=2", "cpus=3 switch=1", "cpus=4 migrate=2", "cpus=2 queues=percpu", "cpus=3 queues=percpu balance=4 switch=1", "cpus=4 queues=percpu migrate=3",
        "cpus=70 queues=percpu", "cpus=3 queues=percpu steal=false balance=5", "cpus=2 queues=percpu peek=3", "cpus=2 align=true queues=percpu", "cpus=3 cache=20 warmup=3 warm_rate=2 queues=percpu",
    ];

    private static readonly NameTable Names = new();

    /// <summary>What a job asks of the classes of `linux`. Twelve deadline tasks of these are admitted on two CPUs with the smallest share below.</summary>
    private static readonly SchedulingAttributes[] Attributes =
    [
        default, new(SchedulingPolicy.Batch, 0, 0), new(SchedulingPolicy.Idle, 0, 0), new(SchedulingPolicy.Fifo, 2, 0), new(SchedulingPolicy.RoundRobin, 1, 0),
        new(SchedulingPolicy.RoundRobin, 3, 0), new(SchedulingPolicy.Deadline, 0, 0, 1, 8, 20), new(SchedulingPolicy.Deadline, 0, 0, 1, 20, 20),
    ];

    private sealed record JobPlan(long At, long[] Bursts, long[] Sleeps, int[] Affinity, int WorkingSet, int Nice, SchedulingAttributes Attributes, int QueueClass)
    {
        public override string ToString() =>
            $"at {At} [{string.Join(' ', Bursts)}] asleep [{string.Join(' ', Sleeps)}] on [{string.Join(' ', Affinity)}] nice {Nice} {Attributes.Policy} {Attributes.Priority} class {QueueClass}";
    }

    /// <summary>Every policy as it is without options, and those that their options change.</summary>
    public static TheoryData<string> Policies =>
    [
        .. SchedulerTable.Rows.Select(row => row.Name), "mlfq q=2 boost=7", "mlfq q=2 rules=ostep boost=9 iobump=true", "priority preemptive=true aging=3 q=2",
        "lottery q=2 compensate=true seed=3", "cfs latency=6 min_granularity=1 wakeup_granularity=1", "linux rr=2 rt_runtime=5 rt_period=9", "linux q=1 rt_runtime=-1",
        "mlq classes=rr(2),eevdf,fcfs share=50,30,20 window=10", "mlq classes=cfs,srtf,stride",
    ];

    [Theory]
    [MemberData(nameof(Policies))]
    public void Every_policy_is_sound_on_several_CPUs(string policy)
    {
        Gen<(string, JobPlan[])> runs =
            from queues in Gen.Elements(Queues)
            from jobs in Jobs().ArrayOf().Resize(12)
            select (queues, jobs);
        Config config = Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(1, 1).WithQuietOnSuccess(true);
        Prop.ForAll(Arb.From(runs), run => Holds($"{policy} {run.Item1}", run.Item2)).Check(config);
    }

    private static Gen<JobPlan> Jobs() =>
        from at in Gen.Choose(0, 12)
        from bursts in Gen.Choose(1, 9).Select(static n => (long)n).NonEmptyListOf().Resize(4)
        from sleeps in Gen.Choose(0, 4).Select(static n => (long)n).ArrayOf(5)
        from affinity in Gen.Frequency((2, Gen.Constant(Array.Empty<int>())), (1, Gen.Choose(0, 1).Select(static n => new[] { n })), (1, Gen.Constant(new[] { 0, 1 })))
        from size in Gen.Choose(0, 25)
        from nice in Gen.Choose(-3, 3)
        from attributes in Gen.Elements(Attributes)
        from queueClass in Gen.Choose(0, 2)
        select new JobPlan(at, [.. bursts], sleeps, affinity, size, nice, attributes, queueClass);

    private static bool Holds(string settings, JobPlan[] plan)
    {
        Machine m = Boot(settings, plan);
        var statistics = new RunStatistics(m.Settings, keepSchedule: false);
        var events = new Recorder();
        m.Attach(statistics);
        m.Attach(events);
        m.Boot();
        Machine? copy = null;
        int before = 0;
        for (int steps = 0; m.Step(); steps++)
        {
            Invariants.Check(m);
            CheckCpus(m);
            if (steps == 30)
            {
                (copy, before) = (m.Snapshot(), events.Lines.Count);
            }
        }

        statistics.End(m);
        long asked = plan.Sum(job => job.Bursts.Sum());
        long used = Enumerable.Range(0, m.Cpus.Length).Sum(statistics.Busy);
        // In a warm cache a tick does more than a tick's work, and never less.
        Assert.True(m.CpuOptions.CacheSize > 0 ? used <= asked : used == asked, $"{asked} ticks asked for, {used} used");
        Assert.Equal(used, statistics.Tasks.ToArray().Sum(task => task.Cpu));
        Assert.Equal(used, m.S.ReapedCpuTime);
        Assert.True(statistics.Tasks.ToArray().Count(task => task.Finish >= 0) == plan.Length, "a task is lost");
        Assert.Equal(events.Lines, Rerun(Boot(settings, plan), boot: true));
        if (copy is not null)
        {
            Assert.Equal(events.Lines.Skip(before), Rerun(copy, boot: false));
        }

        return true;
    }

    private static List<string> Rerun(Machine m, bool boot)
    {
        var events = new Recorder();
        m.Attach(events);
        if (boot)
        {
            m.Boot();
        }

        m.Run(new RunLimits());
        return events.Lines;
    }

    private static Machine Boot(string settings, JobPlan[] plan)
    {
        JobSpec[] jobs = [.. plan.Select((job, i) => new JobSpec(Names.Intern($"J{i}"), job.At, new ScriptedContext(Body(job)))
        {
            Nice = job.Nice,
            WorkingSet = job.WorkingSet,
            Scheduling = job.Attributes,
            QueueClass = job.QueueClass,
            Priority = job.QueueClass,
            Tickets = 50 * (job.QueueClass + 1),
            Affinity = job.Affinity.Length == 0 ? null : [job.Affinity.Aggregate(0UL, static (set, cpu) => set | (1UL << cpu))],
        })];
        return Machine.Create(Scenario.Settings(settings), Names, new BootPrograms { Jobs = jobs });
    }

    private static Step[] Body(JobPlan job) => Do.All([.. job.Bursts.Select((ticks, i) => Do.All(Do.Compute(ticks), Do.Sleep(job.Sleeps[i % job.Sleeps.Length])))]);

    private static void CheckCpus(Machine m)
    {
        for (int slot = 1; slot <= m.S.TaskTop; slot++)
        {
            ref readonly TaskRow row = ref m.Tasks[slot];
            if (row.State == TaskState.Running)
            {
                Assert.True(Affinity.Allows(m, slot, row.Cpu), $"{m.Names[row.Name]} runs on CPU {row.Cpu}");
            }
            else if (row.State == TaskState.Ready && m.Policy.MayRun(m, slot) && m.S.Phase == Phase.Quiet && (!m.PerCpu || m.CpuOptions.Steal))
            {
                for (int cpu = m.IdleCpus.Next(0); cpu >= 0; cpu = m.IdleCpus.Next(cpu + 1))
                {
                    Assert.False(Affinity.Allows(m, slot, cpu), $"{m.Names[row.Name]} waits, and CPU {cpu} is idle");
                }
            }
        }
    }

    private sealed class Recorder : TraceSink
    {
        public List<string> Lines { get; } = [];

        public override TraceLevels Levels => TraceLevels.All;

        public override void Write(Machine machine, in TraceEvent e) => Lines.Add($"{e.Time} {e.Cpu} {e.Kind} {e.Pid} {e.OtherPid} {e.A0} {e.A1} {e.Rule}");
    }
}
