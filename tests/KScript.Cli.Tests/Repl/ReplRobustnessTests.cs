// Nothing that is typed, pasted or piped ends a session, corrupts its machine or makes it hang: many short sessions of random bytes,
// of statements cut in the middle, and of commands and statements in any order. The numbers are the same in each run.
using System.Text;
using KScript.Cli.Hosting;
using KScript.Cli.Repl;
using KScript.Kernel;
using KScript.Workbench.Live;
using KScript.Workbench.Runs;
using KScript.Workbench.Traces;

namespace KScript.Cli.Tests.Repl;

public class ReplRobustnessTests
{
    private static readonly string[] Statements =
    [
        "fork", "let a = fork", "fork { exit 7 }", "fork kid { sleep 2; exit 1 }", "let b = fork { compute 3 }", "wait", "wait nohang", "wait a", "sleep 1", "compute 2",
        "exit", "exit 3", "_exit 1", "print a, b", "print \"text\"", "let x = [1, 2]", "x = x + [len(x)]", "let x = 5", "x += 1", "print x[9]", "1 / 0", "print 1 / 0",
        "kill 3 SIGKILL", "kill 2 SIGSTOP", "kill 2 SIGCONT", "kill 3 SIGSTOP", "kill 3 SIGCONT", "kill -1 SIGTERM", "kill 3 SIGUSR1", "raise SIGCHLD", "alarm 2", "pause",
        "on SIGUSR1 { print \"usr1\" }", "on SIGCHLD { loop { if waitpid(-1, WNOHANG) <= 0 { break } } }", "signal SIGCHLD ignore", "signal SIGCHLD default",
        "block SIGUSR1 SIGTERM", "unblock all", "sigsuspend SIGUSR1", "fn f(n) { return n * 2 }", "print f(3)", "fork { fork { sleep 9 } }", "until zombies() > 0",
        "until false", "loop { }", "loop { sleep 1 }", "repeat 3 { fork { exit 1 } }", "assert zombies() == 0", "fork { assert false, \"child\" }", "always zombies() < 3",
        "finally zombies() == 0", "shared s = 1", "s += 1", "program p(n) { sleep n }", "exec p(2)", "spawn p(1)", "job J at=3 { compute 2 }", "sched mlfq q=2", "machine cpus=2",
        "ps", "pstree", "gantt", "top", "yield", "io 2", "disk 1", "atexit { print \"bye\" }", "abort()", "setsid()", "setpgid 0, 0", "nice 5", "subreaper", "state(3)", "children(2)",
    ];

    private static readonly string[] Commands =
    [
        ":back", ":back 3", ":back 999", ":goto 0", ":goto 2", ":goto 9", ":undo", ":redo", ":undo", ":step", ":step 4", ":run", ":run 5", ":run until zombies() == 1",
        ":run until exit", ":break exit", ":break fork", ":break state 3 Z", ":break zombies() > 1", ":break 1 / 0 > x", ":watch zombies()", ":watch x", ":delete all", ":delete 1",
        ":last exit", ":last fork", ":last zombies() == 1", ":last signal SIGCHLD", ":last x == 5", ":branch here", ":switch here", ":switch main", ":diff here", ":use 2", ":use 3",
        ":use 4", "@2 sleep 1", "@3 exit 4", "@3 fork", "@4 wait", "@2 wait", "@3 x", ":ps", ":tree", ":top", ":gantt", ":queues", ":signals", ":signals 3", ":fds", ":vars", ":timers",
        ":trace 5", ":trace signals", ":trace all", ":set", ":set width 30", ":help", ":help last", ":save s.ks", ":load s.ks", ":load none.ks", ":reset", ":", ":b", ":goto 99999999999999999999",
    ];

    [Fact]
    public void Random_bytes()
    {
        var random = new Random(1);
        for (int i = 0; i < 200; i++)
        {
            byte[] bytes = new byte[random.Next(400)];
            random.NextBytes(bytes);
            Check(bytes);
        }
    }

    [Fact]
    public void Statements_and_commands_that_are_cut_or_spoilt()
    {
        var random = new Random(2);
        for (int i = 0; i < 300; i++)
        {
            string text = string.Concat(Enumerable.Range(0, 6).Select(_ => Spoil(Pick(random), random) + (random.Next(4) == 0 ? "" : "\n")));
            Check(Encoding.UTF8.GetBytes(text));
        }
    }

    [Fact]
    public void Statements_and_commands_in_any_order()
    {
        var random = new Random(3);
        for (int i = 0; i < 150; i++)
        {
            Check(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 25).Select(_ => Pick(random) + "\n"))));
        }
    }

    [Fact]
    public void Every_word_alone_and_with_too_much()
    {
        foreach (Word word in Vocabulary.Statements.Concat(Vocabulary.Expressions))
        {
            foreach (string form in (string[])["{0}", "{0}()", "{0}(1, 2, 3, 4, 5, 6, 7)", "{0} 1, 2, 3, 4, 5, 6, 7", "print {0}(\"text\", [])", "{0} {{ }}", "let x = {0}"])
            {
                Check(Encoding.UTF8.GetBytes(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, word.Text) + "\n:run\nprint 1\n"));
            }
        }
    }

    private static string Pick(Random random) => random.Next(2) == 0 ? Statements[random.Next(Statements.Length)] : Commands[random.Next(Commands.Length)];

    /// <summary>Cuts a text, or puts a character into it.</summary>
    private static string Spoil(string text, Random random)
    {
        const string Odd = "\0\u0001\t\r{}()[]\"\\;:@#=,'`$%\u00e9\u4f60\ufffd\u2028";
        int at = random.Next(text.Length + 1);
        return random.Next(2) == 0 ? text[..at] : text.Insert(at, Odd[random.Next(Odd.Length)].ToString());
    }

    /// <summary>Runs a session; it may complain, and nothing worse.</summary>
    private static void Check(byte[] input)
    {
        string folder = Directory.CreateTempSubdirectory("kscript-").FullName;
        using var output = new MemoryStream();
        var host = new CliHost { In = new MemoryStream(input), Out = output, Error = new MemoryStream(), Directory = folder };
        var shell = new ReplShell(host, new LiveSession { Budget = Small }, []);
        int exit = new ReplLoop(shell).RunPiped(echo: true);
        string seen = Encoding.UTF8.GetString(output.ToArray());
        Assert.True(exit is 0 or 1, $"exit code {exit}\n{seen[..Math.Min(seen.Length, 20_000)]}");
        Invariants.Check(shell.Session.Machine);
        CheckWayBack(shell.Session, seen);
        Directory.Delete(folder, recursive: true);
    }

    private static RunBudget Small { get; } = new() { Events = 300, Statements = 50_000 };

    /// <summary>Wherever one goes back to, and forward again: the same machine and the same trace.</summary>
    private static void CheckWayBack(LiveSession session, string seen)
    {
        session.GoTo(session.Timeline.EndOf(session.Timeline.Segments.Count - 1));
        if (!session.Machine.IsBooted)
        {
            return;
        }

        ulong hash = session.Machine.StateHash();
        long events = session.Machine.EventCount;
        string trace = Trace(session);
        foreach (long back in (long[])[1, 2, 7, events / 2, events])
        {
            session.Back(Math.Max(1, back));
            Assert.True(events == 0 || session.Machine.EventCount < events, $"{back} back from {events} goes nowhere\n{seen}");
            Invariants.Check(session.Machine);
            session.Forward(events);
            session.GoTo(session.Timeline.EndOf(session.Timeline.Segments.Count - 1));
            Assert.True(hash == session.Machine.StateHash(), $"{back} back from {events} and forward is another machine\n{seen}");
            Assert.True(trace == Trace(session), $"{back} back from {events} and forward is another trace\n{seen}");
        }
    }

    private static string Trace(LiveSession session)
    {
        using var memory = new MemoryStream();
        var writer = new TextTraceWriter(memory, TraceLevels.All);
        session.Replay(0, writer);
        writer.Flush();
        return Encoding.UTF8.GetString(memory.ToArray());
    }
}
