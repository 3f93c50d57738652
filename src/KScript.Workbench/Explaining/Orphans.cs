// Explains orphans: whose child it was, who adopted it and why that one, and who reaped it in the end.
namespace KScript.Workbench.Explaining;

/// <summary>Explains orphans.</summary>
internal static class Orphans
{
    /// <summary>Those of the run so far, together where they had one parent; of one process if a pid is given.</summary>
    public static List<Finding> Find(Case facts, int? pid)
    {
        var groups = new List<List<(Life Orphan, Adoption Adoption)>>();
        foreach (Life life in facts.History.Lives)
        {
            foreach (Adoption adoption in life.Adoptions)
            {
                if (adoption.AsZombie || !facts.IsPast(adoption.At) || (pid is not null && life.Pid != pid))
                {
                    continue;
                }

                List<(Life Orphan, Adoption Adoption)>? group = groups.Find(g => IsAlike(g[0].Orphan, g[0].Adoption, life, adoption));
                if (group is null)
                {
                    groups.Add(group = []);
                }

                group.Add((life, adoption));
            }
        }

        int tried = 0;
        return groups.ConvertAll(group => Explain(facts, group, triesWays: group.Count == 1 && tried++ < MostTried));
    }

    /// <summary>For so many there are trials; the others are of their kind, as a rule.</summary>
    private const int MostTried = 4;

    /// <summary>Of one parent; or of parents that one process forked at one statement: those are many of a kind.</summary>
    private static bool IsAlike(Life one, Adoption its, Life other, Adoption others) => its.By == others.By
        && (its.From == others.From
            || (its.From.Parent is not null && its.From.Parent == others.From.Parent && its.From.Fork == others.From.Fork && one.Fork == other.Fork));

    private static Finding Explain(Case facts, List<(Life Orphan, Adoption Adoption)> group, bool triesWays)
    {
        List<Life> orphans = group.ConvertAll(pair => pair.Orphan);
        Adoption adoption = group[0].Adoption;
        Life parent = adoption.From, heir = adoption.By;
        List<Life> parents = [.. group.Select(pair => pair.Adoption.From).Distinct()];
        string title = orphans.Count == 1 ? $"orphan {orphans[0].Label}, a child of {parent.Label}" : $"{orphans.Count} orphans {Words.Labels(orphans)}, children of {Words.Labels(parents)}";
        string them = orphans.Count == 1 || parents.Count > 1 ? orphans[0].Label : "them";
        var chain = new List<Cause>
        {
            new(orphans[0].Born.Time, $"{orphans[0].Parent?.Label ?? "init[1]"} forks {orphans[0].Label}{facts.At(orphans[0].Fork)}"),
            new(adoption.At.Time, $"{parent.Label} {Words.Dies(parent)} while {(orphans.Count == 1 || parents.Count > 1 ? $"{orphans[0].Label} lives" : "they live")}; {heir.Label} adopts {them}"),
        };
        if (parents.Count > 1)
        {
            Moment lastAdopted = group[^1].Adoption.At;
            chain.Add(new Cause(lastAdopted.Time, lastAdopted.Time == adoption.At.Time ? "the same with the others" : $"the same with the others, until t={lastAdopted.Time}"));
        }

        Moment? last = null;
        foreach (Life orphan in orphans.Where(life => life.Reaped is not null))
        {
            last = last is null || orphan.Reaped!.Value.Event > last.Value.Event ? orphan.Reaped : last;
        }

        if (last is { } end && facts.IsPast(end) && orphans.TrueForAll(life => life.Reaped is not null))
        {
            Life one = orphans.Find(life => life.Reaped!.Value.Event == end.Event)!;
            string later = one.Died!.Value.Time == end.Time ? "" : $" at t={end.Time}";
            chain.Add(orphans.Count == 1
                ? new Cause(one.Died!.Value.Time, $"{one.Label} {Words.Dies(one)}, and {one.ReapedBy?.Label} reaps it{later}")
                : new Cause(end.Time, $"the last of them is reaped, by {one.ReapedBy?.Label}"));
        }

        (List<WayOut> ways, List<NoWayOut> no) = triesWays ? OrphanAttempts.Try(facts, orphans[0], adoption) : ([], []);
        return new Finding(FindingKind.Orphan, [.. orphans.Select(life => life.Pid)], title, chain, Why(heir, adoption), ways, no);
    }

    private static string Why(Life heir, Adoption adoption) => heir.SubreaperSince is { } since && since.Event < adoption.At.Event
        ? $"of the living ancestors of {adoption.From.Label} the nearest that is a subreaper (since t={since.Time}) adopts its children: {heir.Label}."
        : heir.Contains is not null
            ? $"in its container no living ancestor of {adoption.From.Label} is a subreaper, and then pid 1 of the container adopts: {heir.Label}, not init[1]."
            : $"no living ancestor of {adoption.From.Label} is a subreaper, and then init[1] adopts.";
}
