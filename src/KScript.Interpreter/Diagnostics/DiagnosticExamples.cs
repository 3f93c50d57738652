// Two short scripts a diagnostic: one that gets it, and how that is written right. Help and docs/diagnostics.md print them; a test
// compiles both. Those of KS0300 and up are job files, of which the first line says the kind: `;` begins the Standard Workload Format.
namespace KScript.Interpreter.Diagnostics;

/// <summary>The examples of a diagnostic.</summary>
/// <param name="Code">The code of the row.</param>
/// <param name="Wrong">What gets the diagnostic. <c>⟨text*n⟩</c> stands for n times the text, with its number for an N in it.</param>
/// <param name="Right">What gets none.</param>
internal sealed record DiagnosticExample(string Code, string Wrong, string Right);

/// <summary>The examples of all diagnostics.</summary>
internal static class DiagnosticExamples
{
    /// <summary>One row a code, in the order of the codes.</summary>
    public static DiagnosticExample[] All { get; } =
    [
        new("KS0001", "let x = 5 5", "let x = 55"),
        new("KS0002", "let x =", "let x = 1"),
        new("KS0003", "let größe = 3", "let size = 3   # größe"),
        new("KS0004", "print \"no end", "print \"an end\""),
        new("KS0005", "print \"a \\q b\"", "print \"a \\\\q b\""),
        new("KS0006", "sleep 2h", "sleep 7200s"),
        new("KS0007", "print len([1, 2]", "print len([1, 2])"),
        new("KS0008", "let x = 1 + 2)", "let x = (1 + 2)"),
        new("KS0009", "let x = ⟨(*201⟩1⟨)*201⟩", "fn inner() { return ((1)) }\nlet x = (inner())"),
        new("KS0010", "let x = 1⟨ + 1*1001⟩", "let x = 0\nrepeat 1002 { x += 1 }"),
        new("KS0011", "⟨# a line\n*300000⟩", "# a line"),
        new("KS0012", "⟨let x\n*21⟩", "let x = 0"),
        new("KS0013", "loop sleep 1", "loop { sleep 1 }"),
        new("KS0014", "{\n    print 1\n}", "if true {\n    print 1\n}"),
        new("KS0015", "if fork child { exit 0 } > 0 {\n    wait\n}", "if (fork child { exit 0 }) > 0 {\n    wait\n}"),
        new("KS0016", "let if = 3", "let condition = 3"),
        new("KS0017", "5 = 3", "let five = 3\nfive = 5"),
        new("KS0018", "let x", "let x = 0"),
        new("KS0019", "let x = 1\nif x = 5 { print x }", "let x = 1\nif x == 5 { print x }"),
        new("KS0020", "fork {\n    fn helper() { print 1 }\n}\nwait", "fn helper() { print 1 }\nfork { helper() }\nwait"),
        new("KS0021", "else { print 1 }", "if getpid() == 1 { print 0 }\nelse { print 1 }"),
        new("KS0022", "let r = 0..3", "let r = [0, 1, 2]\nfor i in 0..3 { print r[i] }"),
        new("KS0023", "let x = 1.5 + 2", "let x = 3 / 2 + 2"),
        new("KS0024", "print \"pid\" getpid()", "print \"pid\", getpid()"),
        new("KS0025", "let x = 1 + alarm 5", "let x = 1 + alarm(5)"),
        new("KS0026", "whlie true { sleep 1 }", "while true { sleep 1 }"),
        new("KS0027", "let p = wait(-1, WNOHANG)", "let p = waitpid(-1, WNOHANG)"),
        new("KS0028", "let p = fork(child)", "let p = fork child { exit 0 }\nwait p"),
        new("KS0029", "block", "block SIGTERM"),
        new("KS0030", "sched rr q 4", "sched rr q=4"),
        new("KS0031", "signal SIGTERM", "signal SIGTERM ignore"),
        new("KS0050", "let x = 1\nx++", "let x = 1\nx += 1"),
        new("KS0051", "int x = 5", "let x = 5"),
        new("KS0052", "for (int i = 0; i < 3; i++) { print i }", "for i in 0..3 { print i }"),
        new("KS0053", "let x = true ? 1 : 2", "let x = 2\nif true { x = 1 }"),
        new("KS0054", "print 1   // a comment", "print 1   # a comment"),
        new("KS0055", "print 'single'", "print \"double\""),
        new("KS0056", "let a = 1\nif a > 0 and a < 3 { print a }", "let a = 1\nif a > 0 && a < 3 { print a }"),
        new("KS0057", "let a = 1\nif a == 1 { print 1 }\nelif a == 2 { print 2 }", "let a = 1\nif a == 1 { print 1 }\nelse if a == 2 { print 2 }"),
        new("KS0058", "def f(x) { return x }", "fn f(x) { return x }"),
        new("KS0059", "while true:\n    sleep 1", "while true {\n    sleep 1\n}"),
        new("KS0060", "let p = fork { pause() }\nkill -9 p", "let p = fork { pause() }\nkill p SIGKILL\nwait p"),
        new("KS0061", "print $?", "print status"),
        new("KS0062", "if 1 === 1 { print 1 }", "if 1 == 1 { print 1 }"),
        new("KS0063", "wait(&status)", "wait\nprint status"),
        new("KS0064", "if true; then\n    print 1\nfi", "if true {\n    print 1\n}"),
        new("KS0065", "vfork { exit 1 }", "fork { exit 1 }\nwait"),
        new("KS0200", "let count = 1\nprint coutn", "let count = 1\nprint count"),
        new("KS0201", "slep 5", "sleep 5"),
        new("KS0202", "program server() { sleep 1 }\nexec servre()", "program server() { sleep 1 }\nexec server()"),
        new("KS0203", "setpgid 0, 0, 0", "setpgid 0, 0"),
        new("KS0204", "print total\nlet total = 3", "let total = 3\nprint total"),
        new("KS0205", "fn watch() {\n    let n = 0\n    on SIGUSR1 { n += 1 }\n}\nwatch()",
            "let n = 0\nfn watch() {\n    on SIGUSR1 { n += 1 }\n}\nwatch()"),
        new("KS0206", "SIGTERM = 3", "let chosen = SIGTERM\nchosen = 3"),
        new("KS0207", "fn f() { return 1 }\nfn f() { return 2 }", "fn f() { return 1 }\nfn g() { return 2 }"),
        new("KS0208", "loop { fork { break } }", "loop {\n    fork { exit 0 }\n    break\n}\nwait"),
        new("KS0209", "fn f() { shared n = 0 }\nf()", "shared n = 0\nfn f() { n += 1 }\nf()"),
        new("KS0210", "print \"a\" + 1", "print \"a\" + str(1)"),
        new("KS0211", "let p = fork { exit 0 }\nif state(p) == 5 { print p }", "let p = fork { exit 0 }\nif state(p) == \"Z\" { print p }"),
        new("KS0212", "signal ECHILD ignore", "signal SIGCHLD ignore"),
        new("KS0213", "mutex m", "shared held = false   # processes, without threads: they have `shared` variables"),
        new("KS0214", "until wait > 0", "fork { exit 0 }\nuntil zombies() == 1\nwait"),
        new("KS0215", "let heard = 0\nheard += 1\nfinally heard == 1", "shared heard = 0\nheard += 1\nfinally heard == 1"),
        new("KS0216", "print \"hello\"\nsched fcfs", "sched fcfs\nprint \"hello\""),
        new("KS0217", "sched mlqf q=3", "sched mlfq q=3"),
        new("KS0218", "sched rr quantum=3", "sched rr q=3"),
        new("KS0219", "machine cpus=0", "machine cpus=1"),
        new("KS0220", "printf \"%d %d\\n\", 1", "printf \"%d %d\\n\", 1, 2"),
        new("KS0222", "on SIGCHLD { print info.pdi }", "on SIGCHLD { print info.pid }"),
        new("KS0224", "fn f() {\n⟨    let xN = 1\n*30001⟩}\nf()", "fn f() {\n    let x = [1, 1, 1]\n}\nf()"),
        new("KS0225", "shared start = now()\njob A at=0 { print start }", "shared start = 0\njob A at=0 { print start }"),
        new("KS0226", "fn h(signo, extra) { print signo }\nsignal SIGTERM h", "fn h(signo) { print signo }\nsignal SIGTERM h"),
        new("KS0227", "fn main() { print \"hello\" }", "fn main() { print \"hello\" }\nmain()"),
        new("KS0228", "sched fcfs\nsched rr q=3", "sched rr q=3"),
        new("KS0229", "let status = 0\nwait", "let before = 0\nwait"),
        new("KS0230", "allow dedlock", "allow deadlock"),
        new("KS0300", "name,arival,burst\nA,0,5", "name,arrival,burst\nA,0,5"),
        new("KS0301", "name,arrival,burst\nA,0,soon", "name,arrival,burst\nA,0,5"),
        new("KS0302", "; a job without a run time\n1 0 0 -1 1 -1 -1 1 -1 -1 1 1 1 1 1 -1 -1 -1\n2 0 0 10 1 -1 -1 1 -1 -1 1 1 1 1 1 -1 -1 -1",
            "; a job of ten seconds\n1 0 0 10 1 -1 -1 1 -1 -1 1 1 1 1 1 -1 -1 -1"),
    ];

    /// <summary>The examples of a code; null where there are none.</summary>
    public static DiagnosticExample? Of(string code) => Array.Find(All, example => example.Code == code);
}
