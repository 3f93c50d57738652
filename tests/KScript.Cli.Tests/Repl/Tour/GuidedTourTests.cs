// The commands of the tour, and what becomes of the user's own session.
using KScript.Cli.Quizzes;
using KScript.Cli.Repl.Tour;

namespace KScript.Cli.Tests.Repl.Tour;

public class GuidedTourTests
{
    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public async System.Threading.Tasks.Task The_whole_tour(string language)
    {
        using var tool = new ToolRun();
        var outcome = tool.RunWith(Walk(language), "repl", "--echo");
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        await Verify(outcome.Out).UseParameters(language);
    }

    [Fact]
    public void The_users_session_is_kept()
    {
        var run = new TourRun();
        run.Do("let mine = 3", "fork");
        var own = run.Shell.Session;
        run.Do(":tour 2", "let mine = 4", "fork { exit 7 }", "sleep 1", ":tour stop");
        Assert.Same(own, run.Shell.Session);
        Assert.EndsWith("3\n", run.Reply("mine"), StringComparison.Ordinal);

        // The tour goes on with its machine.
        run.Do(":tour");
        Assert.EndsWith("\"Z\"\n", run.Reply("state(3)").Split("| done")[0], StringComparison.Ordinal);
        Assert.Equal((1, 2), run.Shell.Tour.Place);
    }

    [Fact]
    public void What_changed_the_users_machine_is_not_taken_back_in_the_tour()
    {
        var run = new TourRun();
        run.Do("fork", "sched rr q=3", ":tour", "fork", ":undo");
        Assert.Equal(0, run.Shell.Session.Machine.EventCount);
        run.Do(":tour stop");
        Assert.Equal("rr q=3", run.Shell.Session.Machine.Settings.PolicyText);
    }

    [Fact]
    public void Leaving_in_the_tour_ends_the_users_session()
    {
        using var tool = new ToolRun();
        Assert.Equal(1, tool.RunWith("finally now() == 9\n:tour\n:quit\n", "repl").Exit);
        Assert.Equal(0, tool.RunWith(":tour\nfinally now() == 9\n", "repl").Exit);
    }

    [Fact]
    public void A_new_machine_begins_a_chapter_though_the_one_before_was_used()
    {
        var run = TourRun.At("zombie.see");
        run.Do(":tour 3");
        Assert.False(run.Shell.Session.Machine.IsBooted);
        Assert.Equal((2, 0), run.Shell.Tour.Place);
    }

    [Fact]
    public void What_is_done_stays_done_when_it_is_undone()
    {
        var run = TourRun.At("zombie.see");
        run.Do(":undo", ":undo", ":redo");
        Assert.Equal((1, 1), run.Shell.Tour.Place);
        run.Do(":redo", "ps");
        Assert.Equal((1, 2), run.Shell.Tour.Place);
    }

    [Fact]
    public void One_input_may_do_several_steps()
    {
        var run = TourRun.At("doublefork.make");
        string reply = run.Reply("fork { fork { sleep 5 }; exit }; wait; sleep 2");
        Assert.Equal(2, reply.Split("| done: ").Length - 1);
        Assert.Equal((4, 2), run.Shell.Tour.Place);
    }

    [Fact]
    public void Back_goes_to_the_step_before_and_to_the_chapter_before()
    {
        var run = TourRun.At("zombie.see");
        run.Do(":tour back");
        Assert.Equal((1, 0), run.Shell.Tour.Place);
        run.Do(":tour back");
        Assert.Equal((0, 0), run.Shell.Tour.Place);
        Assert.Contains("this is the first step", run.Reply(":tour back"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_chapter_of_which_a_step_was_left_out_is_not_done_until_it_is()
    {
        var run = TourRun.At("orphan.end");
        run.Do(":tour skip");
        Assert.Contains("> 3 Orphans", ListOf(run), StringComparison.Ordinal);
        run.Do(":tour 3");
        run.Do([.. TourChapters.Rows[2].Steps.SelectMany(step => step.Way)]);
        Assert.Contains("* 3 Orphans", ListOf(run), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nobody_is_left_the_way_out_is_told()
    {
        var run = TourRun.At("zombie.make");
        Assert.Contains("nobody is left to do it: :undo takes back, :tour 2 begins the chapter anew", run.Reply("exit"), StringComparison.Ordinal);
        run.Do(":undo", "fork { exit 7 }", "sleep 1");
        Assert.Equal((1, 1), run.Shell.Tour.Place);
    }

    [Fact]
    public void The_hint_is_mentioned_once_after_four_inputs()
    {
        var run = TourRun.At("zombie.make");
        run.Do("getpid", "getpid", "getpid");
        Assert.DoesNotContain(":tour hint says more", run.Output, StringComparison.Ordinal);
        run.Do("getpid", "getpid", "getpid", "getpid", "getpid");
        Assert.Equal(2, run.Output.Split(":tour hint says more").Length);
    }

    [Theory]
    [InlineData(":tour hint")]
    [InlineData(":tour skip")]
    [InlineData(":tour again")]
    [InlineData(":tour back")]
    [InlineData(":tour stop")]
    public void Before_it_begins_there_is_nothing_to_say(string command)
        => Assert.Equal("| the tour is not going on; :tour begins it\n", new TourRun().Reply(command));

    [Theory]
    [InlineData(":tour 0")]
    [InlineData(":tour 8")]
    [InlineData(":tour nonsense")]
    public void What_it_takes_is_told(string command)
        => Assert.Equal("| :tour, :tour hint, skip, again, back, stop, or a chapter: :tour 1 to :tour 7\n", new TourRun().Reply(command));

    [Fact]
    public void Nothing_typed_breaks_it()
    {
        string[] words =
        [
            "fork", "fork { exit 7 }", "fork { fork { sleep 5 }; exit }", "exit", "wait", "wait nohang", "sleep 1", "ps", "@3 exit", "@99 x", "kill 3, SIGKILL",
            ":undo", ":redo", ":back 3", ":goto 2", ":step", ":run", ":last exit", ":reset", ":branch a", ":switch a", ":gantt", ":queues", "on SIGCHLD { wait }",
            "sched mlfq q=2", "job A at=0 { compute 9 }", "signal SIGCHLD ignore", "assert false", "kill 1, 9", "1/0", "pause", "}{", "\u0000\u001b[A", "\uD800", "let x = [",
            ":tour", ":tour hint", ":tour skip", ":tour again", ":tour back", ":tour stop", ":tour 4", ":tour 7", ":tour x", ":set lang zh", ":set lang en",
        ];
        for (ulong seed = 0; seed < 200; seed++)
        {
            var random = new SplitMix64(seed);
            string[] typed = [.. Enumerable.Range(0, 30).Select(_ => random.OneIn(4) ? Garbage(random) : random.Pick(words))];
            var run = new TourRun();
            run.Do(":tour");
            foreach (string line in typed)
            {
                Assert.False(run.Reply(line).Contains("internal error", StringComparison.Ordinal), $"seed {seed}: {line}\n{run.Output}");
            }
        }
    }

    private static string Garbage(SplitMix64 random) => string.Concat(Enumerable.Range(0, random.Between(0, 30)).Select(_ => (char)random.Between(0, 0x3000)));

    private static string ListOf(TourRun run)
    {
        run.Do(":tour stop");
        return run.Reply(":tour");
    }

    /// <summary>Every step in its way, with wrong turns and the tour's commands between them.</summary>
    private static string Walk(string language)
    {
        var lines = new List<string> { $":set lang {language}", "let mine = 3", ":tour" };
        foreach (TourChapter chapter in TourChapters.Rows)
        {
            if (chapter.Name == "zombie")
            {
                lines.AddRange(["fork { exit 7 }", "wait", ":tour hint", ":undo", ":undo", ":tour again"]);
            }
            else if (chapter.Name == "orphan")
            {
                lines.AddRange([":tour skip", ":tour back", "exit", ":undo"]);
            }

            lines.AddRange(chapter.Steps.SelectMany(step => step.Way));
            lines.Add(":tour");
        }

        lines.AddRange([":tour 9", ":tour stop", "mine", ":tour skip"]);
        return string.Join('\n', lines) + "\n";
    }
}
