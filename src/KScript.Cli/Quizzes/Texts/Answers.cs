// Words that answers are made of. They are the same in every language, so that an answer file is too.
namespace KScript.Cli.Quizzes.Texts;

/// <summary>Fixed words of answers.</summary>
internal static class Answers
{
    /// <summary>Nothing runs.</summary>
    public const string Idle = "idle";
    /// <summary>An empty set.</summary>
    public const string None = "none";
    /// <summary>No such process any more.</summary>
    public const string Gone = "gone";
    /// <summary>No process did it: the kernel did.</summary>
    public const string Nobody = "nobody";

    /// <summary>Whether a dash may stand for it.</summary>
    public static bool IsNothing(string word) => word is Idle or None or Gone or Nobody;
}
