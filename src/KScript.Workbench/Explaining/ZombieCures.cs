// Tries the ways out for zombies (ZombieAttempts.cs) and says what was seen: on a copy of the machine from the moment at which each would
// have had to be there, and, where it is an insertion into the script, with the script so changed, from its start.
using KScript.Kernel;

namespace KScript.Workbench.Explaining;

/// <summary>Tries ways out for zombies.</summary>
internal static class ZombieCures
{
    /// <summary>Tries all, the least intrusive first. Several that differ in their place only count as one: the first that helps and does no harm, else the first that helps.</summary>
    public static (List<WayOut> Ways, List<NoWayOut> No) Try(Case facts, List<Life> group, Life zombie)
    {
        var ways = new List<WayOut>();
        var no = new List<NoWayOut>();
        foreach (Attempt[] variants in ZombieAttempts.Of(facts, group, zombie))
        {
            TryOne(facts, group, variants, ways, no);
        }

        SignalParent(facts, group, zombie, ways, no);
        return ([.. ways.OrderBy(way => way.DoesHarm)], no);
    }

    private static void TryOne(Case facts, List<Life> group, Attempt[] variants, List<WayOut> ways, List<NoWayOut> no)
    {
        string reason = "";
        WayOut? harmful = null;
        foreach (Attempt attempt in variants)
        {
            WayOut? way = TryAttempt(facts, group, attempt, out string problem);
            if (way is { DoesHarm: false })
            {
                ways.Add(way);
                return;
            }

            harmful ??= way;
            reason = reason.Length == 0 ? problem : reason;
        }

        if (harmful is not null)
        {
            ways.Add(harmful);
        }
        else if (variants.Length > 0)
        {
            no.Add(new NoWayOut(variants[0].Name, reason));
        }
    }

    private static WayOut? TryAttempt(Case facts, List<Life> group, Attempt attempt, out string problem)
    {
        Life parent = group[0].DiedUnder!;
        problem = "it takes a change of the script";
        TrialRun? copy = attempt.From is { } from ? Trial.WithOrders(facts, from, attempt.Orders, out problem) : null;
        bool copyHelps = copy is not null && Helps(facts, group, copy);
        if (copy is not null && !copyHelps)
        {
            problem = Reason(group, copy, parent, attempt.From!.Value);
        }

        Insertion[] edit = [.. attempt.Edit.OfType<Insertion>()];
        bool complete = edit.Length > 0 && edit.Length == attempt.Edit.Count;
        TrialRun? changed = complete ? Trial.RunScript(facts, Edits.Apply(Edits.Text(facts.Session)!, edit)) : null;
        bool editHelps = changed is not null && ScriptHelps(facts, group, changed);
        if (!copyHelps && !editHelps)
        {
            problem = copy is null && changed is not null ? Reason(group, changed, parent, 0) : problem;
            return null;
        }

        // What is shown is what goes into the script: seen is that, where it helps, and else the copy.
        TrialRun seen = editHelps ? changed! : copy!;
        List<Effect> effects = [.. Effects.Compare(facts, parent, seen, editHelps ? 0 : attempt.From!.Value, editHelps ? edit : [])];
        if (attempt.LosesStatus)
        {
            effects.Add(new Effect("How its children ended is lost to the parent.", IsHarm: false));
        }

        string first = attempt.IsDoubleFork ? SeenDouble(group, seen) : Seen(group, seen);
        return new WayOut(attempt.Name, attempt.Where, attempt.Code, [first, .. effects.Select(effect => effect.Text)], editHelps ? edit : [],
            effects.Exists(effect => effect.IsHarm));
    }

    /// <summary>The parent is ended, so that the zombie goes to whoever adopts it; one that is stopped may as well be continued.</summary>
    private static void SignalParent(Case facts, List<Life> group, Life zombie, List<WayOut> ways, List<NoWayOut> no)
    {
        Life parent = zombie.DiedUnder!;
        Machine now = facts.Session.Machine;
        bool there = parent.Pid != 1 && now.TryGetProcess(zombie.Pid, out ProcessView z) && z.State == TaskState.Zombie && z.Ppid == parent.Pid;
        if (!there)
        {
            return;
        }

        bool stopped = now.TryGetProcess(parent.Pid, out ProcessView p) && p.State == TaskState.Stopped;
        int[] signals = stopped ? [Signal.SIGCONT, Signal.SIGTERM, Signal.SIGKILL] : [Signal.SIGTERM, Signal.SIGKILL];
        string reason = "";
        foreach (int signal in signals)
        {
            TrialRun run = Trial.WithSignal(facts, now.Snapshot(), parent.Pid, signal);
            Life[] after = [.. group.Select(life => run.History.Counterpart(life)!)];
            if (Array.TrueForAll(after, life => life.Reaped is not null))
            {
                bool continues = signal == Signal.SIGCONT;
                string[] end = continues ? [] : [$"{parent.Label} {Words.Dies(run.History.Find(parent.Pid)!)}."];
                ways.Add(new WayOut(continues ? "continuing the parent" : "ending the parent", $"a signal to {parent.Label}, from any other process", [$"kill {parent.Pid} {SignalTable.NameOf(signal)}"],
                    [SeenOf(after, run), .. end], [], DoesHarm: false));
                return;
            }

            Life? heir = after[0].Guardian;
            reason = heir?.Pid != parent.Pid ? $"{heir?.Label} adopts the zombie, and does not wait for it either" : $"{parent.Label} does not die of it";
        }

        no.Add(new NoWayOut("ending the parent", reason));
    }

    // What is seen.

    /// <summary>On the copy each of them is gone, and the statement that forked them has left no others. A trial that was cut short need not have come to all.</summary>
    private static bool Helps(Case facts, List<Life> group, TrialRun run)
    {
        int parent = group[0].DiedUnder!.Pid;
        bool all = run.WasCut ? group.Exists(life => IsGone(run, life)) : group.TrueForAll(life => IsGone(run, life));
        return all && !run.LeaksOf(parent).Any(life => life.Fork == group[0].Fork) && !LeaksElsewhere(facts, parent, run);
    }

    /// <summary>Whether others are left with zombies that were not before: what was cured has only been passed on.</summary>
    private static bool LeaksElsewhere(Case facts, int parent, TrialRun run)
    {
        long end = facts.Future.Machine.Now;
        int Count(History history) => history.Lives.Count(life => life.IsLeaked && life.DiedUnder?.Pid != parent && life.Died!.Value.Time <= end);
        return Count(run.History) > Count(facts.History);
    }

    private static bool IsGone(TrialRun run, Life life) => Counterpart(run, life) is { Died: not null, IsLeaked: false };

    private static Life? Counterpart(TrialRun run, Life life) => run.History.Counterpart(life);

    /// <summary>With the changed script there are fewer leaks than before, by as many as were to be cured.</summary>
    private static bool ScriptHelps(Case facts, List<Life> group, TrialRun run)
    {
        int parent = group[0].DiedUnder!.Pid;
        return run.WasCut || facts.Future.WasCut
            ? !run.LeaksOf(parent).Any() && !LeaksElsewhere(facts, parent, run) && run.History.Lives.Any(life => life.DiedUnder?.Pid == parent)
            : run.End != RunEnd.Halted && run.History.Lives.Count(life => life.IsLeaked) <= facts.History.Lives.Count(life => life.IsLeaked) - group.Count;
    }

    private static string Seen(List<Life> group, TrialRun run) =>
        SeenOf([.. group.Select(life => Counterpart(run, life)).OfType<Life>().Where(life => life is { Died: not null, IsLeaked: false })], run);

    private static string SeenOf(Life[] after, TrialRun run)
    {
        if (after.Length == 0)
        {
            return "Seen: no zombie is left.";
        }

        Life last = after[^1];
        string cut = run.WasCut ? $" The trial was cut short at t={run.Machine.Now}." : "";
        string subject = after.Length == 1 ? last.Label : after.Length == 2 ? "both" : $"all {after.Length}";
        string verb = after.Length == 1 ? "is" : "are";
        string when = after.Length == 1 ? "at" : "the last at";
        return last.Reaped is { } reaped
            ? $"Seen: {subject} {verb} reaped by {last.ReapedBy?.Label}, {when} t={reaped.Time}.{cut}"
            : $"Seen: {subject} {verb} gone at once, {when} t={last.Died!.Value.Time}, without having been a zombie.{cut}";
    }

    /// <summary>The child that is waited for, and the one that does its work now.</summary>
    private static string SeenDouble(List<Life> group, TrialRun run)
    {
        Life? middle = Counterpart(run, group[0]);
        Life? worker = run.History.Lives.FirstOrDefault(life => life.Parent == middle);
        if (middle?.ForkFailed is not null && worker is null)
        {
            return $"Seen: no zombie is left; but {middle.Label} cannot fork (EAGAIN), and nobody does its work.";
        }

        if (group.Count > 1 || middle?.Reaped is not { } first || worker is null)
        {
            HashSet<Life?> middles = [.. group.Select(life => Counterpart(run, life))];
            List<Life> heirs = [.. run.History.Lives.Where(life => life.Parent is { } parent && middles.Contains(parent)).Select(life => life.Guardian).OfType<Life>().Distinct()];
            return heirs.Count == 0 ? "Seen: no zombie is left." : $"Seen: no zombie is left; the grandchildren, which do the work now, belong to {Words.Labels(heirs)}.";
        }

        string end = worker.Reaped is { } second ? $"belongs to {worker.ReapedBy?.Label}, which reaps it at t={second.Time}" : $"belongs to {worker.Guardian?.Label}";
        return $"Seen: {middle.Label}, now in the middle, is reaped by {middle.ReapedBy?.Label} at t={first.Time}; {worker.Label}, which does its work now, {end}.";
    }

    private static string Reason(List<Life> group, TrialRun run, Life parent, long from)
    {
        Life? left = group.Select(life => Counterpart(run, life)).FirstOrDefault(life => life is { Died: null } or { IsLeaked: true });
        return left is null ? "it leaves zombies elsewhere"
            : left.Died is null ? $"{left.Label} does not die then"
            : parent.Exec is { } exec && exec.At.Event > from ? $"{parent.Label} has called exec since, which resets it"
            : run.History.Find(parent.Pid)?.Stopped is not null ? $"{parent.Label} is stopped, and runs no handler"
            : left.Told?.Handler is { } handler && !handler.Reaped.Contains(left) ? $"the handler of {parent.Label} runs, and does not wait for {left.Label}"
            : left.Told?.Outcome == SignalOutcome.Blocked ? $"SIGCHLD is blocked by the mask of {parent.Label}"
            : $"{left.Label} is a zombie all the same";
    }
}
