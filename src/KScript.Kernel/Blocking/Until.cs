// Tasks that wait for a condition of their own (`until e`): a queue in the order in which they came, looked at whenever an instant has
// become quiet, and at every tick while a condition can change by time alone.

namespace KScript.Kernel;

internal sealed partial class Machine
{
    /// <summary>
    /// Looks at each `until`, in the order they came, and wakes those that hold; up to one that halts the run, or to where a limit cuts
    /// that short: the next time it goes on there.
    /// </summary>
    private bool WakeWhereConditionHolds()
    {
        bool woke = S.CutUntilWoke;
        int task = S.CutUntil != 0 && Tasks[S.CutUntil].Call == SyscallNumber.Until ? S.CutUntil : S.Conditions.Head;
        S.CutUntil = 0;
        S.CutUntilWoke = false;
        while (task != 0)
        {
            int next = Waiters[task].Next;
            UserContext context = Contexts[task]!;
            ConditionOutcome outcome = Tasks[task].State == TaskState.Interruptible ? context.EvaluateCondition(this, task, ref trap) : ConditionOutcome.Fails;
            if (outcome == ConditionOutcome.Halts)
            {
                Halt(in trap);
                break;
            }

            if (outcome == ConditionOutcome.Cut)
            {
                S.CutUntil = task;
                S.CutUntilWoke = woke;
                return false;
            }

            if (outcome == ConditionOutcome.Holds)
            {
                LeaveUntil(task);
                Own(task).SetResult(0);
                if (!context.AwaitsInput)
                {
                    Events.UntilDone(this, task);
                }

                Blocked.Wake(this, task);
                woke = true;
            }

            task = next;
        }

        return woke;
    }

    /// <summary>A task blocks until its condition holds.</summary>
    internal void EnterUntil(int cpu, int task)
    {
        Blocked.Enter(this, cpu, task, SyscallNumber.Until, TaskState.Interruptible, WaitsOn.Condition);
        if (Contexts[task]!.ConditionDependsOnTime)
        {
            S.UntilTimed++;
        }
    }

    /// <summary>A task is about to wake from `until`: its condition holds, or a signal has come. There is no call to be made again.</summary>
    internal void LeaveUntil(int task)
    {
        if (Contexts[task]!.ConditionDependsOnTime)
        {
            S.UntilTimed--;
        }

        Tasks.Write(task).Call = SyscallNumber.None;
    }
}
