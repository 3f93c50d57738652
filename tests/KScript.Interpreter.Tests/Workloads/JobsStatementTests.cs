// `jobs` as a statement: what it makes of its attributes, and what a run does with the jobs.
using KScript.Interpreter.Workloads;
using KScript.Kernel;
using KScript.Workbench.Metrics;
using KScript.Workbench.Runs;
using Xunit;

namespace KScript.Interpreter.Tests.Workloads;

public class JobsStatementTests
{
    private static WorkloadJob[][] JobsOf(string script)
    {
        var result = Script.Compile(new("script.ks", script));
        Assert.Empty(result.Diagnostics);
        return Array.ConvertAll(result.Program!.Workloads, workload => workload.Jobs);
    }

    [Fact]
    public void Fixed_numbers_give_equal_jobs_at_equal_distances()
    {
        var jobs = JobsOf("jobs web n=3 at=10 arrival=4 burst=7 io_every=3 io_len=2 nice=5 priority=2 tickets=9 affinity=0..2")[0];
        Assert.Equal(["web1", "web2", "web3"], jobs.Select(job => job.Name));
        Assert.Equal([10, 14, 18], jobs.Select(job => job.At));
        foreach (var job in jobs)
        {
            Assert.Equal([3, 2, 3, 2, 1], Enumerable.Range(0, (int)job.Pattern.Count).Select(i => job.Pattern.Step(i)));
            Assert.Equal((5, 2, 9, 7UL), (job.Nice, job.Priority, job.Tickets, job.Affinity![0]));
        }
    }

    [Fact]
    public void No_io_comes_after_the_last_compute()
    {
        var job = JobsOf("jobs n=1 burst=6 io_every=3 io_len=2")[0][0];
        Assert.Equal([3, 2, 3], Enumerable.Range(0, (int)job.Pattern.Count).Select(i => job.Pattern.Step(i)));
    }

    [Fact]
    public void Numbers_go_on_where_a_name_was_used_before()
    {
        var all = JobsOf("jobs n=2 burst=1\njobs x n=1 burst=1\njobs n=2 burst=1");
        Assert.Equal(["P1", "P2", "x1", "P3", "P4"], all.SelectMany(jobs => jobs).Select(job => job.Name));
    }

    [Fact]
    public void Statements_have_seeds_of_their_own()
    {
        var all = JobsOf("jobs n=9 burst=1..1000\njobs n=9 burst=1..1000\njobs n=9 burst=1..1000 seed=1");
        Assert.NotEqual(all[0].Select(job => job.Pattern.Cpu), all[1].Select(job => job.Pattern.Cpu));
        Assert.Equal(all[0].Select(job => job.Pattern.Cpu), all[2].Select(job => job.Pattern.Cpu));
    }

    [Fact]
    public void Lists_and_two_values_give_nothing_else()
    {
        var bursts = JobsOf("jobs n=200 burst=2,30,400\njobs n=200 burst=bimodal(1,9,50)");
        Assert.Equal([2, 30, 400], bursts[0].Select(job => job.Pattern.Cpu).Distinct().Order());
        Assert.Equal([1, 9], bursts[1].Select(job => job.Pattern.Cpu).Distinct().Order());
    }

    [Fact]
    public void Times_with_a_unit_are_ticks()
    {
        var jobs = JobsOf("machine tick=10ms\njobs n=2 arrival=50ms burst=1s")[0];
        Assert.Equal((5L, 100L), (jobs[1].At, jobs[1].Pattern.Cpu));
    }

    [Fact]
    public void Written_and_generated_jobs_arrive_in_the_order_of_the_source()
    {
        var run = Script.Run("sched fcfs\njob A at=0 { compute 1 }\njobs n=2 burst=1\njob B at=0 { compute 1 }", new() { Levels = TraceLevels.Lifecycle });
        var arrivals = run.Trace.Split('\n').Where(line => line.Contains("job arrives", StringComparison.Ordinal)).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2]);
        Assert.Equal(["A[2]", "P1[3]", "P2[4]", "B[5]"], arrivals);
    }

    [Fact]
    public void All_that_is_drawn_is_computed_and_nothing_else()
    {
        const string Text = "sched rr q=3\nmachine cpus=3\njobs n=500 arrival=poisson(4) burst=exp(12) io_every=1..5 io_len=0..9";
        var program = Script.Compile(new("script.ks", Text)).Program!;
        var session = new Session(program);
        var statistics = new RunStatistics(program.Settings, keepSchedule: false);
        session.Machine.Attach(statistics);
        Assert.Equal(RunEnd.Finished, session.Run(new() { MaxEvents = 1_000_000 }));
        statistics.End(session.Machine);
        var cpu = statistics.Tasks.ToArray().Where(task => task.IsScheduled).Select(task => task.Cpu);
        Assert.Equal(program.Workloads[0].Jobs.Select(job => job.Pattern.Cpu), cpu);
    }

    [Fact]
    public void A_copy_of_a_machine_goes_on_as_the_machine_does()
    {
        var program = Script.Compile(new("script.ks", "sched rr q=2\njobs n=20 arrival=2 burst=9 io_every=2..4 io_len=3")).Program!;
        var session = new Session(program);
        session.Run(new() { MaxEvents = 60 });
        var snapshot = session.Machine.Snapshot();
        session.Run(new() { MaxEvents = 1_000_000 });
        var end = session.Machine.StateHash();
        session.Machine.Restore(snapshot);
        Assert.NotEqual(end, session.Machine.StateHash());
        session.Machine.Run(new() { MaxEvents = 1_000_000 });
        Assert.Equal(end, session.Machine.StateHash());
    }

    [Fact]
    public void Beyond_fifty_thousand_jobs_all_have_one_name()
    {
        var program = Script.Compile(new("script.ks", "jobs web n=50001 burst=1")).Program!;
        var session = new Session(program);
        session.Run(new() { MaxEvents = 5 });
        Assert.True(session.Machine.TryGetProcess(2, out var process));
        Assert.Equal("web", process.Name);
    }

    [Theory]
    [InlineData("let jobs = 3\nprint jobs")]
    [InlineData("fn jobs(n) { return n }\nprint jobs(2)")]
    public void The_word_is_free_elsewhere(string script) => Assert.Empty(Script.Compile(new("script.ks", script)).Diagnostics);
}
