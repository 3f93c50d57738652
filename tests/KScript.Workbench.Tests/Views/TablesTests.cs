// The tables as a whole: their rows, their statements, that they change nothing and work anywhere in a run.
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Compiling;
using KScript.Interpreter.Diagnostics;
using KScript.Workbench.Runs;
using KScript.Workbench.Views;

namespace KScript.Workbench.Tests;

public class TablesTests
{
    // Levels and boosts, two CPUs, switches that cost, signals, calls within calls, a zombie, an orphan, alarms, shared memory.
    private const string Busy = """
        sched mlfq q=2 boost=20
        machine cpus=2 switch=1 syscall=1
        shared total = 0
        let name = "x"
        fn down(n) { if n == 0 { compute 3; return 0 }; return 1 + down(n - 1) }
        on SIGUSR1 restart { let inside = 1; total += inside; compute 1 }
        block SIGUSR2
        let kid = fork kid { fork { sleep 30; compute 2 }; compute 9; exit 1 }
        let worker = fork worker { repeat 4 { compute 5; io 2 } }
        kill worker SIGSTOP
        alarm 500
        raise SIGUSR1
        raise SIGUSR2
        total += down(3)
        until now() >= 25
        kill worker SIGCONT
        while wait > 0 { }
        """;

    public static TheoryData<object> Kinds() => [.. Enum.GetValues<TableKind>()];

    [Fact]
    public void Each_kind_has_the_row_of_its_number()
        => Assert.Equal(Enum.GetValues<TableKind>(), Tables.Rows.Select(row => row.Kind));

    [Fact]
    public void No_table_takes_the_name_of_a_call_or_a_view()
        => Assert.All(Tables.Rows.SelectMany(row => new[] { row.Name, row.ReplName }),
            name => Assert.True(KernelNames.FindSyscall(name) is null && KernelNames.FindView(name) is null, name));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_table_changes_nothing_and_is_the_same_on_a_copy(object kindValue)
    {
        var kind = (TableKind)kindValue;
        Session plain = NewSession(Busy, HistoryParts.None);
        plain.Run(new RunLimits());
        Session watched = NewSession(Busy, HistoryParts.All);
        // Before the machine has booted there is little to see, and nothing to fall over.
        Assert.NotNull(Tables.Render(kind, new TableRequest(watched.Machine, 0, watched.History)));
        while (watched.Step())
        {
            string before = watched.Machine.StateDump();
            Machine copy = watched.Machine.Snapshot();
            string text = Tables.Render(kind, new TableRequest(watched.Machine, 0, watched.History));
            Assert.Equal(text, Tables.Render(kind, new TableRequest(copy, 0, watched.History!.Copy())));
            Assert.EndsWith("\n", text, StringComparison.Ordinal);
            Assert.True(System.Text.Ascii.IsValid(text), text);
            Assert.Equal(before, watched.Machine.StateDump());
            Assert.Equal(before, copy.StateDump());
        }

        Assert.Equal(plain.Machine.StateDump(), watched.Machine.StateDump());
        Assert.Equal(plain.Machine.EventCount, watched.Machine.EventCount);
        Assert.InRange(plain.Machine.EventCount, 100, 1000);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_statement_writes_what_is_rendered_at_that_time(object kindValue)
    {
        var kind = (TableKind)kindValue;
        string script = $"sched fcfs\nlet n = 5\nfork kid {{ sleep 99 }}\nsleep 8\n{Tables.Rows[(int)kind].Name}\nsleep 1";
        ScriptRun run = Script.Run(script, new RunOptions { Limits = new RunLimits { Until = 8 } });
        Assert.DoesNotContain("nothing was recorded", run.Output, StringComparison.Ordinal);
        Assert.NotEmpty(run.Output);
        Assert.Equal(8, run.Session!.Machine.Now);
        Assert.Equal(run.Output, Script.Run(script.Replace(Tables.Rows[(int)kind].Name, Tables.Rows[(int)kind].ReplName, StringComparison.Ordinal)).Output);
    }

    [Theory]
    [InlineData("ps", HistoryParts.None)]
    [InlineData("queues; timers; fds; vars; signals", HistoryParts.None)]
    [InlineData("gantt", HistoryParts.Schedule)]
    [InlineData("trace; fork { top }", HistoryParts.Events | HistoryParts.Load)]
    public void Only_a_script_that_looks_back_is_recorded(string script, object partsValue)
        => Assert.Equal((HistoryParts)partsValue, NewSession(script, HistoryParts.None).History?.Parts ?? HistoryParts.None);

    [Theory]
    [InlineData("fn queues() { return 4 }\nprint queues()", "4\n")]
    [InlineData("fn trace(a, b) { print a + b }\ntrace 1, 2", "3\n")]
    [InlineData("let timers = [1]\ntimers += [2]\nlet fds = 3\nprint timers, fds", "[1, 2] 3\n")]
    public void Names_of_the_script_come_first(string script, string output) => Assert.Equal(output, Script.Run(script).Output);

    [Theory]
    [InlineData("signals")]
    [InlineData("fds")]
    [InlineData("vars")]
    public void A_pid_that_is_not_there_gets_one_line(string table)
        => Assert.Equal("there is no process 99\nthere is no process -1\n", Script.Run($"{table} 99\n{table}(-1)").Output);

    [Theory]
    [InlineData("queues 3")]
    [InlineData("vars \"x\"")]
    [InlineData("signals SIGTERM")]
    public void A_wrong_argument_is_found_before_the_run(string script) => Assert.Contains(Script.Run(script).Diagnostics, d => d.Severity == Severity.Error);

    [Fact]
    public void What_was_not_recorded_is_said()
    {
        Session session = NewSession("compute 3", HistoryParts.None);
        session.Run(new RunLimits());
        Assert.Equal("nothing was recorded of this run\n", Tables.Render(TableKind.Gantt, new TableRequest(session.Machine)));
        Assert.Equal("nothing was recorded of this run\n", Tables.Render(TableKind.Trace, new TableRequest(session.Machine)));
    }

    internal static Session NewSession(string script, HistoryParts history)
    {
        CompileResult compiled = Script.Compile(new SourceText("test.ks", script));
        Assert.DoesNotContain(compiled.Diagnostics, d => d.Severity == Severity.Error);
        return new Session(compiled.Program!, history);
    }
}
