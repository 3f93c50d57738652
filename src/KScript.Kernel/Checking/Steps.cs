// A machine under any schedule: between steps every runnable task is ready and stands before its next visible operation, no CPU is busy,
// and this says who can take a step and which. Looking changes nothing. Steps.Apply.cs takes them.
namespace KScript.Kernel;

internal sealed partial class Machine
{
    /// <summary>What programs do at visible operations that are no calls: the one thing that a run's programs look at.</summary>
    internal PointMode Points;

    /// <summary>How steps are made; null: the machine runs.</summary>
    internal StepRules? Rules { get; private set; }

    /// <summary>Who picks at choose(); null: as NextChoice says.</summary>
    internal ChoiceOracle? Oracle;

    // What the last look at a task's next operation found.
    private Trap peek;

    /// <summary>From now on the machine is taken through its steps. Call before Boot.</summary>
    internal void SetRules(StepRules rules)
    {
        Rules = rules;
        Points = PointMode.Stop;
    }

    /// <summary>Whether a call concerns nobody but its caller: no step of its own.</summary>
    private bool IsLocal(SyscallNumber number) =>
        number == SyscallNumber.Write ? !Rules!.SeesOutput : Rules!.HidesLocalCalls && SyscallTable.Find(number) is { IsLocal: true };

    /// <summary>The ways to go on. In patient time those that come first in time, where nobody can step now.</summary>
    /// <param name="choices">Gets as many as there is room for, in the order of slots.</param>
    /// <returns>How many there are.</returns>
    public int Choices(Span<Choice> choices)
    {
        if (S.Halt is not null)
        {
            return 0;
        }

        int count = Collect(choices, S.Now);
        if (count == 0 && Rules!.Patient && NextStepTime() is var next && next != CpuRow.Never)
        {
            count = Collect(choices, next);
        }

        return count;
    }

    private int Collect(Span<Choice> choices, long time)
    {
        int count = 0;
        for (int task = 1; task <= S.TaskTop; task++)
        {
            if (Tasks[task].State == TaskState.Free)
            {
                continue;
            }

            // The alarm of a process is its first thread's, which may have ended before the others.
            if (AlarmTimeOf(task) <= time && MayEnd(Extras[task].AlarmTimer))
            {
                Add(choices, ref count, new Choice(ChoiceKind.Alarm, task, 0));
            }

            if (Tasks[task].State != TaskState.Zombie && StepOf(task, out int branches) != StepKind.None && StepTimeOf(task) <= time)
            {
                for (int branch = 0; branch < branches; branch++)
                {
                    Add(choices, ref count, new Choice(ChoiceKind.Step, task, branch));
                }
            }
        }

        CollectTimedConditions(choices, time, ref count);
        return count;
    }

    /// <summary>Those whose condition the time makes true.</summary>
    private void CollectTimedConditions(Span<Choice> choices, long time, ref int count)
    {
        if (S.UntilTimed == 0 || time == S.Now)
        {
            return;
        }

        long now = S.Now;
        S.Now = time;
        for (int task = S.Conditions.Head; task != 0; task = Waiters[task].Next)
        {
            if (Contexts[task]!.ConditionDependsOnTime && Contexts[task]!.EvaluateCondition(this, task, ref peek) != ConditionOutcome.Fails)
            {
                Add(choices, ref count, new Choice(ChoiceKind.Step, task, 0));
            }
        }

        S.Now = now;
    }

    private static void Add(Span<Choice> choices, ref int count, Choice choice)
    {
        if (count < choices.Length)
        {
            choices[count] = choice;
        }

        count++;
    }

    /// <summary>When the next step can be taken, where none can be now; Never: none ever.</summary>
    private long NextStepTime()
    {
        long next = CpuRow.Never;
        for (int task = 1; task <= S.TaskTop; task++)
        {
            if (Tasks[task].State == TaskState.Free)
            {
                continue;
            }

            next = Math.Min(next, AlarmTimeOf(task));
            if (Tasks[task].State != TaskState.Zombie && StepOf(task, out _) != StepKind.None)
            {
                next = Math.Min(next, StepTimeOf(task));
            }
        }

        return S.UntilTimed == 0 ? next : FirstTimedCondition(next);
    }

    /// <summary>Conditions that time alone can change are looked at tick by tick, up to the time at which something else happens.</summary>
    private long FirstTimedCondition(long before)
    {
        long now = S.Now;
        long end = Math.Min(before, VirtualTime.After(now, MostTicksAhead));
        for (S.Now++; S.Now < end; S.Now++)
        {
            for (int task = S.Conditions.Head; task != 0; task = Waiters[task].Next)
            {
                if (Contexts[task]!.ConditionDependsOnTime && Contexts[task]!.EvaluateCondition(this, task, ref peek) != ConditionOutcome.Fails)
                {
                    long found = S.Now;
                    S.Now = now;
                    return found;
                }
            }
        }

        S.Now = now;
        return before;
    }

    /// <summary>How far ahead a condition on the time is looked for, in ticks.</summary>
    private const long MostTicksAhead = 1_000_000;

    /// <summary>When a task's alarm can go off: in free time at once. Never: it has none.</summary>
    private long AlarmTimeOf(int task) =>
        (Tasks[task].Flags & TaskFlags.HasExtra) == 0 || Extras[task].AlarmDue == 0 ? CpuRow.Never
        : Rules!.Patient ? Extras[task].AlarmDue
        : S.Now;

    /// <summary>When a task that can step does so at the soonest: in free time at once.</summary>
    private long StepTimeOf(int task)
    {
        if (!Rules!.Patient)
        {
            return S.Now;
        }

        ref readonly TaskRow row = ref Tasks[task];
        return row.State is TaskState.Interruptible or TaskState.Uninterruptible
            ? row.WaitsOn.Kind == WaitKind.Condition ? VirtualTime.After(S.Now, Contexts[task]!.BurstLeft) : Timers[Waiters[task].Timer].Due
            : IsComputing(task) ? S.Now + Contexts[task]!.BurstLeft
            : S.Now;
    }

    /// <summary>Whether a task uses its CPU before its next operation: nothing but a signal acts before that is over.</summary>
    private bool IsComputing(int task) =>
        Tasks[task].Call == SyscallNumber.None && (Tasks[task].Flags & TaskFlags.SignalPending) == 0 && Contexts[task]!.BurstLeft > 0;

    /// <summary>BurstLeft of a handler whose compute is over, and whose private code after it has not run.</summary>
    private const long ComputeOver = -1;

    /// <summary>
    /// In patient time a handler that computes stays there: what follows may be its return, which lets signals through and is not to come too
    /// soon. Elsewhere private code after a compute runs at once, and only the next operation waits for the time.
    /// </summary>
    private bool StandsInHandler(UserContext context) => Rules!.Patient && context.BurstLeft != 0 && context.IsInHandler;

    /// <summary>Whether a task goes round in circles without doing anything that another could see.</summary>
    internal bool IsSpinning(int task) => Contexts.Get(task) is { BurstLeft: CpuRow.Never };

    /// <summary>What a task's next step is.</summary>
    /// <param name="task">A task that lives.</param>
    /// <param name="branches">How many ways there are to take it.</param>
    internal StepKind StepOf(int task, out int branches)
    {
        branches = 1;
        ref readonly TaskRow row = ref Tasks[task];
        if (Contexts[task] is not { } context)
        {
            return StepKind.None;
        }

        switch (row.State)
        {
            case TaskState.Ready when row.Call != SyscallNumber.None:
                return StepKind.Resume;
            case TaskState.Ready when (row.Flags & (TaskFlags.SignalPending | TaskFlags.TraceDue)) != 0:
                return StepKind.Deliver;
            case TaskState.Ready:
                return context.BurstLeft == CpuRow.Never ? StepKind.None
                    : StandsInHandler(context) ? StepKind.ComputeEnds
                    : LookAhead(task, context, out branches);
            case TaskState.Interruptible when row.WaitsOn.Kind == WaitKind.Condition:
                return context.EvaluateCondition(this, task, ref peek) != ConditionOutcome.Fails || (Rules!.Follows && context.ConditionDependsOnTime)
                    ? StepKind.UntilHolds
                    : StepKind.None;
            case TaskState.Interruptible or TaskState.Uninterruptible:
                return Sleeping.HasTimer(this, task) && MayEnd(Waiters[task].Timer) ? StepKind.TimerEnds : StepKind.None;
            default:
                return StepKind.None;
        }
    }

    /// <summary>The operation that a task stands before: it traps there, and stays.</summary>
    private StepKind LookAhead(int task, UserContext context, out int branches)
    {
        int budget = int.MaxValue;
        TrapKind kind = context.Run(this, task, ref budget, ref peek);
        branches = kind == TrapKind.Point ? (int)peek.A0 : 1;
        return kind == TrapKind.Syscall && Rules!.GuardsWaits && !IsOfThreads(task) && !Kernel.Tracing.IsTraced(this, task) && !HasHandlers(task) && Wait.WouldBlock(this, task, in peek) ? StepKind.None : StepKind.Act;
    }

    /// <summary>The call that a task stands before; None: it stands before something else.</summary>
    internal SyscallNumber NextCallOf(int task, out Trap call)
    {
        int budget = int.MaxValue;
        bool isCall = Contexts[task]!.Run(this, task, ref budget, ref peek) == TrapKind.Syscall;
        call = peek;
        return isCall ? peek.Number : SyscallNumber.None;
    }

    /// <summary>
    /// A timer of n ticks never ends before one that was set earlier for no more ticks: the kernel is prompt. Due times tell lengths, for they
    /// are compared within one instant only (PassTime); a wait that went on after a signal is as long as it likes (its Sequence is 0).
    /// </summary>
    private bool MayEnd(int place)
    {
        if (Rules!.Follows || Timers[place].Sequence == 0)
        {
            return true;
        }

        TimerRow timer = Timers[place];
        for (int other = 1; other <= S.TimerCount; other++)
        {
            ref readonly TimerRow row = ref Timers[other];
            if (row.Sequence < timer.Sequence && row.Sequence >> InstantShift == timer.Sequence >> InstantShift && row.Due <= timer.Due && row.Sequence != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The instant in which a timer was set is in the high half of its Sequence.</summary>
    internal const int InstantShift = 32;

    /// <summary>Whether a task's process has, or had, other threads: what is sent to one may act in another.</summary>
    private bool IsOfThreads(int task) => (Tasks[Threads.LeaderOf(this, task)].Flags & TaskFlags.Threaded) != 0;

    /// <summary>Whether a task has a handler for any signal.</summary>
    internal bool HasHandlers(int task)
    {
        if (TaskTable.ReadOfProcess(this, task).Actions is not { } actions)
        {
            return false;
        }

        foreach (ref readonly SigAction action in actions.AsSpan())
        {
            if (action.Handler > SignalHandler.Ignore)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a handler may run in a task before its next operation: one is set for a signal that it does not block and that may come.</summary>
    internal bool CanBeInterrupted(int task)
    {
        if (TaskTable.ReadOfProcess(this, task).Actions is not { } actions)
        {
            return false;
        }

        ulong mask = Signals.MaskOf(this, task);
        for (int signal = 1; signal < actions.Length; signal++)
        {
            if (actions[signal].Handler > SignalHandler.Ignore && (mask & Signal.Bit(signal)) == 0 && MayGet(task, signal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a signal may come to a task before its next operation.</summary>
    internal bool MayGet(int task, int signal) =>
        (Rules!.SentSignals & Signal.Bit(signal)) != 0
        || IsOfThreads(task)
        || (signal == Signal.SIGCHLD && (Tasks[task].FirstChild != 0 || (Tasks[task].Flags & TaskFlags.Subreaper) != 0))
        || (signal == Signal.SIGALRM && AlarmTimeOf(task) != CpuRow.Never)
        || (Signals.PendingOf(this, task) & Signal.Bit(signal)) != 0;
}
