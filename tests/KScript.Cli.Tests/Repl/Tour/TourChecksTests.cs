// Each step of the tour is done when the machine shows it, whichever way it was brought about, and not before.
using KScript.Cli.Repl.Tour;

namespace KScript.Cli.Tests.Repl.Tour;

public class TourChecksTests
{
    /// <summary>Ways beside the one of the table. The last line does it; those before it do not.</summary>
    private static readonly (string Step, string[] Lines)[] OtherWays =
    [
        ("process.look", [":tree"]),
        ("process.look", ["getpid", "print tasks()"]),
        ("process.fork", ["let child = fork"]),
        ("process.fork", ["ps", "fork { exit 7 }"]),
        ("process.act", ["getpid", "@3 getpid"]),
        ("process.act", [":use 3", "ps", "sleep 1"]),
        ("process.wait", ["@3 exit 3", "let pid = wait"]),
        ("process.wait", ["kill 3, SIGKILL", "sleep 1", "wait 3"]),
        ("zombie.make", ["fork", "@3 exit 7"]),
        ("zombie.make", ["fork { pause }", "sleep 1", "kill 3, SIGKILL", "sleep 1"]),
        ("zombie.see", ["getpid", ":tree"]),
        ("zombie.see", ["print state(3)"]),
        ("zombie.kill", ["kill 2, 0", "kill(3, SIGTERM)"]),
        ("zombie.cure", ["sleep 1", "wait 3 nohang"]),
        ("zombie.cure", ["exit"]),
        ("orphan.make", ["fork", "exit"]),
        ("orphan.make", ["fork { fork { sleep 9 }; sleep 1 }", "sleep 0", "wait"]),
        ("orphan.see", ["getpid", ":tree"]),
        ("orphan.see", ["ppid(4)"]),
        ("orphan.end", ["ps", "kill 4, SIGKILL", "sleep 1"]),
        ("coalescing.handler", ["signal SIGCHLD ignore", "on SIGCHLD { print 1; wait }"]),
        ("coalescing.handler", ["fork", "@3 on SIGCHLD { wait nohang }"]),
        ("coalescing.lose", ["fork { exit 1 }", "fork { exit 2 }", "sleep 1"]),
        ("coalescing.lose", ["repeat 5 { fork { compute 1 } }", "compute 9; sleep 30"]),
        ("coalescing.rest", ["wait nohang", "wait nohang"]),
        ("coalescing.rest", ["while (wait nohang) > 0 { }"]),
        ("coalescing.loop", ["on SIGCHLD { repeat 2 { wait } }", "fork { exit 1 }; fork { exit 2 }", "sleep 5"]),
        ("doublefork.make", ["fork", "@3 fork", "@3 exit"]),
        ("doublefork.make", ["fork { if fork == 0 { sleep 5 }; exit }", "wait"]),
        ("doublefork.wait", ["ps", "waitpid 3"]),
        ("doublefork.end", ["kill 4, SIGKILL", "sleep 1"]),
        ("time.live", ["fork { exit 1 }", "wait"]),
        ("time.last", [":back 2"]),
        ("time.last", [":goto 1", ":undo"]),
        ("time.before", [":back", ":undo"]),
        ("time.other", ["on SIGCHLD { wait }", "sleep 1"]),
        ("time.other", ["exit"]),
        ("mlfq.policy", [":reset", "sched mlfq q=2,4,8"]),
        ("mlfq.policy", ["fork { compute 5 }", "sleep 1", "sched mlfq q=3"]),
        ("mlfq.demote", ["fork { compute 12 }", "fork { compute 3 }", "sleep 2"]),
        ("mlfq.demote", ["job A at=0 { compute 12 }", "job B at=1 { compute 3 }", ":run 1", ":run"]),
        ("mlfq.queues", ["ps", "queues"]),
        ("mlfq.end", [":gantt", ":run 100", "gantt"]),
    ];

    public static TheoryData<string, string> Ways()
    {
        var data = new TheoryData<string, string>();
        foreach (TourStep step in TourChapters.Rows.SelectMany(chapter => chapter.Steps))
        {
            data.Add(step.Name, string.Join('\n', step.Way));
        }

        foreach ((string step, string[] lines) in OtherWays)
        {
            data.Add(step, string.Join('\n', lines));
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_step_is_done_by_its_last_line_and_not_before(string name, string lines)
    {
        var run = TourRun.At(name);
        var here = run.Shell.Tour.Place;
        Assert.Equal(name, TourChapters.Rows[here.Chapter].Steps[here.Step].Name);
        string[] each = lines.Split('\n');
        foreach (string line in each[..^1])
        {
            run.Do(line);
            Assert.True(here == run.Shell.Tour.Place, $"{line} is not enough\n{run.Output}");
        }

        Assert.Contains("| done: ", run.Reply(each[^1]), StringComparison.Ordinal);
        Assert.True(run.Shell.Tour.Place.Step > here.Step, run.Output);
    }

    [Fact]
    public void Every_step_is_done_in_two_ways()
        => Assert.Empty(TourChapters.Rows.SelectMany(chapter => chapter.Steps).Select(step => step.Name).Except(OtherWays.Select(way => way.Step)));

    [Theory]
    [InlineData("zombie.make", "fork { exit 7 }", "wait")]
    [InlineData("zombie.kill", "kill 2, 0", "kill 99, SIGKILL")]
    [InlineData("orphan.make", "fork { exit 1 }", "wait")]
    [InlineData("coalescing.lose", "fork { exit 1 }", "sleep 1")]
    [InlineData("coalescing.loop", "repeat 3 { fork { exit 1 } }", "sleep 5")]
    [InlineData("doublefork.make", "fork { sleep 5 }", "sleep 1")]
    [InlineData("time.last", "ps", ":goto 1")]
    [InlineData("time.other", "sleep 1", "wait")]
    [InlineData("mlfq.policy", "sched rr q=2", "fork { compute 5 }")]
    [InlineData("mlfq.demote", "fork { compute 1 }", "sleep 5")]
    public void A_wrong_turn_is_not_it(string name, string first, string second)
    {
        var run = TourRun.At(name);
        var here = run.Shell.Tour.Place;
        run.Do(first, second);
        Assert.Equal(here, run.Shell.Tour.Place);
    }
}
