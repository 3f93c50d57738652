// Scheduling problems: a table of jobs and a policy; who finishes when, how long everybody waits, who has the CPU at a time.
using System.Globalization;
using System.Text;
using KScript.Cli.Hosting;
using KScript.Cli.Quizzes.Texts;
using KScript.Kernel;
using KScript.Workbench.Metrics;
using KScript.Workbench.Views;

namespace KScript.Cli.Quizzes.Scheduling;

/// <summary>Makes scheduling problems.</summary>
internal static class SchedulingQuiz
{
    private const int ChartWidth = 80;

    // The policy has a stream of its own, so that the jobs of a seed are the same whatever policies there are.
    private const ulong PolicyStream = 0x5CED;

    /// <summary>Makes one.</summary>
    public static Problem Generate(QuizRequest request)
    {
        var (choice, policy) = PolicyOf(request);
        var random = new SplitMix64(request.Seed);
        var jobs = JobTable.Draw(random, request.Level, choice.WithIo);
        string script = JobTable.Script(policy, jobs);
        var run = ScriptedRun.Of(script, request.Settings);
        var questions = new SchedulingQuestions(run, jobs, request.Language);
        var statement = new StringBuilder(SchedulingTexts.Intro.In(request.Language));
        statement.Append('\n').Append(choice.Rule.In(request.Language));
        if (Array.Exists(jobs, job => job.Io > 0))
        {
            statement.Append('\n').Append(SchedulingTexts.Io.In(request.Language));
        }

        return new Problem(statement.ToString(), script, questions.All(random), Gantt.Draw(run.Statistics, run.Machine, ChartWidth));
    }

    private static (PolicyChoice Choice, string Text) PolicyOf(QuizRequest request)
    {
        if (request.Policy is not { } given)
        {
            return PolicyChoice.Drawn(new SplitMix64(request.Seed ^ PolicyStream), request.Level);
        }

        var (choice, text, error) = PolicyChoice.Named(given);
        return error is null ? (choice!, text) : throw new CommandException(error);
    }
}

/// <summary>Reads the answers from a run.</summary>
internal sealed class SchedulingQuestions
{
    private readonly ScriptedRun run;
    private readonly QuizLanguage language;
    private readonly QuizJob[] jobs;
    private readonly TaskStatistics[] results;
    private readonly List<Question> questions = [];

    /// <summary>Questions about one run of these jobs.</summary>
    public SchedulingQuestions(ScriptedRun run, QuizJob[] jobs, QuizLanguage language)
    {
        (this.run, this.jobs, this.language) = (run, jobs, language);
        results = Array.ConvertAll(jobs, job => ResultOf(job.Name));
    }

    private delegate string Arithmetic(QuizJob job, in TaskStatistics result);

    /// <summary>All questions; which times are asked about is drawn.</summary>
    public IReadOnlyList<Question> All(SplitMix64 random)
    {
        AskOrder();
        Ask("finish", SchedulingTexts.Finish, static r => r.Finish, static (QuizJob _, in TaskStatistics _) => "");
        Ask("response", SchedulingTexts.Response, static r => r.Response,
            static (QuizJob _, in TaskStatistics r) => FormattableString.Invariant($"{r.FirstRun} - {r.Arrival} = {r.Response}"));
        Ask("turnaround", SchedulingTexts.Turnaround, static r => r.Turnaround,
            static (QuizJob _, in TaskStatistics r) => FormattableString.Invariant($"{r.Finish} - {r.Arrival} = {r.Turnaround}"));
        Ask("waiting", SchedulingTexts.Waiting, static r => r.Waiting, WaitingOf);
        AskMean("response", static r => r.Response);
        AskMean("turnaround", static r => r.Turnaround);
        AskMean("waiting", static r => r.Waiting);
        AskWhoRuns(random);
        AskSwitches();
        return questions;
    }

    private static string WaitingOf(QuizJob job, in TaskStatistics r) => job.Io == 0
        ? FormattableString.Invariant($"{r.Turnaround} - {job.Cpu} = {r.Waiting}")
        : FormattableString.Invariant($"{r.Turnaround} - {job.Cpu} - {job.Io} = {r.Waiting}");

    private TaskStatistics ResultOf(string name)
    {
        foreach (ref readonly var task in run.Statistics.Tasks)
        {
            if (run.NameOf(task.Name) == name)
            {
                return task;
            }
        }

        throw new InvalidOperationException($"job {name} never came");
    }

    private void AskOrder()
    {
        var finished = new List<string>();
        foreach (var e in run.Events)
        {
            if (e.Kind == TraceEventKind.ProcessExit)
            {
                finished.Add(run.NameOf(e.Name));
            }
        }

        questions.Add(new Question("order", SchedulingTexts.Order.In(language), AnswerKind.Order, string.Join(' ', finished), ""));
    }

    private void Ask(string metric, Wording prompt, Func<TaskStatistics, long> value, Arithmetic working)
    {
        for (int i = 0; i < jobs.Length; i++)
        {
            string name = jobs[i].Name;
            questions.Add(new Question(
                $"{name}.{metric}", prompt.In(language, name), AnswerKind.Integer, Text(value(results[i])), working(jobs[i], in results[i])));
        }
    }

    private void AskMean(string metric, Func<TaskStatistics, long> value)
    {
        long[] values = Array.ConvertAll(results, result => value(result));
        string working = $"({string.Join(" + ", Array.ConvertAll(values, Text))}) / {Text(values.Length)}";
        string prompt = SchedulingTexts.Mean.In(language, SchedulingTexts.NameOf(metric).In(language));
        questions.Add(new Question($"mean.{metric}", prompt, AnswerKind.Decimal, TwoDecimals(values.Sum(), values.Length), working));
    }

    // Two times at which something runs or the CPU is idle; never the very end.
    private void AskWhoRuns(SplitMix64 random)
    {
        int end = (int)run.Statistics.Time;
        var times = new SortedSet<int> { random.Between(0, end - 1), random.Between(0, end - 1) };
        foreach (int time in times)
        {
            questions.Add(new Question(
                FormattableString.Invariant($"cpu.{time}"), SchedulingTexts.WhoRuns.In(language, time, time + 1), AnswerKind.Word, RunningAt(time), ""));
        }
    }

    private string RunningAt(long time)
    {
        int pid = 0;
        foreach (var entry in run.Statistics.Schedule)
        {
            pid = entry.Time <= time ? entry.Pid : pid;
        }

        return pid == 0 ? Answers.Idle : NameOfPid(pid);
    }

    private void AskSwitches()
    {
        var stretches = new List<string>();
        foreach (var entry in run.Statistics.Schedule)
        {
            if (entry.Pid != 0 && (stretches.Count == 0 || stretches[^1] != NameOfPid(entry.Pid)))
            {
                stretches.Add(NameOfPid(entry.Pid));
            }
        }

        questions.Add(new Question(
            "switches", SchedulingTexts.Switches.In(language), AnswerKind.Integer, Text(stretches.Count - 1), string.Join(" -> ", stretches)));
    }

    private string NameOfPid(int pid)
    {
        foreach (ref readonly var task in run.Statistics.Tasks)
        {
            if (task.Pid == pid)
            {
                return run.NameOf(task.Name);
            }
        }

        throw new InvalidOperationException($"no task with pid {pid}");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    // Rounded half up, in integers: 17/3 is 5.67 everywhere.
    private static string TwoDecimals(long sum, int count)
    {
        long hundredths = ((2 * 100 * sum) + count) / (2 * count);
        return FormattableString.Invariant($"{hundredths / 100}.{hundredths % 100:00}");
    }
}
