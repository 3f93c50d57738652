// Fork puzzles, in two forms: 'how many' (processes, lines), where everybody runs at once, and 'in which order', where waits
// leave only one order. No answer depends on the schedule.
using KScript.Cli.Quizzes.Texts;

namespace KScript.Cli.Quizzes.Forks;

/// <summary>Makes fork problems.</summary>
internal static class ForkQuiz
{
    /// <summary>Makes one.</summary>
    public static Problem Generate(QuizRequest request)
    {
        var random = new SplitMix64(request.Seed);
        return random.OneIn(3) ? OrderPuzzle.Generate(random, request) : CountPuzzle.Generate(random, request);
    }

    /// <summary>The questions about the tree that both forms ask.</summary>
    public static void AskTree(List<Question> questions, ForkTree tree, QuizRequest request)
    {
        questions.Add(Number("processes", ForkTexts.Processes, tree.Count));
        questions.Add(Number("children", ForkTexts.Children, tree.ChildrenOfMain));
        if (request.Level > 1)
        {
            questions.Add(Number("childless", ForkTexts.Childless, tree.Leaves));
            questions.Add(Number("generations", ForkTexts.Generations, tree.Generations));
        }

        Question Number(string id, Wording prompt, int answer) =>
            new(id, prompt.In(request.Language), AnswerKind.Integer, FormattableString.Invariant($"{answer}"), "");
    }
}
