// Signals from outside the machine, between two runs.
using static KScript.Kernel.Tests.Do;

namespace KScript.Kernel.Tests;

public class SendSignalTests
{
    [Fact]
    public void One_that_sleeps_dies_of_it_in_the_same_instant()
    {
        Machine machine = Sleeping().Machine;
        machine.SendSignal(2, Signal.SIGTERM);
        machine.Run(new RunLimits());
        Assert.Equal((3, 0, 1), (machine.Now, machine.ZombieCount, machine.ProcessCount));
    }

    [Fact]
    public void Only_the_copy_that_it_is_sent_to_sees_it()
    {
        Machine machine = Sleeping().Machine;
        ulong before = machine.StateHash();
        Machine copy = machine.Snapshot();
        copy.SendSignal(2, Signal.SIGKILL);
        copy.Run(new RunLimits());
        Assert.Equal((3, 1), (copy.Now, copy.ProcessCount));
        Assert.Equal(before, machine.StateHash());
        machine.Run(new RunLimits());
        Assert.Equal(100, machine.Now);
    }

    [Fact]
    public void A_machine_in_which_nothing_is_left_to_happen_goes_on_with_it()
    {
        Scenario run = Scenario.Run(On(Signal.SIGUSR1, Call(SyscallNumber.Getpid)), Call(SyscallNumber.Pause), Exit(7));
        run.Machine.SendSignal(2, Signal.SIGUSR1);
        Assert.Equal(RunEnd.Finished, run.Machine.Run(new RunLimits()));
        Assert.EndsWith("exited:7", run.Calls(2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(99, Signal.SIGTERM)]
    [InlineData(2, 0)]
    [InlineData(2, Signal.SIGRTMAX + 1)]
    public void What_does_not_exist_is_refused(int pid, int signal) =>
        Assert.Throws<ArgumentException>(() => Sleeping().Machine.SendSignal(pid, signal));

    /// <summary>main sleeps until t=100; it is t=3.</summary>
    private static Scenario Sleeping()
    {
        Scenario run = Scenario.Boot(new MachineSettings(), Call(SyscallNumber.Nanosleep, 3), Call(SyscallNumber.Nanosleep, 97));
        run.Machine.Run(new RunLimits { Until = 3 });
        return run;
    }
}
