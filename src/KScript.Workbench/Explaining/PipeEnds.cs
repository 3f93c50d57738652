// Explains processes that wait at a pipe for ever: who holds the other end, where that one has it from, and which close would end it; each is
// tried on a copy of the machine.
using System.Globalization;
using System.Text.RegularExpressions;
using KScript.Kernel;

namespace KScript.Workbench.Explaining;

/// <summary>Explains readers and writers of pipes that wait for ever.</summary>
internal static partial class PipeEnds
{
    /// <summary>A holder of the end that keeps the waiting one waiting.</summary>
    private sealed record Holder(HolderView View, Life Life, Opened? From);

    /// <summary>Explains a process that is blocked at a pipe.</summary>
    public static Finding Explain(Case facts, Machine machine, Life life, Moment since, PipeView pipe)
    {
        bool reads = pipe.WaitingReaders.Contains(life.Pid);
        string end = reads ? "writing end" : "reading end";
        List<Holder> holders = [.. (reads ? pipe.Writers : pipe.Readers)
            .Where(view => facts.History.Find(view.Pid) is not null)
            .Select(view => new Holder(view, facts.History.Find(view.Pid)!, facts.History.Find(view.Pid)!.Descriptors.GetValueOrDefault(view.Descriptor)))];
        List<Cause> chain = [.. Origins(facts, holders, life, end), new Cause(since.Time, $"{life.Label} {Words.Doing(facts.Session, machine, life.Pid, life.LastAct)}")];
        foreach (Holder other in holders.DistinctBy(holder => holder.Life).Where(holder => holder.Life != life))
        {
            chain.Add(new Cause(machine.Now, $"{other.Life.Label} {Words.Doing(facts.Session, machine, other.Life.Pid, other.Life.LastAct)}"));
        }

        (List<WayOut> ways, List<NoWayOut> no) = Closes(facts, life, holders, pipe, end);
        return new Finding(FindingKind.Blocked, [life.Pid], $"{life.Label} waits for ever at {pipe.Name}", chain, Why(life, holders, pipe, reads, end), ways, no);
    }

    private static IEnumerable<Cause> Origins(Case facts, List<Holder> holders, Life life, string end)
    {
        var told = new HashSet<Opened>(ReferenceEqualityComparer.Instance);
        foreach (Holder holder in holders)
        {
            if (holder.From is not { } from)
            {
                continue;
            }

            if (told.Add(from))
            {
                yield return new Cause(from.At.Time, $"{from.By.Label} makes the pipe{facts.At(from.Where)}");
            }

            string who = holder.Life == life ? "itself " : "";
            string fd = holder.View.Descriptor.ToString(CultureInfo.InvariantCulture);
            yield return from.By == holder.Life
                ? new Cause(from.At.Time, $"{holder.Life.Label} {who}has the {end} as {fd} since then, and has not closed it")
                : new Cause(holder.Life.Born.Time, $"{holder.Life.Label} {who}gets the {end} as {fd} with its fork{facts.At(holder.Life.Fork)}, and has not closed it");
        }
    }

    private static string Why(Life life, List<Holder> holders, PipeView pipe, bool reads, string end)
    {
        string names = Words.Join([.. holders.Select(holder => holder.Life.Label).Distinct()]);
        int count = holders.Select(holder => holder.Life).Distinct().Count();
        string has = count == 1 ? "has" : "have";
        if (!reads)
        {
            return $"the pipe is full ({pipe.Bytes.ToString(CultureInfo.InvariantCulture)} bytes), and {names} {has} its {end} open and do{(count == 1 ? "es" : "")} not read.";
        }

        bool onlyItself = holders.TrueForAll(holder => holder.Life == life);
        string nobody = onlyItself
            ? $"the only one that has it is {life.Label} itself: it waits for a writer that is itself."
            : $"{names} {has} it open and will not write.";
        return $"a read ends when something is written, or when nobody has the {end} open any more; {nobody}";
    }

    // ----- which close would end it

    private static (List<WayOut> Ways, List<NoWayOut> No) Closes(Case facts, Life life, List<Holder> holders, PipeView pipe, string end)
    {
        var ways = new List<WayOut>();
        var no = new List<NoWayOut>();
        foreach (Holder holder in holders)
        {
            Try(facts, life, [holder], pipe, end, ways, no);
        }

        if (ways.Count == 0 && holders.Count > 1)
        {
            Try(facts, life, holders, pipe, end, ways, no);
        }

        return (ways, no);
    }

    private static void Try(Case facts, Life life, List<Holder> holders, PipeView pipe, string end, List<WayOut> ways, List<NoWayOut> no)
    {
        string whom = Words.Join([.. holders.Select(holder => holder.Life.Label).Distinct()]);
        string name = $"closing the {end} in {whom}";
        if (holders.Exists(holder => holder.Life.LastAct is null))
        {
            return;
        }

        long before = holders.Min(holder => holder.Life.LastAct!.At.Event) - 1;
        Order[] orders = [.. holders.Select(holder => new Order(holder.Life.Pid, $"close({holder.View.Descriptor.ToString(CultureInfo.InvariantCulture)})"))];
        TrialRun? run = Trial.WithOrders(facts, before, orders, out string problem);
        string[] code = [.. holders.Select(holder => CodeFor(facts, holder, pipe, end))];
        if (run is null || BlockedForEver.Labels(run).Contains(life.Label))
        {
            no.Add(new NoWayOut($"{name} ({string.Join("; ", code)})", run is null ? problem : $"{life.Label} waits all the same"));
            return;
        }

        Life? after = run.History.Find(life.Pid);
        string seen = after?.Died is { } died ? $"Seen: {life.Label} goes on, and {Words.Dies(after)} at t={died.Time}." : $"Seen: {life.Label} goes on.";
        string? stuck = BlockedForEver.NewIn(run, facts);
        string where = string.Join("; ", holders.Select(holder => $"in {holder.Life.Label} before it waits{facts.At(holder.Life.LastAct!.Where)}"));
        ways.Add(new WayOut(name, where, code, stuck is null ? [seen] : [seen, stuck], EditFor(facts, life, holders, code), stuck is not null));
    }

    /// <summary>The close as the script would write it: by the name of the pipe's variable, where that is seen; else by the number.</summary>
    private static string CodeFor(Case facts, Holder holder, PipeView pipe, string end)
    {
        string text = Edits.Text(facts.Session) ?? "";
        string made = holder.From?.Where is { Length: > 0 } span && span.End <= text.Length ? text.Substring(span.Start, span.Length) : "";
        Match match = PipeVariable().Match(made);
        string field = pipe.MostPages == 0 ? "" : end == "writing end" ? NamedNumbers.WriteEnd : NamedNumbers.ReadEnd;
        return match.Success && field.Length > 0
            ? $"close {match.Groups[1].Value}.{field}"
            : $"close {holder.View.Descriptor.ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>The same as insertions before the statements that wait, if the script then runs as wanted.</summary>
    private static List<Insertion> EditFor(Case facts, Life life, List<Holder> holders, string[] code)
    {
        var edit = new List<Insertion>();
        for (int i = 0; i < holders.Count; i++)
        {
            if (Edits.Before(facts.Session, holders[i].Life.LastAct!.Where, code[i]) is not { } insertion)
            {
                return [];
            }

            edit.Add(insertion);
        }

        TrialRun? run = Edits.Text(facts.Session) is { } script ? Trial.RunScript(facts, Edits.Apply(script, edit)) : null;
        return run is null || BlockedForEver.Labels(run).Contains(life.Label) ? [] : edit;
    }

    [GeneratedRegex(@"^let\s+(\w+)\s*=\s*pipe2?\(")]
    private static partial Regex PipeVariable();
}
