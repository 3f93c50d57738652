// 'In which order': whoever forks waits before it prints again, so that only one order is possible. Variables are copied.
using System.Globalization;
using System.Text;
using KScript.Cli.Quizzes.Texts;

namespace KScript.Cli.Quizzes.Forks;

/// <summary>Makes puzzles of the form 'in which order'.</summary>
internal static class OrderPuzzle
{
    private delegate string Step(SplitMix64 random, Func<string> letter);

    // Parent and child both go on behind these.
    private static readonly Step[] BothGoOn =
    [
        static (random, letter) => string.Create(CultureInfo.InvariantCulture,
            $"if fork == 0 {{\n    x += {random.Between(1, 4)}\n    print \"{letter()}\"\n}} else {{\n    wait\n    print \"{letter()}\"\n}}\n"),
        static (random, letter) => string.Create(CultureInfo.InvariantCulture,
            $"if fork > 0 {{\n    wait\n    x += {random.Between(1, 4)}\n}} else {{\n    print \"{letter()}\"\n}}\n"),
        static (random, letter) => string.Create(CultureInfo.InvariantCulture,
            $"if fork == 0 {{ x *= {random.Between(2, 3)} }}\nwait\nprint \"{letter()}\"\n"),
    ];

    // The child ends in these.
    private static readonly Step[] ChildEnds =
    [
        static (random, letter) => string.Create(CultureInfo.InvariantCulture,
            $"if fork == 0 {{\n    print \"{letter()}\"\n    exit x + {random.Between(1, 4)}\n}}\nwait\nprint WEXITSTATUS(status)\n"),
        static (random, letter) => string.Create(CultureInfo.InvariantCulture,
            $"fork {{\n    x += {random.Between(1, 4)}\n    print x\n}}\nwait\nprint \"{letter()}\"\n"),
    ];

    /// <summary>Makes one.</summary>
    public static Problem Generate(SplitMix64 random, QuizRequest request)
    {
        string script = ScriptOf(random, request.Level);
        var run = ScriptedRun.Of(script, request.Settings);
        var tree = new ForkTree(run);
        string output = string.Join(' ', run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var questions = new List<Question> { new("output", ForkTexts.Output.In(request.Language), AnswerKind.Order, output, "") };
        ForkQuiz.AskTree(questions, tree, request);
        return new Problem(ForkTexts.OrderIntro.In(request.Language), script, questions, WhoWrites(run, tree) + "\n" + tree.Draw());
    }

    // One step of the second kind, and as many of the first as the level says.
    private static string ScriptOf(SplitMix64 random, int level)
    {
        int letters = 0;
        string Letter() => ((char)('A' + letters++)).ToString();
        var steps = new List<Step>(random.Pick(BothGoOn, level == 3 ? 2 : 1));
        if (level > 1)
        {
            steps.Insert(random.Between(0, steps.Count), random.Pick(ChildEnds));
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"let x = {random.Between(1, 5)}\n");
        foreach (var step in steps)
        {
            text.Append(step(random, Letter));
        }

        return text.Append("print x\n").ToString();
    }

    private static string WhoWrites(ScriptedRun run, ForkTree tree)
    {
        var text = new StringBuilder();
        foreach (var piece in run.Writes)
        {
            text.Append(tree.LabelOf(piece.Pid)).Append(": ").Append(piece.Text);
        }

        return text.ToString();
    }
}
