// The stand-in for the virtual machine: executes a table of steps. Everything in it is plain data, copied by fork.
namespace KScript.Kernel.Tests;

/// <summary>A program of steps in execution.</summary>
internal sealed class ScriptedContext : UserContext
{
    private const int RegisterCount = 4;

    private Step[] steps;
    private int pc;
    private long result;
    private Errno error;
    private int status;
    private SigInfo info;
    private long[] registers = new long[RegisterCount];
    private Frame[] frames = [];

    public ScriptedContext(params Step[][] blocks)
    {
        steps = Do.All(blocks);
    }

    /// <summary>What a handler interrupted.</summary>
    private readonly record struct Frame(int Pc, ulong Mask, long Burst, long Result, Errno Error, int Status, SigInfo Info);

    /// <summary>System calls made by all programs of this thread.</summary>
    [ThreadStatic]
    internal static long CallsMade;

    /// <summary>Which calls failed with what, in all programs of this thread; null: nobody asks.</summary>
    internal static HashSet<(SyscallNumber Number, Errno Errno)>? Failures
    {
        get => failures;
        set => failures = value;
    }

    [ThreadStatic]
    private static HashSet<(SyscallNumber Number, Errno Errno)>? failures;

    /// <summary>Whether its process has memory beside the registers.</summary>
    public bool HasMemory { get; init; }

    public override SharedMemory? FreshMemory() => HasMemory ? new OneNumber() : null;

    /// <summary>The least that a memory can be.</summary>
    private sealed class OneNumber : SharedMemory
    {
        public override SharedMemory Copy() => new OneNumber();

        public override void Measure(MemoryCount count)
        {
        }

        public override void WriteState(StateWriter writer) => writer.Write("number", 1);
    }

    public long Result => result;

    public Errno Error => error;

    public int Status => status;

    public SigInfo Info => info;

    public int HandlerDepth => frames.Length;

    /// <summary>The step that is next, or whose call is pending; null at the end.</summary>
    public Step? Next => pc < steps.Length ? steps[pc] : null;

    public override bool ConditionDependsOnTime => steps[pc].A0 == (long)Condition.TimeReached;

    public override TrapKind Run(Machine machine, int task, ref int budget, ref Trap trap)
    {
        while (true)
        {
            if (budget <= 0)
            {
                return TrapKind.BudgetExhausted;
            }

            budget--;
            if (pc >= steps.Length)
            {
                trap = new Trap { Number = SyscallNumber.Exit, ArgumentCount = 1 };
                return TrapKind.Syscall;
            }

            TrapKind? kind = Execute(in steps[pc], ref trap);
            CallsMade += kind == TrapKind.Syscall ? 1 : 0;
            if (kind is not null)
            {
                return kind.Value;
            }
        }
    }

    /// <summary>One step. Null: no trap, the next step follows.</summary>
    private TrapKind? Execute(in Step step, ref Trap trap)
    {
        switch (step.Kind)
        {
            case StepKind.Compute:
                pc++;
                trap = new Trap { A0 = step.A0 };
                return TrapKind.Compute;

            case StepKind.Call:
                trap = new Trap
                {
                    Number = step.Number,
                    ArgumentCount = step.Count,
                    A0 = (step.Registers & 1) != 0 ? registers[step.A0] : step.A0,
                    A1 = (step.Registers & 2) != 0 ? registers[step.A1] : step.A1,
                    A2 = step.A2,
                    A3 = step.A3,
                    Payload = step.Payload,
                };
                return TrapKind.Syscall;

            case StepKind.Handle:
                trap = new Trap { Number = SyscallNumber.Sigaction, ArgumentCount = 4, A0 = step.A0, A1 = pc + 2, A2 = step.A2, A3 = step.A3 };
                return TrapKind.Syscall;

            case StepKind.Jump:
                pc += step.Target;
                return null;

            case StepKind.JumpIfNotZero:
                pc += result != 0 ? step.Target : 1;
                return null;

            case StepKind.Store:
                registers[step.A0] = result;
                pc++;
                return null;

            case StepKind.AddAndJump:
                registers[step.A0] += step.A1;
                pc += registers[step.A0] != 0 ? step.Target : 1;
                return null;

            case StepKind.Fault:
                pc++;
                trap = new Trap { A0 = step.A0, A1 = step.A1 };
                return TrapKind.Fault;

            case StepKind.Until:
                return TrapKind.Until;

            default:
                Frame frame = frames[^1];
                frames = frames[..^1];
                (pc, BurstLeft, result, error, status, info) = (frame.Pc, frame.Burst, frame.Result, frame.Error, frame.Status, frame.Info);
                trap = new Trap { A0 = (long)frame.Mask };
                return TrapKind.SignalReturn;
        }
    }

    public override void SetResult(long value)
    {
        result = value;
        error = Errno.None;
        pc++;
    }

    public override void SetResult(object payload) => SetResult(payload is long[] list ? list.Length : 0);

    public override void SetError(Errno failure)
    {
        Failures?.Add((steps[pc].Kind == StepKind.Handle ? SyscallNumber.Sigaction : steps[pc].Number, failure));
        result = -1;
        error = failure;
        pc++;
    }

    public override void SetStatus(int word) => status = word;

    public override void SetInfo(in SigInfo siginfo) => info = siginfo;

    public override void EnterHandler(int signal, long handler, ulong savedMask, in SigInfo siginfo)
    {
        frames = [.. frames, new Frame(pc, savedMask, BurstLeft, result, error, status, info)];
        BurstLeft = 0;
        info = siginfo;
        pc = (int)Math.Clamp(handler, 0, steps.Length);
    }

    public override bool CanExec(object? payload) => payload is Image;

    public override bool TryExec(Machine machine, object? payload, out NameId name)
    {
        name = default;
        if (payload is not Image image)
        {
            return false;
        }

        steps = image.Steps;
        pc = 0;
        result = 0;
        registers = new long[RegisterCount];
        frames = [];
        name = machine.Names.Intern(image.Name);
        return true;
    }

    public override ConditionOutcome EvaluateCondition(Machine machine, int task, ref Trap trap)
    {
        if ((Condition)steps[pc].A0 == Condition.Broken && machine.ZombieCount == steps[pc].A1)
        {
            trap.Payload = "broken condition";
            return ConditionOutcome.Halts;
        }

        return IsTrue(machine) ? ConditionOutcome.Holds : ConditionOutcome.Fails;
    }

    private bool IsTrue(Machine machine) => (Condition)steps[pc].A0 switch
    {
        Condition.TimeReached => machine.Now >= steps[pc].A1,
        Condition.Zombies => machine.ZombieCount == steps[pc].A1,
        Condition.Gone => !machine.TryGetProcess((int)steps[pc].A1, out _),
        _ => false,
    };

    public override UserContext Copy(UserContext? reuse)
    {
        ScriptedContext copy = reuse as ScriptedContext ?? new ScriptedContext();
        copy.steps = steps;
        copy.pc = pc;
        copy.result = result;
        copy.error = error;
        copy.status = status;
        copy.info = info;
        registers.CopyTo(copy.registers, 0);
        copy.frames = frames;
        return copy;
    }

    public override void WriteState(StateWriter writer)
    {
        writer.Write("steps", steps.Length);
        writer.Write("pc", pc);
        writer.Write("result", result);
        writer.Write("error", (long)error);
        writer.Write("status", status);
        Write(writer, in info);
        writer.Write("registers", registers);
        writer.Write("frames", frames.Length);
        foreach (Frame frame in frames)
        {
            writer.Write("frame", [frame.Pc, (long)frame.Mask, frame.Burst, frame.Result, (long)frame.Error, frame.Status]);
            Write(writer, frame.Info);
        }
    }

    private static void Write(StateWriter writer, in SigInfo info) =>
        writer.Write("info", [info.Signo, info.Code, info.Pid, info.Status, info.Value, info.Uid]);
}
