// A sheet as text: to read, with or without the answers, and as an answer file to fill in.
using System.Text;
using KScript.Cli.Hosting;
using KScript.Cli.Quizzes.Grading;
using KScript.Cli.Quizzes.Texts;

namespace KScript.Cli.Quizzes;

/// <summary>Writes sheets.</summary>
internal static class SheetText
{
    private const int Indent = 4;

    /// <summary>The problems and how to check them; with the answers and the working where they are wanted.</summary>
    public static string Of(QuizSheet sheet, bool withAnswers, int columns = TextFold.Usual)
    {
        var text = new StringBuilder();
        foreach (var each in sheet.Problems)
        {
            text.Append(text.Length > 0 ? "\n" : "").Append("# ").Append(each.CommandLine).Append("\n\n");
            Write(text, each.Problem, sheet.Request.Language, withAnswers, columns);
        }

        if (!withAnswers)
        {
            text.Append('\n').Append(SheetTexts.HowToCheck.In(sheet.Request.Language, sheet.CommandLine)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>An answer file without the answers.</summary>
    public static string Template(QuizSheet sheet)
    {
        var text = new StringBuilder();
        text.Append(SheetTexts.TemplateHead.In(sheet.Request.Language, sheet.CommandLine)).Append('\n');
        text.Append(AnswerFile.SheetKey).Append(": ").Append(sheet.CommandLine).Append('\n');
        foreach (var question in sheet.Questions)
        {
            text.Append("\n# ").Append(question.Prompt).Append('\n').Append(question.Id).Append(":\n");
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, Problem problem, QuizLanguage language, bool withAnswers, int columns)
    {
        text.Append(TextFold.Fold(problem.Statement, columns)).Append("\n\n");
        Indented(text, problem.Script);
        text.Append('\n');
        int width = problem.Questions.Max(q => q.Id.Length) + 2;
        foreach (var question in problem.Questions)
        {
            text.Append(TextFold.FoldLine(question.Id.PadRight(width) + question.Prompt, columns, width)).Append('\n');
            if (withAnswers)
            {
                string working = question.Working.Length > 0 ? $"    [{question.Working}]" : "";
                text.Append(TextFold.FoldLine($"{new string(' ', width)}= {question.Answer}{working}", columns, width + 2)).Append('\n');
            }
        }

        if (withAnswers)
        {
            text.Append('\n').Append(SheetTexts.Working.In(language)).Append("\n\n");
            Indented(text, TextFold.Fold(problem.Working, columns - Indent));
        }
    }

    private static void Indented(StringBuilder text, string lines)
    {
        foreach (string line in lines.Split('\n')[..^1])
        {
            text.Append(line.Length > 0 ? new string(' ', Indent) : "").Append(line).Append('\n');
        }
    }
}
