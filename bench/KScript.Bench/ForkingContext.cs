// A program without memory: forks so many children that pause. All of them are one object, so that what is measured is the kernel.
using KScript.Kernel;

namespace KScript.Bench;

/// <summary>Forks, and every child pauses.</summary>
internal sealed class ForkingContext(int children) : UserContext
{
    private readonly PausingContext child = new();
    private int left = children;

    public override bool ConditionDependsOnTime => false;

    public override TrapKind Run(Machine machine, int task, ref int budget, ref Trap trap)
    {
        trap.Number = left > 0 ? SyscallNumber.Fork : SyscallNumber.Pause;
        trap.ArgumentCount = 0;
        trap.Payload = null;
        return TrapKind.Syscall;
    }

    public override void SetResult(long value) => left--;

    public override void SetResult(object payload)
    {
    }

    public override void SetError(Errno error) => throw new InvalidOperationException(error.ToString());

    public override void SetStatus(int status)
    {
    }

    public override void SetInfo(in SigInfo info)
    {
    }

    public override void EnterHandler(int signal, long handler, ulong savedMask, in SigInfo info)
    {
    }

    public override bool TryExec(Machine machine, object? payload, out NameId name)
    {
        name = default;
        return false;
    }

    public override bool EvaluateCondition(Machine machine, int task) => false;

    public override UserContext Copy(UserContext? reuse) => machineBooted ? child : Boot();

    public override void WriteState(StateWriter writer) => writer.Write("left", left);

    private bool machineBooted;

    /// <summary>The first copy is main itself: a machine copies the programs that it boots.</summary>
    private ForkingContext Boot() => new(left) { machineBooted = true };

    private sealed class PausingContext : UserContext
    {
        public override bool ConditionDependsOnTime => false;

        public override TrapKind Run(Machine machine, int task, ref int budget, ref Trap trap)
        {
            trap.Number = SyscallNumber.Pause;
            trap.ArgumentCount = 0;
            return TrapKind.Syscall;
        }

        public override void SetResult(long value)
        {
        }

        public override void SetResult(object payload)
        {
        }

        public override void SetError(Errno error)
        {
        }

        public override void SetStatus(int status)
        {
        }

        public override void SetInfo(in SigInfo info)
        {
        }

        public override void EnterHandler(int signal, long handler, ulong savedMask, in SigInfo info)
        {
        }

        public override bool TryExec(Machine machine, object? payload, out NameId name)
        {
            name = default;
            return false;
        }

        public override bool EvaluateCondition(Machine machine, int task) => false;

        public override UserContext Copy(UserContext? reuse) => this;

        public override void WriteState(StateWriter writer) => writer.Write("paused", 1);
    }
}
