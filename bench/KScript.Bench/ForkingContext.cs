// A program without memory: forks so many children that pause. All of them are one object, so that what is measured is the kernel.
using KScript.Kernel;

namespace KScript.Bench;

/// <summary>Forks, and every child pauses.</summary>
internal sealed class ForkingContext(int children) : BareContext
{
    private readonly PausingContext child = new();
    private int left = children;
    private bool machineBooted;

    public override TrapKind Run(Machine machine, int task, ref int budget, ref Trap trap) =>
        Call(ref trap, left > 0 ? SyscallNumber.Fork : SyscallNumber.Pause);

    public override void SetResult(long value) => left--;

    public override UserContext Copy(UserContext? reuse) => machineBooted ? child : Boot();

    public override void WriteState(StateWriter writer) => writer.Write("left", left);

    /// <summary>The first copy is main itself: a machine copies the programs that it boots.</summary>
    private ForkingContext Boot() => new(left) { machineBooted = true };

    private sealed class PausingContext : BareContext
    {
        public override TrapKind Run(Machine machine, int task, ref int budget, ref Trap trap) => Call(ref trap, SyscallNumber.Pause);

        public override UserContext Copy(UserContext? reuse) => this;

        public override void WriteState(StateWriter writer) => writer.Write("paused", 1);
    }
}
