// A session as its user drives it: being a process, several of them, and the way back.
using System.Text;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Diagnostics;
using KScript.Workbench.Live;
using KScript.Workbench.Runs;
using KScript.Workbench.Traces;
using KScript.Workbench.Views;

namespace KScript.Workbench.Tests;

public class LiveSessionTests
{
    [Fact]
    public void Jobs_alone_have_no_main_as_in_a_run()
    {
        LiveSession session = LiveSession.Open(new SourceText("j.ks", "job A at=0 { pause }\njob B at=1 { pause }\n"), endsAtPrompt: true, [], out _)!;
        session.Run(until: 1);
        var seen = new List<string>();
        foreach (ProcessView process in session.Machine.Processes())
        {
            seen.Add($"{process.Name}[{process.Pid}]");
        }

        Assert.Equal(["init[1]", "A[2]", "B[3]"], seen);
        Assert.Empty(session.VariableNames());
        Assert.NotNull(session.Submit(LiveSession.Main, "print 1").Notes[0]);
        Assert.Empty(session.Submit(LiveSession.Main, "job C at=9 { exit 3 }").Errors);
        session.Run();
        Assert.Equal(9, session.Machine.Now);
    }

    [Fact]
    public void The_start_is_before_the_boot()
    {
        var session = new LiveSession();
        session.Submit(LiveSession.Main, "fork { exit 7 }");
        long events = session.Machine.EventCount;
        session.GoToStart();
        Assert.Equal((0L, false), (session.Machine.EventCount, session.Machine.IsBooted));
        session.Forward(events);
        Assert.Equal(events, session.Machine.EventCount);
    }

    [Fact]
    public void Lines_typed_one_by_one_are_a_script()
    {
        string[] lines = ["fork { print \"child\"; exit 7 }", "sleep 1", "let p = wait", "print p, WEXITSTATUS(status)", "let q = fork worker { compute 3 }", "wait q", "exit 0"];
        var driver = new Driver();
        foreach (string line in lines)
        {
            driver.Type(line);
        }

        string script = Script.Run(string.Join('\n', lines)).Trace;
        Assert.Equal(Events(script), Events(driver.Trace));
    }

    [Fact]
    public void A_variable_lives_on_and_may_change_its_kind()
    {
        var driver = new Driver();
        driver.Type("let x = 5");
        driver.Type("x = \"now a text\"");
        driver.Type("fn twice(a) { return a + a }");
        driver.Type("print twice(x)");
        Assert.Contains("now a textnow a text", driver.Output, StringComparison.Ordinal);
        Assert.Equal("\"now a text\"", driver.Session.Evaluate("x", 2, out _)!.Value.Literal());
    }

    [Fact]
    public void Tables_show_what_was_typed_so_far()
    {
        var driver = new Driver();
        driver.Type("let x = 5");
        driver.Type("let name = \"a\"");
        driver.Type("let kid = fork kid { let mine = 1; sleep 9 }");
        driver.Type("let x = [1]");
        driver.Type("sleep 2");
        // A second `let x` is the same variable, of another kind.
        Assert.Equal("variables of main[2]\nFRAME    NAME  VALUE\n#0 main  x     [1]\n#0 main  name  \"a\"\n#0 main  kid   3\n", Show(TableKind.Vars, 2));
        Assert.EndsWith("#0 main  mine  1\n", Show(TableKind.Vars, 3), StringComparison.Ordinal);
        Assert.Contains("kid[3]    -  sleep is over\n", Show(TableKind.Timers, 0), StringComparison.Ordinal);

        string Show(TableKind kind, long argument) => Tables.Render(kind, new TableRequest(driver.Session.Machine, argument));
    }

    [Fact]
    public void A_function_that_is_declared_again_is_the_new_one_for_its_callers_too()
    {
        var driver = new Driver();
        driver.Type("fn f() { return 1 }");
        driver.Type("fn g() { return f() + 10 }");
        driver.Type("print g()");
        driver.Type("fn f() { return 2 }");
        driver.Type("print g()");
        Assert.Equal("11\n12\n", driver.Output);
    }

    [Fact]
    public void What_is_wrong_leaves_the_session_as_it_was()
    {
        var driver = new Driver();
        driver.Type("let a = 1");
        LiveOutcome wrong = driver.Type("let b = nonsense(a)");
        Assert.NotEmpty(wrong.Errors);
        Assert.Equal(8, wrong.Errors[0].Span.Start);
        Assert.NotEmpty(driver.Type("print b").Errors);
        driver.Type("print a");
        Assert.Equal("1\n", driver.Output);
    }

    [Fact]
    public void A_bare_fork_makes_a_process_that_takes_input()
    {
        var driver = new Driver();
        driver.Type("let child = fork");
        Assert.Equal(2, driver.Session.Current);
        driver.Session.Submit(3, "print \"in the child\", child, getppid()");
        Assert.Equal("in the child 0 2\n", driver.Output);
        Assert.Equal(3, driver.Session.Current);
        driver.Session.Submit(3, "exit 9");
        Assert.Equal(2, driver.Session.Current);
        driver.Type("wait child");
        Assert.Equal(9, driver.Session.Evaluate("WEXITSTATUS(status)", 2, out _)!.Value.Bits);
    }

    [Fact]
    public void When_the_user_blocks_somebody_else_takes_over()
    {
        var driver = new Driver();
        driver.Type("let child = fork");
        LiveOutcome blocked = driver.Type("wait child");
        Assert.Equal(3, driver.Session.Current);
        Assert.Contains("main[2] is blocked in wait4; you are main[3] now", string.Join('\n', blocked.Notes), StringComparison.Ordinal);
        driver.Type("exit 4");
        Assert.Equal(2, driver.Session.Current);
        Assert.False(driver.Session.Machine.TryGetProcess(3, out _));
    }

    [Fact]
    public void Nobody_else_there_the_machine_goes_on_until_the_user_can()
    {
        var driver = new Driver();
        driver.Type("sleep 5");
        Assert.Equal(5, driver.Session.Machine.Now);
        Assert.Equal(2, driver.Session.Current);
    }

    [Fact]
    public void A_failed_assertion_drops_the_rest_of_its_line_only()
    {
        var driver = new Driver();
        LiveOutcome failed = driver.Type("assert 1 == 2; print \"not reached\"");
        Assert.Contains("assertion failed", string.Join('\n', failed.Notes), StringComparison.Ordinal);
        driver.Type("print \"still here\"");
        Assert.Equal("still here\n", driver.Output);
    }

    [Fact]
    public void Back_and_forth_gives_the_same_trace()
    {
        var driver = new Driver();
        driver.Type("fork { compute 3; exit 1 }");
        driver.Type("sleep 10");
        driver.Type("ps");
        driver.Type("wait");
        string whole = driver.Replayed();
        long events = driver.Session.Machine.EventCount;
        ulong hash = driver.Session.Machine.StateHash();
        for (long back = 1; back <= events; back++)
        {
            driver.Session.Back(back);
            Assert.True(driver.Session.Machine.EventCount <= events - back + 1);
            driver.Session.Forward(events);
            Assert.Equal(hash, driver.Session.Machine.StateHash());
            Assert.Equal(whole, driver.Replayed());
        }
    }

    [Fact]
    public void What_is_shown_again_is_what_was_shown()
    {
        var driver = new Driver();
        driver.Type("let child = fork");
        driver.Session.Submit(3, "exit 4");
        driver.Type("wait child");
        Assert.Equal(Events(driver.Trace), Events(driver.Replayed()));
    }

    [Fact]
    public void Undo_takes_a_command_back_and_redo_does_it_again()
    {
        var driver = new Driver();
        driver.Type("let x = 1");
        driver.Type("x = 2");
        driver.Type("sleep 7");
        Assert.True(driver.Session.Undo());
        Assert.Equal(0, driver.Session.Machine.Now);
        Assert.True(driver.Session.Undo());
        Assert.Equal(1, driver.Session.Evaluate("x", 2, out _)!.Value.Bits);
        Assert.True(driver.Session.Redo());
        Assert.Equal(2, driver.Session.Evaluate("x", 2, out _)!.Value.Bits);
        Assert.True(driver.Session.Redo());
        Assert.Equal(7, driver.Session.Machine.Now);
        Assert.False(driver.Session.Redo());
    }

    [Fact]
    public void What_is_typed_after_going_back_takes_the_place_of_what_was()
    {
        var driver = new Driver();
        driver.Type("let x = 1");
        driver.Type("let y = 2");
        driver.Session.Undo();
        Assert.NotEmpty(driver.Type("print y").Errors);
        driver.Type("let z = 3");
        driver.Type("print x, z");
        Assert.Equal("1 3\n", driver.Output);
    }

    [Theory]
    [InlineData("let = 1")]
    [InlineData("sched rr q=1")]
    public void What_is_refused_after_going_back_changes_nothing_of_what_is_to_come(string refused)
    {
        var driver = new Driver();
        driver.Type("let x = 1");
        driver.Type("let y = 2");
        driver.Session.Undo();
        LiveOutcome outcome = driver.Type(refused);
        Assert.NotEqual(0, outcome.Errors.Count + outcome.Notes.Count);
        Assert.True(driver.Session.Redo());
        Assert.Equal(2, driver.Session.Evaluate("y", 2, out _)!.Value.Bits);
        driver.Type("print x, y");
        Assert.Equal("1 2\n", driver.Output);
    }

    [Fact]
    public void What_a_process_cannot_be_given_because_it_blocks_on_its_way_is_forgotten()
    {
        var driver = new Driver();
        driver.Type("pause");
        driver.Session.GoTo(driver.Session.Timeline.Find(2));
        LiveOutcome outcome = driver.Type("let y = 2");
        Assert.Contains(outcome.Notes, note => note.Text.Contains("main[2] is blocked in pause", StringComparison.Ordinal));
        Assert.Empty(driver.Session.VariableNames());
        Assert.Equal(3, driver.Session.Evaluate("1 + 2", 2, out _)!.Value.Bits);
    }

    [Fact]
    public void The_last_event_of_a_kind_is_found()
    {
        var driver = new Driver();
        driver.Type("fork { exit 3 }");
        driver.Type("sleep 4");
        driver.Type("fork { compute 2; exit 5 }");
        driver.Type("sleep 9");
        Assert.True(driver.Session.GoToLast((Machine _, in TraceEvent e) => e.Kind == TraceEventKind.ProcessExit));
        Assert.Equal(6, driver.Session.Machine.Now);
        Assert.True(driver.Session.GoToLast((Machine _, in TraceEvent e) => e.Kind == TraceEventKind.ProcessExit));
        Assert.Equal(0, driver.Session.Machine.Now);
        Assert.False(driver.Session.GoToLast((Machine _, in TraceEvent e) => e.Kind == TraceEventKind.ProcessExit));
    }

    [Fact]
    public void Time_can_be_gone_to_both_ways()
    {
        var driver = new Driver();
        driver.Type("fork { repeat 5 { sleep 10 } }");
        driver.Type("sleep 100");
        Assert.Equal(100, driver.Session.Machine.Now);
        driver.Session.GoToTime(25);
        Assert.Equal(20, driver.Session.Machine.Now);
        driver.Session.GoToTime(130);
        Assert.Equal(130, driver.Session.Machine.Now);
    }

    [Fact]
    public void Going_back_in_a_long_run_runs_little_of_it_again()
    {
        var session = new LiveSession { Budget = new RunBudget { Events = 1_000_000 } };
        session.Submit(2, "loop { sleep 1 }");
        Assert.True(session.Machine.EventCount >= 1_000_000);
        foreach (long back in (long[])[1, 1, 16_000, 100_000, 400_000])
        {
            long before = session.Timeline.EventsRunAgain;
            Assert.InRange(session.Back(back), back, back + 1);
            // The place is looked for, then gone to.
            Assert.InRange(session.Timeline.EventsRunAgain - before, 1, 2 * Segment.EventsBetweenCheckpoints);
        }

        long moment = session.Timeline.EventsRunAgain;
        Assert.True(session.GoToLast((Machine _, in TraceEvent e) => e.Kind == TraceEventKind.SchedWakeup));
        Assert.InRange(session.Timeline.EventsRunAgain - moment, 1, Segment.EventsBetweenCheckpoints);
    }

    [Fact]
    public void What_is_wrong_in_the_past_leaves_the_future()
    {
        var driver = new Driver();
        driver.Type("let x = 1");
        driver.Type("let y = 2");
        driver.Session.Undo();
        Assert.NotEmpty(driver.Type("nonsense").Errors);
        Assert.True(driver.Session.Redo());
        driver.Type("print x, y");
        Assert.Equal("1 2\n", driver.Output);
    }

    [Fact]
    public void Going_back_gets_behind_a_step_of_several_events()
    {
        var driver = new Driver();
        driver.Type("fork { exit 1 }");
        driver.Type("sleep 1");
        driver.Type("wait");
        Assert.Equal(1, driver.Session.Back(2) - 1);
        Assert.Equal(1, driver.Session.Machine.ZombieCount);
        driver.Session.Forward(9);
        // The reaping and the call's result are one step.
        Assert.Equal(2, driver.Session.Back(1));
        Assert.Equal(1, driver.Session.Machine.ZombieCount);
    }

    [Fact]
    public void An_input_whose_process_stops_on_its_way_is_forgotten()
    {
        var driver = new Driver();
        driver.Type("let c = fork");
        driver.Type("kill c SIGSTOP");
        Assert.Contains("main[3] is stopped", string.Join('\n', driver.Session.Submit(3, "print 1").Notes), StringComparison.Ordinal);
        driver.Type("kill c SIGCONT");
        driver.Session.Submit(3, "print 2");
        Assert.Equal("2\n", driver.Output);
    }

    [Fact]
    public void Branches_keep_two_worlds_apart()
    {
        var driver = new Driver();
        driver.Type("let p = fork { exit 1 }");
        driver.Session.MakeBranch("leaky");
        driver.Type("wait p");
        Assert.Equal(0, driver.Session.Machine.ZombieCount);
        Assert.True(driver.Session.SwitchTo("leaky"));
        driver.Type("sleep 1");
        Assert.Equal(1, driver.Session.Machine.ZombieCount);
        Assert.True(driver.Session.SwitchTo("main"));
        Assert.Equal(0, driver.Session.Machine.ZombieCount);
        Assert.False(driver.Session.SwitchTo("no such"));
    }

    [Fact]
    public void Jobs_and_settings_before_the_first_statement_are_the_machines()
    {
        var driver = new Driver();
        driver.Type("sched rr q=2");
        driver.Type("job A at=0 { compute 3 }");
        driver.Type("job B at=1 { compute 2 }");
        driver.Session.Run();
        string script = Script.Run("sched rr q=2\njob A at=0 { compute 3 }\njob B at=1 { compute 2 }\nuntil false").Trace;
        Assert.Contains("A[3]", script, StringComparison.Ordinal);
        Assert.Equal(Events(script).Where(l => l.Contains("[3]", StringComparison.Ordinal) || l.Contains("[4]", StringComparison.Ordinal)),
            Events(driver.Trace).Where(l => l.Contains("[3]", StringComparison.Ordinal) || l.Contains("[4]", StringComparison.Ordinal)));
    }

    [Fact]
    public void Other_settings_do_the_session_again_from_its_start()
    {
        var driver = new Driver();
        driver.Type("sched rr q=1");
        driver.Type("fork { compute 3; exit 1 }");
        driver.Type("fork { compute 3; exit 2 }");
        driver.Type("compute 1");
        driver.Type("sleep 9");
        driver.Session.DoAgainWith("sched fcfs", out LiveSession? again);
        Assert.Equal("fcfs", again!.Machine.Settings.PolicyText);
        // fcfs: main computes to t=1, then 3 to t=4 without being preempted; under rr q=1 the two take turns up to t=7.
        Assert.True(again.GoToLast((Machine _, in TraceEvent e) => e.Kind == TraceEventKind.ProcessExit && e.Pid == 3));
        Assert.Equal(4, again.Machine.Now);
        Assert.Equal(10, driver.Session.Machine.Now);
        Assert.Equal("rr q=1", driver.Session.Machine.Settings.PolicyText);
    }

    [Fact]
    public void A_session_that_is_done_again_keeps_its_limits()
    {
        var driver = new Driver();
        driver.Session.Budget = new RunBudget { Events = 100 };
        driver.Type("loop { sleep 1 }");
        long events = driver.Session.Machine.EventCount;
        driver.Session.DoAgainWith("sched mlfq q=2", out LiveSession? again);
        Assert.Equal(100, again!.Budget.Events);
        Assert.InRange(again.Machine.EventCount, events - 20, events + 20);
    }

    [Fact]
    public void Going_back_by_one_event_goes_back()
    {
        var driver = new Driver();
        driver.Type("fork { exit 1 }");
        driver.Type("compute 2");
        driver.Type("wait");
        while (driver.Session.Machine.EventCount > 0)
        {
            Assert.True(driver.Session.Back(1) > 0);
        }
    }

    private static IEnumerable<string> Events(string trace) => trace.Split('\n').Where(line => line.Length > 0 && line[0] != '#' && !line.Contains("time cpu", StringComparison.Ordinal));

    /// <summary>A session with a trace.</summary>
    private sealed class Driver
    {
        private readonly Func<string> trace;
        private readonly StringBuilder output = new();

        public Driver()
        {
            var stream = new MemoryStream();
            var writer = new TextTraceWriter(stream, TraceLevels.All);
            trace = () =>
            {
                writer.Flush();
                return Encoding.UTF8.GetString(stream.ToArray());
            };
            Session.Sink = new Both(writer, output);
        }

        public LiveSession Session { get; } = new();

        public string Trace => trace();

        public string Output => output.ToString();

        public LiveOutcome Type(string line) => Session.Submit(Session.Current, line);

        public string Replayed()
        {
            using var memory = new MemoryStream();
            var again = new TextTraceWriter(memory, TraceLevels.All);
            Session.Replay(0, again);
            again.Flush();
            return Encoding.UTF8.GetString(memory.ToArray());
        }
    }

    private sealed class Both(TextTraceWriter trace, StringBuilder output) : TraceSink
    {
        public override TraceLevels Levels => TraceLevels.All;

        public override void Write(Machine machine, in TraceEvent e) => trace.Write(machine, in e);

        public override void Output(Machine machine, int pid, int fd, string text)
        {
            trace.Output(machine, pid, fd, text);
            output.Append(text);
        }
    }
}
