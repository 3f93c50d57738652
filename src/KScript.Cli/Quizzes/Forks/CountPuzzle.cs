// 'How many processes, how often is it printed': parts after one another, each of which multiplies whoever comes to it. At
// level 3 a printf is among them, whose text sits in a buffer that fork copies.
using System.Globalization;
using System.Text;
using KScript.Cli.Quizzes.Texts;

namespace KScript.Cli.Quizzes.Forks;

/// <summary>Makes puzzles of the form 'how many'.</summary>
internal static class CountPuzzle
{
    private const char LastLetter = 'z';
    private const char BufferedLetter = 'p';

    // Every process of the tree is drawn in the working.
    private static readonly int[] MostProcesses = [12, 20, 24];

    private readonly record struct Placed(ForkPart Part, string Letter)
    {
        public string Code => Part.Code.Replace("$", Letter, StringComparison.Ordinal);
    }

    /// <summary>How a printf is done: its text, the kind of standard output, and whether the text stays in the buffer.</summary>
    private sealed record Buffering(string Text, string Stdout, bool Stays);

    private static readonly Buffering[] Bufferings =
    [
        new($"{BufferedLetter}", "tty", Stays: true),
        new($"{BufferedLetter}\\n", "tty", Stays: false),
        new($"{BufferedLetter}\\n", "pipe", Stays: true),
    ];

    /// <summary>Makes one.</summary>
    public static Problem Generate(SplitMix64 random, QuizRequest request)
    {
        var parts = DrawParts(random, request.Level);
        var buffering = request.Level == 3 ? random.Pick(Bufferings) : null;
        int printfAt = buffering is null ? -1 : random.Between(0, parts.Count - 1);
        string script = ScriptOf(parts, buffering, printfAt);
        var run = ScriptedRun.Of(script, request.Settings);
        var tree = new ForkTree(run);
        var questions = new List<Question>();
        ForkQuiz.AskTree(questions, tree, request);
        foreach (string letter in Letters(parts, buffering))
        {
            questions.Add(AskCount(letter, run.Output, request.Language));
        }

        string statement = ForkTexts.CountIntro.In(request.Language)
            + (buffering is null ? "" : "\n" + ForkTexts.Buffering.In(request.Language));
        string working = Explain(parts, buffering, printfAt, request.Language) + tree.Draw();
        return new Problem(statement, script, questions, working);
    }

    private static List<Placed> DrawParts(SplitMix64 random, int level)
    {
        var parts = new List<Placed>();
        int alive = 1, ended = 0, wanted = level + 1;
        while (parts.Count < wanted)
        {
            var fitting = Array.FindAll(ForkPart.All, part => part.Level <= level
                && (alive * (part.GoOn + part.End)) + ended <= MostProcesses[level - 1]
                && !parts.Exists(placed => placed.Part == part));
            if (fitting.Length == 0)
            {
                break;
            }

            var chosen = random.Pick(fitting);
            parts.Add(new Placed(chosen, ((char)('a' + parts.Count)).ToString()));
            ended += alive * chosen.End;
            alive *= chosen.GoOn;
        }

        return parts;
    }

    private static string ScriptOf(List<Placed> parts, Buffering? buffering, int printfAt)
    {
        var text = new StringBuilder();
        if (buffering is not null)
        {
            text.Append("machine stdout=").Append(buffering.Stdout).Append("\n\n");
        }

        for (int i = 0; i < parts.Count; i++)
        {
            if (i == printfAt)
            {
                text.Append("printf \"").Append(buffering!.Text).Append("\"\n");
            }

            text.Append(parts[i].Code).Append('\n');
        }

        return text.Append("print \"").Append(LastLetter).Append("\"\n").ToString();
    }

    private static IEnumerable<string> Letters(List<Placed> parts, Buffering? buffering)
    {
        foreach (var placed in parts)
        {
            if (placed.Part.IsPrinting)
            {
                yield return placed.Letter;
            }
        }

        if (buffering is not null)
        {
            yield return BufferedLetter.ToString();
        }

        yield return LastLetter.ToString();
    }

    private static Question AskCount(string letter, string output, QuizLanguage language) => new(
        $"count.{letter}",
        ForkTexts.Count.In(language, letter),
        AnswerKind.Integer,
        output.Count(c => c == letter[0]).ToString(CultureInfo.InvariantCulture),
        "");

    // Part by part: how many come, how many go on, what they print.
    private static string Explain(List<Placed> parts, Buffering? buffering, int printfAt, QuizLanguage language)
    {
        var text = new StringBuilder();
        int alive = 1;
        for (int i = 0; i < parts.Count; i++)
        {
            if (i == printfAt)
            {
                var wording = buffering!.Stays ? ForkTexts.StaysInBuffer : ForkTexts.LeavesBuffer;
                text.Append(wording.In(language, $"printf \"{buffering.Text}\"", alive)).Append('\n');
            }

            var part = parts[i].Part;
            text.Append(ForkTexts.PartStep.In(language, OneLine(parts[i].Code), alive, alive * part.GoOn));
            text.Append(part.End == 0 ? "" : ForkTexts.PartEnds.In(language, alive * part.End));
            text.Append(part.IsPrinting ? ForkTexts.PartPrints.In(language, parts[i].Letter, alive * part.Prints) : "").Append('\n');
            alive *= part.GoOn;
        }

        return text.Append(ForkTexts.LastStep.In(language, LastLetter, alive)).Append("\n\n").ToString();
    }

    // As it would stand on one line.
    private static string OneLine(string code)
    {
        var text = new StringBuilder();
        foreach (string line in code.Split('\n', StringSplitOptions.TrimEntries))
        {
            bool opens = text.Length == 0 || text[^1] == '{' || line[0] == '}';
            text.Append(text.Length == 0 ? "" : opens ? " " : "; ").Append(line);
        }

        return text.ToString();
    }
}
