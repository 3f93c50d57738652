// Reads a student's answer file: lines `ID: answer` or `ID = answer`, comments from `#` on. What cannot be understood is told
// with its line and does not stop the rest.
using KScript.Cli.CommandLine;
using KScript.Cli.Hosting;

namespace KScript.Cli.Quizzes.Grading;

/// <summary>What is given for a question, and where.</summary>
internal readonly record struct GivenAnswer(string Text, int Line);

/// <summary>A read answer file.</summary>
internal sealed class AnswerFile
{
    /// <summary>The key of the line that says which sheet the answers are for; it may be left out.</summary>
    public const string SheetKey = "quiz";

    private static readonly char[] Separators = [':', '=', ':'];

    private readonly string name;
    private readonly QuizSheet sheet;
    private readonly Dictionary<string, GivenAnswer> answers = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> known = new(StringComparer.OrdinalIgnoreCase);

    private AnswerFile(string name, QuizSheet sheet)
    {
        (this.name, this.sheet) = (name, sheet);
        foreach (var question in sheet.Questions)
        {
            known.Add(question.Id);
        }
    }

    /// <summary>What is wrong, as FILE:LINE: text.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Reads a file's text.</summary>
    public static AnswerFile Read(string name, string text, QuizSheet sheet)
    {
        var file = new AnswerFile(name, sheet);
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            file.ReadLine(lines[i], i + 1);
        }

        return file;
    }

    /// <summary>What is given for a question; an empty text where nothing is.</summary>
    public GivenAnswer AnswerTo(Question question) => answers.GetValueOrDefault(question.Id, new GivenAnswer("", 0));

    /// <summary>Records what is wrong with a line.</summary>
    public void Complain(int line, string what) => Complaints.Add(FormattableString.Invariant($"{name}:{line}: {what}"));

    private void ReadLine(string line, int number)
    {
        int comment = line.IndexOf('#', StringComparison.Ordinal);
        string content = (comment < 0 ? line : line[..comment]).Trim();
        if (content.Length == 0)
        {
            return;
        }

        int separator = content.IndexOfAny(Separators);
        if (separator <= 0)
        {
            Complain(number, $"no answer: '{Shortened(content)}'; write ID: answer");
            return;
        }

        Add(content[..separator].Trim(), content[(separator + 1)..].Trim(), number);
    }

    private void Add(string id, string answer, int line)
    {
        if (id.Equals(SheetKey, StringComparison.OrdinalIgnoreCase))
        {
            CheckSheet(answer, line);
        }
        else if (!known.Contains(id))
        {
            string? near = Spelling.Nearest(id, known);
            Complain(line, $"there is no question '{Shortened(id)}'" + (near is null ? "; --template lists them" : $"; did you mean '{near}'?"));
        }
        else if (answers.TryGetValue(id, out var before) && before.Text.Length > 0)
        {
            Complain(line, FormattableString.Invariant($"'{id}' is answered in line {before.Line} already; that answer counts"));
        }
        else
        {
            answers[id] = new GivenAnswer(answer, line);
        }
    }

    // Answers to another sheet would all be wrong, and say nothing of what the student knows.
    private void CheckSheet(string commandLine, int line)
    {
        string given = string.Join(' ', commandLine.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (given != sheet.CommandLine)
        {
            throw new CommandException(FormattableString.Invariant(
                $"{name}:{line}: the answers are to '{Shortened(given)}', and not to '{sheet.CommandLine}'; grade them with that"));
        }
    }

    private static string Shortened(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
