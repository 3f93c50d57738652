// SCHED_DEADLINE under `sched linux`: earliest deadline first, the constant bandwidth server, admission.
using FsCheck;
using FsCheck.Fluent;

namespace KScript.Kernel.Tests;

public class DeadlineClassTests
{
    /// <summary>A periodic task: runtime and period, the deadline is the period; and whether it wants more than its runtime.</summary>
    private sealed record Periodic(int Runtime, int Period, bool Overruns);

    [Theory]
    // sched-deadline.rst, 2.1, by hand: C 2 and T 5, C 3 and T 7. At 14 B has deadline 21; A comes at 15 with 20 and preempts.
    [InlineData("A 0 c2 y c2 y c2 y c2 deadline=2/5/5; B 0 c3 y c3 y c3 deadline=3/7/7",
        "A 0-2, B 2-5, A 5-7, B 7-10, A 10-12, B 14-15, A 15-17, B 17-19")]
    // More than its runtime: throttled until the next period, while B has the CPU.
    [InlineData("A 0 6 deadline=2/5/5; B 0 9", "A 0-2, B 2-5, A 5-7, B 7-10, A 10-12, B 12-15")]
    // A deadline before the end of the period: 4, then 14. The budget comes back with the period.
    [InlineData("A 0 4 deadline=2/4/10; B 0 9", "A 0-2, B 2-10, A 10-12, B 12-13")]
    // It blocks with 2 of 3 left and wakes at 4; until its deadline, 10, the 2 are less than its density: 2/6 <= 3/10 is false, so a new period begins at 4.
    [InlineData("A 0 c1 i3 c3 deadline=3/10/10; B 0 2", "A 0-1, B 1-3, A 4-7")]
    // It wakes at 2 with 2 of 3 left for 8 ticks: within its density, and budget and deadline stay. So at 4 it is throttled until 10.
    [InlineData("A 0 c1 i1 c3 deadline=3/10/10; B 0 9", "A 0-1, B 1-2, A 2-4, B 4-10, A 10-11, B 11-13")]
    public void Charts(string jobs, string chart) => Assert.Equal(chart, JobTable.Run("linux", jobs).Timeline());

    // Liu and Layland 1973, theorem 7: on one CPU earliest deadline first meets all deadlines if and only if the utilisation is at most 1.
    // Abeni and Buttazzo 1998: that stays so for those who keep to their runtime, whatever the others want.
    [Fact]
    public void All_deadlines_are_met_up_to_full_utilisation() => Prop.ForAll(TaskSets, tasks =>
    {
        Scenario run = Run("linux rt_runtime=-1", tasks, periods: 6);
        for (int i = 0; i < tasks.Length; i++)
        {
            // A yield at the end of each period's work says when that was done.
            long[] done = [.. run.Events.Where(e => e is { Kind: TraceEventKind.SysExit, Number: SyscallNumber.SchedYield } && e.Pid == i + 2).Select(static e => e.Time)];
            if (tasks[i].Overruns)
            {
                continue;
            }

            Assert.Equal(6, done.Length);
            Assert.All(done.Select((time, k) => (time, k)), d => Assert.InRange(d.time, d.k * (long)tasks[i].Period, (d.k + 1L) * tasks[i].Period));
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    // The server's bandwidth: in each of its periods no more than the runtime, on a CPU that is otherwise idle, too.
    [Fact]
    public void Nobody_gets_more_than_the_runtime_in_a_period() => Prop.ForAll(TaskSets, tasks =>
    {
        Scenario run = Run("linux rt_runtime=-1", tasks, periods: 4);
        var used = new Dictionary<(int Pid, long Period), long>();
        TraceEvent last = default;
        foreach (TraceEvent e in run.Events.Where(static e => e.Kind == TraceEventKind.SchedSwitch))
        {
            for (long tick = last.Time; tick < e.Time && last.Pid > 1; tick++)
            {
                (int, long) key = (last.Pid, tick / tasks[last.Pid - 2].Period);
                used[key] = used.GetValueOrDefault(key) + 1;
            }

            last = e;
        }

        Assert.All(used, u => Assert.InRange(u.Value, 1, tasks[u.Key.Pid - 2].Runtime));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    [Fact]
    public void Without_an_admission_test_too_many_are_late()
    {
        // 3/5 and 3/5 are more than one CPU: the other half of theorem 7.
        Scenario run = Run("linux rt_runtime=-1", [new(3, 5, false), new(3, 5, false)], periods: 3);
        Assert.Contains(run.Events, static e => e is { Kind: TraceEventKind.SysExit, Number: SyscallNumber.SchedYield, Pid: 3, Time: > 5 });
    }

    [Fact]
    public void A_job_that_is_not_admitted_ends_the_run()
    {
        Scenario run = JobTable.Run("linux", "A 0 1 deadline=3/5/5; B 1 1 deadline=3/5/5");
        Assert.Equal("job B is not admitted: with it the deadline tasks would need more than their share of the CPUs", run.Machine.HaltReason);
    }

    [Fact]
    public void The_share_of_the_deadline_class_is_an_option()
    {
        Assert.Null(JobTable.Run("linux rt_runtime=60 rt_period=100", "A 0 1 deadline=3/5/5").Machine.HaltReason);
        Assert.NotNull(JobTable.Run("linux rt_runtime=59 rt_period=100", "A 0 1 deadline=3/5/5").Machine.HaltReason);
        Assert.Null(JobTable.Run("linux rt_runtime=60 rt_period=100 cpus=2", "A 0 1 deadline=3/5/5; B 0 1 deadline=3/5/5").Machine.HaltReason);
    }

    private static Scenario Run(string settings, Periodic[] tasks, int periods)
    {
        var names = new NameTable();
        JobSpec[] jobs = [.. tasks.Select((t, i) => new JobSpec(names.Intern($"T{i}"), 0, new ScriptedContext(
            Do.Repeat(periods, Do.Compute(t.Overruns ? (2 * t.Runtime) + 1 : t.Runtime), Do.Call(SyscallNumber.SchedYield))))
        {
            Scheduling = new SchedulingAttributes(SchedulingPolicy.Deadline, 0, 0, t.Runtime, t.Period, t.Period),
        })];
        return Scenario.Jobs(Scenario.Settings(settings), jobs, names);
    }

    /// <summary>Task sets whose utilisation is at most 1: each takes at most what the ones before it left.</summary>
    private static Arbitrary<Periodic[]> TaskSets => Arb.From(
        from count in Gen.Choose(1, 5)
        from drawn in Gen.CollectToArray(Enumerable.Range(0, count).Select(static _ => Draw()))
        select Fit(drawn));

    private static Gen<Periodic> Draw() =>
        from period in Gen.Choose(2, 20)
        from runtime in Gen.Choose(1, 20)
        from overruns in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new Periodic(runtime, period, overruns);

    private static Periodic[] Fit(Periodic[] drawn)
    {
        var fitting = new List<Periodic>();
        double left = 1;
        foreach (Periodic t in drawn)
        {
            int most = (int)Math.Floor((left * t.Period) + 1e-9);
            if (most > 0)
            {
                fitting.Add(t with { Runtime = Math.Min(t.Runtime, most) });
                left -= (double)fitting[^1].Runtime / t.Period;
            }
        }

        return [.. fitting];
    }
}
