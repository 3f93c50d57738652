// An explanation as plain data: findings, each with its chain of causes and the ways out that were tried. ExplanationText.cs and
// ExplanationJson.cs write it.
namespace KScript.Workbench.Explaining;

/// <summary>What kind of thing is explained.</summary>
internal enum FindingKind
{
    /// <summary>Dead, and nobody has waited for it; or it was so until somebody else than its parent did.</summary>
    Zombie,
    /// <summary>Its parent died before it.</summary>
    Orphan,
    /// <summary>A signal without effect.</summary>
    LostSignal,
    /// <summary>It waits for what never comes.</summary>
    Blocked,
    /// <summary>A call that failed.</summary>
    FailedCall,
    /// <summary>What became of a signal that was sent.</summary>
    Signal,
}

/// <summary>A link of a chain of causes.</summary>
/// <param name="Time">When, in ticks.</param>
/// <param name="Text">What happened.</param>
internal sealed record Cause(long Time, string Text);

/// <summary>Text that is put into a script.</summary>
/// <param name="Offset">Where, in UTF-16 units from its start.</param>
/// <param name="Text">The text, with its line end.</param>
/// <param name="Line">The number of the line before which it stands then, counted in the script as it is.</param>
internal sealed record Insertion(int Offset, string Text, int Line);

/// <summary>A way out that was tried and helps.</summary>
/// <param name="Name">What it is called: "wait", "double fork".</param>
/// <param name="Where">Where it goes.</param>
/// <param name="Code">Lines of script.</param>
/// <param name="Seen">What was seen when it was tried, a sentence each.</param>
/// <param name="Edit">The same as insertions into the script; empty: there is no simple one. It was tried from the script's start.</param>
/// <param name="DoesHarm">Something else goes wrong then: a process waits for ever, or a claim of the script fails.</param>
internal sealed record WayOut(
    string Name, string Where, IReadOnlyList<string> Code, IReadOnlyList<string> Seen, IReadOnlyList<Insertion> Edit, bool DoesHarm);

/// <summary>A way out that was tried and does not help.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Reason">Why it does not.</param>
internal sealed record NoWayOut(string Name, string Reason);

/// <summary>Something that is explained.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Pids">Of which processes.</param>
/// <param name="Title">In a line.</param>
/// <param name="Chain">How it came to be, in order.</param>
/// <param name="Why">The cause, in a sentence.</param>
/// <param name="WaysOut">What helps: first what does no harm, and of that the least intrusive.</param>
/// <param name="NoWaysOut">What was tried and does not help.</param>
internal sealed record Finding(
    FindingKind Kind, IReadOnlyList<int> Pids, string Title, IReadOnlyList<Cause> Chain, string Why, IReadOnlyList<WayOut> WaysOut, IReadOnlyList<NoWayOut> NoWaysOut);

/// <summary>An explanation of a machine at a moment.</summary>
/// <param name="Time">When, in ticks.</param>
/// <param name="Findings">What there is to explain, zombies first.</param>
/// <param name="Summary">How the processes fared, a sentence each.</param>
internal sealed record Explanation(long Time, IReadOnlyList<Finding> Findings, IReadOnlyList<string> Summary)
{
    /// <summary>Whether something is left or lost: an orphan is not, nor is a call that failed.</summary>
    public bool HasLeak => Findings.Any(IsLeak);

    /// <summary>Whether a finding is of something that is left or lost.</summary>
    internal static bool IsLeak(Finding finding) => finding.Kind is FindingKind.Zombie or FindingKind.LostSignal or FindingKind.Blocked;
}
