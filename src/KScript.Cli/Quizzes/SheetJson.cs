// A sheet and its grading as JSON, an object each, for a learning platform or a program of the teacher's.
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KScript.Cli.Quizzes.Grading;

namespace KScript.Cli.Quizzes;

/// <summary>Writes JSON.</summary>
internal static class SheetJson
{
    // The output is a file or a terminal, never part of a web page.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The sheet; answers and working only where they are wanted.</summary>
    public static string Of(QuizSheet sheet, bool withAnswers) => Write(json =>
    {
        json.WriteString("quiz", sheet.Kind.Name);
        json.WriteNumber("level", sheet.Request.Level);
        json.WriteStartArray("problems");
        foreach (var each in sheet.Problems)
        {
            WriteProblem(json, each, withAnswers);
        }

        json.WriteEndArray();
    });

    /// <summary>The marks; what is expected only where it is wanted.</summary>
    public static string Of(QuizSheet sheet, IReadOnlyList<Mark> marks, bool withAnswers) => Write(json =>
    {
        json.WriteString("command", sheet.CommandLine);
        json.WriteNumber("right", marks.Count(mark => mark.Verdict == Verdict.Right));
        json.WriteNumber("of", marks.Count);
        json.WriteStartArray("marks");
        foreach (var mark in marks)
        {
            json.WriteStartObject();
            json.WriteString("id", mark.Question.Id);
            json.WriteString("given", mark.Given);
            json.WriteString("verdict", mark.Verdict.ToString().ToLowerInvariant());
            if (withAnswers)
            {
                json.WriteString("answer", mark.Question.Answer);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void WriteProblem(Utf8JsonWriter json, SheetProblem each, bool withAnswers)
    {
        json.WriteStartObject();
        json.WriteString("command", each.CommandLine);
        json.WriteString("statement", each.Problem.Statement);
        json.WriteString("script", each.Problem.Script);
        json.WriteStartArray("questions");
        foreach (var question in each.Problem.Questions)
        {
            json.WriteStartObject();
            json.WriteString("id", question.Id);
            json.WriteString("prompt", question.Prompt);
            json.WriteString("kind", question.Kind.ToString().ToLowerInvariant());
            if (withAnswers)
            {
                json.WriteString("answer", question.Answer);
                json.WriteString("working", question.Working);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (withAnswers)
        {
            json.WriteString("working", each.Problem.Working);
        }

        json.WriteEndObject();
    }

    private static string Write(Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }
}
