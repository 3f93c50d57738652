// Every form of a statement or an expression does the same wherever it stands: at the top level, within a function that has
// variables of its own, in a handler, an atexit block, a program, a job, a forked block, and as typed at the REPL's prompt.
using System.Collections;
using System.Reflection;
using System.Text;
using KScript.Interpreter.Ast;
using KScript.Interpreter.Diagnostics;
using KScript.Workbench.Live;
using KScript.Workbench.Runs;
using KScript.Interpreter.Parsing;
using KScript.Kernel;
using Xunit;

namespace KScript.Interpreter.Tests.Vm;

public class EveryPlaceTests
{
    /// <summary>What is declared at the top level, the form itself, and what it writes.</summary>
    private sealed record Form(string Declarations, string Body, string Output);

    private static readonly Form[] Forms =
    [
        // Values and operators.
        new("", "print 7, 0x10, true, \"t\", 20ms, [1, \"a\", [2]]", "7 16 true t 20 [1, \"a\", [2]]\n"),
        new("", "let x = 5; print !x, -x, ~x, x + 1, x - 1, x * 2, x / 2, x % 2, x << 1, x >> 1, x & 4, x | 2, x ^ 1", "false -5 -6 6 4 10 2 1 10 2 4 7 4\n"),
        new("", "let x = 5; print x < 6, x <= 4, x > 4, x >= 6, x == 5, x != 5, x && 0, x || 0, x in [5]", "true false true false true false false true true\n"),
        new("", "let x = 1; let t = \"a\"; let l = [1, 2]; x += 2; x *= 5; x -= 1; x /= 2; x %= 4; x |= 8; x &= 9; t += \"b\"; l += [3]; l[0] = t; l[1] -= 5; print x, t, l, l[0], t[1]",
            "9 ab [\"ab\", -3, 3] ab b\n"),
        new("let g = 3\nlet list = [1]\nfn set(n, t) { g = n; list += [t]; return g + 1 }", "let l = 1; let r = set(8, \"x\"); print g, list, r, l", "8 [1, \"x\"] 9 1\n"),
        new("shared s = 4\nshared names = [\"a\"]", "let l = 1; s += l; names += [\"b\"]; fork { s = s * 2 }\nwait; print s, names", "10 [\"a\", \"b\"]\n"),
        new("", "print SIGRTMIN+2, SIGCHLD, ENOENT, str(4) + \"x\", int(\"12\"), len([1, 2]), choose([6])", "36 17 2 4x 12 2 6\n"),
        new("allow death SIGTERM", "print 1", "1\n"),
        new("fn change(r) { r.a = 9; return r }", "let r = record(a=1, b=\"t\"); let q = change(r); r.a += 1; let l = [r]; l[0].b += \"u\"; print r, q.a, l[0].b, r == record(b=\"t\", a=2)",
            "{a: 2, b: t} 9 tu true\n"),
        new("", "let x = 3; let pids = pipeline { print x; print \"b\" } | { let t = read(0) + read(0); exit len(t) }; wait pids[0]; wait pids[1]; print len(pids), WEXITSTATUS(status), x", "2 4 3\n"),
        new("", "let x = 3; let t = capture { print x; exit 5 }; print t + \"!\", WEXITSTATUS(status), x", "3\n! 5 3\n"),
        new("fn twice(n) { return n * 2 }\nfn both(a, b) { return [a, b] }", "let f = twice; let g = [f, both]; let r = record(do=g[1]); print f(4), call(g[1], [1, \"t\"]), call(f, [3]) + 1, f == twice, f == both, f, r",
            "8 [1, \"t\"] 7 true false fn twice {do: fn both}\n"),
        new("import pid1", "let s = 512; print pid1_exit_code(s), pid1_exit_code(9)", "2 137\n"),
        new("", "let r = exec \"/tmp/none\"; print r, errno == ENOENT", "-1 true\n"),
        new("program image(n) { print \"image\", n; exit n }", "let x = 3; let p = posix_spawn(image(x), record(flags=POSIX_SPAWN_SETPGROUP)); wait p; print WEXITSTATUS(status), posix_spawn(\"/none\"), errno == ENOENT",
            "image 3\n3 -1 true\n"),
        // Control.
        new("", "let n = 2; if n == 1 { print \"a\" } else if n == 2 { let m = n; print \"b\", m } else { print \"c\" }", "b 2\n"),
        new("", "let n = 3; while n > 0 { n -= 1; if n == 1 { continue }; print n }", "2\n0\n"),
        new("", "let n = 0; loop { n += 1; if n == 3 { break } }; repeat n { n += 1 }; print n", "6\n"),
        new("", "for i in 0..3 { for x in [i, \"t\"] { if x == 1 { break }; print i, x } }", "0 0\n0 t\n2 2\n2 t\n"),
        new("fn fact(n) { if n < 2 { return 1 }; let m = n - 1; return n * fact(m) }\nfn both(a, b) { return [a, b] }", "let x = fact(10); print x, both(x, \"t\")", "3628800 [3628800, \"t\"]\n"),
        new("", "let x = 4; assert x == 4, \"x is 4\"; assert x; print \"holds\"", "holds\n"),
        new("", "let x = 4; printf(\"%d-%s \", x, \"t\"); printf(\"%05d\\n\", x)", "4-t 00004\n"),
        new("always 1 == 1\nfinally now() >= 0\neventually now() >= 0\ntrue leads to now() >= 0\nsched rr q=3\nmachine cpus=1", "let x = 1; print x", "1\n"),
        new("jobs drawn n=2 arrival=0 burst=1", "print \"with jobs\"", "with jobs\n"),
        // Time.
        new("", "let x = 2; let t = now(); compute x; sleep x; io x; io 1 on disk0; print now() - t >= 7, x", "true 2\n"),
        new("shared go = 0", "let x = 2; fork { sleep 3; go = 1 }\nuntil go == 1; wait; print go, x", "1 2\n"),
        new("", "let x = 2; let t = now() + x; until now() >= t; print now() == t, x", "true 2\n"),
        // Processes.
        new("", "let x = 5; let p = fork kid { let y = x + 1; print \"kid\", y; exit y }\nlet q = wait p; print p == q, WIFEXITED(status), WEXITSTATUS(status), x", "kid 6\ntrue true 6 5\n"),
        new("", "let x = [5]; let p = fork; if p == 0 { x[0] = 6; print \"kid\", x; exit 3 }\nlet q = wait; print p == q, WEXITSTATUS(status), x", "kid [6]\ntrue 3 [5]\n"),
        new("", "let x = 5; let p = fork { fork { print x + 1; exit 1 }\nwait; print x; exit 2 }\nwait p; print WEXITSTATUS(status)", "6\n5\n2\n"),
        new("", "let p = fork { sleep 9 }\nprint wait nohang, (wait p nohang untraced continued)\nkill p SIGSTOP; print (wait p untraced) == p, WIFSTOPPED(status)\nkill p SIGCONT; print (wait -1 continued) == p; kill p SIGKILL; print (wait p nowait) == p, (wait p) == p, WTERMSIG(status), wait, errno == ECHILD",
            "0 0\ntrue true\ntrue\ntrue true 9 -1 true\n"),
        new("", "let a = 3; let b = \"t\"; print a; exit 3; print b", "3\n"),
        new("", "let a = 3; print a; _exit a; print 4", "3\n"),
        new("", "let p = fork { exit 260 }\nwait p; print WEXITSTATUS(status); let q = fork { _exit 7 }\nwait q; print WEXITSTATUS(status)", "4\n7\n"),
        new("", "let p = fork { atexit { print \"last\" }; atexit { print \"first\" }; exit 1 }\nwait p; print \"done\"", "first\nlast\ndone\n"),
        new("mutex m", "let x = 5; let l = [1]; let t = thread adder { lock m; x += 1; l += [x]; unlock m; return x }; print join(t), x, l", "6 6 [1, 6]\n"),
        new("terminal tty0", "type tty0, \"ls\\n\"; let t = open(\"/dev/tty0\", O_RDWR); print read(t), hangup(tty0), hangup(tty0), errno == EIO", "ls\n 0 -1 true\n"),
        new("semaphore s = 1", "let x = 1; let v = vfork { x = 2; down s; _exit 3 }; wait v; print x, WEXITSTATUS(status); let c = clone(CLONE_VM, SIGCHLD) { x = 5; exit 1 }; wait c; print x, trydown(s)", "2 3\n5 -1\n"),
        new("program tini { while wait > 0 { } }", "let x = 5; let b = container box pids=4 init=tini { let y = x + 1; print getpid(), y; sleep 9 }; sleep 1; let e = enter b { print getppid(), x }; wait e; wait b; print x, WEXITSTATUS(status)",
            "2 6\n0 5\n5 0\n"),
        new("", "let x = 2; cgroup small pids=5; let c = cgroup small { x += 1; print cgroup_of(getpid()), x }; wait c; let b = container { x += 2; print getpid(), x }; wait b; let d = enter (getpid()) { print x }; wait d; print cgroup_remove(\"small\"), x",
            "small 3\n1 4\n2\n0 2\n"),
        new("program worker(n) { print n }", "exec worker(3); print \"never\"", "3\n"),
        new("program worker(a, t, l) { let n = a + 1; print a, t, l, n }", "let x = 1; let y = [7]; exec worker(x, \"t\", y); print \"never\"", "1 t [7] 2\n"),
        new("program worker { print \"alone\" }", "let x = 1; let y = \"t\"; exec worker", "alone\n"),
        new("let g = 5\nprogram worker(n) { print n, g }", "let x = 1; g = 8; exec worker(x + g)", "9 5\n"),
        new("program worker(a, t) { print a, t; exit a }", "let x = 4; let p = spawn worker(x, \"t\"); wait p; print WEXITSTATUS(status), x", "4 t\n4 4\n"),
        new("fn inner(n) { let l = [n]; exec worker(n, l) }\nfn outer(n) { let m = n; inner(m + 1) }\nprogram worker(n, l) { print n, l }", "let x = 1; outer(x)", "2 [2]\n"),
        new("fn start(n) { let l = [n]; let p = spawn worker(n, l); wait p; return WEXITSTATUS(status) + n }\nprogram worker(n, l) { print n, l; exit n }", "let x = 1; print start(x + 1), x", "2 [2]\n4 1\n"),
        new("", "let x = 1; let r = exec nowhere(x, \"t\"); print r, errno == ENOENT, x; wait spawn nowhere; print WEXITSTATUS(status)", "-1 true 1\n127\n"),
        // Signals.
        new("let n = 0", "let x = 1; on SIGUSR2 restart mask SIGTERM { n += 1; let y = n; print \"on\", y }\nraise(SIGUSR2); kill getpid() SIGUSR2; print n, x", "on 1\non 2\n2 1\n"),
        new("fn handler(s) { let l = [s]; print \"got\", l }", "let x = 1; print (signal SIGUSR2 handler resethand); raise(SIGUSR2); print x; signal SIGUSR2 ignore; raise(SIGUSR2); signal SIGUSR2 default; print x", "0\ngot [12]\n1\n1\n"),
        new("fn handler() { print \"got\", errno; errno = 9; return }", "errno = 4; signal SIGUSR2 handler mask all; raise(SIGUSR2); print errno", "got 4\n4\n"),
        new("", "let x = 1; block SIGUSR2 SIGTERM; raise(SIGUSR2); print sigpending(); let s = sigwaitinfo SIGUSR2; print s, info.signo, info.pid == getpid(), x; unblock all", "[12]\n12 12 true 1\n"),
        new("", "let x = 1; block SIGUSR2; on SIGUSR2 { print \"on\" }\nraise(SIGUSR2); print x; let r = sigsuspend SIGTERM; print r, errno == EINTR; unblock SIGUSR2", "1\non\n-1 true\n"),
        new("", "let x = 1; let p = fork { pause }\nsleep 1; kill p, SIGTERM; wait p; print WIFSIGNALED(status), WTERMSIG(status), x", "true 15 1\n"),
    ];

    private static readonly string[] Places = ["top", "function", "handler", "atexit", "program", "job", "fork", "prompt"];

    private const string Locals = "let zero = 41; let one = \"local\"; let two = [zero, one];";

    public static TheoryData<int, string> Cases()
    {
        var cases = new TheoryData<int, string>();
        for (int i = 0; i < Forms.Length; i++)
        {
            foreach (string place in Places)
            {
                cases.Add(i, place);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_form_does_the_same_in_every_place(int number, string place)
    {
        Form form = Forms[number];
        Assert.Equal(form.Output, place == "prompt" ? AtPrompt(form) : Run(Script(form, place)));
    }

    [Fact]
    public void Every_kind_of_node_is_among_the_forms()
    {
        var seen = new HashSet<Type>();
        foreach (Form form in Forms)
        {
            Collect(Parser.Parse(new SourceText("form", form.Declarations + "\n" + form.Body)).File, seen);
        }

        IEnumerable<string> missing = typeof(Node).Assembly.GetTypes().Where(type => type.Namespace == typeof(Node).Namespace)
            .Where(type => type is { IsAbstract: false, IsClass: true } && type.IsSubclassOf(typeof(Node)))
            // Jobs are one of the places.
            .Where(type => type != typeof(JobDecl))
            .Where(type => !seen.Contains(type))
            .Select(type => type.Name);
        Assert.Empty(missing);
    }

    private static string Script(Form form, string place)
    {
        string inner = $"{Locals}\n{form.Body}\n";
        string body = place switch
        {
            "top" => form.Body,
            "function" => $"fn place() {{ {inner} }}\nplace()",
            "handler" => $"on SIGUSR1 {{ {inner} }}\nlet before = [1]\nraise(SIGUSR1)",
            "atexit" => $"atexit {{ {inner} }}\nexit 0",
            "program" => $"program place {{ {inner} }}\nexec place",
            "job" => $"job place at=0 {{ {inner} }}",
            "fork" => $"fork {{ {inner} }}\nwait",
            _ => throw new ArgumentOutOfRangeException(nameof(place)),
        };
        return form.Declarations + "\n" + body;
    }

    private static string Run(string script)
    {
        ScriptRun run = Workbench.Runs.Script.Run(script);
        Assert.Empty(run.Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Message));
        Assert.Empty(run.Failures.Select(failure => failure.ToString()));
        return run.Output;
    }

    private static string AtPrompt(Form form)
    {
        var output = new StringBuilder();
        var session = new LiveSession { Sink = new Collector(output) };
        foreach (string input in new[] { form.Declarations, form.Body })
        {
            LiveOutcome outcome = session.Submit(session.Current, input);
            Assert.Empty(outcome.Errors.Where(d => d.Severity == Severity.Error).Select(d => d.Message));
        }

        return output.ToString();
    }

    /// <summary>The kinds of nodes below one: whatever its properties hold.</summary>
    private static void Collect(object node, HashSet<Type> seen)
    {
        seen.Add(node.GetType());
        foreach (PropertyInfo property in node.GetType().GetProperties())
        {
            object? value = property.GetValue(node);
            IEnumerable parts = value is IEnumerable and not string ? (IEnumerable)value : new[] { value };
            foreach (Node part in parts.OfType<Node>())
            {
                Collect(part, seen);
            }
        }
    }

    private sealed class Collector(StringBuilder output) : TraceSink
    {
        public override TraceLevels Levels => TraceLevels.None;

        public override void Write(Machine machine, in TraceEvent e)
        {
        }

        public override void Output(Machine machine, int pid, int fd, string text) => output.Append(text);
    }
}
