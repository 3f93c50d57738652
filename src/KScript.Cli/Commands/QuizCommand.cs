// kscript quiz: prints problems whose answers a run of the model gave, and marks a student's answers.
using KScript.Cli.CommandLine;
using KScript.Cli.Hosting;
using KScript.Cli.Quizzes;
using KScript.Cli.Quizzes.Grading;
using KScript.Cli.Quizzes.Texts;

namespace KScript.Cli.Commands;

/// <summary>The command.</summary>
internal static class QuizCommand
{
    /// <summary>Does it: 1 where an answer is wrong or missing, or a line of the answer file cannot be understood.</summary>
    public static int Run(CommandOptions options, CliHost host)
    {
        string name = options.Operands[0];
        var kind = QuizTable.Find(name) ?? throw new CommandException($"there is no quiz '{name}'; there are {Kinds()}");
        Check(kind, options);
        var request = new QuizRequest((ulong)options.Seed, options.Level, QuizLanguages.Of(options.Language ?? host.Locale)) { Policy = options.Sched };
        var sheet = new QuizSheet(kind, request, options.Count);
        if (options.GradeFile is { } file)
        {
            return Grade(sheet, file, options, host);
        }

        host.Print(TextOf(sheet, options, options.ChartWidth(host)));
        return ExitCode.Ok;
    }

    private static string TextOf(QuizSheet sheet, CommandOptions options, int width) =>
        options.ScriptOnly ? sheet.Problems[0].Problem.Script
        : options.Template ? SheetText.Template(sheet)
        : options.Json ? SheetJson.Of(sheet, options.Answers)
        : SheetText.Of(sheet, options.Answers, width);

    private static int Grade(QuizSheet sheet, string path, CommandOptions options, CliHost host)
    {
        var file = AnswerFile.Read(ScriptFile.NameOf(path), ScriptFile.Read(path, host), sheet);
        var marks = Grader.Grade(sheet, file);
        foreach (string complaint in file.Complaints)
        {
            host.Complain(complaint);
        }

        host.Print(options.Json ? SheetJson.Of(sheet, marks, options.Answers) : Grader.Text(marks, sheet.Request.Language, options.Answers));
        return file.Complaints.Count == 0 && marks.All(mark => mark.Verdict == Verdict.Right) ? ExitCode.Ok : ExitCode.Failed;
    }

    private static void Check(QuizKind kind, CommandOptions options)
    {
        if (options.Sched is not null && !kind.TakesPolicy)
        {
            throw new CommandException($"quiz {kind.Name} takes no --sched: its answers are the same under every policy");
        }

        int forms = (options.GradeFile is null ? 0 : 1) + (options.Template ? 1 : 0) + (options.ScriptOnly ? 1 : 0);
        if (forms > 1)
        {
            throw new CommandException("--grade, --template and --script each ask for something else; give one of them");
        }

        if (options.ScriptOnly && options.Count > 1)
        {
            throw new CommandException("--script prints one script; leave --count out, and give each --seed of its own");
        }
    }

    private static string Kinds() => string.Join(", ", Array.ConvertAll(QuizTable.Kinds, kind => kind.Name));
}
