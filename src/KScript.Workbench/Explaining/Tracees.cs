// Explains processes that their tracer holds in t: what stopped them, who holds them, and what becomes of them once they are let go on,
// which is tried on copies of the machine.
using System.Text;
using KScript.Kernel;
using KScript.Workbench.Live;
using KScript.Workbench.Traces;

namespace KScript.Workbench.Explaining;

/// <summary>Words and trials for processes in t.</summary>
internal static class Tracees
{
    /// <summary>How a tracee came to stop.</summary>
    public static string HowItStopped(Case facts, Machine machine, Life life) =>
        $"{life.Label} stops for its tracer {Tracer(machine, life.Pid)}: {Stop(machine, life.Pid)}{facts.At(life.LastAct?.Where)}";

    /// <summary>The stop in ptrace(2)'s words, and what wait tells of it.</summary>
    private static string Stop(Machine machine, int pid)
    {
        string kind = Encoding.UTF8.GetString(TraceNames.Of(machine.TraceStopOf(pid)));
        return $"{kind}, {WaitStatus.Describe(machine.TraceStatusOf(pid))}{(machine.IsListening(pid) ? ", listening" : "")}";
    }

    private static string Tracer(Machine machine, int pid) => Waiting.Label(machine, machine.TracerOf(pid));

    /// <summary>Why a tracee does not go on: who could let it, and what that is at.</summary>
    public static string Why(Case facts, Machine machine, Life life)
    {
        int tracer = machine.TracerOf(life.Pid);
        string doing = Words.Doing(facts.Session, machine, tracer, facts.History.Find(tracer)?.LastAct);
        string how = machine.IsListening(life.Pid)
            ? $"it listens: SIGCONT, or PTRACE_INTERRUPT by {Tracer(machine, life.Pid)}, has it tell its tracer, and only that lets it go on"
            : $"only its tracer {Tracer(machine, life.Pid)} lets it go on (PTRACE_CONT, PTRACE_SYSCALL, PTRACE_DETACH), or its tracer's end, or SIGKILL ends it; not SIGCONT";
        return $"{how}. {Tracer(machine, life.Pid)} {doing}.";
    }

    /// <summary>
    /// Lets a tracee go on: as a tracer does that hands on the signal that it stopped for; and, where that kills it, without the signal.
    /// </summary>
    /// <param name="facts">The run.</param>
    /// <param name="machine">The machine at its end.</param>
    /// <param name="life">Who is explained: the tracee, or who waits for it.</param>
    /// <param name="pid">The tracee.</param>
    /// <param name="ways">Gets it if it helps.</param>
    /// <param name="no">Gets it if it does not.</param>
    public static void TryToContinue(Case facts, Machine machine, Life life, int pid, List<WayOut> ways, List<NoWayOut> no)
    {
        string name = $"{Tracer(machine, pid)} lets {Waiting.Label(machine, pid)} go on";
        if (machine.IsListening(pid))
        {
            no.Add(new NoWayOut(name, "it listens, and PTRACE_CONT fails with ESRCH until it has told its tracer something"));
            return;
        }

        bool hasSignal = machine.TraceStopOf(pid) == TraceStop.Signal;
        string signal = hasSignal ? SignalTable.NameOf(WaitStatus.StopSignal(machine.TraceStatusOf(pid))) : "";
        foreach (bool with in hasSignal ? new[] { false, true } : [false])
        {
            string code = with ? $"ptrace(PTRACE_CONT, {pid}, {signal})" : $"ptrace(PTRACE_CONT, {pid})";
            string how = name + (with ? $", and gives it {signal}" : hasSignal ? $", without {signal}" : "");
            TrialRun run = Trial.WithTraceeContinued(facts, machine.Snapshot(), pid, with);
            Life after = run.History.Lives.First(other => other.Pid == life.Pid);
            if (after.Died is null && (run.WasCut || BlockedForEver.Labels(run).Contains(life.Label)))
            {
                no.Add(new NoWayOut($"{how} ({code})", $"{life.Label} {(after.Stopped is null ? "waits" : "is stopped")} all the same"));
                continue;
            }

            string end = after.Died is { } died ? $"{life.Label} {Words.Dies(after)} at t={died.Time}." : $"{life.Label} goes on.";
            string? stuck = BlockedForEver.NewIn(run, facts);
            ways.Add(new WayOut(how, $"in {Tracer(machine, pid)}", [code], stuck is null ? ["Seen: " + end] : ["Seen: " + end, stuck], [], stuck is not null));
            return;
        }
    }
}
