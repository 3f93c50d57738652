// Explains zombies: who died, who ought to have waited, what that one did instead, what became of SIGCHLD, and how it ends. Zombies of one
// parent from one fork statement are explained together.
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;

namespace KScript.Workbench.Explaining;

/// <summary>Explains zombies.</summary>
internal static class Zombies
{
    /// <summary>Those that are there, and those that stayed until somebody else than their parent took them.</summary>
    /// <param name="facts">The run.</param>
    /// <param name="pid">Of one process, or its children; null: all.</param>
    /// <param name="most">How many groups are explained.</param>
    /// <param name="more">How many there are beyond them.</param>
    public static List<Finding> Find(Case facts, int? pid, int most, out int more)
    {
        var groups = new List<List<Life>>();
        var known = new Dictionary<(Life?, Span?, Life?, bool), List<Life>>();
        foreach (Life life in facts.History.Lives)
        {
            bool isMeant = IsMeant(facts, life) && (pid is null || life.Pid == pid || life.DiedUnder?.Pid == pid);
            if (!isMeant)
            {
                continue;
            }

            // Alike are those of one parent and one fork statement that fared alike.
            var key = (life.DiedUnder, life.Fork, life.ReapedBy, life.IsZombieAt(facts.Now));
            if (!known.TryGetValue(key, out List<Life>? group))
            {
                groups.Add(known[key] = group = []);
            }

            group.Add(life);
        }

        more = Math.Max(0, groups.Count - most);
        return [.. groups.Take(most).Select(group => Explain(facts, group))];
    }

    /// <summary>A zombie now; or one that was, and was left to an adopter. The end of init is the end of all, and no leak.</summary>
    private static bool IsMeant(Case facts, Life life) => life.DiedUnder is not null && !IsMainOfOwnInit(life) && (
        life.IsZombieAt(facts.Now) || (life.IsLeaked && life.Reaped is { } reaped && facts.IsPast(reaped)));

    /// <summary>The script's own init is the parent of the processes that the run begins with: that those end is the end of the script, and not a leak of it.</summary>
    internal static bool IsMainOfOwnInit(Life life) => life.Parent is null && life.DiedUnder?.Pid == 1;

    private static Finding Explain(Case facts, List<Life> group)
    {
        // The one with the most to tell.
        Life zombie = group.Find(life => life.Told?.Outcome == SignalOutcome.Coalesced) ?? group[0];
        Life parent = zombie.DiedUnder!;
        string title = group.Count == 1
            ? $"zombie {zombie.Label} ({WaitStatus.Describe(zombie.Status)}), a child of {parent.Label}"
            : $"{group.Count} zombies {Words.Labels(group)}, children of {parent.Label}";
        var (ways, no) = ZombieCures.Try(facts, group, zombie);
        if (parent.Contains is not null)
        {
            Containers.TryReaper(facts, parent, group, ways, no);
        }

        return new Finding(FindingKind.Zombie, [.. group.Select(life => life.Pid)], title, Chain(facts, group, zombie, parent), Why(facts, group, zombie, parent), ways, no);
    }

    private static List<Cause> Chain(Case facts, List<Life> group, Life zombie, Life parent)
    {
        var chain = new List<(Moment At, string Text)>();
        chain.Add((zombie.Born, zombie.Parent is { } forker ? $"{forker.LabelAt(zombie.Born)} forks {zombie.Label}{facts.At(zombie.Fork)}" : $"init[1] starts {zombie.Label}"));
        if (zombie.Parent != parent && zombie.Adoptions.Find(adoption => !adoption.AsZombie && adoption.By == parent) is { } adopted)
        {
            chain.Add((adopted.At, $"{adopted.From.Label} dies, and {parent.Label} adopts {zombie.Label}"));
        }

        Moment died = zombie.Died!.Value;
        if (parent.Exec is { } exec && exec.At.Event > zombie.Born.Event && exec.At.Event < died.Event)
        {
            chain.Add((exec.At, $"{parent.LabelAt(zombie.Born)} calls exec, and is {parent.Label} now: its children are still its children"));
        }

        chain.Add((died, $"{zombie.Label} {Words.Dies(zombie)}, and is a zombie until its parent waits"));
        chain.Add((died, $"its SIGCHLD to {parent.Label} {FateOfSignal(facts, zombie)}"));
        string doing = Words.Doing(facts.Session, facts.After(died), parent.Pid, zombie.GuardianAct);
        chain.Add((died, $"{parent.Label}, who ought to wait for it, {doing}"));
        if (zombie.EmptyWaitOf(parent) is { } empty)
        {
            chain.Add((empty.At, $"{parent.Label} looks with nohang{facts.At(empty.Where)}: nobody has ended yet"));
        }

        if (HandlerFor(zombie) is { } run)
        {
            string reaped = run.Reaped.Count == 0 ? "nobody" : Words.Labels(run.Reaped);
            chain.Add((run.At, $"the SIGCHLD handler of {parent.Label} runs, and reaps {reaped}"));
        }

        if (TooLate(zombie, parent) is { } late)
        {
            chain.Add((late.At, $"{parent.Label} sets SIGCHLD to be ignored{facts.At(late.Where)}: that is for children that die later"));
        }

        if (parent.ForkFailed is { } failed && failed.Event > died.Event)
        {
            chain.Add((failed, $"{parent.Label} cannot fork any more (EAGAIN): zombies keep their pids"));
        }

        chain.AddRange(Ends(facts, group, zombie, parent));
        chain.Sort((a, b) => a.At.Event.CompareTo(b.At.Event));
        return chain.ConvertAll(link => new Cause(link.At.Time, link.Text));
    }

    private static Act? EmptyWaitOf(this Life zombie, Life parent) =>
        parent.EmptyWait is { } empty && empty.At.Event > zombie.Born.Event && empty.At.Event < zombie.Died!.Value.Event && parent.HandlerRuns.Count == 0 ? empty : null;

    private static HandlerRun? HandlerFor(Life zombie) => zombie.Told?.Handler ?? zombie.Told?.MergedWith?.Told?.Handler;

    private static ChildAction? TooLate(Life zombie, Life parent) =>
        parent.ChildActions.Find(action => action.At.Event > zombie.Died!.Value.Event
            && (action.Handler == 1 || (action.Flags & SigActionFlags.NoChildWait) != 0));

    private static string FateOfSignal(Case facts, Life zombie) => (zombie.Told?.Outcome ?? SignalOutcome.None) switch
    {
        SignalOutcome.Ignored when zombie.Told!.Action is { Handler: 1 } set => $"is ignored ({set.Origin(facts.Session)})",
        SignalOutcome.Ignored => "is ignored, which is what SIGCHLD does where there is no handler",
        SignalOutcome.Blocked when zombie.Told!.Block is { } set => $"is blocked by its mask ({set.Origin(facts.Session)}), and stays pending",
        SignalOutcome.Blocked => "is blocked by its mask, and stays pending",
        SignalOutcome.Coalesced => $"is merged with the one of {zombie.Told?.MergedWith?.Label ?? "another child"} that is pending: the two act as one",
        SignalOutcome.Pending when zombie.Told?.Handler is not null => "starts its handler",
        SignalOutcome.Pending => "is pending when the run ends",
        SignalOutcome.Discarded => "is discarded: an init gets only the signals that it handles",
        SignalOutcome.Dead => "has no effect: it is a zombie itself",
        SignalOutcome.None => "was not sent",
        SignalOutcome.Handler or SignalOutcome.Terminate or SignalOutcome.Stop or SignalOutcome.Continue => "is delivered",
    };

    /// <summary>How it ends: adopted and reaped, reaped late, or never.</summary>
    private static IEnumerable<(Moment At, string Text)> Ends(Case facts, List<Life> group, Life zombie, Life parent)
    {
        string it = group.Count == 1 ? "it" : "them", whom = group.Count == 1 ? zombie.Label : "them";
        if (zombie.Adoptions.Find(adoption => adoption.AsZombie) is { } adoption)
        {
            string reaped = IsReapedIn(zombie, adoption) ? $"adopts {whom}, and reaps {it}" : $"adopts {whom}";
            yield return (adoption.At, $"{parent.Label} {Words.Dies(parent)}; {adoption.By.Label} {reaped}{ToCome(facts, adoption.At)}");
        }

        if (zombie.Reaped is { } late && !zombie.Adoptions.Exists(a => a.AsZombie && IsReapedIn(zombie, a)))
        {
            yield return (late, $"{zombie.ReapedBy!.Label} reaps {whom}{ToCome(facts, late)}");
        }
    }

    /// <summary>The adopter reaps in the act (the built-in init).</summary>
    private static bool IsReapedIn(Life zombie, Adoption adoption) => zombie.Reaped is { } reaped && reaped.Event - adoption.At.Event <= 1;

    private static string ToCome(Case facts, Moment at) => facts.IsPast(at) ? "" : " (still to come)";

    private static string Why(Case facts, List<Life> group, Life zombie, Life parent) => $"{Culprit(facts, group, zombie, parent)} {HowLong(facts, group, zombie, parent)}";

    /// <summary>The cause in a sentence; the first that fits.</summary>
    private static string Culprit(Case facts, List<Life> group, Life zombie, Life parent)
    {
        string them = group.Count == 1 ? zombie.Label : "them";
        Act? act = zombie.GuardianAct;
        Machine then = facts.After(zombie.Died!.Value);
        if (zombie.Reaped is null && then.TracerOf(zombie.Pid) is var tracer and not 0 && facts.Future.Machine.TracerOf(zombie.Pid) == tracer)
        {
            return $"its tracer {Live.Waiting.Label(then, tracer)} has not waited for {zombie.Label}, and before that its parent cannot.";
        }

        if (TooLate(zombie, parent) is { } late)
        {
            return $"{parent.Label} ignores SIGCHLD from t={late.At.Time} on, but {zombie.Label} had died before: that reaps nobody.";
        }

        bool stopped = then.TryGetProcess(parent.Pid, out ProcessView p) && p.State == TaskState.Stopped;
        return zombie.Told?.Outcome switch
        {
            _ when stopped && zombie.Reaped is null => $"{parent.Label} is stopped, and one that is stopped waits for nobody.",
            SignalOutcome.Coalesced => $"one SIGCHLD may stand for several children, and the handler of {parent.Label} waits for fewer than have died.",
            SignalOutcome.Blocked when zombie.Told.Handler is { } later => later.Reaped.Contains(zombie)
                ? $"{parent.Label} blocks SIGCHLD until t={later.At.Time}; only then its handler runs, and reaps {them}."
                : $"the SIGCHLD handler of {parent.Label}, which runs at t={later.At.Time} when SIGCHLD is no longer blocked, does not wait for {them}.",
            SignalOutcome.Blocked when !facts.Future.WasCut && zombie.Told.Action is { Handler: > 1 } =>
                $"{parent.Label} has a handler for SIGCHLD and blocks SIGCHLD, so that it does not run for {zombie.Label}.",
            SignalOutcome.Pending when zombie.Told.Handler is { } run && !run.Reaped.Contains(zombie) => $"the SIGCHLD handler of {parent.Label} does not wait for {them}.",
            _ when parent.Contains is not null && zombie.Reaped is { } gone && parent.ContainerEnded is { } end && end.Event < gone.Event =>
                $"{parent.Label} is pid 1 of {Containers.NameOf(parent)}, and does not wait for {(zombie.Parent == parent ? "its children" : "what it adopts")}.",
            _ when parent.Contains is not null && zombie.Reaped is null =>
                $"{parent.Label} is pid 1 of {Containers.NameOf(parent)}, and does not wait for {(zombie.Parent == parent ? "its children" : "what it adopts")}.",
            _ when parent.Pid == 1 => $"init[1] is the script's own program, and does not wait for {(zombie.Parent == parent ? "its children" : "the children it adopts")}.",
            _ when act is { Blocks: true, Call: SyscallNumber.Wait4, A0: > 0 } && act.A0 != zombie.Pid => $"{parent.Label} waits for {Label(facts, act.A0)} only, and not for {them}.",
            _ when zombie.EmptyWaitOf(parent) is { } empty => $"{parent.Label} looked too early (t={empty.At.Time}), and not for {them} again.",
            _ when zombie.Reaped is { } reaped && zombie.ReapedBy == parent => $"{parent.Label} waits for {them} late, at t={reaped.Time}.",
            _ when facts.Future.WasCut => $"{parent.Label} has not waited for {them}.",
            _ => $"{parent.Label} never waits for {them}.",
        };
    }

    private static string Label(Case facts, long pid) => facts.History.Find((int)pid)?.Label ?? $"process {pid}";

    private static string Ticks(List<Life> group)
    {
        IEnumerable<long> each = group.Select(life => life.Reaped!.Value.Time - life.Died!.Value.Time);
        long shortest = each.Min(), longest = each.Max();
        return shortest == longest ? Words.Count(longest, "tick") : $"{shortest} to {longest} ticks";
    }

    private static string HowLong(Case facts, List<Life> group, Life zombie, Life parent)
    {
        Moment died = zombie.Died!.Value;
        string subject = group.Count == 1 ? zombie.Label : "They";
        string verb = group.Count == 1 ? "was a zombie" : "were zombies";
        string stays = group.Count == 1 ? "stays a zombie" : "stay zombies";
        if (zombie.Reaped is { } reaped)
        {
            string end = zombie.ReapedBy == parent ? "until then" : $"until {parent.Label} died and {zombie.ReapedBy?.Label} reaped {(group.Count == 1 ? "it" : "them")}";
            return facts.IsPast(reaped) ? $"{subject} {verb} for {Ticks(group)}, {end}." : $"{subject} {stays} until t={reaped.Time}.";
        }

        Machine atEnd = facts.Future.Machine;
        return facts.Future.WasCut ? $"{subject} {stays} as far as was looked (t={atEnd.Now})."
            : atEnd.IsAtPrompt(parent.Pid) ? $"{subject} {stays} until {parent.Label}, who is at its prompt, waits or exits."
            : $"{subject} {stays} for ever: {parent.Label} {Words.Doing(facts.Session, atEnd, parent.Pid, parent.LastAct)}, and nothing is left to happen.";
    }
}
