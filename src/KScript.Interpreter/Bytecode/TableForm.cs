// The statements that show a table (`ps`, `queues`, `vars 4`): what the language knows of them. How a table looks is no matter of the
// language: whoever runs a program hands it a renderer (CompiledProgram.ShowTable).

namespace KScript.Interpreter.Bytecode;

/// <summary>Which table; the numbers are in the code.</summary>
internal enum TableKind : byte { Ps, Pstree, Top, Gantt, Queues, Signals, Fds, Pipes, Vars, Timers, Locks, Containers, Cgroups, Trace, Terminals }

/// <summary>What may be said after a table's name.</summary>
internal enum TableArgument : byte
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>A pid. Left out: in a script the caller, elsewhere every process.</summary>
    Pid,
    /// <summary>How many lines.</summary>
    Count,
    /// <summary>The word `threads`: 1 where it is said.</summary>
    Threads,
}

/// <summary>What of the past a table needs; a machine itself knows the present only.</summary>
[Flags]
internal enum HistoryParts : byte
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>Who ran when.</summary>
    Schedule = 1,
    /// <summary>The last events.</summary>
    Events = 2,
    /// <summary>How many tasks wanted a CPU on average, and how long CPUs were idle.</summary>
    Load = 4,
    /// <summary>The figures of the run and its tasks.</summary>
    Figures = 8,
    /// <summary>All of it: what an interactive session keeps.</summary>
    All = Schedule | Events | Load | Figures,
}

/// <summary>A statement that shows a table.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Name">The statement.</param>
/// <param name="OtherName">Another name for the same, the REPL's; or the same.</param>
/// <param name="Argument">What may follow.</param>
/// <param name="Needs">What must have been recorded.</param>
internal sealed record TableForm(TableKind Kind, string Name, string OtherName, TableArgument Argument = TableArgument.None, HistoryParts Needs = HistoryParts.None)
{
    /// <summary>All of them, in the order of <see cref="TableKind"/>.</summary>
    public static TableForm[] All { get; } =
    [
        new(TableKind.Ps, "ps", "ps", TableArgument.Threads),
        new(TableKind.Pstree, "pstree", "tree"),
        new(TableKind.Top, "top", "top", Needs: HistoryParts.Load),
        new(TableKind.Gantt, "gantt", "gantt", Needs: HistoryParts.Schedule),
        new(TableKind.Queues, "queues", "queues"),
        new(TableKind.Signals, "signals", "signals", TableArgument.Pid),
        new(TableKind.Fds, "fds", "fds", TableArgument.Pid),
        new(TableKind.Pipes, "pipes", "pipes"),
        new(TableKind.Vars, "vars", "vars", TableArgument.Pid),
        new(TableKind.Timers, "timers", "timers"),
        new(TableKind.Locks, "locks", "locks"),
        new(TableKind.Containers, "containers", "containers"),
        new(TableKind.Cgroups, "cgroups", "cgroups"),
        new(TableKind.Trace, "trace", "trace", TableArgument.Count, HistoryParts.Events),
        new(TableKind.Terminals, "terminals", "terminals"),
    ];

    /// <summary>How it is written: "signals [pid]".</summary>
    public string Usage => Name + Argument switch
    {
        TableArgument.None => "",
        TableArgument.Pid => " [pid]",
        TableArgument.Count => " [n]",
        TableArgument.Threads => " [threads]",
    };
}
