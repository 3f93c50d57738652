// Commands that look at the machine: each is also a statement of the language.
using System.Globalization;
using KScript.Interpreter.Views;
using KScript.Kernel;

namespace KScript.Cli.Repl;

/// <summary>:ps, :tree, :top and the like.</summary>
internal static class ViewCommands
{
    /// <summary>The rows.</summary>
    public static ReplCommand[] Rows { get; } =
    [
        new("ps", "", "the process table", "As `ps -o pid,ppid,pgid,sid,stat,time,comm`; a zombie is <defunct>.", static (s, _) => s.Write(Tables.Ps(s.Session.View))),
        new("tree", "", "who is whose child", "As `pstree -p`.", static (s, _) => s.Write(Tables.Pstree(s.Session.View))),
        new("top", "", "the machine at a glance, and who uses the CPU", "The head of top(1): tasks by state, the CPUs' time; then the processes by CPU time.", static (s, _) => s.Write(Tables.Top(s.Session.View))),
        new("trace", "[N | LEVEL]", "the last events again; or which are shown from now on",
            "`:trace` shows the last 20 events, `:trace 100` the last 100. `:trace lifecycle` shows births and deaths only from now on;\n"
            + "levels are all, syscalls, sched, signals, lifecycle, none.", Trace),
    ];

    private static void Trace(ReplShell shell, string text)
    {
        if (text.Length > 0 && TraceLevels.TryParse(text, out TraceLevels levels))
        {
            shell.Settings.Trace = levels;
            shell.Settings.TraceWord = text;
            return;
        }

        long count = 20;
        if (text.Length > 0 && (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count == 0))
        {
            shell.Complain($"a number of events or a level: {string.Join(", ", TraceLevelTable.Words.ToArray())}");
            return;
        }

        shell.ShowEvents(Math.Max(0, shell.Session.Machine.EventCount - count));
    }
}
