// Breakpoints and watches: what pauses a run, and what is shown when it changes.
using KScript.Interpreter.Vm;
using KScript.Kernel;

namespace KScript.Cli.Repl;

/// <summary>The breakpoints and watches of a shell.</summary>
internal sealed class StopList(ReplShell shell)
{
    private readonly List<Stop> stops = [];
    private int next = 1;
    private string? seen;

    /// <summary>A breakpoint, or a watch.</summary>
    /// <param name="Number">By which the user names it.</param>
    /// <param name="Spec">What is meant.</param>
    /// <param name="IsWatch">It shows, and does not pause.</param>
    /// <param name="IsOnce">It goes when it is reached (`:run until`).</param>
    public sealed record Stop(int Number, EventSpec Spec, bool IsWatch, bool IsOnce)
    {
        /// <summary>What a watched expression was, or whether a condition held.</summary>
        public string Last { get; set; } = "";
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Stop> All => stops;

    /// <summary>Adds one; gives its number.</summary>
    public int Add(EventSpec spec, bool isWatch, bool isOnce = false)
    {
        stops.Add(new Stop(next, spec, isWatch, isOnce) { Last = ValueOf(shell.Session.Machine, spec, isWatch) });
        Connect();
        return next++;
    }

    /// <summary>Removes one by its number, or all.</summary>
    /// <returns>How many went.</returns>
    public int Remove(int? number)
    {
        int removed = stops.RemoveAll(stop => number is null || stop.Number == number);
        Connect();
        return removed;
    }

    /// <summary>Drops what was for one run only.</summary>
    public void EndRun()
    {
        stops.RemoveAll(stop => stop.IsOnce);
        seen = null;
        Connect();
    }

    /// <summary>Lets the session ask after each event if, and only if, there is something to ask.</summary>
    public void Connect() => shell.Session.Breakpoint = stops.Count == 0 ? null : Ask;

    /// <summary>An event happened.</summary>
    public void See(Machine machine, in TraceEvent e)
    {
        foreach (Stop stop in stops)
        {
            if (!stop.IsWatch && stop.Spec.Event is { } test && test(machine, in e))
            {
                seen ??= stop.Spec.Text;
            }
        }
    }

    /// <summary>Whether a run pauses here, and what to say.</summary>
    public string? Ask(Machine machine)
    {
        string? reached = seen;
        seen = null;
        foreach (Stop stop in stops)
        {
            if (stop.Spec.Condition is null)
            {
                continue;
            }

            string now = ValueOf(machine, stop.Spec, stop.IsWatch);
            if (now == stop.Last)
            {
                continue;
            }

            if (stop.IsWatch)
            {
                shell.Line($"-- t={machine.Now} {stop.Spec.Text}: {stop.Last} -> {now}");
            }
            else if (now == "true")
            {
                reached ??= stop.Spec.Text;
            }

            stop.Last = now;
        }

        return reached is null ? null : $"stopped at {reached}";
    }

    /// <summary>After the machine is another: what was is no guide.</summary>
    public void Refresh()
    {
        foreach (Stop stop in stops)
        {
            stop.Last = ValueOf(shell.Session.Machine, stop.Spec, stop.IsWatch);
        }
    }

    private string ValueOf(Machine machine, EventSpec spec, bool isWatch)
    {
        if (spec.Condition is not { } condition)
        {
            return "";
        }

        try
        {
            return isWatch ? condition.ValueFor(machine, shell.Session.Current).Literal()
                : spec.Holds(machine, shell.Session.Current) ? "true" : "false";
        }
        catch (HaltException halt)
        {
            return $"({halt.Reason.Message})";
        }
    }
}
