// The last lines of an explanation: how many processes there were, who reaped them, who was late; or how one process is.
using KScript.Workbench.Live;
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Workbench.Explaining;

/// <summary>Sums a run up.</summary>
internal static class Summary
{
    private const int MostLate = 3;

    /// <summary>Of all processes.</summary>
    public static IReadOnlyList<string> OfAll(Case facts, IReadOnlyList<Finding> findings)
    {
        List<Life> lives = [.. facts.History.Lives.Where(life => life.Pid != 1 && facts.IsPast(life.Born))];
        List<Life> reaped = lives.FindAll(life => life.Reaped is { } at && facts.IsPast(at));
        int atOnce = lives.Count(life => life is { Died: { } at, WasZombie: false } && facts.IsPast(at));
        int zombies = lives.Count(life => life.IsZombieAt(facts.Now));
        var parts = new List<string>();
        foreach (IGrouping<Life?, Life> by in reaped.GroupBy(life => life.ReapedBy))
        {
            parts.Add($"{by.Count()} reaped by {by.Key?.Label ?? "nobody"}");
        }

        AddIf(parts, atOnce, "gone at once without a zombie");
        AddIf(parts, zombies, zombies == 1 ? "a zombie" : "zombies");
        AddIf(parts, lives.Count - reaped.Count - atOnce - zombies, "still there");
        bool leak = findings.Any(Explanation.IsLeak);
        var lines = new List<string>
        {
            $"{(leak ? "" : "Nothing leaked. ")}Processes until t={facts.Session.Machine.Now}, init not counted: {lives.Count}"
            + (parts.Count == 0 ? "." : $" ({Words.Join(parts)})."),
        };
        lines.AddRange(lives.Where(life => life.IsZombieAt(facts.Now) && Zombies.IsMainOfOwnInit(life))
            .Select(life => $"{life.Label} has ended, and init[1], which is the script's own program, has not waited for it."));
        lines.AddRange(Late(reaped));
        if (facts.Session.Machine.HaltReason is { } why)
        {
            lines.Add($"The run was stopped: {(why as HaltReason)?.Message ?? why}.");
        }

        return lines;
    }

    private static void AddIf(List<string> parts, int count, string what)
    {
        if (count > 0)
        {
            parts.Add($"{count} {what}");
        }
    }

    /// <summary>Zombies whose own parent took its time.</summary>
    private static IEnumerable<string> Late(List<Life> reaped)
    {
        List<Life> late = reaped.FindAll(life => life.ReapedBy == life.DiedUnder && life.Reaped!.Value.Time > life.Died!.Value.Time);
        foreach (Life life in late.Take(MostLate))
        {
            yield return $"{life.Label} was a zombie from t={life.Died!.Value.Time} to t={life.Reaped!.Value.Time}, when {life.ReapedBy!.Label} reaped it.";
        }

        if (late.Count > MostLate)
        {
            yield return $"{late.Count - MostLate} more were zombies for a while before their parents reaped them.";
        }
    }

    /// <summary>The answer to a question about what has not happened.</summary>
    public static string Nothing(Case facts, Question question, CallDone last) =>
        question.Signal != 0 ? $"No {SignalTable.NameOf(question.Signal)} has been sent until t={facts.Session.Machine.Now}."
        : question.Error != Errno.None ? $"No call has failed with {question.Error} until t={facts.Session.Machine.Now}."
        : last.By is null ? $"{Waiting.Label(facts.Session.Machine, question.LastOf)} has made no call."
        : $"The last call that {last.By.Label} has ended is {SyscallTable.Find(last.Call)?.Name ?? "a call"}{facts.At(last.Where)}: it returned {last.Result} at t={last.At.Time}.";

    /// <summary>Of one process.</summary>
    public static IReadOnlyList<string> OfProcess(Case facts, int pid, IReadOnlyList<Finding> findings)
    {
        Life? life = facts.History.Lives.LastOrDefault(other => other.Pid == pid && facts.IsPast(other.Born));
        if (life is null)
        {
            return [$"There has been no process {pid}."];
        }

        var lines = new List<string>();
        Machine now = facts.Session.Machine;
        if (now.TryGetProcess(pid, out ProcessView p) && p.State != TaskState.Zombie)
        {
            IReadOnlyList<int> children = now.ChildrenOf(pid);
            string family = children.Count == 0 ? "it has no children" : "its children: " + Words.Join([.. children.Select(child => Waiting.Label(now, child))]);
            lines.Add($"{life.Label} {Words.Doing(facts.Session, now, pid, life.ActNow)}; its parent is {Waiting.Label(now, p.Ppid)}, {family}.");
        }
        else if (life is { Died: { } died, Reaped: { } reaped } && facts.IsPast(reaped))
        {
            lines.Add($"{life.Label} is gone: it {Words.Dies(life)} at t={died.Time}, and {life.ReapedBy?.Label} reaped it at t={reaped.Time}.");
        }
        else if (life is { Died: { } end, WasZombie: false })
        {
            lines.Add($"{life.Label} is gone: it {Words.Dies(life)} at t={end.Time}, and left no zombie, for nobody would have waited.");
        }

        if (findings.Count == 0)
        {
            lines.Add("There is nothing to explain about it.");
        }

        return lines;
    }
}
