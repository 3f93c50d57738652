// Conditions that are looked at without running the process: `until`, `always`, `finally`. They run on a scratch copy of
// the context, so that the context itself, which snapshots may share, does not change.
using KScript.Interpreter.Bytecode;
using KScript.Kernel;

namespace KScript.Interpreter.Vm;

/// <summary>A field of `info`, by its number in the code.</summary>
internal enum InfoField : byte { Signo, Code, Pid, Status, Value, Uid }

internal sealed partial class VmContext
{
    [ThreadStatic]
    private static VmContext? scratch;

    private bool isCondition;

    /// <inheritdoc/>
    public override bool ConditionDependsOnTime => extra.Code[pc] is { Op: Opcode.Until, W: 1 };

    /// <inheritdoc/>
    public override ConditionOutcome EvaluateCondition(Machine machine, int task, ref Trap trap)
    {
        if (AwaitsInput)
        {
            return HasInput ? ConditionOutcome.Holds : ConditionOutcome.Fails;
        }

        ConditionOutcome outcome = Evaluate(machine, task, pc + extra.Code[pc].C, out HaltReason? halt);
        if (halt is null or AssertionHalt)
        {
            return outcome;
        }

        trap.Payload = halt;
        return ConditionOutcome.Halts;
    }

    /// <summary>Evaluates a property of the machine (`always`, `finally`). Where it does not hold: what an assertion would say, or why it
    /// cannot be evaluated.</summary>
    public static ConditionOutcome Holds(CompiledProgram program, Property property, Machine machine, RunMeter meter, out HaltReason? failure)
    {
        machine.ChargeTo(meter);
        var context = new VmContext(program, new ProgramImage("", property.Function), []);
        return context.Evaluate(machine, -1, context.pc, out failure);
    }

    /// <summary>The value of an expression that only looks.</summary>
    /// <param name="program">The program with the expression.</param>
    /// <param name="function">The expression, compiled as a watch.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="pid">Whose variables it sees; of a process without any, they are what they are in a fresh image.</param>
    /// <exception cref="HaltException">It cannot be evaluated.</exception>
    public static Value Look(CompiledProgram program, int function, Machine machine, int pid)
    {
        var context = new VmContext(program, new ProgramImage("", function), []);
        if (machine.ContextOf(pid) is VmContext process)
        {
            CompiledProgram its = process.extra.Program;

            // The process may have been given inputs since that declare more, or not yet some that the expression knows.
            int numbers = Math.Min(Math.Min(its.GlobalNumbers.Length, process.numbers.Length), program.GlobalNumbers.Length);
            process.numbers.AsSpan(0, numbers).CopyTo(context.numbers);
            ReadOnlySpan<Value> known = process.values.AsSpan(0, Math.Min(Math.Min(its.GlobalValues.Length, process.values.Length), program.GlobalValues.Length));
            for (int i = 0; i < known.Length; i++)
            {
                context.values[i] = known[i].Share();
            }

            context.status = process.status;
            context.errno = process.errno;
        }

        // The run that was may have spent all it had; a look is bounded as a condition is, and by who wants no more of it.
        RunMeter payer = machine.Meter;
        machine.ChargeTo(payer.WithoutLimits());
        ConditionOutcome outcome = context.EvaluateHere(machine, machine.SlotOf(pid), out HaltReason? halt);
        machine.ChargeTo(payer);
        if (outcome == ConditionOutcome.Cut || halt is not null and not AssertionHalt)
        {
            throw new HaltException(halt ?? new TypeErrorHalt(-1, default, "interrupted"));
        }

        return context.values[program.Functions[function].ValueNames.Length];
    }

    private ConditionOutcome Evaluate(Machine machine, int task, int start, out HaltReason? failure)
    {
        var copy = (VmContext)Copy(scratch);
        scratch = null;
        copy.pc = start;
        machine.Meter.Work(StatementsOfCondition + (Size / ValueBytes));
        ConditionOutcome outcome = copy.EvaluateHere(machine, task, out failure);
        scratch = copy;
        return outcome;
    }

    /// <summary>
    /// Runs to the end of a condition, or until a limit of the run cuts it short. Failure: what its assertion says (an `until` has none), or
    /// why it cannot be evaluated.
    /// </summary>
    private ConditionOutcome EvaluateHere(Machine machine, int task, out HaltReason? failure)
    {
        isCondition = true;
        Trap trap = default;
        int outcome = ExecuteInSlices(machine, task, ref trap);
        isCondition = false;
        failure = outcome switch
        {
            (int)TrapKind.Halt => (HaltReason)trap.Payload!,
            (int)TrapKind.Fault => new TypeErrorHalt(task, extra.Program.StatementAt(pc), $"this cannot be evaluated: {trap.Payload}"),
            (int)TrapKind.BudgetExhausted => new LimitHalt(task, extra.Program.StatementAt(pc), "statements in a condition", VmLimits.ConditionStatements),
            _ => null,
        };
        return outcome == (int)TrapKind.Look ? ConditionOutcome.Cut : outcome == ConditionHolds ? ConditionOutcome.Holds : ConditionOutcome.Fails;
    }

    /// <summary>Executes, and looks at the limits of the run again and again; a Look as the answer: one of them cuts it short.</summary>
    private int ExecuteInSlices(Machine machine, int task, ref Trap trap)
    {
        RunMeter meter = machine.Meter;
        int budget = VmLimits.ConditionStatements;
        while (true)
        {
            int slice = Math.Min(budget, meter.Slice), left = slice;
            int outcome = Execute(machine, task, ref left, ref trap);
            budget -= slice - left;
            meter.Work(slice - left);
            if (outcome is not ((int)TrapKind.BudgetExhausted or (int)TrapKind.Look) || budget < 0)
            {
                return outcome;
            }

            if (meter.IsDue && meter.Look(machine, this) is not null)
            {
                return (int)TrapKind.Look;
            }
        }
    }

    private static long InfoField(InfoField field, in SigInfo info) => field switch
    {
        Vm.InfoField.Signo => info.Signo,
        Vm.InfoField.Code => info.Code,
        Vm.InfoField.Pid => info.Pid,
        Vm.InfoField.Status => info.Status,
        Vm.InfoField.Value => info.Value,
        Vm.InfoField.Uid => info.Uid,
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };

    private static long BitOf(long signal) => signal is >= 1 and <= 64 ? 1L << (int)(signal - 1) : 0;

    private static long MaskOf(ListValue signals)
    {
        long mask = 0;
        foreach (ref readonly Value signal in signals.Items)
        {
            mask |= BitOf(signal.Bits);
        }

        return mask;
    }

    private static SharedVariables SharedOf(Machine machine) => (SharedVariables)machine.Shared!;

    private static SharedVariables WritableShared(Machine machine) => (SharedVariables)machine.WritableShared();
}
