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
    [InlineData("fork { let n = now()\nlet x = 1 / n\nassert true }\nwait", "main[3] died of SIGFPE at t=0 (s.ks:2), so that the assert at s.ks:3 was never reached; `allow death SIGFPE` says that this is meant")]
    [InlineData("fork { pause\nassert true }", "main[3] is blocked for ever in pause since t=0 (s.ks:1), so that the assert at s.ks:2 was never reached; `allow deadlock` says that this is meant")]
    [InlineData("fork { raise SIGSTOP\nassert true }", "main[3] is stopped for ever since t=0 (s.ks:1), so that the assert at s.ks:2 was never reached; `allow deadlock` says that this is meant")]
    [InlineData("kill getpid(), SIGTERM\nprint 1", "main[2] was killed by SIGTERM at t=0 (s.ks:1); `allow death SIGTERM` says that this is meant")]
    [InlineData("let p = getpid()\nfork { sleep 5; kill p SIGTERM }\ncompute 100\nprint 1\nassert true",
        "main[2] was killed by SIGTERM at t=20 (s.ks:3), so that the assert at s.ks:5 was never reached; `allow death SIGTERM` says that this is meant")]
    [InlineData("fork {\nraise SIGTERM\nassert true }\nwait",
        "main[3] died of SIGTERM at t=0 (s.ks:2), so that the assert at s.ks:3 was never reached; `allow death SIGTERM` says that this is meant")]
    [InlineData("program init() {\nwhile wait() > 0 { }\npause\nassert true }\nsleep 1",
        "init[1] is blocked for ever in pause since t=1 (s.ks:3), so that the assert at s.ks:4 was never reached; `allow deadlock` says that this is meant")]
    [InlineData("pause\nassert true\nassert true\nassert true\nassert true",
        "main[2] is blocked for ever in pause since t=0 (s.ks:1), so that the asserts at s.ks:2, s.ks:3, s.ks:4 and 1 more were never reached; `allow deadlock` says that this is meant")]
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
    [InlineData("fork { raise SIGTERM\nassert false, \"never reached\" }\nwait")]
    [InlineData("machine pid_max=8\nfork { setsid\nrepeat 20 { let q = fork { pause }\nkill q, SIGKILL\nwait q } }\nexit 0")] // 2 is another's then
    public void A_run_that_is_meant_is_silent(string script)
    {
        (Session session, RunEnd end) = Run(script);

        Assert.Empty(session.ComplaintsOf(end));
        Assert.Equal(0, session.ExitCodeOf(end));
    }

    /// <summary>What stands behind a loop that never ends is not missed by who is blocked in it.</summary>
    [Theory]
    [InlineData("fork { loop {\npause } \nassert true }", 0)]
    [InlineData("fork { loop {\npause; if now() > 5 { break } }\nassert true }", 1)]
    [InlineData("fn f() {\npause }\nfork { loop { f() }\nassert true }", 0)]
    [InlineData("fn f() {\npause }\nfork { f()\nassert true }", 1)]
    [InlineData("fork { while true {\npause }\nassert true }", 0)]
    public void Only_claims_that_are_ahead_are_missed(string script, int exitCode)
    {
        (Session session, RunEnd end) = Run(script);

        Assert.Single(session.ComplaintsOf(end));
        Assert.Equal(exitCode, session.ExitCodeOf(end));
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
