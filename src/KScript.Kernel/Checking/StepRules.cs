// The rules by which a machine is taken through its steps one at a time, under any schedule (docs/check.md): what a choice is, what
// programs stop before, how time passes. The steps themselves are in Steps.cs and Steps.Apply.cs. A machine that runs has none of this.
namespace KScript.Kernel;

/// <summary>What a choice does.</summary>
internal enum ChoiceKind : byte
{
    /// <summary>A task takes its next step.</summary>
    Step,
    /// <summary>A task's alarm goes off.</summary>
    Alarm,
}

/// <summary>One way to go on from a state between steps.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Slot">To whom.</param>
/// <param name="Branch">Which branch, where the step is a choose(); else 0.</param>
internal readonly record struct Choice(ChoiceKind Kind, int Slot, int Branch);

/// <summary>What the next step of a task is; in this order, the first that applies.</summary>
internal enum StepKind : byte
{
    /// <summary>It cannot step.</summary>
    None,
    /// <summary>Signals act, up to the first visible operation of the topmost handler.</summary>
    Deliver,
    /// <summary>The call that it was woken in goes on.</summary>
    Resume,
    /// <summary>Its next visible operation.</summary>
    Act,
    /// <summary>The timer that it sleeps on ends, and the call with it.</summary>
    TimerEnds,
    /// <summary>The condition of its `until` holds, and it goes on.</summary>
    UntilHolds,
    /// <summary>What it computes in a handler is over: private code, which no schedule names.</summary>
    ComputeEnds,
}

/// <summary>What a program does at a visible operation that is no system call: shared memory, a view, choose().</summary>
internal enum PointMode : byte
{
    /// <summary>Nothing: a run.</summary>
    Off,
    /// <summary>It traps with <see cref="TrapKind.Point"/> and stays before it.</summary>
    Stop,
    /// <summary>It does the one that it stands before, and stops before the next.</summary>
    PassOne,
}

/// <summary>Why a program stops before an operation: A1 of its trap. A0 is the number of branches.</summary>
internal enum PointReason : byte
{
    /// <summary>Others see it: shared memory, a view, choose().</summary>
    Others,
    /// <summary>A handler of the same process touches what it touches.</summary>
    Handlers,
    /// <summary>It writes to the terminal, by itself (a table).</summary>
    Output,
}

/// <summary>How steps are made.</summary>
internal sealed record StepRules
{
    /// <summary>Time passes only when every task is blocked, sleeping or computing, and then to the next timer. Else a timer may end at any step.</summary>
    public bool Patient { get; init; }

    /// <summary>A schedule is followed: time passes as each step needs it, and whoever is late is late.</summary>
    public bool Follows { get; init; }

    /// <summary>Whether what is written to standard output and error is visible: a step.</summary>
    public bool SeesOutput { get; init; }

    /// <summary>Whether every point of the program is a step, also where no handler may run.</summary>
    public bool EveryPoint { get; init; }

    /// <summary>Whether a task without handlers that would block in wait cannot step instead: nobody can tell.</summary>
    public bool GuardsWaits { get; init; }

    /// <summary>Whether calls that concern nobody but their caller are no steps. With threads they may concern those of the same process.</summary>
    public bool HidesLocalCalls { get; init; } = true;

    /// <summary>The signals that some program may send, bit n-1 for signal n. SIGCHLD from a child and SIGALRM of an alarm are known without.</summary>
    public ulong SentSignals { get; init; } = ulong.MaxValue;

    /// <summary>Whether ticks that tasks compute are counted: time is exact.</summary>
    public bool CountsTicks => Patient || Follows;

    /// <summary>Statements between two visible operations after which a task is looked at: does it go round in circles?</summary>
    public const int MostStatements = 1_000_000;
}

/// <summary>Why a state was not followed: a task ran on and on without doing anything that others could see, and without repeating itself.</summary>
/// <param name="Pid">Which.</param>
internal sealed record EndlessPrivateCode(int Pid)
{
    /// <inheritdoc/>
    public override string ToString() => $"process {Pid} ran {StepRules.MostStatements} statements without doing anything that another could see";
}

/// <summary>Who picks where there are several: choose(), draws.</summary>
internal abstract class ChoiceOracle
{
    /// <summary>One of so many.</summary>
    /// <param name="count">At least 1.</param>
    /// <returns>0..count-1.</returns>
    public abstract int Pick(int count);
}

/// <summary>Picks what it was told.</summary>
internal sealed class ToldBranch : ChoiceOracle
{
    /// <summary>What it picks, where there are so many.</summary>
    public int Branch { get; set; }

    /// <inheritdoc/>
    public override int Pick(int count) => Math.Min(Branch, count - 1);
}

/// <summary>The policy of a machine that is taken through its steps: whoever can may be next, and nobody is chosen.</summary>
internal sealed class Unordered : SchedulerPolicy
{
    /// <summary>What machine settings call it. No row of SchedulerTable: a script cannot.</summary>
    public const string Name = "any";

    /// <inheritdoc/>
    public override string PickRule(Machine m, int task) => "any: as the schedule says";

    /// <inheritdoc/>
    public override void Enqueue(Machine m, int rq, int task, EnqueueReason reason)
    {
        ref TaskRow row = ref m.Tasks.Write(task);
        row.Next = 0;
        row.Slice = 0;
    }

    /// <inheritdoc/>
    public override int PickNext(Machine m, int rq, int cpu) => 0;

    /// <inheritdoc/>
    public override void Dequeue(Machine m, int task)
    {
    }
}
