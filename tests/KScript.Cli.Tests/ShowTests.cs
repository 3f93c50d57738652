// kscript run FILE --at T --show TABLES.
namespace KScript.Cli.Tests;

public class ShowTests
{
    private const string Zombie = "fork kid { print \"bye\"; exit 7 }\nlet n = 3\nsleep 2s\n";

    [Fact]
    public void One_table_stands_alone_below_what_processes_wrote()
        => Assert.Equal(("bye\n  PID  PPID  PGID   SID STAT    TIME COMMAND\n    1     0     1     1 Ss         0 init\n    2     1     2     1 S          0 main\n    3     2     2     1 Z          0 kid <defunct>\n", ""),
            Run("--at", "5", "--show", "ps"));

    [Fact]
    public void Several_have_titles_and_the_clock_is_at_the_time_that_was_asked_for()
        => Assert.Equal("bye\n== pstree ==\ninit(1)\n`- main(2)\n   `- kid <defunct>(3)\n== timers ==\n DUE    IN  TASK     CPU  WHAT\n2000  1995  main[2]    -  sleep is over\n== vars:2 ==\nvariables of main[2]\nFRAME    NAME  VALUE\n#0 main  n     3\n",
            Run("--at", "5", "--show", "tree,timers", "--show", "vars:2").Out);

    [Fact]
    public void Without_a_time_it_is_the_end()
        => Assert.Equal("bye\ntop - t=2000, 1 cpu, load: 0 now, 0.00 on average\nTasks: 1 total, 0 running, 1 sleeping, 0 stopped, 0 zombie\n%Cpu(s): 0.0 us, 0.0 sy, 100.0 id\n  PID  PPID S  %CPU    TIME COMMAND\n    1     0 S   0.0       0 init\n",
            Run("--show", "top").Out);

    [Fact]
    public void A_trace_is_printed_if_it_is_asked_for()
    {
        string output = Run("--at", "5", "--show", "fds:3", "--trace", "lifecycle").Out;
        Assert.StartsWith("# kscript-trace 1", output, StringComparison.Ordinal);
        Assert.EndsWith("kid[3] is a zombie: its descriptors are closed\n", output, StringComparison.Ordinal);
        Assert.StartsWith("{", Run("--show", "ps", "--trace", "json").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void What_looks_back_is_recorded()
    {
        Assert.Contains("cpu 0", Run("--show", "gantt").Out, StringComparison.Ordinal);
        Assert.Contains("reaped by init[1]", Run("--show", "trace:3").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_pid_every_process_is_shown()
        => Assert.Equal("bye\ninit[1] is part of the machine: it has no variables\n\nvariables of main[2]\nFRAME    NAME  VALUE\n#0 main  n     3\n\nkid[3] is a zombie: its memory is gone\n",
            Run("--at", "5", "--show", "vars").Out);

    [Theory]
    [InlineData("timer", "--show takes ps, pstree, tree, top, gantt, queues, signals, fds, pipes, vars, timers, locks, containers, cgroups, trace, terminals, not 'timer'; did you mean 'timers'?")]
    [InlineData("ps,", "not ''")]
    [InlineData("ps:3", "--show takes the word threads be")]
    [InlineData("vars:x", "--show takes a pid from 1 to 2147483647 behind vars:, not 'x'")]
    [InlineData("trace:0", "--show takes a number from 1 to 1000 behind trace:, not '0'")]
    public void A_wrong_word_is_explained(string tables, string message)
    {
        using var tool = new ToolRun().With("z.ks", Zombie);
        var outcome = tool.Run("run", "z.ks", "--show", tables);
        Assert.Equal((2, ""), (outcome.Exit, outcome.Out));
        Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
    }

    private static (string Out, string Error) Run(params string[] args)
    {
        using var tool = new ToolRun().With("z.ks", Zombie);
        var outcome = tool.Run(["run", "z.ks", .. args]);
        Assert.Equal(0, outcome.Exit);
        return (outcome.Out, outcome.Error);
    }
}
