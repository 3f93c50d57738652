// Explains a container that does not stop when it is told: its pid 1 has no handler for the signal, and the default does not act on it.
// Docker waits ten seconds and kills it then. The ways out are tried: a handler, and an init that passes the signal on.
using KScript.Kernel;

namespace KScript.Workbench.Explaining;

/// <summary>Explains containers.</summary>
internal static class Containers
{
    private const string ReapAll = "while wait > 0 || errno == EINTR { }";

    /// <summary>A container by the process that is its pid 1.</summary>
    public static string NameOf(Life init) => init.Contains is { Length: > 0 } name ? $"the container {name}" : "a container";

    /// <summary>Whether signals that would end others were sent to a container's pid 1 from outside, in vain.</summary>
    public static bool IsDeaf(LostSignal lost) => lost is { Outcome: SignalOutcome.Discarded, Target.Contains: not null, Sender: { } sender }
        && lost.Signal is Signal.SIGTERM or Signal.SIGINT or Signal.SIGHUP or Signal.SIGQUIT
        && sender != lost.Target && !IsInside(sender, lost.Target);

    private static bool IsInside(Life life, Life init)
    {
        for (Life? ancestor = life.Parent; ancestor is not null; ancestor = ancestor.Parent)
        {
            if (ancestor == init)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The finding.</summary>
    public static Finding Explain(Case facts, List<LostSignal> alike)
    {
        LostSignal first = alike[0];
        Life init = first.Target;
        string name = SignalTable.NameOf(first.Signal);
        string What(LostSignal lost) => $"{lost.Sender!.Label} sends {name} to {init.Label}, which does nothing";
        List<Cause> chain = [.. alike.Take(3).Select(lost => new Cause(lost.At.Time, What(lost)))];
        string end = $"{init.Label} goes on";
        if (init.Died is { } died && facts.IsPast(died))
        {
            chain.Add(new Cause(died.Time, $"{init.Label} {Words.Dies(init)}, {Words.Count(died.Time - first.At.Time, "tick")} later"));
            end = WaitStatus.IsSignaled(init.Status)
                ? $"only {SignalTable.NameOf(WaitStatus.TermSignal(init.Status))} ended it, at t={died.Time}"
                : $"it ended by itself, at t={died.Time}";
        }

        string why = $"{init.Label} is pid 1 of {NameOf(init)} and has no handler for {name}. "
            + $"What {name} does by default does not act on a pid 1, from outside neither; SIGKILL and SIGSTOP do. So {end}.";
        var (ways, no) = Try(facts, init, first.Signal, name);
        return new Finding(FindingKind.LostSignal, [init.Pid], $"{NameOf(init)} does not hear {name}: pid 1, {init.Label}, has no handler",
            chain, why, ways, no);
    }

    private static (List<WayOut> Ways, List<NoWayOut> No) Try(Case facts, Life init, int signal, string name)
    {
        var ways = new List<WayOut>();
        var no = new List<NoWayOut>();
        string handler = $"on {name} {{ exit 0 }}";
        bool inside = init.Fork is { } fork && init.First is { } begin && begin.Start > fork.Start && begin.End <= fork.End;
        var own = new Attempt("a handler", $"in {init.Label}, first of all", [handler])
        {
            From = init.Born.Event,
            Orders = [new Order(init.Pid, handler)],
            Edit = inside ? [Edits.Before(facts.Session, init.First, handler)] : [],
        };
        Try(facts, own, init, ways, no);
        string[] program = [$"on {name} {{ kill 2 {name} }}", ReapAll];
        if (InitOf(facts, init, "an init that passes it on (docker run --init)", program) is { } helped)
        {
            Try(facts, helped, init, ways, no);
        }

        return (ways, no);
    }

    /// <summary>A container whose pid 1 does not wait: the same block as a child of an init that does.</summary>
    /// <remarks>What the block itself started and does not wait for stays its zombie: an init cures what it adopts.</remarks>
    public static void TryReaper(Case facts, Life init, List<Life> zombies, List<WayOut> ways, List<NoWayOut> no)
    {
        if (InitOf(facts, init, "an init that waits (docker run --init)", [ReapAll]) is not { } attempt)
        {
            return;
        }

        (TrialRun? seen, Insertion[] applied) = OrphanAttempts.Run(facts, attempt, run => Reaps(facts, run, zombies), out string problem);
        if (seen is null)
        {
            no.Add(new NoWayOut(attempt.Name, problem.Length > 0 ? problem : "there are zombies all the same"));
            return;
        }

        Life after = seen.History.Counterpart(init)!;
        ways.Add(OrphanAttempts.WayOf(facts, attempt, init, seen, applied,
            $"Seen: {after.Label}, pid 1 of the container then, reaps what it adopts.", isHarm: false));
    }

    /// <summary>No zombie of these names is left, and so many fewer in all: pids and statements are others where pid 1 is another.</summary>
    private static bool Reaps(Case facts, TrialRun run, List<Life> zombies) =>
        run.History.Lives.Count(static life => life.IsLeaked) <= facts.History.Lives.Count(static life => life.IsLeaked) - zombies.Count
        && !run.History.Lives.Any(life => life.IsLeaked && zombies.Exists(zombie => zombie.Name == life.Name));

    /// <summary>init=tini at the container, and the program, where the statement is a container's and says no init.</summary>
    private static Attempt? InitOf(Case facts, Life init, string about, string[] body)
    {
        const string Program = "tini";
        if (init.Exec is not null || init.Fork is not { } fork
            || Edits.Text(facts.Session) is not { } text || text.Contains(Program, StringComparison.Ordinal))
        {
            return null;
        }

        int word = text.IndexOf("container", fork.Start, StringComparison.Ordinal);
        int brace = word < 0 || word >= fork.End ? -1 : text.IndexOf('{', word);
        if (brace < 0 || brace >= fork.End || text.IndexOf("init=", word, brace - word, StringComparison.Ordinal) >= 0)
        {
            return null;
        }

        string[] program = [$"program {Program}() {{", .. body.Select(static line => "    " + line), "}"];
        string atEnd = (text.EndsWith('\n') ? "" : "\n") + string.Join('\n', program) + "\n";
        int line = Words.LineOf(facts.Session, fork);
        return new Attempt(about, $"at the container{facts.At(init.Fork)}, with init={Program}", [$"... init={Program} {{", .. program])
        {
            From = init.Born.Event,
            Edit = [new Insertion(brace, $"init={Program} ", line), new Insertion(text.Length, atEnd, line)],
        };
    }

    private static void Try(Case facts, Attempt attempt, Life init, List<WayOut> ways, List<NoWayOut> no)
    {
        (TrialRun? seen, Insertion[] applied) = OrphanAttempts.Run(facts, attempt, run => EndsSooner(run, init), out string problem);
        if (seen is null)
        {
            no.Add(new NoWayOut(attempt.Name, problem.Length > 0 ? problem : $"{init.Label} does not end sooner by it"));
            return;
        }

        Life after = seen.History.Counterpart(init)!;
        ways.Add(OrphanAttempts.WayOf(facts, attempt, init, seen, applied,
            $"Seen: {after.Label} {Words.Dies(after)} at t={after.Died!.Value.Time}.", isHarm: false));
    }

    private static bool EndsSooner(TrialRun run, Life init) =>
        run.History.Counterpart(init) is { Died: { } end } && (init.Died is null || end.Time < init.Died.Value.Time);
}
