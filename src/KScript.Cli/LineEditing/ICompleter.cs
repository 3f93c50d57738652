// What the editor asks when Tab is typed: what may stand here, and which word it would replace.
namespace KScript.Cli.LineEditing;

/// <summary>Something that may stand at the cursor.</summary>
/// <param name="Text">What is inserted in place of the word.</param>
/// <param name="Description">One line about it, shown in the list; may be empty.</param>
/// <param name="Suffix">What follows it once it is chosen (" ", "=", "("), left out if it stands there already.</param>
internal sealed record Candidate(string Text, string Description = "", string Suffix = "")
{
    /// <summary>What the list shows in place of Text.</summary>
    public string Display { get; init; } = Text;
}

/// <summary>The answer to Tab.</summary>
/// <param name="Start">Where the word begins that is replaced; it ends at the cursor.</param>
/// <param name="Candidates">What may stand there, in the order of the list.</param>
internal sealed record Completions(int Start, IReadOnlyList<Candidate> Candidates)
{
    /// <summary>There is nothing to propose.</summary>
    public static Completions None { get; } = new(0, []);
}

/// <summary>Completes words.</summary>
internal interface ICompleter
{
    /// <summary>What may stand at the cursor.</summary>
    /// <param name="text">All of the text.</param>
    /// <param name="cursor">Where the cursor is, in UTF-16 units.</param>
    Completions Complete(string text, int cursor);
}
