// The tables of a machine: ps, pstree, top and the rest, one row each. A script's statement writes one to the standard output of
// its process, `kscript run --show` and the REPL print them. They are views: they cost nothing, change nothing, and are no
// system call. What each looks like is in the file of its subject.
using KScript.Interpreter.Bytecode;
using KScript.Kernel;

namespace KScript.Workbench.Views;

/// <summary>All tables.</summary>
internal static class Tables
{
    /// <summary>The rows, in the order of <see cref="TableKind"/>.</summary>
    public static TableRow[] Rows { get; } =
    [
        Row(TableKind.Ps, "the processes, as ps -o pid,ppid,pgid,sid,stat,time,comm; with `threads` a line for each thread",
            static r => r.Argument != 0 ? ProcessTables.PsThreads(r.Machine, r.Namespace) : ProcessTables.Ps(r.Machine, r.Namespace)),
        Row(TableKind.Pstree, "the processes as a tree, as pstree -p", static r => ProcessTables.Pstree(r.Machine, r.Namespace)),
        Row(TableKind.Top, "how busy the machine is, and the processes by CPU time", static r => ProcessTables.Top(r.Machine, r.History?.Load, r.Namespace)),
        Row(TableKind.Gantt, "who ran when up to now, for each CPU and each task", static r => HistoryTables.Gantt(r)),
        Row(TableKind.Queues, "what runs on each CPU, and who waits in which run queue, in order", static r => QueueTable.Render(r.Machine)),
        Row(TableKind.Signals, "dispositions, blocked and pending signals of a process", static r => PerProcess.Render(r, SignalsTable.Render)),
        Row(TableKind.Fds, "the file descriptors of a process", static r => PerProcess.Render(r, FdsTable.Render)),
        Row(TableKind.Pipes, "what is in each pipe, who holds its ends, and who waits there", static r => PipesTable.Render(r.Machine)),
        Row(TableKind.Vars, "the variables of a process, frame by frame", static r => PerProcess.Render(r, VariablesTable.Render)),
        Row(TableKind.Timers, "what time will bring: sleeps, alarms, jobs, ends of bursts and slices", static r => TimersTable.Render(r.Machine)),
        Row(TableKind.Locks, "mutexes, semaphores and the like: who holds each, and who waits, in order", static r => LocksTable.Render(r.Machine)),
        Row(TableKind.Containers, "pid namespaces: where each lies, its init, and how many processes are in it", static r => ContainersTable.Containers(r.Machine)),
        Row(TableKind.Cgroups, "cgroups: how many tasks each has and may have, whether it is frozen, and who is in it", static r => ContainersTable.Cgroups(r.Machine)),
        Row(TableKind.Trace, "the last n events (20 if left out) as lines of the trace", static r => HistoryTables.Trace(r)),
        Row(TableKind.Terminals, "terminals: whose each is, who is in the foreground, what was typed and not read; and the jobs at them",
            static r => TerminalsTable.Render(r.Machine)),
    ];

    private static TableRow Row(TableKind kind, string summary, Func<TableRequest, string> render) =>
        new(TableForm.All[(int)kind], summary, render);

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
    internal static void Show(Machine machine, int task, TableKind kind, long argument)
    {
        int space = machine.NamespaceOf(machine.PidOf(task));
        long meant = Rows[(int)kind].Form.Argument == TableArgument.Pid ? PidTranslation.InwardOf(machine, space, argument) : argument;
        machine.Output(machine.PidOf(task), 1, Render(kind, new TableRequest(machine, meant, machine.FindSink<History>()) { Namespace = space }));
    }

    /// <summary>The process table, for messages.</summary>
    public static string Ps(Machine machine) => ProcessTables.Ps(machine);
}
