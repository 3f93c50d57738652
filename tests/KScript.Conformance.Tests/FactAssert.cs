// The asserts of a script, found in its text: `assert CONDITION, "fact"` on one line.
using System.Text.RegularExpressions;

namespace KScript.Conformance;

/// <summary>An assert whose message is a fact.</summary>
/// <param name="Fact">The message.</param>
/// <param name="Condition">Where the condition stands in the text.</param>
internal sealed partial record FactAssert(string Fact, Range Condition)
{
    /// <summary>All asserts of a script.</summary>
    public static IEnumerable<FactAssert> All(string script) =>
        Pattern().Matches(script).Select(m => new FactAssert(m.Groups["fact"].Value, RangeOf(m.Groups["condition"])));

    /// <summary>The script with this one condition turned into its opposite.</summary>
    public string Negated(string script) => $"{script[..Condition.Start]}!({script[Condition]}){script[Condition.End..]}";

    private static Range RangeOf(Group group) => group.Index..(group.Index + group.Length);

    // A fact has a `=` in it; texts in conditions have none, or are followed by more than the end of the statement.
    [GeneratedRegex("""\bassert (?<condition>[^\n]+?), "(?<fact>[^"=\n]+=[^"\n]*)"(?=\s*(\}|#|$))""", RegexOptions.Multiline)]
    private static partial Regex Pattern();
}
