// Several CPUs: placement, stealing, balancing, affinity, what a move costs, caches. The expected runs are worked out by hand from the
// numbered rules in RunQueues.cs, Balancing.cs and Caches.cs.
namespace KScript.Kernel.Tests;

public class CpusTests
{
    private static readonly NameTable Names = new();

    private static JobSpec Job(string name, long at, Step[] body, params int[] affinity) => new(Names.Intern(name), at, new ScriptedContext(body))
    {
        Affinity = affinity.Length == 0 ? null : [affinity.Aggregate(0UL, (set, cpu) => set | (1UL << cpu))],
    };

    private static Scenario Run(string settings, params JobSpec[] jobs) => Scenario.Jobs(Scenario.Settings(settings), jobs, Names);

    [Fact]
    public void New_tasks_go_to_the_least_loaded_queue()
    {
        // A and B one to each CPU, C to the lower number, D to the other (place/1).
        Scenario run = Run("fcfs cpus=2 queues=percpu steal=false", Job("A", 0, Do.Compute(5)), Job("B", 0, Do.Compute(9)), Job("C", 0, Do.Compute(4)), Job("D", 1, Do.Compute(1)));

        Assert.Equal("A 0-5, C 5-9", run.Timeline(0));
        Assert.Equal("B 0-9, D 9-10", run.Timeline(1));
    }

    [Fact]
    public void A_queue_each_is_not_shared_and_stealing_makes_up_for_it()
    {
        JobSpec[] jobs = [Job("A", 0, Do.Compute(10)), Job("B", 0, Do.Compute(1)), Job("C", 0, Do.Compute(3))];

        Assert.Equal("A 0-10, C 10-13", Run("fcfs cpus=2 queues=percpu steal=false", jobs).Timeline(0));
        Scenario steals = Run("fcfs cpus=2 queues=percpu", jobs);
        Assert.Equal("A 0-10", steals.Timeline(0));
        Assert.Equal("B 0-1, C 1-4", steals.Timeline(1));
        Assert.Equal(["1 SchedMigrateTask C[4]"], steals.Happened(TraceEventKind.SchedMigrateTask));
    }

    [Fact]
    public void The_fullest_queue_is_stolen_from_and_each_CPU_first_chooses_from_its_own()
    {
        // At 2, CPU 0 is idle: CPU 1 has B running and D waiting, CPU 2 has C running and E, F waiting, for A's queue was longer by then.
        Scenario run = Run("fcfs cpus=3 queues=percpu", Job("A", 0, Do.Compute(2)), Job("B", 0, Do.Compute(8)), Job("C", 0, Do.Compute(8)),
            Job("D", 0, Do.Compute(1), 1), Job("E", 0, Do.Compute(3), 0, 2), Job("F", 0, Do.Compute(3), 2), Job("G", 0, Do.Compute(3), 2));

        Assert.Equal("A 0-2, E 2-5", run.Timeline(0));
        Assert.Equal("B 0-8, D 8-9", run.Timeline(1));
        Assert.Equal("C 0-8, F 8-11, G 11-14", run.Timeline(2));
    }

    [Fact]
    public void Balancing_moves_tasks_until_queues_differ_by_one()
    {
        // CPU 1 is free from 1 on; nobody steals; at 4 it gets C (2 tasks more there: A, C, D against none), then the difference is 1.
        Scenario run = Run("fcfs cpus=2 queues=percpu steal=false balance=4", Job("A", 0, Do.Compute(9)), Job("B", 0, Do.Compute(1)), Job("C", 0, Do.Compute(2)), Job("D", 2, Do.Compute(2), 0));

        Assert.Equal("A 0-9, D 9-11", run.Timeline(0));
        Assert.Equal("B 0-1, C 4-6", run.Timeline(1));
        TraceEvent move = run.Events.Single(e => e.Kind == TraceEventKind.SchedMigrateTask);
        Assert.StartsWith("balance/1", move.Rule, StringComparison.Ordinal);
        Assert.Equal((4, 0, 1), (move.Time, move.A0, move.A1));
    }

    [Fact]
    public void A_woken_task_goes_to_its_last_CPU_or_an_idle_one()
    {
        // A sleeps from 1 to 3; B, which arrived on CPU 0 at 1, still has it: CPU 1 is idle, so A goes there.
        Scenario run = Run("fcfs cpus=2 queues=percpu", Job("A", 0, Do.All(Do.Compute(1), Do.Sleep(2), Do.Compute(2))), Job("X", 0, Do.Compute(2)), Job("B", 1, Do.Compute(9)));

        Assert.Equal("A 0-1, B 1-10", run.Timeline(0));
        Assert.Equal("X 0-2, A 3-5", run.Timeline(1));
    }

    [Theory]
    [InlineData("fcfs cpus=2 queues=percpu steal=true")]
    [InlineData("fcfs cpus=2")]
    public void Affinity_holds_with_both_kinds_of_queue(string settings)
    {
        Scenario run = Run(settings, Job("A", 0, Do.Compute(3), 1), Job("B", 0, Do.Compute(3), 1), Job("C", 4, Do.Compute(1), 0));

        Assert.Equal("C 4-5", run.Timeline(0));
        Assert.Equal("A 0-3, B 3-6", run.Timeline(1));
    }

    [Fact]
    public void A_waiting_task_whose_affinity_changes_moves_at_once()
    {
        // main[2] runs on CPU 0, its child waits behind it, and is sent to CPU 1.
        Scenario run = Scenario.Run(Scenario.Settings("fcfs cpus=2 queues=percpu steal=false"),
            Do.CallWith(SyscallNumber.SchedSetaffinity, new long[] { 0 }, 0), Do.Child(Do.Compute(2), Do.Exit(0)), Do.Compute(1),
            Do.CallWith(SyscallNumber.SchedSetaffinity, new long[] { 1 }, 3), Do.Compute(4));

        Assert.Equal("main 0-5", run.Timeline(0));
        Assert.Equal("main 1-3", run.Timeline(1));
    }

    [Fact]
    public void A_list_without_a_CPU_of_the_machine_is_EINVAL()
    {
        Scenario run = Scenario.Run(Scenario.Settings("rr q=5 cpus=2"), Do.CallWith(SyscallNumber.SchedSetaffinity, new long[] { 2, 1023 }, 0));

        Assert.Equal("sched_setaffinity=EINVAL exited:0", run.Calls(2));
    }

    [Fact]
    public void Moving_costs_what_is_said_and_nobody_is_charged()
    {
        // B runs 0-1 on CPU 1, sleeps until 3, when CPU 1 has C and CPU 0 is idle: it moves, 3 ticks, and runs 6-8 on CPU 0.
        Scenario run = Run("fcfs cpus=2 queues=percpu migrate=3", Job("A", 0, Do.Compute(2)), Job("B", 0, Do.All(Do.Compute(1), Do.Sleep(2), Do.Compute(2))), Job("C", 1, Do.Compute(9)));

        Assert.Equal(8, run.Events.Single(e => e.Kind == TraceEventKind.ProcessExit && Names[e.Name] == "B").Time);
        Assert.Equal(2 + 3 + 9, run.Machine.S.ReapedCpuTime); // of A, B and C
    }

    [Fact]
    public void Aligned_slices_end_at_multiples_of_the_quantum()
    {
        Scenario run = Run("rr q=5 cpus=1 align=true", Job("A", 2, Do.Compute(6)), Job("B", 2, Do.Compute(6)));

        Assert.Equal("A 2-5, B 5-10, A 10-13, B 13-14", run.Timeline());
    }

    [Fact]
    public void A_warm_cache_does_more_in_a_tick()
    {
        // 4 cold ticks, then 3 ticks' work in each: 4 + 20 / 3, rounded up.
        JobSpec warm = Job("A", 0, Do.Compute(24)) with { WorkingSet = 10 };
        JobSpec tooLarge = Job("B", 0, Do.Compute(24)) with { WorkingSet = 31 };

        Assert.Equal("A 0-11", Run("rr q=100 cache=30 warmup=4 warm_rate=3", warm).Timeline());
        Assert.Equal("B 0-24", Run("rr q=100 cache=30 warmup=4 warm_rate=3", tooLarge).Timeline());
    }
}
