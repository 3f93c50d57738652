// Commands that let time go on, and that go back in it.
using System.Globalization;
using KScript.Workbench.Live;
using KScript.Kernel;

namespace KScript.Cli.Repl;

/// <summary>:step, :run, :back, :goto, :undo, :redo, :last.</summary>
internal static class TimeCommands
{
    /// <summary>The rows.</summary>
    public static ReplCommand[] Rows { get; } =
    [
        new("step", "[N]", "the next event, or N of them", "An event is a line of the trace at level all. What happens in one step comes whole, so that it may be more than N: an exit\n"
            + "with its SIGCHLD, a switch with the statement behind it. In the past it goes on along what is known.", Step),
        new("run", "[T | until EXPR]", "lets the machine go on: to its end, to time T, or until EXPR holds",
            "`:run` ends when nothing is left to happen, at a breakpoint, or with Ctrl-C. `:run 20` ends when all of t=20 has happened;\n"
            + "`:run until zombies() > 2` at the first event after which that holds; an EVENT as of :break will do. In the past it goes on along what is known, up to its end.", Run),
        new("back", "[N]", "goes back N events (default 1)", "To the last moment that is at least N events ago: a step of several events goes back whole. Forward again gives the same events;\n"
            + "a new statement in the past makes another future.", Back),
        new("goto", "T", "goes to time T, past or future; 0 is the start", "All that happens up to T has happened then; but at 0 nothing has, not even the boot.", GoTo),
        new("undo", "", "takes back the last statement or :run, all of it", "", static (s, _) => Moved(s, s.UndoSettings() || s.Session.Undo(), "there is nothing to undo")),
        new("redo", "", "does it again", "", static (s, _) => Moved(s, s.Session.Redo(), "there is nothing to redo")),
        new("last", "EVENT | EXPR", "goes back to when it last happened, or came true",
            "`:last exit 3`, `:last state 3 Z`, `:last zombies() == 1`. The same again goes to the time before. Events:\n"
            + string.Join("\n", EventSpec.Words.Select(w => $"  {w.Word,-9} {w.Meaning}")), Last),
    ];

    private static void Step(ReplShell shell, string text)
    {
        if (!TryCount(shell, text, out long count))
        {
            return;
        }

        if (!shell.Session.Timeline.IsAtEnd)
        {
            Forward(shell, count);
            return;
        }

        LiveOutcome outcome = shell.Session.Run(events: count);
        shell.Report("", outcome);
    }

    private static void Forward(ReplShell shell, long count)
    {
        long from = shell.Session.Machine.EventCount;
        shell.Session.Forward(count);
        shell.ShowEvents(from);
        shell.Stops.Refresh();
    }

    private static void Run(ReplShell shell, string text)
    {
        long until = long.MaxValue;
        const string Until = "until ";
        if (text.StartsWith(Until, StringComparison.Ordinal))
        {
            if (EventSpec.Parse(shell, text[Until.Length..].Trim()) is not { } spec)
            {
                return;
            }

            if (spec.Holds(shell.Session.View, shell.Session.Current))
            {
                shell.Line($"-- {spec.Text} holds already");
                return;
            }

            shell.Stops.Add(spec, isWatch: false, isOnce: true);
        }
        else if (text.Length > 0 && !TryTime(text, out until))
        {
            shell.Complain("a time in ticks, or until and an expression: :run 20, :run until zombies() > 0");
            return;
        }

        try
        {
            if (!shell.Session.Timeline.IsAtEnd)
            {
                RunAgain(shell, until);
            }
            else if (until < shell.Session.Machine.Now)
            {
                shell.Complain($"it is t={shell.Session.Machine.Now} already; :goto {until} goes back");
            }
            else
            {
                shell.Report("", shell.Session.Run(until));
            }
        }
        finally
        {
            shell.Stops.EndRun();
        }
    }

    /// <summary>Goes on along what is known.</summary>
    private static void RunAgain(ReplShell shell, long until)
    {
        long from = shell.Session.Machine.EventCount;
        string? stopped = shell.Session.RunAgain(until, shell.Stops.See);
        shell.ShowEvents(from);
        shell.Stops.Refresh();
        shell.Line(stopped is not null ? $"-- {stopped}"
            : shell.Session.Timeline.IsAtEnd ? "-- this is the present again; :run goes on" : $"-- t={shell.Session.Machine.Now}");
    }

    private static void Back(ReplShell shell, string text)
    {
        if (TryCount(shell, text, out long count))
        {
            Moved(shell, shell.Session.Back(count) > 0, "this is the beginning");
        }
    }

    private static void GoTo(ReplShell shell, string text)
    {
        if (!TryTime(text, out long time))
        {
            shell.Complain("a time in ticks: :goto 20");
            return;
        }

        if (time == 0)
        {
            shell.Session.GoToStart();
            Moved(shell, true, "");
            return;
        }

        LiveOutcome outcome = shell.Session.GoToTime(time);
        shell.Report("", outcome);
        if (outcome.End is null)
        {
            Moved(shell, true, "");
        }
    }

    private static void Last(ReplShell shell, string text)
    {
        if (EventSpec.Parse(shell, text) is not { } spec)
        {
            if (text.Length == 0)
            {
                shell.Complain("an event or an expression: :last exit 3 (:help last lists the events)");
            }

            return;
        }

        int current = shell.Session.Current;
        bool found = spec.Event is { } test ? shell.Session.GoToLast(test) : shell.Session.GoToLast(machine => spec.Holds(machine, current));
        Moved(shell, found, $"`{text}` has not happened before");
    }

    /// <summary>Says where the session is now, with what happened last: the events of one step.</summary>
    private static void Moved(ReplShell shell, bool moved, string otherwise)
    {
        if (!moved)
        {
            shell.Complain(otherwise);
            return;
        }

        shell.Stops.Refresh();
        Machine machine = shell.Session.Machine;
        shell.ShowEvents(shell.Session.Timeline.BeforeStep(machine.EventCount));
        shell.Line($"-- t={machine.Now}, event {machine.EventCount} of {shell.Session.Timeline.End.Events}");
    }

    private static bool TryCount(ReplShell shell, string text, out long count)
    {
        count = 1;
        if (text.Length == 0 || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count > 0))
        {
            return true;
        }

        shell.Complain("how many events, 1 or more");
        return false;
    }

    private static bool TryTime(string text, out long time) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out time);
}
