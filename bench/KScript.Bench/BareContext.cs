// A program without signals, memory or a loop of its own, for benchmarks of the kernel: what is left is its next trap.
using KScript.Kernel;

namespace KScript.Bench;

/// <summary>Whatever the kernel tells it, it goes on with its next trap.</summary>
internal abstract class BareContext : UserContext
{
    public override bool ConditionDependsOnTime => false;

    public override void SetResult(long value)
    {
    }

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

    public override bool CanExec(object? payload) => false;

    public override bool TryExec(Machine machine, object? payload, out NameId name)
    {
        name = default;
        return false;
    }

    public override ConditionOutcome EvaluateCondition(Machine machine, int task, ref Trap trap) => ConditionOutcome.Fails;

    /// <summary>A system call without or with one argument.</summary>
    protected static TrapKind Call(ref Trap trap, SyscallNumber number, int arguments = 0, long argument = 0)
    {
        trap.Number = number;
        trap.ArgumentCount = (byte)arguments;
        trap.A0 = argument;
        trap.Payload = null;
        return TrapKind.Syscall;
    }
}
