// A problem as data: the text, the script it is about, the questions with their answers. Printing and grading know no more.

namespace KScript.Cli.Quizzes;

/// <summary>What an answer looks like, and so how it is read and compared.</summary>
internal enum AnswerKind
{
    /// <summary>A whole number.</summary>
    Integer,
    /// <summary>A number rounded to two decimals; a fraction such as 17/3 will do.</summary>
    Decimal,
    /// <summary>A word; case does not matter.</summary>
    Word,
    /// <summary>Words in order, with spaces, commas or arrows between.</summary>
    Order,
    /// <summary>Words in any order, or `none`.</summary>
    Set,
}

/// <summary>A question.</summary>
/// <param name="Id">What an answer file calls it: no spaces, no colon, no equals sign.</param>
/// <param name="Prompt">The question.</param>
/// <param name="Kind">What the answer looks like.</param>
/// <param name="Answer">The answer, as the model gave it.</param>
/// <param name="Working">How one gets there, in a line; empty where the problem's own working says it.</param>
internal sealed record Question(string Id, string Prompt, AnswerKind Kind, string Answer, string Working);

/// <summary>A problem.</summary>
/// <param name="Statement">What it is about, in lines that do not end with a newline.</param>
/// <param name="Script">The script, in the canonical layout. The answers are what a run of it gives.</param>
/// <param name="Questions">The questions.</param>
/// <param name="Working">What helps with all of them: a chart, a tree, what happened when. Lines.</param>
internal sealed record Problem(string Statement, string Script, IReadOnlyList<Question> Questions, string Working);
