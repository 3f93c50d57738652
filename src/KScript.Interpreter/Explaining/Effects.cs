// What else is different when something is tried: calls cut short, an earlier or later end, processes that wait for ever.
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Interpreter.Explaining;

/// <summary>Compares a trial with what happened without it.</summary>
internal static class Effects
{
    /// <summary>The differences, a sentence each.</summary>
    /// <param name="facts">What happened without it.</param>
    /// <param name="parent">Who was made to do something else.</param>
    /// <param name="trial">The trial.</param>
    /// <param name="from">From which number of events on they can differ.</param>
    public static IEnumerable<string> Compare(Case facts, Life parent, TrialRun trial, long from)
    {
        List<FailedCall> cut = Interrupted(trial.History, parent.Pid, from);
        if (cut.Count > Interrupted(facts.History, parent.Pid, from).Count)
        {
            yield return $"The {NameOf(cut[0].Call)} of {parent.Label} is cut short by the handler at t={cut[0].At.Time} (EINTR).";
        }

        foreach (string stuck in BlockedForEver.Labels(trial).Except(BlockedForEver.Labels(facts.Future)))
        {
            yield return $"But {stuck} is then blocked for ever.";
        }

        if (trial.End == RunEnd.Halted && facts.Future.End != RunEnd.Halted)
        {
            yield return $"But the script stops at t={trial.Machine.Now}: {(trial.Machine.HaltReason as HaltReason)?.Message ?? trial.Machine.HaltReason}.";
        }
        else if (trial.End == RunEnd.Finished && facts.Future.End == RunEnd.Finished && trial.Machine.Now != facts.Future.Machine.Now)
        {
            yield return $"The run ends at t={trial.Machine.Now}, not at t={facts.Future.Machine.Now}.";
        }
    }

    private static List<FailedCall> Interrupted(History history, int pid, long from) =>
        history.Failed.FindAll(call => call.By.Pid == pid && call.At.Event > from && call.Error == Errno.EINTR);

    private static string NameOf(SyscallNumber call) => SyscallTable.Find(call)?.Name ?? "call";
}
