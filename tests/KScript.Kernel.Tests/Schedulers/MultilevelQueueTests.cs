// Multilevel queues (Silberschatz 5.3.5): fixed priority between classes, shares of time between them, and a policy in each.
using FsCheck;
using FsCheck.Fluent;

namespace KScript.Kernel.Tests;

public class MultilevelQueueTests
{
    private const string Jobs = "A 0 10 class=1; B 3 6; C 4 6; D 5 3 class=1";

    [Theory]
    // Interactive by round robin before batch by order of arrival: A is interrupted at 3 and is still the first of its class at 15.
    [InlineData("mlq classes=rr(4),fcfs", Jobs, "A 0-3, B 3-7, C 7-11, B 11-13, C 13-15, A 15-22, D 22-25")]
    // The other way round. A has 1 of its slice of 4 left when it is preempted, D came meanwhile.
    [InlineData("mlq classes=fcfs,rr(4)", Jobs, "A 0-3, B 3-9, C 9-15, A 15-16, D 16-19, A 19-25")]
    [InlineData("mlq classes=sjf,sjf", "A 0 4 class=1; B 1 5; C 2 2; D 3 1 class=1", "A 0-1, B 1-6, C 6-8, D 8-9, A 9-12")]
    [InlineData("mlq classes=srtf,fcfs", "A 0 4 class=1; B 1 5; C 2 2; D 3 1 class=1", "A 0-1, B 1-2, C 2-4, B 4-8, A 8-11, D 11-12")]
    // 80 and 20 per cent of the CPU time.
    [InlineData("mlq classes=rr(4),fcfs share=80,20 window=10", "A 0 10 class=1; B 0 16; C 0 16",
        "B 0-4, C 4-8, A 8-10, B 10-14, C 14-18, A 18-20, B 20-24, C 24-28, A 28-30, B 30-34, C 34-38, A 38-42")]
    // A class that nobody stands behind has all of it.
    [InlineData("mlq classes=fcfs,fcfs share=50,50 window=4", "A 0 6; B 9 4 class=1", "A 0-6, B 9-13")]
    // Three classes, the worst of which has its share of a time when both others want more.
    [InlineData("mlq classes=fcfs,fcfs,fcfs share=50,30,20 window=10", "A 0 15; B 0 9 class=1; C 0 6 class=2",
        "A 0-5, B 5-8, C 8-10, A 10-15, B 15-18, C 18-20, A 20-25, B 25-28, C 28-30")]
    public void Charts(string settings, string jobs, string chart) => Assert.Equal(chart, JobTable.Run(settings, jobs).Timeline());

    [Fact]
    public void Forks_are_in_the_class_of_their_parent()
    {
        var names = new NameTable();
        JobSpec[] jobs = JobTable.Parse("A 0 1 class=1; B 1 2", names);
        jobs[0] = jobs[0] with { Template = new ScriptedContext(Do.Child(Do.Compute(3)), Do.Wait()) };
        // The child (named A, as its parent) gives way to B.
        Assert.Equal("A 0-1, B 1-3, A 3-5", Scenario.Jobs(Scenario.Settings("mlq classes=fcfs,fcfs"), jobs, names).Timeline());
    }

    [Fact]
    public void The_trace_names_class_and_rule()
    {
        Scenario run = JobTable.Run("mlq classes=rr(4),fcfs", Jobs);
        string[] rules = [.. run.Events.Where(static e => e.Kind is TraceEventKind.SchedSwitch or TraceEventKind.SchedPreempt && e.Pid != 0).Take(3).Select(static e => e.Rule!)];
        Assert.Equal(["mlq/2: class 1, fcfs/2: head of the queue", "mlq/1: in a better class", "mlq/2: class 0, rr/2: head of the queue"], rules);
        Assert.Equal([1L, 0L], run.Events.Where(static e => e.Kind == TraceEventKind.SchedSwitch && e.Pid != 0).Take(2).Select(static e => e.A0));
    }

    public static TheoryData<string, string> Members => new()
    {
        { "fcfs", "fcfs" }, { "rr q=3", "rr(3)" }, { "mlfq q=2", "mlfq(2)" }, { "mlfq q=2,3", "mlfq(2,3)" }, { "sjf", "sjf" }, { "srtf", "srtf" },
        { "rm", "rm" }, { "edf", "edf" }, { "hrrn", "hrrn" }, { "lrtf", "lrtf" },
        { "priority", "priority" }, { "priority q=2", "priority(2)" }, { "lottery q=2", "lottery(2)" }, { "stride q=3", "stride(3)" }, { "cfs", "cfs" },
        { "eevdf q=2", "eevdf(2)" },
    };

    // What composition must not change: a policy as the only class, and as the best one of three, schedules as it does alone.
    [Theory]
    [MemberData(nameof(Members))]
    public void A_policy_as_a_class_decides_as_it_does_alone(string alone, string member) => Prop.ForAll(Workloads, jobs =>
    {
        foreach (string cpus in (string[])["", " cpus=2"])
        {
            string chart = JobTable.Run(alone + cpus, jobs).Timeline();
            Assert.Equal(chart, JobTable.Run($"mlq classes={member}" + cpus, jobs).Timeline());
            Assert.Equal(chart, JobTable.Run($"mlq classes={member},fcfs,{member}" + cpus, jobs).Timeline());
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(8));

    // Fixed priority: while a task of a better class is ready, none of a worse one runs, on any CPU that could take it.
    [Fact]
    public void A_better_class_never_waits_for_a_worse_one() => Prop.ForAll(Workloads, jobs =>
    {
        var names = new NameTable();
        JobSpec[] specs = [.. JobTable.Parse(jobs, names).Select(static (job, i) => job with { QueueClass = i % 3 })];
        Machine m = Machine.Create(Scenario.Settings("mlq classes=rr(2),eevdf(2),sjf cpus=2"), names, new BootPrograms { Jobs = specs });
        m.Boot();
        while (m.Step())
        {
            Invariants.Check(m);
            if (m.S.Phase == Phase.Quiet && m.S.ReadyCount > 0)
            {
                int bestReady = Enumerable.Range(1, m.S.TaskTop).Where(t => m.Tasks[t].State == TaskState.Ready).Min(t => TaskTable.ReadExtra(m, t).QueueClass);
                Assert.All(m.Cpus, c => Assert.True(c.Current != 0 && TaskTable.ReadExtra(m, c.Current).QueueClass <= bestReady));
            }
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    private static Arbitrary<string> Workloads => Arb.From(
        from count in Gen.Choose(2, 7)
        from jobs in Gen.CollectToArray(Enumerable.Range(0, count).Select(Job))
        select string.Join("; ", jobs));

    private static Gen<string> Job(int number) =>
        from at in Gen.Choose(0, 9)
        from first in Gen.Choose(1, 9)
        from io in Gen.Choose(0, 6)
        from second in Gen.Choose(1, 9)
        from nice in Gen.Choose(-5, 5)
        select $"{(char)('A' + number)} {at} c{first} i{io} c{second} nice={nice} priority={number % 3} tickets={(number + 1) * 10}";
}
