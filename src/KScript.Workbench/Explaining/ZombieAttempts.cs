// What there is to try for zombies: where each way out goes, whom it makes call what on a copy of the machine, and what it is as an
// insertion into the script. ZombieCures.cs tries it.
using KScript.Interpreter.Diagnostics;
using KScript.Kernel;

namespace KScript.Workbench.Explaining;

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

/// <summary>The ways out for zombies.</summary>
internal static class ZombieAttempts
{
    private const string Loop = "on SIGCHLD { while wait nohang > 0 { } }";
    private const string Ignore = "signal SIGCHLD ignore";
    private const string NoZombies = "signal SIGCHLD default nocldwait";
    private const int MostWaits = 20;
    private const string LeaveMiddle = "if fork != 0 { _exit 0 }";

    /// <summary>All, the least intrusive first. Those of a row differ in their place only: the first that helps and does no harm counts.</summary>
    public static Attempt[][] Of(Case facts, List<Life> group, Life zombie) =>
    [
        Waits(facts, group, zombie),
        Unblocks(facts, zombie),
        Actions(facts, group, zombie, "a SIGCHLD handler that loops", Loop, losesStatus: false),
        Actions(facts, group, zombie, "ignoring SIGCHLD", Ignore, losesStatus: true),
        Actions(facts, group, zombie, "SA_NOCLDWAIT", NoZombies, losesStatus: true),
        DoubleForks(facts, group, zombie),
    ];

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
        if (zombie.Told?.Outcome != SignalOutcome.Blocked || zombie.Told.Action is not { Handler: > 1 } || zombie.GuardianAct is not { } act)
        {
            return [];
        }

        return
        [
            new Attempt("unblocking SIGCHLD", $"{parent.Label}, before {Words.Place(facts.Session, act.Where)}", ["unblock SIGCHLD"])
            {
                From = act.Blocks ? act.At.Event - 1 : act.At.Event,
                Orders = [new Order(parent.Pid, "unblock SIGCHLD", Signal.SIGCHLD)],
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
        var attempt = new Attempt(name, own ? $"{parent.LabelAt(first.Born)}, before the fork ({place})" : $"{parent.Label}, before {place}", [code])
        {
            From = from,
            Orders = [new Order(parent.Pid, code)],
            Edit = [Edits.Before(facts.Session, where, code)],
            LosesStatus = losesStatus,
        };
        if (losesStatus || zombie.Told?.Outcome != SignalOutcome.Blocked)
        {
            return [attempt];
        }

        // A handler behind a mask does not run: with the mask opened, too.
        string open = $"{code}; unblock SIGCHLD";
        return
        [
            attempt,
            attempt with { Name = name + ", and unblocking SIGCHLD", Code = [code, "unblock SIGCHLD"], Orders = [new Order(parent.Pid, open, Signal.SIGCHLD)], Edit = [Edits.Before(facts.Session, where, open)] },
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
}
