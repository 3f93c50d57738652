// Claims about whole runs: every lasso, replayed, goes round, with the claim open all along; and what a run can tell of them at its end.
using KScript.Checker.Exploring;
using KScript.Checker.EndlessRuns;
using KScript.Checker.Results;
using KScript.Checker.States;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Vm;
using KScript.Workbench.Runs;

namespace KScript.Checker.Tests;

public sealed class LivenessTests
{
    private const string TurnTaking = "eventually seen\nallow deadlock\nshared x = 0\nshared seen = false\nfork { until x == 1; seen = true }\nloop { x = 1; x = 0 }";
    private const string ServerOnce =
        "zombies() > 0 leads to zombies() == 0\non SIGCHLD { wait nohang }\nloop { if len(children(2)) < 2 { fork { exit 0 } } }";

    private static CheckResult Check(string text, Fairness fairness) =>
        Checking.Check(StateCountTests.Compile(text), new CheckOptions { Fairness = fairness });

    [Theory]
    [InlineData(TurnTaking, 0)]
    [InlineData(TurnTaking, 1)]
    [InlineData(ServerOnce, 1)]
    [InlineData(ServerOnce, 2)]
    [InlineData("eventually n == 3\nshared n = 0\nfork { loop { n = 1; n = 2 } }\nloop { n = 0 }", 2)]
    [InlineData("true leads to n == 0\nshared n = 0\nfork { loop { n = 1; fork { exit 0 }; wait } }\nloop { let t = n }", 1)]
    public void A_lasso_goes_round(string text, int fairness)
    {
        CompiledProgram program = StateCountTests.Compile(text);
        CheckResult result = Check(text, (Fairness)fairness);
        Assert.Equal(Verdict.Fails, result.Verdict);
        Counterexamples.Counterexample failure = result.Counterexample!;
        Assert.NotNull(failure.Cycle);

        var model = new Model(program, result.Parts[^1].Time);
        var vectors = new StateVector(model, new Sameness(SortSiblings: false));
        Machine machine = model.Start();
        Follow(model, machine, failure.Schedule);
        byte[] before = vectors.Write(machine).ToArray();
        Follow(model, machine, failure.Cycle!, isClaimOpen: true);
        Assert.Equal(before, vectors.Write(machine).ToArray());
    }

    private static void Follow(Model model, Machine machine, Schedule schedule, bool isClaimOpen = false)
    {
        foreach (ScheduleItem item in schedule.Items)
        {
            for (int i = 0; i < item.Count; i++)
            {
                int task = TaskTable.Find(machine, item.Pid);
                Assert.NotEqual(0, task);
                machine.Apply(new Choice(item.Kind, task, item.Branch));
                Assert.False(isClaimOpen && VmContext.Holds(model.Program, model.Program.Properties[0], machine, new RunMeter(), out _) == ConditionOutcome.Holds);
            }
        }
    }

    [Theory]
    [InlineData(TurnTaking, false, false, true)]
    [InlineData("eventually done\nshared flag = 0\nshared done = false\nfork { flag = 1 }\nwhile flag == 0 { }\ndone = true\nwait", false, true, true)]
    [InlineData("eventually n == 1\nshared n = 0\nfork { n = 1 }\nwait", true, true, true)]
    [InlineData("eventually n == 1\nshared n = 0\nif choose([0, 1]) == 1 { n = 1 }", false, false, false)]
    public void What_each_fairness_lets_count_on(string text, bool none, bool weak, bool strong) =>
        Assert.Equal([none, weak, strong], new[] { Fairness.None, Fairness.Weak, Fairness.Strong }.Select(fairness => Check(text, fairness).Holds));

    [Theory]
    [InlineData("eventually n == 2\nshared n = 0\nn = 1", 1, "eventually did not come to hold: n == 2")]
    [InlineData("eventually n == 1\nshared n = 0\nn = 1\nsleep 1\nn = 0", 0, null)]
    [InlineData("n == 1 leads to n == 0\nshared n = 0\nsleep 3\nn = 1", 1, "n == 1 at t=3 did not lead to n == 0")]
    [InlineData("n == 1 leads to n == 0\nshared n = 0\nn = 1\nsleep 1\nn = 0", 0, null)]
    public void A_run_tells_what_is_open_at_its_end(string text, int exit, string? message)
    {
        var session = new Session(StateCountTests.Compile(text));
        RunEnd end = session.Run(new RunLimits());
        Assert.Equal(exit, session.ExitCodeOf(end));
        if (message is not null)
        {
            Assert.Equal(message, Assert.Single(session.Failures).Reason.Message);
        }
    }
}
