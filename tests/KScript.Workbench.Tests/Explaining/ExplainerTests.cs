// Explaining sessions at a prompt, one process, other moments than the end; the forms of the text and of JSON.
using System.Text.Json;
using KScript.Interpreter.Diagnostics;
using KScript.Workbench.Explaining;
using KScript.Workbench.Live;
using KScript.Workbench.Runs;

namespace KScript.Workbench.Tests;

public class ExplainerTests
{
    [Fact]
    public void Before_the_machine_starts_there_is_nothing_to_explain() =>
        Assert.Equal("Nothing has happened yet: the machine has not been started.\n", Explainer.ExplainAll(new LiveSession()));

    [Fact]
    public void A_zombie_at_a_prompt_is_cured_by_what_can_be_typed_there()
    {
        var session = new LiveSession();
        session.Submit(2, "fork { exit 7 }");
        session.Submit(2, "sleep 5");
        long events = session.Machine.EventCount;
        ulong hash = session.Machine.StateHash();

        Finding zombie = Assert.Single(Explainer.Analyse(session, 3).Findings);

        Assert.Equal(FindingKind.Zombie, zombie.Kind);
        Assert.Contains("until main[2], who is at its prompt, waits or exits", zombie.Why, StringComparison.Ordinal);
        Assert.Equal(["wait 3"], zombie.WaysOut[0].Code);
        Assert.Equal("Seen: main[3] is reaped by main[2], at t=5.", zombie.WaysOut[0].Seen[0]);
        // Only copies were touched.
        Assert.Equal((events, hash, 1), (session.Machine.EventCount, session.Machine.StateHash(), session.Machine.ZombieCount));
        // The user does as told.
        session.Submit(2, zombie.WaysOut[0].Code[0]);
        Assert.Equal(0, session.Machine.ZombieCount);
        Assert.Empty(Explainer.Analyse(session).Findings);
    }

    [Fact]
    public void At_a_prompt_nothing_is_said_about_what_was_typed_later_and_is_not_typed_again()
    {
        var session = new LiveSession();
        session.Submit(2, "fork { exit 7 }");
        session.Submit(2, "sleep 5");
        session.Submit(2, "print 1");
        Finding zombie = Assert.Single(Explainer.Analyse(session, 3).Findings);
        Assert.Contains(zombie.WaysOut, way => way.Name.Contains("handler", StringComparison.Ordinal));
        Assert.All(zombie.WaysOut, way => Assert.DoesNotContain(way.Seen, line =>
            line.Contains("The run ends", StringComparison.Ordinal) || line.Contains("not reached", StringComparison.Ordinal)));
    }

    [Fact]
    public void At_a_prompt_a_mask_inherited_through_exec_is_opened()
    {
        var session = new LiveSession();
        session.Submit(2, "program server() {\n    on SIGCHLD { while wait nohang > 0 { } }\n    fork { exit 1 }\n    sleep 30\n    pause\n}");
        session.Submit(2, "block SIGCHLD");
        session.Submit(2, "fork { exec server() }");
        session.Submit(2, "sleep 5");
        Finding zombie = Explainer.Analyse(session).Findings[0];
        Assert.Contains(zombie.Chain, cause => cause.Text.Contains("kept through fork and exec", StringComparison.Ordinal));
        Assert.Contains(zombie.WaysOut, way => way.Name == "unblocking SIGCHLD");
    }

    [Theory]
    [InlineData("3", "main[3] is gone: it exits with code 3 at t=0, and main[2] reaped it at t=0.")]
    [InlineData("last", "Why: all children of main[2] have been waited for already: a status can be taken once.")]
    [InlineData("echild", "main[2] reaps main[3] (wait)")]
    [InlineData("SIGCHLD", "Why: main[2] has no handler for SIGCHLD, and by default SIGCHLD does nothing.")]
    [InlineData("SIGUSR1", "No SIGUSR1 has been sent until t=0.")]
    [InlineData("EPERM", "No call has failed with EPERM until t=0.")]
    public void A_question_is_a_pid_a_signal_an_errno_or_the_last_call(string asked, string answer)
    {
        var session = new LiveSession();
        session.Submit(2, "fork { exit 3 }");
        session.Submit(2, "wait");
        session.Submit(2, "wait");
        Assert.True(Question.TryParse(asked, session.Current, out Question question));
        // Lines end where 80 columns do.
        Assert.Contains(answer, string.Join(' ', Explainer.Answer(session, question).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("-3")]
    [InlineData("NONE")]
    public void What_cannot_be_asked_is_no_question(string asked) => Assert.False(Question.TryParse(asked, 2, out _));

    [Fact]
    public void A_child_that_was_told_to_exit_is_explained_without_trying_what_cannot_be_tried()
    {
        var session = new LiveSession();
        session.Submit(2, "fork");
        session.Submit(3, "exit 4");
        Finding zombie = Assert.Single(Explainer.Analyse(session).Findings);
        Assert.Contains(zombie.Chain, cause => cause.Text.Contains("exits with code 4", StringComparison.Ordinal));
        Assert.Contains(zombie.NoWaysOut, no => no.Reason.Contains("does not die then", StringComparison.Ordinal));
        Assert.Equal(("wait", "wait 3"), (zombie.WaysOut[0].Name, zombie.WaysOut[0].Code[0]));
    }

    [Fact]
    public void A_moment_before_the_end_knows_what_is_still_to_come()
    {
        LiveSession session = Open("fork { exit 7 }\nsleep 100\n");
        session.Run(until: 50);
        Finding zombie = Assert.Single(Explainer.Analyse(session).Findings);
        Assert.Contains(zombie.Chain, cause => cause.Time == 100 && cause.Text.EndsWith("(still to come)", StringComparison.Ordinal));
        Assert.Contains("stays a zombie until t=100", zombie.Why, StringComparison.Ordinal);
        // Now that it is there, ending its parent helps.
        WayOut kill = zombie.WaysOut[^1];
        Assert.Equal(("ending the parent", "kill 2 SIGTERM", "Seen: main[3] is reaped by init[1], at t=50."), (kill.Name, kill.Code[0], kill.Seen[0]));
    }

    [Fact]
    public void A_parent_that_does_not_die_of_SIGTERM_takes_SIGKILL()
    {
        LiveSession session = Open("signal SIGTERM ignore\nfork { exit 7 }\npause\n");
        session.Run();
        Finding zombie = Explainer.Analyse(session, 3).Findings[0];
        Assert.Equal("kill 2 SIGKILL", zombie.WaysOut[^1].Code[0]);
    }

    [Fact]
    public void An_init_that_does_not_wait_makes_ending_the_parent_useless()
    {
        LiveSession session = Open("program init() {\n    pause\n}\n\nfork { exit 7 }\npause\n");
        session.Run();
        Finding zombie = Explainer.Analyse(session, 3).Findings[0];
        Assert.Contains(zombie.NoWaysOut, no => no is { Name: "ending the parent", Reason: "init[1] adopts the zombie, and does not wait for it either" });
    }

    [Fact]
    public void One_process_that_is_well_is_said_to_be()
    {
        LiveSession session = Open("fork { sleep 10 }\nwait\n");
        session.Run(until: 5);
        Assert.Equal("main[2] waits for any child (line 2: wait); its parent is init[1], its children:\nmain[3].\nThere is nothing to explain about it.\n",
            Explainer.Explain(session, 2));
        Assert.Equal("There has been no process 99.\n", Explainer.Explain(session, 99));
        session.Run();
        Assert.StartsWith("main[3] is gone: it exits with code 0 at t=10, and main[2] reaped it at t=10.", Explainer.Explain(session, 3), StringComparison.Ordinal);
    }

    [Fact]
    public void The_coalesced_signal_names_the_one_that_it_was_merged_with()
    {
        LiveSession session = Open("on SIGCHLD { wait }\nrepeat 2 { fork worker { sleep 5 } }\nuntil now() == 9\n");
        session.Run(until: 8);
        Finding zombie = Explainer.Analyse(session, 4).Findings[0];
        Assert.Contains(zombie.Chain, cause => cause is { Time: 5, Text: "its SIGCHLD to main[2] is merged with the one of worker[3] that is pending: the two act as one" });
        Assert.Contains(zombie.Chain, cause => cause.Text == "the SIGCHLD handler of main[2] runs, and reaps worker[3]");
    }

    [Fact]
    public void A_failed_assertion_is_no_reason_not_to_explain()
    {
        LiveSession session = Open("fork { exit 1 }\nsleep 5\nassert zombies() == 0\n");
        session.Run();
        Assert.True(session.Machine.IsHalted);
        Explanation explanation = Explainer.Analyse(session);
        Finding zombie = Assert.Single(explanation.Findings);
        Assert.Contains(zombie.WaysOut, way => way.Name == "wait");
        Assert.Contains(explanation.Summary, line => line.Contains("was stopped", StringComparison.Ordinal));
    }

    [Fact]
    public void What_does_harm_elsewhere_comes_last()
    {
        // The script itself looks for the zombie: cured before that, it waits for ever.
        LiveSession session = Open("let b = fork { exit 9 }\nuntil state(b) == \"Z\"\nsleep 5\n");
        session.Run();
        IReadOnlyList<WayOut> ways = Explainer.Analyse(session).Findings[0].WaysOut;
        Assert.Contains(ways, way => way.DoesHarm && way.Seen.Contains("But main[2] is then blocked for ever."));
        Assert.Equal(ways.OrderBy(way => way.DoesHarm), ways);
    }

    [Fact]
    public void The_end_of_init_is_no_zombie_to_cure()
    {
        LiveSession session = Open("program init() {\n    sleep 5\n}\n\nsleep 100\n");
        session.Run();
        Explanation explanation = Explainer.Analyse(session);
        Assert.Empty(explanation.Findings);
        Assert.Contains(explanation.Summary, line => line.Contains("Attempted to kill init!", StringComparison.Ordinal));
    }

    [Fact]
    public void System_calls_that_cost_time_do_not_keep_cures_from_being_tried()
    {
        LiveSession session = Open("machine syscall=1\n\nfork { exit 1 }\nsleep 100\n");
        session.Run();
        Finding zombie = Assert.Single(Explainer.Analyse(session).Findings);
        Assert.Equal(["wait", "a SIGCHLD handler that loops", "ignoring SIGCHLD", "SA_NOCLDWAIT", "double fork"], zombie.WaysOut.Select(way => way.Name));
    }

    [Fact]
    public void Who_waits_for_somebody_at_a_prompt_is_not_said_to_be_lost()
    {
        var session = new LiveSession();
        session.Submit(2, "let child = fork");
        session.Submit(2, "wait child");
        Finding waits = Assert.Single(Explainer.Analyse(session, 2).Findings);
        Assert.Equal("main[2] waits until somebody at a prompt ends that", waits.Title);
        Assert.Equal("only the end of main[3] lets main[2] go on, and main[3] is at its prompt: it ends when it is told to.", waits.Why);
    }

    [Fact]
    public void Jobs_are_parents_too()
    {
        LiveSession session = Open("job server at=3 {\n    fork worker { exit 1 }\n    sleep 50\n}\n");
        session.Run();
        Finding zombie = Assert.Single(Explainer.Analyse(session).Findings);
        Assert.Contains(zombie.Chain, cause => cause is { Time: 53, Text: "server[2] exits with code 0; init[1] adopts worker[3], and reaps it" });
        Assert.All(zombie.WaysOut, way => Assert.NotEmpty(way.Edit));
    }

    [Fact]
    public void The_same_question_has_the_same_answer()
    {
        LiveSession session = Open("sched mlfq q=2\nmachine cpus=2\n\nrepeat 5 { fork worker { compute 3 } }\ncompute 40\n");
        session.Run();
        Assert.Equal(Explainer.ExplainAll(session), Explainer.ExplainAll(session));
    }

    [Fact]
    public void Orphans_alone_are_no_leak()
    {
        LiveSession session = Open("fork { sleep 20 }\nsleep 5\n");
        session.Run();
        Explanation explanation = Explainer.Analyse(session);
        Assert.Equal(FindingKind.Orphan, Assert.Single(explanation.Findings).Kind);
        Assert.False(explanation.HasLeak);
        Assert.StartsWith("Nothing leaked.", explanation.Summary[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_JSON_form_has_what_the_text_has()
    {
        LiveSession session = Open("fork { exit 7 }\nsleep 100\n");
        session.Run();
        JsonElement root = JsonDocument.Parse(ExplanationJson.Of(Explainer.Analyse(session))).RootElement;
        Assert.True(root.GetProperty("has_leak").GetBoolean());
        JsonElement zombie = root.GetProperty("findings")[0];
        Assert.Equal("Zombie", zombie.GetProperty("kind").GetString());
        Assert.Equal(3, zombie.GetProperty("pids")[0].GetInt32());
        Assert.Equal("wait\n", zombie.GetProperty("ways_out")[0].GetProperty("edit")[0].GetProperty("text").GetString());
    }

    public static TheoryData<string> AllScripts() => [.. Repository.Scripts()];

    [Theory]
    [MemberData(nameof(AllScripts))]
    public void Whatever_runs_can_be_explained(string path)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, path));
        if (LiveSession.Open(new SourceText(path, text), endsAtPrompt: false, [], out _) is not { } session)
        {
            return;
        }

        session.Budget = new RunBudget { Events = 3_000, Statements = 1_000_000 };
        session.Run();
        string explained = Explainer.ExplainAll(session);
        Assert.NotEqual("", explained);
        Assert.All(explained.Split('\n'), line => Assert.True(line.Length <= ExplanationText.Columns, line));
    }

    [Theory]
    [InlineData("fork { exit 1 }\nsleep 9\n", "on SIGCHLD { while wait nohang > 0 { } }\nfork { exit 1 }\nsleep 9\n")]
    [InlineData("print 1; fork { exit 1 }; sleep 9", "print 1; on SIGCHLD { while wait nohang > 0 { } }; fork { exit 1 }; sleep 9")]
    [InlineData("if true {\n    fork { exit 1 } # here\n    sleep 9\n}", "if true {\n    on SIGCHLD { while wait nohang > 0 { } }\n    fork { exit 1 } # here\n    sleep 9\n}")]
    public void An_edit_keeps_the_layout(string script, string changed)
    {
        LiveSession session = Open(script);
        session.Run();
        WayOut handler = Explainer.Analyse(session).Findings[0].WaysOut.First(way => way.Name.Contains("handler", StringComparison.Ordinal));
        Assert.Equal(changed, Edits.Apply(script, handler.Edit));
    }

    private static LiveSession Open(string text) => LiveSession.Open(new SourceText("test.ks", text), endsAtPrompt: false, [], out _)!;
}
