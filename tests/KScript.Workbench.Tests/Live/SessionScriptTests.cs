// A saved session is a script that does the same: the same events at the same times, but for the waiting for turns itself.
using System.Text;
using KScript.Workbench.Live;
using KScript.Workbench.Runs;
using KScript.Workbench.Traces;

namespace KScript.Workbench.Tests;

public class SessionScriptTests
{
    /// <summary>No handlers: one that interrupts a process asleep at its prompt may come out in another order within the instant (SessionScript.cs).</summary>
    private static readonly string[] Statements =
    [
        "fork", "let c = fork", "fork { compute 2; exit 3 }", "fork { sleep 3 }", "wait", "wait nohang", "sleep 2", "compute 3", "exit 5",
        "signal SIGCHLD ignore", "print now(), self()", "kill getppid() SIGCHLD", "let v = self()",
        "v = v + 1", "print v", "yield", "fn f(a) { return a + 1 }", "print f(1)", "alarm 4", "block SIGALRM", "raise SIGUSR1", "job J at=7 { compute 1 }",
        "shared n = 1", "n = n + 1", "let s = \"text\"",
    ];

    /// <summary>What makes the order within an instant another one where processes wait in `until` in place of at a prompt.</summary>
    private static readonly string[] Unordered =
    [
        "jobs n=2 arrival=1..3 burst=2..4", "on SIGCHLD { print \"chld\" }", "on SIGALRM { print \"alrm\" }", "kill 2 SIGALRM", "kill 3 SIGALRM",
    ];

    [Fact]
    public void One_process_is_saved_as_its_lines()
    {
        var session = new LiveSession();
        session.Submit(2, "fork { exit 7 }");
        session.Submit(2, "sleep 1");
        session.Submit(2, "wait");
        Assert.StartsWith("fork { exit 7 }\nsleep 1\nwait\n", Body(SessionScript.Write(session)), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_processes_take_turns()
    {
        var session = new LiveSession();
        session.Submit(2, "let child = fork");
        session.Submit(3, "sleep 5");
        session.Submit(2, "wait child");
        session.Submit(3, "exit 2");
        AssertSame(session, "two");
    }

    [Fact]
    public void Shared_variables_and_processes_of_others_take_turns()
    {
        var session = new LiveSession();
        session.Submit(2, "shared n = 1");
        session.Submit(2, "fork");
        session.Submit(3, "n = 5");
        session.Submit(2, "print n");
        AssertSame(session, "shared");
    }

    [Fact]
    public void Grandchildren_of_one_input_are_saved()
    {
        var session = new LiveSession();
        session.Submit(2, "fork && fork || fork");
        session.Submit(4, "print 5");
        session.Submit(6, "exit 2");
        session.Submit(2, "print 7");
        AssertSame(session, "grandchildren");
    }

    [Fact]
    public void Jobs_start_when_they_did()
    {
        var session = new LiveSession();
        session.Submit(2, "sleep 9");
        session.Submit(2, "jobs n=3 arrival=uniform(1,3) burst=exp(4)");
        session.Run();
        AssertSame(session, "jobs");
    }

    /// <summary>Fixed seeds; each is another session of up to 25 commands by up to six processes.</summary>
    [Fact]
    public void Random_sessions_run_again_as_scripts()
    {
        for (ulong seed = 1; seed <= 400; seed++)
        {
            LiveSession session = RandomSession(seed, Statements, stopsAnywhere: false);
            AssertSame(session, $"seed {seed}");
        }
    }

    [Fact]
    public void Random_sessions_are_loaded_where_they_were()
    {
        for (ulong seed = 1; seed <= 200; seed++)
        {
            LiveSession session = RandomSession(seed, [.. Statements, .. Unordered], stopsAnywhere: true);
            string script = SessionScript.Write(session);
            Assert.True(SessionScript.TryReadInputs(script, out IReadOnlyList<SavedCommand> commands));
            var again = new LiveSession();
            foreach (SavedCommand command in commands)
            {
                command.Do(again);
            }

            string name = $"seed {seed}\n{script}";
            Assert.True(session.Machine.EventCount == again.Machine.EventCount, name + Difference([.. TraceOf(session).Split('\n')], [.. TraceOf(again).Split('\n')]));
            ulong first = session.Machine.StateHash(), second = again.Machine.StateHash();
            Assert.Equal(name + session.Machine.StateDump(), name + again.Machine.StateDump());
            Assert.Equal((seed, first), (seed, second));
            Assert.Equal((seed, session.Current), (seed, again.Current));
        }
    }

    private static LiveSession RandomSession(ulong seed, string[] statements, bool stopsAnywhere)
    {
        var session = new LiveSession { Budget = new RunBudget { Events = 2000, Statements = 1_000_000 } };
        ulong state = seed * 0x9E3779B97F4A7C15;
        int Next(int count)
        {
            state = (state * 6364136223846793005) + 1442695040888963407;
            return (int)((state >> 33) % (ulong)count);
        }

        for (int i = 0; i < 5 + Next(20); i++)
        {
            IReadOnlyList<int> puppets = session.Puppets();
            if (puppets.Count == 0)
            {
                break;
            }

            int what = session.Machine.IsBooted ? Next(16) : 15;
            long pause = session.Machine.EventCount + Next(6);
            session.Breakpoint = stopsAnywhere && Next(8) == 0 ? machine => machine.EventCount >= pause ? "stopped" : null : null;
            if (what < 2)
            {
                session.Run(session.Machine.Now + Next(6));
            }
            else if (what == 2 && !stopsAnywhere)
            {
                session.Undo();
            }
            else if (what == 2)
            {
                session.Back(1 + Next(6));
            }
            else if (what == 3)
            {
                session.Use(puppets[Next(puppets.Count)]);
            }
            else
            {
                session.Submit(puppets[Next(puppets.Count)], statements[Next(statements.Length)]);
            }
        }

        return session;
    }

    private static void AssertSame(LiveSession session, string name)
    {
        string script = SessionScript.Write(session);
        ScriptRun run = Script.Run(script);
        Assert.True(run.Diagnostics.Count == 0, name + "\n" + script + string.Join('\n', run.Diagnostics));
        List<string> live = Relevant(TraceOf(session)), again = Relevant(run.Trace);
        Assert.True(again.Count >= live.Count && live.SequenceEqual(again.Take(live.Count)), name + "\n" + script + Difference(live, again));
    }

    private static string TraceOf(LiveSession session)
    {
        using var memory = new MemoryStream();
        var writer = new TextTraceWriter(memory, TraceLevels.All);
        session.Replay(0, writer);
        writer.Flush();
        return Encoding.UTF8.GetString(memory.ToArray());
    }

    /// <summary>Without the waiting for turns, and without idle's turns: a user who types after a busy instant finds the CPU idle, a script that waits does not.</summary>
    private static List<string> Relevant(string trace) => trace.Split('\n')
        .Where(line => line.Length > 0 && line[0] != '#' && !line.Contains("time cpu", StringComparison.Ordinal) && !line.Contains(" until", StringComparison.Ordinal) && !line.Contains("sched_switch", StringComparison.Ordinal)).ToList();

    private static string Difference(List<string> live, List<string> again)
    {
        int i = 0;
        while (i < live.Count && i < again.Count && live[i] == again[i])
        {
            i++;
        }

        return $"\nevent {i}\n live: {(i < live.Count ? live[i] : "-")}\nagain: {(i < again.Count ? again[i] : "-")}\nbefore: {(i > 0 ? live[i - 1] : "-")}";
    }

    private static string Body(string script) => script[(script.IndexOf('\n', StringComparison.Ordinal) + 1)..];
}
