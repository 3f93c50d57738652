// What the policies with a memory make of queues=percpu: what is owed to a task that moves to another CPU's queue, and deadline tasks that are
// throttled. The numbers are worked out by hand from the rules in FairPolicy.cs, Cfs.cs, Eevdf.cs, Stride.cs and DeadlineClass.cs.
namespace KScript.Kernel.Tests;

public class MovingTests
{
    private static readonly NameTable Names = new();

    private static readonly SchedulingAttributes OneInTwenty = new(SchedulingPolicy.Deadline, 0, 0, 1, 20, 20);

    private static JobSpec Job(string name, long at, long ticks, params int[] affinity) => new(Names.Intern(name), at, new ScriptedContext(Do.Compute(ticks)))
    {
        Affinity = affinity.Length == 0 ? null : [affinity.Aggregate(0UL, (set, cpu) => set | (1UL << cpu))],
    };

    /// <summary>A runs on CPU 0 and C on CPU 1 from 0 on. B and E wait for CPU 0; at 4 CPU 1 gets B, for E may not go there.</summary>
    private static Machine Moved(string policy)
    {
        JobSpec[] jobs = [Job("A", 0, 20, 0), Job("C", 0, 20, 1), Job("B", 0, 20), Job("E", 0, 20, 0)];
        Machine m = Machine.Create(Scenario.Settings(policy + " cpus=2 queues=percpu steal=false balance=4"), Names, new BootPrograms { Jobs = jobs });
        m.Boot();
        m.Run(new RunLimits { Until = 4 });
        Invariants.Check(m);
        Assert.Equal(1, RunQueues.Holding(m, Slot(m, "B")));
        return m;
    }

    private static int Slot(Machine m, string name) =>
        Enumerable.Range(1, m.S.TaskTop).Single(slot => m.Tasks[slot].State != TaskState.Free && m.Names[m.Tasks[slot].Name] == name);

    private static long VirtualOf(Machine m, string name) => m.Entities[Slot(m, name)].Virtual;

    [Fact]
    public void Cfs_a_task_that_moves_is_as_far_from_min_vruntime_as_before()
    {
        // CPU 0: B is at min_vruntime, 0. CPU 1: min_vruntime is C's vruntime, 4 ticks at nice 0.
        Machine m = Moved("cfs latency=100");

        Assert.Equal(Virtual.Of(4, NiceWeights.Normal), VirtualOf(m, "C"));
        Assert.Equal(VirtualOf(m, "C"), VirtualOf(m, "B"));
    }

    [Fact]
    public void Eevdf_a_task_that_moves_is_owed_what_it_was()
    {
        // CPU 0: A has had 4 ticks of 4, B and E none: each is due 4/3. On CPU 1 the mean of C (4) and B (x) is to be 4/3 more than x: x is 4/3.
        Machine m = Moved("eevdf q=50");

        long tick = Virtual.OneTick / NiceWeights.Normal;
        Assert.Equal(4 * tick, VirtualOf(m, "C"));
        Assert.InRange(VirtualOf(m, "B"), (4 * tick / 3) - 2, (4 * tick / 3) + 2);
    }

    [Fact]
    public void Stride_a_task_that_moves_is_as_far_from_the_global_pass_as_before()
    {
        // Of 100 tickets each. CPU 0: the global pass has grown by 4/300, and B's is a stride of 50/100. CPU 1: the global pass is 4/100.
        Machine m = Moved("stride q=50");

        long expected = Virtual.Of(4, 100) + Virtual.Of(50, 100) - Virtual.Of(4, 300);
        Assert.InRange(VirtualOf(m, "B"), expected - 2, expected + 2);
    }

    [Theory]
    [InlineData("linux cpus=2")]
    [InlineData("linux cpus=2 queues=percpu")]
    public void A_throttled_task_hides_nobody_from_an_idle_CPU(string settings)
    {
        // D has used its tick up at 1 and may run again from 20 on. P may use CPU 1 only.
        Scenario run = Scenario.Jobs(Scenario.Settings(settings), [Job("D", 0, 2) with { Scheduling = OneInTwenty }, Job("P", 2, 3, 1)], Names);

        Assert.Equal("D 0-1, D 20-21", run.Timeline(0));
        Assert.Equal("P 2-5", run.Timeline(1));
    }

    [Fact]
    public void A_throttled_task_counts_with_no_queue()
    {
        // D was CPU 0's; while it is throttled, CPU 0 has nobody, and F goes there as the lowest of the least loaded.
        Scenario run = Scenario.Jobs(Scenario.Settings("linux cpus=2 queues=percpu"), [Job("D", 0, 2) with { Scheduling = OneInTwenty }, Job("F", 2, 3)], Names);

        Assert.Equal("D 0-1, F 2-5, D 20-21", run.Timeline(0));
        Assert.Equal("", run.Timeline(1));
    }

    [Fact]
    public void A_throttled_task_whose_affinity_changes_comes_back_on_a_CPU_that_it_may_use()
    {
        // main[2] is on CPU 0, its child on CPU 1, where it uses its tick up; at 5 main sends it to CPU 0.
        Scenario run = Scenario.Run(Scenario.Settings("linux cpus=2 queues=percpu steal=false"),
            Do.Child(Do.CallWith(SyscallNumber.SchedSetattr, new long[] { 6, 0, 0, 0, 1, 20, 20 }, 0), Do.Compute(2), Do.Exit(0)), Do.Compute(5),
            Do.CallWith(SyscallNumber.SchedSetaffinity, new long[] { 0 }, 3), Do.Compute(1), Do.Sleep(20));

        Assert.Equal("main 0-6, main 20-21", run.Timeline(0));
        Assert.Equal("main 0-1", run.Timeline(1));
    }
}
