// Terminals: what they cost, what keys mean, and that copies of a machine have their own. What Linux does is in tests/conformance/tty.
using static KScript.Kernel.Tests.Do;

namespace KScript.Kernel.Tests;

public class TerminalTests
{
    private static Machine Boot(params Step[][] main)
    {
        var programs = new BootPrograms { Main = new ScriptedContext(All(main)), Terminals = [new TerminalSpec("tty0", TerminalSpec.Usual)] };
        Machine m = Machine.Create(Scenario.Settings("rr q=10 pid_max=100000"), new NameTable(), programs);
        m.Boot();
        return m;
    }

    private static Machine Run(params Step[][] main)
    {
        Machine m = Boot(main);
        Assert.Equal(RunEnd.Finished, m.Run(new RunLimits { MaxEvents = 10_000_000 }));
        Invariants.Check(m);
        return m;
    }

    [Fact]
    public void Without_a_terminal_there_are_no_rows_of_theirs()
    {
        Scenario run = Scenario.Run(Child(Call(SyscallNumber.Setsid), Child(Exit(1)), Wait()), Wait());
        Assert.Equal(0, run.Machine.Terminals.Capacity);
        Assert.Equal(0, run.Machine.Controlling.Capacity);
    }

    [Theory]
    [InlineData("ls\n", "ls\n")]
    [InlineData("^C^D^Z", "\x03\x04\x1a")]
    [InlineData("^c", "\x03")]
    [InlineData("^\\^[^]^_^@", "\x1c\x1b\x1d\x1f\0")]
    [InlineData("^?^^C", "\x7f^C")]
    [InlineData("2^ 3^", "2^ 3^")]
    public void Keys_as_terminals_show_them(string typed, string keys) => Assert.Equal(keys, LineInput.Keys(typed));

    [Theory]
    [InlineData("a\U0001F600^?b\n", "ab\n")]
    [InlineData("^?^W^Ux\n", "x\n")]
    [InlineData("one two  ^Wx\n", "one x\n")]
    [InlineData("a\rb", "a\n")]
    public void Lines_are_mended(string typed, string line)
    {
        Machine m = Boot(Sleep(5));
        LineInput.Type(m, 1, LineInput.Keys(typed));
        Assert.Equal(line, Contents.TakePiece(m, ref m.Inodes.Write(m.Terminals[1].Inode), 100));
    }

    [Fact]
    public void A_copy_has_a_terminal_of_its_own()
    {
        Machine m = Boot(Sleep(5));
        LineInput.Type(m, 1, "one\nhalf");
        Machine copy = m.Snapshot();
        ulong hash = m.StateHash();
        Assert.Equal(hash, copy.StateHash());
        LineInput.Type(copy, 1, " of it\n");
        Assert.NotEqual(hash, copy.StateHash());
        Assert.Equal(hash, m.StateHash());
        Assert.Equal("half", m.TerminalsNow()[0].Line);
    }

    /// <summary>The end of the file and nothing at all are two states.</summary>
    [Fact]
    public void An_empty_line_is_seen_by_the_hash()
    {
        Machine m = Boot(Sleep(5));
        ulong hash = m.StateHash();
        LineInput.Type(m, 1, "\x04");
        Assert.NotEqual(hash, m.StateHash());
    }

    /// <summary>A hang-up, and the end of a session's leader, look at each process that has the terminal once.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_end_of_a_session_is_linear_in_its_processes(bool hangsUp)
    {
        long few = Rows(500), many = Rows(2000);
        Assert.True(many <= few * 11 / 2, $"{few} rows for 500, {many} for four times as many");

        long Rows(int count) => Run(
            Child(
                Call(SyscallNumber.Setsid),
                Call(SyscallNumber.TakeTerminal, 1),
                Repeat(count, Child(Sleep(100))),
                Call(SyscallNumber.Sigaction, Signal.SIGHUP, SignalHandler.Ignore),
                Sleep(10)),
            Sleep(5),
            hangsUp ? Call(SyscallNumber.Hangup, 1) : Sleep(1),
            Wait(),
            Sleep(200)).RowsVisited;
    }
}
