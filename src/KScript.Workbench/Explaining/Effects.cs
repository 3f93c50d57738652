// What else is different when something is tried: calls cut short, an earlier or later end, processes that wait for ever.
using System.Globalization;
using KScript.Interpreter.Diagnostics;
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
    private const int MostCalls = 2;

    /// <summary>The differences.</summary>
    /// <param name="facts">What happened without it.</param>
    /// <param name="parent">Who was made to do something else.</param>
    /// <param name="trial">The trial.</param>
    /// <param name="from">From which number of events on they can differ.</param>
    /// <param name="edit">What was inserted into the script of the trial; empty: nothing.</param>
    /// <param name="replaced">A statement that the edit puts another one in the place of; null: none.</param>
    public static IEnumerable<Effect> Compare(Case facts, Life parent, TrialRun trial, long from, IReadOnlyList<Insertion> edit, Span? replaced = null)
    {
        foreach (Effect effect in Calls(facts, parent, trial, from, edit))
        {
            yield return effect;
        }

        if (BlockedForEver.NewIn(trial, facts) is { } stuck)
        {
            yield return new Effect(stuck, IsHarm: true);
        }

        // What was typed at a prompt after that is not typed again: then the end and what is not reached say nothing.
        bool isWhole = Edits.Text(facts.Session) is not null && trial.End == RunEnd.Finished && facts.Future.End == RunEnd.Finished;
        if (trial.End == RunEnd.Halted && facts.Future.End != RunEnd.Halted)
        {
            yield return new Effect($"But the script stops at t={trial.Machine.Now}: {(trial.Machine.HaltReason as HaltReason)?.Message ?? trial.Machine.HaltReason}.", IsHarm: true);
        }
        else if (isWhole && trial.Machine.Now != facts.Future.Machine.Now)
        {
            yield return new Effect($"The run ends at t={trial.Machine.Now}, not at t={facts.Future.Machine.Now}.", IsHarm: false);
        }

        List<Span> unreached = isWhole ? ChangedCalls.Unreached(facts, trial, from, edit).FindAll(span => span != replaced) : [];
        if (unreached.Count > 0)
        {
            string more = unreached.Count == 1 ? "" : $", and {Words.Count(unreached.Count - 1, "statement")} more,";
            yield return new Effect($"But {Words.Place(facts.Session, unreached[0])}{more} {Words.Are(unreached.Count)} then not reached.", IsHarm: true);
        }
    }

    /// <summary>Calls with other results: those that are cut short, and the first of the others.</summary>
    private static IEnumerable<Effect> Calls(Case facts, Life parent, TrialRun trial, long from, IReadOnlyList<Insertion> edit)
    {
        List<ChangedCall> changed = ChangedCalls.Find(facts, trial, from, edit);
        List<ChangedCall> cut = changed.FindAll(call => call.After.IsCutShort && call.Before is not { IsCutShort: true });
        foreach (ChangedCall call in cut.Take(MostCalls))
        {
            string handler = call.After.By.Pid == parent.Pid ? "the handler" : "a handler";
            yield return new Effect($"The {NameOf(call.After.Call)} of {call.After.By.Label} is cut short by {handler} at t={call.After.At.Time} (EINTR).", IsHarm: false);
        }

        List<ChangedCall> others = [.. changed.Except(cut).OrderBy(call => !call.IsNewError)];
        foreach (ChangedCall call in others.Take(MostCalls))
        {
            // A place of the script as it is: where the call never ended, that of the process now.
            string place = Words.At(facts.Session, call.Before is { } before ? before.Where : call.By.LastAct?.Where);
            string came = call.Before is { } was ? Came(was, facts.History) : "never ended";
            string what = $"{NameOf(call.After.Call)} of {call.After.By.Label}{place} {Comes(call.After, trial.History)} at t={call.After.At.Time}";
            yield return new Effect($"{(call.IsNewError ? "But the" : "The")} {what}; without this it {came}.", call.IsNewError);
        }

        int more = Math.Max(0, cut.Count - MostCalls) + Math.Max(0, others.Count - MostCalls);
        if (more > 0)
        {
            yield return new Effect($"{Words.Count(more, "other call")} come{(more == 1 ? "s" : "")} to something else, too.", others.Skip(MostCalls).Any(call => call.IsNewError));
        }
    }

    private static string Comes(in CallDone call, History history) =>
        call.Error != Errno.None ? $"fails with {call.Error}" : $"returns {Value(call, history)}";

    private static string Came(in CallDone call, History history) =>
        call.Error != Errno.None ? $"failed with {call.Error}" : $"returned {Value(call, history)}";

    private static string Value(in CallDone call, History history) =>
        call.ReturnsProcess && history.Find((int)call.Result) is { } life ? life.Label : call.Result.ToString(CultureInfo.InvariantCulture);

    private static string NameOf(SyscallNumber call) => call == SyscallNumber.Wait4 ? "wait" : SyscallTable.Find(call)?.Name ?? "call";
}
