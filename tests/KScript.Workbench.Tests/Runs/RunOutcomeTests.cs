// A run that went wrong says so: who is blocked for ever, whether main was killed, which claims nobody looked at; and says nothing where
// all is well or the script means it.
using KScript.Interpreter.Compiling;
using KScript.Interpreter.Diagnostics;
using KScript.Workbench.Runs;

namespace KScript.Workbench.Tests.Runs;

public class RunOutcomeTests
{
    [Theory]
    [InlineData("pause", "main[2] is blocked for ever in pause since t=0 (s.ks:1); `allow deadlock` says that this is meant")]
    [InlineData("sleep 3\nuntil 1 == 2", "main[2] is blocked for ever in until since t=3 (s.ks:2); `allow deadlock` says that this is meant")]
    [InlineData("fork { pause }\nwait", "main[2] is blocked for ever in wait4 since t=0 (s.ks:2); `allow deadlock` says that this is meant")]
    [InlineData("raise SIGTERM", "main[2] was killed by SIGTERM at t=0 (s.ks:1); `allow death SIGTERM` says that this is meant")]
    [InlineData("fork { let n = now()\nlet x = 1 / n\nassert true }\nwait", "the assert at s.ks:3 was never reached: main[3] died of SIGFPE; `allow death SIGFPE` says that this is meant")]
    [InlineData("fork { pause\nassert true }", "the assert at s.ks:2 was never reached: main[3] is blocked for ever in pause; `allow deadlock` says that this is meant")]
    [InlineData("fork { raise SIGSTOP\nassert true }", "the assert at s.ks:2 was never reached: main[3] is stopped for ever; `allow deadlock` says that this is meant")]
    public void A_run_that_went_wrong_fails_and_says_why(string script, string expected)
    {
        (Session session, RunEnd end) = Run(script);

        Assert.Contains(expected, session.ComplaintsOf(end).Where(complaint => complaint.IsFailure).Select(complaint => complaint.Text));
        Assert.Equal(1, session.ExitCodeOf(end));
    }

    [Theory]
    [InlineData("pause\nallow deadlock\nassert true")]
    [InlineData("allow death SIGTERM\nraise SIGTERM\nassert true")]
    [InlineData("allow death\nraise SIGKILL")]
    [InlineData("fork { exit 3 }\nwait\nassert status == 768")]
    [InlineData("let p = fork { pause\nassert true }\nkill p, SIGKILL\nwait")]
    [InlineData("if now() > 0 { assert false }")]
    [InlineData("machine pid_max=8\nfork { setsid\nrepeat 20 { let q = fork { pause }\nkill q, SIGKILL\nwait q } }\nexit 0")] // 2 is another's then
    public void A_run_that_is_meant_is_silent(string script)
    {
        (Session session, RunEnd end) = Run(script);

        Assert.Empty(session.ComplaintsOf(end));
        Assert.Equal(0, session.ExitCodeOf(end));
    }

    [Fact]
    public void A_daemon_that_stays_is_a_line_and_no_failure()
    {
        (Session session, RunEnd end) = Run("repeat 5 { fork { pause } }");

        Complaint line = Assert.Single(session.ComplaintsOf(end));
        Assert.Equal("main[3], main[4], main[5] and 2 more are blocked for ever in pause since t=0 (s.ks:1)", line.Text);
        Assert.Equal(0, session.ExitCodeOf(end));
    }

    [Theory]
    [InlineData("fork { pause }\nif now() > 5 { assert true }")]
    [InlineData("fn f() { fork { pause }\nif now() > 5 { assert true } }\nf()")]
    [InlineData("fn f() { fork { pause } }\nf()\nif now() > 5 { assert true }")]
    public void A_child_that_stays_never_comes_to_the_claims_behind_its_block(string script)
    {
        (Session session, RunEnd end) = Run(script);

        Assert.Equal(["main[3] is blocked for ever in pause since t=0 (s.ks:1)"], session.ComplaintsOf(end).Select(complaint => complaint.Text));
        Assert.Equal(0, session.ExitCodeOf(end));
    }

    [Fact]
    public void Allowing_one_end_does_not_allow_another()
    {
        (Session session, RunEnd end) = Run("allow deadlock\nallow death SIGTERM\nraise SIGKILL");

        Assert.Equal(1, session.ExitCodeOf(end));
    }

    [Fact]
    public void What_waits_for_time_is_not_blocked_for_ever()
    {
        (Session session, RunEnd end) = Run("sleep 100", new RunLimits { Until = 5 });

        Assert.Empty(session.ComplaintsOf(end));
        Assert.Equal(0, session.ExitCodeOf(end));
    }

    [Fact]
    public void Statements_that_nobody_reached_are_listed()
    {
        var options = new CompilerOptions { Coverage = true };
        var session = new Session(Script.Compile(new SourceText("s.ks", "if now() == 0 {\n    print 1\n} else {\n    print 2\n}\nexit\nprint 3"), options).Program!);
        session.Run(new RunLimits());

        Assert.Equal(["s.ks:4: never reached: print 2", "s.ks:7: never reached: print 3"], Unreached.Of(session));
    }

    /// <summary>Noting what is reached costs no statement: the run is the same.</summary>
    [Fact]
    public void Coverage_changes_nothing()
    {
        const string script = "machine ips=3\nlet n = 0\nwhile n < 20 { n = n + 1\nif n % 3 == 0 { fork { compute 1 } } }\nwhile wait() > 0 { }";
        var plain = new Session(Script.Compile(new SourceText("s.ks", script)).Program!);
        var covered = new Session(Script.Compile(new SourceText("s.ks", script), new CompilerOptions { Coverage = true }).Program!);
        plain.Run(new RunLimits());
        covered.Run(new RunLimits());

        Assert.True(plain.Machine.Now > 0);
        Assert.Equal(plain.Machine.Now, covered.Machine.Now);
        Assert.Equal(plain.Machine.EventCount, covered.Machine.EventCount);
    }

    private static (Session Session, RunEnd End) Run(string script, RunLimits? limits = null)
    {
        CompileResult compiled = Script.Compile(new SourceText("s.ks", script));
        Assert.True(compiled.Program is not null, string.Join("\n", compiled.Diagnostics.Select(diagnostic => diagnostic.Message)));
        var session = new Session(compiled.Program);
        return (session, session.Run(limits ?? new RunLimits()));
    }
}
