// The program of generated and recorded jobs: computes and does I/O as its pattern says, then exits. To the kernel it is a
// user program like any other; it needs no bytecode and no registers, only the number of its next step.
using KScript.Kernel;

namespace KScript.Interpreter.Workloads;

/// <summary>A job's pattern in execution.</summary>
internal sealed class PatternContext(JobPattern pattern) : UserContext
{
    private JobPattern pattern = pattern;
    private long next;

    /// <inheritdoc/>
    public override bool ConditionDependsOnTime => false;

    /// <inheritdoc/>
    public override TrapKind Run(Machine machine, int task, ref int budget, ref Trap trap)
    {
        if (budget <= 0)
        {
            return TrapKind.BudgetExhausted;
        }

        budget--;
        if (next >= pattern.Count)
        {
            trap = new Trap { Number = SyscallNumber.Exit, ArgumentCount = 1 };
            return TrapKind.Syscall;
        }

        long ticks = pattern.Step(next);
        if (next % 2 == 0)
        {
            next++;
            trap = new Trap { A0 = ticks };
            return TrapKind.Compute;
        }

        trap = new Trap { Number = SyscallNumber.Io, ArgumentCount = 1, A0 = ticks };
        return TrapKind.Syscall;
    }

    /// <inheritdoc/>
    public override void SetResult(long value) => next++;

    /// <inheritdoc/>
    public override void SetResult(object payload) => next++;

    /// <inheritdoc/>
    public override void SetError(Errno error) => next++;

    /// <inheritdoc/>
    public override void SetStatus(int status)
    {
    }

    /// <inheritdoc/>
    public override void SetInfo(in SigInfo info)
    {
    }

    /// <inheritdoc/>
    /// <remarks>It never calls sigaction, so that no handler of it can exist.</remarks>
    public override void EnterHandler(int signal, long handler, ulong savedMask, in SigInfo info) =>
        throw new InvalidOperationException("a job of a workload has no handlers");

    /// <inheritdoc/>
    public override bool CanExec(object? payload) => false;

    /// <inheritdoc/>
    public override bool TryExec(Machine machine, object? payload, out NameId name)
    {
        name = default;
        return false;
    }

    /// <inheritdoc/>
    public override ConditionOutcome EvaluateCondition(Machine machine, int task, ref Trap trap) => ConditionOutcome.Holds;

    /// <inheritdoc/>
    public override UserContext Copy(UserContext? reuse)
    {
        PatternContext copy = reuse as PatternContext ?? new PatternContext(pattern);
        copy.pattern = pattern;
        copy.next = next;
        return copy;
    }

    /// <inheritdoc/>
    public override void WriteState(StateWriter writer)
    {
        writer.Write("step", next);
        pattern.WriteState(writer);
    }
}
