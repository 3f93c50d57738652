// Explains signals that did nothing: merged with one that was pending, discarded by an init, sent to a zombie, or kept from acting by a mask.
// Those of dead children are told where the zombies are.
using KScript.Kernel;

namespace KScript.Workbench.Explaining;

/// <summary>Explains lost signals.</summary>
internal static class LostSignals
{
    /// <summary>Those of the run so far, alike ones together; to one process if a pid is given.</summary>
    public static List<Finding> Find(Case facts, int? pid)
    {
        var findings = new List<Finding>();
        var lost = facts.History.Lost.FindAll(signal => facts.IsPast(signal.At) && signal.Outcome != SignalOutcome.Ignored && (pid is null || signal.Target.Pid == pid));
        foreach (IGrouping<(int, Life, Life?, SignalOutcome), LostSignal> alike in lost.GroupBy(signal => (signal.Signal, signal.Target, signal.Sender, signal.Outcome)))
        {
            findings.Add(Containers.IsDeaf(alike.First()) ? Containers.Explain(facts, [.. alike]) : Explain([.. alike]));
        }

        foreach (ProcessView p in facts.Session.Machine.Processes())
        {
            if (p.State != TaskState.Zombie && (pid is null || p.Pid == pid))
            {
                findings.AddRange(Pending(facts, p));
                findings.AddRange(InDiskSleep(facts, p));
            }
        }

        return findings;
    }

    private static Finding Explain(List<LostSignal> alike)
    {
        LostSignal first = alike[0];
        string name = SignalTable.NameOf(first.Signal), target = first.Target.Label;
        string title = alike.Count == 1 ? $"lost signal {name} to {target}" : $"{alike.Count} lost signals {name} to {target}";
        List<Cause> chain = [.. alike.Take(3).Select(signal => new Cause(signal.At.Time, $"{signal.Sender?.Label ?? "the kernel"} sends {name} to {target}: {What(signal.Outcome)}"))];
        return new Finding(FindingKind.LostSignal, [first.Target.Pid], title, chain, Why(first.Outcome, first.Target, name), [], []);
    }

    private static string What(SignalOutcome outcome) => outcome switch
    {
        SignalOutcome.Coalesced => "one is pending already",
        SignalOutcome.Dead => "it is a zombie",
        SignalOutcome.Discarded => "it is an init without a handler for it",
        SignalOutcome.None or SignalOutcome.Pending or SignalOutcome.Blocked or SignalOutcome.Ignored or SignalOutcome.Handler
            or SignalOutcome.Terminate or SignalOutcome.Stop or SignalOutcome.Continue => "it has no effect",
    };

    /// <summary>Why a signal does nothing.</summary>
    internal static string Why(SignalOutcome outcome, Life target, string name) => outcome switch
    {
        SignalOutcome.Coalesced => $"{name} does not queue: however often it is sent before it acts, it acts once. Real-time signals (SIGRTMIN and up) do queue.",
        SignalOutcome.Dead => $"a zombie is dead: no signal reaches it, SIGKILL neither. Only {target.DiedUnder?.Label ?? "its parent"} can make it go, by waiting.",
        SignalOutcome.Discarded when target.Contains is not null =>
            $"{target.Label} is pid 1 of {Containers.NameOf(target)}: it gets only the signals that it has handlers for, and from outside SIGKILL and SIGSTOP.",
        SignalOutcome.Discarded => "an init gets only the signals that it has handlers for.",
        SignalOutcome.None or SignalOutcome.Pending or SignalOutcome.Blocked or SignalOutcome.Ignored or SignalOutcome.Handler
            or SignalOutcome.Terminate or SignalOutcome.Stop or SignalOutcome.Continue => "it has no effect.",
    };

    /// <summary>Signals that wait behind the mask of a process that will never open it.</summary>
    private static IEnumerable<Finding> Pending(Case facts, ProcessView p)
    {
        if (!facts.Future.Machine.TryGetProcess(p.Pid, out ProcessView then) || then.State == TaskState.Zombie)
        {
            yield break;
        }

        (ulong blocked, ulong pending) = facts.Session.Machine.SignalsOf(p.Pid);
        (ulong blockedThen, ulong pendingThen) = facts.Future.Machine.SignalsOf(p.Pid);
        string label = $"{p.Name}[{p.Pid}]";
        for (int signal = 1; signal <= Signal.SIGRTMAX; signal++)
        {
            string name = SignalTable.NameOf(signal);
            if (!facts.Future.WasCut && (Signal.Bit(signal) & blocked & pending & blockedThen & pendingThen) != 0)
            {
                string origin = facts.History.Find(p.Pid)?.Settings.BlockOf(signal) is { } set ? $" ({set.Origin(facts.Session)})" : "";
                yield return new Finding(FindingKind.LostSignal, [p.Pid], $"signal {name} to {label} is pending, and does not act", [],
                    $"{label} blocks {name}{origin}, and does not unblock it.", [], []);
            }
        }
    }

    /// <summary>What is to kill a process in D, and cannot yet: there no signal acts, SIGKILL neither.</summary>
    private static IEnumerable<Finding> InDiskSleep(Case facts, ProcessView p)
    {
        (ulong blocked, ulong pending) = facts.Session.Machine.SignalsOf(p.Pid);
        if (p.State != TaskState.Uninterruptible || (pending & ~blocked) == 0 || facts.History.Find(p.Pid) is not { } life)
        {
            yield break;
        }

        string names = Words.Join([.. Enumerable.Range(1, Signal.SIGRTMAX).Where(signal => (pending & ~blocked & Signal.Bit(signal)) != 0).Select(SignalTable.NameOf)]);
        bool dies = life.Died is { } died && !facts.IsPast(died);
        long? wake = facts.Session.Machine.WakeTimeOf(p.Pid);
        List<Cause> chain = [new(facts.Session.Machine.Now, $"{life.Label} {Words.Doing(facts.Session, facts.Session.Machine, p.Pid, life.ActNow)}, in state D")];
        if (dies)
        {
            chain.Add(new Cause(life.Died!.Value.Time, $"{life.Label} {Words.Dies(life)} (still to come)"));
        }

        string until = wake is { } at ? $"it acts at t={at}, when that ends" : "it acts when that ends";
        yield return new Finding(FindingKind.LostSignal, [p.Pid], $"signal {names} to {life.Label} is pending, and does not act yet", chain,
            $"in uninterruptible sleep (D) no signal acts, SIGKILL neither: {until}.", [], []);
    }
}
