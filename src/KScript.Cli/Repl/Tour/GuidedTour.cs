// The tour of a REPL session: where the user is in it, and what is said after each input. The user's own session is set aside
// meanwhile. What a step wants is in TourChapters.cs; a step that is done stays done, whatever is undone later.
using KScript.Workbench.Live;

namespace KScript.Cli.Repl.Tour;

/// <summary>Leads through the chapters.</summary>
internal sealed class GuidedTour(ReplShell shell)
{
    /// <summary>After how many inputs that do not do a step the hint is mentioned.</summary>
    private const int StuckAfter = 4;

    private readonly HashSet<TourStep> done = [];
    private LiveSession? own;
    private LiveSession? left;
    private int chapter;
    private int step;
    private long stepBegan;
    private int tries;
    private bool commanded;

    /// <summary>Whether it is going on.</summary>
    public bool IsOn => own is not null;

    /// <summary>Where the user is, both from 0; a step beyond the last one: the chapter is over.</summary>
    public (int Chapter, int Step) Place => (chapter, step);

    private TourTexts Texts => TourTexts.In(shell.Settings.Language);

    private TourChapter Chapter => TourChapters.Rows[chapter];

    private bool IsChapterOver => step == Chapter.Steps.Length;

    /// <summary>`:tour` alone: begins, goes on, or says where the user is.</summary>
    public void GoOn()
    {
        commanded = true;
        if (IsOn && IsChapterOver && chapter + 1 < TourChapters.Rows.Length)
        {
            Begin(chapter + 1);
        }
        else if (IsOn)
        {
            ShowList();
            ShowStep();
        }
        else if (left is { } machine)
        {
            own = shell.Session;
            shell.Open(machine);
            ShowList();
            ShowStep();
        }
        else
        {
            ShowList();
            Show(Texts.Say(TourSentence.Begins));
            Begin(0);
        }
    }

    /// <summary>Begins a chapter, with a machine of its own.</summary>
    /// <param name="index">Which, from 0.</param>
    public void Begin(int index)
    {
        commanded = true;
        own ??= shell.Session;
        chapter = index;
        shell.Open(new LiveSession());
        Show(Texts.Say(TourSentence.FreshMachine, chapter + 1, Texts.Titles[Chapter.Name]));
        Enter(0);
    }

    /// <summary>Says more about the step.</summary>
    public void Hint()
    {
        if (!IsAtStep())
        {
            return;
        }

        TourStep now = Chapter.Steps[step];
        Show(Texts.Steps[now.Name].Hint);
        Show(Texts.Say(TourSentence.ForExample));
        Show("  " + string.Join("\n  ", now.Way));
    }

    /// <summary>Goes to the next step though this one is not done.</summary>
    public void Skip()
    {
        if (IsAtStep())
        {
            Enter(step + 1);
        }
    }

    /// <summary>Shows the step again.</summary>
    public void Again()
    {
        if (IsGoingOn())
        {
            ShowStep();
        }
    }

    /// <summary>Goes to the step before; from a chapter's first one, to the chapter before.</summary>
    public void Back()
    {
        if (!IsGoingOn())
        {
            return;
        }

        if (step > 0)
        {
            Enter(step - 1);
        }
        else if (chapter > 0)
        {
            Begin(chapter - 1);
        }
        else
        {
            Show(Texts.Say(TourSentence.FirstStep));
        }
    }

    /// <summary>Brings the user's own session back; the tour can be gone on with.</summary>
    public void Stop()
    {
        if (IsGoingOn())
        {
            Leave();
            Show(Texts.Say(TourSentence.Stopped));
        }
    }

    /// <summary>Says what :tour takes.</summary>
    public void ShowUsage()
    {
        commanded = true;
        Show(Texts.Say(TourSentence.Usage, TourChapters.Rows.Length));
    }

    /// <summary>The same as <see cref="Stop"/>, and nothing is said: the REPL ends.</summary>
    public void Leave()
    {
        if (own is { } session)
        {
            left = shell.Session;
            own = null;
            shell.Open(session);
        }
    }

    /// <summary>After an input: says which steps it has done, and what comes next.</summary>
    public void After(string input)
    {
        bool isOwn = commanded;
        commanded = false;
        if (!IsOn || isOwn || shell.IsOver || IsChapterOver)
        {
            return;
        }

        // Going back forgets what the step had seen by then.
        stepBegan = Math.Min(stepBegan, shell.Session.Machine.EventCount);
        int before = step;
        TourFacts facts = TourFacts.Of(shell.Session, input, stepBegan);
        while (!IsChapterOver && Chapter.Steps[step].Check(facts) is { } seen)
        {
            Show(Texts.Say(TourSentence.Done, Texts.Say(seen.Sentence, seen.Values)));
            done.Add(Chapter.Steps[step]);
            step++;
        }

        if (step > before)
        {
            Enter(step);
        }
        else
        {
            Encourage();
        }
    }

    /// <summary>The step is not done. That is no mistake; but the user may not know how to go on.</summary>
    private void Encourage()
    {
        tries++;
        if (shell.Session.Machine.IsBooted && shell.Session.Puppets().Count == 0 && shell.Session.Timeline.IsAtEnd)
        {
            Show(Texts.Say(TourSentence.NobodyLeft, chapter + 1));
        }
        else if (tries == StuckAfter)
        {
            Show(Texts.Say(TourSentence.Stuck));
        }
    }

    private void Enter(int index)
    {
        step = index;
        tries = 0;
        stepBegan = shell.Session.Machine.EventCount;
        ShowStep();
    }

    private bool IsGoingOn()
    {
        commanded = true;
        if (!IsOn)
        {
            Show(Texts.Say(TourSentence.NotOnTour));
        }

        return IsOn;
    }

    /// <summary>Whether there is a step to speak of; where its chapter is over, says how to go on.</summary>
    private bool IsAtStep()
    {
        if (!IsGoingOn())
        {
            return false;
        }

        if (IsChapterOver)
        {
            ShowStep();
        }

        return !IsChapterOver;
    }

    private void ShowStep()
    {
        if (IsChapterOver)
        {
            Show(chapter + 1 < TourChapters.Rows.Length ? Texts.Say(TourSentence.ChapterOver, chapter + 1, chapter + 2) : Texts.Say(TourSentence.TourOver));
            return;
        }

        StepText text = Texts.Steps[Chapter.Steps[step].Name];
        Show("");
        Show($"[{chapter + 1}.{step + 1}] {Texts.Titles[Chapter.Name]}");
        Show(text.Text);
        Show($"> {text.Task}");
    }

    private void ShowList()
    {
        Show(Texts.Say(TourSentence.Chapters));
        for (int i = 0; i < TourChapters.Rows.Length; i++)
        {
            char mark = Array.TrueForAll(TourChapters.Rows[i].Steps, done.Contains) ? '*' : IsOn && i == chapter ? '>' : ' ';
            Show($" {mark} {i + 1} {Texts.Titles[TourChapters.Rows[i].Name]}");
        }
    }

    /// <summary>The bar tells the tour from the machine.</summary>
    private void Show(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            shell.Line(("| " + line).TrimEnd());
        }
    }
}
