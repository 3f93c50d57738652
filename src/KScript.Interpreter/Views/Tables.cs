// The tables of a machine: ps, pstree, top and the rest, one row each. A script's statement writes one to the standard output of
// its process, `kscript run --show` and the REPL print them. They are views: they cost nothing, change nothing, and are no
// system call. What each looks like is in the file of its subject.
using KScript.Kernel;

namespace KScript.Interpreter.Views;

/// <summary>All tables.</summary>
public static class Tables
{
    /// <summary>The rows, in the order of <see cref="TableKind"/>.</summary>
    public static TableRow[] Rows { get; } =
    [
        new(TableKind.Ps, "ps", "ps", TableArgument.None, HistoryParts.None,
            "the processes, as ps -o pid,ppid,pgid,sid,stat,time,comm", static r => ProcessTables.Ps(r.Machine)),
        new(TableKind.Pstree, "pstree", "tree", TableArgument.None, HistoryParts.None,
            "the processes as a tree, as pstree -p", static r => ProcessTables.Pstree(r.Machine)),
        new(TableKind.Top, "top", "top", TableArgument.None, HistoryParts.Load,
            "how busy the machine is, and the processes by CPU time", static r => ProcessTables.Top(r.Machine, r.History?.Load)),
        new(TableKind.Gantt, "gantt", "gantt", TableArgument.None, HistoryParts.Schedule,
            "who ran when up to now, for each CPU and each task", static r => HistoryTables.Gantt(r)),
        new(TableKind.Queues, "queues", "queues", TableArgument.None, HistoryParts.None,
            "what runs on each CPU, and who waits in which run queue, in order", static r => QueueTable.Render(r.Machine)),
        new(TableKind.Signals, "signals", "signals", TableArgument.Pid, HistoryParts.None,
            "dispositions, blocked and pending signals of a process", static r => PerProcess.Render(r, SignalsTable.Render)),
        new(TableKind.Fds, "fds", "fds", TableArgument.Pid, HistoryParts.None,
            "the file descriptors of a process", static r => PerProcess.Render(r, FdsTable.Render)),
        new(TableKind.Vars, "vars", "vars", TableArgument.Pid, HistoryParts.None,
            "the variables of a process, frame by frame", static r => PerProcess.Render(r, VariablesTable.Render)),
        new(TableKind.Timers, "timers", "timers", TableArgument.None, HistoryParts.None,
            "what time will bring: sleeps, alarms, jobs, ends of bursts and slices", static r => TimersTable.Render(r.Machine)),
        new(TableKind.Trace, "trace", "trace", TableArgument.Count, HistoryParts.Events,
            "the last n events (20 if left out) as lines of the trace", static r => HistoryTables.Trace(r)),
    ];

    /// <summary>The row of a name, a statement's or the REPL's; null where there is none.</summary>
    public static TableRow? Find(string name)
    {
        foreach (TableRow row in Rows)
        {
            if (row.Name == name || row.ReplName == name)
            {
                return row;
            }
        }

        return null;
    }

    /// <summary>A table as text.</summary>
    public static string Render(TableKind kind, in TableRequest request) => Rows[(int)kind].Render(request);

    /// <summary>A statement of a script: writes a table to the standard output of a process.</summary>
    internal static void Show(Machine machine, int task, TableKind kind, long argument) =>
        machine.Output(machine.PidOf(task), 1, Render(kind, new TableRequest(machine, argument, machine.FindSink<History>())));

    /// <summary>The process table, for messages.</summary>
    public static string Ps(Machine machine) => ProcessTables.Ps(machine);
}
