// Every form on the language page, and what it parses to.
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Parsing;
using Xunit;

namespace KScript.Interpreter.Tests;

public class ParserFormsTests
{
    [Theory]
    // Values and expressions.
    [InlineData("let x = 42", "(let x 42)")]
    [InlineData("let x = 0x2a + 1_000 + 0b11", "(let x (Add (Add 42 1000) 3))")]
    [InlineData("let x = -9223372036854775808", "(let x -9223372036854775808)")]
    [InlineData("let x = 0xffffffffffffffff", "(let x -1)")]
    [InlineData("let x = \"a\\n\\x41\\u00e9\\\"\"", "(let x \"a\\nA\u00e9\\\"\")")]
    [InlineData("let x = [1, [2, true], false,]", "(let x [1 [2 true] false])")]
    [InlineData("let x = []", "(let x [])")]
    [InlineData("sleep 20ms; sleep 2s; sleep 1.5ms; sleep 7us", "(cmd sleep 20000us)\n(cmd sleep 2000000us)\n(cmd sleep 1500us)\n(cmd sleep 7us)")]
    [InlineData("let x = 1 || 2 && 3 | 4 ^ 5 & 6 == 7 < 8 << 9 + 10 * 11",
        "(let x (Or 1 (And 2 (BitOr 3 (BitXor 4 (BitAnd 5 (Equal 6 (Less 7 (ShiftLeft 8 (Add 9 (Multiply 10 11)))))))))))")]
    [InlineData("let x = a - b - c / d % e", "(let x (Subtract (Subtract a b) (Modulo (Divide c d) e)))")]
    [InlineData("let x = !a && ~b != - c", "(let x (And (Not a) (NotEqual (Complement b) (Negate c))))")]
    [InlineData("let x = !!-~a", "(let x (Not (Not (Negate (Complement a)))))")]
    [InlineData("let x = e in list && y >= 2", "(let x (And (In e list) (GreaterEqual y 2)))")]
    [InlineData("let x = a[i] + f(x)[2] + p.r", "(let x (Add (Add (index a i) (index (call f x) 2)) (. p r)))")]
    [InlineData("let x = (a + b) * 2", "(let x (Multiply (Add a b) 2))")]
    [InlineData("let x = a -1", "(let x (Subtract a 1))")]
    [InlineData("let x = f (3) - a [1]", "(let x (Subtract (call f 3) (index a 1)))")]
    [InlineData("x = 1; x += 1; x -= 2; x *= 3; x /= 4; x %= 5; x |= 6; x &= 7", "(= x 1)\n(= Add x 1)\n(= Subtract x 2)\n(= Multiply x 3)\n(= Divide x 4)\n(= Modulo x 5)\n(= BitOr x 6)\n(= BitAnd x 7)")]
    [InlineData("a[i] = e; a[1][j] += 2", "(= (index a i) e)\n(= Add (index (index a 1) j) 2)")]
    // Statements.
    [InlineData("if c { } else if d { } else { ps }", "(if c {} (if d {} {(cmd ps)}))")]
    [InlineData("if c { a }\nelse { b }", "(if c {(cmd a)} {(cmd b)})")]
    [InlineData("if c\n{\n a\n}\n\n# note\nelse if d\n{ b }", "(if c {(cmd a)} (if d {(cmd b)}))")]
    [InlineData("while x < 3 { x += 1 }", "(while (Less x 3) {(= Add x 1)})")]
    [InlineData("loop { break; continue }", "(loop {(break); (continue)})")]
    [InlineData("repeat 4 { compute 1; io 3 }", "(repeat 4 {(cmd compute 1); (io 3)})")]
    [InlineData("for i in 0..n { }", "(for i (range 0 n) {})")]
    [InlineData("for i in 0 .. n + 1 { }", "(for i (range 0 (Add n 1)) {})")]
    [InlineData("for x in [1, 2] { }", "(for x [1 2] {})")]
    [InlineData("for x in children(1) { }", "(for x (call children 1) {})")]
    [InlineData("fn f(a, b) { return a + b }\nfn g() { return }", "(fn f (a b) {(return (Add a b))})\n(fn g () {(return)})")]
    [InlineData("print \"a\", 1 + 2, x", "(print \"a\" (Add 1 2) x)")]
    [InlineData("print", "(print)")]
    [InlineData("print(\"a\", b)\nprint (a) + 1\nprint (a + b), 2", "(print \"a\" b)\n(print (Add a 1))\n(print (Add a b) 2)")]
    [InlineData("print -1, [1]", "(print (Negate 1) [1])")]
    [InlineData("assert x == 1\nassert x, \"m\"\nassert(x, \"m\")\nassert (x) == 2", "(assert (Equal x 1))\n(assert x \"m\")\n(assert x \"m\")\n(assert (Equal x 2))")]
    [InlineData("shared x = 0", "(shared x 0)")]
    [InlineData("let x = choose([1, 2])", "(let x (call choose [1 2]))")]
    [InlineData("until state(a) == \"Z\"", "(until (Equal (call state a) \"Z\"))")]
    // How it is written.
    [InlineData("a; b ; ; c\n\n\nd", "(cmd a)\n(cmd b)\n(cmd c)\n(cmd d)")]
    [InlineData("let x = [\n 1,\n 2\n]\nlet y = f(\n 1\n,2)", "(let x [1 2])\n(let y (call f 1 2))")]
    [InlineData("let x =\n 1 +\n 2\nprint 1,\n 2", "(let x (Add 1 2))\n(print 1 2)")]
    [InlineData("let x = 1 \\\n + 2", "(let x (Add 1 2))")]
    [InlineData("if fork || fork { a }", "(if (Or (fork) (fork)) {(cmd a)})")]
    [InlineData("if (fork child { a }) > 0 { b }", "(if (Greater (fork child {(cmd a)}) 0) {(cmd b)})")]
    [InlineData("fork\nfork { a }", "(fork)\n(fork {(cmd a)})")]
    [InlineData("if a { b } c", "(if a {(cmd b)})\n(cmd c)")]
    [InlineData("fork { a } wait", "(fork {(cmd a)})\n(wait)")]
    [InlineData("while wait nohang > 0 { }", "(while (Greater (wait nohang) 0) {})")]
    [InlineData("sleep i * 5", "(cmd sleep (Multiply i 5))")]
    [InlineData("setpgid 0, 0", "(cmd setpgid 0 0)")]
    [InlineData("kill pid SIGTERM\nkill pid, SIGTERM\nkill -1, SIGTERM\nkill -pg SIGRTMIN+1", "(cmd kill pid SIGTERM)\n(cmd kill pid SIGTERM)\n(cmd kill (Negate 1) SIGTERM)\n(cmd kill (Negate pg) (Add SIGRTMIN 1))")]
    [InlineData("kill(pid, SIGTERM)\nkill (pid, SIGTERM)\nkill (pid), SIGTERM", "(call kill pid SIGTERM)\n(call kill pid SIGTERM)\n(cmd kill pid SIGTERM)")]
    [InlineData("foo -1\nfoo - 1\nfoo-1", "(cmd foo (Negate 1))\n(Subtract foo 1)\n(Subtract foo 1)")]
    [InlineData("poll [a, b], 10\nfoo !x", "(cmd poll [a b] 10)\n(cmd foo (Not x))")]
    [InlineData("let n = read(p.r)", "(let n (call read (. p r)))")]
    [InlineData("fork && fork || fork", "(Or (And (fork) (fork)) (fork))")]
    [InlineData("f() && g()", "(And (call f) (call g))")]
    [InlineData("let state = state(p); let job = 1; let on = 2; let status2 = status; let signal = on", "(let state (call state p))\n(let job 1)\n(let on 2)\n(let status2 status)\n(let signal on)")]
    [InlineData("let block = 1\nprint block, io, mask, all, thread + join", "(let block 1)\n(print block io mask all (Add thread join))")]
    [InlineData("job = 3; on += 1; io[2] = 1; block = block - 1; thread = 2", "(= job 3)\n(= Add on 1)\n(= (index io 2) 1)\n(= block (Subtract block 1))\n(= thread 2)")]
    [InlineData("fn signal(on, job) { }\nfork job { }\nfor io in on { }", "(fn signal (on job) {})\n(fork job {})\n(for io on {})")]
    [InlineData("a\r\nb\r\n", "(cmd a)\n(cmd b)")]
    [InlineData("\uFEFFa # \u65e5\u672c", "(cmd a)")]
    [InlineData("", "")]
    [InlineData("# only a comment", "")]
    // The machine.
    [InlineData("sched fcfs\nsched rr q=4\nsched priority preemptive=true aging=5", "(sched fcfs)\n(sched rr q=4)\n(sched priority preemptive=\"true\" aging=5)")]
    [InlineData("sched mlfq q=10,20,40 queues=3", "(sched mlfq q=10,20,40 queues=3)")]
    [InlineData("machine cpus=1 pid_max=32768 tick=1ms syscall=0 stdout=tty seed=-3", "(machine cpus=1 pid_max=32768 tick=1000us syscall=0 stdout=\"tty\" seed=-3)")]
    [InlineData("sched sjf alpha=0.5 burst=1..10 gap=poisson(5)", "(sched sjf alpha=0.5 burst=\"1..10\" gap=\"poisson(5)\")")]
    [InlineData("sched = 3\nmachine = 4", "(= sched 3)\n(= machine 4)")]
    [InlineData("job A at=0 { compute 20 }", "(job A at=0 {(cmd compute 20)})")]
    [InlineData("job B at=5 nice=-3 tickets=100 burst=4ms\n{ }", "(job B at=5 nice=-3 tickets=100 burst=4000us {})")]
    // Processes.
    [InlineData("let pid = fork\nlet q = fork()", "(let pid (fork))\n(let q (fork))")]
    [InlineData("let p = fork worker { exit 3 }", "(let p (fork worker {(exit 3)}))")]
    [InlineData("exit\nexit 7\nexit(7)\n_exit 1\n_exit\nabort()\nexit -1", "(exit)\n(exit 7)\n(exit 7)\n(_exit 1)\n(_exit)\n(call abort)\n(exit (Negate 1))")]
    [InlineData("atexit { a }\natexit f", "(atexit {(cmd a)})\n(cmd atexit f)")]
    [InlineData("wait\nwait 0\nwait -1\nwait -pg\nwait pid nohang untraced continued\nwait nohang\nwait p nowait", "(wait)\n(wait 0)\n(wait (Negate 1))\n(wait (Negate pg))\n(wait pid nohang untraced continued)\n(wait nohang)\n(wait p nowait)")]
    [InlineData("let a = wait(p)\nlet b = wait()\nlet c = wait(p, nohang)\nlet d = wait(-1) nohang", "(let a (wait p))\n(let b (wait))\n(let c (wait p nohang))\n(let d (wait (Negate 1) nohang))")]
    [InlineData("assert wait == -1 && errno == ECHILD", "(assert (And (Equal (wait) (Negate 1)) (Equal errno ECHILD)))")]
    [InlineData("let a = wait + 1\nlet b = wait - 1\nlet c = wait pids[0]", "(let a (Add (wait) 1))\n(let b (Subtract (wait) 1))\n(let c (wait (index pids 0)))")]
    [InlineData("waitpid(-1, WNOHANG | WUNTRACED)", "(call waitpid (Negate 1) (BitOr WNOHANG WUNTRACED))")]
    [InlineData("print WEXITSTATUS(status), info.signo, info.status", "(print (call WEXITSTATUS status) (. info signo) (. info status))")]
    [InlineData("program p(a, b) { exit a }\nprogram init() { }\nprogram bare { }", "(program p (a b) {(exit a)})\n(program init () {})\n(program bare () {})")]
    [InlineData("exec p(1, 2)\nexec p\nlet c = spawn q(3) + 1", "(exec p 1 2)\n(exec p)\n(let c (Add (spawn q 3) 1))")]
    [InlineData("container box { a }\nlet c = container box { }", "(container box {(cmd a)})\n(let c (container box {}))")]
    [InlineData("container pids=2 { }\ncontainer box pids=2 init=p { }\nlet container = 1", "(container pids=2 {})\n(container box pids=2 init=\"p\" {})\n(let container 1)")]
    [InlineData("cgroup a\ncgroup a pids=3\nlet c = cgroup a { }\ncgroup = 2", "(cgroup a)\n(cgroup a pids=3)\n(let c (cgroup a {}))\n(= cgroup 2)")]
    [InlineData("enter box { a }\nenter 5 { }\nlet c = enter(kids[0]) { }", "(enter box {(cmd a)})\n(enter 5 {})\n(let c (enter (index kids 0) {}))")]
    [InlineData("let t = thread { a }\nthread w { }\nlet r = join t\njoin(t)", "(let t (thread {(cmd a)}))\n(thread w {})\n(let r (call join t))\n(call join t)")]
    // Time and blocking.
    [InlineData("compute n; sleep n; io 3; io n on disk0; disk 4; yield; pause; alarm 5", "(cmd compute n)\n(cmd sleep n)\n(io 3)\n(io n disk0)\n(cmd disk 4)\n(cmd yield)\n(cmd pause)\n(cmd alarm 5)")]
    [InlineData("let left = sleep 60\nlet n = alarm 5 + 1\nlet r = pause\nlet i = io 5 on d\nx = sleep(3)", "(let left (cmd sleep 60))\n(let n (cmd alarm (Add 5 1)))\n(let r pause)\n(let i (io 5 d))\n(= x (call sleep 3))")]
    // Signals.
    [InlineData("signal SIGCHLD ignore\nsignal SIGCHLD default\nsignal SIGTERM handler", "(signal SIGCHLD Ignore)\n(signal SIGCHLD Default)\n(signal SIGTERM Function handler)")]
    [InlineData("signal SIGTERM h restart nodefer mask SIGINT SIGHUP resethand", "(signal SIGTERM Function h restart nodefer resethand mask[SIGINT SIGHUP])")]
    [InlineData("signal SIGCHLD ignore nocldwait\nsignal SIGUSR1 h mask all", "(signal SIGCHLD Ignore nocldwait)\n(signal SIGUSR1 Function h mask-all)")]
    [InlineData("on SIGCHLD { wait nohang }\non SIGTERM nocldstop mask SIGINT { }", "(signal SIGCHLD Block {(wait nohang)})\n(signal SIGTERM Block nocldstop mask[SIGINT] {})")]
    [InlineData("signal SIGRTMIN+1 h\nsignal sig ignore\nsignal(SIGINT, SIG_IGN)\nsignal(SIGINT, h)", "(signal (Add SIGRTMIN 1) Function h)\n(signal sig Ignore)\n(signal SIGINT Ignore)\n(signal SIGINT Function h)")]
    [InlineData("kill pid\nkill 0 SIGTERM\nraise SIGTERM", "(cmd kill pid)\n(cmd kill 0 SIGTERM)\n(cmd raise SIGTERM)")]
    [InlineData("block SIGTERM SIGINT\nblock all\nunblock SIGRTMIN+1 SIGTERM\nsigsuspend SIGUSR1\nsigsuspend\nblock SIGTERM, SIGINT\nblock(SIGTERM, SIGINT)", "(block SIGTERM SIGINT)\n(block all)\n(unblock (Add SIGRTMIN 1) SIGTERM)\n(sigsuspend SIGUSR1)\n(sigsuspend)\n(block SIGTERM SIGINT)\n(block SIGTERM SIGINT)")]
    [InlineData("let r = signal SIGKILL ignore\nlet r2 = block SIGTERM\nlet s = sigsuspend SIGUSR1", "(let r (signal SIGKILL Ignore))\n(let r2 (block SIGTERM))\n(let s (sigsuspend SIGUSR1))")]
    [InlineData("if block SIGTERM == -1 { }\nassert signal(SIGKILL, ignore) == -1", "(if (Equal (block SIGTERM) (Negate 1)) {})\n(assert (Equal (signal SIGKILL Ignore) (Negate 1)))")]
    [InlineData("let r = kill(p, 0)\nlet q = kill p, SIGTERM\nlet s = kill p SIGTERM\nlet t = raise SIGUSR1", "(let r (call kill p 0))\n(let q (cmd kill p SIGTERM))\n(let s (cmd kill p SIGTERM))\n(let t (cmd raise SIGUSR1))")]
    [InlineData("sigqueue pid, SIGRTMIN+1, 5\nlet s = sigwaitinfo SIGUSR1\nlet t = sigtimedwait([SIGUSR1], 5)\nsigaction(SIGINT)", "(cmd sigqueue pid (Add SIGRTMIN 1) 5)\n(let s (sigwaitinfo SIGUSR1))\n(let t (call sigtimedwait [SIGUSR1] 5))\n(call sigaction SIGINT)")]
    [InlineData("return kill p SIGTERM", "(return (cmd kill p SIGTERM))")]
    // Files, pipes, synchronisation.
    [InlineData("let p = pipe(); close p.w; write p.w, \"x\"; dup2 a, b", "(let p (call pipe))\n(cmd close (. p w))\n(cmd write (. p w) \"x\")\n(cmd dup2 a b)")]
    [InlineData("terminal tty0 tostop noflsh; type tty0, \"^C\"; hangup tty0", "(terminal tty0 tostop noflsh)\n(cmd type tty0 \"^C\")\n(cmd hangup tty0)")]
    [InlineData("let terminal = 1; terminal += 1", "(let terminal 1)\n(= Add terminal 1)")]
    [InlineData("mutex m; lock m; unlock m; semaphore s = 2; down s; condition c; wait_on c, m; notify_all c", "(mutex m)\n(cmd lock m)\n(cmd unlock m)\n(semaphore s 2)\n(cmd down s)\n(condition c)\n(cmd wait_on c m)\n(cmd notify_all c)")]
    [InlineData("printf \"text %d\\n\", n\nprintf \"x\"", "(cmd printf \"text %d\\n\" n)\n(cmd printf \"x\")")]
    // Looking.
    [InlineData("ps; pstree; top", "(cmd ps)\n(cmd pstree)\n(cmd top)")]
    [InlineData("eventually n == 2\neventually (n > 1)\neventually = 3", "(eventually (Equal n 2))\n(eventually (Greater n 1))\n(= eventually 3)")]
    [InlineData("n == 1 leads to n == 0\ntrue leads to\n  zombies() == 0\ndone leads to -n < 1\nlet leads = to", "(leads-to (Equal n 1) (Equal n 0))\n(leads-to true (Equal (call zombies) 0))\n(leads-to done (Less (Negate n) 1))\n(let leads to)")]
    [InlineData("always zombies() < 3\nfinally zombies() == 0\nfinally(x)", "(always (Less (call zombies) 3))\n(finally (Equal (call zombies) 0))\n(finally x)")]
    public void Parses(string script, string expected)
    {
        var source = new SourceText("test.ks", script);
        var result = Parser.Parse(source);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        Assert.Equal(expected, AstDump.Dump(result.File));
        Assert.False(result.IsIncomplete);
    }

    /// <summary>The scripts above, for tests of other things.</summary>
    internal static IEnumerable<string> Scripts()
    {
        foreach (var data in typeof(ParserFormsTests).GetMethod(nameof(Parses))!.GetCustomAttributes(typeof(InlineDataAttribute), false))
        {
            foreach (object?[] arguments in ((InlineDataAttribute)data).GetData(null!))
            {
                yield return (string)arguments[0]!;
            }
        }
    }
}
