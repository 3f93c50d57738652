// A schedule is a run like any other: every counterexample, replayed, fails as it was said to; a step that cannot be taken is an error with its
// number.
using KScript.Checker.Results;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Vm;
using KScript.Workbench.Runs;

namespace KScript.Checker.Tests;

public sealed class ReplayTests
{
    private static Session Run(CompiledProgram program, string schedule)
    {
        var session = Session.Following(program, Schedule.Parse(schedule, out _)!);
        session.Run(new RunLimits { MaxEvents = 100_000, Meter = new RunMeter { MaxStatements = 1_000_000 } });
        return session;
    }

    [Theory]
    [InlineData("shared n = 0\nrepeat 2 { fork { repeat 2 { n += 1 } } }\nwhile wait > 0 { }\nassert n == 4")]
    [InlineData("let p = fork { exit 0 }\nsleep 5\nassert state(p) == \"Z\"\nwait")]
    [InlineData("let x = choose([1, 2, 3])\nfork { exit x }\nwait\nassert WEXITSTATUS(status) != 2")]
    [InlineData("shared n = 0\nalways n < 2\nfork { print \"a\"; n += 1; print \"b\" }\nprint \"c\"\nn += 1\nwait")]
    public void A_counterexample_fails_when_it_is_run(string text)
    {
        CompiledProgram program = StateCountTests.Compile(text);
        CheckResult result = Checking.Check(program);
        Assert.Equal(Verdict.Fails, result.Verdict);
        Session session = Run(program, result.Counterexample!.Schedule.ToString());
        Assert.IsType<AssertionHalt>(Assert.Single(session.Failures).Reason);
    }

    [Fact]
    public void A_deadlock_is_one_when_it_is_run()
    {
        CompiledProgram program = StateCountTests.Compile("let got = 0\non SIGCHLD { got = 1 }\nfork { exit 0 }\nif got == 0 { pause }\nwait");
        Assert.Equal(RunEnd.Finished, Session.Following(program, Schedule.Parse("", out _)!).Run(new RunLimits()));
        CheckResult result = Checking.Check(program);
        Session session = Session.Following(program, result.Counterexample!.Schedule);
        RunEnd end = session.Run(new RunLimits { MaxEvents = 1000 });
        Assert.Contains(session.ComplaintsOf(end), complaint => complaint.Text.Contains("blocked for ever in pause", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2 9", "step 2 of the schedule cannot be taken: process 9 is not there")]
    [InlineData("2 2 2", "step 3 of the schedule cannot be taken: process 2 is blocked")]
    [InlineData("2!", "step 1 of the schedule cannot be taken: process 2 has no alarm set")]
    [InlineData("2=3", "step 1 of the schedule cannot be taken: process 2 has 1 way to go on, and branch 3 is none")]
    public void A_step_that_cannot_be_taken_is_named(string schedule, string message)
    {
        Session session = Run(StateCountTests.Compile("fork { pause }\nwait"), schedule);
        Assert.Equal(message, session.Machine.HaltReason!.ToString());
        Assert.Equal(2, session.ExitCodeOf(RunEnd.Halted));
    }

    [Fact]
    public void What_follows_the_schedule_runs_to_the_end()
    {
        Session session = Run(StateCountTests.Compile("repeat 3 { fork { compute 3; exit 0 } }\nsleep 2\nrepeat 3 { wait }"), "2 3 2");
        Assert.Single(session.Machine.Processes());
        Invariants.Check(session.Machine);
    }
}
