// queues, timers, signals, fds, top, gantt, trace: figures worked out by hand.
using KScript.Interpreter.Bytecode;
using KScript.Workbench.Metrics;
using KScript.Workbench.Runs;
using KScript.Workbench.Views;

namespace KScript.Workbench.Tests;

public class MachineTablesTests
{
    // At 7: long ran 0-2 and sank, longer 2-4 and sank; long ran 4-7 of its slice of 4, until main came back into the top queue.
    [Fact]
    public void Queues_say_who_waits_in_order_and_what_is_left()
    {
        ScriptRun run = Script.Run("sched mlfq q=2 queues=2\nfork long { compute 50 }\nfork longer { compute 60 }\nsleep 7\nqueues\nkill 3 SIGKILL\nkill 4 SIGKILL");
        Assert.Equal("""
            CPU  RUNS     LEVEL  SLICE  BURST
              0  main[2]      0      2      -

            QUEUE  LEVEL  PLACE  READY      SLICE  BURST
                0      0      -  nobody         -      -
                0      1      1  longer[4]      -     58
                0      1      2  long[3]        1     45

            """.ReplaceLineEndings("\n"), run.Output);
    }

    // busy got CPU 0 when main left it for its sleep; main came back to the lowest idle one.
    [Fact]
    public void Queues_say_what_runs_elsewhere()
    {
        ScriptRun run = Script.Run("sched fcfs\nmachine cpus=3\nfork busy { compute 9 }\nsleep 4\nqueues");
        Assert.StartsWith("CPU  RUNS     LEVEL  SLICE  BURST\n  0  busy[3]      -      -      5\n  1  main[2]      -      -      -\n  2  idle         -      -      -\n", run.Output, StringComparison.Ordinal);
    }

    // At 0 napper has CPU 0 and worker CPU 1; worker's slice of 5 began then.
    [Fact]
    public void Timers_are_in_the_order_in_which_they_act()
    {
        ScriptRun run = Script.Run("sched rr q=5\nmachine cpus=2\nfork napper { alarm 9; sleep 4 }\nfork worker { compute 20 }\nsleep 2\ntimers\nkill 3\nkill 4\n");
        Assert.Equal("""
            DUE  IN  TASK       CPU  WHAT
              4   2  napper[3]    -  sleep is over
              5   3  worker[4]    1  slice is over
              9   7  napper[3]    -  alarm: SIGALRM
             20  18  worker[4]    1  burst is over

            """.ReplaceLineEndings("\n"), run.Output);
    }

    [Fact]
    public void Timers_know_jobs_and_that_nothing_is_left()
    {
        Session session = TablesTests.NewSession("sched fcfs\njob A at=3 { compute 2 }\njob B at=8 { compute 1 }", HistoryParts.None);
        session.Run(new RunLimits { Until = 4 });
        Assert.Equal("DUE  IN  TASK  CPU  WHAT\n  5   2  A[2]    0  burst is over\n  8   5  B       -  init starts the job\n", Tables.Render(TableKind.Timers, new TableRequest(session.Machine)));
        session.Run(new RunLimits());
        Assert.Equal("no timer is set, and nothing uses a CPU\n", Tables.Render(TableKind.Timers, new TableRequest(session.Machine)));
    }

    // Bit n-1 is signal n: SIGUSR1 is 10, SIGTERM 15, SIGINT 2, SIGRTMIN 34 (signal(7), x86).
    [Fact]
    public void Signals_show_masks_as_proc_does()
    {
        ScriptRun run = Script.Run("on SIGTERM nodefer mask SIGHUP { }\nsignal SIGINT ignore\nsignal SIGCHLD default nocldwait\nblock SIGUSR1 SIGRTMIN\nrepeat 2 { raise SIGUSR1; raise SIGRTMIN }\nsignals");
        Assert.Equal("""
            signals of main[2]
            SigQ:   3
            SigPnd: 0000000200000200
            ShdPnd: 0000000000000000
            SigBlk: 0000000200000200
            SigIgn: 0000000000000002
            SigCgt: 0000000000004000
            SIGNAL    ACTION               FLAGS                BLOCKED  PENDING  QUEUED
            SIGINT    ignore               -                    -        -             0
            SIGUSR1   default (terminate)  -                    blocked  pending       1
            SIGTERM   handler on SIGTERM   nodefer mask SIGHUP  -        -             0
            SIGCHLD   default (ignore)     nocldwait            -        -             0
            SIGRTMIN  default (terminate)  -                    blocked  pending       2

            """.ReplaceLineEndings("\n"), run.Output);
    }

    [Theory]
    [InlineData("tty", "the terminal")]
    [InlineData("pipe", "a pipe (machine stdout=pipe)")]
    public void Descriptors_lead_where_the_machine_says(string stdout, string where)
    {
        string output = Script.Run($"machine stdout={stdout}\nfds").Output;
        string mode = stdout == "tty" ? "rw" : "w ";
        Assert.StartsWith("descriptors of main[2]\nFD  MODE  FLAGS  OFFSET  LEADS TO", output, StringComparison.Ordinal);
        Assert.EndsWith($"\n 0  rw    -           -  the terminal\n 1  {mode}    -           -  {where}\n 2  rw    -           -  the terminal\n", output, StringComparison.Ordinal);
    }

    // main sleeps from 0 to 4, kid computes 2 ticks: active 2 of 4 ticks; idle 2 of 4.
    [Fact]
    public void Top_averages_over_the_run()
        => Assert.StartsWith("top - t=4, 1 cpu, load: 1 now, 0.50 on average\nTasks: 3 total, 1 running, 1 sleeping, 0 stopped, 1 zombie\n%Cpu(s): 50.0 us, 0.0 sy, 50.0 id\n",
            Script.Run("fork { compute 2 }\nsleep 4\ntop").Output, StringComparison.Ordinal);

    // D counts as load though no CPU is wanted (Linux: nr_uninterruptible).
    [Fact]
    public void Top_counts_uninterruptible_sleep_as_load()
        => Assert.StartsWith("top - t=10, 1 cpu, load: 1 now, 0.80 on average\n", Script.Run("fork { disk 8 }\nsleep 10\ntop").Output, StringComparison.Ordinal);

    // main runs at once after a switch of 1 (0-1), kid after another (1-2), then 2-5; idle until 11; a switch to main, 11-12.
    [Fact]
    public void Top_tells_switches_from_idle_time()
        => Assert.StartsWith("top - t=12, 1 cpu, load: 1 now, ", Script.Run("machine switch=1\nfork { compute 3 }\nsleep 10\ntop").Output, StringComparison.Ordinal);

    [Fact]
    public void Top_splits_the_time_of_the_cpus()
        => Assert.Contains("%Cpu(s): 25.0 us, 25.0 sy, 50.0 id\n", Script.Run("machine switch=1\nfork { compute 3 }\nsleep 10\ntop").Output, StringComparison.Ordinal);

    [Fact]
    public void Without_a_record_top_does_not_guess()
    {
        Session session = TablesTests.NewSession("machine switch=1\ncompute 3", HistoryParts.None);
        session.Run(new RunLimits());
        Assert.Contains("%Cpu(s): 75.0 us, 25.0 sy and id\n", Tables.Render(TableKind.Top, new TableRequest(session.Machine)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_chart_is_as_wide_as_asked_and_its_run_goes_on()
    {
        const string Jobs = "sched rr q=2\nmachine switch=1\njob A at=0 { compute 20 }\njob B at=3 { compute 9 }";
        Session session = TablesTests.NewSession(Jobs, HistoryParts.Schedule);
        for (int t = 0; t < 40; t++)
        {
            // Looked at in every tick, switches under way included.
            session.Run(new RunLimits { Until = t });
            string chart = Tables.Render(TableKind.Gantt, new TableRequest(session.Machine, 0, session.History, 40));
            Assert.StartsWith("gantt: 1 column = ", chart, StringComparison.Ordinal);
            Assert.All(chart.Split('\n'), line => Assert.True(line.Length <= 40, line));
        }

        Session once = TablesTests.NewSession(Jobs, HistoryParts.Schedule);
        once.Run(new RunLimits());
        session.Run(new RunLimits());
        RunStatistics expected = once.History!.Schedule!, looked = session.History!.Schedule!;
        expected.End(once.Machine);
        looked.End(session.Machine);
        Assert.Equal(expected.Schedule, looked.Schedule);
        Assert.Equal(expected.Busy(0), looked.Busy(0));
        Assert.Equal(29, looked.Busy(0));
    }

    [Fact]
    public void The_trace_shows_the_last_events_as_the_trace_does()
    {
        ScriptRun run = Script.Run("fork kid { exit 7 }\nwait\ntrace 2");
        string[] lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("    time cpu task ", lines[0], StringComparison.Ordinal);
        Assert.Contains(string.Join('\n', lines[1..]) + "\n", run.Trace, StringComparison.Ordinal);
        Assert.Contains("wait4(-1) = 3 (exited 7)", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_trace_keeps_the_last_thousand_events()
    {
        string output = Script.Run("repeat 2000 { getpid() }\ntrace 1000").Output;
        Assert.Equal(1001, output.Count(c => c == '\n'));
        Assert.DoesNotContain("boot", output, StringComparison.Ordinal);
        Assert.Equal("trace shows 1 to 1000 events, not 1001\n", Script.Run("trace 1001").Output);
    }

    [Fact]
    public void A_copy_of_a_record_goes_its_own_way()
    {
        Session session = TablesTests.NewSession("fork { compute 5 }\nsleep 9", HistoryParts.All);
        session.Run(new RunLimits { Until = 2 });
        Machine machine = session.Machine.Snapshot();
        History kept = session.History!.Copy();
        string[] before = Render(machine, kept);
        session.Run(new RunLimits());
        Assert.Equal(before, Render(machine, kept));
        // Run on, the copies come to what the first ones came to.
        machine.Attach(kept);
        machine.Run(new RunLimits());
        Assert.Equal(Render(session.Machine, session.History), Render(machine, kept));
    }

    private static string[] Render(Machine machine, History history) =>
        Array.ConvertAll(Tables.Rows, row => row.Render(new TableRequest(machine, 0, history)));
}
