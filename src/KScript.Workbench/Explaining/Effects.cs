// What else is different when something is tried: calls cut short, an earlier or later end, processes that wait for ever.
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Workbench.Explaining;

/// <summary>Something that is different.</summary>
/// <param name="Text">A sentence.</param>
/// <param name="IsHarm">It is for the worse: a process waits for ever, a claim of the script fails.</param>
internal sealed record Effect(string Text, bool IsHarm);

/// <summary>Compares a trial with what happened without it.</summary>
internal static class Effects
{
    /// <summary>The differences.</summary>
    /// <param name="facts">What happened without it.</param>
    /// <param name="parent">Who was made to do something else.</param>
    /// <param name="trial">The trial.</param>
    /// <param name="from">From which number of events on they can differ.</param>
    public static IEnumerable<Effect> Compare(Case facts, Life parent, TrialRun trial, long from)
    {
        List<FailedCall> cut = Interrupted(trial.History, parent.Pid, from);
        if (cut.Count > Interrupted(facts.History, parent.Pid, from).Count)
        {
            yield return new Effect($"The {NameOf(cut[0].Call)} of {parent.Label} is cut short by the handler at t={cut[0].At.Time} (EINTR).", IsHarm: false);
        }

        if (BlockedForEver.NewIn(trial, facts) is { } stuck)
        {
            yield return new Effect(stuck, IsHarm: true);
        }

        if (trial.End == RunEnd.Halted && facts.Future.End != RunEnd.Halted)
        {
            yield return new Effect($"But the script stops at t={trial.Machine.Now}: {(trial.Machine.HaltReason as HaltReason)?.Message ?? trial.Machine.HaltReason}.", IsHarm: true);
        }
        else if (trial.End == RunEnd.Finished && facts.Future.End == RunEnd.Finished && trial.Machine.Now != facts.Future.Machine.Now)
        {
            yield return new Effect($"The run ends at t={trial.Machine.Now}, not at t={facts.Future.Machine.Now}.", IsHarm: false);
        }
    }

    private static List<FailedCall> Interrupted(History history, int pid, long from) =>
        history.Failed.FindAll(call => call.By.Pid == pid && call.At.Event > from && call.Error == Errno.EINTR);

    private static string NameOf(SyscallNumber call) => SyscallTable.Find(call)?.Name ?? "call";
}
