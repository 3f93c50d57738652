// Marks an answer file, question by question.
using System.Text;
using KScript.Cli.Quizzes.Texts;

namespace KScript.Cli.Quizzes.Grading;

/// <summary>What an answer is.</summary>
internal enum Verdict
{
    Right,
    Wrong,
    Missing,
}

/// <summary>A marked answer.</summary>
/// <param name="Question">To which question.</param>
/// <param name="Given">The answer; empty where there is none.</param>
/// <param name="Verdict">What it is.</param>
internal sealed record Mark(Question Question, string Given, Verdict Verdict);

/// <summary>Marks.</summary>
internal static class Grader
{
    /// <summary>Marks every question of a sheet; answers that have not the form of one are complained about in the file, and wrong.</summary>
    public static IReadOnlyList<Mark> Grade(QuizSheet sheet, AnswerFile file)
    {
        var marks = new List<Mark>();
        foreach (var question in sheet.Questions)
        {
            var given = file.AnswerTo(question);
            if (given.Text.Length > 0 && AnswerCheck.Malformed(question.Kind, given.Text) is { } form)
            {
                file.Complain(given.Line, $"'{question.Id}' takes {form}, not '{given.Text}'");
            }

            marks.Add(new Mark(question, given.Text, VerdictOn(question, given.Text)));
        }

        return marks;
    }

    /// <summary>The marks as text, a line each, and the score.</summary>
    public static string Text(IReadOnlyList<Mark> marks, QuizLanguage language, bool withAnswers)
    {
        var text = new StringBuilder();
        int width = marks.Max(mark => mark.Question.Id.Length) + 2;
        foreach (var mark in marks)
        {
            text.Append(mark.Question.Id.PadRight(width)).Append(WordingOf(mark.Verdict).In(language));
            text.Append(mark.Given.Length > 0 ? ": " + mark.Given : "");
            bool shown = withAnswers && mark.Verdict != Verdict.Right;
            text.Append(shown ? "    " + SheetTexts.Expected.In(language, mark.Question.Answer) : "").Append('\n');
        }

        int right = marks.Count(mark => mark.Verdict == Verdict.Right);
        return text.Append(SheetTexts.Score.In(language, right, marks.Count)).Append('\n').ToString();
    }

    private static Verdict VerdictOn(Question question, string given) =>
        given.Length == 0 ? Verdict.Missing : AnswerCheck.IsRight(question, given) ? Verdict.Right : Verdict.Wrong;

    private static Wording WordingOf(Verdict verdict) => verdict switch
    {
        Verdict.Right => SheetTexts.Right,
        Verdict.Wrong => SheetTexts.Wrong,
        Verdict.Missing => SheetTexts.Missing,
    };
}
