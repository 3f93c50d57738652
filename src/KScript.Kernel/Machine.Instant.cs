// Time and CPUs: the one transition function. Step does the next thing that happens, in the order that docs/kernel.md's time
// rules give; Run is Step until nothing is left or a limit is reached. What tasks do when they run is in Machine.Chain.cs,
// how they get and leave CPUs in Dispatching.cs.

namespace KScript.Kernel;

internal sealed partial class Machine
{
    /// <summary>Runs until nothing is left to happen or a limit is reached. May be called again with other limits.</summary>
    public RunEnd Run(RunLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        singleStep = false;
        isPaused = false;
        eventLimit = limits.MaxEvents;
        timeLimit = limits.Until;
        meter = limits.Meter;
        long writtenBefore = BytesWritten();
        outputBefore = Meter.Output - writtenBefore;
        lookAtEvent = 0;
        RunEnd end = RunOn();
        Meter.Output += BytesWritten() - writtenBefore;
        return end;
    }

    private RunEnd RunOn()
    {
        while (true)
        {
            if (S.Halt is not null)
            {
                return RunEnd.Halted;
            }

            if ((S.EventCount >= lookAtEvent || Meter.IsDue) && LooksOver() is { } why)
            {
                return why;
            }

            if (!Transition())
            {
                return NextTime() == CpuRow.Never ? RunEnd.Finished : RunEnd.Until;
            }
        }
    }

    /// <summary>
    /// Does the next thing that happens: a timer, the end of a burst or a slice, a choice, one trap of a running task.
    /// </summary>
    /// <returns>False: nothing is left, or the run was halted.</returns>
    public bool Step()
    {
        singleStep = true;
        eventLimit = timeLimit = lookAtEvent = long.MaxValue;
        return S.Halt is null && Transition();
    }

    private const int EventsBetweenLooks = 64;

    private bool singleStep;
    private long eventLimit = long.MaxValue;
    private long timeLimit = long.MaxValue;
    /// <summary>The number of events at which the limits are looked at.</summary>
    private long lookAtEvent = long.MaxValue;
    /// <summary>What was written in earlier runs, less what the sinks had written when this one began.</summary>
    private long outputBefore;
    private long rowsCharged;
    private Trap trap;

    /// <summary>What the run costs; charged by everybody who works for a script.</summary>
    internal RunMeter Meter => meter ?? MakeMeter();

    private RunMeter? meter;

    /// <summary>What is done outside a run, such as looking at properties, is charged there.</summary>
    internal void ChargeTo(RunMeter payer) => meter = payer;

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private RunMeter MakeMeter() => meter = new RunMeter();

    /// <summary>Looks at all limits, and says when they are looked at next. Null: the run may go on.</summary>
    private RunEnd? LooksOver()
    {
        if (S.EventCount >= eventLimit)
        {
            return isPaused ? RunEnd.Paused : RunEnd.MaxEvents;
        }

        // Not more often than in 64 events: the lines of a trace are short, and what processes write has its own look.
        lookAtEvent = Math.Min(eventLimit, S.EventCount + EventsBetweenLooks);
        Meter.Work(RowsVisited - rowsCharged);
        rowsCharged = RowsVisited;
        RunEnd? why = Meter.Look(this) ?? (outputBefore + BytesWritten() > Meter.MaxOutput ? RunEnd.MaxOutput : null);
        if (why is not null)
        {
            // Who asks again gets the same answer.
            LookSoon();
        }

        return why;
    }

    /// <summary>The limits are looked at before anything else is done.</summary>
    internal void LookSoon() => lookAtEvent = 0;

    private Phase FirstPhase => burstsFirst ? Phase.Bursts : Phase.Timers;

    /// <summary>Whether a timer, a burst or a slice is still due in this instant once every chain has run.</summary>
    private bool IsAnythingDue() =>
        S.BoostDue
        || S.PolicyDue
        || TimerQueue.FirstDue(this) <= S.Now
        || (S.NextJob < Jobs.Length && Jobs[S.NextJob].At <= S.Now)
        || !DueBursts.IsEmpty
        || !DueSlices.IsEmpty;

    /// <summary>Whether a ready task may find a CPU: a new pass over the instant would come to nothing else.</summary>
    private bool CanChoose() => S.ReadyCount > 0 && (IsPreemptive || IdleThatCanChoose() >= 0);

    /// <summary>What an instant counts as in which a policy or a condition looks, and nothing happens that is seen.</summary>
    private const int StatementsOfSilentInstant = 100;

    private long eventsAtLastTime;
    private long statementsAtLastTime;

    private void ChargeInstant()
    {
        RunMeter payer = Meter;
        long least = StatementsOfSilentInstant + Cpus.Length;
        long done = payer.Statements - statementsAtLastTime;
        if (S.EventCount == eventsAtLastTime && done >= 0 && done < least)
        {
            payer.Work(least - done);
        }

        eventsAtLastTime = S.EventCount;
        statementsAtLastTime = payer.Statements;
    }

    private bool Transition()
    {
        if (following is not null && FollowSchedule())
        {
            return true;
        }

        if (S.CutChain != 0)
        {
            // A chain is never interrupted by another CPU's: it goes on before anything else does.
            int cpu = S.CutChain - 1;
            S.CutChain = 0;
            RunChain(cpu);
            return true;
        }

        while (true)
        {
            switch (S.Phase)
            {
                case Phase.Timers:
                    if (FireTimer())
                    {
                        S.Busy = true;
                        return true;
                    }

                    S.Phase = burstsFirst ? Phase.Choose : Phase.Bursts;
                    break;

                case Phase.Bursts:
                    int bursting = DueBursts.Lowest();
                    if (bursting >= 0)
                    {
                        S.Busy = true;
                        ContinueAfterBurst(bursting);
                        return true;
                    }

                    S.Phase = Phase.Slices;
                    if (S.TicklessCount > 0 && S.ReadyCount > 0)
                    {
                        Dispatching.TimeSlicesAgain(this);
                    }

                    break;

                case Phase.Slices:
                    int sliced = DueSlices.Lowest();
                    if (sliced >= 0)
                    {
                        S.Busy = true;
                        DueSlices.Remove(sliced);
                        SliceEnds(sliced);
                        return true;
                    }

                    S.SlicesDoneAt = S.Now;
                    S.Phase = burstsFirst ? Phase.Timers : Phase.Choose;
                    break;

                case Phase.Choose:
                    if ((S.BalanceDue || S.PeekDue) && Balancing.Act(this))
                    {
                        S.Busy = true;
                    }

                    if (S.ReadyCount > 0 && (ChooseForIdle() || (IsPreemptive && PreemptWorst())))
                    {
                        S.Busy = true;
                        if (singleStep)
                        {
                            return true;
                        }

                        break;
                    }

                    S.Phase = Phase.Run;
                    break;

                case Phase.Run:
                    int running = ToRun.Lowest();
                    if (running >= 0)
                    {
                        S.Busy = true;
                        ToRun.Remove(running);
                        RunChain(running);
                        return true;
                    }

                    S.Phase = !S.Busy ? Phase.Quiet : IsAnythingDue() ? FirstPhase : CanChoose() ? Phase.Choose : Phase.Quiet;
                    S.Busy = false;
                    break;

                case Phase.Quiet:
                    if (S.Conditions.Head != 0 && WakeWhereConditionHolds())
                    {
                        S.Phase = FirstPhase;
                        return true;
                    }

                    if (S.Halt is not null || S.CutUntil != 0)
                    {
                        return true;
                    }

                    if (!WentIdle.IsEmpty)
                    {
                        // Events of this instant: a run may end between them and the next.
                        ReportIdle();
                        return true;
                    }

                    if (!AdvanceTime())
                    {
                        return false;
                    }

                    S.Phase = FirstPhase;
                    ChargeInstant();
                    return true;
            }
        }
    }

    /// <summary>
    /// Lets time pass in which nothing happens: after a run that ended with <see cref="RunEnd.Until"/> the clock shows the last event's
    /// time, and this moves it on, for who looks at the machine at a time in between. The run goes on from there as it would have.
    /// </summary>
    /// <param name="time">Up to when, in ticks.</param>
    /// <param name="evenAtEnd">Also where nothing will ever happen: more input is to come.</param>
    /// <returns>False, and nothing done: something happens by then, or the time is over.</returns>
    public bool TryPassTime(long time, bool evenAtEnd = false)
    {
        bool quiet = S.Phase == Phase.Quiet && S.CutChain == 0 && S.CutUntil == 0 && S.Halt is null;
        if (!quiet || time < Now || NextTime() <= time || (NextTime() == CpuRow.Never && !evenAtEnd))
        {
            return false;
        }

        S.Now = time;
        return true;
    }

    /// <summary>When something happens next after this instant; Never: nothing does.</summary>
    private long NextTime()
    {
        long next = Math.Min(CpuTimes.FirstTime, TimerQueue.FirstDue(this));
        if (S.NextJob < Jobs.Length)
        {
            next = Math.Min(next, Jobs[S.NextJob].At);
        }

        if (S.UntilTimed > 0)
        {
            next = Math.Min(next, S.Now + 1);
        }

        if (boostTicks > 0 && next != CpuRow.Never && HasRunnable())
        {
            next = Math.Min(next, NextBoost());
        }

        if (S.ReadyCount > 0)
        {
            next = Math.Min(next, Math.Min(NextMultiple(CpuOptions.BalanceTicks), NextMultiple(CpuOptions.PeekTicks)));
        }

        return Math.Min(next, NextPolicyTimer());
    }

    /// <summary>When the policy wants to act next; where nothing is ready or running it does not.</summary>
    private long NextPolicyTimer() => hasPolicyTimers && HasRunnable() ? Policy.NextTimer(this) : CpuRow.Never;

    /// <summary>The next time that is a multiple of a period; Never where there is no period, or a shared queue.</summary>
    private long NextMultiple(long period) => !PerCpu || period == 0 ? CpuRow.Never : ((S.Now / period) + 1) * period;

    private bool HasRunnable() => S.ReadyCount > 0 || S.RunningCount > 0;

    /// <summary>The next multiple of the boost's period; boosts that find nothing ready or running change nothing and are skipped.</summary>
    private long NextBoost() => ((S.Now / boostTicks) + 1) * boostTicks;

    private bool AdvanceTime()
    {
        if (S.TicklessCount > 0 && S.ReadyCount > 0)
        {
            // Somebody came after the slices of this instant were ended: from now on they are timed.
            Dispatching.TimeSlicesAgain(this);
        }

        if (retimesSlices)
        {
            Dispatching.RetimeSlices(this);
        }

        long next = NextTime();
        if (next > timeLimit || next == CpuRow.Never)
        {
            return false;
        }

        S.PolicyDue = hasPolicyTimers && NextPolicyTimer() == next;
        S.Now = next;
        S.BalanceDue = PerCpu && CpuOptions.BalanceTicks > 0 && next % CpuOptions.BalanceTicks == 0;
        S.PeekDue = PerCpu && CpuOptions.PeekTicks > 0 && next % CpuOptions.PeekTicks == 0;
        if (boostTicks > 0)
        {
            S.BoostCount = (next - 1) / boostTicks;
            S.BoostDue = next % boostTicks == 0;
        }

        while (CpuTimes.FirstTime == next)
        {
            int cpu = CpuTimes.First;
            ref CpuRow c = ref Cpus[cpu];
            if (c.BurstEnd == next)
            {
                DueBursts.Add(cpu);
            }

            if (c.SliceEnd == next)
            {
                DueSlices.Add(cpu);
            }

            // Both are in the sets now; the phases set the CPU's next time anew.
            CpuTimes.Set(cpu, CpuRow.Never);
        }

        return true;
    }

    /// <summary>One thing that the clock brings: the boost, a job's arrival, a timer. False: nothing is due.</summary>
    private bool FireTimer()
    {
        if (S.BoostDue)
        {
            S.BoostDue = false;
            Events.Boost(this);
            Policy.Boost(this);
            RecheckAll();
            return true;
        }

        if (S.PolicyDue)
        {
            S.PolicyDue = false;
            Policy.Timer(this);
            if (MetersRuns)
            {
                // A quota that is used up, or begins anew, changes who is better than whom in every run queue.
                RecheckAll();
            }

            return true;
        }

        if (S.NextJob < Jobs.Length && Jobs[S.NextJob].At <= S.Now)
        {
            Fork.StartJob(this, Jobs[S.NextJob++]);
            return true;
        }

        if (TimerQueue.FirstDue(this) > S.Now)
        {
            return false;
        }

        TimerRow timer = TimerQueue.Take(this);
        switch (timer.Kind)
        {
            case TimerKind.Alarm:
                IntervalTimers.RealGoesOff(this, timer.Task);
                break;
            case TimerKind.CpuTime:
                IntervalTimers.CpuTimeRunsOut(this, timer.Task);
                break;
            case TimerKind.Wake:
                Waiters.Write(timer.Task).Timer = 0;
                Blocked.Wake(this, timer.Task);
                break;
        }

        return true;
    }

    /// <summary>The lowest idle CPU with somebody in its own queue; else the lowest for which anybody waits that it may take; -1: none.</summary>
    private int IdleThatCanChoose()
    {
        if (Waiting is null)
        {
            return IdleCpus.Lowest();
        }

        int cpu = PerCpu ? IdleCpus.LowestIn(Waiting.Queues) : -1;
        return cpu >= 0 || (PerCpu && !CpuOptions.Steal) ? cpu
            : Waiting.Free > 0 ? IdleCpus.Lowest()
            : IdleCpus.LowestIn(Waiting.Wanted);
    }

    private bool ChooseForIdle()
    {
        int cpu = IdleThatCanChoose();
        if (cpu < 0)
        {
            return false;
        }

        int rq = RunQueues.Of(this, cpu);
        int task = RunQueues.IsAnyoneWaiting(this, rq) ? Policy.PickNext(this, rq, cpu) : Balancing.Steal(this, cpu);
        if (task == 0)
        {
            return false;
        }

        Dispatching.Dispatch(this, cpu, task);
        return true;
    }

    /// <summary>
    /// The best waiting task of a run queue takes the CPU of the worst running one that it is better than; of several the highest. Only of run
    /// queues that something entered or left since this was last looked at.
    /// </summary>
    private bool PreemptWorst()
    {
        if (Waiting is null)
        {
            return PreemptWorst(0);
        }

        for (int rq = Waiting.Recheck.Lowest(); rq >= 0; rq = Waiting.Recheck.Lowest())
        {
            if (RunQueues.IsAnyoneWaiting(this, rq) && PreemptWorst(rq))
            {
                return true;
            }

            Waiting.Recheck.Remove(rq);
        }

        return false;
    }

    private bool PreemptWorst(int rq)
    {
        int best = Policy.BestWaiting(this, rq);
        if (best == 0)
        {
            return false;
        }

        int worst = -1;
        (int from, int to) = RunQueues.CpusOf(this, rq);
        for (int cpu = to - 1; cpu >= from; cpu--)
        {
            int task = Cpus[cpu].Current;
            if (task != 0 && Policy.IsBetter(this, best, task) && Affinity.Allows(this, best, cpu)
                && (worst < 0 || Policy.IsBetter(this, Cpus[worst].Current, task)))
            {
                worst = cpu;
            }
        }

        if (worst < 0)
        {
            return false;
        }

        Dispatching.Preempt(this, worst, best);
        int next = Policy.PickNext(this, rq, worst);
        Dispatching.Dispatch(this, worst, next);
        return true;
    }

    /// <summary>A call, a boost or a slice may have changed who is better than whom: all run queues are looked at again.</summary>
    private void RecheckAll()
    {
        for (int rq = 0; Waiting is not null && rq < RunQueueCount; rq++)
        {
            Waiting.Recheck.Add(rq);
        }
    }

    /// <summary>Says of each CPU that became idle in this instant that it is.</summary>
    private void ReportIdle()
    {
        for (int cpu = WentIdle.Lowest(); cpu >= 0; cpu = WentIdle.Lowest())
        {
            Events.Idle(this, cpu);
            WentIdle.Remove(cpu);
        }
    }

    private void ContinueAfterBurst(int cpu)
    {
        ref CpuRow c = ref Cpus[cpu];
        DueBursts.Remove(cpu);
        if (c.BurstEnd == S.Now)
        {
            if (c.Mode == CpuMode.Switching)
            {
                Dispatching.EndSwitch(this, cpu);
                ToRun.Add(cpu);
                return;
            }

            Dispatching.EndBurst(this, cpu);
        }

        if (c.Mode == CpuMode.Chain)
        {
            // A signal that cut the burst short in the instant in which it ended has it in the set already.
            ToRun.Remove(cpu);
            RunChain(cpu);
        }
    }

    private void SliceEnds(int cpu)
    {
        ref CpuRow c = ref Cpus[cpu];
        if (c.Current == 0 || c.SliceEnd != S.Now)
        {
            return;
        }

        int task = c.Current;
        int level = hasLevels ? Policy.LevelOf(this, task) : -1;
        // Aligned slices end for everybody, waited for or not.
        bool leaves = Policy.SliceOver(this, RunQueues.Of(this, cpu), task, out string rule) | AlignsSlices;
        Events.Slice(this, cpu, task, level, hasLevels ? Policy.LevelOf(this, task) : -1, rule, leaves);
        if (leaves)
        {
            Dispatching.LeaveAtSliceEnd(this, cpu);
        }
        else
        {
            Tasks.Write(task).Slice = 0;
            Dispatching.StartSlice(this, cpu, task);
            Waiting?.Recheck.Add(RunQueues.Of(this, cpu));
        }
    }
}
