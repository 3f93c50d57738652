// What one command line asks for: a problem, or several with seeds in a row, and what its answers are called.
using System.Text;

namespace KScript.Cli.Quizzes;

/// <summary>A problem of a sheet.</summary>
/// <param name="CommandLine">The command that prints it alone.</param>
/// <param name="Problem">The problem; its questions are called as on this sheet.</param>
internal sealed record SheetProblem(string CommandLine, Problem Problem);

/// <summary>Problems of one kind.</summary>
internal sealed class QuizSheet
{
    /// <summary>Makes the problems of a request, the first with its seed and each next one with the next.</summary>
    public QuizSheet(QuizKind kind, QuizRequest request, int count)
    {
        (Kind, Request) = (kind, request);
        CommandLine = LineOf(kind, request) + (count > 1 ? FormattableString.Invariant($" --count {count}") : "");
        var problems = new SheetProblem[count];
        for (int i = 0; i < count; i++)
        {
            // Behind the last seed that the command line takes comes 0.
            var one = request with { Seed = (request.Seed + (ulong)i) & long.MaxValue };
            var problem = kind.Generate(one);
            problems[i] = new SheetProblem(LineOf(kind, one), count > 1 ? Numbered(problem, i + 1) : problem);
        }

        Problems = problems;
    }

    /// <summary>The kind.</summary>
    public QuizKind Kind { get; }

    /// <summary>What was asked for.</summary>
    public QuizRequest Request { get; }

    /// <summary>The command that prints this sheet.</summary>
    public string CommandLine { get; }

    /// <summary>The problems.</summary>
    public IReadOnlyList<SheetProblem> Problems { get; }

    /// <summary>The questions of all problems.</summary>
    public IReadOnlyList<Question> Questions => [.. Problems.SelectMany(p => p.Problem.Questions)];

    // Of several problems, the questions of the second are 2.order, 2.A.finish …
    private static Problem Numbered(Problem problem, int number) => problem with
    {
        Questions = [.. problem.Questions.Select(q => q with { Id = FormattableString.Invariant($"{number}.{q.Id}") })],
    };

    private static string LineOf(QuizKind kind, QuizRequest request)
    {
        var line = new StringBuilder("kscript quiz ").Append(kind.Name);
        line.Append(FormattableString.Invariant($" --seed {request.Seed} --level {request.Level}"));
        return request.Policy is null ? line.ToString() : line.Append(" --sched \"").Append(request.Policy).Append('"').ToString();
    }
}
