// Schedules at random: the same from the same seed, shared out without one lost or made twice, and what they find fails when it is run.
using KScript.Checker.Exploring;
using KScript.Checker.Properties;
using KScript.Checker.Results;
using KScript.Checker.Sampling;
using KScript.Interpreter.Bytecode;

namespace KScript.Checker.Tests;

public sealed class SamplingTests
{
    private const string LostWakeup = "let got = 0\non SIGCHLD { got = 1 }\nfork { exit 0 }\nif got == 0 { pause }\nwait";
    private const string Handlers =
        "let got = 0\non SIGCHLD { got += 1 }\nrepeat 4 { fork { exit 0 } }\nif got == 0 { pause }\nuntil got > 2\nwhile wait > 0 { }";

    private static ExploreResult Walk(string text, WalkOptions walks)
    {
        var model = new Model(StateCountTests.Compile(text), TimeRule.Free);
        return new RandomWalks(model, walks, new ExploreOptions { Judge = new Judge(model, CheckedKinds.None) }).Run();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void The_lost_wakeup_is_found(int priorityDepth)
    {
        CompiledProgram program = StateCountTests.Compile(LostWakeup);
        CheckResult result = Checking.Check(program, new CheckOptions { Walks = new WalkOptions { Count = 500, PriorityDepth = priorityDepth } });
        Assert.Equal(Verdict.Fails, result.Verdict);
        Assert.Equal("2*3 3 2*2", result.Counterexample!.Schedule.ToString());
    }

    [Fact]
    public void What_holds_is_never_said_to()
    {
        CheckResult result = Checking.Check(StateCountTests.Compile("fork { exit 0 }\nwait"), new CheckOptions { Walks = new WalkOptions { Count = 10 } });
        Assert.Equal(Verdict.Bounded, result.Verdict);
        Assert.Equal("bounded: --random 10; nothing fails on 10 schedules", result.Sentence);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Walks_are_shared_out(int priorityDepth)
    {
        var all = new WalkOptions { Count = 50, Seed = 7, PriorityDepth = priorityDepth };
        ExploreResult whole = Walk(Handlers, all);
        Assert.Equal(whole.Steps, Walk(Handlers, all).Steps);
        ExploreResult[] shares = [.. Enumerable.Range(1, 3).Select(part => Walk(Handlers, all with { Share = (part, 3) }))];
        Assert.Equal(50, shares.Sum(static share => share.Walks));
        Assert.True(priorityDepth > 0 || shares.Sum(static share => share.Steps) == whole.Steps);
    }

    [Fact]
    public void Another_seed_takes_other_schedules() =>
        Assert.NotEqual(Walk(Handlers, new WalkOptions { Count = 20 }).Steps, Walk(Handlers, new WalkOptions { Count = 20, Seed = 2 }).Steps);
}
