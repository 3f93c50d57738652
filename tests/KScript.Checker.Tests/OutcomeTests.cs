// Every output is there and no other, and each schedule prints what it is said to print.
using KScript.Checker.Outcomes;
using KScript.Interpreter.Bytecode;
using KScript.Workbench.Runs;

namespace KScript.Checker.Tests;

public sealed class OutcomeTests
{
    private sealed class Taker : TraceSink
    {
        public string Text { get; private set; } = "";

        public override TraceLevels Levels => TraceLevels.None;

        public override void Write(Machine machine, in TraceEvent e)
        {
        }

        public override void Output(Machine machine, int pid, int fd, string text) => Text += text;
    }

    [Theory]
    [InlineData("fork\nfork\nfork\nprint \"x\"", 912, "x\nx\nx\nx\nx\nx\nx\nx\n")]
    [InlineData("fork && fork || fork\nprint \"+\"", 68, "+\n+\n+\n+\n+\n")]
    [InlineData("if fork == 0 { print \"a\" } else { print \"b\"; wait }\nprint \"c\"", 11, "a\nb\nc\nc\n|a\nc\nb\nc\n|b\na\nc\nc\n")]
    [InlineData("machine stdout=pipe\nrepeat 2 { fork; printf \"-\" }", 51, "--------")]
    public void All_outputs_and_no_others(string text, int states, string outputs)
    {
        OutcomeList list = OutcomeList.Of(StateCountTests.Compile(text));
        Assert.Equal(states, list.Explored.States);
        Assert.Equal(outputs.Split('|'), list.Outcomes.Select(outcome => outcome.Output));
    }

    [Theory]
    [InlineData("on SIGUSR1 { print \"u\" }\non SIGCHLD { print \"c\" }\nlet p = getpid()\nfork { kill p SIGUSR1; print \"k\" }\nwait\nprint \"w\"", 9)]
    [InlineData("let p = fork { print \"child\", getpid(), getppid() }\nprint \"parent\", getpid(), p", 3)]
    [InlineData("repeat 2 { fork { print choose([\"a\", \"b\"]); sleep 2; print \"z\" } }\nalarm 1\nwait\nprint \"w\"", -1)]
    public void Each_schedule_prints_its_output(string text, int count)
    {
        CompiledProgram program = StateCountTests.Compile(text);
        OutcomeList list = OutcomeList.Of(program);
        Assert.True(list.IsComplete);
        Assert.True(count < 0 ? list.Outcomes.Count > 3 : list.Outcomes.Count == count, list.Report);
        foreach (Outcome outcome in list.Outcomes)
        {
            Session session = Session.Following(program, outcome.Schedule);
            var taker = new Taker();
            session.Machine.Attach(taker);
            session.Run(new RunLimits { MaxEvents = 10_000 });
            Assert.Equal(outcome.Output, taker.Text);
        }
    }

    [Fact]
    public void Deadlocks_failures_and_circles_are_told()
    {
        OutcomeEnd[] Ends(string text) => [.. OutcomeList.Of(StateCountTests.Compile(text)).Outcomes.Select(outcome => outcome.End)];
        Assert.Equal([OutcomeEnd.Deadlock], Ends("print \"a\"\npause"));
        Assert.Equal([OutcomeEnd.Failure], Ends("print \"a\"\nassert 1 == 2"));
        Assert.Equal([OutcomeEnd.Endless], Ends("loop { print \"a\" }"));
    }

    [Fact]
    public void More_outputs_than_are_asked_for_are_said_to_be_there()
    {
        OutcomeList list = OutcomeList.Of(StateCountTests.Compile("print choose([1, 2, 3, 4, 5])"), new OutcomeOptions { Most = 2 });
        Assert.False(list.IsComplete);
        Assert.Equal(2, list.Outcomes.Count);
    }
}
