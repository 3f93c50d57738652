// What there is to do where a child outlives its parent: it asks to be told of the parent's death, or an ancestor adopts it. Each is tried.
using KScript.Kernel;

namespace KScript.Workbench.Explaining;

/// <summary>The ways out for an orphan.</summary>
internal static class OrphanAttempts
{
    private const string Ask = "prctl(PR_SET_PDEATHSIG, SIGTERM)";

    /// <summary>What was tried for one orphan of a living parent's.</summary>
    /// <param name="facts">The run.</param>
    /// <param name="child">The orphan.</param>
    /// <param name="adoption">How it became one.</param>
    public static (List<WayOut> Ways, List<NoWayOut> No) Try(Case facts, Life child, Adoption adoption)
    {
        var ways = new List<WayOut>();
        var no = new List<NoWayOut>();
        if (child.Parent == adoption.From)
        {
            DieWithParent(facts, child, adoption, ways, no);
            AdoptByGrandparent(facts, child, adoption, ways, no);
        }

        return (ways, no);
    }

    /// <summary>
    /// The parent-death signal; and a look at who the parent is, for it may have died before the child asked (PR_SET_PDEATHSIG(2const)).
    /// </summary>
    private static void DieWithParent(Case facts, Life child, Adoption adoption, List<WayOut> ways, List<NoWayOut> no)
    {
        const string Name = "a parent-death signal";
        string variable = Edits.Text(facts.Session)?.Contains("parent", StringComparison.Ordinal) == true ? "creator" : "parent";
        string check = $"if getppid() != {variable} {{ _exit 1 }}";
        bool inside = child.Fork is { } fork && child.First is { } begin && begin.Start > fork.Start && begin.End <= fork.End;
        Insertion?[] edit = inside
            ? [Edits.Before(facts.Session, child.Fork, $"let {variable} = getpid()"), Edits.Before(facts.Session, child.First, $"{Ask}; {check}")]
            : [];
        var attempt = new Attempt(Name, $"in the child, first of all; its parent keeps its own pid before the fork{facts.At(child.Fork)}",
            [$"let {variable} = getpid()", "...", Ask, check])
        {
            From = child.Born.Event,
            Orders = [new Order(child.Pid, Ask)],
            Edit = edit,
        };
        (TrialRun? seen, Insertion[] applied) = Run(facts, attempt, run => EndsSooner(run, child), out string problem);
        if (seen is null)
        {
            string reason = child.Stopped is { } stop && stop.At.Event < adoption.At.Event ? $"{child.Label} is stopped, and it waits until that is continued"
                : child.Settings.ActionOf(Signal.SIGTERM) is { Handler: > 0 } ? $"{child.Label} does not die of SIGTERM"
                : $"{child.Label} does not end by it";
            no.Add(new NoWayOut(Name, problem.Length > 0 ? problem : reason));
            return;
        }

        Life after = seen.History.Counterpart(child)!;
        ways.Add(WayOf(facts, attempt, child, seen, applied,
            $"Seen: {after.Label} {Words.Dies(after)} at t={after.Died!.Value.Time}, when {adoption.From.Label} has died.", isHarm: false));
    }

    /// <summary>The process that forked the parent adopts what that leaves behind: it must wait for it, then.</summary>
    private static void AdoptByGrandparent(Case facts, Life child, Adoption adoption, List<WayOut> ways, List<NoWayOut> no)
    {
        const string Name = "a subreaper";
        Life? heir = adoption.From.Parent;
        bool lives = heir is not null && heir.Pid != 1 && heir != adoption.By && (heir.Died is null || heir.Died.Value.Event > adoption.At.Event);
        if (!lives)
        {
            return;
        }

        var attempt = new Attempt(Name, $"{heir!.LabelAt(adoption.From.Born)}, before it forks {adoption.From.Label}{facts.At(adoption.From.Fork)}", ["subreaper()"])
        {
            From = adoption.From.Born.Event - 1,
            Orders = [new Order(heir.Pid, "subreaper()")],
            Edit = [Edits.Before(facts.Session, adoption.From.Fork, "subreaper()")],
        };
        (TrialRun? seen, Insertion[] applied) = Run(facts, attempt, run => IsAdopted(run, child, heir), out string problem);
        if (seen is null)
        {
            no.Add(new NoWayOut(Name, problem.Length > 0 ? problem : $"{heir.Label} does not adopt it"));
            return;
        }

        Life after = seen.History.Counterpart(child)!;
        bool leaks = after.IsLeaked;
        string end = leaks ? $", and does not wait for it: a zombie from t={after.Died!.Value.Time} on"
            : after.Reaped is { } reaped ? $", and {after.ReapedBy?.Label} reaps it at t={reaped.Time}" : "";
        ways.Add(WayOf(facts, attempt, heir, seen, applied, $"Seen: {heir.Label} adopts {after.Label}{end}.", leaks));
    }

    /// <summary>Whether it ends by the signal, or by the look at who its parent is, and sooner than it did.</summary>
    private static bool EndsSooner(TrialRun run, Life child) =>
        run.History.Counterpart(child) is { Died: { } end } after && (child.Died is null || end.Time < child.Died.Value.Time)
            && (WaitStatus.IsSignaled(after.Status) ? WaitStatus.TermSignal(after.Status) == Signal.SIGTERM : WaitStatus.ExitCode(after.Status) == 1);

    private static bool IsAdopted(TrialRun run, Life child, Life heir) =>
        run.History.Counterpart(child)?.Adoptions.Exists(adoption => adoption.By.Pid == heir.Pid) == true;

    /// <summary>The trial that shows that it helps: the changed script, else the copy. Null: neither does.</summary>
    internal static (TrialRun? Seen, Insertion[] Applied) Run(Case facts, Attempt attempt, Func<TrialRun, bool> helps, out string problem)
    {
        problem = "";
        Insertion[] edit = [.. attempt.Edit.OfType<Insertion>()];
        bool complete = edit.Length > 0 && edit.Length == attempt.Edit.Count;
        TrialRun? changed = complete ? Trial.RunScript(facts, Edits.Apply(Edits.Text(facts.Session)!, edit)) : null;
        if (changed is not null && helps(changed))
        {
            return (changed, edit);
        }

        TrialRun? copy = Trial.WithOrders(facts, attempt.From!.Value, attempt.Orders, out problem);
        return copy is not null && helps(copy) ? (copy, []) : (null, []);
    }

    internal static WayOut WayOf(Case facts, Attempt attempt, Life who, TrialRun seen, Insertion[] applied, string first, bool isHarm)
    {
        List<Effect> effects = [.. Effects.Compare(facts, who, seen, applied.Length > 0 ? 0 : attempt.From!.Value, applied)];
        return new WayOut(attempt.Name, attempt.Where, attempt.Code, [first, .. effects.Select(effect => effect.Text)], applied,
            isHarm || effects.Exists(effect => effect.IsHarm));
    }
}
