// What fork makes of each field of a task, as marks on the fields: a test asks that every field has one, and that fork does what it says.
namespace KScript.Kernel;

/// <summary>What a child has in a field.</summary>
/// <param name="source">Where the rule is from.</param>
[AttributeUsage(AttributeTargets.Field)]
internal abstract class ForkRuleAttribute(string source) : Attribute
{
    /// <summary>Where the rule is from: a standard, a manual page, a textbook's rule.</summary>
    public string Source { get; } = source;
}

/// <summary>The child has what its parent has.</summary>
/// <param name="source">Where the rule is from.</param>
internal sealed class InheritedAttribute(string source) : ForkRuleAttribute(source);

/// <summary>The child begins with nothing: 0, false, null.</summary>
/// <param name="source">Where the rule is from.</param>
internal sealed class ResetAttribute(string source) : ForkRuleAttribute(source);

/// <summary>The child has a value of its own, which neither its parent nor 0 says: an identity, a place in a list, what its policy gives it.</summary>
/// <param name="source">Who gives it.</param>
internal sealed class OwnAttribute(string source) : ForkRuleAttribute(source);
