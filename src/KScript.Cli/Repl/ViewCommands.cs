// Commands that look at the machine: one for each table, which are also statements of the language; and the events again.
using KScript.Interpreter.Bytecode;
using System.Globalization;
using KScript.Workbench.Explaining;
using KScript.Workbench.Views;
using KScript.Kernel;

namespace KScript.Cli.Repl;

/// <summary>:ps, :tree, :top and the like.</summary>
internal static class ViewCommands
{
    private const int DefaultEvents = 20;

    /// <summary>The rows.</summary>
    public static ReplCommand[] Rows { get; } =
    [
        .. Tables.Rows.Where(row => row.Kind != TableKind.Trace).Select(Command),
        new("explain", "[PID]", "why: what leaked or waits for ever, whose fault it is, and ways out that were tried",
            "Of one process, or of all. Every way out that is offered was tried on a copy of the machine and works there.", Explain),
        new("why", "[WHAT]", "why: of a process, a signal, an error or the last call",
            "`:why SIGTERM` says what became of each SIGTERM, `:why ECHILD` who took the status that a wait asked for,\n"
            + "`:why last` what came of the last call of the process that you are, `:why 3` what :explain 3 does.", Why),
        new("trace", "[N | LEVEL]", "the last events again; or which are shown from now on",
            "`:trace` shows the last 20 events, `:trace 100` the last 100. `:trace lifecycle` shows births and deaths only from now on;\n"
            + "levels are all, syscalls, sched, signals, lifecycle, none.", Trace),
    ];

    private static ReplCommand Command(TableRow row)
    {
        bool takesPid = row.Argument == TableArgument.Pid;
        bool takesThreads = row.Argument == TableArgument.Threads;
        return new ReplCommand(row.ReplName, takesPid ? "[PID]" : takesThreads ? "[-L]" : "", row.Summary,
            takesThreads ? "`:ps -L`, or `:ps threads`: a line for each thread." : takesPid ? "Without a pid, of the process that you are." : "", (shell, text) => Show(shell, row, text));
    }

    private static void Show(ReplShell shell, TableRow row, string text)
    {
        long argument = row.Argument == TableArgument.Pid ? shell.Session.Current : 0;
        if (row.Argument == TableArgument.Threads && text is "-L" or "threads")
        {
            argument = 1;
        }
        else if (row.Argument == TableArgument.Threads && text.Length > 0)
        {
            shell.Complain($":{row.ReplName} takes -L, or nothing");
            return;
        }
        else if (text.Length > 0 && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out argument))
        {
            shell.Complain($"a pid: :{row.ReplName} 3");
            return;
        }

        shell.Write(shell.Session.Table(row, argument, shell.Settings.Width));
    }

    private static void Explain(ReplShell shell, string text)
    {
        if (text.Length == 0)
        {
            shell.Write(Explainer.ExplainAll(shell.Session, shell.Settings.Width));
        }
        else if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int pid))
        {
            shell.Write(Explainer.Explain(shell.Session, pid, shell.Settings.Width));
        }
        else
        {
            shell.Complain("a pid: :explain 3; or nothing for all");
        }
    }

    private static void Why(ReplShell shell, string text)
    {
        if (text.Length == 0)
        {
            shell.Write(Explainer.ExplainAll(shell.Session));
        }
        else if (Question.TryParse(text, shell.Session.Current, out Question question))
        {
            shell.Write(Explainer.Answer(shell.Session, question));
        }
        else
        {
            shell.Complain("it takes " + Question.Forms);
        }
    }

    private static void Trace(ReplShell shell, string text)
    {
        if (text.Length > 0 && TraceLevels.TryParseWord(text, out TraceLevels levels))
        {
            shell.Settings.Trace = levels;
            shell.Settings.TraceWord = text;
            return;
        }

        long count = DefaultEvents;
        if (text.Length > 0 && (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count == 0))
        {
            shell.Complain($"a number of events or a level: {string.Join(", ", TraceLevelTable.Words.ToArray())}");
            return;
        }

        // Asked for, they are shown, even where none is as it happens.
        TraceLevels before = shell.Settings.Trace;
        shell.Settings.Trace = before == TraceLevels.None ? TraceLevels.All : before;
        shell.ShowEvents(Math.Max(0, shell.Session.Machine.EventCount - count));
        shell.Settings.Trace = before;
    }
}
