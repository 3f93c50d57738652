// Which levels of `--trace` each event belongs to. No `_` arm: a new kind without a level does not compile.
// The levels of a system call are in its row (SyscallTable.cs).

namespace KScript.Kernel;

/// <summary>Adds <c>TraceLevels.Of</c> and <c>TraceLevels.TryParseWord</c>.</summary>
internal static class TraceLevelTable
{
    private const TraceLevels Everywhere = TraceLevels.Lifecycle | TraceLevels.Signals | TraceLevels.Sched | TraceLevels.Syscalls;

    /// <summary>The words of `--trace`, in the order of the help.</summary>
    public static ReadOnlySpan<string> Words => Names;

    /// <summary>The word for levels; of a mixture "all".</summary>
    public static string WordOf(TraceLevels levels)
    {
        foreach (string name in Names)
        {
            if (TraceLevels.TryParseWord(name, out TraceLevels named) && named == levels)
            {
                return name;
            }
        }

        return Names[0];
    }

    private static readonly string[] Names = ["all", "syscalls", "sched", "signals", "lifecycle", "none"];

    extension(TraceLevels)
    {
        /// <summary>The levels of an event; <paramref name="number"/> matters for system calls alone.</summary>
        public static TraceLevels Of(TraceEventKind kind, SyscallNumber number) => kind switch
        {
            TraceEventKind.Boot => TraceLevels.Lifecycle,
            TraceEventKind.JobArrive => TraceLevels.Lifecycle | TraceLevels.Sched,
            TraceEventKind.SysExit => SyscallTable.Levels[(int)number],
            TraceEventKind.SysBlock => SyscallTable.Levels[(int)number],
            TraceEventKind.Compute => TraceLevels.Detail,
            TraceEventKind.SchedSwitch => TraceLevels.Sched,
            TraceEventKind.SchedWakeup => TraceLevels.Sched,
            TraceEventKind.SchedPreempt => TraceLevels.Sched,
            TraceEventKind.SchedSlice => TraceLevels.Sched,
            TraceEventKind.SchedBoost => TraceLevels.Sched,
            TraceEventKind.SchedMigrateTask => TraceLevels.Sched,
            TraceEventKind.ThreadExit => TraceLevels.Lifecycle,
            TraceEventKind.ThreadLeads => TraceLevels.Lifecycle,
            TraceEventKind.ProcessExit => TraceLevels.Lifecycle,
            TraceEventKind.ProcessReap => TraceLevels.Lifecycle,
            TraceEventKind.ProcessAdopt => TraceLevels.Lifecycle,
            TraceEventKind.ProcessExec => TraceLevels.Lifecycle,
            TraceEventKind.ProcessStop => TraceLevels.Lifecycle | TraceLevels.Signals,
            TraceEventKind.ProcessContinue => TraceLevels.Lifecycle | TraceLevels.Signals,
            TraceEventKind.SignalGenerate => TraceLevels.Signals,
            TraceEventKind.SignalDeliver => TraceLevels.Signals,
            TraceEventKind.SignalReturn => TraceLevels.Signals,
            TraceEventKind.Fault => TraceLevels.Signals,
            TraceEventKind.UntilBlock => TraceLevels.Detail,
            TraceEventKind.UntilDone => TraceLevels.Detail,
            TraceEventKind.TraceBegin => TraceLevels.Lifecycle | TraceLevels.Signals,
            TraceEventKind.TraceEnd => TraceLevels.Lifecycle | TraceLevels.Signals,
            TraceEventKind.TraceStop => TraceLevels.Lifecycle | TraceLevels.Signals,
            TraceEventKind.TraceResume => TraceLevels.Lifecycle | TraceLevels.Signals,
            TraceEventKind.Halt => Everywhere,
            TraceEventKind.NamespaceEnter => TraceLevels.Lifecycle,
            TraceEventKind.NamespaceEnd => TraceLevels.Lifecycle,
            TraceEventKind.CgroupFreeze => TraceLevels.Lifecycle,
        };

        /// <summary>A word of `--trace`.</summary>
        public static bool TryParseWord(string word, out TraceLevels levels)
        {
            (levels, bool known) = word switch
            {
                "all" => (TraceLevels.All, true),
                "syscalls" => (TraceLevels.Syscalls, true),
                "sched" => (TraceLevels.Sched, true),
                "signals" => (TraceLevels.Signals, true),
                "lifecycle" => (TraceLevels.Lifecycle, true),
                "none" => (TraceLevels.None, true),
                _ => (TraceLevels.None, false),
            };
            return known;
        }
    }
}
