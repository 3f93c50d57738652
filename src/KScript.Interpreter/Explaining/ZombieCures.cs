// The ways out for zombies. Each is tried: on a copy of the machine from the moment at which it would have had to be there, and, where it is
// an insertion into the script, with the script so changed, from its start. What does not help is not offered.
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Live;
using KScript.Kernel;

namespace KScript.Interpreter.Explaining;

/// <summary>Something to try.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Where">Where it goes.</param>
/// <param name="Code">Lines of script.</param>
internal sealed record Attempt(string Name, string Where, IReadOnlyList<string> Code)
{
    /// <summary>From which number of events on it is tried on a copy; null: it is not.</summary>
    public long? From { get; init; }

    /// <summary>What processes are made to call then.</summary>
    public IReadOnlyList<Order> Orders { get; init; } = [];

    /// <summary>The same as insertions into the script.</summary>
    public IReadOnlyList<Insertion?> Edit { get; init; } = [];

    /// <summary>The parent never learns how its children ended.</summary>
    public bool LosesStatus { get; init; }

    /// <summary>The child's work is done by a child of its own.</summary>
    public bool IsDoubleFork { get; init; }
}

/// <summary>Tries ways out for zombies.</summary>
internal static class ZombieCures
{
    private const string Loop = "on SIGCHLD { while wait nohang > 0 { } }";
    private const string Ignore = "signal SIGCHLD ignore";
    private const string NoZombies = "signal SIGCHLD default nocldwait";
    private const int MostWaits = 20;
    private const string LeaveMiddle = "if fork != 0 { _exit 0 }";

    /// <summary>Tries all, the least intrusive first. Several that differ in their place only count as one: the first that helps.</summary>
    public static (List<WayOut> Ways, List<NoWayOut> No) Try(Case facts, List<Life> group, Life zombie)
    {
        var ways = new List<WayOut>();
        var no = new List<NoWayOut>();
        Attempt[][] all =
        [
            Waits(facts, group, zombie),
            Unblocks(facts, zombie),
            Actions(facts, group, zombie, "a SIGCHLD handler that loops", Loop, losesStatus: false),
            Actions(facts, group, zombie, "ignoring SIGCHLD", Ignore, losesStatus: true),
            Actions(facts, group, zombie, "SA_NOCLDWAIT", NoZombies, losesStatus: true),
            DoubleForks(facts, group, zombie),
        ];
        foreach (Attempt[] variants in all)
        {
            TryOne(facts, group, variants, ways, no);
        }

        KillParent(facts, group, zombie, ways, no);
        return (ways, no);
    }

    private static void TryOne(Case facts, List<Life> group, Attempt[] variants, List<WayOut> ways, List<NoWayOut> no)
    {
        string reason = "";
        foreach (Attempt attempt in variants)
        {
            WayOut? way = TryOne(facts, group, attempt, out string problem);
            if (way is not null)
            {
                ways.Add(way);
                return;
            }

            reason = reason.Length == 0 ? problem : reason;
        }

        if (variants.Length > 0)
        {
            no.Add(new NoWayOut(variants[0].Name, reason));
        }
    }

    private static WayOut? TryOne(Case facts, List<Life> group, Attempt attempt, out string problem)
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
            return null;
        }

        TrialRun seen = copyHelps ? copy! : changed!;
        List<string> effects = [attempt.IsDoubleFork ? SeenDouble(group, seen) : Seen(group, seen), .. Effects.Compare(facts, parent, seen, copyHelps ? attempt.From!.Value : 0)];
        if (attempt.LosesStatus)
        {
            effects.Add("How its children ended is lost to the parent.");
        }

        return new WayOut(attempt.Name, attempt.Where, attempt.Code, effects, editHelps ? edit : []);
    }

    // What there is to try.

    /// <summary>The parent waits before it does what it did instead; or after that.</summary>
    private static Attempt[] Waits(Case facts, List<Life> group, Life zombie)
    {
        const string Name = "wait";
        Life parent = zombie.DiedUnder!;
        string[] code = group.Count == 1 ? ["wait"] : ["while wait > 0 { }"];
        string statements = group.Count <= MostWaits ? string.Join("; ", group.Select(life => $"wait {life.Pid}")) : $"repeat {group.Count} {{ wait }}";
        var orders = new List<Order> { new(parent.Pid, statements) };
        if (zombie.IsZombieAt(facts.Now) && facts.Session.Machine.IsAtPrompt(parent.Pid))
        {
            return [new Attempt(Name, $"typed at the prompt of {parent.Label}", [statements]) { From = facts.Now, Orders = orders }];
        }

        Life last = group[^1];
        var attempts = new List<Attempt>();
        if (last.GuardianAct is { } act && act.At.Event >= last.Born.Event)
        {
            string place = Words.Place(facts.Session, act.Where);
            var before = new Attempt(Name, act.Blocks ? $"{parent.Label} waits before {place}" : $"{parent.Label} waits after {place}", code)
            {
                From = act.Blocks ? act.At.Event - 1 : act.At.Event,
                Orders = orders,
                Edit = [act.Blocks ? Edits.Before(facts.Session, act.Where, code[0]) : Edits.After(facts.Session, act.Where, code[0])],
            };
            attempts.Add(before);
            attempts.Add(before with
            {
                Where = $"{parent.Label} waits for all its children before {place}",
                Code = ["while wait > 0 { }"],
                From = null,
                Edit = [Edits.Before(facts.Session, act.Where, "while wait > 0 { }")],
            });
        }

        Span? at = last.GuardianAct?.Where;
        attempts.Add(new Attempt(Name, $"{parent.Label} waits after {Words.Place(facts.Session, at)}", code)
        {
            From = last.Died!.Value.Event,
            Orders = orders,
            Edit = [Edits.After(facts.Session, at, code[0])],
        });
        return [.. attempts];
    }

    /// <summary>Where the signal waits behind the mask: the mask is opened before what the parent did instead.</summary>
    private static Attempt[] Unblocks(Case facts, Life zombie)
    {
        Life parent = zombie.DiedUnder!;
        if (zombie.Told?.Outcome != SignalOutcome.Blocked || !parent.ChildActions.Exists(action => action.Handler > 1) || zombie.GuardianAct is not { } act)
        {
            return [];
        }

        return
        [
            new Attempt("unblocking SIGCHLD", $"{parent.Label}, before {Words.Place(facts.Session, act.Where)}", ["unblock SIGCHLD"])
            {
                Edit = [Edits.Before(facts.Session, act.Where, "unblock SIGCHLD")],
            },
        ];
    }

    /// <summary>What SIGCHLD does is set before the first fork; by an adopter before what it does when the child dies.</summary>
    private static Attempt[] Actions(Case facts, List<Life> group, Life zombie, string name, string code, bool losesStatus)
    {
        Life parent = zombie.DiedUnder!, first = group[0];
        Act? act = first.GuardianAct;
        bool own = first.Parent == parent;
        Span? where = own ? first.Fork : act?.Where;
        long? from = own ? first.Born.Event - 1 : act is null ? null : act.Blocks ? act.At.Event - 1 : act.At.Event;
        if (from is null)
        {
            return [];
        }

        string place = Words.Place(facts.Session, where);
        return
        [
            new Attempt(name, own ? $"{parent.LabelAt(first.Born)}, before the fork ({place})" : $"{parent.Label}, before {place}", [code])
            {
                From = from,
                Orders = [new Order(parent.Pid, code)],
                Edit = [Edits.Before(facts.Session, where, code)],
                LosesStatus = losesStatus,
            },
        ];
    }

    /// <summary>The child forks again and leaves its work to its own child, which is nobody's but init's.</summary>
    private static Attempt[] DoubleForks(Case facts, List<Life> group, Life zombie)
    {
        Life parent = zombie.DiedUnder!, first = group[0];
        if (first.Parent != parent)
        {
            return [];
        }

        bool inside = first.Fork is { } fork && first.First is { } begin && begin.Start > fork.Start && begin.End <= fork.End;
        return
        [
            new Attempt("double fork", $"{(inside ? $"in the child, before {Words.Place(facts.Session, first.First)}" : "in the child, right after the fork")}; and after the fork "
                + $"{parent.LabelAt(first.Born)} waits", [LeaveMiddle, "...", "wait"])
            {
                IsDoubleFork = true,
                From = group.Count == 1 ? first.Born.Event : null,
                Orders = [new Order(first.Pid, LeaveMiddle), new Order(parent.Pid, $"wait {first.Pid}")],
                Edit = inside ? [Edits.Before(facts.Session, first.First, LeaveMiddle), Edits.After(facts.Session, first.Fork, "wait")] : [],
            },
        ];
    }

    /// <summary>The parent is ended, so that the zombie goes to whoever adopts it.</summary>
    private static void KillParent(Case facts, List<Life> group, Life zombie, List<WayOut> ways, List<NoWayOut> no)
    {
        Life parent = zombie.DiedUnder!;
        Machine now = facts.Session.Machine;
        bool there = parent.Pid != 1 && now.TryGetProcess(zombie.Pid, out ProcessView z) && z.State == TaskState.Zombie && z.Ppid == parent.Pid;
        if (!there)
        {
            return;
        }

        int[] signals = [Signal.SIGTERM, Signal.SIGKILL];
        string reason = "";
        foreach (int signal in signals)
        {
            TrialRun run = Trial.WithSignal(facts, now.Snapshot(), parent.Pid, signal);
            Life[] after = [.. group.Select(life => run.History.Find(life.Pid)!)];
            if (Array.TrueForAll(after, life => life.Reaped is not null))
            {
                string end = $"{parent.Label} {Words.Dies(run.History.Find(parent.Pid)!)}.";
                ways.Add(new WayOut("ending the parent", $"a signal to {parent.Label}, from any other process", [$"kill {parent.Pid} {SignalTable.NameOf(signal)}"],
                    [SeenOf(after, run), end], []));
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

    private static Life? Counterpart(TrialRun run, Life life) => run.History.First(life.Pid);

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
        if (group.Count > 1 || middle?.Reaped is not { } first || worker is null)
        {
            return "Seen: no zombie is left; the grandchildren, which do the work now, belong to init.";
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
            : left.Told?.Outcome == SignalOutcome.Blocked ? $"SIGCHLD is blocked by the mask of {parent.Label}"
            : $"{left.Label} is a zombie all the same";
    }
}
