// What holds of every policy of SchedulerTable, whatever the jobs do: no CPU idles while somebody waits, no job is lost, each gets
// the CPU time that it asked for and no more, and the same jobs give the same trace twice.
using FsCheck;
using FsCheck.Fluent;

namespace KScript.Kernel.Tests;

public class PolicyProperties
{
    // Options under which a policy does more than by default; a policy without an entry runs by its defaults alone.
    private static readonly (string Policy, string[] Options)[] Variants =
    [
        ("rr", ["q=1", "q=3"]),
        ("mlfq", ["q=1 queues=3", "q=2 boost=7", "q=1,2,3 allot=2 stay=true iobump=true", "q=2 rules=ostep boost=9", "q=3 preempted=head"]),
        ("sjf", ["guess=3 alpha=250"]),
        ("srtf", ["guess=3 alpha=1000", "alpha=0"]),
        ("hrrn", ["guess=3 alpha=250", "alpha=0"]),
        ("lrtf", ["guess=3 alpha=1000", "alpha=0"]),
        ("priority", ["preemptive=true", "preemptive=true aging=3", "aging=2 q=2", "preemptive=true aging=1 q=3", "preemptive=true preempted=tail aging=2 q=3"]),
        ("lottery", ["q=2", "q=3 compensate=true", "q=3 rules=ostep"]),
        ("stride", ["q=1", "q=4"]),
        ("cfs", ["latency=6 min_granularity=1", "latency=3 min_granularity=2 wakeup_granularity=0"]),
        ("eevdf", ["q=1", "q=5"]),
        ("linux", ["q=1 rr=2 rt_runtime=3 rt_period=5", "rt_runtime=-1"]),
        ("mlq", ["classes=rr(2),mlfq(1),fcfs", "classes=eevdf(1),cfs,sjf share=50,30,20 window=9", "classes=lrtf,hrrn,lrtf share=30,30,30 window=7", "classes=lottery(2),srtf,priority(2) share=10,10,10 window=5"]),
    ];

    public static TheoryData<string> Policies()
    {
        var data = new TheoryData<string>();
        foreach (PolicyRow row in SchedulerTable.Rows)
        {
            data.Add(row.Name);
            foreach (string options in Variants.Where(v => v.Policy == row.Name).SelectMany(v => v.Options))
            {
                data.Add($"{row.Name} {options}");
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Every_policy_serves_every_job(string settings)
    {
        Config config = Config.QuickThrowOnFailure.WithMaxTest(12).WithReplay(17, 1).WithQuietOnSuccess(true);
        Prop.ForAll(Arb.From(Tables()), jobs => Holds(settings, jobs)).Check(config);
    }

    private static bool Holds(string settings, string jobs)
    {
        foreach (string machine in (string[])["", " cpus=3", " cpus=2 switch=1"])
        {
            (List<TraceEvent> events, Machine m) = Run(settings + machine, jobs, check: true);
            int count = jobs.Split(';').Length;
            Assert.Equal(count, events.Count(e => e.Kind == TraceEventKind.ProcessExit));
            // What a burst does not need of its last slice is charged to it as well where it is wasted.
            long asked = Asked(jobs);
            Assert.True(m.Policy.Traits.WastesRest ? m.S.ReapedCpuTime >= asked : m.S.ReapedCpuTime == asked, $"{m.S.ReapedCpuTime} ticks used, {asked} asked for");
            (List<TraceEvent> again, Machine other) = Run(settings + machine, jobs, check: false);
            Assert.Equal(events, again);
            Assert.Equal(m.StateHash(), other.StateHash());
        }

        return true;
    }

    private static (List<TraceEvent> Events, Machine Machine) Run(string settings, string jobs, bool check)
    {
        var names = new NameTable();
        Machine m = Machine.Create(Scenario.Settings(settings), names, new BootPrograms { Jobs = JobTable.Parse(jobs, names) });
        var events = new Events();
        m.Attach(events);
        m.Boot();
        long time = 0;
        bool conserving = true;
        for (bool goesOn = true; goesOn;)
        {
            goesOn = m.Step();
            if (check)
            {
                Invariants.Check(m);
            }

            Assert.True(m.Now == time || conserving, $"a CPU idles at {time} while somebody waits");
            time = m.Now;
            conserving = m.S.ReadyCount == 0 || m.IdleCpus.IsEmpty;
        }

        return (events.All, m);
    }

    private static long Asked(string jobs) =>
        jobs.Split(';').SelectMany(job => job.Split(' ')).Where(word => word[0] == 'c' && !word.Contains('=', StringComparison.Ordinal)).Sum(word => long.Parse(word[1..], null));

    /// <summary>Tables of one to seven jobs that compute, wait for I/O, yield and change their nice value, of every class and policy but deadline, whose tasks wait by choice.</summary>
    private static Gen<string> Tables()
    {
        Gen<string> step = Gen.Frequency(
            (6, Gen.Choose(1, 9).Select(static n => $"c{n}")),
            (3, Gen.Choose(0, 5).Select(static n => $"i{n}")),
            (1, Gen.Constant("y")),
            (1, Gen.Choose(-6, 6).Select(static n => $"n{n}")));
        Gen<string> job =
            from at in Gen.Choose(0, 12)
            from first in Gen.Choose(1, 9)
            from body in Gen.Choose(0, 6).SelectMany(step.ArrayOf)
            from nice in Gen.Choose(-20, 19)
            from priority in Gen.Choose(0, 4)
            from tickets in Gen.Choose(1, 9)
            from policy in Gen.Elements("", "", " fifo=10", " rr=10", " rr=20", " batch=0", " idle=0")
            from queueClass in Gen.Choose(0, 3)
            select $"{at} c{first}{string.Concat(body.Select(static s => " " + s))} nice={nice} priority={priority} tickets={tickets} class={queueClass}{policy}";
        return from count in Gen.Choose(1, 7)
               from jobs in job.ArrayOf(count)
               select string.Join(';', jobs.Select(static (j, i) => $"J{i} {j}"));
    }

    private sealed class Events : TraceSink
    {
        public List<TraceEvent> All { get; } = [];

        public override TraceLevels Levels => TraceLevels.All;

        public override void Write(Machine machine, in TraceEvent e) => All.Add(e);
    }
}
