// Tasks that wait for a condition of their own (`until e`): a list in the order in which they came, looked at whenever an instant has
// become quiet, and at every tick while a condition can change by time alone.
namespace KScript.Kernel;

public sealed partial class Machine
{
    /// <summary>Looks at each `until`, in the order they came, and wakes those that hold; up to one that halts the run.</summary>
    private bool WakeWhereConditionHolds()
    {
        bool woke = false;
        int before = 0;
        for (int task = S.UntilHead; task != 0;)
        {
            int next = Tasks[task].Link;
            UserContext context = Contexts[task]!;
            ConditionOutcome outcome = Tasks[task].State == TaskState.Interruptible ? context.EvaluateCondition(this, task, ref trap) : ConditionOutcome.Fails;
            if (outcome == ConditionOutcome.Halts)
            {
                Halt(in trap);
                break;
            }

            if (outcome == ConditionOutcome.Holds)
            {
                UnlinkUntil(before, task);
                Own(task).SetResult(0);
                Tasks.Write(task).Call = SyscallNumber.None;
                if (!context.AwaitsInput)
                {
                    Events.UntilDone(this, task);
                }

                Dispatching.Wake(this, task);
                woke = true;
            }
            else
            {
                before = task;
            }

            task = next;
        }

        return woke;
    }

    private void UnlinkUntil(int before, int task)
    {
        int next = Tasks[task].Link;
        if (before == 0)
        {
            S.UntilHead = next;
        }
        else
        {
            Tasks.Write(before).Link = next;
        }

        if (S.UntilTail == task)
        {
            S.UntilTail = before;
        }

        if (Contexts[task]!.ConditionDependsOnTime)
        {
            S.UntilTimed--;
        }

        Tasks.Write(task).Link = 0;
    }

    /// <summary>Takes a task out of the list of those that wait in `until` (a signal woke it).</summary>
    internal void LeaveUntil(int task)
    {
        int before = 0;
        for (int t = S.UntilHead; t != 0 && t != task; t = Tasks[t].Link)
        {
            before = t;
        }

        UnlinkUntil(before, task);
    }

    /// <summary>Appends a task to the list of those that wait in `until`.</summary>
    internal void EnterUntil(int task)
    {
        Tasks.Write(task).Link = 0;
        if (S.UntilTail == 0)
        {
            S.UntilHead = task;
        }
        else
        {
            Tasks.Write(S.UntilTail).Link = task;
        }

        S.UntilTail = task;
        if (Contexts[task]!.ConditionDependsOnTime)
        {
            S.UntilTimed++;
        }
    }
}
