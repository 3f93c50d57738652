// Process groups and sessions (POSIX.1-2017 setpgid(), setsid(), 3.264).
using static KScript.Kernel.Tests.Do;

namespace KScript.Kernel.Tests;

public class GroupsTests
{
    [Fact]
    public void Main_leads_a_group_in_session_1()
    {
        ProcessView main = Scenario.Boot(new MachineSettings(), Sleep(1)).Process(2);
        Assert.Equal((2, 1), (main.Pgid, main.Sid));
    }

    [Theory]
    [InlineData(0, -1, "EINVAL")]
    [InlineData(99, 0, "ESRCH")]
    [InlineData(1, 0, "ESRCH")]
    [InlineData(0, 99, "EPERM")]
    [InlineData(0, 1, "0")]
    [InlineData(3, 3, "0")]
    [InlineData(3, 0, "0")]
    [InlineData(4, 4, "EACCES")]
    [InlineData(5, 0, "EPERM")]
    public void Setpgid_answers(long pid, long pgid, string answer)
    {
        // [3] an ordinary child, [4] has called exec, [5] leads a session.
        Scenario run = Scenario.Run(
            Child(Sleep(9)),
            Child(CallWith(SyscallNumber.Execve, new Image("x", Sleep(9)))),
            Child(Call(SyscallNumber.Setsid), Sleep(9)),
            Sleep(1),
            Call(SyscallNumber.Setpgid, pid, pgid));
        Assert.Contains($"setpgid={answer}", run.Calls(2), StringComparison.Ordinal);
    }

    [Fact]
    public void A_leader_cannot_start_a_session_and_a_child_can()
    {
        Scenario run = Scenario.Run(Call(SyscallNumber.Setsid), Child(Call(SyscallNumber.Setsid), Call(SyscallNumber.Getsid), Call(SyscallNumber.Getpgrp)), Wait());
        Assert.StartsWith("setsid=EPERM", run.Calls(2), StringComparison.Ordinal);
        Assert.StartsWith("setsid=3 getsid=3 getpgrp=3", run.Calls(3), StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_lives_as_long_as_it_has_a_member()
    {
        Scenario run = Scenario.Run(
            Child(Call(SyscallNumber.Setpgid, 0, 0), Sleep(1)),
            Child(Call(SyscallNumber.Setpgid, 0, 3), Sleep(9)),
            Wait(3),
            Kill(-3, 0),
            Kill(-3, Signal.SIGTERM),
            Wait(4),
            Kill(-3, 0));
        Assert.Contains("wait4=3 kill=0 kill=0 wait4=4 kill=ESRCH", run.Calls(2), StringComparison.Ordinal);
        Assert.EndsWith("killed:by:SIGTERM", run.Calls(4), StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_stop_is_discarded_in_an_orphaned_group_and_SIGSTOP_is_not()
    {
        // main's parent init is in its session, so main's own group is not orphaned; that of a session's leader is.
        Scenario run = Scenario.Boot(
            new MachineSettings(),
            Child(Call(SyscallNumber.Setsid), Sleep(20)),
            Sleep(1),
            Kill(3, Signal.SIGTSTP),
            Sleep(1),
            Kill(3, Signal.SIGSTOP),
            Sleep(9));
        Assert.NotEqual(TaskState.Stopped, run.RunTo(1).Process(3).State);
        Assert.Equal(TaskState.Stopped, run.RunTo(2).Process(3).State);
    }
}
