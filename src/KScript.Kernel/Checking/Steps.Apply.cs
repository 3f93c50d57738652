// Taking a step: the task is put on CPU 0 without an event, does its operation and its private code up to the next one, and is taken off.
namespace KScript.Kernel;

internal sealed partial class Machine
{
    /// <summary>Calls on output that were made within steps, by pid, for who asks: each would be a step of its own where output is visible.</summary>
    internal List<int>? OutputsWithin;

    private readonly ToldBranch told = new();

    /// <summary>Takes one of the ways to go on that Choices gave.</summary>
    public void Apply(Choice choice)
    {
        CheckNoStep();
        if (choice.Kind == ChoiceKind.Alarm)
        {
            FireAlarm(choice.Slot);
            return;
        }

        told.Branch = choice.Branch;
        Oracle = told;
        StepTask(choice.Slot);
        Oracle = null;
    }

    /// <summary>After Boot: whoever was started goes up to its first visible operation.</summary>
    private void SettleAll()
    {
        for (int task = 1; task <= S.TaskTop; task++)
        {
            if (Tasks[task].State == TaskState.Ready)
            {
                SettleNew(task);
            }
        }
    }

    private void StepTask(int task)
    {
        switch (Tasks[task].State)
        {
            case TaskState.Interruptible when Tasks[task].WaitsOn.Kind == WaitKind.Condition:
                GoOnAfterUntil(task);
                return;
            case TaskState.Interruptible or TaskState.Uninterruptible:
                EndTimer(task);
                break;
        }

        PutOnCpu(task);
        UserContext context = Own(task);
        if (NamespaceEnd.IsEnding(this, task))
        {
            NamespaceEnd.Finish(this, task);
            TakeOffCpu(task);
            return;
        }

        TaskFlags urgent = Tasks[task].Flags & (TaskFlags.SignalPending | TaskFlags.TraceDue);
        if (urgent != TaskFlags.None && !SyscallStops.IsInCall(this, task))
        {
            bool stays = LooksAround(0, task, urgent);
            if (!stays || Tasks[task].Call == SyscallNumber.None)
            {
                if (stays && S.Halt is null)
                {
                    Settle(task, context);
                }

                TakeOffCpu(task);
                return;
            }
        }

        bool isInMidst = false;
        if (Tasks[task].Call == SyscallNumber.None && context.BurstLeft != 0)
        {
            isInMidst = StandsInHandler(context);
            PassTime(VirtualTime.After(S.Now, context.BurstLeft));
            context.BurstLeft = 0;
        }

        if (isInMidst)
        {
            Settle(task, context);
            TakeOffCpu(task);
            return;
        }

        Act(task, context);
    }

    /// <summary>Does the operation that a task stands before, or the call that it was woken in.</summary>
    private void Act(int task, UserContext context)
    {
        long tasksEver = S.TasksEver;
        Points = PointMode.PassOne;
        TrapKind kind = RunPrivate(task, context);
        bool passed = Points != PointMode.PassOne;
        Points = PointMode.Stop;
        if (passed)
        {
            Settle(task, context, kind);
        }
        else if (kind == TrapKind.Syscall)
        {
            bool goesOn = CallInStep(task, context);
            // A child or a thread: its number is the last that was given.
            int child = S.TasksEver > tasksEver ? PidTasks.Get(S.LastPid) : 0;
            if (goesOn)
            {
                Settle(task, context);
            }

            TakeOffCpu(task);
            if (child != 0)
            {
                SettleNew(child);
            }

            return;
        }
        else
        {
            Settle(task, context, kind);
        }

        TakeOffCpu(task);
    }

    /// <summary>A new task goes up to its first visible operation: in the step of who made it.</summary>
    private void SettleNew(int task)
    {
        PutOnCpu(task);
        Settle(task, Own(task));
        TakeOffCpu(task);
    }

    /// <summary>A task's private code, up to its next visible operation, or until it blocks, dies or halts.</summary>
    private void Settle(int task, UserContext context, TrapKind? first = null)
    {
        TrapKind? known = first;
        while (true)
        {
            if (known is null && (Tasks[task].Flags & (TaskFlags.SignalPending | TaskFlags.TraceDue)) is var urgent and not TaskFlags.None && !LetSignalsAct(task, urgent))
            {
                break;
            }

            TrapKind kind = known ?? RunPrivate(task, context);
            known = null;
            Points = PointMode.Stop;
            if (!GoesOnAfter(kind, task, context))
            {
                break;
            }
        }

        Points = PointMode.Stop;
    }

    private bool LetSignalsAct(int task, TaskFlags urgent) => LooksAround(0, task, urgent) && S.Halt is null;

    private TrapKind RunPrivate(int task, UserContext context)
    {
        int budget = StepRules.MostStatements;
        long left = context.BurstLeft;
        TrapKind kind = context.Run(this, task, ref budget, ref trap);
        if (kind == TrapKind.SignalReturn && left > 0)
        {
            // What the handler computed is to be over before what it interrupted goes on.
            Computes(context, left);
        }

        return kind;
    }

    /// <summary>What a trap in private code comes to. False: the task stands, is blocked, or gone.</summary>
    private bool GoesOnAfter(TrapKind kind, int task, UserContext context)
    {
        switch (kind)
        {
            case TrapKind.Syscall:
                if (!IsLocal(trap.Number))
                {
                    return false;
                }

                if (trap.Number == SyscallNumber.Write)
                {
                    OutputsWithin?.Add(Tasks[task].Pid);
                }

                return CallInStep(task, context);

            case TrapKind.Point:
                if (!MayPass(task))
                {
                    return false;
                }

                Points = PointMode.PassOne;
                return true;

            case TrapKind.Compute:
                if (trap.A0 > 0)
                {
                    Events.Compute(this, 0, task, trap.A0);
                    Computes(context, trap.A0);
                }

                return !StandsInHandler(context);

            case TrapKind.Look:
                Meter.Look(this);
                return true;

            case TrapKind.BudgetExhausted:
                return IsStillGoing(task, context);

            case TrapKind.SignalReturn:
                Signals.Return(this, 0, task, (ulong)trap.A0);
                return true;

            case TrapKind.Fault:
                Events.Fault(this, 0, task, (int)trap.A0, trap.Payload);
                Signals.Force(this, task, (int)trap.A0, (int)trap.A1);
                return true;

            case TrapKind.Until:
                EnterUntil(0, task);
                Events.UntilBlock(this, 0, task);
                return false;

            case TrapKind.Prompt:
                return false;

            default:
                Halt(in trap);
                Events.Halt(this, 0, task, trap.Payload);
                return false;
        }
    }

    /// <summary>A point is no step where only a handler could see it, and none may run; nor is output that nobody looks at.</summary>
    private bool MayPass(int task)
    {
        switch ((PointReason)trap.A1)
        {
            case PointReason.Handlers:
                return !Rules!.EveryPoint && !CanBeInterrupted(task);
            case PointReason.Output:
                if (!Rules!.SeesOutput)
                {
                    OutputsWithin?.Add(Tasks[task].Pid);
                    return true;
                }

                return false;
            default:
                return false;
        }
    }

    private void Computes(UserContext context, long ticks)
    {
        if (Rules!.CountsTicks)
        {
            context.BurstLeft = VirtualTime.After(context.BurstLeft, ticks);
        }
    }

    /// <summary>A call within a step. False: the caller is blocked, stopped or gone.</summary>
    private bool CallInStep(int task, UserContext context)
    {
        bool resumed = Tasks[task].Call != SyscallNumber.None;
        bool goesOn = Call(0, task, context);
        ref CpuRow c = ref Cpus[0];
        if (c.Mode == CpuMode.Burst)
        {
            // A call that found nothing yet costs a tick (SyscallOutcome.NotYet).
            c.Mode = CpuMode.Chain;
            c.BurstEnd = CpuRow.Never;
            CpuTimes.Set(0, CpuRow.Never);
            Computes(Own(task), 1);
            goesOn = !StandsInHandler(Own(task));
        }

        if (!goesOn && Tasks[task].State == TaskState.Ready && c.Current != task)
        {
            // It gave up its CPU, of which it has one of its own.
            PutOnCpu(task);
            goesOn = true;
        }

        ForgetIdleDevices();
        if (resumed)
        {
            ForgetLengthOfWait(task);
        }

        return goesOn && c.Current == task;
    }

    /// <summary>In free time now is always the same: a device without a request is free at once.</summary>
    private void ForgetIdleDevices()
    {
        for (int device = 0; !Rules!.CountsTicks && device < DeviceFreeAt.Length; device++)
        {
            bool isBusy = false;
            for (int task = 1; task <= S.TaskTop && !isBusy; task++)
            {
                isBusy = Tasks[task].WaitsOn is { Kind: WaitKind.Device } on && on.Id == device;
            }

            if (!isBusy && DeviceFreeAt[device] != 0)
            {
                long[] free = DeviceFreeAt.AsSpan().ToArray();
                free[device] = 0;
                DeviceFreeAt = free;
            }
        }
    }

    /// <summary>A wait that a signal or a stop cut short, and that goes on: in free time nobody knows for how long.</summary>
    private void ForgetLengthOfWait(int task)
    {
        if (Rules!.CountsTicks || Tasks[task].State is not (TaskState.Interruptible or TaskState.Uninterruptible) || !Sleeping.HasTimer(this, task))
        {
            return;
        }

        long due = Timers[Waiters[task].Timer].Due;
        TimerQueue.RemoveAt(this, Waiters[task].Timer);
        long sequence = S.TimerSequence;
        S.TimerSequence = -1;
        TimerQueue.Set(this, task, TimerKind.Wake, due);
        S.TimerSequence = sequence;
    }

    private void GoOnAfterUntil(int task)
    {
        if (Contexts[task]!.BurstLeft is > 0 and < CpuRow.Never and var left)
        {
            PassTime(VirtualTime.After(S.Now, left));
        }

        PassTimeUntilItHolds(task);
        UserContext context = Contexts[task]!;
        if (context.EvaluateCondition(this, task, ref trap) == ConditionOutcome.Halts)
        {
            Halt(in trap);
            return;
        }

        LeaveUntil(task);
        Own(task).SetResult(0);
        Events.UntilDone(this, task);
        Blocked.Wake(this, task);
        PutOnCpu(task);
        Settle(task, Own(task));
        TakeOffCpu(task);
    }

    /// <summary>A condition that time alone can change: time passes up to when it holds.</summary>
    private void PassTimeUntilItHolds(int task)
    {
        if (!Rules!.CountsTicks || !Contexts[task]!.ConditionDependsOnTime)
        {
            return;
        }

        long end = VirtualTime.After(S.Now, MostTicksAhead);
        while (Contexts[task]!.EvaluateCondition(this, task, ref peek) == ConditionOutcome.Fails)
        {
            long time = FirstTimedCondition(end);
            PassTime(time);
            if (time >= end)
            {
                return;
            }
        }
    }

    /// <summary>The timer of a task's call ends.</summary>
    private void EndTimer(int task)
    {
        int place = Waiters[task].Timer;
        if (Rules!.CountsTicks)
        {
            PassTime(Timers[place].Due);
        }

        TimerQueue.RemoveAt(this, place);
        Waiters.Write(task).Timer = 0;
        Blocked.Wake(this, task);
    }

    private void FireAlarm(int task)
    {
        if (Rules!.CountsTicks)
        {
            PassTime(Extras[task].AlarmDue);
        }

        TimerQueue.RemoveAt(this, Extras[task].AlarmTimer);
        IntervalTimers.RealGoesOff(this, task);
    }

    /// <summary>Time passes: whoever computes has used its CPU, and has less left to compute. Timers set from now on are of another instant.</summary>
    private void PassTime(long to)
    {
        long ticks = to - S.Now;
        if (ticks <= 0)
        {
            return;
        }

        for (int task = 1; task <= S.TaskTop; task++)
        {
            if (MayCompute(task) && Contexts[task]!.BurstLeft is > 0 and < CpuRow.Never)
            {
                UserContext context = Own(task);
                Tasks.Write(task).CpuTime += Math.Min(ticks, context.BurstLeft);
                context.BurstLeft = context.BurstLeft > ticks ? context.BurstLeft - ticks : StandsInHandler(context) ? ComputeOver : 0;
            }
        }

        S.Now = to;
        S.TimerSequence = ((S.TimerSequence >> InstantShift) + 1) << InstantShift;
    }

    /// <summary>Whether it goes on computing while time passes, if it has anything left of a burst: also where it then waits for a condition.</summary>
    private bool MayCompute(int task) => Tasks[task].State switch
    {
        TaskState.Ready => Tasks[task].Call == SyscallNumber.None,
        TaskState.Interruptible => Tasks[task].WaitsOn.Kind == WaitKind.Condition,
        _ => false,
    };

    private void PutOnCpu(int task)
    {
        ref CpuRow c = ref Cpus[0];
        Policy.Dequeue(this, task);
        Waiting?.Change(this, 0, task, -1);
        ref TaskRow row = ref Tasks.Write(task);
        S.ReadyCount--;
        S.RunningCount++;
        row.State = TaskState.Running;
        row.Next = 0;
        row.Slice = 0;
        row.Cpu = 0;
        IdleCpus.Remove(0);
        WentIdle.Remove(0);
        c.Current = task;
        c.Mode = CpuMode.Chain;
        c.ChargedUntil = S.Now;
        c.NeedReschedule = false;
        ChainCpu = 0;
    }

    private void TakeOffCpu(int task)
    {
        ref CpuRow c = ref Cpus[0];
        if (c.Current == task)
        {
            c.Current = 0;
            c.Mode = CpuMode.Idle;
            S.RunningCount--;
            IdleCpus.Add(0);
            Dispatching.Enqueue(this, task, EnqueueReason.Yielded);
        }

        c.LeftAt = -1;
        c.LastPid = 0;
        c.LastSliceEnd = 0;
        c.BurstEnd = c.SliceEnd = CpuRow.Never;
        WentIdle.Remove(0);
        ChainCpu = -1;
    }

    /// <summary>
    /// Private code that has run for long. Where it comes back to where it was with the same memory it goes round for ever, and the task never
    /// does anything any more but what a handler does: it spins. Else nothing is known of it, and the state is not followed.
    /// </summary>
    private bool IsStillGoing(int task, UserContext context)
    {
        const int MostRounds = 4096;
        context.Hash = 0;
        ulong before = HashOf(context);
        for (int round = 0; round < MostRounds; round++)
        {
            int budget = 0;
            TrapKind kind = context.Run(this, task, ref budget, ref trap);
            if (kind != TrapKind.BudgetExhausted)
            {
                return GoesOnAfter(kind, task, context);
            }

            context.Hash = 0;
            if (HashOf(context) == before)
            {
                context.BurstLeft = CpuRow.Never;
                return false;
            }
        }

        Halt(new EndlessPrivateCode(Tasks[task].Pid));
        return false;
    }
}
