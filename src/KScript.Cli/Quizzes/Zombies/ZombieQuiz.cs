// Zombie problems: a family in which children end and somebody, or nobody, waits. Who is a zombie when, whose child is whom,
// who reaps whom, how many SIGCHLD got through.
using System.Globalization;
using KScript.Cli.Quizzes.Texts;
using KScript.Kernel;

namespace KScript.Cli.Quizzes.Zombies;

/// <summary>Makes zombie problems.</summary>
internal static class ZombieQuiz
{
    /// <summary>Makes one.</summary>
    public static Problem Generate(QuizRequest request)
    {
        var random = new SplitMix64(request.Seed);
        var scenario = Scenario.Draw(random, request.Level);
        var (first, last) = Interesting(scenario, request);
        long[] times = DrawTimes(random, first, last);
        var run = ScriptedRun.Of(scenario.Script, request.Settings, times);
        var questions = new ZombieQuestions(run, scenario, request.Language).All(random);
        string dispositions = scenario.Plan.Before.Length == 0 ? "" : ZombieTexts.Dispositions.In(request.Language) + "\n";
        string statement = ZombieTexts.Intro.In(request.Language) + "\n" + dispositions + ZombieTexts.Names.In(request.Language);
        return new Problem(statement, scenario.Script, questions, Timeline.Of(run, request.Language));
    }

    // From the first end of a child to when main or the last of the others is gone: before and after it nothing can be asked.
    private static (long First, long Last) Interesting(Scenario scenario, QuizRequest request)
    {
        long first = long.MaxValue, last = 0;
        foreach (var e in ScriptedRun.Of(scenario.Script, request.Settings).Events)
        {
            first = e.Kind == TraceEventKind.ProcessExit ? Math.Min(first, e.Time) : first;
            last = Math.Max(last, e.Time);
        }

        return (first, last);
    }

    // Two odd times, or one where there is no room for two.
    private static long[] DrawTimes(SplitMix64 random, long first, long last)
    {
        int room = (int)(last - first) / 2;
        var times = new SortedSet<long> { At(random.Between(0, room - 1)), At(random.Between(0, room - 1)) };
        return [.. times];

        long At(int step) => first + 1 + (2 * step);
    }
}

/// <summary>Reads the answers from a run.</summary>
internal sealed class ZombieQuestions(ScriptedRun run, Scenario scenario, QuizLanguage language)
{
    private readonly List<Question> questions = [];

    /// <summary>All questions; who is asked about by name is drawn.</summary>
    public IReadOnlyList<Question> All(SplitMix64 random)
    {
        var everybody = scenario.Everybody.ToList();
        foreach (var look in run.Looks)
        {
            AskZombies(look);
            if (!scenario.Plan.IsAnonymous)
            {
                AskState(look, random.Pick(everybody).Name);
            }
        }

        AskParents();
        if (!scenario.Plan.IsAnonymous)
        {
            everybody.ForEach(AskEnd);
        }

        AskSignals();
        return questions;
    }

    private void Add(string id, AnswerKind kind, string answer, string prompt) => questions.Add(new Question(id, prompt, kind, answer, ""));

    private void AskZombies(Look look)
    {
        string[] zombies = [.. look.Processes.Where(p => p.State == TaskState.Zombie).Select(p => p.Name).Order(StringComparer.Ordinal)];
        string time = Text(look.Time);
        if (scenario.Plan.IsAnonymous)
        {
            Add($"zombies.{time}", AnswerKind.Integer, Text(zombies.Length), ZombieTexts.HowManyZombies.In(language, time));
        }
        else
        {
            Add($"zombies.{time}", AnswerKind.Set, zombies.Length == 0 ? Answers.None : string.Join(' ', zombies), ZombieTexts.Zombies.In(language, time));
        }
    }

    private void AskState(Look look, string name)
    {
        var found = look.Processes.Where(p => p.Name == name).ToList();
        string state = found.Count == 0 ? Answers.Gone : LetterOf(found[0].State);
        Add($"state.{name}.{Text(look.Time)}", AnswerKind.Word, state, ZombieTexts.State.In(language, name, look.Time));
    }

    // Of a grandchild only: everybody else's parent is plain to see.
    private void AskParents()
    {
        foreach (var child in scenario.Children)
        {
            foreach (var look in child.Own is null ? [] : run.Looks)
            {
                string name = child.Own!.Name;
                string parent = ParentAt(look, name) ?? Answers.Gone;
                Add($"parent.{name}.{Text(look.Time)}", AnswerKind.Word, parent, ZombieTexts.Parent.In(language, name, look.Time));
            }
        }
    }

    private static string? ParentAt(Look look, string name)
    {
        foreach (var process in look.Processes)
        {
            if (process.Name == name)
            {
                return look.Processes.First(p => p.Pid == process.Ppid).Name;
            }
        }

        return null;
    }

    // Whoever reaps it, or the kernel where its parent ignores SIGCHLD.
    private void AskEnd(QuizChild child)
    {
        foreach (var e in run.Events)
        {
            bool vanishes = e.Kind == TraceEventKind.ProcessExit && e.State == 'X';
            if ((vanishes || e.Kind == TraceEventKind.ProcessReap) && run.NameOf(e.Name) == child.Name)
            {
                string reaper = vanishes ? Answers.Nobody : run.NameOf(e.OtherName);
                Add($"reaper.{child.Name}", AnswerKind.Word, reaper, ZombieTexts.Reaper.In(language, child.Name));
                Add($"gone.{child.Name}", AnswerKind.Integer, Text(e.Time), ZombieTexts.WhenGone.In(language, child.Name));
            }
        }
    }

    private void AskSignals()
    {
        if (!scenario.Plan.Handles)
        {
            return;
        }

        int sent = 0, lost = 0, handled = 0, reaped = 0;
        foreach (var e in run.Events)
        {
            bool isMains = run.NameOf(e.Name) == "main";
            bool isSent = isMains && e.Kind == TraceEventKind.SignalGenerate && e.Signal == Signal.SIGCHLD;
            sent += isSent ? 1 : 0;
            lost += isSent && e.Outcome == SignalOutcome.Coalesced ? 1 : 0;
            handled += isMains && e.Kind == TraceEventKind.SignalDeliver && e.Outcome == SignalOutcome.Handler ? 1 : 0;
            reaped += e.Kind == TraceEventKind.ProcessReap && run.NameOf(e.OtherName) == "main" ? 1 : 0;
        }

        Add("sigchld.sent", AnswerKind.Integer, Text(sent), ZombieTexts.Sent.In(language));
        Add("sigchld.lost", AnswerKind.Integer, Text(lost), ZombieTexts.Lost.In(language));
        Add("sigchld.handled", AnswerKind.Integer, Text(handled), ZombieTexts.Handled.In(language));
        Add("reaped.main", AnswerKind.Integer, Text(reaped), ZombieTexts.ReapedByMain.In(language));
    }

    private static string LetterOf(TaskState state) => state switch
    {
        TaskState.Ready or TaskState.Running => "R",
        TaskState.Interruptible => "S",
        TaskState.Uninterruptible => "D",
        TaskState.Stopped => "T",
        TaskState.Traced => "t",
        TaskState.Zombie => "Z",
        TaskState.Dead or TaskState.Free => "X",
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
