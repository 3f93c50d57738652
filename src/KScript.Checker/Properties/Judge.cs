// What may fail: a claim of the script in any state, and at an end that something is blocked for ever, or was left a zombie.
using System.Globalization;
using KScript.Checker.Exploring;
using KScript.Interpreter.Ast;
using KScript.Interpreter.Bytecode;
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Checker.Properties;

/// <summary>What is checked.</summary>
[Flags]
internal enum CheckedKinds
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>assert.</summary>
    Assert = 1,
    /// <summary>always.</summary>
    Always = 2,
    /// <summary>finally.</summary>
    Finally = 4,
    /// <summary>At an end nobody is blocked for ever.</summary>
    Deadlock = 8,
    /// <summary>At an end no zombie has a parent that lives.</summary>
    Leak = 16,
    /// <summary>Type errors, limits of the script, main killed by a signal.</summary>
    Fault = 32,
    /// <summary>eventually.</summary>
    Eventually = 64,
    /// <summary>leads to.</summary>
    LeadsTo = 128,
    /// <summary>All of it.</summary>
    All = Assert | Always | Finally | Deadlock | Leak | Fault | Eventually | LeadsTo,
}

/// <summary>What may be checked, by name.</summary>
internal static class CheckedKindNames
{
    /// <summary>All of them.</summary>
    public static (string Name, CheckedKinds Kind)[] All { get; } =
    [
        ("assert", CheckedKinds.Assert),
        ("always", CheckedKinds.Always),
        ("finally", CheckedKinds.Finally),
        ("deadlock", CheckedKinds.Deadlock),
        ("leak", CheckedKinds.Leak),
        ("fault", CheckedKinds.Fault),
        ("eventually", CheckedKinds.Eventually),
        ("leads-to", CheckedKinds.LeadsTo),
    ];

    /// <summary>The word of one of them.</summary>
    public static string WordOf(CheckedKinds kind) => Array.Find(All, row => row.Kind == kind).Name;
}

/// <summary>Something that failed.</summary>
/// <param name="Kind">What was claimed.</param>
/// <param name="Message">What is wrong, in a line.</param>
internal sealed record Violation(CheckedKinds Kind, string Message);

/// <summary>Hears whether main was killed.</summary>
internal sealed class MainWatcher : TraceSink
{
    private const int MainPid = 2;

    /// <inheritdoc/>
    public override TraceLevels Levels => TraceLevels.None;

    /// <summary>The signal that killed main in the last step; 0: none did.</summary>
    public int KilledBy { get; private set; }

    /// <summary>Takes what was heard.</summary>
    public int Take()
    {
        int signal = KilledBy;
        KilledBy = 0;
        return signal;
    }

    /// <inheritdoc/>
    public override void Write(Machine machine, in TraceEvent e)
    {
    }

    /// <inheritdoc/>
    public override void Killed(Machine machine, int pid, UserContext? program, int status)
    {
        if (pid == MainPid)
        {
            KilledBy = WaitStatus.TermSignal(status);
        }
    }
}

/// <summary>Looks at states.</summary>
internal sealed class Judge
{
    private readonly CompiledProgram program;
    private readonly CheckedKinds kinds;
    private readonly RunMeter meter = new();
    private readonly Property[] always;
    private readonly Property[] atEnd;

    /// <summary>For a model.</summary>
    public Judge(Model model, CheckedKinds kinds)
    {
        program = model.Program;
        this.kinds = kinds;
        always = (kinds & CheckedKinds.Always) == 0 ? [] : Array.FindAll(program.Properties, static property => property.Kind == PropertyKind.Always);
        atEnd = (kinds & CheckedKinds.Finally) == 0 ? [] : Array.FindAll(program.Properties, static property => property.Kind == PropertyKind.Finally);
    }

    /// <summary>What fails in a state; null: nothing.</summary>
    public Violation? OfState(Machine m, MainWatcher watcher)
    {
        int killed = watcher.Take();
        if (m.HaltReason is { } reason)
        {
            return OfHalt(reason);
        }

        if (killed != 0 && (kinds & CheckedKinds.Fault) != 0 && !program.Allowed.AllowsDeath(killed))
        {
            return new Violation(CheckedKinds.Fault, $"main was killed by {SignalTable.NameOf(killed)}");
        }

        return OfProperties(m, always, CheckedKinds.Always);
    }

    private Violation? OfHalt(object reason)
    {
        CheckedKinds kind = reason is AssertionHalt ? CheckedKinds.Assert : CheckedKinds.Fault;
        return (kinds & kind) == 0 ? null
            : new Violation(kind, reason is HaltReason halt ? $"{PlaceOf(halt)}: {halt.Message}" : reason.ToString() ?? "halted");
    }

    private string PlaceOf(HaltReason halt) => program.Source.LineName(halt.Statement.Start);

    private Violation? OfProperties(Machine m, Property[] properties, CheckedKinds kind)
    {
        foreach (Property property in properties)
        {
            if (VmContext.Holds(program, property, m, meter, out HaltReason? failure) == ConditionOutcome.Fails)
            {
                string condition = program.Source.Text.Substring(property.Assertion.Condition.Start, property.Assertion.Condition.Length);
                string what = failure is null or AssertionHalt ? $"{Property.WordOf(property.Kind)} does not hold: {condition}" : failure.Message;
                return new Violation(kind, $"{program.Source.LineName(property.Span.Start)}: {what}");
            }
        }

        return null;
    }

    /// <summary>What fails at an end; null: nothing.</summary>
    public Violation? OfEnd(Machine m)
    {
        if (OfProperties(m, atEnd, CheckedKinds.Finally) is { } claim)
        {
            return claim;
        }

        for (int task = 2; task <= m.S.TaskTop; task++)
        {
            TaskState state = m.Tasks[task].State;
            if (state == TaskState.Zombie && (kinds & CheckedKinds.Leak) != 0 && m.Tasks[m.Tasks[task].Parent].State != TaskState.Zombie && IsAlone(m, task))
            {
                return new Violation(CheckedKinds.Leak, $"{NameOf(m, task)} is left a zombie: its parent {NameOf(m, m.Tasks[task].Parent)} lives and does not wait for it");
            }

            if (state is not (TaskState.Free or TaskState.Zombie) && !m.IsSpinning(task) && (kinds & CheckedKinds.Deadlock) != 0 && !program.Allowed.Deadlock)
            {
                return new Violation(CheckedKinds.Deadlock, DescribeBlocked(m, task));
            }
        }

        return null;
    }

    /// <summary>Where the parent itself is blocked for ever that is what is said.</summary>
    private bool IsAlone(Machine m, int task) => (m.Tasks[task].Flags & TaskFlags.Threaded) == 0 && HasIdleParent(m, task);

    private bool HasIdleParent(Machine m, int task) =>
        program.Allowed.Deadlock || m.IsSpinning(m.Tasks[task].Parent) || (kinds & CheckedKinds.Deadlock) == 0 || m.Tasks[task].Parent == Machine.InitSlot;

    private string DescribeBlocked(Machine m, int task)
    {
        string what = Standing.WordOf(m, task);
        string where = m.Contexts[task] is VmContext context
            ? $"{program.Source.LineName(program.StatementAt(context.ProgramCounter).Start)}: "
            : "";
        return $"{where}{NameOf(m, task)} is {what} for ever";
    }

    /// <summary>A process as messages call it: "main[2]".</summary>
    public static string NameOf(Machine m, int task) => string.Create(CultureInfo.InvariantCulture, $"{m.Names[m.Tasks[task].Name]}[{m.Tasks[task].Pid}]");
}

/// <summary>What a process that stands does, in words.</summary>
internal static class Standing
{
    /// <summary>"blocked in wait4", "stopped".</summary>
    public static string WordOf(Machine m, int task)
    {
        ref readonly TaskRow row = ref m.Tasks[task];
        switch (row.State)
        {
            case TaskState.Stopped:
                return "stopped";
            case TaskState.Traced:
                return $"stopped for its tracer {Judge.NameOf(m, Tracing.TracerOf(m, task))}";
            case TaskState.Ready:
                if (m.IsSpinning(task))
                {
                    return "going round for ever";
                }

                SyscallNumber next = row.Call == SyscallNumber.None ? m.NextCallOf(task, out _) : row.Call;
                string name = SyscallTable.Find(next)?.Name ?? "";
                return m.StepOf(task, out _) == StepKind.None ? $"blocked in {name}" : name.Length == 0 ? "ready" : $"ready, before {name}";
            default:
                return row.Call == SyscallNumber.Until ? "blocked in until" : $"blocked in {SyscallTable.Find(row.Call)?.Name ?? "the kernel"}";
        }
    }
}
