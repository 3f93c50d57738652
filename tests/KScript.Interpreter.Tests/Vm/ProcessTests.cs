// Processes from the language's side: what a script of forks, handlers and images writes.
using KScript.Workbench.Runs;
using Xunit;

namespace KScript.Interpreter.Tests.Vm;

public class ProcessTests
{
    [Theory]
    [InlineData("let p = fork\nif p == 0 { print \"child\", getpid(), getppid(); exit 3 }\nwait\nprint p, WIFEXITED(status), WEXITSTATUS(status)", "child 3 2\n3 true 3")]
    [InlineData("let p = fork kid { print \"in\"; exit 300 }\nprint wait(p) == p, WEXITSTATUS(status)", "in\ntrue 44")]
    [InlineData("let last = 7\nlast = fork { print last; exit 0 }\nwait\nprint last", "7\n3")]
    [InlineData("fn make() { return fork }\nlet p = make()\nif p == 0 { _exit 4 }\nwait p\nprint WEXITSTATUS(status)", "4")]
    [InlineData("fn deep(n) { if n == 0 { return fork }; return deep(n - 1) }\nlet p = deep(5)\nlet q = [p * 1 + 2 * (p + 3 * (p + 4 * (p + 5 * (p + 1))))]\nif p == 0 { exit q[0] }\nwait\nprint WEXITSTATUS(status) == (2 * 3 * 4 * 5) % 256", "true")]
    [InlineData("print wait, errno == ECHILD, wait nohang, waitpid(-1, WNOHANG)", "-1 true -1 -1")]
    [InlineData("fork { exit 1 }\nsleep 1\nlet p = wait nowait\nprint p, info.pid, info.status, wait(p) == p", "3 3 1 true")]
    [InlineData("fork { sleep 10 }\nlet p = wait nohang\nprint p", "0")]
    [InlineData("let n = 5\nfork { n = 6; print n }\nwait\nprint n", "6\n5")]
    [InlineData("shared n = 5\nfork { n += 1 }\nwait\nprint n", "6")]
    [InlineData("shared l = [1]\nfork { l += [2]; l[0] = 9 }\nwait\nprint l", "[9, 2]")]
    [InlineData("let n = 7\nlet p = 1\np = fork { p += n; print p }\nwait\nprint p", "8\n3")]
    [InlineData("fn deep(n) { if n == 0 { return 0 }; return 1 + deep(n - 1) }\nlet n = 2 * (3 + 4 * (5 + deep(6)))\non SIGUSR1 { print \"h\", deep(9), n }\nfork { let t = deep(20); raise SIGUSR1; fork { print t + n + deep(5) }; wait; print t }\nwait\nprint n", "h 9 94\n119\n20\n94")]
    [InlineData("fn f(n) { fork { return n + 1 }; wait; return n }\nprint f(f(3))", "5\n4\n4\n3")]
    [InlineData("fn f(n) { let p = fork { exit n }; wait p; return WEXITSTATUS(status) }\nprint f(1) + f(2)", "3")]
    [InlineData("fork { fork a { print \"in\" }; wait; exit 255 }\nwait\nprint WEXITSTATUS(status), fork { }, nice(-1) + 1, nice(0)", "in\n255 5 0 -1")]
    [InlineData("program p() { exit 7 }\nspawn p()\nwait\nprint WEXITSTATUS(status)\nspawn none()\nwait\nprint WEXITSTATUS(status)", "7\n127")]
    // exit, atexit, stdio.
    [InlineData("atexit { print \"a\" }\natexit { print \"b\" }\nprint \"end\"", "end\nb\na")]
    [InlineData("atexit { print \"a\"; exit 5 }\nlet p = fork { exit 1 }\nwait p\nprint WEXITSTATUS(status)\n_exit 0", "a\n5")]
    [InlineData("printf \"x\"\nfork\nwait", "xx")]
    [InlineData("printf \"x\\n\"\nfork\nwait", "x\n")]
    [InlineData("machine stdout=pipe\nprintf \"x\\n\"\nfork\nwait", "x\nx\n")]
    [InlineData("printf \"x\"\nfork { _exit 0 }\nwait", "x")]
    [InlineData("printf \"x\"\nfflush()\nfork\nwait", "x")]
    // Signals.
    [InlineData("on SIGUSR1 { print \"got\", info.signo == SIGUSR1 }\nraise SIGUSR1\nprint \"after\"", "got true\nafter")]
    [InlineData("fn h(sig) { print \"h\", sig }\nsignal SIGTERM h\nkill getpid()\nkill getpid() SIGTERM", "h 15\nh 15")]
    [InlineData("let n = 0\non SIGUSR1 { n += 1; errno = 5; wait }\nfork { exit 3 }\nwait\nraise SIGUSR1\nprint n, errno, WEXITSTATUS(status)", "1 0 3")]
    [InlineData("block SIGUSR1 SIGUSR2\nraise SIGUSR1\nprint sigpending(), sigprocmask()\non SIGUSR1 { print \"now\" }\nunblock SIGUSR1\nprint \"end\"", "[10] [10, 12]\nnow\nend")]
    [InlineData("print sigaction(SIGTERM)\nsignal SIGTERM ignore\nprint sigaction(SIGTERM)\non SIGTERM { }\nprint sigaction(SIGTERM)", "default\nignore\nhandler")]
    [InlineData("on SIGALRM { print \"ring\" }\nalarm 5\nlet left = sleep(20)\nprint left, now()", "ring\n15 5")]
    [InlineData("let p = fork { pause }\nsleep 1\nkill p SIGKILL\nwait p\nprint WIFSIGNALED(status), WTERMSIG(status), WCOREDUMP(status)", "true 9 false")]
    [InlineData("let p = fork { abort() }\nwait p\nprint WTERMSIG(status) == SIGABRT, WCOREDUMP(status)", "true false")]
    [InlineData("let p = fork { loop { sleep 1 } }\nsleep 1\nkill p SIGSTOP\nwait p untraced\nprint WIFSTOPPED(status), WSTOPSIG(status) == SIGSTOP, WIFEXITED(status), WIFSIGNALED(status)\nkill p SIGCONT\nwait p continued\nprint WIFCONTINUED(status)\nkill p SIGKILL", "true true false false\ntrue")]
    [InlineData("let s = [SIGUSR1, SIGUSR2]\nfor x in s { block x }\nprint sigprocmask() == s, sigprocmask(SIG_UNBLOCK, s), len(sigprocmask())", "true 0 0")]
    [InlineData("block SIGUSR1\nlet me = getpid()\nfork { sigqueue me, SIGUSR1, 42 }\nprint sigwaitinfo SIGUSR1, info.value", "10 42")]
    // Handlers see the variables around them.
    [InlineData("if true { let n = 1; on SIGUSR1 { n += 1 }; raise SIGUSR1; print n }", "2")]
    [InlineData("fn f() { on SIGUSR1 { print \"in f\" } }\nf()\nraise SIGUSR1", "in f")]
    // Images.
    [InlineData("let g = 3\ng = 4\nprogram p(a, b) { print a, b, g, getpid() }\nfork { exec p(\"x\", 5) }\nwait", "x 5 3 3")]
    [InlineData("program p() { exit 6 }\nlet c = spawn p()\nwait c\nprint c, WEXITSTATUS(status)", "3 6")]
    [InlineData("fn twice(n) { return n * 2 }\nprogram p(n) { let k = twice(n); print k; on SIGUSR1 { print k }; raise SIGUSR1 }\nexec p(21)", "42\n42")]
    [InlineData("atexit { print \"no\" }\nprintf \"lost\"\nprogram p() { print \"p\" }\nexec p()", "p")]
    // until.
    [InlineData("let p = fork { sleep 5 }\nuntil state(p) == \"Z\"\nprint now()", "5")]
    [InlineData("until now() >= 7\nprint now()", "7")]
    [InlineData("shared flag = false\nfork { sleep 3; flag = true }\nuntil flag\nprint now()", "3")]
    [InlineData("fn done(p) { return state(p) == \"Z\" }\nlet p = fork { sleep 2 }\nuntil done(p)\nprint now()", "2")]
    [InlineData("let n = 0\non SIGUSR1 { n += 1 }\nlet me = getpid()\nfork { sleep 1; kill me SIGUSR1 }\nuntil n == 1\nprint now()", "1")]
    public void Writes(string script, string lines)
    {
        ScriptRun run = Script.Run(script);
        Assert.DoesNotContain(run.Diagnostics, d => d.Severity == Diagnostics.Severity.Error);
        Assert.Equal(lines.EndsWith('\n') || !lines.Contains('\n', StringComparison.Ordinal) && lines.StartsWith('x') && !run.Output.EndsWith('\n') ? lines : lines + "\n", run.Output);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(run.Output, Script.Run(script, new RunOptions { DynamicGlobals = true }).Output);
    }

    [Fact]
    public void Properties_see_shared_memory_and_constants()
    {
        ScriptRun run = Script.Run("let other = 9\nlet most = 2\nshared n = 0\nfn ok(x) { return x <= most }\nalways ok(n) && n <= most\nfinally n == most\nrepeat 2 { n += 1; sleep 1 }\nother = 1");
        Assert.Empty(run.Failures);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public void Exec_of_no_program_is_ENOENT()
    {
        ScriptRun run = Script.Run("let r = exec nothing()\nprint r, errno == ENOENT");
        Assert.Equal("KS0202", Assert.Single(run.Diagnostics).Code);
        Assert.Equal("-1 true\n", run.Output);
    }

    [Fact]
    public void A_script_of_jobs_has_no_main()
    {
        ScriptRun run = Script.Run("sched fcfs\nshared done = []\njob A at=0 { compute 3; done += [now()] }\njob B at=1 { compute 2; done += [now()] }\nfinally done == [3, 5]");
        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain("main", run.Trace, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compute 20", 20)]
    [InlineData("repeat 4 { compute 1; io 3 }", 1)]
    [InlineData("compute 2; repeat 3 { compute 2 }; sleep 1; compute 9", 8)]
    [InlineData("print 1; io 3", 0)]
    public void A_job_tells_its_first_burst(string body, long burst)
    {
        CompileResult result = Script.Compile(new Diagnostics.SourceText("t.ks", $"job A at=0 {{ {body} }}"));
        Assert.Equal(burst, result.Program!.Jobs[0].Burst);
    }

    [Fact]
    public void A_script_may_replace_init()
    {
        ScriptRun run = Script.Run("program init() { loop { if wait == -1 { pause } else { print \"reaped\" } } }\nfork { sleep 2 }\nexit 0");
        Assert.Equal("reaped\nreaped\n", run.Output);
    }

    [Fact]
    public void Views_write_tables_and_change_nothing()
    {
        ScriptRun run = Script.Run("fork kid { exit 1 }\nsleep 1\nps\npstree\ntop");
        Assert.Contains("kid <defunct>", run.Output, StringComparison.Ordinal);
        Assert.Contains("`- main(2)\n   `- kid <defunct>(3)\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("Tasks: 3 total, 1 running, 1 sleeping, 0 stopped, 1 zombie\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(1, run.Session!.Machine.Now);
    }
}
