// What holds of every problem of every kind, over 300 seeds at each level.
using KScript.Cli.Quizzes;
using KScript.Cli.Quizzes.Grading;
using KScript.Cli.Quizzes.Texts;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Formatting;
using KScript.Workbench.Runs;

namespace KScript.Cli.Tests.Quizzes;

public class QuizPropertyTests
{
    private const int Seeds = 300;

    private static readonly string[][] Machines =
    [
        ["fcfs"], ["rr q=1"], ["rr q=3"], ["mlfq q=2"], ["cpus=2"], ["cpus=4", "rr q=1"], ["cpus=3", "mlfq q=1"],
    ];

    public static TheoryData<string, int> KindsAndLevels()
    {
        var data = new TheoryData<string, int>();
        foreach (var kind in QuizTable.Kinds)
        {
            for (int level = 1; level <= QuizTable.MaximumLevel; level++)
            {
                data.Add(kind.Name, level);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(KindsAndLevels))]
    public void The_script_is_canonical_compiles_without_a_word_and_ends(string kind, int level) => ForAll(kind, level, sheet =>
    {
        string script = sheet.Problems[0].Problem.Script;
        Assert.Equal(script, Formatter.Format(new SourceText("quiz.ks", script)).Text);
        var run = Script.Run(script);
        Assert.Empty(run.Diagnostics);
        Assert.Equal(0, run.ExitCode);
    });

    [Theory]
    [MemberData(nameof(KindsAndLevels))]
    public void The_right_answers_are_right_and_any_other_one_costs_itself(string kind, int level) => ForAll(kind, level, sheet =>
    {
        string[] answers = [.. sheet.Questions.Select(q => q.Answer)];
        Assert.Equal(answers.Length, Right(sheet, answers));
        for (int i = 0; i < answers.Length; i++)
        {
            string[] altered = [.. answers];
            altered[i] = Altered(sheet.Questions[i]);
            Assert.Equal(answers.Length - 1, Right(sheet, altered));
        }
    });

    [Theory]
    [MemberData(nameof(KindsAndLevels))]
    public void Ids_are_unique_and_fit_an_answer_file(string kind, int level) => ForAll(kind, level, sheet =>
    {
        var questions = sheet.Questions;
        Assert.Equal(questions.Count, questions.Select(q => q.Id.ToUpperInvariant()).Distinct().Count());
        Assert.All(questions, q => Assert.Matches("^[A-Za-z0-9.]+$", q.Id));
        Assert.All(questions, q => Assert.False(string.IsNullOrWhiteSpace(q.Answer), q.Id));
    });

    [Theory]
    [MemberData(nameof(KindsAndLevels))]
    public void Another_language_changes_no_script_id_or_answer(string kind, int level) => ForAll(kind, level, sheet =>
    {
        var chinese = sheet.Kind.Generate(sheet.Request with { Language = QuizLanguage.Chinese });
        Assert.Equal(sheet.Problems[0].Problem.Script, chinese.Script);
        Assert.Equal(sheet.Questions.Select(q => (q.Id, q.Answer)), chinese.Questions.Select(q => (q.Id, q.Answer)));
        Assert.All(chinese.Questions, q => Assert.Contains(q.Prompt, c => c > 0x2000));
    });

    [Theory]
    [InlineData("fork")]
    [InlineData("zombie")]
    public void Answers_do_not_depend_on_the_schedule(string kind)
    {
        for (int level = 1; level <= QuizTable.MaximumLevel; level++)
        {
            ForAll(kind, level, sheet =>
            {
                foreach (string[] machine in Machines)
                {
                    var elsewhere = sheet.Kind.Generate(sheet.Request with { Settings = machine });
                    Assert.Equal(sheet.Questions.Select(q => (q.Id, q.Answer)), elsewhere.Questions.Select(q => (q.Id, q.Answer)));
                }
            });
        }
    }

    [Theory]
    [MemberData(nameof(KindsAndLevels))]
    public void Seeds_make_a_difference(string kind, int level)
    {
        var scripts = new HashSet<string>();
        ForAll(kind, level, sheet => scripts.Add(sheet.Problems[0].Problem.Script));
        Assert.True(scripts.Count >= 20, $"{scripts.Count} different problems from {Seeds} seeds");
    }

    private static void ForAll(string kind, int level, Action<QuizSheet> check)
    {
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            var sheet = new QuizSheet(QuizTable.Find(kind)!, new QuizRequest(seed, level, QuizLanguage.English), 1);
            try
            {
                check(sheet);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(sheet.CommandLine, e);
            }
        }
    }

    private static int Right(QuizSheet sheet, string[] answers)
    {
        string text = string.Concat(sheet.Questions.Select((q, i) => $"{q.Id}: {answers[i]}\n"));
        var file = AnswerFile.Read("answers.txt", text, sheet);
        int right = Grader.Grade(sheet, file).Count(mark => mark.Verdict == Verdict.Right);
        Assert.Empty(file.Complaints);
        return right;
    }

    private static string Altered(Question question) => question.Kind switch
    {
        AnswerKind.Integer or AnswerKind.Decimal => "1" + question.Answer,
        AnswerKind.Word => question.Answer + "x",
        AnswerKind.Order or AnswerKind.Set => question.Answer + " other",
    };
}
