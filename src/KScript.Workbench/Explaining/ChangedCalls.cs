// Which calls come to something else in a trial, and which statements are not reached there. The processes of the two runs are paired by
// their births (who forked them at which statement, the how manieth), so that a pid more or less does not matter.
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;

namespace KScript.Workbench.Explaining;

/// <summary>A call with another result.</summary>
/// <param name="By">Whose it is, in the run.</param>
/// <param name="Before">As it was; null: it never ended.</param>
/// <param name="After">As it is in the trial.</param>
/// <param name="IsNewError">It fails in a way in which this statement did not fail for this process.</param>
internal sealed record ChangedCall(Life By, CallDone? Before, CallDone After, bool IsNewError);

/// <summary>Compares the calls of a trial with those of the run.</summary>
internal sealed class ChangedCalls
{
    private readonly Case facts;
    private readonly TrialRun trial;
    private readonly IReadOnlyList<Insertion> edit;
    private readonly long from;
    private readonly Dictionary<Life, Life> original = [];

    private ChangedCalls(Case facts, TrialRun trial, long from, IReadOnlyList<Insertion> edit)
    {
        (this.facts, this.trial, this.from, this.edit) = (facts, trial, from, edit);
        Pair();
    }

    /// <summary>Calls that come to something else, the first of each process at each statement, in the order of the trial.</summary>
    public static List<ChangedCall> Find(Case facts, TrialRun trial, long from, IReadOnlyList<Insertion> edit) =>
        new ChangedCalls(facts, trial, from, edit).Results();

    /// <summary>Statements at which something was done, and nothing is in the trial.</summary>
    public static List<Span> Unreached(Case facts, TrialRun trial, long from, IReadOnlyList<Insertion> edit)
    {
        var seen = new HashSet<int>();
        foreach (int start in trial.History.Calls.Reached.Keys)
        {
            if (Edits.Original(edit, start) is { } offset)
            {
                seen.Add(offset);
            }
        }

        return [.. facts.History.Calls.Reached.Where(pair => pair.Value.Last > from && !seen.Contains(pair.Key)).Select(pair => pair.Value.Where).OrderBy(span => span.Start)];
    }

    /// <summary>The offset in the script as it is of a statement of the trial; null: it was put there.</summary>
    private int? Offset(Span? where) =>
        where is { Length: > 0 } span && span.Start < facts.Session.Program.Source.Text.Length + edit.Sum(insertion => insertion.Text.Length)
            ? Edits.Original(edit, span.Start) : null;

    private void Pair()
    {
        var births = new Dictionary<(Life?, int), Queue<Life>>();
        foreach (Life life in facts.History.Lives)
        {
            (Life?, int) key = (life.Parent, life.Fork?.Start ?? -life.Pid);
            if (life.Born.Event > from || from == 0)
            {
                births.TryAdd(key, new Queue<Life>());
                births[key].Enqueue(life);
            }
        }

        foreach (Life life in trial.History.Lives)
        {
            Life? before;
            if (life.Parent is null)
            {
                before = facts.History.Lives.LastOrDefault(other => other.Pid == life.Pid && other.Born.Event <= Math.Max(from, life.Born.Event));
            }
            else if (!original.TryGetValue(life.Parent, out Life? parent))
            {
                continue;
            }
            else if (Offset(life.Fork) is { } start)
            {
                before = births.TryGetValue((parent, start), out Queue<Life>? queue) && queue.TryDequeue(out Life? next) ? next : null;
            }
            else
            {
                // A fork that was put there: a double fork, whose child does the work of the one in the middle.
                before = parent;
            }

            if (before is not null)
            {
                original[life] = before;
            }
        }
    }

    private List<ChangedCall> Results()
    {
        var before = new Dictionary<(Life, int, SyscallNumber), List<CallDone>>();
        foreach (CallDone call in facts.History.Calls.Done)
        {
            if (call.At.Event > from && call.Where is { Length: > 0 } where)
            {
                (Life, int, SyscallNumber) key = (call.By, where.Start, call.Call);
                before.TryAdd(key, []);
                before[key].Add(call);
            }
        }

        var used = new Dictionary<(Life, int, SyscallNumber), int>();
        var changed = new List<ChangedCall>();
        foreach (CallDone call in trial.History.Calls.Done)
        {
            if (call.At.Event <= from || Offset(call.Where) is not { } start || !original.TryGetValue(call.By, out Life? by))
            {
                continue;
            }

            (Life, int, SyscallNumber) key = (by, start, call.Call);
            int index = used.GetValueOrDefault(key);
            before.TryGetValue(key, out List<CallDone>? was);
            if (index < 0 || was is null || index >= was.Count)
            {
                if (index >= 0 && NeverEnds(by, start, call.Call))
                {
                    used[key] = -1;
                    changed.Add(new ChangedCall(by, null, call, false));
                }

                continue;
            }

            bool same = IsSame(was[index], call);
            used[key] = same ? index + 1 : -1;
            if (!same)
            {
                changed.Add(new ChangedCall(by, was[index], call, call.Error != Errno.None && !was.Exists(other => other.Error == call.Error)));
            }
        }

        return changed;
    }

    /// <summary>Whether it is the call in which a process is for ever.</summary>
    private bool NeverEnds(Life life, int start, SyscallNumber call) =>
        !facts.Future.WasCut && life is { Died: null, LastAct: { Blocks: true } act } && act.Call == call && act.Where?.Start == start;

    private bool IsSame(in CallDone before, in CallDone after)
    {
        if (before.Error != after.Error || before.IsCutShort != after.IsCutShort)
        {
            return false;
        }

        if (!before.ReturnsProcess || !after.ReturnsProcess)
        {
            return before.Result == after.Result;
        }

        Life? was = facts.History.Find((int)before.Result), now = trial.History.Find((int)after.Result);
        return was is not null && now is not null && original.TryGetValue(now, out Life? origin) ? origin.Pid == was.Pid : before.Result == after.Result;
    }
}
