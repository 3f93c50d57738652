// What a task does when it is on a CPU: a whole chain of statements that take no time, trap by trap, until it uses time, blocks,
// dies, or something better is ready. The one wrapper around every system call is here: cost, blocking, result, trace.
using System.Runtime.CompilerServices;

namespace KScript.Kernel;

internal sealed partial class Machine
{
    /// <summary>The CPU whose chain is being executed; -1: none.</summary>
    internal int ChainCpu = -1;

    /// <summary>Executes the chain of a CPU's task. A chain that a step or a limit cuts short is taken up first at the next.</summary>
    private void RunChain(int cpu)
    {
        if (Cpus[cpu].Mode != CpuMode.Chain)
        {
            return;
        }

        ChainCpu = cpu;
        Cpus[cpu].NeedReschedule = false;
        int task = Cpus[cpu].Current;
        UserContext context = Own(task);
        while (ExecuteNext(cpu, task, context))
        {
            if (Cpus[cpu].NeedReschedule)
            {
                ToRun.Add(cpu);
                PreemptAtOnce(cpu);
                break;
            }

            if (singleStep || S.Halt is not null || ((S.EventCount >= lookAtEvent || Meter.IsDue) && LooksOver() is not null))
            {
                S.CutChain = cpu + 1;
                break;
            }
        }

        ChainCpu = -1;
    }

    /// <summary>
    /// A call of the running task has made a better one ready. Where the policy wants it so, that one takes the CPU before the caller goes on
    /// (Linux: resched_curr, on the way back from the call); elsewhere the CPUs choose when all chains of the instant have run.
    /// </summary>
    private void PreemptAtOnce(int cpu)
    {
        int rq = RunQueues.Of(this, cpu);
        int best = Policy.BestWaiting(this, rq);
        if (best != 0 && IdleCpus.IsEmpty && Policy.PreemptsWithinInstant(this, best, Cpus[cpu].Current))
        {
            PreemptWorst(rq);
        }
    }

    /// <summary>One boundary: signals that wait, the rest of a burst, or the next trap. False: the chain is over.</summary>
    private bool ExecuteNext(int cpu, int task, UserContext context)
    {
        ref readonly TaskRow row = ref Tasks[task];
        TaskFlags urgent = row.Flags & (TaskFlags.SignalPending | TaskFlags.SyscallPaid | TaskFlags.TraceDue);
        if (urgent != TaskFlags.None)
        {
            if (!LooksAround(cpu, task, urgent))
            {
                return false;
            }

            if (S.Halt is not null)
            {
                return true;
            }
        }

        if (context.BurstLeft > 0)
        {
            Dispatching.StartBurst(this, cpu, context.BurstLeft);
            return false;
        }

        ref CpuRow c = ref Cpus[cpu];
        if (c.BudgetTick != S.Now)
        {
            c.Budget = c.BudgetAt(S.Now, Settings.Ips);
            c.BudgetTick = S.Now;
        }

        // In slices, so that limits are looked at within a tick of many statements, too. A context goes on after a slice as after a tick.
        RunMeter meter = Meter;
        int budget = c.Budget, slice = Math.Min(budget, meter.Slice), left = slice;
        TrapKind kind = context.Run(this, task, ref left, ref trap);
        c.Budget -= slice - left;
        meter.Work(slice - left);
        switch (kind)
        {
            case TrapKind.Syscall:
                return Call(cpu, task, context);

            case TrapKind.Compute:
                if (trap.A0 <= 0)
                {
                    return true;
                }

                Events.Compute(this, cpu, task, trap.A0);
                Dispatching.StartBurst(this, cpu, trap.A0);
                return false;

            case TrapKind.Look:
            case TrapKind.BudgetExhausted when slice < budget && c.Budget >= 0:
                return true;

            case TrapKind.BudgetExhausted:
                Dispatching.StartBurst(this, cpu, 1);
                return false;

            case TrapKind.SignalReturn:
                Signals.Return(this, cpu, task, (ulong)trap.A0);
                return true;

            case TrapKind.Fault:
                Events.Fault(this, cpu, task, (int)trap.A0, trap.Payload);
                Signals.Force(this, task, (int)trap.A0, (int)trap.A1);
                return true;

            case TrapKind.Until:
                EnterUntil(cpu, task);
                Events.UntilBlock(this, cpu, task);
                return false;

            case TrapKind.Prompt:
                return AtPrompt(cpu, task);

            default:
                // The task is left where it stands; a halted machine does not go on, but it can be looked at.
                Halt(in trap);
                Events.Halt(this, cpu, task, trap.Payload);
                return true;
        }
    }

    /// <summary>What acts on a task before its program goes on: what it has to do for its tracer, and signals. False: it has left its CPU.</summary>
    private bool LooksAround(int cpu, int task, TaskFlags urgent)
    {
        if ((urgent & TaskFlags.SyscallPaid) != 0)
        {
            // While it pays for a call it is in the kernel: nothing acts before the call has had its effect.
            return true;
        }

        if ((urgent & TaskFlags.SignalPending) != 0 && NamespaceEnd.IsEnding(this, task))
        {
            NamespaceEnd.Finish(this, task);
            return false;
        }

        if (SyscallStops.IsInCall(this, task))
        {
            return true;
        }

        if ((urgent & TaskFlags.TraceDue) != 0 && TraceStops.TakesDue(this, cpu, task))
        {
            return false;
        }

        if ((urgent & TaskFlags.SignalPending) == 0)
        {
            return true;
        }

        Signals.TellOfContinue(this, task);
        return !Freezer.Stops(this, cpu, task) && (Tasks[task].Call != SyscallNumber.None || Signals.Deliver(this, cpu, task));
    }

    /// <summary>The wrapper around every system call. False: the chain is over.</summary>
    private bool Call(int cpu, int task, UserContext context)
    {
        CallBeginsAgain = false;
        ref TaskRow row = ref Tasks.Write(task);
        bool isTraced = (row.Flags & TaskFlags.Traced) != 0;
        if (isTraced && row.Call == SyscallNumber.None && SyscallStops.StopsAtEntry(this, cpu, task, trap.Number))
        {
            return false;
        }

        if (Settings.SyscallTicks > 0 && row.Call == SyscallNumber.None && (row.Flags & TaskFlags.SyscallPaid) == 0)
        {
            row.Flags |= TaskFlags.SyscallPaid;
            Dispatching.StartBurst(this, cpu, Settings.SyscallTicks);
            return false;
        }

        bool resumed = row.Call != SyscallNumber.None;
        row.Flags &= ~TaskFlags.SyscallPaid;
        if (resumed && (row.Flags & TaskFlags.HasExtra) != 0 && Signals.WasCutShort(this, task))
        {
            Interruption outcome = Signals.DeliverInterrupting(this, cpu, task, ref trap);
            if (outcome != Interruption.GoesOn)
            {
                return outcome == Interruption.Handled;
            }

            Signals.BeginAgainAfterStop(this, task);
            CallBeginsAgain = true;
            if (isTraced && SyscallStops.StopsAtEntry(this, cpu, task, trap.Number))
            {
                return false;
            }
        }

        SyscallResult result = S.NamespaceCount == 0
            ? SyscallTable.Handlers[(int)trap.Number](this, task, ref trap)
            : PidTranslation.Call(this, task, ref trap);
        if (result.Outcome != SyscallOutcome.Value)
        {
            return CallWithoutValue(cpu, task, context, in result, resumed);
        }

        Complete(task);
        SetResult(context, in result);
        RecheckAfterCall();
        Events.SysExit(this, cpu, task, in trap, result.Value, Errno.None, resumed);
        trap.Answer = null;
        if (isTraced)
        {
            TellTracer(task, in result);
        }

        return !LeavesAfterCall(cpu, result.Reschedule);
    }

    /// <summary>What follows a call that gave no value. A method of its own: what one has inside, every call would have to clear.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool CallWithoutValue(int cpu, int task, UserContext context, in SyscallResult result, bool resumed)
    {
        switch (result.Outcome)
        {
            case SyscallOutcome.Error:
                Complete(task);
                context.SetError((Errno)result.Value);
                if (result.HasDonePart)
                {
                    RecheckAfterCall();
                }

                Events.SysExit(this, cpu, task, in trap, -1, (Errno)result.Value, resumed);
                TellTracer(task, in result);
                return true;

            case SyscallOutcome.Handled:
                return Tasks[task].State == TaskState.Running;

            case SyscallOutcome.NotYet:
                Complete(task);
                SetResult(context, in result);
                Events.SysExit(this, cpu, task, in trap, result.Value, Errno.None, resumed);
                trap.Answer = null;
                TellTracer(task, in result);
                Dispatching.StartBurst(this, cpu, 1);
                return false;

            case SyscallOutcome.NotYetError:
                Complete(task);
                context.SetError((Errno)result.Value);
                Events.SysExit(this, cpu, task, in trap, -1, (Errno)result.Value, resumed);
                TellTracer(task, in result);
                Dispatching.StartBurst(this, cpu, 1);
                return false;

            case SyscallOutcome.Block when (Tasks[task].Flags & TaskFlags.SignalPending) != 0 && CannotSleep(task):
                return true;

            case SyscallOutcome.Block when TraceStops.HasEvent(this, task):
                StopInCall(cpu, task);
                return false;

            case SyscallOutcome.Block:
                Block(cpu, task, SyscallTable.BlockingOf(trap.Number), result.WaitsOn);
                Events.SysBlock(this, cpu, task, in trap, resumed);
                return false;

            default:
                return Interrupted(cpu, task, context, result.WaitsOn);
        }
    }

    /// <summary>A call is done: a tracee may stop for that.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TellTracer(int task, in SyscallResult result)
    {
        if (Kernel.Tracing.IsTraced(this, task))
        {
            SyscallStops.Done(this, task, trap.Number, SyscallStops.ResultOf(in result));
        }
    }

    /// <summary>A tracee stops for an event in the middle of its call, and waits when its tracer lets it go on (vfork).</summary>
    private void StopInCall(int cpu, int task)
    {
        Tasks.Write(task).Call = trap.Number;
        TraceStops.WaitsAfterwards(this, task);
        Events.SysBlock(this, cpu, task, in trap, resumed: false);
        TraceStops.AtEvent(this, cpu, task);
    }

    /// <summary>
    /// A signal came while the call's cost was paid: the caller does not fall asleep, and looks at once what becomes of the call (Linux: schedule()
    /// with signal_pending_state).
    /// </summary>
    private bool CannotSleep(int task)
    {
        if (SyscallTable.BlockingOf(trap.Number).State != TaskState.Interruptible)
        {
            return false;
        }

        Sleeping.KeepDeadline(this, task);
        Tasks.Write(task).Call = trap.Number;
        return true;
    }

    private void RecheckAfterCall()
    {
        if (IsPreemptive && SyscallTable.Find(trap.Number)!.ChangesSchedule)
        {
            RecheckAll();
        }
    }

    private void SetResult(UserContext context, in SyscallResult result)
    {
        if (result.Payload is null)
        {
            context.SetResult(result.Value);
            return;
        }

        context.SetResult(result.Payload);
        trap.Answer = result.Payload;
    }

    /// <summary>What a call wants of the scheduler, once it is over. True: the caller has left its CPU.</summary>
    private bool LeavesAfterCall(int cpu, Reschedule wanted)
    {
        if (wanted.Task == 0 || Points != PointMode.Off)
        {
            return false;
        }

        int on = Tasks[wanted.Task].Cpu;
        if (wanted.Reason == EnqueueReason.Yielded)
        {
            Dispatching.Yield(this, on);
        }
        else
        {
            Dispatching.Requeue(this, on, wanted.Reason);
        }

        return on == cpu;
    }

    /// <summary>
    /// A blocked call was woken before its time. A handler that runs ends it (EINTR) or lets it begin again (SA_RESTART);
    /// without one it goes on waiting, with its old deadline.
    /// </summary>
    private bool Interrupted(int cpu, int task, UserContext context, WaitsOn on)
    {
        if (TraceStops.GoesBackToSleep(this, task))
        {
            Block(cpu, task, SyscallTable.BlockingOf(trap.Number), on);
            return false;
        }

        bool isTraced = (Tasks[task].Flags & TaskFlags.Traced) != 0;
        if (SyscallTable.BlockingOf(trap.Number).Interrupted == RestartCode.EINTR)
        {
            // It is over before the signal acts: before a handler runs, before the process stops.
            Complete(task);
            if (!SyscallTable.BlockingOf(trap.Number).CallsAgain)
            {
                context.SetError(Errno.EINTR);
                Events.SysExit(this, cpu, task, in trap, -1, Errno.EINTR, resumed: true);
            }

            TellTracer(task, SyscallResult.Fail(Errno.EINTR));
            return true;
        }

        if (isTraced && SyscallStops.StopsForInterruption(this, cpu, task, SyscallTable.BlockingOf(trap.Number).Interrupted))
        {
            return false;
        }

        Interruption outcome = Signals.DeliverInterrupting(this, cpu, task, ref trap);
        switch (outcome)
        {
            case Interruption.Left:
                return false;

            case Interruption.Handled:
                return true;

            default:
                if (Signals.ActsBetweenSuspends(this, task) || Wait.HasMovedGroup(this, task))
                {
                    Complete(task);
                    return true;
                }

                Block(cpu, task, SyscallTable.BlockingOf(trap.Number), on);
                Events.SysBlock(this, cpu, task, in trap, resumed: true);
                return false;
        }
    }

    /// <summary>The call is over: nothing to resume.</summary>
    internal void Complete(int task)
    {
        ref TaskRow row = ref Tasks.Write(task);
        row.Call = SyscallNumber.None;
        if (task < FileCalls.Capacity)
        {
            Kernel.FileCalls.End(this, task);
        }

        if ((row.Flags & TaskFlags.Traced) != 0)
        {
            SyscallStops.Over(this, task);
        }

        if ((row.Flags & TaskFlags.HasExtra) != 0)
        {
            ref TaskExtra extra = ref Extras.Write(task);
            extra.HasDeadline = false;
            extra.WaitGroup = 0;
            extra.CutShortAt = 0;
        }
    }

    /// <summary>The caller blocks; if it had waited before, its deadline is what it was.</summary>
    private void Block(int cpu, int task, BlockingRule rule, WaitsOn on)
    {
        Sleeping.WaitOn(this, task);
        Blocked.Enter(this, cpu, task, trap.Number, rule.State, on);
    }
}

/// <summary>What delivering signals to a task in the middle of a call came to.</summary>
internal enum Interruption : byte
{
    /// <summary>Nothing that ends the call.</summary>
    GoesOn,
    /// <summary>A handler runs; the call has its result, or begins again after it.</summary>
    Handled,
    /// <summary>The task died or stopped.</summary>
    Left,
}
