// What a run leaves behind, as comment lines after the trace: zombies and whose fault they are, tasks that wait for ever
// and for what.
using System.Text;
using KScript.Kernel;
using KScript.Workbench.Traces;

namespace KScript.Workbench.Metrics;

/// <summary>Writes the summary of a run.</summary>
internal static class RunSummary
{
    private const int MaximumLines = 20;

    /// <summary>Nothing, where nothing is left but init.</summary>
    public static void Write(Utf8Output output, Machine machine, RunEnd end)
    {
        if (machine.S.TaskCount <= 1)
        {
            return;
        }

        var processes = machine.AllThreads();
        int lines = 0;
        foreach (var process in processes)
        {
            string? line = LineOf(machine, process, end);
            if (line is not null && ++lines <= MaximumLines)
            {
                output.Write(line);
                output.Write("\n"u8);
            }
        }

        if (lines > MaximumLines)
        {
            output.Write("# and "u8);
            output.Write(lines - MaximumLines);
            output.Write(" more\n"u8);
        }
    }

    private static string? LineOf(Machine machine, in ProcessView process, RunEnd end) => process.State switch
    {
        TaskState.Zombie => process.IsDead ? Zombie(machine, process) : null,
        // Where the run was cut short, whoever waits may only be waiting for what would have come.
        TaskState.Interruptible or TaskState.Uninterruptible or TaskState.Stopped or TaskState.Traced
            => end == RunEnd.Finished && process.Pid != 1 ? Blocked(machine, process) : null,
        TaskState.Free or TaskState.Ready or TaskState.Running or TaskState.Dead => null,
    };

    private static string Zombie(Machine machine, in ProcessView process)
    {
        var line = new StringBuilder("# zombie ");
        line.Append(Label(process)).Append(" (").Append(WaitStatus.Describe(process.Status)).Append("): its parent ");
        if (!machine.TryGetProcess(process.Ppid, out var parent))
        {
            return line.Append("is gone").ToString();
        }

        line.Append(Label(parent)).Append(" has not waited for it, ");
        return line.Append(Doing(parent)).ToString();
    }

    private static string Blocked(Machine machine, in ProcessView process)
    {
        var line = new StringBuilder("# blocked for ever: ");
        line.Append(Label(process)).Append(", ").Append(Doing(process)).Append(Explaining.LockChains.Describe(machine, process.Pid));
        if (process.IsAdopted && machine.TryGetProcess(process.Ppid, out var parent))
        {
            line.Append("; an orphan, now a child of ").Append(Label(parent));
        }

        return line.ToString();
    }

    // What a task is at, and what would end it.
    private static string Doing(in ProcessView process) => process.State switch
    {
        TaskState.Stopped => "stopped (T), and nobody continues it",
        TaskState.Traced => "stopped by its tracer (t), which does not let it go on",
        TaskState.Zombie => "and is a zombie itself",
        TaskState.Ready or TaskState.Running => "and is ready to run",
        TaskState.Interruptible or TaskState.Uninterruptible => Waiting(process),
        TaskState.Free or TaskState.Dead => "gone",
    };

    private static string Waiting(in ProcessView process)
    {
        if (process is { WaitsFor: WaitKind.Thaw, BlockedIn: SyscallNumber.None })
        {
            return "frozen with its cgroup (S)";
        }

        string call = process.BlockedIn == SyscallNumber.Until ? "until" : SyscallTable.Find(process.BlockedIn)?.Name ?? "init";
        return $"blocked in {call} ({Describing.Letter(process.State)})" + process.WaitsFor switch
        {
            WaitKind.Child or WaitKind.ChildOfThreads => " for a child that does not change",
            WaitKind.Thread => " for the end of a thread",
            WaitKind.VforkChild => " for the exec or the end of its child",
            WaitKind.NamespaceEmpty => " until the others in its pid namespace are gone",
            WaitKind.Thaw => ", frozen with its cgroup",
            WaitKind.Signal => " for a signal",
            WaitKind.Condition => " for a condition",
            _ => "",
        };
    }

    // Names are identifiers, and so ASCII.
    private static string Label(in ProcessView process) => process.Label;
}
