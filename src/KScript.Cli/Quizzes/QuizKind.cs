// The kinds of quiz, a row each. A new kind is a file that makes problems, its texts, and a row here.
using KScript.Cli.Quizzes.Forks;
using KScript.Cli.Quizzes.Scheduling;
using KScript.Cli.Quizzes.Texts;
using KScript.Cli.Quizzes.Zombies;

namespace KScript.Cli.Quizzes;

/// <summary>Which problem is wanted.</summary>
/// <param name="Seed">The same seed gives the same problem.</param>
/// <param name="Level">1 to 3.</param>
/// <param name="Language">The language of its text.</param>
internal sealed record QuizRequest(ulong Seed, int Level, QuizLanguage Language)
{
    /// <summary>The policy, as after `sched`; null: the seed chooses. Only of kinds that take one.</summary>
    public string? Policy { get; init; }

    /// <summary>Settings for the runs, as --sched and --set have them. Answers that hold under every schedule do not depend on them.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}

/// <summary>A kind of quiz.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="TakesPolicy">Whether the problem is about a policy, which the user may choose.</param>
/// <param name="Generate">Makes a problem.</param>
internal sealed record QuizKind(string Name, bool TakesPolicy, Func<QuizRequest, Problem> Generate);

/// <summary>All kinds.</summary>
internal static class QuizTable
{
    /// <summary>The hardest level.</summary>
    public const int MaximumLevel = 3;

    /// <summary>The rows.</summary>
    public static QuizKind[] Kinds { get; } =
    [
        new("sched", TakesPolicy: true, SchedulingQuiz.Generate),
        new("fork", TakesPolicy: false, ForkQuiz.Generate),
        new("zombie", TakesPolicy: false, ZombieQuiz.Generate),
    ];

    /// <summary>The row of a name; null where there is none.</summary>
    public static QuizKind? Find(string name) => Array.Find(Kinds, kind => kind.Name == name);
}
