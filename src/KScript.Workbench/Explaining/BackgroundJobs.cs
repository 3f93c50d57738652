// Explains jobs that are stopped because they read, or wrote, in the background of their terminal: who is in its foreground, and what a shell's fg
// would do; it is tried on a copy of the machine.
using System.Globalization;
using KScript.Kernel;
using KScript.Workbench.Live;

namespace KScript.Workbench.Explaining;

/// <summary>Jobs that SIGTTIN or SIGTTOU stopped.</summary>
internal static class BackgroundJobs
{
    private const int MostNamed = 3;

    /// <summary>The terminal in whose background a process is stopped for what it did there; null: it is not.</summary>
    private static TerminalView? TerminalOf(Machine machine, Life life) =>
        machine.TryGetProcess(life.Pid, out ProcessView p) && p.State == TaskState.Stopped
            && life.Stopped is { Signal: Signal.SIGTTIN or Signal.SIGTTOU }
            && machine.TerminalOf(life.Pid) is { } terminal && !terminal.IsForeground(p.Pgid) ? terminal : null;

    /// <summary>Why it is stopped, as the beginning of a sentence; null: it is no such job.</summary>
    public static string? Why(Machine machine, Life life)
    {
        if (TerminalOf(machine, life) is not { } terminal)
        {
            return null;
        }

        bool reads = life.Stopped!.Value.Signal == Signal.SIGTTIN;
        string[] front = [.. machine.Processes().Where(p => terminal.IsForeground(p.Pgid)).Take(MostNamed).Select(p => p.Label)];
        string foreground = front.Length == 0 ? "nobody is in the foreground" : $"{Words.Join(front)} {Words.Are(front.Length)} in the foreground";
        string what = reads ? "Only the foreground reads a terminal, and who tries from the background is stopped by SIGTTIN"
            : "Who wants to change a terminal from the background, or with TOSTOP to write to it, is stopped by SIGTTOU";
        return $"{life.Label} is in the background of {terminal.Name}, where {foreground}. {what}. Only SIGCONT lets it go on, and it is stopped again if it is not in the foreground then";
    }

    /// <summary>Tries what a shell's fg does.</summary>
    public static void Try(Case facts, Machine machine, Life life, List<WayOut> ways)
    {
        if (TerminalOf(machine, life) is not { } terminal || !machine.TryGetProcess(life.Pid, out ProcessView p))
        {
            return;
        }

        TrialRun run = Trial.WithForeground(facts, machine.Snapshot(), life.Pid);
        Life after = run.History.Lives.First(other => other.Pid == life.Pid);
        string end = after.Died is { } died ? $"{life.Label} {Words.Dies(after)} at t={died.Time}."
            : run.Machine.TerminalRead(life.Pid) is { } read ? $"{life.Label} reads, and waits for what is typed at {read.Name}."
            : $"{life.Label} goes on.";
        string group = p.Pgid.ToString(CultureInfo.InvariantCulture);
        string where = terminal.Session != 0 && machine.TryGetProcess(terminal.Session, out _) ? $"in {Waiting.Label(machine, terminal.Session)}, as a shell's fg" : "in a process of its session";
        bool waits = after.Died is null && run.Machine.TerminalRead(life.Pid) is not null;
        string? stuck = waits ? null : BlockedForEver.NewIn(run, facts);
        ways.Add(new WayOut(
            "bringing it to the foreground", where, [$"tcsetpgrp t, {group}", $"kill -{group} SIGCONT"], stuck is null ? ["Seen: " + end] : ["Seen: " + end, stuck], [],
            stuck is not null));
    }
}
