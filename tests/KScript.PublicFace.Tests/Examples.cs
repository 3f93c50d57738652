// The examples of docs/api.md: the page is made from this file, so what it shows compiles and holds.
using KScript.Testing;

namespace KScript.PublicFace.Tests;

public class Examples
{
    // example: A child that nobody waits for
    [Fact]
    public void A_child_that_nobody_waits_for_is_a_zombie()
    {
        ScriptRun run = Script.Run("fork { exit 3 }\nsleep 1");

        Assert.Equal(0, run.ExitCode);
        // At the end of the run main is gone, too, and init has reaped the child: ask for an earlier moment.
        ScriptRun before = Script.Run("fork { exit 3 }\nsleep 1", new RunOptions { Until = 0 });
        ProcessInfo zombie = Assert.Single(before.Zombies);
        Assert.Equal(2, zombie.ParentPid);
        Assert.Equal(3, zombie.Status?.ExitCode);
    }
    // end

    // example: Who reaped whom
    [Fact]
    public void A_supervisor_reaps_what_it_started()
    {
        ScriptRun run = Script.Run("repeat 3 { fork { compute 2 } }\nwhile wait() > 0 { }");

        // main is 2, and reaps its three children; main itself is left to init.
        Assert.Equal([3, 4, 5], run.Events.OfType<ProcessReaped>().Where(reaped => reaped.ReaperPid == 2).Select(reaped => reaped.Pid));
        Assert.Equal([2], run.Events.OfType<ProcessReaped>().Where(reaped => reaped.ReaperPid == 1).Select(reaped => reaped.Pid));
    }
    // end

    // example: A signal that was lost
    [Fact]
    public void Standard_signals_do_not_queue()
    {
        ScriptRun run = Script.Run("on SIGUSR1 { }\nblock SIGUSR1\nkill self(), SIGUSR1\nkill self(), SIGUSR1\nunblock SIGUSR1");

        Assert.Equal([SignalFate.Blocked, SignalFate.Coalesced], run.Events.OfType<SignalSent>().Where(sent => sent.Signal == "SIGUSR1").Select(sent => sent.Outcome));
        Assert.Single(run.Events.OfType<SignalDelivered>(), delivered => delivered is { Signal: "SIGUSR1", Outcome: SignalFate.Handler });
    }
    // end

    // example: Figures of a schedule
    [Fact]
    public void Round_robin_responds_sooner_than_first_come_first_served()
    {
        Script script = Script.Parse("job A { compute 8 }\njob B { compute 2 }");

        ScriptRun fcfs = script.Run(new RunOptions { Settings = ["fcfs"] });
        ScriptRun rr = script.Run(new RunOptions { Settings = ["rr q=1"] });

        Assert.Equal(4m, fcfs.Figures!.MeanResponse);
        Assert.Equal(0.5m, rr.Figures!.MeanResponse);
    }
    // end

    // example: Why it leaked, and what helps
    [Fact]
    public void A_leak_is_explained()
    {
        ScriptRun run = Script.Run("fork { exit }\npause", new RunOptions { Until = 10 });

        ExplainFinding zombie = Assert.Single(run.Findings, finding => finding.Kind == "Zombie");
        Assert.Equal([3], zombie.Pids);
        Assert.NotEmpty(zombie.WaysOut);
    }
    // end

    // example: A run that hangs
    [Fact]
    public void A_run_that_hangs_says_so()
    {
        Script script = Script.Parse("fork { pause }\nwait", "hang.ks");

        ScriptRun run = script.Run();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(run.Complaints, line => line.StartsWith("main[2] is blocked for ever in wait4 since t=0 (hang.ks:2)", StringComparison.Ordinal));

        Assert.Equal(0, script.Run(new RunOptions { Allow = ["deadlock"] }).ExitCode);
    }
    // end

    // example: A mistake in the script
    [Fact]
    public void A_mistake_is_shown_as_the_tool_shows_it()
    {
        Script script = Script.Parse("let n = 3\nprint m", "count.ks");

        ScriptDiagnostic mistake = Assert.Single(script.Diagnostics, diagnostic => diagnostic.IsError);
        Assert.Equal(2, mistake.Line);
        Assert.StartsWith("count.ks:2:7: error", mistake.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, script.Run().ExitCode);
    }
    // end

    // example: Every schedule, not one
    [Fact]
    public void A_counter_without_a_lock_loses_an_update()
    {
        const string Text = "shared n = 0\nrepeat 2 { fork { n += 1 } }\nwhile wait > 0 { }\nassert n == 2";

        // One run is fine, and says nothing of the others.
        Assert.Equal(0, Script.Run(Text).ExitCode);
        CheckResult result = Script.Check(Text);
        Assert.Equal(CheckVerdict.Fails, result.Verdict);
        // The shortest schedule on which it fails is a run like any other.
        ScriptRun failing = Script.Run(Text, new RunOptions { Schedule = result.Counterexample!.Schedule });
        Assert.Equal("assertion failed: n == 2", Assert.Single(failing.Failures).Message);
    }
    // end

    // example: Everything that can be printed
    [Fact]
    public void A_puzzle_has_three_answers()
    {
        IReadOnlyList<ScriptOutcome> outcomes = Script.Outcomes("if fork == 0 { print \"a\" } else { print \"b\"; wait }\nprint \"c\"");

        Assert.Equal(["a\nb\nc\nc\n", "a\nc\nb\nc\n", "b\na\nc\nc\n"], outcomes.Select(outcome => outcome.Output));
    }
    // end
}
