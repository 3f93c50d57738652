// What became of the signals that were sent: why did this kill not kill? And signals that reach somebody else, whose pid was given out again.
using KScript.Kernel;

namespace KScript.Workbench.Explaining;

/// <summary>A signal that was sent.</summary>
/// <param name="At">When.</param>
/// <param name="Signal">Which.</param>
/// <param name="Target">To whom.</param>
/// <param name="Sender">From whom; null: the kernel.</param>
/// <param name="Outcome">What became of it then.</param>
/// <param name="Action">What the target had set for it; null: nothing.</param>
/// <param name="Block">Who had blocked it; null: nobody.</param>
/// <param name="State">What the target was at then.</param>
internal sealed record SentSignal(Moment At, int Signal, Life Target, Life? Sender, SignalOutcome Outcome, Setting? Action, Setting? Block, TaskState State)
{
    /// <summary>When it acted, and how; null: it has not.</summary>
    public (Moment At, SignalOutcome As)? Acted { get; set; }
}

/// <summary>Explains what became of signals.</summary>
internal static class SentSignals
{
    /// <summary>What became of every signal of a number, alike ones together.</summary>
    public static List<Finding> Find(Case facts, int signal) =>
        [.. facts.History.Sent.Where(sent => sent.Signal == signal && facts.IsPast(sent.At))
            .GroupBy(sent => (sent.Target, sent.Sender, sent.Outcome, sent.Acted?.As))
            .Select(alike => Explain(facts, [.. alike]))];

    /// <summary>Signals to a number that was another process's when the sender learned it: its own child, which it had waited for.</summary>
    public static List<Finding> ToReusedPids(Case facts, int? pid)
    {
        var findings = new List<Finding>();
        foreach (SentSignal sent in facts.History.Sent)
        {
            bool isMeant = facts.IsPast(sent.At) && sent.Sender is { } by && sent.Target.Parent != by && sent.Target != by
                && (pid is null || pid == sent.Target.Pid || pid == by.Pid);
            Life? before = !isMeant ? null
                : facts.History.Lives.LastOrDefault(life => life.Pid == sent.Target.Pid && life.Born.Event < sent.Target.Born.Event && life.Parent == sent.Sender);
            if (before is { Died: { } died })
            {
                string name = SignalTable.NameOf(sent.Signal);
                List<Cause> chain =
                [
                    new(died.Time, $"{before.Label} {Words.Dies(before)}"),
                    new(sent.Target.Born.Time, $"{sent.Target.Parent?.Label ?? "init[1]"} forks {sent.Target.Label}: the number {before.Pid} is given out again"),
                    new(sent.At.Time, $"{sent.Sender!.Label} sends {name} to {before.Pid}, which is {sent.Target.Label} now"),
                ];
                findings.Add(new Finding(FindingKind.Signal, [sent.Target.Pid], $"{name} to a pid that was given out again: {sent.Target.Label}", chain,
                    $"{before.Label} was a child of {sent.Sender.Label}, {sent.Target.Label} is not. As long as a child has not been waited for, its number stands for nobody else: a kill before the wait is safe.", [], []));
            }
        }

        return findings;
    }

    private static Finding Explain(Case facts, List<SentSignal> alike)
    {
        SentSignal sent = alike[0];
        string name = SignalTable.NameOf(sent.Signal), times = alike.Count == 1 ? "" : $", {alike.Count} times";
        List<Cause> chain = [new(sent.At.Time, $"{sent.Sender?.Label ?? "the kernel"} sends {name} to {sent.Target.Label}{times}")];
        if (sent.Acted is { } acted)
        {
            chain.Add(new Cause(acted.At.Time, $"{name} acts: {How(sent.Target, acted.As)}{(facts.IsPast(acted.At) ? "" : " (still to come)")}"));
        }

        return new Finding(FindingKind.Signal, [sent.Target.Pid], $"{name} to {sent.Target.Label} at t={sent.At.Time}", chain, Why(facts, sent, name), [], []);
    }

    private static string How(Life target, SignalOutcome outcome) => outcome switch
    {
        SignalOutcome.Handler => $"a handler of {target.Label} runs",
        SignalOutcome.Terminate => $"it ends {target.Label}",
        SignalOutcome.Stop => $"it stops {target.Label}",
        SignalOutcome.Continue => $"{target.Label} goes on",
        _ => "nothing is done for it",
    };

    private static string Why(Case facts, SentSignal sent, string name)
    {
        string target = sent.Target.Label;
        string origin = (sent.Block ?? sent.Action) is { } set ? $" ({set.Origin(facts.Session)})" : "";
        return sent.Outcome switch
        {
            SignalOutcome.Ignored when sent.Action is { Handler: 1 } action => $"{target} ignores {name} ({action.Origin(facts.Session)}).",
            SignalOutcome.Ignored => $"{target} has no handler for {name}, and by default {name} does nothing.",
            SignalOutcome.Blocked when sent.Acted is { } acted => $"{target} blocks {name}{origin}; it acts at t={acted.At.Time}, when it is no longer blocked.",
            SignalOutcome.Blocked => $"{target} blocks {name}{origin}, and it stays pending.",
            SignalOutcome.Coalesced or SignalOutcome.Dead or SignalOutcome.Discarded => LostSignals.Why(sent.Outcome, sent.Target, name),
            _ when sent.Acted is not { } => sent.State switch
            {
                TaskState.Stopped => $"{target} is stopped: until SIGCONT only SIGKILL acts.",
                TaskState.Traced => $"{target} is stopped for its tracer: until that lets it go on only SIGKILL acts.",
                TaskState.Uninterruptible => $"{target} is in uninterruptible sleep (D): no signal acts there, SIGKILL neither.",
                _ => $"it is pending, and {target} has not come to it.",
            },
            _ when sent.State == TaskState.Stopped && sent.Acted.Value.At.Time > sent.At.Time => $"{target} was stopped: it acts when that is over.",
            _ when sent.State == TaskState.Uninterruptible && sent.Acted.Value.At.Time > sent.At.Time =>
                $"{target} was in uninterruptible sleep (D), where no signal acts, SIGKILL neither: it acts when that is over.",
            _ when sent.Action is { Handler: > 1 } => $"{target} has a handler for {name}{origin}.",
            _ => $"{target} has no handler for {name}: it does what it does by default.",
        };
    }
}
