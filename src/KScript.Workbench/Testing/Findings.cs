// What `kscript explain` finds, as values.
using KScript.Workbench.Explaining;

namespace KScript.Testing;

/// <summary>Something that went wrong in a run, and what would help (docs/explain.md).</summary>
/// <param name="Kind">"Zombie", "Orphan", "LostSignal" or "Blocked".</param>
/// <param name="Pids">Of which processes.</param>
/// <param name="Title">In a line.</param>
/// <param name="Why">The cause, in a sentence.</param>
/// <param name="WaysOut">What helps; each was tried on a copy of the machine.</param>
public sealed record ExplainFinding(string Kind, IReadOnlyList<int> Pids, string Title, string Why, IReadOnlyList<string> WaysOut)
{
    internal static ExplainFinding Of(Finding finding) =>
        new(finding.Kind.ToString(), finding.Pids, finding.Title, finding.Why, [.. finding.WaysOut.Select(way => way.Name)]);
}
