// A wrong and a right script for each diagnostic, for `kscript explain KS0012`, `:help KS0012` and docs/diagnostics.md. A test compiles all
// of them: the wrong one gets that code, the right one no diagnostic. What a few lines cannot show (limits of size) has no row here.
namespace KScript.Interpreter.Diagnostics;

/// <summary>How a diagnostic comes, and how it is cured.</summary>
/// <param name="Code">KS and four digits.</param>
/// <param name="Wrong">A script that gets it; for KS0300 and up a job file.</param>
/// <param name="Right">The same as it has to be written.</param>
internal sealed record DiagnosticExample(string Code, string Wrong, string Right);

/// <summary>The examples.</summary>
internal static class DiagnosticExamples
{
    /// <summary>All, in the order of the codes.</summary>
    public static DiagnosticExample[] All { get; } =
    [
        // What lexing and parsing find.
        new("KS0001", "let x = 5 5", "let x = 5"),
        new("KS0002", "sleep 5 +", "sleep 5 + 1"),
        new("KS0003", "let größe = 3", "let size = 3   # größe"),
        new("KS0004", "print \"no end", "print \"an end\""),
        new("KS0005", "print \"a \\q b\"", "print \"a \\\\q b\""),
        new("KS0006", "sleep 2h", "sleep 7200s"),
        new("KS0007", "fork {\n    exit 0\nwait", "fork {\n    exit 0\n}\nwait"),
        new("KS0008", "let x = 1 + 2)", "let x = (1 + 2)"),
        new("KS0012",
            "let a; let b; let c; let d; let e; let f; let g\nlet h; let i; let j; let k; let l; let m; let n\nlet o; let p; let q; let r; let s; let t; let u",
            "let a = 0; let b = 0"),
        new("KS0013", "if errno == EINTR print \"again\"", "if errno == EINTR { print \"again\" }"),
        new("KS0014", "let x = 1\n{\n    ps\n}", "let x = 1\nif x == 1 {\n    ps\n}"),
        new("KS0015", "if fork child { exit 0 } > 0 {\n    wait\n}", "if (fork child { exit 0 }) > 0 {\n    wait\n}"),
        new("KS0016", "let fork = 3", "let child = 3"),
        new("KS0017", "5 = 3", "let list = [1, 2]\nlist[0] = 3"),
        new("KS0018", "let x", "let x = 0"),
        new("KS0019", "let x = 1\nif x = 5 { ps }", "let x = 1\nif x == 5 { ps }"),
        new("KS0020", "fork {\n    finally zombies() == 0\n}\nwait", "fork { }\nwait\nfinally zombies() == 0"),
        new("KS0021", "while false { } else { ps }", "if false { } else { ps }"),
        new("KS0022", "print 1..3", "for i in 1..3 { print i }"),
        new("KS0023", "sleep 0.5", "sleep 0.5ms"),
        new("KS0024", "print \"pid\" getpid()", "print \"pid\", getpid()"),
        new("KS0025", "let n = 1 + alarm 5", "let n = 1 + alarm(5)"),
        new("KS0026", "whlie false { }", "while false { }"),
        new("KS0027", "let p = wait(-1, WNOHANG)", "let p = waitpid(-1, WNOHANG)"),
        new("KS0028", "fork() { exit 0 }\nwait", "fork { exit 0 }\nwait"),
        new("KS0029", "block", "block SIGTERM SIGINT"),
        new("KS0030", "sched rr q 4", "sched rr q=4"),
        new("KS0031", "signal SIGTERM", "signal SIGTERM ignore"),
        // Habits from other languages.
        new("KS0050", "let x = 1\nx++", "let x = 1\nx += 1"),
        new("KS0051", "int y = 5", "let y = 5"),
        new("KS0052", "for (int i = 0; i < 3; i++) { ps }", "for i in 0..3 { ps }"),
        new("KS0053", "print fork == 0 ? \"child\" : \"parent\"", "if fork == 0 { print \"child\" } else { print \"parent\"; wait }"),
        new("KS0054", "ps // shows processes", "ps # shows processes"),
        new("KS0055", "print 'text'", "print \"text\""),
        new("KS0056", "let a = 1\nif a > 0 and a < 5 { ps }", "let a = 1\nif a > 0 && a < 5 { ps }"),
        new("KS0057", "let a = 1\nif a == 1 { ps }\nelif a == 2 { tree }", "let a = 1\nif a == 1 { ps }\nelse if a == 2 { tree }"),
        new("KS0058", "def twice(x) { return 2 * x }", "fn twice(x) { return 2 * x }\nprint twice(4)"),
        new("KS0059", "while getppid() != 1:\n    sleep 1", "while getppid() != 1 {\n    sleep 1\n}"),
        new("KS0060", "let p = fork { pause }\nkill -9 p\nwait", "let p = fork { pause }\nkill p SIGKILL\nwait"),
        new("KS0061", "let pid = getpid()\nprint $pid", "let pid = getpid()\nprint pid"),
        new("KS0062", "print 2 ** 3", "print 1 << 3"),
        new("KS0063", "wait(&status)", "wait\nprint status"),
        new("KS0064", "let a = 1\nif a == 1; then\n    ps\nfi", "let a = 1\nif a == 1 {\n    ps\n}"),
        new("KS0065", "os.fork()\nwait", "fork\nwait"),
        // What the compiler finds.
        new("KS0200", "let count = 1\nprint coutn", "let count = 1\nprint count"),
        new("KS0201", "slep 5", "sleep 5"),
        new("KS0202", "program server() { print \"up\" }\nexec servre()", "program server() { print \"up\" }\nexec server()"),
        new("KS0203", "setpgid 0, 0, 0", "setpgid 0, 0"),
        new("KS0204", "print total\nlet total = 3", "let total = 3\nprint total"),
        new("KS0205", "fn watch() {\n    let n = 0\n    on SIGUSR1 { n += 1 }\n}\nwatch()", "let n = 0\nfn watch() {\n    on SIGUSR1 { n += 1 }\n}\nwatch()"),
        new("KS0206", "SIGTERM = 3", "let signo = SIGTERM\nsigno = SIGINT"),
        new("KS0207", "fn f() { ps }\nfn f() { tree }\nf()", "fn f() { ps }\nfn g() { tree }\nf()\ng()"),
        new("KS0208", "loop { fork { break } }", "loop { fork { exit 0 }; wait; break }"),
        new("KS0209", "fn f() { shared n = 0 }\nf()", "shared n = 0\nfn f() { n += 1 }\nf()"),
        new("KS0210", "print \"pid \" + 1", "print \"pid \" + str(1)"),
        new("KS0211", "let p = fork { exit 0 }\nuntil state(p) == 5\nwait", "let p = fork { exit 0 }\nuntil state(p) == \"Z\"\nwait"),
        new("KS0212", "signal ECHILD ignore", "signal SIGCHLD ignore"),
        new("KS0213", "mmap(0, 4096)", "shared page = 0\npage += 1"),
        new("KS0214", "until wait > 0", "fork { exit 0 }\nuntil zombies() > 0\nwait"),
        new("KS0215", "let heard = 0\nheard += 1\nfinally heard == 1", "shared heard = 0\nheard += 1\nfinally heard == 1"),
        new("KS0216", "print \"hello\"\nsched fcfs", "sched fcfs\nprint \"hello\""),
        new("KS0217", "sched mlqf q=3", "sched mlfq q=3"),
        new("KS0218", "sched rr quantum=3", "sched rr q=3"),
        new("KS0219", "machine cpus=0", "machine cpus=1"),
        new("KS0220", "printf \"%d %d\\n\", 1", "printf \"%d %d\\n\", 1, 2"),
        new("KS0222", "on SIGCHLD { print info.pdi }", "on SIGCHLD { print info.pid }"),
        new("KS0225", "shared start = now()\njob A at=0 { print start }", "shared start = 0\njob A at=0 { print start }"),
        new("KS0226", "fn h(signo, extra) { print signo }\nsignal SIGTERM h", "fn h(signo) { print signo }\nsignal SIGTERM h"),
        new("KS0227", "fn main() {\n    print \"hello\"\n}", "print \"hello\""),
        new("KS0228", "sched fcfs\nsched rr q=3", "sched rr q=3"),
        new("KS0229", "let status = 0\nwait\nprint status", "wait\nprint status"),
        new("KS0230", "allow dedlock\npause", "allow deadlock\npause"),
        new("KS0231", "job A at=0 { compute 5 }\nalways turnaround(\"A\") == 5", "job A at=0 { compute 5 }\nfinally turnaround(\"A\") == 5"),
        new("KS0240", "import pid2", "import pid1\nfn serve() { return 3 }\nlet init = fork { tini_init(serve, []) }\nwait init"),
        // What is wrong with a job file.
        new("KS0300", "name,arival,burst\nA,0,5", "name,arrival,burst\nA,0,5"),
        new("KS0301", "name,arrival,burst\nA,0,x", "name,arrival,burst\nA,0,5"),
    ];

    /// <summary>The example of a code; null where a few lines cannot show it.</summary>
    public static DiagnosticExample? Of(string code) => Array.Find(All, row => row.Code == code);
}
