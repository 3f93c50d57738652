// Facts of the language as small scripts: what they write. Processes are in ProcessTests.
using KScript.Kernel;
using KScript.Workbench.Runs;
using Xunit;

namespace KScript.Interpreter.Tests.Vm;

public class LanguageTests
{
    [Theory]
    // Numbers.
    [InlineData("print 1 + 2 * 3, 7 / 2, -7 / 2, -7 % 3, 1 << 4, -16 >> 2, 6 & 3, 6 | 3, 6 ^ 3, ~5", "7 3 -3 -1 16 -4 2 7 5 -6")]
    [InlineData("let a = 7; let b = 2; print a / b, a % b, a << b, a >> b, a & b, a | b, a ^ b, a - b, a * b", "3 1 28 1 2 7 5 5 14")]
    [InlineData("let m = -9223372036854775807 - 1; let n = -1; print m / n, m % n, m - 1", "-9223372036854775808 0 9223372036854775807")]
    [InlineData("let a = 5; print a < 6, a <= 5, a > 5, a >= 6, a == 5, a != 5, 5 < a, 6 > a", "true true false false true false false true")]
    [InlineData("let a = 5; let b = 6; print a < b, a <= b, a > b, a >= b, a == b, a != b", "true true false false false true")]
    [InlineData("let a = 5000000000; let b = 4999999999; print a > b, a - b, a == 5000000000", "true 1 true")]
    [InlineData("print 20ms, 2s, 0x2a, 1_000", "20 2000 42 1000")]
    // Truth.
    [InlineData("print !0, !1, !\"\", !\"a\", ![], ![0], true && 1, false || \"\", 1 && [0]", "true false true false true false true false true")]
    [InlineData("print true + true, (1 == 1) + 1, true == 1", "2 2 true")]
    [InlineData("fn t(x) { print x; return x }\nif t(0) && t(1) || t(2) { print \"yes\" }", "0\n2\nyes")]
    [InlineData("let x = 0 || 3; print x", "true")]
    // Texts.
    [InlineData("let s = \"ab\" + \"cd\"; print s, len(s), s[1], s == \"abcd\", s < \"b\", \"bc\" in s", "abcd 4 b true true true")]
    [InlineData("let s = \"aé😀\"; print len(s), s[2]", "3 😀")]
    [InlineData("print str(12) + \"x\", int(\"42\") + 1, int(\" -0x10 \"), str([1, \"a\", true])", "12x 43 -16 [1, \"a\", true]")]
    [InlineData("for c in \"hey\" { print c }", "h\ne\ny")]
    // Lists are values.
    [InlineData("let a = [1, 2]; let b = a; b[0] = 9; print a, b", "[1, 2] [9, 2]")]
    [InlineData("let a = [1, 2]; let b = [a, a]; b[0][1] = 7; print a, b", "[1, 2] [[1, 7], [1, 2]]")]
    [InlineData("let a = [1]; fn f(l) { l[0] = 5; return l }\nprint f(a), a", "[5] [1]")]
    [InlineData("let a = []; a += [1]; a += [2]; let b = a; a += [3]; print a, b, a + b, len(a)", "[1, 2, 3] [1, 2] [1, 2, 3, 1, 2] 3")]
    [InlineData("let a = [1, 2]; a[0] = a; print a", "[[1, 2], 2]")]
    [InlineData("let a = [1, 2, 3]; a[1] += 10; print a, 12 in a, 2 in a, [1] in [[1]]", "[1, 12, 3] true false true")]
    [InlineData("let n = 0\nfn next() { n += 1; return n }\nlet a = [0, 0, 0]; a[next()] += 5; print a, n", "[0, 5, 0] 1")]
    [InlineData("print [1, 2] == [1, 2], [1] == [2], [] == []", "true false true")]
    [InlineData("let a = [1, 2]\nlet b = a\nfn set(i, x) { a[i] = x; a += [x] }\nset(0, 7); set(1, a)\nprint a, b", "[7, [7, 2, 7], 7, [7, 2, 7]] [1, 2]")]
    [InlineData("shared a = [[1], 2]\nlet b = a\nfn set(i, x) { a[i] = x; a += [x] }\nset(1, 7); a[0][0] = 5; a[1] += 1\nprint a, b", "[[5], 8, 7] [[1], 2]")]
    [InlineData("let a = [1]\nfn f() { a = [9]; return 2 }\na += [f()]; print a", "[1, 2]")]
    // Numbers, truth values and texts where the kind is known only at run time.
    [InlineData("let l = [3, true, \"b\", 5000000000]\nlet x = l[0]; let y = l[1]; let z = l[2]; let w = l[3]\nprint x + 4, x + y, y + 1, z + \"c\", w + w, x + -2147483648, w + 5000000000", "7 4 2 bc 10000000000 -2147483645 10000000000")]
    [InlineData("let l = [1, 2, 2, \"b\", \"a\", true]\nfn c(i, j) { let a = l[i]; let b = l[j]; if a == b { print \"=\" } else { print a != b, a == b } }\nc(0, 1); c(1, 2); c(3, 4); c(5, 0); c(0, 3)", "true false\n=\ntrue false\n=\ntrue false")]
    [InlineData("let l = [-1, 0, 1]\nfor a in l { for b in l { print a < b, a <= b, a > b, a >= b, a == b, a != b } }", "false true false true true false\ntrue true false false false true\ntrue true false false false true\nfalse false true true false true\nfalse true false true true false\ntrue true false false false true\nfalse false true true false true\nfalse false true true false true\nfalse true false true true false")]
    [InlineData("let n = 0; n = \"x\"; n = 3; while n > 0 { n = n - 1; if n == 1 { continue }; print n }", "2\n0")]
    // Control.
    [InlineData("let i = 0; while i < 3 { i += 1; if i == 2 { continue }; print i }", "1\n3")]
    [InlineData("let i = 0; loop { i += 1; if i > 3 { break } }; print i", "4")]
    [InlineData("let n = 0; repeat 4 { n += 2 }; repeat 0 { n = 100 }; repeat -1 { n = 100 }; print n", "8")]
    [InlineData("for i in 0..3 { print i }; for i in 3..0 { print i }", "0\n1\n2")]
    [InlineData("let n = 2; for i in n..n + 2 { n = 10; print i }", "2\n3")]
    [InlineData("for i in 0..4 { i += 1; print i }", "1\n2\n3\n4")]
    [InlineData("for x in [1, \"a\", [2]] { print x }", "1\na\n[2]")]
    [InlineData("for i in 0..3 { for j in 0..3 { if j == 1 { break }; print i, j } }", "0 0\n1 0\n2 0")]
    [InlineData("let x = 3; if x == 1 { print 1 } else if x == 2 { print 2 } else if x == 3 { print 3 } else { print 4 }", "3")]
    // Functions.
    [InlineData("fn fib(n) { if n < 2 { return n }; return fib(n - 1) + fib(n - 2) }\nprint fib(15)", "610")]
    [InlineData("fn f() { }\nfn g() { return }\nprint f(), g()", "0 0")]
    [InlineData("fn f(a, b) { return a + b }\nprint f(1, 2), f(\"a\", \"b\"), f([1], [2])", "3 ab [1, 2]")]
    [InlineData("let n = 1\nfn bump() { n += 1; return n }\nprint n + bump(), n, bump() + n", "3 2 6")]
    [InlineData("fn even(n) { if n == 0 { return true }; return odd(n - 1) }\nfn odd(n) { if n == 0 { return false }; return even(n - 1) }\nprint even(10), odd(7)", "true true")]
    [InlineData("let state = \"x\"; let status = 3 # allow: KS0229\nlet job = state; print state, status, job", "x 3 x")]
    [InlineData("let x = 1; if true { let x = 2; print x }; print x", "2\n1")]
    // A variable that holds several kinds.
    [InlineData("let x = 1; print x + 1; x = \"a\"; print x + \"b\"; x = [1]; print x + [2]; x = true; print !x", "2\nab\n[1, 2]\nfalse")]
    [InlineData("let x = \"3\"; x = 4; let y = x * 2 - 1; print y, x > 3, -x", "7 true -4")]
    // choose, constants, printf.
    [InlineData("print choose([7, 8]), SIGKILL, ECHILD, TASK_RUNNING, WNOHANG", "7 9 10 R 1")]
    [InlineData("printf \"%d|%5d|%-5d|%05d|%x|%o|%c|%s|%u%%\\n\", -1, 42, 42, -42, 255, 8, 65, \"hi\", 7", "-1|   42|42   |-0042|ff|10|A|hi|7%")]
    [InlineData("printf \"%.2s|%+d|%*d\\n\", \"abc\", 5, 4, 7", "ab|+5|   7")]
    public void Writes(string script, string lines)
    {
        ScriptRun run = Script.Run(script);
        Assert.Empty(run.Diagnostics);
        Assert.Equal(lines + "\n", run.Output);
        Assert.Equal(0, run.ExitCode);
        // What the types of variables are is an affair of the compiler's alone.
        Assert.Equal(run.Output, Script.Run(script, new RunOptions { DynamicGlobals = true }).Output);
    }

    [Theory]
    [InlineData("let x = choose([1, \"a\"]); x = \"a\"; print x - 1", 2, "a number is needed here")]
    [InlineData("let l = [1, \"a\"]; print l[1] + 1", 2, "`+` does not take a text and a number")]
    [InlineData("let l = [1, \"a\"]; print 1 + l[1]", 2, "`+` does not take a number and a text")]
    [InlineData("let l = [1, \"a\"]; let x = l[0]; while x < l[1] { x = 2 }", 2, "`<` does not take a number and a text")]
    [InlineData("print int(\"abc\")", 2, "finds no number")]
    [InlineData("assert 1 + 1 == 3, \"sums\"", 1, "assertion failed: sums")]
    [InlineData("let a = [1]; assert len(a) > 3", 1, "assertion failed: len(a) > 3")]
    [InlineData("fn f(n) { return f(n + 1) }\nprint f(0)", 3, "calls within calls")]
    [InlineData("finally now() == 3\nsleep 2", 1, "finally does not hold: now() == 3")]
    [InlineData("shared n = 0\nalways n < 3\nrepeat 5 { n += 1; sleep 1 }", 1, "always does not hold: n < 3")]
    public void Stops_with_a_reason(string script, int exitCode, string reason)
    {
        ScriptRun run = Script.Run(script);
        Assert.Empty(run.Diagnostics);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(reason, Assert.Single(run.Failures).Reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_assertion_shows_both_sides_and_the_process()
    {
        ScriptRun run = Script.Run("let a = 2\nassert a * 2 == 5, \"twice\"", new RunOptions { Name = "t.ks" });
        string text = run.Session!.Describe(run.Failures[0]);
        Assert.StartsWith("t.ks:2:1: assertion failed: twice\n", text, StringComparison.Ordinal);
        Assert.Contains("  left:  a * 2 = 4\n  right: 5\n  in main[2] at t=0\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("let a = 2; let b = 3; assert a == 2 && b == 4", "  a == 2: a = 2\n  b == 4: b = 3\n")]
    [InlineData("let a = 2; let b = 3; assert a == 1 && b == 4", "  a == 1: a = 2\n  in main[2]")]
    [InlineData("let a = 2; assert !(a > 1) || a in [3]", "  a > 1: a = 2\n  a in [3]: a = 2\n")]
    [InlineData("fn odd(n) { return n % 2 == 1 }\nlet a = 2; assert odd(a + 1) && odd(a)", "  odd(a + 1) = true\n  odd(a) = false\n")]
    [InlineData("let a = 2; assert !a", "  a = 2\n")]
    [InlineData("shared n = 0\nalways n < 1 || now() > 5\nn = 2", "  n < 1: n = 2\n  now() > 5: now() = 0\n")]
    [InlineData("let p = fork worker { assert getpid() == 0 && true }; wait", "  in worker[3] at t=0\n")]
    public void A_failed_assertion_shows_the_parts_that_were_looked_at(string script, string expected)
    {
        ScriptRun run = Script.Run(script);
        Assert.Contains(expected, run.Session!.Describe(run.Failures[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_behind_a_false_and_is_not_evaluated()
    {
        ScriptRun run = Script.Run("let calls = 0\nfn f() { calls += 1; return false }\nlet p = fork { assert f() || !f() && true; assert calls == 2 }; wait; assert status == 0");
        Assert.Empty(run.Failures);
    }

    [Theory]
    [InlineData("let a = [1]; let z = len(a) - 1; let p = fork { print 1 / z }; wait p; print WTERMSIG(status) == SIGFPE", "true")]
    [InlineData("let a = [1]; let p = fork { print a[1] }; wait p; print WTERMSIG(status) == SIGSEGV", "true")]
    [InlineData("let p = fork { let s = \"ab\"; print s[-1] }; wait p; print WTERMSIG(status) == SIGSEGV", "true")]
    public void Faults_are_signals(string script, string line) => Assert.Equal(line + "\n", Script.Run(script).Output);

    [Fact]
    public void Settings_from_outside_win()
    {
        var options = new RunOptions { Settings = ["rr q=3", "cpus=2"] };
        ScriptRun run = Script.Run("machine cpus=4 ips=7\nsched fcfs\nprint 1", options);
        Assert.Contains("sched=rr q=3  cpus=2", run.Trace, StringComparison.Ordinal);
        Assert.Equal(7, run.Session!.Machine.Settings.Ips);
        Assert.Equal(2, Script.Run("print 1", new RunOptions { Settings = ["cpus=0"] }).ExitCode);
    }

    [Fact]
    public void The_seed_chooses()
    {
        string script = "machine seed=5\nlet n = 0; repeat 20 { n = n * 3 + choose([0, 1, 2]) }; print n";
        Assert.Equal(Script.Run(script).Output, Script.Run(script).Output);
        Assert.NotEqual("0\n", Script.Run(script).Output);
    }

    [Theory]
    // The statement itself, then the loop once more each time round, and the body.
    [InlineData("machine ips=10\nlet i = 0\nwhile i < 100 { i += 1 }\nprint now()", 20)]
    [InlineData("machine ips=10\nlet i = 0\nrepeat 100 { i += 1 }\nprint now()", 20)]
    [InlineData("machine ips=4\nfn f() { return 1 }\nlet i = 0\nwhile i < 100 { i += f() }\nprint now()", 75)]
    public void Statements_take_time_at_ips(string script, long ticks)
    {
        ScriptRun run = Script.Run(script);
        Assert.Equal(RunEnd.Finished, run.End);
        Assert.InRange(long.Parse(run.Output, System.Globalization.CultureInfo.InvariantCulture), ticks - 2, ticks + 2);
    }
}
