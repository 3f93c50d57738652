// Commands that pause runs and watch values.
using System.Globalization;

namespace KScript.Cli.Repl;

/// <summary>:break, :watch, :delete.</summary>
internal static class StopCommands
{
    /// <summary>The rows.</summary>
    public static ReplCommand[] Rows { get; } =
    [
        new("break", "[EVENT | EXPR]", "pauses runs at an event, or when EXPR comes true; alone: the list",
            "`:break exit`, `:break fork 2`, `:break signal SIGCHLD`, `:break state 3 Z`, `:break zombies() > 2`. Events:\n"
            + string.Join("\n", EventSpec.Words.Select(w => $"  {w.Word,-9} {w.Meaning}")), Break),
        new("watch", "[EXPR]", "shows when the value of EXPR changes; alone: the list",
            "`:watch zombies()`, `:watch state(3)`. A variable is the one of the process that you are.", Watch),
        new("delete", "N | all", "removes a breakpoint or watch", "The numbers are those of `:break` and `:watch`.", Delete),
    ];

    private static void Break(ReplShell shell, string text) => Add(shell, text, isWatch: false);

    private static void Watch(ReplShell shell, string text) => Add(shell, text, isWatch: true);

    private static void Add(ReplShell shell, string text, bool isWatch)
    {
        if (text.Length == 0)
        {
            List(shell);
            return;
        }

        if (EventSpec.Parse(shell, text) is not { } spec)
        {
            return;
        }

        if (isWatch && spec.Condition is null)
        {
            shell.Complain($"`{text}` is an event: :break pauses at it, :trace shows it; a watch takes an expression");
            return;
        }

        int number = shell.Stops.Add(spec, isWatch);
        shell.Line($"-- {number}: {(isWatch ? "watch" : "break")} {text}");
    }

    private static void List(ReplShell shell)
    {
        if (shell.Stops.All.Count == 0)
        {
            shell.Line("-- none; :help break and :help watch say how to set one");
        }

        foreach (StopList.Stop stop in shell.Stops.All)
        {
            shell.Line($"-- {stop.Number}: {(stop.IsWatch ? $"watch {stop.Spec.Text} = {stop.Last}" : $"break {stop.Spec.Text}")}");
        }
    }

    private static void Delete(ReplShell shell, string text)
    {
        int number = 0;
        if (text != "all" && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            shell.Complain("the number of a breakpoint or watch, or all; :break lists them");
            return;
        }

        int removed = shell.Stops.Remove(text == "all" ? null : number);
        if (removed == 0)
        {
            shell.Complain($"there is no breakpoint or watch {text}");
        }
    }
}
