// Explains calls that failed: who took the status that a wait asks for (ECHILD), where the process went that a call names (ESRCH), and, of
// any other error, which calls it came from.
using KScript.Kernel;

namespace KScript.Workbench.Explaining;

/// <summary>A call that failed.</summary>
/// <param name="Call">The call.</param>
/// <param name="A0">Its first argument.</param>
/// <param name="Target">Who had the pid that it names; null: nobody had it yet.</param>
/// <param name="ChildAction">What its process had set for SIGCHLD then; null: nothing.</param>
internal sealed record Failure(CallDone Call, long A0, Life? Target, Setting? ChildAction)
{
    /// <summary>A pid that the call names; 0: none, or a group.</summary>
    public int Pid => Call.Call is SyscallNumber.Wait4 or SyscallNumber.Kill && A0 is > 0 and <= int.MaxValue ? (int)A0 : 0;
}

/// <summary>Explains calls that failed.</summary>
internal static class FailedCalls
{
    private const int MostNamed = 3;

    /// <summary>Those that nobody is likely to have meant: a wait or a kill for one process that is gone.</summary>
    public static List<Finding> Find(Case facts, int? pid) => Of(facts, failure =>
        pid is { } one ? failure.Call.By.Pid == one || failure.Pid == one
            : failure.Pid > 0 && failure.Call.Error is Errno.ECHILD or Errno.ESRCH);

    /// <summary>Those of an error.</summary>
    public static List<Finding> Find(Case facts, Errno error) => Of(facts, failure => failure.Call.Error == error);

    /// <summary>The last call of a process, if it failed.</summary>
    public static List<Finding> FindLast(Case facts, CallDone last) => Of(facts, failure => failure.Call == last);

    private static List<Finding> Of(Case facts, Func<Failure, bool> isMeant) =>
        [.. facts.History.Failures.Where(failure => facts.IsPast(failure.Call.At) && isMeant(failure))
            .GroupBy(failure => (failure.Call.By, failure.Call.Where?.Start, failure.Call.Call, failure.Call.Error, failure.A0))
            .Select(alike => Explain(facts, [.. alike]))];

    private static Finding Explain(Case facts, List<Failure> alike)
    {
        Failure failure = alike[0];
        CallDone call = failure.Call;
        string name = call.Call == SyscallNumber.Wait4 ? "wait" : SyscallTable.Find(call.Call)?.Name ?? "call";
        string times = alike.Count == 1 ? "" : $", {alike.Count} times";
        var chain = new List<(Moment At, string Text)>();
        string why = call.Error switch
        {
            Errno.ECHILD => NoChild(facts, failure, chain),
            Errno.ESRCH when failure.Pid > 0 => NoProcess(facts, failure, chain),
            Errno.EINTR => $"a handler of {call.By.Label} ran while it waited. With SA_RESTART a wait goes on by itself; a sleep or a pause does not.",
            _ => $"{name} says {call.Error}: {Meaning(call)}.",
        };
        chain.Add((call.At, $"{name} of {call.By.LabelAt(call.At)} fails with {call.Error}{times}{facts.At(call.Where)}"));
        chain.Sort((a, b) => a.At.Event.CompareTo(b.At.Event));
        return new Finding(FindingKind.FailedCall, [call.By.Pid], $"{name} of {call.By.LabelAt(call.At)} fails with {call.Error} at t={call.At.Time}",
            chain.ConvertAll(link => new Cause(link.At.Time, link.Text)), why, [], []);
    }

    private static string Meaning(in CallDone call) =>
        call.Error switch
        {
            Errno.EPERM => "it is not permitted",
            Errno.EAGAIN => "there is no pid or no place for another process, or it is not there yet",
            Errno.EINVAL => "an argument is not valid",
            Errno.ESRCH => "no process is meant by it",
            _ => $"it is among the errors of {SyscallTable.Find(call.Call)?.Name ?? "the call"}",
        };

    // ECHILD.

    private static string NoChild(Case facts, Failure failure, List<(Moment At, string Text)> chain)
    {
        Life by = failure.Call.By;
        if (failure.Pid > 0)
        {
            return OneChild(facts, failure, chain);
        }

        List<Life> children = facts.History.Lives.ToList().FindAll(life => life.Born.Event < failure.Call.At.Event && (life.Parent == by || life.DiedUnder == by));
        List<Life> living = children.FindAll(life => !(life.Died?.Event < failure.Call.At.Event) && life.Guardian == by);
        foreach (Life child in children.Except(living).TakeLast(MostNamed))
        {
            Went(facts, child, chain);
        }

        Life? unseen = children.FindLast(IsGoneAtOnce);
        return living.Count > 0 ? $"{by.Label} has children, but none that this wait is for."
            : children.Count == 0 ? $"{by.Label} has never had a child until then."
            : unseen is not null ? $"{Ignores(facts, failure, unseen)} A wait then returns only when no child is left, with ECHILD."
            : $"all children of {by.Label} have been waited for already: a status can be taken once.";
    }

    private static string OneChild(Case facts, Failure failure, List<(Moment At, string Text)> chain)
    {
        Life by = failure.Call.By;
        int pid = failure.Pid;
        Life? child = facts.History.Lives.LastOrDefault(life => life.Pid == pid && life.Born.Event < failure.Call.At.Event && (life.Parent == by || life.DiedUnder == by));
        Life? target = failure.Target;
        if (pid == by.Pid)
        {
            return $"{pid} is {by.Label} itself: nobody is a child of its own.";
        }

        if (child is null)
        {
            return target is null ? $"there has never been a process {pid}."
                : $"{target.Label} is a child of {target.Parent?.Label ?? "init[1]"}, and not of {by.Label}: only its parent can wait for it.";
        }

        Went(facts, child, chain);
        string again = target is null || target == child ? "" : $" The number is that of {target.Label} now, since t={target.Born.Time}.";
        return IsGoneAtOnce(child) ? Ignores(facts, failure, child) + again
            : child.Reaped is null || child.ReapedBy != by ? $"{child.Label} has another parent now: {child.Guardian?.Label}.{again}"
            : $"{by.Label} has taken the status of {child.Label} at t={child.Reaped.Value.Time}: it can be taken once.{again}";
    }

    private static bool IsGoneAtOnce(Life life) => life is { Died: not null, WasZombie: false };

    private static string Ignores(Case facts, Failure failure, Life child)
    {
        string origin = failure.ChildAction is { } set ? $" ({set.Origin(facts.Session)})" : "";
        string how = failure.ChildAction is { Handler: not 1 } ? "has SA_NOCLDWAIT for SIGCHLD" : "ignores SIGCHLD";
        return $"{child.Label} left no status when it died, for {failure.Call.By.Label} {how}{origin}.";
    }

    // ESRCH.

    private static string NoProcess(Case facts, Failure failure, List<(Moment At, string Text)> chain)
    {
        if (failure.Target is not { } target)
        {
            return $"there has never been a process {failure.Pid}.";
        }

        Went(facts, target, chain);
        return target.Died?.Event <= failure.Call.At.Event
            ? $"{target.Label} is gone: a number stands for a process until that is waited for, and {failure.Pid} may be given out again."
            : $"{target.Label} is not meant by it.";
    }

    /// <summary>How a process went: its death, and who took its status where.</summary>
    private static void Went(Case facts, Life life, List<(Moment At, string Text)> chain)
    {
        if (life.Died is { } died)
        {
            chain.Add((died, $"{life.Label} {Words.Dies(life)}{(life.WasZombie ? "" : ", and leaves no zombie")}"));
        }

        if (life.Reaped is { } reaped)
        {
            string inHandler = life.ReapedBy?.HandlerRuns.Exists(run => run.Reaped.Contains(life)) == true ? ", in its SIGCHLD handler" : "";
            chain.Add((reaped, $"{life.ReapedBy?.Label} reaps {life.Label}{inHandler}{facts.At(life.ReapedWhere)}"));
        }
    }
}
